"""The match of a quote in a document: the passage, and its differences from the quoted words. Independent of HTTP."""

from dataclasses import dataclass

from factcheck.vocabulary import DifferenceKind, Region


@dataclass(frozen=True, slots=True)
class Difference:
    """One way in which the passage differs from the quoted words."""

    kind: DifferenceKind
    quoted: str
    """The words as quoted; empty for an insertion."""
    found: str
    """The words on the page; empty for a deletion."""
    quoted_start: int
    """Offset into the quoted words, in code points."""
    quoted_end: int
    found_start: int
    """Offset into the document's text, in code points."""
    found_end: int


@dataclass(frozen=True, slots=True)
class Match:
    """The passage of a document that matches a quote (Web Annotation TextPositionSelector), and its score."""

    start: int
    end: int
    text: str
    score: float
    """1.0 where the words are found exactly; otherwise the share of the quoted words that are found."""
    region: Region
    differences: tuple[Difference, ...] = ()
    """Empty if and only if the words are found exactly."""
