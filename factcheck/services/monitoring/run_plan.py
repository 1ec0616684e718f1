"""What a run of the verifier looks at: sources, each once, with every quote that rests on it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.models import Capture, Citation, CitationCheck, Claim, Host, Source, SourceCheck
from factcheck.services.editing.validation import get_claim
from factcheck.settings import VerifySettings
from factcheck.verifier.http.language_negotiation import languages_to_ask
from factcheck.verifier.http.response import Validators
from factcheck.verifier.scheduling.batch import Task
from factcheck.verifier.scheduling.host_queue import Backlog
from factcheck.verifier.scheduling.page_workers import WORDLESS, Keep, Previous
from factcheck.vocabulary import PAGE_OUTCOMES, PAGE_STATES, STUB, QuoteState, TextQuoteSelector

LONGEST_AWAY = timedelta(days=7)
"""A host that asks to be left alone is asked again after this long, whatever it said."""


class Which(Enum):
    """Which sources a run takes."""

    DUE = auto()
    ALL = auto()
    CLAIMS = auto()
    """Those the given claims cite."""
    SOURCES = auto()


@dataclass(frozen=True, slots=True)
class Selection:
    """What a run takes."""

    which: Which = Which.DUE
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Planned:
    """One source of a run, and the citations its quotes belong to."""

    task: Task
    host: int
    citation_ids: tuple[int, ...]
    token: str | None = None
    """The source's token as it was read: another one since then means that somebody else has looked."""


CHUNK = 500


def backlog(
    session: Session,
    selection: Selection,
    now: datetime,
    limit: int | None = None,
    hosts: Collection[int] | None = None,
) -> Backlog:
    """Return the sources of a selection that some claim cites, those longest due first.

    What is due on a host that asked to be left alone waits until it may be asked; ``hosts`` keeps to those. Raises NotFound
    for a claim that is not there.
    """
    live = cited()
    wanted = sa.select(col(Source.id), col(Source.host_id)).where(live)
    match selection.which:
        case Which.DUE:
            away = sa.exists().where(col(Host.id) == col(Source.host_id), is_away(now))
            wanted = wanted.where(col(Source.next_check_at) <= now, ~away)
        case Which.CLAIMS:
            for claim_id in selection.ids:
                get_claim(session, claim_id)
            named = live.where(col(Claim.id).in_(selection.ids))
            wanted = wanted.where(named)
        case Which.SOURCES:
            wanted = wanted.where(col(Source.id).in_(selection.ids))
        case Which.ALL:
            pass
    if hosts is not None:
        wanted = wanted.where(col(Source.host_id).in_(hosts))
    planned = Backlog()
    ordered = wanted.order_by(col(Source.next_check_at), col(Source.id)).limit(limit)
    for source_id, host_id in session.execute(ordered.execution_options(yield_per=CHUNK)):
        planned.add(host_id, source_id)
    return planned


def is_away(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a host asked to be left alone, and still is.

    A moment further away than any that is recorded comes from a clock that was wrong: it keeps nobody off.
    """
    return sa.and_(col(Host.blocked_until) > now, col(Host.blocked_until) <= now + LONGEST_AWAY)


COUNT_MAX_SOURCES = 1_000
"""Up to so many due sources are counted one by one; beyond, the index says how many there are."""


@dataclass(frozen=True, slots=True)
class DueCount:
    """The numbers of sources and hosts that are due."""

    sources: int
    """Exact up to COUNT_MAX_SOURCES. Beyond, sources that no claim cites any more are counted with the others."""
    hosts: int
    """Hosts of the longest overdue COUNT_MAX_SOURCES."""
    oldest: datetime | None
    """Since when the oldest is due; None: nothing is."""


def due(session: Session, now: datetime) -> tuple[int, datetime | None]:
    """Return how many cited sources are due, and since when the oldest is, as :func:`count_due` counts them."""
    counted = count_due(session, now)
    return counted.sources, counted.oldest


def count_due(session: Session, now: datetime) -> DueCount:
    """Return how much is due, in a time that does not grow with it by more than a walk over one index."""
    is_due = col(Source.next_check_at) <= now
    first = (
        sa.select(col(Source.host_id), col(Source.next_check_at))
        .where(cited(), is_due)
        .order_by(col(Source.next_check_at), col(Source.id))
        .limit(COUNT_MAX_SOURCES + 1)
        .subquery()
    )
    counts = sa.select(sa.func.count(), sa.func.count(first.c.host_id.distinct()), sa.func.min(first.c.next_check_at))
    sources, hosts, oldest = session.execute(counts).one()
    if sources > COUNT_MAX_SOURCES:
        sources = session.execute(sa.select(sa.func.count()).select_from(Source).where(is_due)).scalar_one()
    return DueCount(sources, hosts, oldest)


def cited() -> sa.Exists:
    """Return the condition that some claim cites a source."""
    return sa.exists().where(
        col(Citation.source_id) == col(Source.id),
        col(Citation.withdrawn_at).is_(None),
        col(Claim.id) == col(Citation.claim_id),
        col(Claim.withdrawn_at).is_(None),
    )


def load(
    session: Session, ids: Sequence[int], now: datetime, settings: VerifySettings, *, capture: bool = True
) -> list[Planned]:
    """Return sources of a backlog as they are to be asked, in the order of their numbers' list."""
    columns = (Source.id, Source.url, Source.host_id, Source.state, Source.etag, Source.last_modified)
    asked: Any = sa.select(*map(col, columns), col(Source.last_read_at), col(Source.lease_token)).where(
        col(Source.id).in_(ids)
    )
    sources = {row.id: row for row in session.execute(asked)}
    citations: dict[int, list[Any]] = {}
    for row in session.execute(_citations(ids)):
        citations.setdefault(row.source_id, []).append(row)
    keeps = _keeps(session, ids) if capture else {}
    return [_planned(sources[each], citations.get(each, []), keeps.get(each), now, settings) for each in ids]


def known_good(session: Session, limit: int = 5) -> list[str]:
    """Return addresses, each of another host, that answered when they were last looked at, the latest first."""
    latest = (
        sa.select(col(Source.url), col(Source.host_id))
        .where(col(Source.state).in_(PAGE_STATES))
        .order_by(col(Source.last_checked_at).desc())
        .limit(CHUNK)
    )
    by_host: dict[int, str] = {}
    for url, host_id in session.execute(latest):
        by_host.setdefault(host_id, url)
    return list(by_host.values())[:limit]


def _planned(source: Any, citations: list[Any], keep: Keep | None, now: datetime, settings: VerifySettings) -> Planned:
    selectors = tuple(TextQuoteSelector(row.exact, row.prefix, row.suffix) if row.exact else None for row in citations)
    languages = languages_to_ask((row.exact, row.language) for row in citations)
    task = Task(source.id, source.url, selectors, _validators(source, citations, now, settings), keep, languages)
    return Planned(task, source.host_id, tuple(row.id for row in citations), source.lease_token)


def _validators(source: Any, citations: list[Any], now: datetime, settings: VerifySettings) -> Validators | None:
    """Return what to ask with, where "nothing changed" would be an answer: to all the quotes, and not for too long.

    Servers lie: a page is read in full once in a while, and whenever a quote was not judged on the text last read.
    """
    if source.etag is None and source.last_modified is None:
        return None
    read_at, trusted = source.last_read_at, timedelta(days=settings.full_read_days)
    if read_at is None or not timedelta(0) <= now - read_at < trusted or not source.state.shows_page:
        return None
    open_questions = any(
        row.quote_state is QuoteState.UNCHECKED or row.pending_outcome is not None or row.created_at > read_at
        for row in citations
    )
    return None if open_questions else Validators(source.etag, source.last_modified)


def _citations(source_ids: Sequence[int]) -> Any:
    words = (col(Citation.exact), col(Citation.prefix), col(Citation.suffix))
    memory = (col(Citation.quote_state), col(Citation.pending_outcome), col(Citation.created_at))
    asked: Any = sa.select(col(Citation.id), col(Citation.source_id), *words, *memory, col(Claim.language))
    return (
        asked.join(Claim, col(Claim.id) == Citation.claim_id)
        .where(
            col(Citation.source_id).in_(source_ids),
            col(Citation.withdrawn_at).is_(None),
            col(Claim.withdrawn_at).is_(None),
        )
        .order_by(col(Citation.id))
    )


def _keeps(session: Session, ids: Sequence[int]) -> dict[int, Keep]:
    previous, newest = shown_articles(session, ids), newest_digests(session, ids)
    return {each: Keep(previous.get(each), newest.get(each)) for each in ids}


def newest_digests(session: Session, source_ids: Sequence[int]) -> dict[int, str]:
    """Return the digest of each source's newest capture, whatever it shows."""
    asked = sa.select(col(Capture.source_id), col(Capture.text_digest))
    return dict(session.execute(asked.where(col(Capture.id).in_(_newest_captures(source_ids)))).all())


def shown_articles(session: Session, source_ids: Sequence[int]) -> dict[int, Previous]:
    """Return the newest capture of each source that was its page, and no notice or stub in its place."""
    stub = sa.exists().where(
        col(CitationCheck.source_check_id) == col(Capture.source_check_id), col(CitationCheck.reason) == STUB
    )
    page = sa.exists().where(
        col(SourceCheck.id) == col(Capture.source_check_id), col(SourceCheck.link).in_(PAGE_OUTCOMES)
    )
    newest = _newest_captures(source_ids, page, col(Capture.text_digest) != WORDLESS, ~stub)
    asked = sa.select(col(Capture.source_id), col(Capture.text_digest), col(Capture.text))
    found = session.execute(asked.where(col(Capture.id).in_(newest)))
    return {row.source_id: Previous(row.text_digest, row.text) for row in found}


def _newest_captures(source_ids: Sequence[int], *conditions: sa.ColumnElement[bool]) -> sa.Select[tuple[int]]:
    """Return the number of each source's newest capture that meets the conditions.

    Each source's captures are walked from the newest on, and the walk ends at the first that fits: ``max(id)`` with GROUP
    BY reads every capture that a source ever had.
    """
    fitting = (
        sa.select(col(Capture.id))
        .where(col(Capture.source_id) == col(Source.id), *conditions)
        .order_by(col(Capture.id).desc())
        .limit(1)
        .correlate(Source)
        .scalar_subquery()
    )
    return sa.select(fitting).where(col(Source.id).in_(source_ids))
