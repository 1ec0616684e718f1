"""The base of the forms: labelled fields, a message line, and a second escape before typed text is dropped."""

from textual.app import ComposeResult
from textual.await_complete import AwaitComplete
from textual.containers import Container, Horizontal, VerticalScroll
from textual.widget import Widget
from textual.widgets import Static

from factcheck.errors import FactcheckError, InputError

from ..ports import app_of
from ..widgets.conflict_strip import ConflictStrip
from ..widgets.fields import Choice, Form, Line
from ..widgets.text_block import TextBlock
from .message_line import MessageLine


class DeskForm(MessageLine, Form):
    """A form over the desk; ctrl+s saves, escape leaves."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012
    heading = ""
    own_keys = ""
    """The keys of this form alone, for the line of hints."""
    leaving = False
    """Escape was pressed once with unsaved changes."""

    def fields(self) -> dict[str, Widget]:
        """Return the fields, by label."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        """Yield the heading, the fields with their labels, and the last lines."""
        yield Static(self.heading, id="form-heading", markup=False)
        with Container(id="form-middle"):
            with VerticalScroll(id="form", can_focus=False):
                for label, field in self.fields().items():
                    with Horizontal(
                        classes=f"row {'tall' if isinstance(field, TextBlock) else ' '.join(field.classes)}"
                    ):
                        yield Static(label, classes="label", markup=False)
                        yield field
            yield from self.compose_aside()
        yield ConflictStrip()
        yield Static(id="form-message", markup=False)
        yield Static(f"tab next field  ctrl+s save  {self.own_keys}esc leave", id="hints", markup=False)

    def compose_aside(self) -> ComposeResult:
        """Yield what is beside the fields, or below them."""
        yield from ()

    def on_mount(self) -> None:
        """Remember the values of the fields."""
        self.began = self.values()
        super().on_mount()

    def values(self) -> dict[str, str]:
        """Return the values of the fields, by id."""
        found: dict[str, str] = {}
        for field in self.query("#form Line, #form TextBlock, #form Choice"):
            if isinstance(field, TextBlock):
                found[str(field.id)] = field.text
            elif isinstance(field, Line | Choice):
                found[str(field.id)] = field.value
        return found

    def complain(self, error: FactcheckError) -> None:
        """Show what is wrong; what was typed stays, and typing goes on."""
        app_of(self).resume_keys()
        self.say(error.message, alarm=True)

    def settle(self, *, save: bool) -> None:
        """Save, or leave; with unsaved changes, only at the second escape."""
        if save:
            self.leaving = False
            app_of(self).pause_keys()
            try:
                self.save(self.values())
            except InputError as error:
                self.complain(error)
        elif self.values() == self.began or self.leaving:
            self.dismiss(False)
        else:
            self.leaving = True
            self.complain(InputError("the changes are not saved: ctrl+s saves them, esc again discards them"))

    def save(self, values: dict[str, str]) -> None:
        """Store the values. Raises InputError where one is wrong."""
        raise NotImplementedError

    def dismiss(self, result: bool | None = None) -> AwaitComplete:
        """Close; the keys typed since are for the screen below."""
        app_of(self).resume_keys()
        return super().dismiss(result)
