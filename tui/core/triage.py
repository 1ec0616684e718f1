"""The reviewer's working state: the last command, a reason kept for ratings, and changes that are not stored yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from factcheck.store.rows import ClaimRow

from .command import Command

FIRST_READING = "first reading, not yet argued"
"""The reason offered where a reviewer rates many claims in a row."""


@dataclass(frozen=True, slots=True)
class LastCommand:
    """A command with its value and its words."""

    command: Command
    value: str | None
    words: str | None


@dataclass(slots=True)
class ReviewerState:
    """The working state of a reviewer, the same on every screen."""

    last: LastCommand | None = None
    """The command that can be repeated."""
    reason: str | None = None
    """The reason of every rating until escape."""
    triage: bool = False
    """The letters of the ratings rate at once."""
    unsaved: dict[int, list[Mapping[str, Any]]] = field(default_factory=dict)
    """Changes of each claim that are painted and not stored yet, in order."""

    refused_notes: dict[int, str] = field(default_factory=dict)
    """Notes on claims that could not be stored; the editor opens them again."""

    def keep_reason(self, reason: str, *, triage: bool = False) -> None:
        """Keep a reason for every later rating."""
        self.reason, self.triage = reason, triage

    def drop_reason(self) -> bool:
        """Ask for the reason of each rating again; return whether one was kept."""
        was_set, self.reason, self.triage = self.reason is not None, None, False
        return was_set

    def saving(self, claim_id: int, given: Mapping[str, Any]) -> None:
        """Paint a change before it is stored."""
        self.unsaved.setdefault(claim_id, []).append(given)

    def saved(self, claim_id: int) -> None:
        """Forget the oldest change of a claim: it is stored, or it was refused."""
        waiting = self.unsaved.get(claim_id, [])
        if waiting:
            waiting.pop(0)
        if not waiting:
            self.unsaved.pop(claim_id, None)

    def painted(self, row: ClaimRow) -> ClaimRow:
        """Return a row with its changes that are not stored yet."""
        for given in self.unsaved.get(row.id, ()):
            row = replace(row, **given)
        return row
