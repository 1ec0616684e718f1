"""All about one claim, scrollable."""

from typing import ClassVar

from rich.text import Text
from textual import events
from textual.containers import VerticalScroll
from textual.widgets import Static

from factcheck.errors import FactcheckError
from factcheck.services.desk import Desk
from factcheck.store import queries

from ..render import Pen, detail_text
from .claim_list import cited
from .dispatch import ClaimKeys

EVENTS = 20
"""Lines of history shown."""


class ClaimView(VerticalScroll, ClaimKeys):
    """The claim under the cursor, or the one that was opened."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"claim-view--alert", "claim-view--head"}

    def __init__(self, desk: Desk, pen: Pen, ratings: dict[str, str]) -> None:
        super().__init__(Static(id="claim-text", markup=False), can_focus=True, id="claim")
        self.desk = desk
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
        return cited(self.desk, self.claim_id)

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
            with self.desk.read() as session:
                detail = queries.claim_detail(session, self.claim_id)
                lines = queries.events(session, self.claim_id, limit=EVENTS)
        except FactcheckError as error:
            return Text(error.message)
        self.version = detail.row.version
        pen = self.pen.with_styles(
            self.get_component_rich_style("claim-view--alert", partial=True),
            self.get_component_rich_style("claim-view--head", partial=True),
        )
        return detail_text(detail, lines, self.desk.clock(), pen)

    def take(self, event: events.Key) -> bool:
        """Scroll, go back, or act on the claim."""
        height = max(self.size.height - 1, 1)
        scrolls = {"j": 1, "down": 1, "k": -1, "up": -1, "ctrl+d": height // 2, "ctrl+u": -(height // 2),
                   "pagedown": height, "pageup": -height}  # fmt: skip
        if not self.pending and event.key in scrolls:
            self.scroll_relative(y=scrolls[event.key], animate=False)
        elif not self.pending and event.key in {"g", "home"}:
            self.scroll_home(animate=False)
        elif not self.pending and event.key in {"G", "upper_g", "end"}:
            self.scroll_end(animate=False)
        elif self.dispatch(event):
            pass
        elif event.key == "escape":
            self.say_verb("back", None)
        else:
            return False
        return True
