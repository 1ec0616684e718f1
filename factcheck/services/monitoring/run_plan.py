"""Plans a run: which sources it checks, each once, with every quote that cites them."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col

from factcheck.models import Citation, Claim, Evaluation, Host, Source
from factcheck.services.captures.newest import newest_digests, shown_articles
from factcheck.services.editing.validation import get_claim
from factcheck.settings import VerifySettings
from factcheck.verifier.http.response import Redirect, Validators
from factcheck.verifier.scheduling.batch import SourceTask
from factcheck.verifier.scheduling.host_queue import PendingChecks
from factcheck.verifier.scheduling.page_check import TextRetention
from factcheck.verifier.source_languages import languages_to_ask
from factcheck.verifier.verdict.reuse import StoredEvaluation
from factcheck.vocabulary import PAGE_STATES, LinkState, QuoteOutcome, QuoteState, TextQuoteSelector

HOST_PAUSE_MAX = timedelta(days=7)
"""A host that asks for a pause is fetched from again after this time, whatever it asked for."""
CHUNK_MAX_SOURCES = 500
COUNT_MAX_SOURCES = 1_000
"""Due sources up to this number are counted one by one; beyond it the index gives their number."""


class Which(Enum):
    """The kinds of selections."""

    DUE = auto()
    ALL = auto()
    CLAIMS = auto()
    """The sources that the given claims cite."""
    SOURCES = auto()


@dataclass(frozen=True, slots=True)
class Selection:
    """The sources that a run checks."""

    which: Which = Which.DUE
    ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class PlannedSource:
    """One source of a run, and the citations that its quotes belong to."""

    task: SourceTask
    host: int
    citation_ids: tuple[int, ...]
    token: str | None = None
    """The source's lease token when it was read. Another token since then means that another run has checked it."""


@dataclass(frozen=True, slots=True)
class _SourceToFetch:
    """The columns of a source that a fetch needs."""

    id: int
    url: str
    host_id: int
    state: LinkState
    etag: str | None
    last_modified: str | None
    validated_redirects: list[dict[str, Any]] | None
    last_read_at: datetime | None
    lease_token: str | None


@dataclass(frozen=True, slots=True)
class _QuoteToCheck:
    """The columns of a citation that a check needs, and the language of its claim."""

    id: int
    source_id: int
    exact: str | None
    prefix: str
    suffix: str
    quote_state: QuoteState | None
    pending_outcome: QuoteOutcome | None
    created_at: datetime
    language: str | None

    @property
    def selector(self) -> TextQuoteSelector | None:
        """The quoted words; None: the page as a whole is cited."""
        return TextQuoteSelector(self.exact, self.prefix, self.suffix) if self.exact else None

    @property
    def is_doubtful(self) -> bool:
        """Whether the page is evaluated at every check: the quote is believed to be altered or missing, or may be."""
        doubted = {QuoteState.UNCHECKED, QuoteState.ALTERED, QuoteState.MISSING}
        return self.pending_outcome is not None or self.quote_state in doubted

    def is_undecided(self, read_at: datetime) -> bool:
        """Return whether the quote has no final judgement on the text that was read at a time."""
        unchecked = self.quote_state is QuoteState.UNCHECKED
        return unchecked or self.pending_outcome is not None or self.created_at > read_at


def backlog(
    session: Session,
    selection: Selection,
    now: datetime,
    limit: int | None = None,
    hosts: Collection[int] | None = None,
) -> PendingChecks:
    """Return the sources of a selection that some claim cites, the longest overdue first.

    Due sources of a host that asked for a pause wait until it is over. ``hosts`` limits the backlog to sources of these
    hosts. Raises NotFound for a claim that does not exist.
    """
    live = is_cited()
    wanted = sa.select(col(Source.id), col(Source.host_id)).where(live)
    match selection.which:
        case Which.DUE:
            paused = sa.exists().where(col(Host.id) == col(Source.host_id), is_paused(now))
            wanted = wanted.where(col(Source.next_check_at) <= now, ~paused)
        case Which.CLAIMS:
            for claim_id in selection.ids:
                get_claim(session, claim_id)
            wanted = wanted.where(live.where(col(Claim.id).in_(selection.ids)))
        case Which.SOURCES:
            wanted = wanted.where(col(Source.id).in_(selection.ids))
        case Which.ALL:
            pass
    if hosts is not None:
        wanted = wanted.where(col(Source.host_id).in_(hosts))
    planned = PendingChecks()
    ordered = wanted.order_by(col(Source.next_check_at), col(Source.id)).limit(limit)
    for source_id, host_id in session.execute(ordered.execution_options(yield_per=CHUNK_MAX_SOURCES)):
        planned.add(host_id, source_id)
    return planned


def is_paused(now: datetime) -> sa.ColumnElement[bool]:
    """Return the condition that a host asked for a pause that is not over.

    A time further ahead than HOST_PAUSE_MAX was written by a clock that was wrong, and is ignored.
    """
    return sa.and_(col(Host.blocked_until) > now, col(Host.blocked_until) <= now + HOST_PAUSE_MAX)


@dataclass(frozen=True, slots=True)
class DueCount:
    """The numbers of sources and hosts that are due."""

    sources: int
    """Exact up to COUNT_MAX_SOURCES. Beyond it, sources that no claim cites any more are counted too."""
    hosts: int
    """Hosts of the longest overdue COUNT_MAX_SOURCES."""
    oldest: datetime | None
    """The time since which the longest overdue source is due; None: no source is due."""


def count_due(session: Session, now: datetime) -> DueCount:
    """Return the numbers of due sources and hosts. This takes at most a walk over one index."""
    is_due = col(Source.next_check_at) <= now
    first = (
        sa.select(col(Source.host_id), col(Source.next_check_at))
        .where(is_cited(), is_due)
        .order_by(col(Source.next_check_at), col(Source.id))
        .limit(COUNT_MAX_SOURCES + 1)
        .subquery()
    )
    counts = sa.select(sa.func.count(), sa.func.count(first.c.host_id.distinct()), sa.func.min(first.c.next_check_at))
    sources, hosts, oldest = session.execute(counts).one()
    if sources > COUNT_MAX_SOURCES:
        sources = session.execute(sa.select(sa.func.count()).select_from(Source).where(is_due)).scalar_one()
    return DueCount(sources, hosts, oldest)


def is_cited() -> sa.Exists:
    """Return the condition that some claim cites a source."""
    return sa.exists().where(
        col(Citation.source_id) == col(Source.id),
        col(Citation.withdrawn_at).is_(None),
        col(Claim.id) == col(Citation.claim_id),
        col(Claim.withdrawn_at).is_(None),
    )


def load_sources(
    session: Session, ids: Sequence[int], now: datetime, settings: VerifySettings, *, capture: bool = True
) -> list[PlannedSource]:
    """Return sources of a backlog with everything that their checks need, in the order of ``ids``."""
    columns = [col(getattr(Source, each.name)) for each in fields(_SourceToFetch)]
    rows = session.execute(sa.select(*columns).where(col(Source.id).in_(ids)))
    sources = {source.id: source for source in (_SourceToFetch(**row) for row in rows.mappings())}
    quotes: dict[int, list[_QuoteToCheck]] = {}
    for quote in _quotes(session, ids):
        quotes.setdefault(quote.source_id, []).append(quote)
    retention = _text_retention(session, ids) if capture else {}
    evaluations = _evaluations(session, ids, now, settings) if capture else {}
    return [
        _planned(sources[each], quotes.get(each, []), retention.get(each), evaluations.get(each), now, settings)
        for each in ids
    ]


def recently_answering(session: Session, limit: int = 5) -> list[str]:
    """Return URLs, each of another host, that answered at their last check, the latest first."""
    latest = (
        sa.select(col(Source.url), col(Source.host_id))
        .where(col(Source.state).in_(PAGE_STATES))
        .order_by(col(Source.last_checked_at).desc())
        .limit(CHUNK_MAX_SOURCES)
    )
    by_host: dict[int, str] = {}
    for url, host_id in session.execute(latest):
        by_host.setdefault(host_id, url)
    return list(by_host.values())[:limit]


def _planned(
    source: _SourceToFetch,
    quotes: Sequence[_QuoteToCheck],
    retention: TextRetention | None,
    evaluation: StoredEvaluation | None,
    now: datetime,
    settings: VerifySettings,
) -> PlannedSource:
    task = SourceTask(
        source.id,
        source.url,
        selectors=tuple(each.selector for each in quotes),
        validators=_validators(source, quotes, now, settings),
        retention=retention,
        languages=languages_to_ask((each.exact, each.language) for each in quotes),
        earlier=None if any(each.is_doubtful for each in quotes) else evaluation,
    )
    return PlannedSource(task, source.host_id, tuple(each.id for each in quotes), source.lease_token)


def _validators(
    source: _SourceToFetch, quotes: Sequence[_QuoteToCheck], now: datetime, settings: VerifySettings
) -> Validators | None:
    """Return the validators of a conditional fetch; None: the page is fetched in full.

    Servers answer conditional requests wrongly. A page is therefore read in full once in a while, and whenever a quote has
    no final judgement on the text that was read last.
    """
    if source.etag is None and source.last_modified is None:
        return None
    read_at, trusted = source.last_read_at, timedelta(days=settings.full_read_days)
    if read_at is None or not timedelta(0) <= now - read_at < trusted or not source.state.shows_page:
        return None
    if any(each.is_undecided(read_at) for each in quotes):
        return None
    hops = tuple(Redirect(**hop) for hop in source.validated_redirects or ())
    return Validators(source.etag, source.last_modified, hops)


def _quotes(session: Session, source_ids: Sequence[int]) -> Iterator[_QuoteToCheck]:
    own = [col(getattr(Citation, each.name)) for each in fields(_QuoteToCheck) if each.name != "language"]
    query = (
        sa.select(*own, col(Claim.language))
        .join(Claim, col(Claim.id) == Citation.claim_id)
        .where(
            col(Citation.source_id).in_(source_ids),
            col(Citation.withdrawn_at).is_(None),
            col(Claim.withdrawn_at).is_(None),
        )
        .order_by(col(Citation.id))
    )
    for row in session.execute(query).mappings():
        yield _QuoteToCheck(**row)


def _evaluations(
    session: Session, ids: Sequence[int], now: datetime, settings: VerifySettings
) -> dict[int, StoredEvaluation]:
    """Return the last evaluation of each source, unless it is so old that the page must be evaluated again."""
    oldest = now - timedelta(days=settings.full_read_days)
    own = [col(getattr(Evaluation, each.name)) for each in fields(StoredEvaluation)]
    rows = session.execute(
        sa.select(col(Evaluation.source_id), *own).where(
            col(Evaluation.source_id).in_(ids), col(Evaluation.at) > oldest, col(Evaluation.at) <= now
        )
    )
    return {source_id: StoredEvaluation(*columns) for source_id, *columns in rows}


def _text_retention(session: Session, ids: Sequence[int]) -> dict[int, TextRetention]:
    previous, newest = shown_articles(session, ids), newest_digests(session, ids)
    return {each: TextRetention(previous.get(each), newest.get(each)) for each in ids}
