"""Requests from keys: a command with everything it acts on, and the widget that sent it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from textual.message import Message

from .command import Command
from .selection import Marked


class CommandSource(Protocol):
    """A widget whose keys act on a claim, as commands know it."""

    pending: Command | None
    """The command that waits for its value."""
    letters: Mapping[str, str]
    """The values it can have, by letter."""
    ratings: dict[str, str]

    @property
    def screen(self) -> Any:
        """The screen the widget is on."""

    def current_claim(self) -> int | None:
        """Return the claim that the keys act on."""

    def marked(self) -> int:
        """Return the number of marked claims."""

    def sources(self) -> dict[str, str]:
        """Return the addresses that the claim cites, by digit."""

    def merged_claims(self) -> dict[str, str]:
        """Return the claims that were merged into the claim, by digit."""

    def saved_filters(self) -> dict[str, str]:
        """Return the saved filters, by letter."""

    def keys_here(self) -> Iterator[tuple[str, str]]:
        """Yield the keys of this widget that belong to no command, each with its help."""

    def bring(self, claim_id: int) -> bool:
        """Put the cursor on a claim; return whether it is there."""

    def keep_reason(self, reason: str, *, triage: bool = False) -> None:
        """Keep a reason for every later rating."""

    def handle_words(self, request: "CommandRequest") -> None:
        """Run a command whose words were typed."""

    def repeat(self) -> None:
        """Run the last command again."""

    def step_claim(self, by: int) -> None:
        """Go to another claim."""

    def step_evidence(self, by: int) -> None:
        """Go to other evidence, or to another change."""

    def toggle_mark(self) -> None:
        """Mark the claim, or unmark it."""

    def toggle_range(self) -> None:
        """Begin a range of marks, or end it."""

    def toggle_all(self) -> None:
        """Mark everything that the filter finds, or unmark it."""


@dataclass
class CommandRequest(Message):
    """A reviewer's key asks for a command."""

    command: Command
    claim_id: int | None
    version: int | None
    """The version of the claim that was on the screen."""
    value: str | None
    origin: CommandSource
    """The widget that got the key, and gets the keys typed since."""
    words: str | None = None
    """The words it needs, where they are known."""
    marked: Marked | None = None
    """The marked claims, which it acts on instead."""
    painted: bool = False
    """The list already shows its change."""
    last_event: int = 0
    """The newest event that was known when the key was typed."""
    alert_id: int | None = None
    """The alert under the cursor."""
    citation_id: int | None = None
    """The citation under the cursor."""
