"""The changes between two versions as lines; what is typed while they are still being read waits for them."""

from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ..core.keymap import Keymap
from ..messages import StatusMessage
from ..text.claim_text import TextStyle
from .command_keys import ClaimKeys, spelled


class DiffBody(ScrollView, ClaimKeys, can_focus=True):
    """Lines, some of which begin a change."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"diff-body--head", "diff-body--alert"}

    def __init__(self, keymap: Keymap, styling: TextStyle, ratings: dict[str, str]) -> None:
        super().__init__(id="diff")
        self.keymap = keymap
        self.styling = styling
        self.ratings = ratings
        self.claim_id: int | None = None
        self.version: int | None = None
        self.citation_id: int | None = None
        self.alert_id: int | None = None
        """The open alert about the citation's words."""
        self.url = ""
        self.lines: list[Text] = [Text(" reading both versions…")]
        self.changes: list[int] = []
        self.change: int | None = None
        """Which of them was stepped to."""
        self.kept: list[events.Key] | None = []
        """Keys typed before there is something they could act on; None: there is."""

    def current_claim(self) -> int | None:
        """Return the claim whose source it is."""
        return self.claim_id

    def current_version(self) -> int | None:
        """Return the version of the claim that was read."""
        return self.version

    def current_alert(self) -> int | None:
        """Return the alert about the citation's words."""
        return self.alert_id

    def current_citation(self) -> int | None:
        """Return the citation whose source it is."""
        return self.citation_id

    def sources(self) -> dict[str, str]:
        """Return the source's address."""
        return {"1": self.url} if self.url else {}

    def begin_keys(self) -> None:
        """Let the keys that were typed meanwhile act, and all after them."""
        kept, self.kept = self.kept or [], None
        self.typist.typed.extendleft(reversed(kept))
        self.typist.resume_keys(self)

    def show(self, lines: list[Text], changes: list[int]) -> None:
        """Show other lines; the change that was stepped to stays in sight."""
        self.lines, self.changes = lines, changes
        self.virtual_size = Size(0, len(lines))
        if self.change is not None and self.change < len(changes):
            self._to(changes[self.change])
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line; that of the change that was stepped to is marked."""
        at, width, base = y + self.scroll_offset.y, self.scrollable_content_region.width, self.rich_style
        if at >= len(self.lines):
            return Strip([Segment(" " * width, base)], width)
        current = self.change is not None and self.changes[self.change] == at
        line = Text("> " if current else "  ").append_text(self.lines[at])
        style = base + self.get_component_rich_style("diff-body--head", partial=True) if at in self.changes else base
        segments = [
            Segment(part.text, style + part.style if part.style else style) for part in line.render(self.app.console)
        ]
        return Strip([each for each in segments if each.text]).adjust_cell_length(width, style)

    def act_on_key(self, event: events.Key) -> bool:
        """Step, scroll, go back, or act on the claim."""
        leaves = event.key == "escape" or self._verb(event) == "back"
        if self.kept is not None and not (leaves and not self.kept):
            self.kept.append(event)
            return True
        if self.handle_first_key(event) or (not self.pending and self._scrolled(event)) or self.dispatch(event):
            return True
        if event.key == "escape":
            if not self.end_standing_reason():
                self.request("back", None)
            return True
        return False

    def _verb(self, event: events.Key) -> str | None:
        key = self.keymap.by_key.get(spelled(event))
        return key.verb if key else None

    def act_on_paste(self, text: str) -> None:
        """Cite nothing from here while there is nothing to see."""
        if self.kept is None:
            super().act_on_paste(text)

    def own(self, verb: str) -> bool:
        """Step through the changes, and copy the new words, of which there is no choice."""
        if verb == "copy":
            self.request(verb, None)
            return True
        if verb == "diff":
            self.post_message(StatusMessage("this is what changed"))
            return True
        if verb not in {"next_evidence", "previous_evidence"}:
            return False
        count, by = len(self.changes), 1 if verb == "next_evidence" else -1
        if not count:
            self.post_message(StatusMessage("there is no change to step to"))
            return True
        self.change = (0 if by > 0 else count - 1) if self.change is None else self.change + by
        past = not 0 <= self.change < count
        self.change = max(0, min(self.change, count - 1))
        self._to(self.changes[self.change])
        self.refresh()
        end = (", the last" if by > 0 else ", the first") if past else ""
        self.post_message(StatusMessage(f"change {self.change + 1}/{count}{end}"))
        return True

    def _to(self, line: int) -> None:
        self.scroll_to(y=line, animate=False, force=True, immediate=True)

    def _scrolled(self, event: events.Key) -> bool:
        page = max(self.scrollable_content_region.height - 1, 1)
        steps = {
            "down": 1, "up": -1, "half_down": page // 2, "half_up": -(page // 2), "page_down": page,
            "page_up": -page, "first": -len(self.lines), "last": len(self.lines),
        }  # fmt: skip
        step = self.keymap.steps.get(spelled(event))
        if step is None:
            return False
        self._to(max(self.scroll_offset.y + steps[step], 0))
        return True
