"""The type of a command: one row holds everything the interface needs to know about an action.

The rows are in :mod:`tui.commands.registry`. Help, palette, hints, prompts and dispatch read them, so that a new command is
one row and one function.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any

from factcheck.store.rows import AlertRow, ClaimRow
from factcheck.vocabulary import Status

CONFIRM_MIN_CLAIMS = 50
"""A command that acts on more claims than this asks first."""


class Scope(Enum):
    """The thing a command acts on."""

    CLAIM = auto()
    """The claim under the cursor; without one, the command is refused."""
    DESK = auto()
    """Nothing in particular: the command needs no claim under the cursor."""
    MOVE = auto()
    """The cursor, or the lines of text."""


class Confirm(Enum):
    """Reasons to ask before a command acts."""

    MANY = auto()
    """It acts on many claims."""
    PUBLISHES = auto()
    """The public sees the result."""
    UNPUBLISHES = auto()
    """The public no longer sees a claim."""


Statuses = Callable[[], Iterable[Status]]
"""Reads the statuses of the claims that a command acts on; called only where they are few."""


def on_many(value: str | None, count: int, statuses: Statuses) -> Confirm | None:
    """Ask where a command acts on many claims."""
    return Confirm.MANY if count > CONFIRM_MIN_CLAIMS else None


def on_public_status(value: str | None, count: int, statuses: Statuses) -> Confirm | None:
    """Ask where a status publishes a claim, takes one from the public, or goes to many claims."""
    if value == Status.PUBLISHED:
        return Confirm.PUBLISHES
    if count <= CONFIRM_MIN_CLAIMS:
        return Confirm.UNPUBLISHES if Status.PUBLISHED in statuses() else None
    return Confirm.MANY


@dataclass(frozen=True, slots=True, eq=False)
class Command:
    """One action. The screen, the request and the widget are those of :mod:`tui.ports` and :mod:`tui.core.requests`."""

    name: str
    """Its name in the palette and in the ``[keys]`` setting."""
    key: str = ""
    """The key as shipped; empty: a widget sends the command, and no key can be set for it."""
    help: str = ""
    scope: Scope = Scope.CLAIM
    handler: Callable[[Any, Any], None] | None = None
    """Runs it: called with the screen and the request."""
    in_widget: Callable[[Any], None] | None = None
    """Runs it at once, in the widget that has the keys, instead of ``handler``."""
    move: Callable[[int, int], int] | None = None
    """Returns how many lines it moves, from the height of a page and the number of lines."""
    also: tuple[str, ...] = ()
    """Further keys, unless the reviewer set them for another command."""
    listed: bool = True
    """The palette lists it without a value."""

    # The line of hints

    hinted: bool = False
    """The line of hints names its key."""
    label: str = ""
    """The word beside the key there, where it differs from the name."""

    # Values and words

    values: Callable[[Any], Mapping[str, str]] | None = None
    """Returns the values to choose from by their letters, from the widget; None: it takes no value."""
    value_menu: bool = False
    """The values are shown in columns."""
    no_value: str = "this desk has no value for it"
    """Shown where there is no value to choose."""
    skips_single_value: bool = False
    """If there is only one value, it is taken without a question."""
    prompt: str = ""
    """Asks for words; ``{value}`` is the chosen value."""
    prompt_values: frozenset[str] | None = None
    """The values that need words; None: every use needs them; empty: ``handler`` asks for them where it needs them."""
    answer_keys: str = "enter stores  esc cancels"
    """The keys that answer the prompt."""
    suggestion: str = ""
    """Words offered in the prompt."""
    take_words: Callable[[Any, str], None] | None = None
    """Takes the words in the widget, instead of ``handler``."""
    keeps_reason: bool = False
    """Its words can be kept as the reason for later uses."""

    # Effects

    changes: Callable[[str | None, str | None, str], dict[str, Any]] | None = None
    """Returns the fields it gives a claim, from the value, the words and the reviewer."""
    optimistic: bool = False
    """The list shows its change before it is stored."""
    bulk: Callable[[Any, Any, Any], None] | None = None
    """Runs it on the marked claims; None: it ignores marks."""
    repeatable: bool = False
    confirm_when: Callable[[str | None, int, Statuses], Confirm | None] = on_many
    """Returns why it asks before it acts on claims; only commands with ``bulk`` are asked about."""
    refusal: Callable[[AlertRow, ClaimRow | None], str | None] | None = None
    """Returns why it cannot end an alert, as far as the row shows."""
    ends_alert: bool = False
    needs_services: bool = True
    """The services are loaded when its first key is pressed."""
    takes_keys: bool = False
    """It opens a field or moves the focus: the keys typed after it wait for that."""
    waits_in_triage: bool = False
    """In triage, it moves the cursor: the keys typed after it wait for that."""
    everywhere: bool = False
    """Its key means the same in every list, prompt and mode."""

    def needs_words(self, value: str | None) -> bool:
        """Return whether the command with this value asks for words."""
        return bool(self.prompt) and (self.prompt_values is None or value in self.prompt_values)

    @property
    def title(self) -> str:
        """The name as people read it."""
        return self.name.replace("_", " ")
