"""One claim on the whole screen, where there is no room for it beside the queue."""

from textual.app import ComposeResult

from ..core.keymap import SPARED_IN_CLAIM, in_claim
from ..messages import CommandRequest
from ..widgets.claim_view import ClaimSequence, ClaimView
from .desk import DeskScreen


class ClaimScreen(DeskScreen):
    """All about one claim; ``along`` is the list it was opened from."""

    spared = SPARED_IN_CLAIM

    def __init__(self, claim_id: int, *, along: ClaimSequence, part: str = "claim") -> None:
        super().__init__()
        self.claim_id = claim_id
        self.along = along
        self.begins_at = part

    def compose(self) -> ComposeResult:
        """Give the claim and the last lines."""
        app = self.desk_app
        yield ClaimView(app.gateway, app.keymap, app.styling, app.ratings, self.along)
        yield from self.compose_bottom()

    def on_mount(self) -> None:
        """Show the claim; it has the keys typed so far."""
        self.keys().show(self.claim_id)
        if self.begins_at != "claim":
            self.keys().turn(self.begins_at)
            self.call_after_refresh(self.keys().turn, self.begins_at)  # where it stands depends on the width
        self.desk_app.resume_keys(self.keys())

    def keys(self) -> ClaimView:
        """Return the claim."""
        return self.query_one(ClaimView)

    def hints(self) -> dict[str, str]:
        """Return the keys that matter in a claim."""
        return in_claim(self.desk_app.keymap)

    def part(self) -> str:
        """Return the pane that has the keys."""
        return self.keys().part

    def turn(self, part: str, verb: CommandRequest) -> None:
        """Go to a pane; the queue is below."""
        if part == "queue":
            super().turn(part, verb)
        else:
            self.keys().turn(part)
            self.desk_app.resume_keys(self.keys())

    def verb_filter(self, verb: CommandRequest) -> None:
        """Filter the queue, which shows again."""
        self.desk_app.filter_queue(verb)
        self.dismiss()

    def reload(self) -> None:
        """Show the claim as it stands now."""
        self.keys().show(self.keys().claim_id or self.claim_id)
