"""What a filter asks of the database."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlmodel import col, select

from factcheck.models import Citation, Claim, ClaimTag, Event, Source, Tag
from factcheck.store.filters import ME, NOBODY, Filter, day
from factcheck.vocabulary import VERIFIER, WORKED_ON, LinkState, QuoteState, Status

Condition = sa.ColumnElement[bool]


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
    return sa.func.coalesce(col(Claim.claimed_to), sa.func.date(Claim.created_at)) < day(value).isoformat()


def _after(value: str, _me: str) -> Condition:
    end = day(value)
    if len(value) == 4:
        end = date(end.year, 12, 31)
    elif len(value) == 7:
        end = (end.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)
    return sa.func.coalesce(col(Claim.claimed_from), sa.func.date(Claim.created_at)) > end.isoformat()


def _midnight(moment: date) -> datetime:
    return datetime(moment.year, moment.month, moment.day, tzinfo=UTC)


def _quiet(value: str, _me: str) -> Condition:
    return col(Claim.updated_at) < _midnight(day(value))


def _due(value: str, _me: str) -> Condition:
    cited = (
        select(Citation.claim_id)
        .join(Source, col(Source.id) == Citation.source_id)
        .where(
            col(Source.next_check_at) < _midnight(day(value) + timedelta(days=1)), col(Citation.withdrawn_at).is_(None)
        )
    )
    return col(Claim.id).in_(cited)


def _untouched(value: str, _me: str) -> Condition:
    by_people = select(Event.id).where(
        Event.claim_id == Claim.id, Event.actor != VERIFIER, col(Event.at) >= _midnight(day(value))
    )
    return sa.and_(
        col(Claim.assignee).is_not(None),
        col(Claim.status).in_(WORKED_ON),
        sa.not_(sa.exists(by_people.correlate(Claim))),
    )


def _claimant(value: str, _me: str) -> Condition:
    return col(Claim.claimant).icontains(value, autoescape=True)


def _language(value: str, _me: str) -> Condition:
    language = sa.func.lower(Claim.language)
    return sa.or_(language == value.lower(), language.startswith(value.lower() + "-", autoescape=True))


ASKS: dict[str, Callable[[str, str], Condition]] = {
    "status": lambda value, _: col(Claim.status) == Status(value),
    "rating": _rating,
    "assignee": _assignee,
    "tag": _tag,
    "link": _link,
    "quote": _quote,
    "attention": _attention,
    "before": _before,
    "after": _after,
    "quiet": _quiet,
    "due": _due,
    "untouched": _untouched,
    "claimant": _claimant,
    "lang": _language,
    "priority": lambda value, _: col(Claim.priority) == int(value),
    "id": lambda value, _: col(Claim.id) == int(value),
}
"""What each key of the language asks, of its value and of who "me" is."""


def condition(filter_: Filter, me: str) -> Condition:
    """Return the condition on ``claim`` of a filter's terms; its words are the search index's."""
    parts: list[Condition] = [col(Claim.withdrawn_at).is_(None)]
    for term in filter_.terms:
        any_of = sa.or_(*(ASKS[term.key](value, me) for value in term.values))
        parts.append(sa.not_(sa.func.coalesce(any_of, sa.false())) if term.negated else any_of)
    return sa.and_(*parts)
