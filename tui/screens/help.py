"""The keys and the words of the filter."""

from rich.text import Text
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import VerticalScroll
from textual.screen import Screen
from textual.widgets import Static

from factcheck.store import filters

from ..keys import OTHERS
from .front import front_of


class HelpScreen(Screen[None]):
    """What acts here; escape or q goes back."""

    BINDINGS = [  # noqa: RUF012
        Binding("escape,q,question_mark,enter", "dismiss", "back"),
        Binding("j,down", "scroll(1)", "down"),
        Binding("k,up", "scroll(-1)", "up"),
    ]

    def compose(self) -> ComposeResult:
        """Give the text."""
        with VerticalScroll(id="help"):
            yield Static(self.text(), markup=False)
        yield Static("esc back", id="hints", markup=False)

    def on_mount(self) -> None:
        """Have the keys."""
        front_of(self).give()

    def action_scroll(self, by: int) -> None:
        """Scroll."""
        self.query_one(VerticalScroll).scroll_relative(y=by, animate=False)

    def text(self) -> Text:
        """Return the keys and the filter's words, from the tables that act."""
        pen = front_of(self).pen
        out = Text()
        out.append("KEYS\n", "bold")
        for keys, what in OTHERS:
            out.append(f"  {keys:16}", "bold").append(f"{what}\n")
        for key in (*front_of(self).keymap.moves, *front_of(self).keymap.keys):
            out.append(f"  {key.key:16}", "bold").append(f"{key.help}\n")
        out.append("\nFILTER", "bold").append("  words search; these narrow, and a minus before one excludes\n")
        for name, word in filters.KEYS.items():
            values = f" ({', '.join(word.values)})" if word.values else ""
            out.append(f"  {name + ':':16}", "bold").append(f"{word.meaning}{values}\n")
        out.append("\nSIGNS\n", "bold")
        out.append("  >  the cursor    !  an open alert    ↑ ↓  high, low priority\n")
        return Text(pen.own(out.plain), spans=out.spans)
