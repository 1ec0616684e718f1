"""What a reviewer's hand has in it: the verb that can be repeated, a reason that stands, and what is still being stored."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from factcheck.store.rows import ClaimRow

FIRST_READING = "first reading, not yet argued"
"""The reason that is offered where a reviewer rates many claims in a row: it says what such a rating is."""


@dataclass(frozen=True, slots=True)
class LastCommand:
    """A verb with its value and its words."""

    verb: str
    value: str | None
    words: str | None


@dataclass(slots=True)
class ReviewerState:
    """The state of a reviewer's hand, the same on every screen."""

    last: LastCommand | None = None
    """What ``.`` does again."""
    reason: str | None = None
    """The reason that stands for every rating until escape."""
    triage: bool = False
    """Whether the letters of the ratings act by themselves."""
    unsaved: dict[int, list[Mapping[str, Any]]] = field(default_factory=dict)
    """What is painted of a claim and not stored yet, in order."""

    def keep_reason(self, reason: str, *, triage: bool = False) -> None:
        """Let a reason stand for every rating that follows."""
        self.reason, self.triage = reason, triage

    def drop(self) -> bool:
        """Let no reason stand any more, and return whether one did."""
        stood, self.reason, self.triage = self.reason is not None, None, False
        return stood

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
        """Return a row with what is still being stored."""
        for given in self.unsaved.get(row.id, ()):
            row = replace(row, **given)
        return row
