"""The words of the filter language, one row each. Every list of words in the program and its reference comes from it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from factcheck.store import conditions
from factcheck.store.conditions import Binds, Condition
from factcheck.store.filter_syntax import ME, NOBODY, Filter, Term, day
from factcheck.vocabulary import LinkState, QuoteState, Status


@dataclass(frozen=True, slots=True)
class FilterWord:
    """A key of the language."""

    expects: Callable[[str], str | None]
    """Returns what a value should have been, or None for a good value."""
    meaning: str
    condition: Callable[[tuple[str, ...], str, Binds], Condition]
    """Takes the values, the name that ``me`` is short for, and the statement's parameters."""
    values: tuple[str, ...] = ()
    """Values that are offered to complete the word."""
    is_closed: bool = False
    """Every claim has exactly one of ``values``."""


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


def _is_given(value: str) -> str | None:
    return None if value else "a word"


def _closed_set(
    members: Iterable[str], meaning: str, condition: Callable[[tuple[str, ...], str, Binds], Condition]
) -> FilterWord:
    values = tuple(map(str, members))
    return FilterWord(_one_of(values), meaning, condition, values, is_closed=True)


FILTER_WORDS: dict[str, FilterWord] = {
    "status": _closed_set(Status, "workflow", conditions.status),
    "rating": FilterWord(_is_given, "a step of the scale, or none", conditions.rating, (NOBODY,)),
    "assignee": FilterWord(_is_given, "a name, me or none", conditions.assignee, (ME, NOBODY)),
    "tag": FilterWord(_is_given, "a tag", conditions.tag),
    "link": FilterWord(_one_of(LinkState), "state of a cited link", conditions.link, tuple(LinkState)),
    "quote": FilterWord(_one_of(QuoteState), "state of a cited quote", conditions.quote, tuple(QuoteState)),
    "attention": _closed_set(("yes", "no"), "has an open alert", conditions.attention),
    "before": FilterWord(_is_day, "claimed (or entered) before a day", conditions.before),
    "after": FilterWord(_is_day, "claimed (or entered) after a day", conditions.after),
    "quiet": FilterWord(_is_day, "not changed since a day", conditions.quiet),
    "due": FilterWord(_is_day, "cites a source that is due for a check by a day", conditions.due),
    "untouched": FilterWord(
        _is_day, "assigned, not yet published, and no person did anything to it since a day", conditions.untouched
    ),
    "claimant": FilterWord(_is_given, "part of the claimant's name", conditions.claimant),
    "lang": FilterWord(_is_given, "language of the claim", conditions.language),
    "priority": _closed_set("123", "1 low, 2 normal, 3 high", conditions.priority),
    "id": FilterWord(_is_number, "a claim's number", conditions.id_),
}


def filter_conditions(filter_: Filter, me: str, binds: Binds) -> list[Condition]:
    """Return the conditions of a filter: one for each term and one for its words."""
    found = [_term_condition(term, me, binds) for term in filter_.terms]
    return found + ([conditions.words(filter_.words, binds)] if filter_.words else [])


def _term_condition(term: Term, me: str, binds: Binds) -> Condition:
    word = FILTER_WORDS[term.key]
    if term.negated and word.is_closed:
        # "None of these" is "one of the others", which an index can find.
        return word.condition(tuple(each for each in word.values if each not in term.values), me, binds)
    condition = word.condition(term.values, me, binds)
    return condition.against() if term.negated else condition
