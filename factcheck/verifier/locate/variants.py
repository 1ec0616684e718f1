"""Spelling variants: letters that keyboards, encodings or capitals interchange, and the cases in which they matter.

Words are compared with all variants folded. Whatever that leaves out is compared afterwards, between the words as
written: there, the spelling of the whole text decides whether a letter makes another word.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from factcheck.languages import primary
from factcheck.verifier.locate.word_lists import words_changed_by_diaeresis

SPELLING_WINDOW_CHARS = 5_000
"""Number of characters on each side of a word that show the spelling of a text."""
Pair = tuple[str, str]
"""A word of the quote and the corresponding word of the page, as written."""


def _greek_bases() -> dict[int, str]:
    letters = (chr(code) for block in (range(0x370, 0x400), range(0x1F00, 0x2000)) for code in block)
    bases = ((letter, unicodedata.normalize("NFD", letter)[0]) for letter in letters if letter.isalpha())
    return {ord(letter): base for letter, base in bases if letter != base}


_FOLDED = (
    str.maketrans(
        {
            "ё": "е",
            "ș": "ş",
            "ț": "ţ",
            "ک": "ك",
            "ى": "ي",
            "ی": "ي",
            "ہ": "ه",
            "ھ": "ه",
            "ۀ": "ه\u0654",
            "ۂ": "ه\u0654",
            "ۃ": "ة",
            "ൺ": "ണ്",
            "ൻ": "ന്",
            "ർ": "ര്",
            "ൽ": "ല്",
            "ൾ": "ള്",
            "ൿ": "ക്",
        }
    )
    | _greek_bases()
)

_ARABIC_YEHS = re.compile("[يىی]")
_PERSIAN = re.compile("[پچژگ]")
_OTHER_YEHS = re.compile("[ټډږښڼۍۇۈۋ]")
"""Letters of Pashto and Uyghur, in which the forms of yeh are separate letters."""
_ONE_YEH, _SEVERAL_YEHS = frozenset({"fa", "ur", "ku", "ckb"}), frozenset({"ps", "ug"})
"""Languages in which the forms of yeh are one letter, and in which they are several."""
_ARABIC_LETTER = re.compile("[\u0620-\u06d3]")
_URDU = re.compile("[ٹڈڑےں]")
_DOTLESS = re.compile(r"\b(?:و|ف)?(?:ف|الت|الذ|ه|الل|أ)ى\b")
"""Common words that end in a dotted yeh, written without its dots."""
_DOTTED = re.compile(r"\b(?:و|ف)?(?:إل|حت|مت)ي\b")
"""Common words that end in an alef maksura, written with dots."""
_WITHOUT_YO = re.compile(
    r"\b(?:еще|ее|нее|мое|твое|свое|причем|вперед|объем\w?|(?:при|у|на|про|до|в|подо|пере|ото|произо)?шел|(?:про|при|пере|за)?вел"
    r"|(?:при|у|на|про|до|во|подо|пере|ото|произо)?йдет|дает|живет|ведет|(?:само|верто|по|на)лет\w?|ребенок|(?:с|у|рас|от)чет\w?"
    r"|трех|четырех|зелен(?:ый|ая|ое|ые)|черн(?:ый|ая|ое|ые)|тяжел(?:ый|ая|ое|ые)|серьезн\w+|актер\w?|прием\w?)\b",
    re.IGNORECASE,
)
"""Russian words with ё in every text that uses the letter at all."""
_GREEK = re.compile("[\u0370-\u03ff\u1f00-\u1fff]")
_POLYTONIC = re.compile("[\u1f00-\u1fff]")
_GREEK_VOWEL_GROUP = re.compile("αι|ει|οι|υι|αυ|ευ|ηυ|ου|[αεηιουω]")
_DISTINCT_WITH_ACCENT = frozenset({"η", "που", "πωσ"})
"""Greek words of one syllable that an accent makes into other words."""
AM = {"\u0e32": "\u0e33", "\u0eb2": "\u0eb3"}
"""The vowel sara am, Thai and Lao, by its second half."""
_NIKHAHIT = re.compile("[\u0e4d\u0ecd]")


def unified(word: str) -> str:
    """Return a lower-case word with each variant of a letter in one form."""
    return word.translate(_FOLDED)


def without_am(cluster: str) -> str:
    """Return a consonant with its marks except for the first half of sara am, which may be before or after a tone mark."""
    return unicodedata.normalize("NFKC", _NIKHAHIT.sub("", cluster))


def differ_in_spelling(pairs: Sequence[Pair], quote: str, text: str, place: int, language: str | None) -> list[int]:
    """Return the indexes of the pairs that are different words, although their letters are variants of each other.

    ``quote`` and ``text`` are the texts of the pairs, and ``place`` is the offset of the passage in the text.
    """
    varied = [(number, *pair) for number, pair in enumerate(pairs) if pair[0] != pair[1] and not pair[0].isascii()]
    if not varied:
        return []
    around = text[max(0, place - SPELLING_WINDOW_CHARS) : place + SPELLING_WINDOW_CHARS]
    tag = primary(language)
    sides = (_Side(quote, pairs, 0, tag), _Side(around, pairs, 1, tag))
    return [
        number
        for number, quoted, found in varied
        if _yo_differs(quoted, found, sides)
        or _greek_differs(quoted, found)
        or _yeh_differs(quoted, found, sides)
        or _heh_differs(quoted, found, sides)
    ]


@dataclass
class _Side:
    """One of two compared texts, with its spelling conventions."""

    text: str
    pairs: Sequence[Pair]
    number: int
    """The index of this side's word in a pair."""
    language: str

    @cached_property
    def leaves_out_yo(self) -> bool:
        """Return whether it never writes ё: there is none, although there are words with one."""
        if "ё" in self.text.lower():
            return False
        if _WITHOUT_YO.search(self.text):
            return True
        return any(
            "ё" in pair[1 - self.number].lower() and pair[self.number].lower() not in words_changed_by_diaeresis()
            for pair in self.pairs
        )

    @cached_property
    def leaves_out_dots(self) -> bool:
        """Return whether it writes a final yeh without its dots."""
        return _DOTLESS.search(self.text.replace("ی", "ى")) is not None

    @cached_property
    def puts_in_dots(self) -> bool:
        """Return whether it writes a final alef maksura with dots."""
        return _DOTTED.search(self.text) is not None

    @cached_property
    def uses_persian_letters(self) -> bool:
        """Return whether it has as many Persian and Urdu letters as those languages have."""
        if self.language in _ONE_YEH:
            return True
        own = len(_PERSIAN.findall(self.text))
        return own > 0 and own * 100 >= len(_ARABIC_LETTER.findall(self.text))

    @cached_property
    def distinguishes_yehs(self) -> bool:
        """Return whether its language has the forms of yeh as separate letters."""
        return self.language in _SEVERAL_YEHS or _OTHER_YEHS.search(self.text) is not None

    @cached_property
    def is_urdu(self) -> bool:
        """Return whether it has letters of Urdu."""
        return _URDU.search(self.text) is not None


Sides = tuple[_Side, _Side]


def _yo_differs(quoted: str, found: str, sides: Sides) -> bool:
    """Return whether ё makes another word: it does, unless the side without it never writes ё."""
    ours, theirs = quoted.lower(), found.lower()
    if ("ё" in ours) == ("ё" in theirs) or ours.replace("ё", "е") not in words_changed_by_diaeresis():
        return False
    return not sides[1 if "ё" in ours else 0].leaves_out_yo


def _greek_differs(quoted: str, found: str) -> bool:
    """Return whether an accent makes another word, such as ή and η, πότε and ποτέ. Capitals are written without accents."""
    if not _GREEK.search(quoted) or not _GREEK.search(found) or _is_capital(quoted) or _is_capital(found):
        return False
    ours, theirs = _monotonic(quoted), _monotonic(found)
    if ours == theirs:
        return False
    plain = unified(quoted.lower()).replace("ς", "σ")
    single = len(_GREEK_VOWEL_GROUP.findall(plain)) <= 1
    unmarked = (_POLYTONIC.search(quoted) or _POLYTONIC.search(found)) is not None
    return not (single and unmarked and plain not in _DISTINCT_WITH_ACCENT)


def _is_capital(word: str) -> bool:
    return len(word) > 1 and word.isupper()


def _monotonic(word: str) -> str:
    """Return a word in monotonic spelling: with one kind of accent and without breathings."""
    apart = unicodedata.normalize("NFD", word.lower().replace("ς", "σ"))
    return re.sub("[\u0313\u0314\u0345\u0304\u0306]", "", re.sub("[\u0300\u0342]", "\u0301", apart))


def _yeh_differs(quoted: str, found: str, sides: Sides) -> bool:
    """Return whether the forms of yeh make another word, as in Arabic على and علي.

    In Persian and Urdu they are one letter. In Arabic only the last letter of a word distinguishes them, and only if
    both sides write its dots.
    """
    ours, theirs = (_ARABIC_YEHS.findall(each) for each in (quoted, found))
    if ours == theirs or not ours:
        return False
    if sides[1].distinguishes_yehs:
        return True
    last = {quoted[-1], found[-1]}
    if len(last) == 1 or "ي" not in last or not last <= {"ي", "ى", "ی"}:
        return False
    if any(side.uses_persian_letters for side in sides):
        return False
    return not any(
        side.puts_in_dots if word.endswith("ي") else side.leaves_out_dots
        for side, word in zip(sides, (quoted, found), strict=True)
    )


def _heh_differs(quoted: str, found: str, sides: Sides) -> bool:
    """Return whether an aspirating heh makes another word: it does in Urdu."""
    return ("ھ" in quoted) != ("ھ" in found) and any(side.is_urdu for side in sides)
