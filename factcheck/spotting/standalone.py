"""Statements in words that need less context: relative dates with their days, pronouns with the names they refer to."""

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.spotting.values import Reading, Sentence


@dataclass(frozen=True, slots=True)
class Context:
    """The article around a statement."""

    reading: Reading
    sentences: Sequence[Sentence]
    speakers: Sequence[str]
    """The speaker of each sentence, as ``speakers.speakers`` returns them."""
    language: str | None


@dataclass(frozen=True, slots=True)
class Standalone:
    """A statement in words that need less context."""

    text: str
    unresolved: tuple[str, ...]
    """The words that could not be resolved. Each has the mark [?] after it in the text."""


def standalone(sentence: Sentence, start: int, end: int, context: Context) -> Standalone:
    """Return the stand-alone wording of a statement: a sentence, or a part of it, by offsets into the reading."""
    return Standalone(" ".join(context.reading.text[start:end].split()), ())
