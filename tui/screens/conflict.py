"""Somebody else saved first: both versions, and what to do."""

from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Static

from factcheck.errors import Conflict

from .front import front_of


class ConflictScreen(ModalScreen[bool]):
    """What the reviewer wanted beside what stands now; True: store it all the same."""

    BINDINGS = [  # noqa: RUF012
        Binding("o", "answer(True)", "overwrite"),
        Binding("escape,k", "answer(False)", "keep theirs"),
    ]

    def __init__(self, conflict: Conflict) -> None:
        super().__init__()
        self.conflict = conflict

    def compose(self) -> ComposeResult:
        """Give both versions."""
        with Vertical(id="conflict"):
            yield Static(self.text(), markup=False)
            yield Static("o overwrite with yours   k or esc keep theirs", id="hints", markup=False)

    def text(self) -> Text:
        """Return both versions, field by field."""
        pen, conflict = front_of(self).pen, self.conflict
        out = Text()
        out.append(pen.foreign(conflict.message) + "\n", "bold")
        out.append("Yours is not stored. Nothing is lost: both versions stand here.\n")
        for name in conflict.mine:
            out.append(f"\n{name}\n", "bold")
            out.append(pen.foreign(f"  yours   {_shown(conflict.mine[name])}\n", lines=True))
            out.append(pen.foreign(f"  theirs  {_shown(conflict.theirs.get(name))}\n", lines=True))
        if not conflict.mine:
            out.append("\nThey changed other parts of it.\n")
        return out

    def action_answer(self, overwrite: bool) -> None:
        """Go back with the answer."""
        self.dismiss(overwrite)


def _shown(value: Any) -> str:
    return "nothing" if value is None else str(value)
