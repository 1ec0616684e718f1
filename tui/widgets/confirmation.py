"""Commands that ask before they act, and the keys that count as an answer.

Whether a command asks is known as soon as its key is typed: the number of marked claims, and which are published. So the
question has the command's place in the sequence of keys, and ``*sby`` typed at once is a command and its answer. Only ``y``
confirms, never the key that asked. Where the keys themselves do not show that a question will come (a claim that is already
published), a ``y`` typed before the question was drawn does not answer it. Any other key cancels; one that was typed before
the question was drawn then acts as usual.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from textual import events
from textual.message import Message

from factcheck.services.text.phrases import counted
from factcheck.vocabulary import Status

from ..core.command import Confirm
from ..core.requests import CommandRequest


@dataclass(slots=True)
class Confirmation:
    """A command that waits for a yes."""

    request: CommandRequest
    text: str
    yes: str
    foreseen: bool
    """The keys that asked show that a question will come."""
    seen_at: float | None = None

    def seen(self) -> None:
        """Remember when the question was drawn."""
        self.seen_at = Message().time

    def was_seen(self, event: events.Key) -> bool:
        """Return whether a key was typed after the question was drawn."""
        return self.seen_at is not None and event.time >= self.seen_at

    def is_yes(self, event: events.Key, name: str) -> bool:
        """Return whether a key confirms."""
        return name == self.yes and (self.foreseen or self.was_seen(event))


def confirmation(
    request: CommandRequest, *, count: int, statuses: Callable[[], Iterable[Status]], key: str
) -> Confirmation | None:
    """Return the question to ask before a command acts on so many claims; None: it acts at once.

    ``statuses`` returns the statuses of the claims where they are few; ``key`` is the one that asks.
    """
    why = request.command.confirm_when(request.value, count, statuses)
    if why is None:
        return None
    unpublishes = why is Confirm.UNPUBLISHES
    claims = counted(count, "claim") if count > 1 else f"claim {request.claim_id}"
    what = f"{request.command.title} {request.value or ''}".rstrip()
    public = " that is public" if unpublishes and count == 1 else ", some of them public" if unpublishes else ""
    yes = "Y" if key == "y" else "y"
    text = f"{what} for {claims}{public}? {yes} confirms, any other key cancels"
    return Confirmation(request, text, yes, foreseen=not unpublishes)
