"""One claim with everything about it, scrollable."""

from typing import ClassVar, Protocol

from rich.console import Console
from rich.text import Text
from textual import events
from textual.containers import VerticalScroll
from textual.widgets import Static

from factcheck.errors import FactcheckError
from factcheck.store.rows import CitationRow

from ..commands.registry import CITE, NEXT_PANE, NOTE, PREVIOUS_PANE
from ..core.keymap import Keymap
from ..desk.gateway import Gateway
from ..messages import StatusMessage
from ..text.claim_text import TextStyle, detail_text, places
from .claim_list import cited
from .command_keys import ClaimKeys

EVENTS_MAX = 20
"""Events shown in the history."""


class ClaimSequence(Protocol):
    """A list that can be stepped through without leaving the claim."""

    def step(self, by: int) -> int | None:
        """Move on, and return the claim under the cursor."""

    def bring(self, claim_id: int) -> bool:
        """Put the cursor on a claim, and return whether it is there."""


class ClaimView(VerticalScroll, ClaimKeys):
    """The claim under the cursor, or the opened one; its evidence has a cursor of its own."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"claim-view--alert", "claim-view--head"}

    extra_keys = (("esc", "back to the list"),)

    def __init__(
        self, gateway: Gateway, keymap: Keymap, styling: TextStyle, ratings: dict[str, str], along: ClaimSequence
    ) -> None:
        super().__init__(Static(id="claim-text", markup=False), can_focus=True, id="claim")
        self.gateway = gateway
        self.keymap = keymap
        self.styling = styling
        self.ratings = ratings
        self.along = along
        self.claim_id: int | None = None
        self.version: int | None = None
        self.pane = "claim"
        """The pane that has the keys: claim, evidence or history."""
        self.evidence: int | None = None
        """The citation under the evidence cursor, from 0; None: the cursor is not there."""
        self.citations: list[CitationRow] = []
        self.shown = Text()

    def current_claim(self) -> int | None:
        """Return the shown claim."""
        return self.claim_id

    def current_version(self) -> int | None:
        """Return the shown version."""
        return self.version

    def current_citation(self) -> int | None:
        """Return the citation under the evidence cursor."""
        return self.citations[self.evidence].id if self.evidence is not None else None

    def sources(self) -> dict[str, str]:
        """Return the address of the evidence under the cursor, or else all addresses that the claim cites."""
        if self.evidence is not None:
            return {"1": self.citations[self.evidence].url}
        return cited(self.gateway, self.claim_id)

    def show(self, claim_id: int | None) -> None:
        """Show a claim as it is stored now."""
        moved = claim_id != self.claim_id
        if moved:
            self.pane, self.evidence = "claim", None
        under = self.current_citation()
        self.claim_id = claim_id
        self._read(under)
        if moved:
            self.scroll_home(animate=False)

    def bring(self, claim_id: int) -> bool:
        """Show a claim, and put the cursor of the list on it."""
        self.along.bring(claim_id)
        self.show(claim_id)
        return True

    def _read(self, under: int | None) -> None:
        """Read the claim; the evidence cursor stays on its citation."""
        before = self.shown
        self.version, self.citations, self.shown = None, [], Text()
        if self.claim_id is not None:
            try:
                detail = self.gateway.reader.pane(self.claim_id)
                lines = self.gateway.reader.events(self.claim_id, EVENTS_MAX)
            except FactcheckError as error:
                self.evidence, self.shown = None, Text(error.message)
            else:
                self.version, self.citations = detail.row.version, detail.citations
                if self.evidence is not None:
                    numbers = [each.id for each in self.citations]
                    last = min(self.evidence, len(numbers) - 1)
                    self.evidence = numbers.index(under) if under in numbers else last if numbers else None
                styling = self.styling.with_styles(
                    self.get_component_rich_style("claim-view--alert", partial=True),
                    self.get_component_rich_style("claim-view--head", partial=True),
                )
                self.shown = detail_text(
                    detail,
                    lines,
                    self.gateway.clock(),
                    styling,
                    self.pane,
                    self.evidence,
                    cite_key=self.keymap.key(CITE),
                    note_key=self.keymap.key(NOTE),
                )
        if self.shown != before:
            self.query_one("#claim-text", Static).update(self.shown)

    def show_pane(self, pane: str) -> None:
        """Go to a pane of the claim."""
        self.pane = pane
        self.evidence = (self.evidence or 0) if pane == "evidence" and self.citations else None
        self._read(self.current_citation())
        self._show_place(f"evidence {self.evidence}" if self.evidence else pane)

    def leave(self) -> None:
        """Select no pane: the keys are elsewhere."""
        if self.pane != "claim" or self.evidence is not None:
            self.pane, self.evidence = "claim", None
            self._read(None)

    def _show_place(self, name: str) -> None:
        """Scroll to a named place; the claim itself begins at the top."""
        width = max(self.query_one("#claim-text").size.width, 10)
        start = places(self.shown).get(name, 0)
        line = len(self.shown[:start].wrap(Console(width=width), width)) if start else 0
        top, height = self.scroll_offset.y, self.size.height
        if not top <= line < top + max(height - 4, 1):
            self.scroll_to(y=max(line - 1, 0), animate=False, force=True)

    def step_claim(self, by: int) -> None:
        """Go to another claim of the list."""
        there = self.along.step(by)
        if there is None or there == self.claim_id:
            self.post_message(StatusMessage("this is the last claim" if by > 0 else "this is the first claim"))
            return
        self.show(there)

    def step_evidence(self, by: int) -> None:
        """Go to other evidence."""
        count = len(self.citations)
        if not count:
            self.post_message(StatusMessage("the claim cites no source yet", alarm=True))
            return
        at = (0 if by > 0 else count - 1) if self.evidence is None else self.evidence + by
        self.evidence = max(0, min(at, count - 1))
        self.show_pane("evidence")
        self.post_message(StatusMessage(f"evidence {self.evidence + 1}/{count}: {self.citations[self.evidence].url}"))

    def act_on_key(self, event: events.Key) -> bool:
        """Scroll, go back, or act on the claim."""
        if self.handle_first_key(event) or (not self.pending and self._scrolled(event)) or self.dispatch(event):
            return True
        if event.key in {"tab", "shift+tab"}:
            self.request(NEXT_PANE if event.key == "tab" else PREVIOUS_PANE)
            return True
        if event.key == "escape":
            self.end_reason_or_leave()
            return True
        return False

    def _scrolled(self, event: events.Key) -> bool:
        by = self.lines_moved(event, self.size.height, self.virtual_size.height)
        if by is not None:
            self.scroll_relative(y=by, animate=False)
        return by is not None
