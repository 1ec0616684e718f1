"""The list of open alerts: a window over their ids, whose rows are read as they are shown."""

from array import array
from typing import ClassVar

from rich.segment import Segment
from rich.text import Text
from textual.strip import Strip

from factcheck.errors import FactcheckError
from factcheck.store.rows import AlertRow, ClaimRow

from ..core.command import Command
from ..core.keymap import Keymap
from ..core.requests import CommandRequest
from ..desk.gateway import Gateway
from ..messages import CursorMoved, StatusMessage
from ..text.alert_text import alert_line
from ..text.claim_text import TextStyle
from .cursor_list import BOLD, ROWS_MAX, CursorList

READ_AROUND_ROWS = 40
"""Rows read before and after the visible ones."""


class AlertList(CursorList):
    """Alerts, the newest first; the cursor stays on its alert, whatever moves around it."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"alert-list--cursor", "alert-list--alert"}

    def __init__(self, gateway: Gateway, keymap: Keymap, styling: TextStyle, ratings: dict[str, str]) -> None:
        super().__init__(gateway, keymap, styling, ratings, widget_id="alert-list")
        self.rows: dict[int, AlertRow] = {}
        self.claims: dict[int, ClaimRow] = {}
        self.leaving: set[int] = set()
        """Alerts that are being ended: their rows are removed already."""

    # What the keys act on

    def current(self) -> AlertRow | None:
        """Return the alert under the cursor."""
        return self.row_at(self.cursor) if 0 <= self.cursor < len(self.ids) else None

    def current_alert(self) -> int | None:
        """Return the alert's id."""
        return self.under_cursor()

    def current_claim(self) -> int | None:
        """Return the alert's claim."""
        row = self.current()
        return row.claim_id if row else None

    def current_citation(self) -> int | None:
        """Return the alert's citation."""
        row = self.current()
        return row.citation_id if row else None

    def current_version(self) -> int | None:
        """Return the version of the claim that was read."""
        claim = self.claims.get(self.current_claim() or 0)
        return claim.version if claim else None

    def sources(self) -> dict[str, str]:
        """Return the address of the source."""
        row = self.current()
        return {"1": row.url} if row else {}

    # Which alerts

    def show(self, ids: "array[int]") -> None:
        """Show the alerts that are open now; the cursor stays on its alert, or at its place."""
        selected, line = self.current_alert(), self.cursor - self.scroll_offset.y
        self.leaving &= set(ids)
        self.ids = array("q", (each for each in ids if each not in self.leaving))
        self.rows.clear()
        self.claims.clear()
        self._place(selected, line)

    def remove_alert(self, alert_id: int) -> None:
        """Remove an alert that is being ended; the cursor goes to the next one."""
        if alert_id not in self.ids:
            return
        selected, line = self.current_alert(), self.cursor - self.scroll_offset.y
        if selected == alert_id:
            selected = self.ids[self.cursor + 1] if self.cursor + 1 < len(self.ids) else None
        self.leaving.add(alert_id)
        self.ids.remove(alert_id)
        self._place(selected, line)

    def _place(self, selected: int | None, line: int) -> None:
        self.put_cursor(selected, line)
        self.refresh()
        self.post_message(CursorMoved(None))

    def row_at(self, index: int) -> AlertRow | None:
        """Return a row, reading the rows around it as well."""
        alert_id = self.ids[index]
        if alert_id not in self.rows:
            low, high = max(0, index - READ_AROUND_ROWS), min(len(self.ids), index + READ_AROUND_ROWS)
            if len(self.rows) > ROWS_MAX:
                near = self.near(low, high)
                self.rows = {number: row for number, row in self.rows.items() if number in near}
                about = {row.claim_id for row in self.rows.values()}
                self.claims = {number: row for number, row in self.claims.items() if number in about}
            missing = [each for each in self.ids[low:high] if each not in self.rows]
            try:
                found = self.gateway.reader.alerts(missing)
                claims = self.gateway.reader.rows([row.claim_id for row in found])
            except FactcheckError as error:
                self.post_message(StatusMessage(error.message, alarm=True))
                return None
            self.rows.update({row.id: row for row in found})
            self.claims.update({row.id: row for row in claims})
        return self.rows.get(alert_id)

    # Drawing and moving

    def render_line(self, y: int) -> Strip:
        """Draw one line."""
        index, width, base = y + self.scroll_offset.y, self.scrollable_content_region.width, self.rich_style
        if index >= len(self.ids):
            words = " No open alerts." if y == 0 and not self.ids else ""
            return Strip([Segment(words[:width].ljust(width), base)], width)
        row, under = self.row_at(index), index == self.cursor
        style = self.get_component_rich_style("alert-list--cursor") if under else base
        alert = BOLD if under else self.get_component_rich_style("alert-list--alert", partial=True)
        styling = self.styling.with_styles(alert)
        line = Text()
        if row:
            line = alert_line(row, self.claims.get(row.claim_id), self.gateway.clock(), width, styling, cursor=under)
        return self.strip(line, width, style)

    def watch_cursor(self) -> None:
        """Keep the cursor visible, and report that it moved."""
        top, height = self.scroll_offset.y, max(self.scrollable_content_region.height, 1)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, force=True, immediate=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, force=True, immediate=True)
        self.refresh()
        self.place_cursor()
        self.post_message(CursorMoved(None))

    def escape(self) -> None:
        """End triage, or go back."""
        self.end_reason_or_leave()

    def bring(self, claim_id: int) -> bool:
        """Put the cursor on an alert about a claim, if one is near."""
        near = range(max(self.cursor - READ_AROUND_ROWS, 0), min(self.cursor + READ_AROUND_ROWS, len(self.ids)))
        place = next((at for at in near if (row := self.row_at(at)) and row.claim_id == claim_id), None)
        if place is not None:
            self.move(place)
        return place is not None

    def begin(self, command: Command) -> None:
        """Begin a command; refuse at once what the alert does not allow."""
        row = self.current()
        why = command.refusal(row, self.claims.get(row.claim_id)) if command.refusal and row else None
        if why:
            self.post_message(StatusMessage(why, alarm=True))
        else:
            super().begin(command)

    def handle_words(self, request: CommandRequest) -> None:
        """Run a command whose words were typed; the alert it ends is removed before the next key acts."""
        super().handle_words(request)
        if request.command.ends_alert and request.alert_id is not None:
            self.remove_alert(request.alert_id)

    def request(self, command: Command, value: str | None = None, words: str | None = None) -> None:
        """Send a command to the screen; the alert it ends is removed before the next key acts."""
        alert_id = self.current_alert()
        super().request(command, value, words)
        if command.ends_alert and alert_id is not None and not self.typist.waits:
            self.remove_alert(alert_id)
