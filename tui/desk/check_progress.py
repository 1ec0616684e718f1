"""The progress of checks that a reviewer asked for."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class CheckProgress:
    """A text for the message line."""

    text: str
    recorded: bool = False
    """A check was stored."""
