"""Detects an undeclared encoding: the one in which the bytes beyond ASCII cost the fewest bits.

Only text with such bytes is read, anywhere in the page: markup, scripts and menus in ASCII are not evidence. Each candidate
is an encoding with a language, and a language is represented by the frequencies of its letters.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from math import inf, log2
from typing import NamedTuple

from factcheck.verifier.text_language import common_words

FIRST_PASS_BYTES, FIRST_PASS_MAX_ENCODINGS = 600, 6
"""Bytes of words by which all candidates are compared, and the number of the best that are compared by more."""
SECOND_PASS_BYTES = 3_000
"""Bytes of words by which the best candidates are compared."""
COLLECTED_MAX_BYTES = 24_000
"""Maximum number of bytes of text that are collected."""
CHUNK_BYTES = 262_144
MAX_CHUNKS = 24
LINE_MAX_BYTES = 600
"""Maximum number of bytes of one line that are used: a text without spaces is cut."""
ASCII_COST, TYPOGRAPHIC_COST, FOREIGN_COST, CONTROL_COST = 4.5, 8.0, 13.0, 22.0
"""Bits for an ASCII letter, for typographic punctuation, for a letter foreign to the language, for a control character."""
STOP_WORD_GAIN, STATED_GAIN = 3.0, 0.5
"""Bits in favour of a candidate for each common word of its language, and for each letter in the declared language."""

_MARKUP = re.compile(
    rb"<!--.*?(?:-->|\Z)|<(?:script|style)\b.*?(?:</(?:script|style)|\Z)|<[/!?a-z][^>]*>?|&[#\w]{1,12};",
    re.DOTALL | re.IGNORECASE,
)
_HIGH = re.compile(rb"[\x80-\xff]")
_LINE = re.compile(rb"[^\n\r]*[\x80-\xff][^\n\r]*")
_WORD = re.compile(rb"[^\s<>]*[\x80-\xff][^\s<>]*")
_ASCII_LETTER = re.compile(rb"[A-Za-z]")
_ASCII_WORD = re.compile(r"[^\W\d_]+")
_LANG = re.compile(rb"<html[^>]{0,300}?\slang\s*=\s*[\"']?([A-Za-z]{2})", re.IGNORECASE)
_UPPER_AFTER_LOWER = re.compile(r"(?<=[^\W\d_])[^\W\d_a-zA-Z]")
_MIXED = re.compile(r"[A-Za-z](?=[^\x00-\xbf])|(?<=[^\x00-\xbf])[A-Za-z]")
_SIGN_IN_WORD = re.compile(r"(?<=[^\W\d_])[\xa1-\xb6\xb8-\xbf\xd7\xf7](?=[^\W\d_])")
_SIGN_AT_WORD = re.compile(r"(?<=[^\W\d_])[¹²³¼½¾](?![^\W\d_])|(?<![^\W_])[¹²³¼½¾©®¦±¶¸¤°](?=[^\W\d_])")
_TYPOGRAPHIC = frozenset("“”‘’„‚«»‹›–—―…•·°§©®™€£¥×½¼¾²³¹\xa0†‡‰´№،؛؟״׳־₪\u200e\u200f")
_MARKS_OF = {"es": "¿¡ºª", "ca": "¿¡ºª·", "pt": "ºª", "it": "ºª"}
"""Marks beyond ASCII that only these languages use."""

_CYRILLIC, _LATIN = "cp1251 koi8-r koi8-u iso8859-5 cp866 mac-cyrillic", "cp1252 iso8859-15"
_CENTRAL = "cp1250 iso8859-2"
_LETTERS = {
    "en": (_LATIN, "éèñöüáíóçâêôïàëãåäøæ", 0.003),
    "fr": (_LATIN, "éèàêçùâôîûœëïüæÿ", 0.04),
    "de": (_LATIN, "üäößéèà", 0.02),
    "es": (_LATIN, "óíáéñúü", 0.025),
    "it": (_LATIN, "àèùòìéóíî", 0.012),
    "pt": (_LATIN, "ãçéáóíêõúâàôü", 0.04),
    "ca": (_LATIN, "óàéíèòçúïü", 0.035),
    "nl": (_LATIN, "ëéïèöüóêç", 0.004),
    "sv": (_LATIN, "äåöéüà", 0.045),
    "da": (_LATIN, "øåæéöü", 0.035),
    "no": (_LATIN, "åøæéòôêü", 0.03),
    "fi": (_LATIN, "äöåéšž", 0.045),
    "is": (_LATIN, "ðíáöþæúéóý", 0.11),
    "pl": (_CENTRAL, "łęóążśćńź", 0.075),
    "cs": (_CENTRAL, "íáěéřšžýčůúňťďó", 0.14),
    "sk": (_CENTRAL, "áíéčúšžýôľťňďĺŕäó", 0.11),
    "hu": (_CENTRAL, "áéóőöíüúű", 0.11),
    "ro": (f"{_CENTRAL} iso8859-16", "ăîţşâșț", 0.05),
    "hr": (_CENTRAL, "čćšžđ", 0.035),
    "sl": (_CENTRAL, "čšžćđ", 0.027),
    "tr": ("cp1254", "ıüşğöçâîİû", 0.1),
    "lt": ("cp1257 iso8859-13 iso8859-4", "ėųšįžąčūę", 0.07),
    "lv": ("cp1257 iso8859-13 iso8859-4", "āīšēņūļžčķģ", 0.1),
    "et": ("cp1257 iso8859-13 iso8859-4", "äõüöšž", 0.05),
    "ru": (_CYRILLIC, "оеаинтсрвлкмдпуяыьгзбчйхжшюцщэфъё", 1),
    "uk": (_CYRILLIC, "оанивтіерсклудмпязьгйбчїхцжюшєщфґ", 1),
    "bg": (_CYRILLIC, "аиоетнрвсдлкпмзбугъячщжхцшюйфь", 1),
    "sr": (_CYRILLIC, "аоиенрјсткувдмлпбгзшчцћњљжђхфџ", 1),
    "mk": (_CYRILLIC, "аоеитнрсвдкјлпмубгзчцшжњхќфљѓџѕ", 1),
    "be": (_CYRILLIC, "анірыоекстлудпмвязгбцьчўйшхжюёфэ", 1),
    "el": ("cp1253 iso8859-7", "αοιετσνηυρπκμλωςάίγδόέθχήφβύξώζψϊΐϋΰ", 1),
    "he": ("cp1255 iso8859-8", "יולהמארתבשכנעדםפקחצטזןגסץךף", 1),
    "ar": ("cp1256 iso8859-6", "المينرتبوةعدسفهكقأحجشىصطخإضذزئءثغآظؤ", 1),
    "fa": ("cp1256", "ايرندهمتشوسبلكزخقپفگعجحچصطغضثژذظآئ", 1),
    "th": ("cp874", "านรกอเยงวมลทตสดปะัิีค้่ขหพบไำแใจ็ชุูถื์โผธณซึศฟษภญฉฐฎฝฮฤฆฬ", 1),
    "vi": ("cp1258", "đưôâêơáà\u0301\u0300\u0309\u0323\u0303ăéèíìóòúùý", 0.25),
}
"""The encodings of each language, its letters beyond ASCII by frequency, and their share of all letters."""
_FURTHER_STOP_WORDS = {
    "ca": "el la els les de del que i en un una per amb es no al com mes o ha",
    "et": "ja on ei et see ta mis ka kui oma oli aga siis selle",
    "hr": "i je u na se za da od su s ne to koji kao o iz ili ali bi nije samo",
    "is": "og í að er á sem til um við en ekki var hann með fyrir af það",
    "lv": "un ir no ar par kas uz ka tas arī bet kā lai nav vai",
    "sk": "a v na sa je to s z do o po že ako ale pre od pri ktorý nie aj",
    "sl": "in je v na se za da so pa ne ki s po tudi z od kot bi ni ali",
}
"""Common words of languages that ``language_of`` does not recognize: they help to detect an encoding, not a language."""
_RARITY_COSTS = {
    "cp1250": 1.5,
    "iso8859-2": 2.0,
    "cp1254": 1.5,
    "cp1257": 1.5,
    "iso8859-15": 3.0,
    "mac-cyrillic": 6.0,
    "iso8859-16": 4.0,
    "iso8859-13": 3.0,
    "iso8859-4": 4.0,
    "koi8-u": 1.0,
}
"""Bits against encodings that are rarely used."""

_SIMPLIFIED = (
    "的一是不了在人有我他这个们中来上大为和国地到以说时要就出会可也你对生能而子那得于着下自之年过发后作里用道行所然家种事成方多经么去法学"
    "如都同现当没动面起看定天分还进好小部其些主样理心她本前开但因只从想实日军者意无力它与长把机十民第公此已工使情明性知全三又关点正业外将"
    "两高间由问很最重并物手应战向头文体政美相见被利什二等产或新己制身果加西斯月话合回特代内信表化老给世位次度门任常先海通教儿原东声提立及"
    "比员解水名真论处走义各入几口认条平系气题活尔更别打女变四神总何电数安少报才结反受目太量再感建务做接必场件计管期市直德资命山金指克许统"
    "区保至队形社便空决治展马科司五基眼书非则听白却界达光放强即像难且权思王象完设式色路记南品住告类求据程北边死张该交规万取拉格望觉术领共"
)
_TRADITIONAL = (
    "的一是不了在人有我他這個們中來上大為和國地到以說時要就出會可也你對生能而子那得於著下自之年過發後作裡用道行所然家種事成方多經麼去法學"
    "如都同現當沒動面起看定天分還進好小部其些主樣理心她本前開但因只從想實日軍者意無力它與長把機十民第公此已工使情明性知全三又關點正業外將"
    "兩高間由問很最重並物手應戰向頭文體政美相見被利什二等產或新己制身果加西斯月話合回特代內信表化老給世位次度門任常先海通教兒原東聲提立及"
    "比員解水名真論處走義各入幾口認條平系氣題活爾更別打女變四神總何電數安少報才結反受目太量再感建務做接必場件計管期市直德資命山金指克許統"
    "區保至隊形社便空決治展馬科司五基眼書非則聽白卻界達光放強即像難且權思王象完設式色路記南品住告類求據程北邊死張該交規萬取拉格望覺術領共"
)
_KANJI = (
    "日一国人年大十二本中長出三時行見月分後前生五間上東四今金九入学高円子外八六下来気小七山話女北午百書先名川千水半男西電校語車何南万"
    "会社者地業方場内定発言田部政体同主題意不作用動力自事目所代通問員的手全化理合最実戦表市民議連立数対性相思関経法家当結取機世新当多道"
    "調決受強公持野解度信重京心界教文開元記画計報制選進治指品原現要加変物保海特付成和回明近直安運産権在設報得点産次向込都平面初無以第県"
)
_HANGUL = (
    "이다에의는을가고하한지도로기사를은서자대인시그어리나정아과라부있으일해보게전스장제수주상만들원성여공구회국관조안동오선면마비않계없경소중"
    "했던개치무신것저야와용분생세우내요연발적방모유행문당학산달된위교물트민출반통현확건결심외강남말년월화금요며까습니었았겠될할울미거김박최"
)
_DOUBLE = {
    "zh": (("gb18030",), "，。、：；“”《》！？（）·" + _SIMPLIFIED),
    "zh-hant": (("big5hkscs",), "，。、：；「」『』！？（）" + _TRADITIONAL),
    "ja": (
        ("cp932", "euc_jp"),
        "、。「」のにはをたがでてとしれさいるあなっらもすりこだまかよきんくえそけせばおめちーみつわどやうじ" + _KANJI,
    ),
    "ko": (("cp949",), _HANGUL),
}
"""The encodings with two bytes a character, by language, and the most frequent characters of that language."""
_COMMON_PLANE = {"zh": ("gb2312", 0xD7), "zh-hant": ("big5", 0xC6), "ja": ("euc_jp", 0xCF), "ko": ("euc_kr", 0xC8)}
"""The national standard of each language, and the last lead byte of its common characters."""
_OWN_SCRIPT = {
    "zh": re.compile("[\u4e00-\u9fff]"),
    "zh-hant": re.compile("[\u4e00-\u9fff]"),
    "ja": re.compile("[\u3041-\u30ff\u4e00-\u9fff]"),
    "ko": re.compile("[\uac00-\ud7a3]"),
}


class _Text(NamedTuple):
    """Text that has bytes beyond ASCII."""

    words: bytes
    """The words with such bytes, each followed by a space."""
    lines: bytes
    """The lines that contain them."""
    ascii_letters: int
    """The number of ASCII letters in these lines."""
    latin_surplus: float
    """Bits against scripts that are not Latin, where most of these lines are ASCII letters."""

    @classmethod
    def of(cls, lines: Sequence[bytes], max_bytes: int) -> "_Text":
        """Return up to ``max_bytes`` of words, from lines distributed over the page."""
        step = max(1, sum(map(len, lines)) // (2 * max_bytes))
        picked = lines[::step] if len(lines) > step else lines
        words: list[bytes] = []
        size = used = 0
        for line in picked:
            found = _WORD.findall(line)
            words += found
            size += sum(map(len, found)) + len(found)
            used += 1
            if size >= max_bytes:
                break
        held = b"\n".join(picked[:used])[: 2 * max_bytes]
        plain, high = len(_ASCII_LETTER.findall(held)), len(_HIGH.findall(held))
        surplus = max(0.0, min(0.6 * (plain - 2 * high), 40.0))
        return cls(b" ".join(words)[:max_bytes] if used > 1 else b" ".join(words), held, plain, surplus)


def encodings_of(body: bytes) -> list[str]:
    """Return the possible encodings of a text, the most probable first; empty where it has only ASCII."""
    lines = _lines_of(body)
    if not lines:
        return []
    stated = _LANG.search(body[:4096])
    lang = stated[1].decode("ascii").lower() if stated else None
    first = _ranked(_Text.of(lines, FIRST_PASS_BYTES), lang, None)[:FIRST_PASS_MAX_ENCODINGS]
    return _ranked(_Text.of(lines, SECOND_PASS_BYTES), lang, frozenset(first))


def _ranked(text: _Text, lang: str | None, among: frozenset[str] | None) -> list[str]:
    costs: dict[str, float] = {}
    for name, cost in (*_single_costs(text, lang, among), *_double_costs(text, lang, among)):
        costs[name] = min(cost + _RARITY_COSTS.get(name, 0.0), costs.get(name, inf))
    return sorted(costs, key=costs.__getitem__)


def _lines_of(body: bytes) -> list[bytes]:
    """Return the first lines of text that have bytes beyond ASCII."""
    lines: list[bytes] = []
    size = 0
    for number in range(MAX_CHUNKS):
        chunk = body[number * CHUNK_BYTES : (number + 1) * CHUNK_BYTES]
        if not chunk or size >= COLLECTED_MAX_BYTES:
            break
        if not _HIGH.search(chunk):
            continue
        for line in _LINE.findall(_MARKUP.sub(b"\n", chunk)):
            lines.append(line.strip()[:LINE_MAX_BYTES])
            size += len(lines[-1])
            if size >= COLLECTED_MAX_BYTES:
                break
    return lines


def _single_costs(text: _Text, stated: str | None, among: frozenset[str] | None) -> Iterable[tuple[str, float]]:
    """Yield the cost of each single-byte encoding, for each of its languages."""
    names = dict.fromkeys(
        name for lang, (names, _, _) in _LETTERS.items() if lang != "vi" or stated == "vi" for name in names.split()
    )
    for name in names:
        if among is not None and name not in among:
            continue
        words = text.words.decode(name, "replace")
        counts = Counter(words)
        common = Counter(_ASCII_WORD.findall(text.lines.decode(name, "replace").lower()))
        letters = Counter(words.lower())
        out_of_case = sum(letter.isupper() for letter in _UPPER_AFTER_LOWER.findall(words))
        shouted = sum(1 for word in words.split() if word.isupper())
        mixed = len(_MIXED.findall(words))
        odd = 10.0 * len(_SIGN_IN_WORD.findall(words)) + 4.0 * len(_SIGN_AT_WORD.findall(words))
        odd += 3.0 * min(4, abs(words.count("«") - words.count("»")))
        for lang, (encodings, _, share) in _LETTERS.items():
            if name not in encodings.split():
                continue
            cost = odd + _letters_cost(letters, counts, _bits_of(lang))
            cost += 7.0 * out_of_case if shouted < 3 else 4.0 * out_of_case
            cost += (
                -text.ascii_letters * log2(1 - share)
                if share < 1
                else (3.0 if lang == "th" else 12.0) * mixed + text.latin_surplus
            )
            cost -= STOP_WORD_GAIN * sum(min(count, 6) for word, count in common.items() if word in _stop_words(lang))
            if lang == stated:
                cost -= 4.0 + STATED_GAIN * sum(count for letter, count in letters.items() if letter >= "\x80")
            yield name, cost


@lru_cache(maxsize=64)
def _stop_words(lang: str) -> frozenset[str]:
    return common_words().get(lang) or frozenset(_FURTHER_STOP_WORDS.get(lang, "").split())


def _letters_cost(letters: Mapping[str, int], written: Mapping[str, int], bits: Mapping[str, float]) -> float:
    cost = 1.5 * sum(count for letter, count in written.items() if letter >= "\x80" and letter.isupper())
    for letter, count in letters.items():
        if letter < "\x80":
            cost += ASCII_COST * count
        elif (known := bits.get(letter)) is not None:
            cost += known * count
        elif letter in _TYPOGRAPHIC:
            cost += TYPOGRAPHIC_COST * count
        elif letter.isalpha():
            cost += FOREIGN_COST * count
        else:
            cost += (CONTROL_COST if letter < "\xa0" or letter == "\ufffd" else FOREIGN_COST + 1) * count
    return cost


@lru_cache(maxsize=64)
def _bits_of(lang: str) -> dict[str, float]:
    """Return the cost of each letter of a language: the logarithm of its rarity, by Zipf's law over the ranks."""
    letters = _LETTERS[lang][1]
    total = sum(1 / (rank + 3) for rank in range(len(letters)))
    marks = dict.fromkeys(_MARKS_OF.get(lang, ""), TYPOGRAPHIC_COST)
    return marks | {
        letter: -log2(_LETTERS[lang][2]) - log2(1 / (rank + 3) / total) for rank, letter in enumerate(letters)
    }


def _double_costs(text: _Text, stated: str | None, among: frozenset[str] | None) -> Iterable[tuple[str, float]]:
    """Yield the cost of each double-byte encoding."""
    for lang, (names, _) in _DOUBLE.items():
        bits, own = _double_bits(lang), _OWN_SCRIPT[lang]
        for name in names:
            if among is not None and name not in among:
                continue
            words = text.words.decode(name, "replace")
            cost = text.latin_surplus + 4.0 * len(_MIXED.findall(words))
            for letter, count in Counter(words).items():
                if letter < "\x80":
                    cost += ASCII_COST * count
                elif (known := bits.get(letter)) is not None:
                    cost += known * count
                elif letter == "\ufffd":
                    cost += CONTROL_COST * count
                else:
                    cost += (_rarity(letter, lang) if own.match(letter) else 20.0) * count
            if stated is not None and lang.startswith(stated):
                cost -= 4.0 + STATED_GAIN * len(text.words) / 2
            yield name, cost


@lru_cache(maxsize=8)
def _double_bits(lang: str) -> dict[str, float]:
    frequent = list(dict.fromkeys(_DOUBLE[lang][1]))
    bits = {letter: 5.5 + 4.0 * rank / len(frequent) for rank, letter in enumerate(frequent)}
    typographic = {
        letter: 11.0
        for letter in "“”‘’…—–·　（）［］【】「」『』、。，．：；？！・〜～％＋－／＝"
        if letter not in bits
    }
    wide = {chr(code): 11.0 for code in range(0xFF10, 0xFF5B)}
    return wide | typographic | bits


def _rarity(letter: str, lang: str) -> float:
    """Return the cost of a character that is not among the most frequent. The common ones come first in the standard."""
    if "\u3041" <= letter <= "\u30ff":
        return 8.0
    standard, last = _COMMON_PLANE[lang]
    try:
        return 11.0 if letter.encode(standard)[0] <= last else 16.0
    except UnicodeEncodeError:
        return 19.0
