"""The filter language of every list: ``status:open -tag:sport rating:false,mixed "free words"``.

The command line and the terminal interface share it. Its words are in :mod:`factcheck.store.filter_words`.
"""

import difflib
import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from factcheck.errors import FilterError
from factcheck.store.filter_syntax import NOBODY, OPERATORS, quoted
from factcheck.store.filter_syntax import Filter as Filter
from factcheck.store.filter_syntax import Term as Term
from factcheck.store.filter_syntax import day as day
from factcheck.store.filter_words import FILTER_WORDS as FILTER_WORDS

if TYPE_CHECKING:
    from factcheck.store.rows import RatingRow

_PIECE = re.compile(
    r'(?P<key>-?[A-Za-z_]+):(?P<value>(?:"[^"]*"?|[^\s"])*)|"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<word>\S+)'
)


WORDS_MAX = 200
"""Words of a filter. SQLite reads no statement with more than 500 parts (SQLITE_MAX_COMPOUND_SELECT)."""


def parse(text: str) -> Filter:
    """Return the filter of a text.

    Raises:
        FilterError: A word is wrong; the error has its place, and what was expected there.
    """
    terms: list[Term] = []
    words: list[str] = []
    for piece in _PIECE.finditer(text):
        if len(terms) + len(words) == WORDS_MAX:
            raise FilterError(f"a filter has at most {WORDS_MAX} words", start=piece.start(), end=piece.end())
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
    if advice := OPERATORS.get(word):
        raise FilterError(
            f'{word}: {advice}; quote "{word}" to search for the word',
            start=piece.start(),
            end=piece.end(),
        )
    return word


def _term(piece: re.Match[str]) -> Term:
    name, start, end = piece["key"].lstrip("-").lower(), piece.start(), piece.end()
    key = FILTER_WORDS.get(name)
    if key is None:
        near = difflib.get_close_matches(name, FILTER_WORDS, 1)
        advice = f"did you mean {near[0]}:?" if near else f"there are {', '.join(FILTER_WORDS)}"
        raise FilterError(f"{piece['key']} is not a filter word; {advice}", start=start, end=end)
    if piece["value"].count('"') % 2:
        raise FilterError(f"{piece[0]}: a quotation mark is not closed", start=start, end=end)
    values = tuple(value.replace('"', "") for value in re.findall(r'(?:"[^"]*"|[^,"])+', piece["value"])) or ("",)
    for value in values:
        if expected := key.expects(value):
            near = difflib.get_close_matches(value, key.values, 1)
            advice = f"did you mean {near[0]}?" if near else f"{name}: takes {expected}"
            raise FilterError(f"{piece[0]}: {value!r} is not known; {advice}", start=start, end=end)
    return Term(name, values, piece["key"].startswith("-"))


def unknown_rating(filter_: Filter, scale: Iterable["RatingRow"]) -> str | None:
    """Return a rating that the filter asks for and that is not on the desk's scale, or None."""
    known = {rating.key for rating in scale} | {NOBODY}
    return next((v for term in filter_.terms if term.key == "rating" for v in term.values if v not in known), None)


def last_word(text: str) -> str:
    """Return the last word of a text that is being typed; it is empty after a space."""
    return text.rsplit(maxsplit=1)[-1] if text and not text[-1].isspace() else ""


def complete(text: str, scale: Iterable[str] = (), tags: Iterable[str] = (), names: Iterable[str] = ()) -> list[str]:
    """Return completions of the text's last word: keys, or values of its key, the last of several included."""
    last = last_word(text)
    if not last or text.count('"') % 2:
        return []
    sign = "-" if last.startswith("-") else ""
    name, colon, given = last.removeprefix("-").partition(":")
    key = FILTER_WORDS.get(name.lower())
    if not colon:
        return [f"{sign}{each}:" for each in FILTER_WORDS if each.startswith(name.lower())]
    if key is None:
        return []
    more = {"rating": scale, "tag": tags, "assignee": names}.get(name.lower(), ())
    before, comma, value = given.rpartition(",")
    offered = (each for each in (*more, *key.values) if each not in before.split(","))
    begun = value.casefold()
    return [f"{sign}{name}:{before}{comma}{quoted(each)}" for each in offered if each.casefold().startswith(begun)]
