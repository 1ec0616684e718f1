"""All about one claim, scrollable."""

from rich.text import Text
from textual import events
from textual.containers import VerticalScroll
from textual.widgets import Static

from factcheck.errors import NotFound
from factcheck.services.desk import Desk
from factcheck.store import queries

from ..messages import Verb
from ..render import Pen, detail_text
from .dispatch import ClaimKeys


class ClaimView(VerticalScroll, ClaimKeys):
    """The claim under the cursor, or the one that was opened."""

    COMPONENT_CLASSES = {"claim-view--alert", "claim-view--dim"}

    def __init__(self, desk: Desk, *, ascii_only: bool, ratings: dict[str, str], can_focus: bool) -> None:
        super().__init__(Static(id="claim-text"), can_focus=can_focus)
        self.desk = desk
        self.ascii_only = ascii_only
        self.ratings = ratings
        self.claim_id: int | None = None

    def current_claim(self) -> int | None:
        """Return the claim that is shown."""
        return self.claim_id

    def show(self, claim_id: int | None) -> None:
        """Show a claim as it stands now."""
        moved = claim_id != self.claim_id
        self.claim_id = claim_id
        self.query_one("#claim-text", Static).update(self._text())
        if moved:
            self.scroll_home(animate=False)

    def _text(self) -> Text:
        if self.claim_id is None:
            return Text("no claim")
        pen = Pen(
            self.ascii_only,
            str(self.get_component_rich_style("claim-view--alert", partial=True)),
            str(self.get_component_rich_style("claim-view--dim", partial=True)),
        )
        with self.desk.read() as session:
            try:
                detail = queries.claim_detail(session, self.claim_id)
            except NotFound as error:
                return Text(error.message)
            events_ = queries.events(session, self.claim_id, limit=20)
        return detail_text(detail, events_, self.desk.clock(), pen)

    def on_key(self, event: events.Key) -> None:
        """Scroll, go back, or act on the claim."""
        if self.overflow is not None and self.overflow.has_focus:
            self.overflow.post_message(events.Key(event.key, event.character))
        elif not self.pending and event.key in {"j", "k"}:
            self.scroll_relative(y=1 if event.key == "j" else -1, animate=False)
        elif self.dispatch(event):
            pass
        elif event.key in {"escape", "enter"}:
            self.post_message(Verb("back", None))
        else:
            return
        event.stop()
        event.prevent_default()
