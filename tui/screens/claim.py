"""One claim on the whole screen, where there is no room for it beside the queue."""

from textual.app import ComposeResult

from ..commands.registry import DROPPED_HINTS_IN_CLAIM, hints_in_claim
from ..core.keymap import PANES
from ..core.requests import CommandRequest
from ..widgets.claim_view import ClaimSequence, ClaimView
from .desk import DeskScreen


class ClaimScreen(DeskScreen):
    """Everything about one claim; ``along`` is the list it was opened from."""

    dropped_hints = DROPPED_HINTS_IN_CLAIM

    def __init__(self, claim_id: int, *, along: ClaimSequence, pane: str = "claim") -> None:
        super().__init__()
        self.claim_id = claim_id
        self.along = along
        self.begins_at = pane

    def compose(self) -> ComposeResult:
        """Yield the claim and the last lines."""
        app = self.desk_app
        yield ClaimView(app.gateway, app.keymap, app.styling, app.ratings, self.along)
        yield from self.compose_bottom()

    def on_mount(self) -> None:
        """Show the claim; it gets the keys typed so far."""
        self.keys().show(self.claim_id)
        if self.begins_at != "claim":
            self.keys().show_pane(self.begins_at)
            self.call_after_refresh(self.keys().show_pane, self.begins_at)  # its place depends on the width
        self.desk_app.resume_keys(self.keys())

    def keys(self) -> ClaimView:
        """Return the claim."""
        return self.query_one(ClaimView)

    def hints(self) -> dict[object, str]:
        """Return the hints of a claim."""
        return hints_in_claim(self.desk_app.keymap)

    def pane(self) -> str:
        """Return the pane that has the keys."""
        return self.keys().pane

    def show_pane(self, pane: str, request: CommandRequest) -> None:
        """Go to a pane; the queue is below."""
        if pane == PANES[0]:
            super().show_pane(pane, request)
        else:
            self.keys().show_pane(pane)
            self.desk_app.resume_keys(self.keys())

    def begin_filter(self, request: CommandRequest) -> None:
        """Filter the queue, which is shown again."""
        self.desk_app.filter_queue(request)
        self.dismiss()

    def reload(self) -> None:
        """Show the claim as it is stored now."""
        self.keys().show(self.keys().claim_id or self.claim_id)
