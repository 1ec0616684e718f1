"""Generated quote cases from a seed, on pages that repeat phrases of the quote: one edit each, with its place and words.

The other quote cases test the outcome and the kind of difference. These also test the passage and the words: a phrase that
also occurs elsewhere, or the quote's words scattered over a paragraph, must not mislead the search.
"""

import html
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from bench.quote_cases import page
from bench.tongues import TONGUES, Tongue
from factcheck.verifier.document import Document
from factcheck.verifier.quote_match import Match
from factcheck.vocabulary import DifferenceKind, TextQuoteSelector

KIND = DifferenceKind
DECOYS = ("first words before", "last words after", "words around the edit", "scattered", "twin", "both ends")
_ANY = frozenset(KIND)


@dataclass(frozen=True, slots=True)
class RepeatCase:
    """A quote, the page with one edit of it, and what must be found."""

    language: str
    edit: str
    decoy: str
    selector: TextQuoteSelector
    document: Document
    passage: str
    """The edited words as the page shows them."""
    quoted: str
    """The shortest words of the quote that the edit changed; empty: something was inserted."""
    found: str
    """The words that the page has instead; empty: something was removed."""
    kinds: frozenset[DifferenceKind]

    def placed(self, match: Match | None) -> bool:
        """Return whether the match covers the edited words and nothing else."""
        return match is not None and _bare(match.text) == _bare(self.passage)

    def named(self, match: Match | None) -> bool:
        """Return whether the differences hold the edited words and no others, under a right kind."""
        if match is None or not self.kinds & {each.kind for each in match.differences}:
            return False
        quoted = Counter(word for each in match.differences for word in _bare(each.quoted))
        found = Counter(word for each in match.differences for word in _bare(each.found))
        was, now = Counter(_bare(self.quoted)), Counter(_bare(self.found))
        return (quoted - found, found - quoted) == (was - now, now - was)


def repeat_cases(seed: int, each: int) -> Iterator[RepeatCase]:
    """Yield, for every language that parts its words, ``each`` rounds of edits beside every decoy."""
    chance = random.Random(seed)
    for language, tongue in TONGUES.items():
        for _ in range(each if tongue.spaced else 0):
            yield from _Round(chance, language, tongue).cases()


def _bare(words: str) -> list[str]:
    return re.findall(r"\d+|[^\W\d]+", words.lower())


class _Round:
    """One sentence, its edits, and pages that repeat parts of it."""

    def __init__(self, chance: random.Random, language: str, tongue: Tongue) -> None:
        self.chance, self.language, self.tongue = chance, language, tongue
        self.frame, self.other, self.third = chance.sample(tongue.frames, 3)
        self.name, self.stranger, self.outsider = chance.sample(tongue.names, 3)
        self.figure = str(chance.randint(130, 989))
        self.quote = self._said(self.frame, self.name, self.figure)
        self.stop = "। " if language == "hi" else ". "

    @staticmethod
    def _said(frame: str, name: str, figure: str) -> str:
        return frame.replace("{name}", name).replace("{n}", figure)

    def cases(self) -> Iterator[RepeatCase]:
        for edit, on_page, kinds in self._edits():
            before, *_ = _changed(self.quote.split(" "), on_page.split(" "))
            _, quoted, found = _changed(_bare(self.quote), _bare(on_page))
            for decoy in DECOYS:
                body = self._body(decoy, on_page, before)
                yield RepeatCase(
                    self.language, edit, decoy, TextQuoteSelector(self.quote), page(body, self.language), on_page,
                    " ".join(quoted), " ".join(found), kinds,
                )  # fmt: skip

    def _edits(self) -> Iterator[tuple[str, str, frozenset[DifferenceKind]]]:
        """Give each edit of the sentence: its name, the sentence as the page has it, and the kinds that name it."""
        chance, row = self.chance, self.quote.split(" ")
        for kind, old, new in self.tongue.swaps:
            old, new = (self._said(each, self.name, self.figure) for each in (old, new))
            if old in self.quote:
                words = frozenset({KIND.WORD, KIND.CLAUSE, KIND.NAME}) if kind is KIND.WORD else frozenset({kind})
                yield f"{kind} swapped", self.quote.replace(old, new, 1), words
        plain = [at for at in range(2, len(row) - 2) if row[at].isalpha() and row[at] not in (row[at - 1], row[at + 1])]
        plain = plain or list(range(2, len(row) - 2))
        at = chance.choice(plain)
        yield "word removed", " ".join([*row[:at], *row[at + 1 :]]), _ANY
        word, clause = self.tongue.inserted
        at = chance.choice(plain)
        yield "word inserted", " ".join([*row[:at], word, *row[at:]]), frozenset({KIND.WORD, KIND.CLAUSE})
        yield "clause inserted", " ".join([*row[:at], clause, *row[at:]]), frozenset({KIND.CLAUSE})
        yield "figure changed", self.quote.replace(self.figure, str(int(self.figure) + 7)), frozenset({KIND.NUMBER})
        name = frozenset({KIND.NAME} if self.tongue.cased else {KIND.NAME, KIND.WORD, KIND.CLAUSE})
        yield "name changed", self.quote.replace(self.name, self.stranger), name

    def _body(self, decoy: str, on_page: str, at: int) -> str:
        """Return the article: three paragraphs of other sentences, the edited sentence, and a decoy."""
        chance, row = self.chance, self.quote.split(" ")
        filler = [self._said(self.other, self.outsider, str(chance.randint(1000, 9999))), self.tongue.stranger]
        _, clause = self.tongue.inserted
        lead, tail = "", ""
        if decoy in {"first words before", "both ends"}:
            lead = f"{' '.join(row[: chance.randint(4, 7)])}{self.stop}{filler[1]}{self.stop}"
        if decoy in {"last words after", "both ends"}:
            tail = f"{filler[1]}{self.stop}{' '.join(row[-chance.randint(4, 7) :])}{self.stop}"
        if decoy == "words around the edit":
            phrase = f"{' '.join(row[max(0, at - 3) : at + 4])}, {clause}{self.stop}"
            lead, tail = (phrase, "") if chance.random() < 0.5 else ("", phrase)
        paragraphs = [f"{filler[0]}{self.stop}", f"{lead}{on_page}{self.stop}{tail}", f"{filler[1]}{self.stop}"]
        if decoy == "scattered":
            paragraphs.insert(chance.choice([0, 3]), self._scattered(row))
        if decoy == "twin":
            twin = self._said(self.frame, self.outsider, str(chance.randint(1000, 9999)))
            paragraphs.insert(chance.choice([0, 3]), f"{twin}{self.stop}")
        return "".join(f"<p>{html.escape(each, quote=False)}</p>" for each in paragraphs)

    def _scattered(self, row: list[str]) -> str:
        """Return a paragraph with all the quote's words, in order, a few at a time."""
        others = f"{self._said(self.third, self.stranger, '12')} {self.tongue.stranger}".split(" ")
        words: list[str] = []
        while row:
            taken = self.chance.randint(2, 5)
            words += [*row[:taken], *self.chance.sample(others, 3)]
            row = row[taken:]
        return " ".join(words) + self.stop


def _changed(quote: list[str], on_page: list[str]) -> tuple[int, list[str], list[str]]:
    """Return where two rows of words begin to differ, and the shortest words on both sides that do."""
    first = next(i for i in range(len(quote)) if quote[i : i + 1] != on_page[i : i + 1])
    same = 0
    while same < min(len(quote), len(on_page)) - first and quote[-1 - same] == on_page[-1 - same]:
        same += 1
    return first, quote[first : len(quote) - same], on_page[first : len(on_page) - same]
