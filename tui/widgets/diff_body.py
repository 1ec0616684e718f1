"""The changes between two versions, as lines. Keys typed while they are being read wait for them."""

from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual import events
from textual.geometry import Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from ..commands.registry import BACK, COPY, DIFF
from ..core.command import Command
from ..core.keymap import Keymap
from ..messages import StatusMessage
from ..text.claim_text import TextStyle
from .command_keys import ClaimKeys, spelled
from .styled_strip import styled_strip


class DiffBody(ScrollView, ClaimKeys, can_focus=True):
    """Lines, some of which begin a change."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"diff-body--head", "diff-body--alert"}

    def __init__(self, keymap: Keymap, styling: TextStyle, ratings: dict[str, str]) -> None:
        super().__init__(id="diff-body")
        self.keymap = keymap
        self.styling = styling
        self.ratings = ratings
        self.claim_id: int | None = None
        self.version: int | None = None
        self.citation_id: int | None = None
        self.alert_id: int | None = None
        """The open alert about the quote."""
        self.url = ""
        self.lines: list[Text] = [Text(" Reading both versions…")]
        self.changes: list[int] = []
        self.change: int | None = None
        """The selected change."""
        self.queued_keys: list[events.Key] | None = []
        """Keys typed before the versions were read; None: they are."""

    def current_claim(self) -> int | None:
        """Return the claim."""
        return self.claim_id

    def current_version(self) -> int | None:
        """Return the version of the claim that was read."""
        return self.version

    def current_alert(self) -> int | None:
        """Return the alert about the quote."""
        return self.alert_id

    def current_citation(self) -> int | None:
        """Return the citation."""
        return self.citation_id

    def sources(self) -> dict[str, str]:
        """Return the address of the source."""
        return {"1": self.url} if self.url else {}

    def begin_keys(self) -> None:
        """Act on the keys that were typed meanwhile, and on all after them."""
        queued, self.queued_keys = self.queued_keys or [], None
        self.typist.typed.extendleft(reversed(queued))
        self.typist.resume_keys(self)

    def show(self, lines: list[Text], changes: list[int]) -> None:
        """Show other lines; the selected change stays visible."""
        self.lines, self.changes = lines, changes
        self.virtual_size = Size(0, len(lines))
        if self.change is not None and self.change < len(changes):
            self._to(changes[self.change])
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """Draw one line; the selected change is marked."""
        at, width, base = y + self.scroll_offset.y, self.scrollable_content_region.width, self.rich_style
        if at >= len(self.lines):
            return Strip([Segment(" " * width, base)], width)
        current = self.change is not None and self.changes[self.change] == at
        line = Text("> " if current else "  ").append_text(self.lines[at])
        style = base + self.get_component_rich_style("diff-body--head", partial=True) if at in self.changes else base
        return styled_strip(line, width, style, self.app.console)

    def act_on_key(self, event: events.Key) -> bool:
        """Step, scroll, go back, or act on the claim."""
        leaves = event.key == "escape" or self.keymap.by_key.get(spelled(event)) is BACK
        if self.queued_keys is not None and not (leaves and not self.queued_keys):
            self.queued_keys.append(event)
            return True
        if self.handle_first_key(event) or (not self.pending and self._scrolled(event)) or self.dispatch(event):
            return True
        if event.key == "escape":
            self.end_reason_or_leave()
            return True
        return False

    def act_on_paste(self, text: str) -> None:
        """Ignore pasted text while there is nothing to see."""
        if self.queued_keys is None:
            super().act_on_paste(text)

    def begin(self, command: Command) -> None:
        """Begin a command; the new words are copied without a choice."""
        if command is COPY:
            self.request(command)
        elif command is DIFF:
            self.post_message(StatusMessage("you are looking at what changed"))
        else:
            super().begin(command)

    def step_evidence(self, by: int) -> None:
        """Go to another change."""
        count = len(self.changes)
        if not count:
            self.post_message(StatusMessage("there is no change to step to"))
            return
        self.change = (0 if by > 0 else count - 1) if self.change is None else self.change + by
        past = not 0 <= self.change < count
        self.change = max(0, min(self.change, count - 1))
        self._to(self.changes[self.change])
        self.refresh()
        end = (", the last" if by > 0 else ", the first") if past else ""
        self.post_message(StatusMessage(f"change {self.change + 1}/{count}{end}"))

    def _to(self, line: int) -> None:
        self.scroll_to(y=line, animate=False, force=True, immediate=True)

    def _scrolled(self, event: events.Key) -> bool:
        by = self.lines_moved(event, self.scrollable_content_region.height, len(self.lines))
        if by is not None:
            self._to(max(self.scroll_offset.y + by, 0))
        return by is not None
