"""Records checks: the check itself, the state that follows from it, the capture, and the alerts it opens or resolves.

All consequences of one check are written in one transaction: a check is recorded whole or not at all. A run records
thousands of checks a minute, so rows are read and written many at once, as plain values. Only alerts, of which there are
few, go through the ORM and the audit log.
"""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import Session, col, select

from factcheck.models import Alert, Capture, Citation, CitationCheck, Claim, Evaluation, Host, Row, Source, SourceCheck
from factcheck.services.captures.writer import capture_columns
from factcheck.services.desk import Desk
from factcheck.services.monitoring.alert_rules import AlertRules, Cause
from factcheck.services.monitoring.events import QuoteChecked, SourceChecked
from factcheck.services.monitoring.run_plan import HOST_PAUSE_MAX, PlannedSource
from factcheck.services.monitoring.stored_state import CitationState, SourceState
from factcheck.services.text.phrases import differences_json
from factcheck.settings import VerifySettings
from factcheck.store import ledger
from factcheck.store.read_model.sources import newest_digests
from factcheck.store.sessions import DeskSession
from factcheck.verifier.finding import Finding, QuoteFinding
from factcheck.verifier.scheduling.page_check import EMPTY_TEXT_DIGEST, CheckResult
from factcheck.verifier.verdict.confirmation import ConfirmedChange, QuoteStep, advance_quote, advance_source
from factcheck.verifier.verdict.reuse import for_storage
from factcheck.vocabulary import AlertKind, QuoteOutcome, QuoteState, Status

HOST_PROBLEM_WAIT = timedelta(hours=6)
STATEMENT_MAX_IDS = 500
CITATION_COLUMNS = (
    "quote_state", "quote_since", "quote_finding", "pending_outcome", "pending_since", "pending_finding", "pending_check_id",
    "prefix", "suffix",
)  # fmt: skip
"""The columns of a citation that a check writes."""


@dataclass(frozen=True, slots=True)
class UnrecordedCheck:
    """A check that is done and not yet recorded."""

    planned: PlannedSource
    result: CheckResult
    host_problem: bool = False
    """Every source of the host failed alike, so that the failure does not count against this one."""

    @property
    def source_id(self) -> int:
        """The source that was checked."""
        return self.planned.task.key

    @property
    def finding(self) -> Finding:
        """The result of the check."""
        return self.result.finding


@dataclass(frozen=True, slots=True)
class _Stored:
    """The rows that a batch of checks concerns, read at once."""

    sources: dict[int, SourceState]
    citations: dict[int, CitationState]
    """Those that are not withdrawn."""
    statuses: dict[int, Status]
    """The status of each claim that is published or rejected."""
    captured: dict[int, str]
    """The digest of each source's newest capture."""
    alerted: set[tuple[int, AlertKind]]
    """Citations with an open alert of a kind."""


def record(
    desk: Desk,
    settings: VerifySettings,
    checks: Sequence[UnrecordedCheck],
    run_id: int | None,
    *,
    requested_by_person: bool = False,
) -> list[SourceChecked]:
    """Record checks in one transaction, and return an event for each that was recorded.

    A source that is no longer cited is left out. So is a source that another run has checked meanwhile, unless a person
    requested this check.
    """
    with desk.write() as session:
        stored = _read(session, checks)
        sources = stored.sources
        accepted = [each for each in checks if each.source_id in sources]
        if not requested_by_person:
            accepted = [each for each in accepted if sources[each.source_id].lease_token == each.planned.token]
        rows = [_check_row(each.source_id, each.finding, run_id) for each in accepted]
        insert = sa.insert(SourceCheck).returning(col(SourceCheck.id), sort_by_parameter_order=True)
        check_ids = session.connection().execute(insert, rows).scalars().all() if rows else ()
        writer = _Writer(session, desk, settings, stored)
        events = [writer.record(each, check_id) for each, check_id in zip(accepted, check_ids, strict=True)]
        writer.write()
        ledger.finish(session)
        return events


def _read(session: DeskSession, checks: Sequence[UnrecordedCheck]) -> _Stored:
    citation_ids = [each for check in checks for each in check.planned.citation_ids]
    sources = map(SourceState.from_row, _rows(session, Source, SourceState.columns(), [c.source_id for c in checks]))
    citations = map(CitationState.from_row, _rows(session, Citation, CitationState.columns(), citation_ids))
    cited = {each.id: each for each in citations if each.withdrawn_at is None}
    decided = (Status.PUBLISHED, Status.REJECTED)
    statuses: dict[int, Status] = {
        claim_id: Status(status)
        for some in _chunks(sorted({each.claim_id for each in cited.values()}))
        for claim_id, status in session.exec(
            select(Claim.id, Claim.status).where(col(Claim.id).in_(some), col(Claim.status).in_(decided))
        )
    }
    with_text = [each.source_id for each in checks if each.result.compressed_text]
    return _Stored(
        sources={each.id: each for each in sources},
        citations=cited,
        statuses=statuses,
        captured=newest_digests(session, with_text) if with_text else {},
        alerted={
            (citation_id, kind)
            for some in _chunks(citation_ids)
            for citation_id, kind in session.execute(
                sa.select(col(Alert.citation_id), col(Alert.kind)).where(
                    col(Alert.citation_id).in_(some), col(Alert.resolved_at).is_(None)
                )
            )
        },
    )


def _rows(
    session: Session, table: type[Row], columns: Sequence[sa.ColumnElement[Any]], ids: Sequence[int]
) -> Iterator[sa.Row[Any]]:
    for some in _chunks(ids):
        yield from session.execute(sa.select(*columns).where(col(table.id).in_(some)))


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(ids), STATEMENT_MAX_IDS):
        yield ids[start : start + STATEMENT_MAX_IDS]


@cache
def _update_of(table: type[Row], names: tuple[str, ...]) -> sa.Update:
    """Return the statement that updates columns of the row ``row_id``."""
    update = sa.update(table).where(col(table.id) == sa.bindparam("row_id"))
    return update.values({name: sa.bindparam(name) for name in names})


def _check_row(source_id: int, finding: Finding, run_id: int | None) -> dict[str, Any]:
    """Return a row of ``source_check``."""
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
        "reused": finding.reused,
    }


class _Writer:
    """Writes the consequences of a batch of checks, in one transaction."""

    def __init__(self, session: Session, desk: Desk, settings: VerifySettings, stored: _Stored) -> None:
        self.session, self.desk, self.settings, self.stored = session, desk, settings, stored
        self.now = desk.clock()
        self.alert_rules = AlertRules(session, self.now, stored.alerted)
        self.sources: dict[int, SourceState] = {}
        """Checked sources, as they are now."""
        self.citations: dict[int, CitationState] = {}
        """Citations whose state changed, as they are now."""
        self.citation_checks: list[dict[str, Any]] = []
        self.captures: list[dict[str, Any]] = []
        self.evaluations: list[dict[str, Any]] = []
        self.other_responses: list[dict[str, Any]] = []
        """Evaluations of other responses with the same document: its quotes were located before, and the time of that stays."""

    def write(self) -> None:
        """Write everything that the batch has collected."""
        connection = self.session.connection()
        for table, rows in ((CitationCheck, self.citation_checks), (Capture, self.captures)):
            if rows:
                connection.execute(sa.insert(table), rows)
        self._write_evaluations(connection)
        changed = {name for each in self.sources.values() for name in each.changes(self.stored.sources[each.id])}
        self._update(Source, sorted(changed), self.sources)
        self._update(Citation, CITATION_COLUMNS, self.citations)

    def _write_evaluations(self, connection: sa.Connection) -> None:
        for some in _chunks([each["source_id"] for each in self.evaluations]):
            connection.execute(sa.delete(Evaluation).where(col(Evaluation.source_id).in_(some)))
        if self.evaluations:
            connection.execute(sa.insert(Evaluation), self.evaluations)
        if self.other_responses:
            update = sa.update(Evaluation).where(col(Evaluation.source_id) == sa.bindparam("row_id"))
            connection.execute(update, self.other_responses)

    def _update(
        self, table: type[Row], names: Sequence[str], states: dict[int, SourceState] | dict[int, CitationState]
    ) -> None:
        """Write columns of rows. This bypasses the ORM: a check is not an edit, and must not conflict with one."""
        if names and states:
            values = [{"row_id": each.id} | {name: getattr(each, name) for name in names} for each in states.values()]
            self.session.connection().execute(_update_of(table, tuple(names)), values)

    def record(self, check: UnrecordedCheck, check_id: int) -> SourceChecked:
        """Collect all consequences of one check."""
        before, finding = self.stored.sources[check.source_id], check.finding
        rows = [self.stored.citations.get(each) for each in check.planned.citation_ids]
        cited = [each if each is not None and each.source_id == before.id else None for each in rows]
        citations = {each.id: each for each in cited if each is not None}
        cause = Cause(check_id, finding.link)
        weight = _interval_weight({self.stored.statuses.get(each.claim_id) for each in citations.values()})
        source, change, cleared = _advance(
            before, finding, self.settings, self.now, check.host_problem, weight, check_id
        )
        self._add_capture(source.id, check_id, check.result)
        opened, resolved = self.alert_rules.after_link_check(source, finding, citations, cause, change, cleared)
        if check.result.host_retry_after:
            self._pause_host(source.host_id, check.result.host_retry_after)
        next_check_at = source.next_check_at
        quotes = []
        for citation, selector, quote in zip(cited, check.planned.task.selectors, finding.quotes, strict=True):
            # Words that a person changed while the page was fetched have not been searched for.
            if citation is None or citation.exact != (selector.exact if selector else None):
                next_check_at = self.now
                continue
            if finding.not_modified:
                unchanged = _quote_of_unmodified_page(citation, quote)
                quotes.append(QuoteChecked(citation.id, citation.claim_id, unchanged, citation.quote_state))
                continue
            step = self._record_quote(citation, quote, check_id)
            if step is not None and quote is not None:
                new, replaced = self.alert_rules.after_quote_check(citation, quote, step, cause)
                opened += new
                resolved += replaced
                if step.confirm_within is not None and next_check_at is not None:
                    next_check_at = min(next_check_at, self.now + step.confirm_within)
            state = self.citations.get(citation.id, citation).quote_state
            quotes.append(QuoteChecked(citation.id, citation.claim_id, quote, state))
        self.sources[source.id] = replace(source, next_check_at=next_check_at)
        self._add_evaluation(check, cited)
        drift = 0.0 if finding.not_modified else check.result.drift if finding.link.shows_page else None
        return SourceChecked(source.id, finding, source.state, tuple(quotes), tuple(opened), tuple(resolved), drift)

    def _add_capture(self, source_id: int, check_id: int, result: CheckResult) -> None:
        finding = result.finding
        if not result.compressed_text or not finding.payload_digest:
            return
        digest = finding.text_digest or EMPTY_TEXT_DIGEST
        repeated = result.preserved.earlier if result.preserved else None
        if repeated and self.session.get(Capture, repeated.capture_id) is None:
            return  # the capture it refers to was pruned meanwhile: the next check is stored in full
        if self.stored.captured.get(source_id) != digest:
            self.captures.append(
                {
                    "source_id": source_id,
                    "source_check_id": check_id,
                    "payload_digest": finding.payload_digest,
                    "text_digest": digest,
                    "text": result.compressed_text,
                    **capture_columns(result.preserved),
                }
            )

    def _add_evaluation(self, check: UnrecordedCheck, cited: Sequence[CitationState | None]) -> None:
        """Collect an evaluation, for the quotes as this check leaves them: it may have stored their context.

        It says nothing about quotes that a person changed while the page was fetched.
        """
        if check.result.evaluation is None or None in cited:
            return
        before = [each for each in cited if each is not None]
        if tuple(each.selector for each in before) != check.planned.task.selectors:
            return
        selectors = [self.citations.get(each.id, each).selector for each in before]
        evaluation, earlier = for_storage(check.result.evaluation, selectors), check.planned.task.earlier
        if earlier is not None and earlier.document is not None and earlier.document == evaluation.document:
            self.other_responses.append({"row_id": check.source_id} | asdict(evaluation))
        else:
            self.evaluations.append({"source_id": check.source_id, "at": self.now} | asdict(evaluation))

    def _pause_host(self, host_id: int, seconds: float) -> None:
        """Store how long a host asked not to be fetched from, for later runs too."""
        until = self.now + min(timedelta(seconds=seconds), HOST_PAUSE_MAX)
        self.session.execute(sa.update(Host).where(col(Host.id) == host_id).values(blocked_until=until))

    def _record_quote(self, citation: CitationState, quote: QuoteFinding | None, check_id: int) -> QuoteStep | None:
        """Collect the finding about a quote and the state that follows; return the step, or None where nothing is quoted."""
        before = citation.history
        if quote is None or before is None:
            return None
        match = quote.match
        self.citation_checks.append(
            {
                "citation_id": citation.id,
                "source_check_id": check_id,
                "quote": quote.outcome,
                "reason": quote.reason,
                "score": match.score if match else None,
                "start": match.start if match else None,
                "end": match.end if match else None,
                "text": match.text if match and match.text != citation.exact else None,
                "diff": differences_json(quote) or None,
            }
        )
        step = advance_quote(before, quote, self.now, self.settings, check_id)
        after = citation.after(step.history)
        if quote.context and not citation.prefix and not citation.suffix:
            prefix, suffix = quote.context
            after = replace(after, prefix=prefix, suffix=suffix)
        if after != citation:
            self.citations[citation.id] = after
        return step


def _advance(
    before: SourceState,
    finding: Finding,
    settings: VerifySettings,
    now: datetime,
    host_problem: bool,
    weight: float,
    check_id: int,
) -> tuple[SourceState, ConfirmedChange | None, bool]:
    """Return a source's state after a check, the change that opens alerts, and whether alerts about its link are resolved."""
    source = replace(before, lease_token=str(check_id))
    if finding.link.shows_page:
        title = finding.title[:500] if finding.title else source.title
        language = finding.language[:35] if finding.language else source.language
        source = replace(source, title=title, language=language)
    if host_problem:
        return replace(source, last_checked_at=now, next_check_at=now + HOST_PROBLEM_WAIT), None, False
    step = advance_source(
        source.history, finding, source.kind, now, settings, key=source.url, weight=weight, check=check_id
    )
    return _with_validators(source.after(step), finding, now), step.opened, step.cleared


def _interval_weight(statuses: set[Status | None]) -> float:
    """Return the factor for a source's check interval: readers rely on published claims, and nobody on rejected ones."""
    if Status.PUBLISHED in statuses:
        return 0.5
    return 2.0 if statuses == {Status.REJECTED} else 1.0


def _with_validators(source: SourceState, finding: Finding, now: datetime) -> SourceState:
    """Return the state with the validators for the next fetch.

    They are valid only as long as every check since has read the page, or was answered that it is unchanged.
    """
    if finding.not_modified:
        return replace(
            source,
            etag=finding.etag or source.etag,
            last_modified=finding.last_modified or source.last_modified,
        )
    if finding.link.shows_page and finding.text_digest is not None:
        given = finding.etag or finding.last_modified
        return replace(
            source,
            last_read_at=now,
            etag=finding.etag,
            last_modified=finding.last_modified,
            validated_redirects=[asdict(hop) for hop in finding.redirects] if given and finding.redirects else None,
        )
    return replace(source, etag=None, last_modified=None, validated_redirects=None)


def _quote_of_unmodified_page(citation: CitationState, quote: QuoteFinding | None) -> QuoteFinding | None:
    """Return the finding for a quote on a page that has not changed: the one from the last time it was read."""
    if quote is None or citation.quote_state in {None, QuoteState.UNCHECKED}:
        return quote
    return replace(quote, outcome=QuoteOutcome(str(citation.quote_state)))
