"""The filter language of every list: ``status:open -tag:sport rating:false,mixed "free words"``.

One table says what each key takes and what it asks of the database; the command line and the terminal share it.
"""

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from factcheck.errors import FilterError
from factcheck.models import Citation, Claim, ClaimTag, Rating, Source, Tag
from factcheck.vocabulary import LinkState, QuoteState, Status

ME = "me"
NOBODY = "none"

_PIECE = re.compile(
    r'(?P<key>-?[A-Za-z_]+):(?P<value>(?:"[^"]*"?|[^\s"])*)|"(?P<phrase>[^"]*)(?P<closed>"?)|(?P<word>\S+)'
)

_KEYED = re.compile(r"-?[A-Za-z_]+:")

Condition = sa.ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Term:
    """One ``key:value``."""

    key: str
    values: tuple[str, ...]
    """Any of these."""
    negated: bool = False

    def __str__(self) -> str:
        quoted = (f'"{value}"' if re.search(r"[\s,]", value) or not value else value for value in self.values)
        return f"{'-' if self.negated else ''}{self.key}:{','.join(quoted)}"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list shows: every term holds, and every word occurs."""

    terms: tuple[Term, ...] = ()
    words: tuple[str, ...] = ()

    def __str__(self) -> str:
        free = (f'"{word}"' if re.search(r"\s", word) or _KEYED.match(word) else word for word in self.words)
        return " ".join([*map(str, self.terms), *free])


def _day(value: str) -> date:
    return date.fromisoformat({4: f"{value}-01-01", 7: f"{value}-01"}.get(len(value), value))


def _is_day(value: str) -> str | None:
    try:
        _day(value)
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


def _assignee(value: str, me: str) -> Condition:
    if value == NOBODY:
        return col(Claim.assignee).is_(None)
    return col(Claim.assignee) == (me if value == ME else value)


def _rating(value: str, _me: str) -> Condition:
    return col(Claim.rating).is_(None) if value == NOBODY else col(Claim.rating) == value


def _tag(value: str, _me: str) -> Condition:
    tagged = select(ClaimTag.claim_id).join(Tag, col(Tag.id) == ClaimTag.tag_id).where(Tag.name == value.casefold())
    return col(Claim.id).in_(tagged)


def _link(value: str, _me: str) -> Condition:
    cited = (
        select(Citation.claim_id)
        .join(Source, col(Source.id) == Citation.source_id)
        .where(Source.state == LinkState(value), col(Citation.withdrawn_at).is_(None))
    )
    return col(Claim.id).in_(cited)


def _quote(value: str, _me: str) -> Condition:
    cited = select(Citation.claim_id).where(
        Citation.quote_state == QuoteState(value), col(Citation.withdrawn_at).is_(None)
    )
    return col(Claim.id).in_(cited)


def _attention(value: str, _me: str) -> Condition:
    return col(Claim.attention) > 0 if value == "yes" else col(Claim.attention) == 0


def _before(value: str, _me: str) -> Condition:
    return sa.func.coalesce(col(Claim.claimed_to), sa.func.date(Claim.created_at)) < _day(value).isoformat()


def _after(value: str, _me: str) -> Condition:
    end = _day(value)
    if len(value) == 4:
        end = date(end.year, 12, 31)
    elif len(value) == 7:
        end = (end.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return sa.func.coalesce(col(Claim.claimed_from), sa.func.date(Claim.created_at)) > end.isoformat()


def _claimant(value: str, _me: str) -> Condition:
    return col(Claim.claimant).icontains(value, autoescape=True)


def _language(value: str, _me: str) -> Condition:
    language = sa.func.lower(Claim.language)
    return sa.or_(language == value.lower(), language.startswith(value.lower() + "-", autoescape=True))


@dataclass(frozen=True, slots=True)
class Key:
    """A key of the language."""

    wants: Callable[[str], str | None]
    """What the value should have been; None: it is good."""
    asks: Callable[[str, str], Condition]
    """The value and who "me" is, to the condition."""
    meaning: str
    values: tuple[str, ...] = ()
    """For completion."""


KEYS: dict[str, Key] = {
    "status": Key(_one_of(Status), lambda v, _: col(Claim.status) == Status(v), "workflow", tuple(Status)),
    "rating": Key(_anything, _rating, "a step of the scale, or none", (NOBODY,)),
    "assignee": Key(_anything, _assignee, "a name, me or none", (ME, NOBODY)),
    "tag": Key(_anything, _tag, "a tag"),
    "link": Key(_one_of(LinkState), _link, "state of a cited link", tuple(LinkState)),
    "quote": Key(_one_of(QuoteState), _quote, "state of a cited quote", tuple(QuoteState)),
    "attention": Key(_one_of(("yes", "no")), _attention, "has an open alert", ("yes", "no")),
    "before": Key(_is_day, _before, "claimed (or entered) before a day"),
    "after": Key(_is_day, _after, "claimed (or entered) after a day"),
    "claimant": Key(_anything, _claimant, "part of the claimant's name"),
    "lang": Key(_anything, _language, "language of the claim"),
    "priority": Key(
        _one_of("123"), lambda v, _: col(Claim.priority) == int(v), "1 low, 2 normal, 3 high", ("1", "2", "3")
    ),
    "id": Key(_is_number, lambda v, _: col(Claim.id) == int(v), "a claim's number"),
}


def parse(text: str) -> Filter:
    """Return what a filter's text means. Raises FilterError that points at the word and says what was expected."""
    terms: list[Term] = []
    words: list[str] = []
    for piece in _PIECE.finditer(text):
        if piece["key"]:
            terms.append(_term(piece))
        elif piece["word"]:
            words.append(piece["word"])
        elif not piece["closed"]:
            raise FilterError("a quotation mark is not closed", start=piece.start(), end=piece.end())
        elif piece["phrase"].strip():
            words.append(piece["phrase"])
    return Filter(tuple(terms), tuple(words))


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


def condition(filter_: Filter, me: str) -> Condition:
    """Return the condition on ``claim`` of a filter's terms; its words are the search index's."""
    parts: list[Condition] = [col(Claim.withdrawn_at).is_(None)]
    for term in filter_.terms:
        any_of = sa.or_(*(KEYS[term.key].asks(value, me) for value in term.values))
        parts.append(sa.not_(sa.func.coalesce(any_of, sa.false())) if term.negated else any_of)
    return sa.and_(*parts)


def unknown_rating(filter_: Filter, scale: Iterable[Rating]) -> str | None:
    """Return a rating the filter asks for and the desk's scale has not."""
    known = {rating.key for rating in scale} | {NOBODY}
    return next((v for term in filter_.terms if term.key == "rating" for v in term.values if v not in known), None)


def complete(text: str, scale: Iterable[str] = (), tags: Iterable[str] = ()) -> list[str]:
    """Return how the text's last word could go on: keys, or values of its key."""
    last = text.rsplit(maxsplit=1)[-1] if text and not text[-1].isspace() else ""
    sign = "-" if last.startswith("-") else ""
    name, colon, value = last.removeprefix("-").partition(":")
    if not colon:
        return [f"{sign}{key}:" for key in KEYS if key.startswith(name.lower())] if last else []
    offered = {"rating": (*scale, NOBODY), "tag": tuple(tags)}.get(name, KEYS[name].values if name in KEYS else ())
    return [f"{sign}{name}:{each}" for each in offered if each.startswith(value)]
