"""Messages that widgets send to their screen."""

from collections.abc import Callable
from dataclasses import dataclass

from textual.message import Message

from factcheck.store.interruption import Interruption

from .core.requests import CommandRequest


@dataclass
class Question(Message):
    """A question for the message line."""

    text: str
    seen: Callable[[], None]
    """Called once the question is drawn."""


@dataclass
class MarksChanged(Message):
    """Other claims are marked, or another list is shown."""


@dataclass
class StatusMessage(Message):
    """A text for the message line."""

    text: str
    alarm: bool = False
    lines: int = 1
    """The number of lines it takes."""


@dataclass
class ReadDone(Message):
    """A step of a read in the background is done; ``act`` shows it."""

    interruption: Interruption
    act: Callable[[], None]


@dataclass
class CursorMoved(Message):
    """The cursor of a list is on another row."""

    claim_id: int | None


@dataclass
class Pasted(Message):
    """Text was pasted outside of a field."""

    url: str | None
    """The address, where the text is one and nothing else."""
    length: int
    claim_id: int | None


@dataclass
class Answered(Message):
    """A question on the message line is answered, or cancelled: None."""

    text: str | None
    request: CommandRequest | None
    """The command that asked; None: the filter."""
