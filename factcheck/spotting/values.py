"""The values of spotting: an article as it is read, its sentences, and the candidates for claims."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from factcheck.vocabulary import ClaimKind

UNRESOLVED_MARK = "[?]"
"""Stands beside the words of a stand-alone wording that could not be resolved."""
ARTICLE_SPEAKER = "article"
"""The speaker of a statement that nobody is named for."""


@dataclass(frozen=True, slots=True)
class DateInterval:
    """The days between two dates, both included."""

    start: date
    end: date


@dataclass(frozen=True, slots=True)
class Found:
    """A fact about an article, with the place it was found in, such as "JSON-LD" or "text"."""

    value: str
    origin: str


class BlockKind(StrEnum):
    """The kind of a block of an article."""

    PROSE = "prose"
    HEADING = "heading"
    """A heading of the article itself."""
    HEADLINE = "headline"
    """The headline of another story inside the article."""
    QUOTE = "quote"
    """A pull quote that repeats a sentence of the article."""
    CAPTION = "caption"
    RESIDUE = "residue"
    """Rests of a template, labels, bylines, correction notes: no statement of the article."""


@dataclass(frozen=True, slots=True)
class Reading:
    """An article as it is read. All spans are offsets into ``text``, in code points."""

    text: str
    kind: str
    """The kind of the document, as ``Document.kind``: html, text, pdf, captions…"""
    language: str | None = None
    """BCP 47 tag."""
    title: Found | None = None
    author: Found | None = None
    published: DateInterval | None = None
    """None where neither the page nor the text says when it was published."""
    published_origin: str = ""
    url: str | None = None
    interruptions: tuple[tuple[int, int], ...] = ()
    """Spans of blocks that the page sets apart: a single link, a figure, an aside."""
    emphasized: tuple[tuple[int, int], ...] = ()
    """Spans of paragraphs that the page shows in bold or in italics as a whole, and of headings."""
    entries: tuple[tuple[int, DateInterval], ...] = ()
    """The entries of a live blog: where each starts, and when it was published."""

    def published_at(self, offset: int) -> DateInterval | None:
        """Return when the text at an offset was published: of a live blog, when its entry was."""
        earlier = [published for start, published in self.entries if start <= offset]
        return earlier[-1] if earlier else self.published


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an article."""

    start: int
    end: int
    """Exclusive. White space around the sentence is left out."""
    block: int
    """The number of its block; sentences of a paragraph share it."""
    kind: BlockKind
    text: str


@dataclass(frozen=True, slots=True)
class Reason:
    """A reason for a score, that a person can read."""

    code: str
    """figure, date, attribution, name, comparison, cause, superlative; opinion, appeal, prediction, question, greeting…"""
    weight: float
    """Positive where it raises the score, negative where it lowers it."""
    words: str
    """The words of the statement that it rests on."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A statement of an article that may be worth checking. ``text == reading.text[start:end]``."""

    rank: int
    """1 is the best."""
    score: float
    """0 to 1."""
    kind: ClaimKind
    reasons: tuple[Reason, ...]
    text: str
    start: int
    end: int
    standalone: str
    """The statement in words that need less context; pronouns and relative dates that could not be resolved are marked."""
    unresolved: tuple[str, ...]
    """The words that could not be resolved."""
    speaker: str
    """The name of who says it; ARTICLE_SPEAKER where nobody is named."""
    date: DateInterval | None
    """When it happened or was said; None unless the text and the article's date give it."""
    language: str
    """BCP 47 tag; "und" where it is unknown."""
    contradicts: tuple[int, ...] = ()
    """Ranks of candidates of the same article that say something else about the same event."""
