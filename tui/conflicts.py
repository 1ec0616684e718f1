"""Conflicts: changes of the reviewer that another one was faster with. They wait in a strip and block nothing."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from textual import events
from textual.geometry import Size
from textual.screen import Screen
from textual.widget import Widget

from factcheck.errors import Conflict, FactcheckError
from factcheck.store.rows import EventRow

from .commands.registry import OVERWRITE, THEIRS
from .core.keymap import Keymap
from .desk.gateway import Gateway
from .text.claim_text import TextStyle
from .text.conflict_text import conflict_text
from .widgets.command_keys import ClaimKeys, spelled
from .widgets.conflict_strip import ConflictStrip
from .widgets.fields import Form

FORM_OVERWRITE_KEY = "ctrl+o"
"""Overwrites in a form, where letters are text."""


class ConflictHost(Protocol):
    """The application, as the conflicts know it."""

    keymap: Keymap
    styling: TextStyle
    gateway: Gateway

    @property
    def is_running(self) -> bool:
        """Whether the application runs."""

    @property
    def screen_stack(self) -> Sequence[Screen[Any]]:
        """The open screens, the topmost last."""

    @property
    def screen(self) -> Screen[Any]:
        """The topmost screen."""

    @property
    def focused(self) -> Widget | None:
        """The widget that has the focus."""

    @property
    def size(self) -> Size:
        """The size of the terminal."""

    def fallback(self) -> Widget | None:
        """Return the widget that has the keys where none has the focus."""

    def show_message(self, text: str, *, alarm: bool = False) -> None:
        """Show a message."""

    def show_contested(self, claims: frozenset[int]) -> None:
        """Mark the claims with conflicts in the list."""

    def claim_words(self, claim_id: int | None) -> str:
        """Return the first words of a claim."""

    def reload_screens(self) -> None:
        """Show every claim on the screen as it is stored now."""


@dataclass(frozen=True, slots=True)
class EditConflict:
    """One change that was not stored."""

    conflict: Conflict
    claim_id: int | None
    overwrite: Callable[[], None]
    keep: Callable[[], Any]
    form: Screen[Any] | None
    """The form with the change, which is still open."""
    wanted: str
    """The change in words, where it is not a column."""


class ConflictQueue:
    """The conflicts that wait for a decision, the oldest first."""

    def __init__(self, app: ConflictHost) -> None:
        self.app = app
        self.waiting: list[EditConflict] = []

    def add(self, conflict: EditConflict) -> None:
        """Show a conflict once those before it are decided."""
        self.waiting.append(conflict)
        self.paint()

    def claims(self) -> frozenset[int]:
        """Return the claims with a conflict."""
        return frozenset(each.claim_id for each in self.waiting if each.claim_id is not None)

    def of(self, screen: Screen[Any]) -> EditConflict | None:
        """Return the conflict that a screen shows: a form shows its own only, every other screen those of no form."""
        form = screen if isinstance(screen, Form) else None
        return next((each for each in self.waiting if each.form is form), None)

    def paint(self) -> None:
        """Show what waits on every screen with a strip; the list marks its claims."""
        for screen in self.app.screen_stack if self.app.is_running else ():
            for strip in screen.query(ConflictStrip):
                self.paint_strip(strip)
        self.app.show_contested(self.claims())

    def paint_strip(self, strip: ConflictStrip) -> None:
        """Show what waits on one screen."""
        shown = self.of(strip.screen)
        if shown is None:
            strip.hide()
            return
        keymap = self.app.keymap
        keys = (
            f"{FORM_OVERWRITE_KEY} overwrite · esc keep theirs, and go on editing"
            if shown.form is not None
            else f"{keymap.key(OVERWRITE)} overwrite · {keymap.key(THEIRS)} or esc keep theirs"
        )
        more = sum(each.form is shown.form for each in self.waiting) - 1
        if more:
            keys += f" · {more} more after this"
        strip.show(
            conflict_text(
                shown.conflict,
                shown.claim_id,
                self._event(shown),
                self.app.gateway.clock(),
                keys,
                max(self.app.size.width - 2, 10),
                self.app.styling,
                wanted=shown.wanted,
                words=self.app.claim_words(shown.claim_id),
            )
        )

    def _event(self, conflict: EditConflict) -> EventRow | None:
        if conflict.claim_id is None:
            return None
        try:
            newest = self.app.gateway.reader.events(conflict.claim_id, 5)
        except FactcheckError:
            return None
        return next((event for event in newest if event.actor == conflict.conflict.actor), None)

    def act_on_key(self, event: events.Key) -> bool:
        """Decide by a key; one that was typed before the strip was visible decides nothing."""
        screen = self.app.screen
        shown = self.of(screen) if self.waiting else None
        strip = next(iter(screen.query(ConflictStrip)), None) if shown else None
        answer = self._answer(event, on_form=shown.form is not None) if shown and strip else None
        if shown is None or strip is None or answer is None:
            return False
        if strip.painted_at is None or event.time <= strip.painted_at:
            if event.key == "escape":
                return False  # it was meant for what was there before
            self.paint_strip(strip)
            self.app.show_message(
                "the key was typed before the conflict was visible: read it, and press the key again", alarm=True
            )
            return True
        self._decide(shown, overwrite=answer)
        return True

    def _answer(self, event: events.Key, *, on_form: bool) -> bool | None:
        """Return whether a key overwrites; None: it is no answer."""
        focused, keymap = self.app.focused or self.app.fallback(), self.app.keymap
        free = isinstance(focused, ClaimKeys) and not focused.is_prompting
        if (on_form and event.key == FORM_OVERWRITE_KEY) or (free and spelled(event) == keymap.key(OVERWRITE)):
            return True
        if event.key == "escape" and (on_form or free):
            return False
        return False if free and spelled(event) == keymap.key(THEIRS) else None

    def decide(self, *, overwrite: bool) -> None:
        """Decide the conflict on the topmost screen, by a command that was chosen by name."""
        shown = self.of(self.app.screen)
        if shown is None:
            self.app.show_message("there is no conflict to decide", alarm=True)
        else:
            self._decide(shown, overwrite=overwrite)

    def _decide(self, conflict: EditConflict, *, overwrite: bool) -> None:
        self.waiting.remove(conflict)
        if overwrite:
            self.app.show_message("storing your version over theirs…")
            conflict.overwrite()
        else:
            self.app.show_message("their version is kept; yours was not stored")
            conflict.keep()
        self.app.reload_screens()
        self.paint()
