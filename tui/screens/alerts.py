"""All open alerts of the desk, and the keys that end one."""

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.timer import Timer
from textual.widgets import Static

from factcheck.errors import FactcheckError
from factcheck.services.text.phrases import counted

from ..commands.registry import ACCEPT, DIFF, DISMISS, HELP, REOPEN, REPLACE, UNDO, WITHDRAW
from ..core.keymap import PANES
from ..core.requests import CommandRequest
from ..messages import CursorMoved
from ..text.alert_text import alert_heading, alert_text
from ..widgets.alert_list import AlertList
from .claim import ClaimScreen
from .desk import DeskScreen

WIDE_MIN_CELLS = 110
"""Width from which the alert is beside the list; else it is below the list."""
CURSOR_REST_SECONDS = 0.05
HINTS = {ACCEPT: "", DISMISS: "", REPLACE: "link", WITHDRAW: "", REOPEN: "", DIFF: "", UNDO: "", HELP: ""}


class AlertsScreen(DeskScreen):
    """The list of alerts, and the alert under the cursor."""

    dropped_hints = (HELP, UNDO, DIFF)
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE_MIN_CELLS, "-wide")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.settling: Timer | None = None

    def compose(self) -> ComposeResult:
        """Yield the list, the alert and the last lines."""
        app = self.desk_app
        yield Static(id="alerts-heading", markup=False)
        with Horizontal(id="alerts-middle"):
            with Vertical(id="alerts-left"):
                yield AlertList(app.gateway, app.keymap, app.styling, app.ratings)
            with VerticalScroll(id="alert", can_focus=False):
                yield Static(id="alert-text", markup=False)
        yield from self.compose_bottom()

    def on_mount(self) -> None:
        """Show the open alerts; the list gets the keys."""
        self.reload()
        self.desk_app.resume_keys(self.alert_list)

    @property
    def alert_list(self) -> AlertList:
        """The list."""
        return self.query_one(AlertList)

    def keys(self) -> AlertList:
        """Return the list."""
        return self.alert_list

    def hints(self) -> dict[object, str]:
        """Return the hints of this screen."""
        return {command: self.desk_app.keymap.hint(command, label) for command, label in HINTS.items()}

    def on_resize(self) -> None:
        """Draw what depends on the width."""
        self.call_after_refresh(self.settle)

    def on_cursor_moved(self, message: CursorMoved) -> None:
        """Show the alert once the cursor rests."""
        message.stop()
        if self.settling is not None:
            self.settling.stop()
        self.settling = self.set_timer(CURSOR_REST_SECONDS, self.settle)

    def settle(self) -> None:
        """Show the alert under the cursor."""
        if not self.is_attached:
            return
        lines = self.alert_list
        head = f" {counted(len(lines.ids), 'open alert')}"
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
        """Show the alerts that are open now; the cursor stays on its alert."""
        try:
            self.alert_list.show(self.desk_app.gateway.reader.alert_ids())
        except FactcheckError as error:
            self.complain(error)

    def alert_pending(self, request: CommandRequest) -> None:
        """Remove the alert from the list."""
        if request.alert_id is not None:
            self.alert_list.remove_alert(request.alert_id)

    def alert_still_open(self, request: CommandRequest) -> None:
        """Let the alert come back into the list."""
        self.alert_list.leaving.discard(request.alert_id or 0)

    def open_claim(self, request: CommandRequest) -> None:
        """Open the claim; there, J and K step through the alerts."""
        if request.claim_id is None:
            self.refuse(request, "no alert is under the cursor")
        else:
            self.app.push_screen(ClaimScreen(request.claim_id, along=self.alert_list))

    def pane(self) -> str:
        """Return the pane before that of the claim."""
        return PANES[0]

    def show_pane(self, pane: str, request: CommandRequest) -> None:
        """Go back to the queue, or to a pane of the claim."""
        if pane == PANES[0]:
            super().show_pane(pane, request)
        elif request.claim_id is not None:
            self.app.push_screen(ClaimScreen(request.claim_id, pane=pane, along=self.alert_list))
