"""Plans a run: which sources it checks, each once, with every quote that cites them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum, auto

from factcheck.services.captures.newest import shown_articles
from factcheck.settings import VerifySettings
from factcheck.store.read_model import dates, sources
from factcheck.store.read_model.claims import require_claim
from factcheck.store.read_model.sources import QuoteToCheck, SourceToFetch
from factcheck.store.row_source import RowSource
from factcheck.verifier.http.response import Redirect, Validators
from factcheck.verifier.scheduling.batch import SourceTask
from factcheck.verifier.scheduling.host_queue import PendingChecks
from factcheck.verifier.scheduling.intervals import INTERVAL_MAX
from factcheck.verifier.scheduling.page_check import TextRetention
from factcheck.verifier.source_languages import languages_to_ask
from factcheck.verifier.verdict.reuse import StoredEvaluation

HOST_PAUSE_MAX = timedelta(days=7)
"""A host that asks for a pause is fetched from again after this time, whatever it asked for."""
CLOCK_ERROR_MIN = timedelta(days=1)
"""A check that is dated further in the future was made with a wrong clock."""
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


def pending_checks(
    source: RowSource,
    selection: Selection,
    now: datetime,
    limit: int | None = None,
    hosts: Collection[int] | None = None,
) -> PendingChecks:
    """Return the sources of a selection that some claim cites, the longest overdue first.

    Due sources of a host that asked for a pause wait until it is over. ``hosts`` limits due sources to those of these hosts.
    Raises NotFound for a claim that does not exist.
    """
    match selection.which:
        case Which.DUE:
            wanted = sources.due_sources(source, now, now + HOST_PAUSE_MAX, hosts=hosts, limit=limit)
        case Which.CLAIMS:
            for claim_id in selection.ids:
                require_claim(source, claim_id)
            wanted = sources.cited_sources(source, claims=selection.ids, limit=limit)
        case Which.SOURCES:
            wanted = sources.cited_sources(source, ids=selection.ids, limit=limit)
        case Which.ALL:
            wanted = sources.cited_sources(source, limit=limit)
    planned = PendingChecks()
    for source_id, host_id in wanted:
        planned.add(host_id, source_id)
    return planned


@dataclass(frozen=True, slots=True)
class DueCount:
    """The numbers of sources and hosts that are due."""

    sources: int
    """Exact up to COUNT_MAX_SOURCES. Beyond it, sources that no claim cites any more are counted too."""
    hosts: int
    """Hosts of the longest overdue COUNT_MAX_SOURCES."""
    oldest: datetime | None
    """The time since which the longest overdue source is due; None: no source is due."""


def has_wrong_dates(source: RowSource, now: datetime) -> bool:
    """Return whether a clock that is wrong, or was, has written dates by which a run cannot be planned."""
    latest = dates.latest_record(source)
    return (
        (latest is not None and latest > now + CLOCK_ERROR_MIN)
        or dates.is_scheduled_after(source, now + INTERVAL_MAX)
        or dates.is_paused_after(source, now + HOST_PAUSE_MAX)
    )


def count_due(source: RowSource, now: datetime) -> DueCount:
    """Return the numbers of due sources and hosts. This takes at most a walk over one index."""
    return DueCount(*sources.due_numbers(source, now, COUNT_MAX_SOURCES))


def load_sources(
    source: RowSource, ids: Sequence[int], now: datetime, settings: VerifySettings, *, capture: bool = True
) -> list[PlannedSource]:
    """Return sources of a backlog with everything that their checks need, in the order of ``ids``."""
    fetched, quotes = sources.sources_to_fetch(source, ids), sources.quotes_to_check(source, ids)
    retention = _text_retention(source, ids) if capture else {}
    evaluations = _evaluations(source, ids, now, settings) if capture else {}
    return [
        _planned(fetched[each], quotes.get(each, []), retention.get(each), evaluations.get(each), now, settings)
        for each in ids
    ]


def recently_answering(source: RowSource, limit: int = 5) -> list[str]:
    """Return URLs, each of another host, that answered at their last check, the latest first."""
    by_host: dict[int, str] = {}
    for url, host_id in sources.recently_answering(source):
        by_host.setdefault(host_id, url)
    return list(by_host.values())[:limit]


def _planned(
    source: SourceToFetch,
    quotes: Sequence[QuoteToCheck],
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
    source: SourceToFetch, quotes: Sequence[QuoteToCheck], now: datetime, settings: VerifySettings
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


def _evaluations(
    source: RowSource, ids: Sequence[int], now: datetime, settings: VerifySettings
) -> dict[int, StoredEvaluation]:
    """Return the last evaluation of each source, unless it is so old that the page must be evaluated again."""
    oldest = now - timedelta(days=settings.full_read_days)
    found = sources.evaluations(source, ids, oldest, now)
    return {source_id: StoredEvaluation(**columns) for source_id, columns in found.items()}


def _text_retention(source: RowSource, ids: Sequence[int]) -> dict[int, TextRetention]:
    previous, newest = shown_articles(source, ids), sources.newest_digests(source, ids)
    return {each: TextRetention(previous.get(each), newest.get(each)) for each in ids}
