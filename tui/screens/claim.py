"""One claim on the whole screen, where there is no room for it beside the queue."""

from textual import events
from textual.app import ComposeResult

from ..messages import Verb
from ..widgets.claim_view import ClaimView
from ..widgets.typeahead import TypeAhead
from .desk import DeskScreen


class ClaimScreen(DeskScreen, TypeAhead):
    """All about one claim."""

    def __init__(self, claim_id: int) -> None:
        super().__init__()
        self.claim_id = claim_id
        self.hold()

    def compose(self) -> ComposeResult:
        """Give the claim and the last lines."""
        yield ClaimView(self.front.desk, self.front.pen, self.front.ratings)
        yield from self.compose_bottom()

    def on_mount(self) -> None:
        """Show the claim; it has the keys typed so far."""
        self.keys().show(self.claim_id)
        self.hand_over(self.keys())

    def on_key(self, event: events.Key) -> None:
        """Have the keys that came before the claim had the focus."""
        self.passed_on(event)

    def take(self, event: events.Key) -> None:
        """Act on a key in the claim."""
        if not self.passed_on(event):
            self.keys().take(event)

    def keys(self) -> ClaimView:
        """Return the claim."""
        return self.query_one(ClaimView)

    def verb_filter(self, verb: Verb) -> None:
        """Filter the queue, which shows again."""
        self.front.filter_queue(verb)
        self.dismiss()

    def reload(self) -> None:
        """Show the claim as it stands now."""
        self.keys().show(self.claim_id)
