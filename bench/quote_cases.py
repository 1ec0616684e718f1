"""Generated quote cases from a seed, with the expected outcome: verbatim, typeset differently, edited and absent quotes."""

import html
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from bench.tongues import TONGUES, Tongue
from factcheck.verifier.document import Document, Stretch
from factcheck.verifier.http.response import Capture
from factcheck.verifier.read import read
from factcheck.vocabulary import DifferenceKind, Region, TextQuoteSelector

KIND = DifferenceKind
_NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
_LETTERS = re.compile("[0-9]+|.[\u0e31\u0e34-\u0e3a\u0e47-\u0e4e]*")
_TATWEEL_AFTER = re.compile("(?<=[بتسشعيكلمنه])(?=[اتسعيكلمنه])")


@dataclass(frozen=True, slots=True)
class Case:
    """A quote, a page, and what is true of the two."""

    language: str
    selector: TextQuoteSelector
    document: Document
    truth: str
    """"exact", "altered" or "missing"."""
    kinds: frozenset[DifferenceKind]
    """The kinds that name the difference rightly; none: any does."""
    edit: str


def document(text: str, language: str, region: Region = Region.ARTICLE) -> Document:
    """Return a page of one region."""
    return Document("text", text, (Stretch(0, len(text), region),), language=language)


def page(body: str, language: str) -> Document:
    """Return what is read of a page with this article in it, furniture around."""
    markup = (
        f"<!doctype html><html lang={language}><head><meta charset=utf-8><title>T</title><script>var x = 1;</script></head>"
        "<body><nav><a href=/>Home</a> <a href=/news>News</a></nav><main><article><h1>1</h1>"
        f"{body}</article></main><footer>2024</footer></body></html>"
    )
    url = "https://news.example/a"
    headers = (("content-type", "text/html; charset=utf-8"),)
    return read(Capture(url, url, 200, headers, markup.encode(), _NOON, 0.1))


def cases(seed: int, each: int) -> Iterator[Case]:
    """Yield, for every language, ``each`` rounds of one quote and all that may become of it."""
    chance = random.Random(seed)
    for language, tongue in TONGUES.items():
        for _ in range(each):
            yield from _Round(chance, language, tongue).cases()


class _Round:
    """One quote in one language on a page between two other sentences."""

    def __init__(self, chance: random.Random, language: str, tongue: Tongue) -> None:
        self.chance, self.language, self.tongue = chance, language, tongue
        self.frame, self.other, self.absent = chance.sample(tongue.frames, 3)
        self.name, self.stranger, self.third = chance.sample(tongue.names, 3)
        self.figure = str(chance.randint(13, 989))
        self.stop = {"zh": "。", "ja": "。", "th": " ", "hi": "। "}.get(language, ". ")
        self.quote = self.said(self.frame)

    def said(self, frame: str, name: str | None = None, figure: str | None = None) -> str:
        return frame.replace("{name}", name or self.name).replace("{n}", figure or self.figure)

    def case(
        self,
        truth: str,
        edit: str,
        on_page: str,
        kinds: tuple[DifferenceKind, ...] = (),
        exact: str | None = None,
        *,
        markup: str | None = None,
        context: tuple[str, str] = ("", ""),
    ) -> Case:
        around = html.escape(self.said(self.other, self.stranger, str(self.chance.randint(1000, 9999))), quote=False)
        after = html.escape(self.said(self.other, self.third, str(self.chance.randint(1000, 9999))), quote=False)
        inner = markup if markup is not None else html.escape(on_page, quote=False)
        body = f"<p>{around}{self.stop}</p><p>{inner}{self.stop}{after}{self.stop}</p>"
        selector = TextQuoteSelector(self.quote if exact is None else exact, *context)
        return Case(self.language, selector, page(body, self.language), truth, frozenset(kinds), edit)

    def cases(self) -> Iterator[Case]:
        yield from self.verbatim()
        yield from self.typeset()
        yield from self.elisions()
        yield from self.figures()
        yield from self.swaps()
        yield from self.words()
        yield from self.names()
        yield from self.context()
        yield from self.lost()

    def verbatim(self) -> Iterator[Case]:
        quote = self.quote
        yield self.case("exact", "verbatim", quote)
        marks = self.chance.choice(["“”", "«»", "„“", "「」", "''", '""', "‹›", "『』", "””"])
        yield self.case("exact", "quote marks", quote, exact=f"{marks[0]}{quote}.{marks[1]}")
        yield self.case("exact", "inner space", quote, exact=f"«\u202f{quote}\u00a0»")
        yield self.case(
            "exact", "closing punctuation", quote, exact=quote + self.chance.choice([".", ",", ";", "…", " –", "!"])
        )
        start, length = self._slice()
        yield self.case("exact", "slice", quote, exact=quote[start : start + length])
        yield self.case("exact", "decomposed", quote, exact=unicodedata.normalize("NFD", quote))
        yield self.case("exact", "decomposed page", unicodedata.normalize("NFD", quote))

    def _slice(self) -> tuple[int, int]:
        """Return a start and a length that cut no word and no figure."""
        bounds = [0, *(m.end() for m in re.finditer(" ", self.quote)), len(self.quote) + 1]
        if not self.tongue.spaced or len(bounds) < 7:
            return 0, len(self.quote)
        low = self.chance.randrange(0, len(bounds) - 6)
        high = self.chance.randrange(low + 5, len(bounds))
        return bounds[low], bounds[high] - 1 - bounds[low]

    def typeset(self) -> Iterator[Case]:
        quote, chance = self.quote, self.chance
        letters = [i for i in range(1, len(quote) - 1) if quote[i - 1].isalpha() and quote[i].isalpha()]
        at = chance.choice(letters)
        invisible = chance.choice("\u200b\u00ad\u2060\ufeff\u200e\u202a\u2066\u061c")
        yield self.case("exact", "invisible in quote", quote, exact=quote[:at] + invisible + quote[at:])
        for name, put in (("soft hyphen", "&shy;"), ("wbr", "<wbr>"), ("comment", "<!-- x -->")):
            yield self.case("exact", name, "", markup=self._html(quote[:at]) + put + self._html(quote[at:]))
        bold = f"{self._html(quote[:at])}<b>{self._html(quote[at : at + 3])}</b>{self._html(quote[at + 3 :])}"
        yield self.case("exact", "markup in a word", "", markup=bold)
        yield self.case(
            "exact", "drop cap", "", markup=f'<span class="dropcap">{quote[0]}</span>{self._html(quote[1:])}'
        )
        mark = chance.choice(["[12]", "<sup>[3]</sup>", "<sup><a href=#n>[a]</a></sup>", "[4][5]", "²", "*"])
        spaced = self.tongue.spaced
        words = [m.end() for m in re.finditer(r"\S{3,}(?= )", quote) if not re.search(r"[\d,]", m[0])]
        end = chance.choice(words) if spaced else at
        if spaced or mark != "*":
            yield self.case("exact", "footnote", "", markup=self._html(quote[:end]) + mark + self._html(quote[end:]))
        if self.tongue.cased:
            capitals = quote.replace("i", "İ").upper() if self.language == "tr" else quote.upper()
            yield self.case("exact", "capitals", capitals)
            yield self.case("exact", "capitals in quote", quote, exact=capitals)
        if self.tongue.cased and quote[0] not in "İIıi":
            yield self.case("exact", "capital in brackets", quote, exact=f"[{quote[0].swapcase()}]{quote[1:]}")
        if spaced:
            gap = chance.choice(["\u00a0", "\n", "  ", "\u2009", "\u202f", "\t\n "])
            yield self.case("exact", "white space", quote.replace(" ", gap))
            yield self.case("exact", "white space in quote", quote, exact=quote.replace(" ", gap))
        if "’" in quote:
            yield self.case("exact", "apostrophe", quote.replace("’", chance.choice("'ʼ′`")))
        yield from self._of_one_language()

    def _of_one_language(self) -> Iterator[Case]:
        quote, language = self.quote, self.language
        table = {
            "ar": "٠١٢٣٤٥٦٧٨٩",
            "hi": "०१२३४५६७८९",
            "th": "๐๑๒๓๔๕๖๗๘๙",
            "zh": "０１２３４５６７８９",
            "ja": "０１２３４５６７８９",
        }
        if language in table:
            digits = str.maketrans("0123456789", table[language])
            yield self.case("exact", "own digits", quote.translate(digits))
            yield self.case("exact", "own digits in quote", quote, exact=quote.translate(digits))
            other = self.said(self.frame, figure=str(int(self.figure) + 1)).translate(digits)
            yield self.case("altered", "own digits, other figure", other, (KIND.NUMBER,))
        if language == "ar":
            yield self.case("exact", "tatweel", _TATWEEL_AFTER.sub("ـ", quote, count=2))
            yield self.case("exact", "vowel points", quote.replace("ال", "اَلْ"))
        if language in {"ar", "he"}:
            yield self.case("exact", "bidi marks", "\u202b" + quote.replace(" ", " \u200f") + "\u202c")
        if language == "ja":
            yield self.case("exact", "half-width kana", quote.replace("ポイント", "ﾎﾟｲﾝﾄ"))
        if language in {"en", "it", "fr"}:
            yield self.case("exact", "ligature", quote.replace("fi", "ﬁ").replace("fl", "ﬂ"))
        if language == "de":
            yield self.case("exact", "ss for ß", quote.replace("große", "grosse"))
        group = {"en": ",", "de": ".", "es": ".", "it": ".", "nl": ".", "fr": "\u202f", "ru": " ", "pl": "\u00a0"}.get(
            language
        )
        if group:
            plain, wrong = self.said(self.frame, figure=f"12{self.figure:0>3}"), {",": ".", ".": ","}.get(group, ",")
            put = self.said(self.frame, figure=f"12{group}{self.figure:0>3}")
            yield self.case("exact", "thousands", put, exact=plain)
            yield self.case("exact", "thousands in quote", plain, exact=put)
            other = self.said(self.frame, figure=f"12{wrong}{self.figure:0>3}")
            yield self.case("altered", "decimals, not thousands", other, (KIND.NUMBER,), exact=plain)

    @staticmethod
    def _html(text: str) -> str:
        return html.escape(text, quote=False)

    def elisions(self) -> Iterator[Case]:
        quote, chance = self.quote, self.chance
        cut = quote.index(self.figure)
        start, end = quote[:cut].rstrip(), quote[cut + len(self.figure) :].lstrip()
        dots = chance.choice(["[…]", "(…)", "[...]", "(...)", "…", "...", ". . .", "[ … ]"])
        if start and end:
            yield self.case("exact", "elision", quote, exact=f"{start} {dots} {end}")
            yield self.case("altered", "elision turned round", quote, (), exact=f"{end} {dots} {start}")
            yield self.case("exact", "editor's words", quote, exact=f"{quote[:cut].rstrip()} [sic] {quote[cut:]}")
            changed = end.replace(self.name, self.stranger) if self.name in end else None
            if changed:
                yield self.case(
                    "altered",
                    "elision, name changed",
                    f"{start} {self.figure} {changed}",
                    (),
                    exact=f"{start} {dots} {end}",
                )
        yield self.case("exact", "outer dots", quote, exact=f"… {quote} …")

    def figures(self) -> Iterator[Case]:
        chance, number = self.chance, (KIND.NUMBER,)
        figure = self.figure
        at = chance.randrange(len(figure))
        digit = chance.choice([d for d in "123456789" if d != figure[at]])
        made = {
            "digit changed": figure[:at] + digit + figure[at + 1 :],
            "digit added": figure[:at] + digit + figure[at:],
            "digit removed": figure[:at] + figure[at + 1 :],
            "decimals added": f"{figure}{'.' if self.language in {'en', 'zh', 'ja', 'th', 'he', 'hi', 'ar', 'ko'} else ','}5",
            "percent added": figure + "%",
            "sign added": "−" + figure,
            "currency added": "€" + figure,
            "range": f"{figure}–{int(figure) + 5}",
            "power": figure + "²",
        }
        for edit, new in made.items():
            if self.language == "he" and edit == "sign added":
                continue
            yield self.case("altered", edit, self.said(self.frame, figure=new), number)
            yield self.case("altered", f"{edit}, in quote", self.quote, number, exact=self.said(self.frame, figure=new))
        pairs = [
            ("10-15", "1015"),
            ("½", "12"),
            ("3:1", "31"),
            ("1.5", "15"),
            ("5%", "5‰"),
            ("$5", "€5"),
            ("10²", "102"),
        ]
        for old, new in chance.sample(pairs, 3):
            on_page = self.said(self.frame, figure=new)
            yield self.case("altered", f"{old} for {new}", on_page, number, exact=self.said(self.frame, figure=old))
        for old, new in (("10-15", "10–15"), ("3 – 5", "3–5"), ("5 %", "5%")):
            yield self.case(
                "exact",
                f"{old} set as {new}",
                self.said(self.frame, figure=new),
                exact=self.said(self.frame, figure=old),
            )

    def swaps(self) -> Iterator[Case]:
        for kind, old, new in self.tongue.swaps:
            old, new = self.said(old), self.said(new)
            if old not in self.quote:
                continue
            changed = self.quote.replace(old, new, 1)
            kinds: tuple[DifferenceKind, ...] = (
                (kind,) if kind is not KIND.WORD else (KIND.WORD, KIND.CLAUSE, KIND.NAME)
            )
            if not self.tongue.spaced:
                kinds = (kind, KIND.WORD) if kind is KIND.NUMBER else kinds
            yield self.case("altered", f"{kind}: {new}", changed, kinds)
            yield self.case("altered", f"{kind}: {new}, in quote", self.quote, kinds, exact=changed)

    def words(self) -> Iterator[Case]:
        chance, quote = self.chance, self.quote
        word, clause = self.tongue.inserted
        row = quote.split(" ") if self.tongue.spaced else _LETTERS.findall(quote)
        gap = " " if self.tongue.spaced else ""
        loose = (KIND.WORD, KIND.CLAUSE, KIND.NAME, KIND.NUMBER, KIND.NEGATION)
        for where, at in (("first", 1), ("middle", len(row) // 2), ("last", len(row) - 1)):
            put = row[at - 1][-1:].isdigit() and row[at][:1].isdigit()
            at = at + put
            yield self.case(
                "altered", f"word put in, {where}", gap.join([*row[:at], word, *row[at:]]), (KIND.WORD, KIND.CLAUSE)
            )
            yield self.case(
                "altered", f"clause put in, {where}", gap.join([*row[:at], clause, *row[at:]]), (KIND.CLAUSE,)
            )
        drop = [i for i, each in enumerate(row) if any(c.isalpha() for c in each)]
        for where, at in (("first", drop[0]), ("middle", chance.choice(drop[1:-1])), ("last", drop[-1])):
            if row[at - 1 : at] != row[at : at + 1] and row[at + 1 : at + 2] != row[at : at + 1]:
                yield self.case("altered", f"word dropped, {where}", gap.join([*row[:at], *row[at + 1 :]]), loose)
        places = [
            i for i in range(len(row) - 1) if self._plain(row[i]) and self._plain(row[i + 1]) and row[i] != row[i + 1]
        ]
        at = chance.choice(places)  # every frame has two plain words side by side
        turned = [*row[:at], row[at + 1], row[at], *row[at + 2 :]]
        yield self.case("altered", "two words turned", gap.join(turned), (KIND.ORDER,) if gap else (*loose, KIND.ORDER))
        third = len(row) // 3
        cut = gap.join([*row[:third], *row[third + max(4, third // 2 + 1) :]])
        yield self.case("altered", "clause dropped", cut, (KIND.CLAUSE, *loose))
        if self.tongue.spaced:
            longest = max(len(row[i]) for i in drop if self._plain(row[i]))
            at = chance.choice([i for i in drop if self._plain(row[i]) and len(row[i]) > min(4, longest - 1)])
            letter = row[at][: len(row[at]) // 2] + chance.choice(
                [c for c in row[at] if c.lower() != row[at][len(row[at]) // 2]]
            )
            changed = letter + row[at][len(row[at]) // 2 + 1 :]
            yield self.case("altered", "letter changed", gap.join([*row[:at], changed, *row[at + 1 :]]), loose)
            yield self.case("altered", "ending gone", gap.join([*row[:at], row[at][:-1], *row[at + 1 :]]), loose)
            parted = row[at][:2] + " " + row[at][2:]
            yield self.case("altered", "word parted", gap.join([*row[:at], parted, *row[at + 1 :]]), loose)
            joined = [*row[:at], row[at] + row[at + 1], *row[at + 2 :]] if at + 1 < len(row) else []
            if joined and row[at + 1][0].isalpha():
                yield self.case("altered", "words joined", gap.join(joined), loose)
        yield from self._look_alikes()

    @staticmethod
    def _plain(word: str) -> bool:
        return all(unicodedata.category(letter)[0] in "LM" for letter in word)

    def _look_alikes(self) -> Iterator[Case]:
        pairs = dict(zip("aoecpx", "аоесрх", strict=True))
        pairs |= {cyrillic: latin for latin, cyrillic in pairs.items()}
        places = [i for i, letter in enumerate(self.quote) if letter in pairs]
        if places:
            at = self.chance.choice(places)
            changed = self.quote[:at] + pairs[self.quote[at]] + self.quote[at + 1 :]
            yield self.case("altered", "look-alike letter", changed, (KIND.WORD, KIND.NAME, KIND.NUMBER))

    def names(self) -> Iterator[Case]:
        kinds = (KIND.NAME,) if self.tongue.cased else (KIND.NAME, KIND.WORD, KIND.CLAUSE)
        yield self.case("altered", "name", self.said(self.frame, self.stranger), kinds)
        if " " in self.name:
            first, _, last = self.name.partition(" ")
            other = self.stranger.partition(" ")[2]
            if other != last:
                yield self.case("altered", "family name", self.said(self.frame, f"{first} {other}"), kinds)
            yield self.case("altered", "first name gone", self.said(self.frame, last), kinds)
        slip = self.name[:-1] + self.chance.choice([c for c in self.stranger.lower() if c not in (" ", self.name[-1])])
        yield self.case("altered", "letter of a name", self.said(self.frame, slip), kinds)

    def context(self) -> Iterator[Case]:
        denials = {
            "en": ("It is not true that ", "Reporters heard that "),
            "fr": ("Il est faux que ", "On rapporte que "),
            "de": ("Es stimmt nicht, dass ", "Es heißt nun, dass "),
            "es": ("No es cierto que ", "Hoy se dice que "),
            "it": ("Non è vero che ", "Oggi si dice che "),
            "ru": ("Неправда, что ", "Сообщается, что "),
            "pl": ("To nieprawda, że ", "Wiadomo, że "),
            "nl": ("Het is niet waar dat ", "Er wordt gezegd dat "),
        }
        if self.language not in denials:
            return
        denied, neutral = denials[self.language]
        yield self.case("altered", "denied", denied + self.quote, (KIND.NEGATION,), context=(neutral, ""))
        yield self.case("exact", "other words before", neutral + self.quote, context=(denied, ""))
        yield self.case("exact", "denied as quoted", denied + self.quote, context=(denied, ""))

    def lost(self) -> Iterator[Case]:
        yield self.case("missing", "absent", self.quote, exact=self.tongue.stranger)
        yield self.case("missing", "absent, on the same topic", self.quote, exact=self.said(self.absent))
