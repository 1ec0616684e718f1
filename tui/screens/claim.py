"""One claim on the whole screen, where there is no room for it beside the queue."""

from textual.app import ComposeResult

from ..core.keymap import SPARED_IN_CLAIM, in_claim
from ..messages import Verb
from ..widgets.claim_view import Along, ClaimView
from .desk import DeskScreen


class ClaimScreen(DeskScreen):
    """All about one claim; ``along`` is the list it was opened from."""

    spared = SPARED_IN_CLAIM

    def __init__(self, claim_id: int, *, along: Along, part: str = "claim") -> None:
        super().__init__()
        self.claim_id = claim_id
        self.along = along
        self.begins_at = part

    def compose(self) -> ComposeResult:
        """Give the claim and the last lines."""
        front = self.front
        yield ClaimView(front.back, front.keymap, front.pen, front.ratings, self.along)
        yield from self.compose_bottom()

    def on_mount(self) -> None:
        """Show the claim; it has the keys typed so far."""
        self.keys().show(self.claim_id)
        if self.begins_at != "claim":
            self.keys().turn(self.begins_at)
            self.call_after_refresh(self.keys().turn, self.begins_at)  # where it stands depends on the width
        self.front.give(self.keys())

    def keys(self) -> ClaimView:
        """Return the claim."""
        return self.query_one(ClaimView)

    def hints(self) -> dict[str, str]:
        """Return the keys that matter in a claim."""
        return in_claim(self.front.keymap)

    def part(self) -> str:
        """Return the pane that has the keys."""
        return self.keys().part

    def turn(self, part: str, verb: Verb) -> None:
        """Go to a pane; the queue is below."""
        if part == "queue":
            super().turn(part, verb)
        else:
            self.keys().turn(part)
            self.front.give(self.keys())

    def verb_filter(self, verb: Verb) -> None:
        """Filter the queue, which shows again."""
        self.front.filter_queue(verb)
        self.dismiss()

    def reload(self) -> None:
        """Show the claim as it stands now."""
        self.keys().show(self.keys().claim_id or self.claim_id)
