"""Fields of forms and prompts: Textual's own, made safe for keys that are typed ahead."""

from collections.abc import Sequence
from dataclasses import replace

from rich.text import Text
from textual import events
from textual.reactive import reactive
from textual.screen import Screen
from textual.widgets import Input
from textual.widgets.input import Selection

from ..core.triage import FIRST_READING
from ..messages import Answered, CommandRequest, StatusMessage
from .command_keys import ClaimKeys
from .typeahead import TypeAhead

LONGEST = 10_000
"""Characters a field takes of what is pasted: no more can be stored, and drawing them would take long."""


def pasteable(text: str, held: int) -> str:
    """Return what a field that holds so many characters takes of a pasted text: line breaks and tabs, no other control."""
    room = max(LONGEST - held, 0)
    some = text[: 2 * room].replace("\r\n", "\n").replace("\r", "\n")
    return "".join(
        character for character in some if character in "\n\t" or (character >= " " and character != "\x7f")
    )[:room]


class Field(TypeAhead):
    """A field; ``tab`` goes on to the next one."""

    def act_on_key(self, event: events.Key) -> bool:
        """Act on a key, before Textual's bindings would: they run later than the letter typed after them."""
        raise AssertionError("each field says how")

    def paste(self, text: str, held: int) -> str:
        """Return what the field takes of a pasted text, and say what it leaves."""
        taken = pasteable(text, held)
        if held + len(taken) >= LONGEST:
            self.post_message(
                StatusMessage(
                    f"{len(text):,} characters were pasted, {len(taken):,} of them kept: a field holds {LONGEST:,}",
                    alarm=True,
                )
            )
        return taken

    def step(self, by: int) -> None:
        """Go on to the next field, or to the one before."""
        fields = [field for field in self.screen.focus_chain if isinstance(field, Field)]
        if self in fields:
            self.screen.set_focus(fields[(fields.index(self) + by) % len(fields)])

    def leave(self, event: events.Key) -> bool:
        """Act on the keys every form knows; return whether it was one."""
        if event.key in {"tab", "shift+tab"}:
            self.step(1 if event.key == "tab" else -1)
        elif event.key in {"ctrl+s", "escape"} and isinstance(self.screen, Form):
            self.screen.settle(save=event.key == "ctrl+s")
        else:
            return isinstance(self.screen, Form) and self.screen.act(event.key)
        return True


class Form(Screen[bool]):
    """A screen of fields; the keys wait for its first one."""

    AUTO_FOCUS = ""

    def on_mount(self) -> None:
        """Give the first field what was typed so far."""
        first = self.first()
        first.typist.resume_keys(first)

    def first(self) -> "Field":
        """Return where the keys begin."""
        return next(field for field in self.focus_chain if isinstance(field, Field))

    def settle(self, *, save: bool) -> None:
        """Save, or leave."""
        raise AssertionError("each form says how")

    def act(self, key: str) -> bool:
        """Act on a key of this form alone, whatever its field; return whether it was one."""
        return False


class Line(Input, Field):
    """One line of text."""

    def on_mount(self) -> None:
        """Select nothing when the focus comes: what was typed ahead would be replaced by the next letter."""
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
        """Put it in, on one line."""
        taken = self.paste(text, len(self.value))
        self.replace(" ".join(taken.split()), *self.selection)

    def enter(self) -> None:
        """Go on to the next field."""
        self.step(1)


class AnswerField(Line):
    """The field of the message line: enter answers, escape leaves, and the keys go back to whoever asked."""

    asker: ClaimKeys | None = None
    verb: CommandRequest | None = None
    """What asks for the words: it goes with the answer, since the next question may overtake it on its way to the screen."""

    def offer(self, text: str) -> None:
        """Put words in that the first letter typed replaces."""
        self.value = text
        self.selection = Selection(0, len(text))

    def enter(self) -> None:
        """Answer."""
        self.end(self.value)

    def leave(self, event: events.Key) -> bool:
        """Leave without an answer; or let a rating's reason stand for those that follow."""
        if event.key == "escape":
            self.end(None)
        elif event.key == "ctrl+s" and self.asker is not None and self.verb is not None and self.verb.name == "rate":
            self.asker.keep_reason(self.value.strip() or FIRST_READING)
            self.end(self.value.strip() or FIRST_READING)
        return event.key in {"escape", "tab", "shift+tab", "ctrl+s"}

    def end(self, text: str | None) -> None:
        """Give the words to whoever asked: what they want done is begun before any key that was typed ahead."""
        verb, self.verb = self.verb, None
        self.post_message(Answered(text, verb))
        if self.asker is None:
            return
        if verb is not None and text and text.strip():
            self.asker.handle_words(replace(verb, words=text.strip()))
        self.screen.set_focus(self.asker)


class Choice(Field, can_focus=True):
    """One of a few words: the arrows, the space bar or its first letter choose."""

    chosen: reactive[int] = reactive(0)

    def __init__(self, words: Sequence[str], *, chosen: str, id: str) -> None:  # noqa: A002
        super().__init__(id=id)
        self.words = words
        self.set_reactive(Choice.chosen, list(words).index(chosen))

    @property
    def value(self) -> str:
        """The word that is chosen."""
        return self.words[self.chosen]

    def act_on_key(self, event: events.Key) -> bool:
        """Choose."""
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
        """Take nothing: a word is chosen here."""

    def on_click(self) -> None:
        """Choose the next word."""
        self.chosen = (self.chosen + 1) % len(self.words)

    def render(self) -> Text:
        """Draw the words, the chosen one in brackets; close together where there is little room."""
        roomy = sum(len(word) + 4 for word in self.words) <= self.size.width
        shown = [
            Text(f"[{word}]", "bold reverse" if self.has_focus else "bold")
            if at == self.chosen
            else Text(f" {word} " if roomy else word)
            for at, word in enumerate(self.words)
        ]
        return Text("  " if roomy else " ").join(shown)
