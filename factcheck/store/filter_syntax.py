"""A parsed filter: terms and free words."""

import re
from dataclasses import dataclass
from datetime import date

ME = "me"
NOBODY = "none"

KEY_PATTERN = re.compile(r"-?[A-Za-z_]+:")
"""The beginning of a term."""

_ANY_OF = "a comma means or (status:open,review)"
_ALL_OF = "all words must hold anyway"
_NONE_OF = "a minus means not (-status:open)"
OPERATORS = {
    "OR": _ANY_OF, "||": _ANY_OF, "|": _ANY_OF, "AND": _ALL_OF, "&&": _ALL_OF, "NOT": _NONE_OF, "!": _NONE_OF,
}  # fmt: skip
"""Operators of other search languages, with their form in this one. As words they would find nothing, or the wrong claims."""


@dataclass(frozen=True, slots=True)
class Term:
    """One ``key:value`` or ``key:value,value``."""

    key: str
    values: tuple[str, ...]
    """Any of these."""
    negated: bool = False

    def __str__(self) -> str:
        values = (quoted(value) or '""' for value in self.values)
        return f"{'-' if self.negated else ''}{self.key}:{','.join(values)}"


@dataclass(frozen=True, slots=True)
class Filter:
    """The claims of a list: every term holds, and every word occurs."""

    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        free = (
            f'"{word}"' if re.search(r"\s", word) or KEY_PATTERN.match(word) or word in OPERATORS else word
            for word in self.words
        )
        return " ".join([*map(str, self.terms), *free])


def day(value: str) -> date:
    """Return a day, or the first day of a year or a month."""
    return date.fromisoformat({4: f"{value}-01-01", 7: f"{value}-01"}.get(len(value), value))


def quoted(value: str) -> str:
    """Return a value as a filter spells it."""
    return f'"{value}"' if re.search(r"[\s,]", value) else value
