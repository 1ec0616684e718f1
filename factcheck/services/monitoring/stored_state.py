"""The stored state of a source and of a citation, as a check reads it and writes it back.

A run records thousands of checks a minute, so these rows are read and written many at once, as plain values: no session
watches them, and a batch writes only the columns that changed.
"""

from dataclasses import dataclass, fields, replace
from datetime import datetime
from typing import Any, Self

import sqlalchemy as sa

from factcheck.models import Citation, Row, Source
from factcheck.verifier.verdict.confirmation import QuoteHistory, SourceHistory, Step
from factcheck.vocabulary import LinkState, QuoteOutcome, QuoteState, SourceKind, TextQuoteSelector


@dataclass(frozen=True, slots=True)
class _State:
    """A row's columns, by their names."""

    id: int

    @classmethod
    def from_row(cls, row: sa.Row[Any]) -> Self:
        """Return the state that a row of ``columns()`` holds."""
        return cls(*row)

    def changes(self, before: Self) -> dict[str, Any]:
        """Return the columns whose values differ from an earlier state of the same row, with their new values."""
        return {name: value for name in self.__match_args__ if (value := getattr(self, name)) != getattr(before, name)}

    @classmethod
    def _columns_of(cls, table: type[Row]) -> list[sa.ColumnElement[Any]]:
        stored = sa.inspect(table).local_table.columns
        return [stored[each.name] for each in fields(cls)]


@dataclass(frozen=True, slots=True)
class SourceState(_State):
    """A source as its last check left it."""

    url: str
    host_id: int
    kind: SourceKind
    title: str | None
    language: str | None
    state: LinkState
    state_since: datetime | None
    memory_strikes: int
    memory_first_strike_at: datetime | None
    memory_ailing_since: datetime | None
    memory_stood_at: datetime | None
    memory_looks: int
    memory_checks: list[int] | None
    last_checked_at: datetime | None
    last_read_at: datetime | None
    next_check_at: datetime | None
    lease_token: str | None
    etag: str | None
    last_modified: str | None
    validated_redirects: list[dict[str, Any]] | None
    created_at: datetime

    @classmethod
    def columns(cls) -> list[sa.ColumnElement[Any]]:
        """Return the columns to select."""
        return cls._columns_of(Source)

    @property
    def history(self) -> SourceHistory:
        """The part that decides whether a further failure is believed."""
        return SourceHistory(
            state=self.state,
            since=self.state_since,
            failures=self.memory_strikes,
            first_failure_at=self.memory_first_strike_at,
            unresponsive_since=self.memory_ailing_since,
            check_count=self.memory_looks,
            last_at=self.last_checked_at,
            first_at=self.created_at,
            at_own_address_at=self.memory_stood_at,
            checks=tuple(self.memory_checks or ()),
        )

    def after(self, step: Step) -> Self:
        """Return the state after one more check."""
        history = step.history
        return replace(
            self,
            state=history.state,
            state_since=history.since,
            memory_strikes=history.failures,
            memory_first_strike_at=history.first_failure_at,
            memory_ailing_since=history.unresponsive_since,
            memory_looks=history.check_count,
            memory_stood_at=history.at_own_address_at,
            memory_checks=list(history.checks) or None,
            last_checked_at=history.last_at,
            next_check_at=step.next_check_at,
        )


@dataclass(frozen=True, slots=True)
class CitationState(_State):
    """A citation and the state of its quote, as the last check left it."""

    claim_id: int
    source_id: int
    exact: str | None
    prefix: str
    suffix: str
    quote_state: QuoteState | None
    quote_since: datetime | None
    quote_finding: str | None
    pending_outcome: QuoteOutcome | None
    pending_since: datetime | None
    pending_finding: str | None
    pending_check_id: int | None
    withdrawn_at: datetime | None

    @classmethod
    def columns(cls) -> list[sa.ColumnElement[Any]]:
        """Return the columns to select."""
        return cls._columns_of(Citation)

    @property
    def selector(self) -> TextQuoteSelector | None:
        """The quoted words; None: the page as a whole is cited."""
        return TextQuoteSelector(self.exact, self.prefix, self.suffix) if self.exact else None

    @property
    def history(self) -> QuoteHistory | None:
        """The part that decides whether a changed quote is believed; None: nothing is quoted."""
        if self.exact is None or self.quote_state is None:
            return None
        return QuoteHistory(
            state=self.quote_state,
            since=self.quote_since,
            pending=self.pending_outcome,
            pending_since=self.pending_since,
            finding=self.quote_finding,
            pending_finding=self.pending_finding,
            pending_check=self.pending_check_id,
        )

    def after(self, history: QuoteHistory) -> Self:
        """Return the state after one more check."""
        return replace(
            self,
            quote_state=history.state,
            quote_since=history.since,
            quote_finding=history.finding,
            pending_outcome=history.pending,
            pending_since=history.pending_since,
            pending_finding=history.pending_finding,
            pending_check_id=history.pending_check,
        )
