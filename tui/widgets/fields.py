"""Fields of forms and prompts: Textual's own, made safe for keys that are typed ahead."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import cast

from rich.text import Text
from textual import events
from textual.reactive import reactive
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from ..core.requests import CommandRequest, CommandSource
from ..core.triage import FIRST_READING
from ..messages import Answered, StatusMessage
from .typeahead import TypeAhead

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
FIELD_MAX_CHARACTERS = 10_000
"""Characters that a field holds: no more can be stored, and drawing them would take long."""


def pasteable(text: str, held: int) -> str:
    """Return the part of a pasted text that a field with so many characters accepts, without control characters."""
    room = max(FIELD_MAX_CHARACTERS - held, 0)
    return without_controls(text[: 2 * room])[:room]


def without_controls(text: str) -> str:
    """Return a pasted text without control characters, its lines ended as the program ends them."""
    return _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


class Field(TypeAhead):
    """A field; ``tab`` goes to the next one."""

    def act_on_key(self, event: events.Key) -> bool:
        """Act on a key before Textual's bindings would: they run later than the letter typed after them."""
        raise NotImplementedError

    def accepted_part(self, text: str, held: int) -> str:
        """Return the part of a pasted text that the field accepts, and say what it leaves out."""
        taken = pasteable(text, held)
        if held + len(taken) >= FIELD_MAX_CHARACTERS:
            self.post_message(
                StatusMessage(
                    f"{len(taken):,} of {len(text):,} pasted characters were inserted: a field holds {FIELD_MAX_CHARACTERS:,}",
                    alarm=True,
                )
            )
        return taken

    def step(self, by: int) -> None:
        """Go to the next field, or to the previous one."""
        fields = [field for field in self.screen.focus_chain if isinstance(field, Field)]
        if self in fields:
            self.screen.set_focus(fields[(fields.index(self) + by) % len(fields)])

    def leave(self, event: events.Key) -> bool:
        """Act on the keys that every form knows; return whether it was one."""
        if event.key in {"tab", "shift+tab"}:
            self.step(1 if event.key == "tab" else -1)
        elif event.key in {"ctrl+s", "escape"} and isinstance(self.screen, Form):
            self.screen.settle(save=event.key == "ctrl+s")
        else:
            return isinstance(self.screen, Form) and self.screen.act(event.key)
        return True


class Form(Screen[bool]):
    """A screen of fields; the keys go to the first one."""

    AUTO_FOCUS = ""

    def on_mount(self) -> None:
        """Give the first field the keys typed so far."""
        first = self.first()
        first.typist.resume_keys(first)

    def first(self) -> "Field":
        """Return the field that gets the first keys."""
        return next(field for field in self.focus_chain if isinstance(field, Field))

    def settle(self, *, save: bool) -> None:
        """Save, or leave."""
        raise NotImplementedError

    def say(self, text: str, *, alarm: bool = False) -> None:
        """Show a message."""
        raise NotImplementedError

    def act(self, key: str) -> bool:
        """Act on a key of this form alone, in any field; return whether it was one."""
        return False


class Line(Input, Field):
    """One line of text."""

    def on_mount(self) -> None:
        """Select nothing on focus: otherwise the next letter would replace what was typed ahead."""
        self.select_on_focus = False

    def act_on_key(self, event: events.Key) -> bool:
        """Act on a key in its turn."""
        actions = {
            "backspace": self.action_delete_left,
            "delete": self.action_delete_right,
            "left": self.action_cursor_left,
            "right": self.action_cursor_right,
            "home": self.action_home,
            "end": self.action_end,
            "ctrl+u": self.action_delete_left_all,
            "ctrl+w": self.action_delete_left_word,
        }
        if event.key in actions:
            actions[event.key]()
        elif event.is_printable and event.character:
            self.replace(event.character, *self.selection)
        elif event.key == "enter":
            self.enter()
        else:
            return self.leave(event)
        return True

    def act_on_paste(self, text: str) -> None:
        """Insert the text, on one line."""
        taken = self.accepted_part(text, len(self.value))
        self.replace(" ".join(taken.split()), *self.selection)

    def enter(self) -> None:
        """Go to the next field."""
        self.step(1)


class AnswerField(Line):
    """The field of the message line: enter answers, escape cancels, and the keys go back to the widget that asked."""

    asker: CommandSource | None = None
    asked_by: CommandRequest | None = None
    """The command that asks. It travels with the answer, since the next question may overtake it on its way to the screen."""

    def offer(self, text: str) -> None:
        """Suggest words, which the first letter typed replaces."""
        self.value = text
        self.selection = Selection(0, len(text))

    def enter(self) -> None:
        """Answer with the words."""
        self.end(self.value)

    def leave(self, event: events.Key) -> bool:
        """Cancel, or keep the words as the reason for later ratings."""
        if event.key == "escape":
            self.end(None)
        elif event.key == "ctrl+s" and self.asker is not None and self._keeps_reason():
            self.asker.keep_reason(self.value.strip() or FIRST_READING)
            self.end(self.value.strip() or FIRST_READING)
        return event.key in {"escape", "tab", "shift+tab", "ctrl+s"}

    def _keeps_reason(self) -> bool:
        return self.asked_by is not None and self.asked_by.command.keeps_reason

    def end(self, text: str | None) -> None:
        """Give the words to the widget that asked: its command begins before the next key acts."""
        request, self.asked_by = self.asked_by, None
        self.post_message(Answered(text, request))
        if self.asker is None:
            return
        if request is not None and text and text.strip():
            self.asker.handle_words(replace(request, words=text.strip()))
        self.screen.set_focus(cast("Widget", self.asker))


class Choice(Field, can_focus=True):
    """One of a few words, chosen by the arrows, the space bar or its first letter."""

    chosen: reactive[int] = reactive(0)

    def __init__(self, words: Sequence[str], *, chosen: str, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.words = words
        self.set_reactive(Choice.chosen, list(words).index(chosen))

    @property
    def value(self) -> str:
        """The chosen word."""
        return self.words[self.chosen]

    def act_on_key(self, event: events.Key) -> bool:
        """Choose by a key."""
        first = [number for number, word in enumerate(self.words) if word[0] == event.character]
        if event.key in {"left", "up"}:
            self.chosen = (self.chosen - 1) % len(self.words)
        elif event.key in {"right", "down", "space"}:
            self.chosen = (self.chosen + 1) % len(self.words)
        elif first:
            self.chosen = first[0]
        elif event.key == "enter":
            self.step(1)
        else:
            return self.leave(event)
        return True

    def act_on_paste(self, text: str) -> None:
        """Ignore pasted text: a word is chosen here."""

    def on_click(self) -> None:
        """Choose the next word."""
        self.chosen = (self.chosen + 1) % len(self.words)

    def render(self) -> Text:
        """Draw the words with the chosen one in brackets, close together where there is little room."""
        roomy = sum(len(word) + 4 for word in self.words) <= self.size.width
        shown = [
            Text(f"[{word}]", "bold reverse" if self.has_focus else "bold")
            if at == self.chosen
            else Text(f" {word} " if roomy else word)
            for at, word in enumerate(self.words)
        ]
        return Text("  " if roomy else " ").join(shown)
