"""What widgets tell their screen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from textual.message import Message

from factcheck.store.interruption import Interruption

from .core.selection import Marked

if TYPE_CHECKING:
    from .widgets.command_keys import ClaimKeys


@dataclass
class CommandRequest(Message):
    """A reviewer asks for something to be done to a claim."""

    name: str
    claim_id: int | None
    version: int | None
    """The version of the claim that was on the screen."""
    value: str | None
    origin: "ClaimKeys"
    """Who holds the keys that were typed since."""
    words: str | None = None
    """The words it wants, where they are known already."""
    marked: Marked | None = None
    """The claims it acts on instead, where some were marked."""
    painted: bool = False
    """Whether the list shows already what it does."""
    known: int = 0
    """The newest line of the log that was known when the key was typed."""
    alert_id: int | None = None
    """The alert under the cursor, where the cursor is on one."""
    citation_id: int | None = None
    """The citation under the cursor, where the cursor is on one."""


@dataclass
class Question(Message):
    """A question stands on the message line; it was seen once that is drawn."""

    text: str
    seen: Callable[[], None]


@dataclass
class MarksMoved(Message):
    """Other claims are marked now, or another list is shown."""


@dataclass
class StatusMessage(Message):
    """A line for the message line."""

    text: str
    alarm: bool = False
    lines: int = 1
    """How many lines it takes."""


@dataclass
class ReadDone(Message):
    """A step of a read in the background is done; ``act`` shows it."""

    interruption: Interruption
    act: Callable[[], None]


@dataclass
class CursorMoved(Message):
    """The list's cursor stands on another claim."""

    claim_id: int | None


@dataclass
class Pasted(Message):
    """Text was pasted where no field is open."""

    url: str | None
    """The address it is, where it is one and nothing else."""
    length: int
    claim_id: int | None


@dataclass
class Answered(Message):
    """A question on the message line has its answer; None: it was left."""

    text: str | None
    verb: CommandRequest | None
    """What asked for the words; None: the filter."""


@dataclass(frozen=True, slots=True)
class CheckProgress:
    """What is told of a look under way."""

    text: str
    landed: bool = False
    """A look was recorded."""
