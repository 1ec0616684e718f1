"""Types of an import: a row as it was read, and its result."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

VALUE_MAX_CHARACTERS = 200
"""A value that was left out is reported up to this length."""


class Format(StrEnum):
    """The format of a file."""

    AUTO = "auto"
    CSV = "csv"
    JSONL = "jsonl"
    """JSON objects: one per line, or all in one list."""
    AVERITEC = "averitec"


class RowResult(StrEnum):
    """The result of importing a row."""

    ADDED = "added"
    KNOWN = "known"
    """The row was imported before."""
    MERGED = "merged"
    """Another claim has the same text; the evidence was added there."""
    BROKEN = "broken"
    UPDATED = "updated"
    """The record changed since an earlier import, and the claim was updated."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A value of a row that is not stored."""

    column: str
    value: str
    why: str


@dataclass(frozen=True, slots=True)
class Difference:
    """A value of a record that changed since it was imported."""

    column: str
    stored: str | None
    """The value on the desk."""
    imported: str | None
    """The value in the file."""
    keep_reason: str | None = None
    """Why ``--update`` keeps the desk's value; None: it applies the file's."""


@dataclass(frozen=True, slots=True)
class ImportedRow:
    """The result of one row."""

    line: int
    """The line on which the row begins; in a JSON list, its position."""
    result: RowResult
    claim_id: int | None = None
    why: str | None = None
    notes: tuple[str, ...] = ()
    """Repairs and values left out, one sentence each."""
    left_out: tuple[LeftOut, ...] = ()
    differs: tuple[Difference, ...] = ()


def shortened(text: str) -> str:
    """Return a value cut to ``VALUE_MAX_CHARACTERS``."""
    return text if len(text) <= VALUE_MAX_CHARACTERS else text[: VALUE_MAX_CHARACTERS - 1] + "…"


@dataclass(slots=True)
class Draft:
    """A row as it was read."""

    line: int
    claim: dict[str, Any] = field(default_factory=dict)
    sources: list[dict[str, Any]] = field(default_factory=list)
    label: str | None = None
    """The rating as the file has it."""
    reason: str | None = None
    """The reason for the rating as the file has it."""
    remarks: list[str] = field(default_factory=list)
    """Notes to add to the claim: values for which it has no field."""
    notes: list[str] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    broken: str | None = None

    def leave_out(self, column: str, value: object, why: str) -> None:
        """Record that a value is not stored."""
        shown = shortened(str(value))
        self.left_out.append(LeftOut(column, shown, why))
        self.notes.append(f"column {column}: {why}; left out: {shown[:60]!r}")

    def mark_broken(self, why: str) -> None:
        """Record why the row cannot be imported; the first reason counts."""
        self.broken = self.broken or why

    def with_result(
        self,
        result: RowResult,
        claim_id: int | None = None,
        why: str | None = None,
        differs: tuple[Difference, ...] = (),
    ) -> ImportedRow:
        """Return the row with its result."""
        return ImportedRow(self.line, result, claim_id, why, tuple(self.notes), tuple(self.left_out), differs)
