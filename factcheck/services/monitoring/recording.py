"""What a look leaves behind: the check, what we believe now, the capture, and the alerts it opens or settles.

All of one source's consequences are written in one transaction: a check that is recorded is recorded whole. A run writes
thousands of rows a minute, so they are read and written many at once, as plain values; only alerts, of which there are
few, go through the ORM and the log.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any, TypeVar, cast

import sqlalchemy as sa
from sqlmodel import Session, col, select

from factcheck.models import Alert, Capture, Citation, CitationCheck, Claim, Host, Row, Source, SourceCheck
from factcheck.services.captures.writer import capture_columns
from factcheck.services.desk import Desk
from factcheck.services.monitoring.alert_rules import Alerting, Cause, link_detail, quote_detail
from factcheck.services.monitoring.run_plan import LONGEST_AWAY, Planned, newest_digests
from factcheck.services.text.phrases import diff_of
from factcheck.settings import VerifySettings
from factcheck.store import ledger
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.scheduling.page_workers import WORDLESS, Judged
from factcheck.verifier.verdict.confirmation import (
    STUB_FINDING,
    Change,
    QuoteMemory,
    SourceMemory,
    advance_quote,
    advance_source,
)
from factcheck.vocabulary import AlertKind, LinkState, QuoteOutcome, QuoteState, Status

Held = TypeVar("Held", bound=Row)

HOST_PROBLEM_WAIT = timedelta(hours=6)
BELIEVED = (
    "quote_state", "quote_since", "quote_finding", "pending_outcome", "pending_since", "pending_finding", "pending_check_id",
    "prefix", "suffix",
)  # fmt: skip
"""Columns of a citation that the verifier writes."""


@dataclass(frozen=True, slots=True)
class QuoteChecked:
    """What a look found of one citation's quote, and what is believed of it now."""

    citation_id: int
    claim_id: int
    finding: QuoteFinding | None
    state: QuoteState | None


@dataclass(frozen=True, slots=True)
class SourceChecked:
    """One look, recorded."""

    source_id: int
    finding: Finding
    state: LinkState
    quotes: tuple[QuoteChecked, ...]
    opened: tuple[int, ...]
    """The alerts it opened."""
    resolved: tuple[int, ...]
    """The alerts it settled."""
    drift: float | None = None
    """How far the page's text is from the capture before; None: there is none to compare."""


@dataclass(frozen=True, slots=True)
class Look:
    """One look, not yet recorded."""

    planned: Planned
    judged: Judged
    host_problem: bool = False
    """Every source of the host failed alike: it is not held against this one."""

    @property
    def finding(self) -> Finding:
        """What was found."""
        return self.judged.finding


@dataclass(slots=True)
class _Rows:
    """What a batch of looks touches, read at once."""

    sources: dict[int, Source]
    citations: dict[int, Citation]
    statuses: dict[int, Status]
    """Where the claims stand that are published or rejected."""
    captured: dict[int, str]
    """The digest of each source's newest capture."""
    alerted: set[tuple[int, AlertKind]]
    """Citations with an open alert of a kind."""


def record(
    desk: Desk, settings: VerifySettings, looks: Sequence[Look], run_id: int | None, *, insist: bool = False
) -> list[SourceChecked]:
    """Record looks in one transaction. A source that is cited no more is left out.

    So is one that somebody else has looked at meanwhile, unless a person insists.
    """
    with desk.write() as session:
        rows = _rows(session, looks)
        sources = rows.sources
        known = [look for look in looks if look.planned.task.key in sources]
        known = [look for look in known if insist or sources[look.planned.task.key].lease_token == look.planned.token]
        checks = [_check(look.planned.task.key, look.finding, run_id) for look in known]
        written = sa.insert(SourceCheck).returning(col(SourceCheck.id), sort_by_parameter_order=True)
        numbers = session.connection().execute(written, checks).scalars().all() if checks else ()
        before = {each.id: dict(vars(each)) for each in rows.sources.values()}
        writer = _Writer(session, desk, settings, rows)
        done = [writer.record(look, check_id) for look, check_id in zip(known, numbers, strict=True)]
        writer.write(before)
        ledger.finish(session)
        return done


def _rows(session: Session, looks: Sequence[Look]) -> _Rows:
    source_ids = [look.planned.task.key for look in looks]
    citation_ids = [each for look in looks for each in look.planned.citation_ids]
    sources = {row.id: row for row in _by_id(session, Source, source_ids)}
    citations = {row.id: row for row in _by_id(session, Citation, citation_ids) if row.withdrawn_at is None}
    claims = {row.claim_id for row in citations.values()}
    ended = (Status.PUBLISHED, Status.REJECTED)
    statuses: dict[int, Status] = {
        claim_id: Status(status)
        for some in _chunks(sorted(claims))
        for claim_id, status in session.exec(
            select(Claim.id, Claim.status).where(col(Claim.id).in_(some), col(Claim.status).in_(ended))
        )
    }
    kept = [look.planned.task.key for look in looks if look.judged.packed]
    return _Rows(
        sources,
        citations,
        statuses,
        newest_digests(session, kept) if kept else {},
        {
            (citation_id, kind)
            for some in _chunks(citation_ids)
            for citation_id, kind in session.execute(
                sa.select(col(Alert.citation_id), col(Alert.kind)).where(
                    col(Alert.citation_id).in_(some), col(Alert.resolved_at).is_(None)
                )
            )
        },
    )


AT_ONCE = 500
"""Numbers in one statement at most."""


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), AT_ONCE):
        yield ids[start : start + AT_ONCE]


def _by_id(session: Session, table: type[Held], ids: Sequence[int]) -> Iterator[Held]:
    """Give rows as plain values, which no session watches: what changes of them is written at the end of the batch."""
    columns = sa.inspect(table).local_table.columns
    for some in _chunks(ids):
        for row in session.execute(sa.select(*columns).where(col(table.id).in_(some))).mappings():
            yield cast("Held", SimpleNamespace(**row))


def _check(source_id: int, finding: Finding, run_id: int | None) -> dict[str, Any]:
    """Return a row of source_check."""
    return {
        "source_id": source_id,
        "run_id": run_id,
        "at": finding.checked_at,
        "link": finding.link,
        "reason": finding.reason,
        "http_status": finding.http_status,
        "final_url": finding.final_url if finding.final_url != finding.url else None,
        "redirects": [asdict(hop) for hop in finding.redirects] or None,
        "content_type": finding.content_type,
        "bytes": finding.bytes,
        "payload_digest": finding.payload_digest,
        "text_digest": finding.text_digest,
        "elapsed_ms": finding.elapsed_ms,
        "error": finding.error,
    }


class _Writer:
    """Writes what looks leave behind, in one transaction."""

    def __init__(self, session: Session, desk: Desk, settings: VerifySettings, rows: _Rows) -> None:
        self.session, self.desk, self.settings, self.rows = session, desk, settings, rows
        self.now = desk.clock()
        self.alerting = Alerting(session, self.now, rows.alerted)
        self.citation_checks: list[dict[str, Any]] = []
        self.captures: list[dict[str, Any]] = []
        self.moved: dict[int, Citation] = {}
        """Citations of which something else is believed now."""

    def write(self, before: dict[int, dict[str, Any]]) -> None:
        """Write what has come together; ``before`` holds the sources as they were read."""
        connection = self.session.connection()
        for table, added in ((CitationCheck, self.citation_checks), (Capture, self.captures)):
            if added:
                connection.execute(sa.insert(table), added)
        changed = {
            name
            for source in self.rows.sources.values()
            for name, value in vars(source).items()
            if value != before[source.id][name]
        }
        self._update(Source, changed, self.rows.sources)
        self._update(Citation, BELIEVED, self.moved)

    def _update(self, table: type[Held], names: Collection[str], held: dict[int, Held]) -> None:
        """Write columns of rows. Past the ORM: what the verifier learns is no edit, and must not stand in the way of one."""
        if names and held:
            update = sa.update(table).where(col(table.id) == sa.bindparam("of"))
            values = [{"of": row.id} | {name: getattr(row, name) for name in names} for row in held.values()]
            self.session.connection().execute(update.values({name: sa.bindparam(name) for name in names}), values)

    def record(self, look: Look, check_id: int) -> SourceChecked:
        """Write all consequences of one look."""
        source, finding = self.rows.sources[look.planned.task.key], look.finding
        cited = [(each, self.rows.citations.get(each)) for each in look.planned.citation_ids]
        citations = {each: row for each, row in cited if row is not None and row.source_id == source.id}
        source.lease_token = str(check_id)
        self._keep_capture(source.id, check_id, look.judged)
        opened: list[int] = []
        resolved: list[int] = []
        cause = Cause(check_id, finding.link)
        weight = _weight({self.rows.statuses.get(row.claim_id) for row in citations.values()})
        change, cleared = _advance(source, finding, self.settings, self.now, look.host_problem, weight, check_id)
        if cleared:
            resolved += self.alerting.settle(citations, AlertKind.LINK, cause, still=source.state)
        if change:
            change = self.alerting.whole_silence(source, change) if change.rule == "silent" else change
            for each in citations.values():
                more, less = self.alerting.open(each, cause, AlertKind.LINK, change, link_detail(source, finding))
                opened += more
                resolved += less
        elif not (source.state.shows_page or source.state is LinkState.UNCHECKED):
            for each in citations.values():
                told = link_detail(source, finding)
                opened += self.alerting.remind(each, cause, AlertKind.LINK, source.state, source.state_since, told)
        if look.judged.host_away:
            self._leave_alone(source.host_id, look.judged.host_away)
        quotes = []
        for (_, citation), asked, quote in zip(cited, look.planned.task.selectors, finding.quotes, strict=True):
            # Words that a person changed while the page was read have not been looked for.
            moved = citation is None or citation.source_id != source.id
            if citation is None or moved or citation.exact != (asked.exact if asked else None):
                source.next_check_at = self.now
                continue
            seen = _as_it_stood(citation, quote) if finding.not_modified else quote
            more, less = ([], []) if finding.not_modified else self._quote(citation, quote, cause, source)
            opened += more
            resolved += less
            quotes.append(QuoteChecked(citation.id, citation.claim_id, seen, citation.quote_state))
        drifted = 0.0 if finding.not_modified else look.judged.drift if finding.link.shows_page else None
        return SourceChecked(source.id, finding, source.state, tuple(quotes), tuple(opened), tuple(resolved), drifted)

    def _keep_capture(self, source_id: int, check_id: int, judged: Judged) -> None:
        finding = judged.finding
        if not judged.packed or not finding.payload_digest:
            return
        digest = finding.text_digest or WORDLESS
        repeated = judged.preserved.earlier if judged.preserved else None
        if repeated and self.session.get(Capture, repeated.capture_id) is None:
            return  # what it repeats was dropped meanwhile: the next look is kept in full
        if self.rows.captured.get(source_id) != digest:
            self.captures.append(
                {
                    "source_id": source_id,
                    "source_check_id": check_id,
                    "payload_digest": finding.payload_digest,
                    "text_digest": digest,
                    "text": judged.packed,
                    **capture_columns(judged.preserved),
                }
            )

    def _leave_alone(self, host_id: int, seconds: float) -> None:
        """Keep off a host that asked for it, in later runs too."""
        until = self.now + min(timedelta(seconds=seconds), LONGEST_AWAY)
        self.session.execute(sa.update(Host).where(col(Host.id) == host_id).values(blocked_until=until))

    def _quote(
        self, citation: Citation, quote: QuoteFinding | None, cause: Cause, source: Source
    ) -> tuple[list[int], list[int]]:
        """Write what was found of a quote; return the alerts it opened and those it settled."""
        if quote is None or citation.exact is None or citation.quote_state is None:
            return [], []
        match = quote.match
        self.citation_checks.append(
            {
                "citation_id": citation.id,
                "source_check_id": cause.check,
                "quote": quote.outcome,
                "reason": quote.reason,
                "score": match.score if match else None,
                "start": match.start if match else None,
                "end": match.end if match else None,
                "text": match.text if match and match.text != citation.exact else None,
                "diff": diff_of(quote) or None,
            }
        )
        before = QuoteMemory(
            citation.quote_state,
            citation.quote_since,
            citation.pending_outcome,
            citation.pending_since,
            citation.quote_finding,
            citation.pending_finding,
            citation.pending_check_id,
        )
        step = advance_quote(before, quote, self.now, self.settings, cause.check)
        memory = step.memory
        if memory != before:
            citation.quote_state, citation.quote_since = memory.state, memory.since
            citation.pending_outcome, citation.pending_since = memory.pending, memory.pending_since
            citation.quote_finding, citation.pending_finding = memory.finding, memory.pending_finding
            citation.pending_check_id = memory.pending_check
            self.moved[citation.id] = citation
        if quote.context and not citation.prefix and not citation.suffix:
            citation.prefix, citation.suffix = quote.context
            self.moved[citation.id] = citation
        if step.confirm_within is not None and source.next_check_at is not None:
            source.next_check_at = min(source.next_check_at, self.now + step.confirm_within)
        detail = quote_detail(citation, quote)
        if step.opened:
            return self.alerting.open(citation, cause, AlertKind.QUOTE, step.opened, detail)
        if memory.state is QuoteState.MISSING or memory.finding == STUB_FINDING:
            return self.alerting.remind(citation, cause, AlertKind.QUOTE, memory.state, memory.since, detail), []
        return [], self.alerting.settle({citation.id: citation}, AlertKind.QUOTE, cause) if step.cleared else []


def _advance(
    source: Source,
    finding: Finding,
    settings: VerifySettings,
    now: datetime,
    host_problem: bool,
    weight: float,
    check: int,
) -> tuple[Change | None, bool]:
    """Move the source's memory on; return the change that wants a person, and whether an alert is settled."""
    if finding.title and finding.link.shows_page:
        source.title = finding.title[:500]
    if finding.language and finding.link.shows_page:
        source.language = finding.language[:35]
    if host_problem:
        source.last_checked_at, source.next_check_at = now, now + HOST_PROBLEM_WAIT
        return None, False
    step = advance_source(
        SourceMemory(
            source.state,
            source.state_since,
            source.memory_strikes,
            source.memory_first_strike_at,
            source.memory_ailing_since,
            source.memory_looks,
            source.last_checked_at,
            source.created_at,
            source.memory_stood_at,
            tuple(source.memory_checks or ()),
        ),
        finding,
        source.kind,
        now,
        settings,
        key=source.url,
        weight=weight,
        check=check,
    )
    memory = step.memory
    source.state, source.state_since = memory.state, memory.since
    source.memory_strikes, source.memory_first_strike_at = memory.strikes, memory.first_strike_at
    source.memory_ailing_since, source.memory_looks = memory.ailing_since, memory.looks
    source.memory_stood_at = memory.stood_at
    source.last_checked_at, source.next_check_at = memory.last_at, step.next_check_at
    if list(memory.checks) != (source.memory_checks or []):
        source.memory_checks = list(memory.checks) or None
    _keep_validators(source, finding, now)
    return step.opened, step.cleared


def _weight(statuses: set[Status | None]) -> float:
    """Return how much longer than usual a source is left: readers rely on what is published, nobody on what was rejected."""
    if Status.PUBLISHED in statuses:
        return 0.5
    return 2.0 if statuses == {Status.REJECTED} else 1.0


def _keep_validators(source: Source, finding: Finding, now: datetime) -> None:
    """Keep what the server gave to ask with only as long as every look since has read the page, or been told it stands."""
    if finding.not_modified:
        source.etag, source.last_modified = finding.etag or source.etag, finding.last_modified or source.last_modified
        return
    read = finding.link.shows_page and finding.text_digest is not None
    source.last_read_at = now if read else source.last_read_at
    source.etag, source.last_modified = (finding.etag, finding.last_modified) if read else (None, None)


def _as_it_stood(citation: Citation, quote: QuoteFinding | None) -> QuoteFinding | None:
    """Return the finding of a page that has not changed: what was found when it was last read."""
    if quote is None or citation.quote_state in {None, QuoteState.UNCHECKED}:
        return quote
    return replace(quote, outcome=QuoteOutcome(str(citation.quote_state)))
