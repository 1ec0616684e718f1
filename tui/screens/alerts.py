"""All open alerts of the desk, and the five keys that end one."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widgets import Static

from factcheck.errors import FactcheckError

from ..messages import CommandRequest, CursorMoved
from ..text.alert_text import alert_heading, alert_text
from ..widgets.alert_list import AlertList
from .claim import ClaimScreen
from .desk import DeskScreen

WIDE = 110
"""Cells from which an alert stands beside the list; below that, it stands below."""
RESTS = 0.05
HINTS = {
    "accept": "accept", "dismiss": "dismiss", "replace": "link", "withdraw": "withdraw", "reopen": "reopen",
    "diff": "diff", "undo": "undo", "help": "keys",
}  # fmt: skip


class AlertsScreen(DeskScreen):
    """The list of alerts, and the one under the cursor."""

    spared = ("help", "undo", "diff")
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.settling: Timer | None = None

    def compose(self) -> ComposeResult:
        """Give the list, the alert and the last lines."""
        app = self.desk_app
        yield Static(id="alerts-heading", markup=False)
        with Horizontal(id="alerts-middle"):
            with Vertical(id="alerts-left"):
                yield AlertList(app.gateway, app.keymap, app.styling, app.ratings)
            with VerticalScroll(id="alert", can_focus=False):
                yield Static(id="alert-text", markup=False)
        yield from self.compose_bottom()

    def on_mount(self) -> None:
        """Show what is open; the keys are the list's."""
        self.reload()
        self.desk_app.resume_keys(self.alert_list)

    @property
    def alert_list(self) -> AlertList:
        """The list."""
        return self.query_one(AlertList)

    def keys(self) -> AlertList:
        """Return the list."""
        return self.alert_list

    def hints(self) -> dict[str, str]:
        """Return the keys that matter here."""
        keys = self.desk_app.keymap.by_verb
        return {verb: f"{keys[verb].key} {told}" for verb, told in HINTS.items()}

    def on_resize(self) -> None:
        """Draw what depends on the width."""
        self.call_after_refresh(self.settle)

    def on_cursor_moved(self, message: CursorMoved) -> None:
        """Show the alert once the cursor rests."""
        message.stop()
        if self.settling is not None:
            self.settling.stop()
        self.settling = self.set_timer(RESTS, self.settle)

    def settle(self) -> None:
        """Show the alert under the cursor."""
        if not self.is_attached:
            return
        lines = self.alert_list
        count = len(lines.ids)
        head = f" {count:,} open alert{'' if count == 1 else 's'}"
        self.query_one("#alerts-heading", Static).update(
            f"{head}\n{alert_heading(lines.scrollable_content_region.width)}"
        )
        row = lines.current()
        styling = self.desk_app.styling.with_styles(
            lines.get_component_rich_style("alert-list--alert", partial=True), self.desk_app.styling.head
        )
        claim = lines.claims.get(row.claim_id) if row else None
        self.query_one("#alert-text", Static).update(
            alert_text(row, claim, self.desk_app.gateway.clock(), styling) if row else ""
        )

    def reload(self) -> None:
        """Show the alerts that are open now, the cursor on its alert."""
        try:
            self.alert_list.show(self.desk_app.gateway.reader.alert_ids())
        except FactcheckError as error:
            self.complain(error)

    def under_way(self, verb: CommandRequest) -> None:
        """Take the alert out."""
        if verb.alert_id is not None:
            self.alert_list.take_out(verb.alert_id)

    def still_open(self, verb: CommandRequest) -> None:
        """Let it come back."""
        self.alert_list.leaving.discard(verb.alert_id or 0)

    def verb_show(self, verb: CommandRequest) -> None:
        """Open the claim; J and K go on along the alerts there."""
        if verb.claim_id is None:
            self.refuse(verb, "no alert is under the cursor")
        else:
            self.app.push_screen(ClaimScreen(verb.claim_id, along=self.alert_list))

    def part(self) -> str:
        """Return the pane before the claim's."""
        return "queue"

    def turn(self, part: str, verb: CommandRequest) -> None:
        """Go back to the queue, or to a pane of the alert's claim."""
        if part == "queue":
            super().turn(part, verb)
        elif verb.claim_id is not None:
            self.app.push_screen(ClaimScreen(verb.claim_id, part=part, along=self.alert_list))
