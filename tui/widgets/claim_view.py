"""All about one claim, scrollable."""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.containers import VerticalScroll
from textual.widgets import Static

from factcheck.errors import FactcheckError

from ..back import Back
from ..keys import Keymap
from ..render import Pen, detail_text
from .claim_list import cited
from .dispatch import ClaimKeys, spelled

EVENTS = 20
"""Lines of history shown."""


class ClaimView(VerticalScroll, ClaimKeys):
    """The claim under the cursor, or the one that was opened."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"claim-view--alert", "claim-view--head"}

    others = (("esc", "back to the list"),)

    def __init__(self, back: Back, keymap: Keymap, pen: Pen, ratings: dict[str, str]) -> None:
        super().__init__(Static(id="claim-text", markup=False), can_focus=True, id="claim")
        self.back = back
        self.keymap = keymap
        self.pen = pen
        self.ratings = ratings
        self.claim_id: int | None = None
        self.version: int | None = None

    def current_claim(self) -> int | None:
        """Return the claim that is shown."""
        return self.claim_id

    def current_version(self) -> int | None:
        """Return the version that is shown."""
        return self.version

    def sources(self) -> dict[str, str]:
        """Return the addresses the claim cites."""
        return cited(self.back, self.claim_id)

    def show(self, claim_id: int | None) -> None:
        """Show a claim as it stands now."""
        moved = claim_id != self.claim_id
        self.claim_id = claim_id
        self.query_one("#claim-text", Static).update(self._text())
        if moved:
            self.scroll_home(animate=False)

    def _text(self) -> Text:
        self.version = None
        if self.claim_id is None:
            return Text()
        try:
            detail = self.back.reader.pane(self.claim_id)
            lines = self.back.reader.events(self.claim_id, EVENTS)
        except FactcheckError as error:
            return Text(error.message)
        self.version = detail.row.version
        pen = self.pen.with_styles(
            self.get_component_rich_style("claim-view--alert", partial=True),
            self.get_component_rich_style("claim-view--head", partial=True),
        )
        return detail_text(detail, lines, self.back.clock(), pen)

    def take(self, event: events.Key) -> bool:
        """Scroll, go back, or act on the claim."""
        if self.is_first(event) or (not self.pending and self._scrolled(event)) or self.dispatch(event):
            return True
        if event.key == "escape":
            self.say_verb("back", None)
            return True
        return False

    def _scrolled(self, event: events.Key) -> bool:
        height = max(self.size.height - 1, 1)
        steps = {"down": 1, "up": -1, "half_down": height // 2, "half_up": -(height // 2), "page_down": height,
                 "page_up": -height}  # fmt: skip
        match self.keymap.steps.get(spelled(event)):
            case None:
                return False
            case "first":
                self.scroll_home(animate=False)
            case "last":
                self.scroll_end(animate=False)
            case step:
                self.scroll_relative(y=steps[step], animate=False)
        return True
