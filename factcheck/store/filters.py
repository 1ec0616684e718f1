"""The filter language of every list: ``status:open -tag:sport rating:false,mixed "free words"``.

One table says what each key takes; the command line and the terminal share it. What a key asks of the database is said in
:mod:`factcheck.store.conditions`.
"""

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from factcheck.errors import FilterError
from factcheck.vocabulary import LinkState, QuoteState, Status

if TYPE_CHECKING:
    from factcheck.store.rows import RatingRow

ME = "me"
NOBODY = "none"

_PIECE = re.compile(
    r'(?P<key>-?[A-Za-z_]+):(?P<value>(?:"[^"]*"?|[^\s"])*)|"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<word>\S+)'
)

_KEYED = re.compile(r"-?[A-Za-z_]+:")

_ANY_OF = "a comma means or (status:open,review)"
_ALL_OF = "all words must hold anyway"
_NONE_OF = "a minus means not (-status:open)"
OPERATORS = {
    "OR": _ANY_OF, "||": _ANY_OF, "|": _ANY_OF, "AND": _ALL_OF, "&&": _ALL_OF, "NOT": _NONE_OF, "!": _NONE_OF,
}  # fmt: skip
"""Operators of other search languages, and how this one says the same. As words they would find nothing, or the wrong claims."""


@dataclass(frozen=True, slots=True)
class Term:
    """One ``key:value``."""

    key: str
    values: tuple[str, ...]
    """Any of these."""
    negated: bool = False

    def __str__(self) -> str:
        quoted = (_quoted(value) or '""' for value in self.values)
        return f"{'-' if self.negated else ''}{self.key}:{','.join(quoted)}"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows: every term holds, and every word occurs."""

    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        free = (
            f'"{word}"' if re.search(r"\s", word) or _KEYED.match(word) or word in OPERATORS else word
            for word in self.words
        )
        return " ".join([*map(str, self.terms), *free])


def day(value: str) -> date:
    """Return a day; of a year or a month, the first."""
    return date.fromisoformat({4: f"{value}-01-01", 7: f"{value}-01"}.get(len(value), value))


def _is_day(value: str) -> str | None:
    try:
        day(value)
    except ValueError:
        return "a day such as 2024-06-01"
    return None


def _is_number(value: str) -> str | None:
    return None if value.isdecimal() and len(value) < 19 else "a number"


def _one_of(members: Iterable[str]) -> Callable[[str], str | None]:
    names = [str(member) for member in members]
    return lambda value: None if value in names else f"one of {', '.join(names)}"


def _anything(value: str) -> str | None:
    return None if value else "a word"


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the language."""

    wants: Callable[[str], str | None]
    """What the value should have been; None: it is good."""
    meaning: str
    values: tuple[str, ...] = ()
    """For completion."""


KEYS: dict[str, Key] = {
    "status": Key(_one_of(Status), "workflow", tuple(Status)),
    "rating": Key(_anything, "a step of the scale, or none", (NOBODY,)),
    "assignee": Key(_anything, "a name, me or none", (ME, NOBODY)),
    "tag": Key(_anything, "a tag"),
    "link": Key(_one_of(LinkState), "state of a cited link", tuple(LinkState)),
    "quote": Key(_one_of(QuoteState), "state of a cited quote", tuple(QuoteState)),
    "attention": Key(_one_of(("yes", "no")), "has an open alert", ("yes", "no")),
    "before": Key(_is_day, "claimed (or entered) before a day"),
    "after": Key(_is_day, "claimed (or entered) after a day"),
    "quiet": Key(_is_day, "nothing was done to it since a day"),
    "due": Key(_is_day, "a source of it is due for a look by a day"),
    "untouched": Key(_is_day, "assigned, not yet published, and nobody did anything to it since a day"),
    "claimant": Key(_anything, "part of the claimant's name"),
    "lang": Key(_anything, "language of the claim"),
    "priority": Key(_one_of("123"), "1 low, 2 normal, 3 high", ("1", "2", "3")),
    "id": Key(_is_number, "a claim's number"),
}


def parse(text: str) -> Filter:
    """Return what a filter's text means. Raises FilterError that points at the word and says what was expected."""
    terms: list[Term] = []
    words: list[str] = []
    for piece in _PIECE.finditer(text):
        if piece["key"]:
            terms.append(_term(piece))
        elif piece["word"]:
            words.append(_word(piece))
        elif not piece["closed"]:
            raise FilterError("a quotation mark is not closed", start=piece.start(), end=piece.end())
        elif piece["phrase"].strip():
            words.append(piece["phrase"])
    return Filter(tuple(terms), tuple(words))


def _word(piece: re.Match[str]) -> str:
    """Return a free word. Raises FilterError for an operator of another search language."""
    word = piece["word"]
    if mend := OPERATORS.get(word):
        raise FilterError(
            f'{word}: {mend}; quote "{word}" to search for the word',
            start=piece.start(),
            end=piece.end(),
        )
    return word


def _term(piece: re.Match[str]) -> Term:
    name, start, end = piece["key"].lstrip("-").lower(), piece.start(), piece.end()
    key = KEYS.get(name)
    if key is None:
        near = difflib.get_close_matches(name, KEYS, 1)
        mend = f"did you mean {near[0]}:?" if near else f"there are {', '.join(KEYS)}"
        raise FilterError(f"{piece['key']}: is no filter word; {mend}", start=start, end=end)
    if piece["value"].count('"') % 2:
        raise FilterError(f"{piece[0]}: a quotation mark is not closed", start=start, end=end)
    values = tuple(value.replace('"', "") for value in re.findall(r'(?:"[^"]*"|[^,"])+', piece["value"])) or ("",)
    for value in values:
        if wanted := key.wants(value):
            near = difflib.get_close_matches(value, key.values, 1)
            mend = f"did you mean {near[0]}?" if near else f"{name}: wants {wanted}"
            raise FilterError(f"{piece[0]}: {value!r} is not known; {mend}", start=start, end=end)
    return Term(name, values, piece["key"].startswith("-"))


def unknown_rating(filter_: Filter, scale: Iterable["RatingRow"]) -> str | None:
    """Return a rating the filter asks for and the desk's scale has not."""
    known = {rating.key for rating in scale} | {NOBODY}
    return next((v for term in filter_.terms if term.key == "rating" for v in term.values if v not in known), None)


def last_word(text: str) -> str:
    """Return the word at the text's end; empty where a space, or nothing, stands there."""
    return text.rsplit(maxsplit=1)[-1] if text and not text[-1].isspace() else ""


def complete(text: str, scale: Iterable[str] = (), tags: Iterable[str] = (), names: Iterable[str] = ()) -> list[str]:
    """Return how the text's last word could go on: keys, or values of its key, the last of several included."""
    last = last_word(text)
    if not last or text.count('"') % 2:
        return []
    sign = "-" if last.startswith("-") else ""
    name, colon, given = last.removeprefix("-").partition(":")
    key = KEYS.get(name.lower())
    if not colon:
        return [f"{sign}{each}:" for each in KEYS if each.startswith(name.lower())]
    if key is None:
        return []
    more = {"rating": scale, "tag": tags, "assignee": names}.get(name.lower(), ())
    before, comma, value = given.rpartition(",")
    offered = (each for each in (*more, *key.values) if each not in before.split(","))
    begun = value.casefold()
    return [f"{sign}{name}:{before}{comma}{_quoted(each)}" for each in offered if each.casefold().startswith(begun)]


def _quoted(value: str) -> str:
    return f'"{value}"' if re.search(r"[\s,]", value) else value
