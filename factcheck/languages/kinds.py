"""The kinds of values in a language file."""

from dataclasses import dataclass
from typing import Any

MONTHS_PER_YEAR = 12
DAYS_PER_WEEK = 7


class Words(tuple[str, ...]):
    """A list of words: in the file one string with spaces between the words."""

    __slots__ = ()


class Patterns(tuple[str, ...]):
    """A list of patterns: in the file an array of strings in the notation of ``factcheck.languages.patterns``."""

    __slots__ = ()


class Texts(tuple[str, ...]):
    """A list of plain texts, in lower case: in the file an array of strings."""

    __slots__ = ()


class Months(tuple[Words, ...]):
    """The months of a year: in the file an array of twelve lists of words."""

    __slots__ = ()


class Week(tuple[Words, ...]):
    """The days of a week, Monday first: in the file an array of seven lists of words."""

    __slots__ = ()


class Numbers(tuple[Words, ...]):
    """Numbers in words, from one on: in the file an array of lists of words."""

    __slots__ = ()


class Examples(dict[str, tuple[Any, ...]]):
    """Worked examples by the table that they are for: in the file arrays of inline tables."""

    __slots__ = ()


NO_WORDS, NO_PATTERNS, NO_TEXTS, NO_MONTHS = Words(), Patterns(), Texts(), Months()
NO_WEEK, NO_NUMBERS = Week(), Numbers()


@dataclass(frozen=True, slots=True)
class Section:
    """A table of a language file."""
