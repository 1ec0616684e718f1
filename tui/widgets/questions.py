"""The few verbs that ask first, and what counts as an answer.

What asks is known as soon as the key is acted on: how many claims are marked, what is published. So the question stands in
the sequence of keys where the verb stood, and ``*sby`` typed at once is a verb and its answer. ``y`` alone says yes, never
the key that asked. Where the keys themselves do not show that a question is to come (a claim that is already published), a
``y`` typed before the question was on the screen is no answer to it. Any other key says no; one that was typed before the
question was on the screen goes on to do what it does, as part of its sequence.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from textual import events
from textual.message import Message

from factcheck.vocabulary import Status

from ..core.keymap import MANY
from ..messages import CommandRequest


@dataclass(slots=True)
class Confirmation:
    """A verb that waits for its yes."""

    verb: CommandRequest
    text: str
    yes: str
    foreseen: bool
    """Whether the keys that asked show that a question is to come."""
    seen_at: float | None = None

    def seen(self) -> None:
        """Remember when it was on the screen."""
        self.seen_at = Message().time

    def was_seen(self, event: events.Key) -> bool:
        """Return whether a key was typed with the question in sight."""
        return self.seen_at is not None and event.time >= self.seen_at

    def is_yes(self, event: events.Key, name: str) -> bool:
        """Return whether a key says yes."""
        return name == self.yes and (self.foreseen or self.was_seen(event))


def question(
    verb: CommandRequest, *, count: int, statuses: Callable[[], Iterable[Status]], key: str
) -> Confirmation | None:
    """Return what is asked before a verb acts on so many claims; None: it acts at once.

    ``statuses`` gives the claims' statuses where they are few; ``key`` is the one that asks.
    """
    publishes = verb.name == "status" and verb.value == Status.PUBLISHED
    withdraws = verb.name == "status" and not publishes and count <= MANY and Status.PUBLISHED in statuses()
    if count <= MANY and not publishes and not withdraws:
        return None
    claims = f"{count:,} claims" if count > 1 else f"claim {verb.claim_id}"
    what = f"{verb.name.replace('_', ' ')} {verb.value or ''}".rstrip()
    published = " that the public can see" if withdraws and count == 1 else ", some of them public" if withdraws else ""
    yes = "Y" if key == "y" else "y"
    text = f"{what} for {claims}{published}? {yes} does it, any other key does not"
    return Confirmation(verb, text, yes, foreseen=publishes or count > MANY)
