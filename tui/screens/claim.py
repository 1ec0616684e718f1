"""One claim on the whole screen, where there is no room for it beside the queue."""

from typing import ClassVar

from textual.app import ComposeResult

from ..messages import Verb
from ..widgets.claim_view import ClaimView
from .desk import DeskScreen


class ClaimScreen(DeskScreen):
    """All about one claim."""

    more_hints: ClassVar[dict[str, str]] = {"leave": "esc back"}

    def __init__(self, claim_id: int) -> None:
        super().__init__()
        self.claim_id = claim_id

    def compose(self) -> ComposeResult:
        """Give the claim and the last lines."""
        yield ClaimView(self.front.back, self.front.keymap, self.front.pen, self.front.ratings)
        yield from self.compose_bottom()

    def on_mount(self) -> None:
        """Show the claim; it has the keys typed so far."""
        self.keys().show(self.claim_id)
        self.front.give(self.keys())

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
