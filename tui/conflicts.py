"""Changes of the reviewer's that somebody else came before: both versions in a strip, which waits and hinders nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rich.cells import cell_len
from rich.text import Text
from textual import events
from textual.screen import Screen

from factcheck.errors import Conflict, FactcheckError
from factcheck.services.text.event_text import describe
from factcheck.services.text.phrases import age
from factcheck.store.rows import EventRow

from .text.claim_text import TextStyle
from .widgets.command_keys import ClaimKeys, spelled
from .widgets.conflict_strip import ConflictStrip

if TYPE_CHECKING:
    from .app import FactcheckApp

ALWAYS = "ctrl+o"
"""Overwrites in a form, too, where letters are text."""


@dataclass(frozen=True, slots=True)
class EditConflict:
    """One change that was not stored."""

    conflict: Conflict
    claim_id: int | None
    overwrite: Callable[[], None]
    keep: Callable[[], Any]
    form: Screen[Any] | None
    """The form that wanted to store it, and still holds it."""
    wanted: str
    """What the reviewer wanted, in words: for what is no column."""


class ConflictQueue:
    """The clashes that wait for the reviewer's word, the oldest first."""

    def __init__(self, app: "FactcheckApp") -> None:
        self.app = app
        self.waiting: list[EditConflict] = []

    def add(self, clash: EditConflict) -> None:
        """Show a clash once those before it are decided."""
        self.waiting.append(clash)
        self.paint()

    def claims(self) -> frozenset[int]:
        """Return the claims with a change that was not stored."""
        return frozenset(each.claim_id for each in self.waiting if each.claim_id is not None)

    def of(self, screen: Screen[Any]) -> EditConflict | None:
        """Return what a screen shows: a form its own clash only, every other screen those of no form."""
        from .screens.forms import DeskForm

        form = screen if isinstance(screen, DeskForm) else None
        return next((each for each in self.waiting if each.form is form), None)

    def paint(self) -> None:
        """Show what waits, on every screen that has a strip; the list marks its claims."""
        for screen in self.app.screen_stack if self.app.is_running else ():
            for strip in screen.query(ConflictStrip):
                self.paint_strip(strip)
        if queue := self.app.queue():
            queue.claim_list.contested = self.claims()
            queue.claim_list.refresh()

    def paint_strip(self, strip: ConflictStrip) -> None:
        """Show what waits on one screen."""
        clash = self.of(strip.screen)
        if clash is None:
            strip.hide()
            return
        width = max(self.app.size.width - 2, 10)
        keys = self.app.keymap.by_verb
        on_form = clash.form is not None
        how = (
            f"{ALWAYS} overwrite · esc keep theirs, and go on editing"
            if on_form
            else f"{keys['overwrite'].key} overwrite · {keys['theirs'].key} or esc keep theirs"
        )
        more = sum(each.form is clash.form for each in self.waiting) - 1
        if more:
            how += f" · {more} more after this"
        text = strip_text(
            clash.conflict,
            clash.claim_id,
            self._told(clash),
            self.app.gateway.clock(),
            how,
            width,
            self.app.styling,
            wanted=clash.wanted,
            words=self.app.claim_words(clash.claim_id),
        )
        strip.show(text)

    def _told(self, clash: EditConflict) -> EventRow | None:
        if clash.claim_id is None:
            return None
        try:
            lines = self.app.gateway.reader.events(clash.claim_id, 5)
        except FactcheckError:
            return None
        return next((line for line in lines if line.actor == clash.conflict.actor), None)

    def act_on_key(self, event: events.Key) -> bool:
        """Decide by a key; one that was typed before the strip was on the screen decides nothing."""
        screen = self.app.screen
        clash = self.of(screen) if self.waiting else None
        strip = next(iter(screen.query(ConflictStrip)), None) if clash else None
        answer = self._answer(event, on_form=clash.form is not None) if clash and strip else None
        if clash is None or strip is None or answer is None:
            return False
        if strip.painted_at is None or event.time <= strip.painted_at:
            if event.key == "escape":
                return False  # it was meant for what was there before
            self.paint_strip(strip)
            self.app.show_message(
                "that was typed before the conflict was to be seen: look, and press it again", alarm=True
            )
            return True
        self._decide(clash, overwrite=answer)
        return True

    def _answer(self, event: events.Key, *, on_form: bool) -> bool | None:
        """Return whether a key overwrites; None: it is no answer."""
        focused, keys = self.app.focused or self.app.fallback(), self.app.keymap.by_verb
        free = isinstance(focused, ClaimKeys) and not focused.is_prompting
        if (on_form and event.key == ALWAYS) or (free and spelled(event) == keys["overwrite"].key):
            return True
        if event.key == "escape" and (on_form or free):
            return False
        return False if free and spelled(event) == keys["theirs"].key else None

    def decide(self, *, overwrite: bool) -> None:
        """Decide what the topmost screen shows, by a verb that was chosen by name."""
        clash = self.of(self.app.screen)
        if clash is None:
            self.app.show_message("there is no conflict to decide", alarm=True)
        else:
            self._decide(clash, overwrite=overwrite)

    def _decide(self, clash: EditConflict, *, overwrite: bool) -> None:
        self.waiting.remove(clash)
        if overwrite:
            self.app.show_message("storing yours over theirs…")
            clash.overwrite()
        else:
            self.app.show_message("theirs is kept; yours was not stored")
            clash.keep()
        self.app.reload_screens()
        self.paint()


def strip_text(
    conflict: Conflict,
    claim_id: int | None,
    told: EventRow | None,
    now: datetime,
    how: str,
    width: int,
    styling: TextStyle,
    *,
    wanted: str = "",
    words: str = "",
) -> Text:
    """Return who came first with what, both versions, and the keys that decide."""
    named = (
        f" “{styling.fit(words, min(cell_len(styling.foreign(words)), width // 4))}”" if words and width >= 70 else ""
    )
    where = f"claim {claim_id}{named}: " if claim_id is not None else ""
    who = f"{since(told.at, now)} {told.actor} {describe(told)}" if told else conflict.message
    what = f"{where}yours is not stored; {who}"
    out = Text(styling.own("↯ ") + styling.fit(what, width - 2).rstrip(), "bold", no_wrap=True)
    if conflict.mine:
        for name, values in (("yours", conflict.mine), ("theirs", conflict.theirs)):
            told_of = " · ".join(f"{column.replace('_', ' ')} {_shown(values.get(column))}" for column in conflict.mine)
            out.append("\n" + styling.fit(f"  {name:7}{told_of}", width).rstrip(), "not bold")
    else:
        if wanted:
            out.append("\n" + styling.fit(f"  yours  {wanted}", width).rstrip(), "not bold")
        out.append("\n  theirs another part of it", "not bold")
    out.append("\n" + styling.fit(f"  {how}", width).rstrip(), "bold")
    return out


def since(moment: datetime, now: datetime) -> str:
    """Return how long ago something was, to the second where that is short."""
    seconds = max((now - moment).total_seconds(), 0)
    return f"{seconds:.0f} s ago" if seconds < 60 else age(moment, now)


def _shown(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value)) or "nothing"
    return "nothing" if value is None else str(value)
