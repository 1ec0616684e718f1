"""The queue: what wants a person first, filtered as one types."""

from array import array
from time import monotonic

from rich.highlighter import Highlighter
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.suggester import Suggester
from textual.timer import Timer
from textual.widgets import Input, Static

from factcheck.errors import FactcheckError, FilterError
from factcheck.store import filters
from factcheck.store.filters import Filter
from factcheck.store.reading import Reader

from ..messages import Answered, CursorMoved, Verb
from ..render import badge_line, heading
from ..widgets.claim_list import ClaimList
from ..widgets.claim_view import ClaimView
from ..widgets.dispatch import ClaimKeys
from ..widgets.fields import Answer
from .claim import ClaimScreen
from .desk import DeskScreen

WIDE = 110
"""Cells from which the claim stands beside the queue."""
FIRST = 100
"""Claims shown before all are known."""
DEBOUNCE = 0.06
RESTS = 0.1
"""Seconds after which the cursor rests: a key that is held comes thirty times a second, or a little later."""
SHARE = 10
"""What others write asks for the whole list again; that takes no more than this part of the time."""


class FilterLine(Answer):
    """The filter: enter and escape both go back to the list, escape puts back what was there."""


class PointAtError(Highlighter):
    """Underlines the word that the filter's language has not."""

    def highlight(self, text: Text) -> None:
        """Mark the word."""
        try:
            filters.parse(text.plain)
        except FilterError as error:
            text.stylize("underline bold", error.start, error.end)


class Words(Suggester):
    """Completes the filter's last word."""

    async def get_suggestion(self, value: str) -> str | None:
        """Return the filter with its last word completed."""
        offered = filters.complete(value)
        last = value.rsplit(maxsplit=1)[-1] if value.strip() else ""
        return value.removesuffix(last) + offered[0] if len(last) > 1 and offered else None


class QueueScreen(DeskScreen):
    """The list of claims, and the one under the cursor."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.filter = Filter()
        self.filter_before = ""
        """What the filter line held when the keys came to it."""
        self.settling: Timer | None = None
        self.typing: Timer | None = None
        self.refilling = False
        self.fill_took = 0.0
        """Seconds the last fill took, by the monotonic clock."""
        self.filled_at = 0.0

    def compose(self) -> ComposeResult:
        """Give the badges, the filter, the list, the claim and the last lines."""
        front = self.front
        yield Static(id="badges", markup=False)
        with Horizontal(id="filtering"):
            yield Static("/", id="slash", markup=False)
            yield FilterLine(
                id="filter",
                compact=True,
                placeholder="status:open link:dead assignee:me words",
                highlighter=PointAtError(),
                suggester=Words(use_cache=False),
            )
            yield Static(id="count", markup=False)
        with Horizontal(id="middle"):
            claims = ClaimList(front.back, front.keymap, front.pen, front.ratings)
            with Vertical(id="left"):
                yield Static(id="heading", markup=False)
                yield claims
            yield ClaimView(front.back, front.keymap, front.pen, front.ratings, claims)
        yield from self.compose_bottom()

    def on_mount(self) -> None:
        """Show the first claims at once; all of them a moment later."""
        self.badges()
        rows = self.front.back.reader.first(FIRST)
        self.claim_list.show(array("q", (row.id for row in rows)), empty=self.nothing())
        self.claim_list.rows.update({row.id: row for row in rows})
        if len(rows) == FIRST:
            self.set_timer(0.3, self.fill)
        else:
            self.count(len(rows))
        self.front.give(self.claim_list)

    @property
    def claim_list(self) -> ClaimList:
        """The list."""
        return self.query_one(ClaimList)

    def keys(self) -> ClaimKeys:
        """Return the claim's pane where the reviewer is in it, or else the list."""
        return self.view if self.focused is self.view else self.claim_list

    @property
    def view(self) -> ClaimView:
        """The claim beside the list."""
        return self.query_one(ClaimView)

    def on_resize(self) -> None:
        """Draw the lines that depend on the width."""
        super().on_resize()
        self.call_after_refresh(self.resized)

    def resized(self) -> None:
        """Draw what depends on the width; a pane that went out of sight leaves its keys to the list."""
        self.badges()
        self.settle()
        if self.focused is None or (self.focused is self.view and not self.has_class("-wide")):
            self.set_focus(self.claim_list)

    def badges(self) -> None:
        """Draw the top lines."""
        try:
            counted = self.front.back.reader.badges()
        except FactcheckError as error:
            self.complain(error)
            return
        pen = self.front.pen.with_styles(self.claim_list.get_component_rich_style("claim-list--alert", partial=True))
        front = self.front
        self.query_one("#badges", Static).update(
            badge_line(
                front.name_of_desk, counted, front.actor, front.news.running, front.news.others, self.size.width, pen
            )
        )
        self.query_one("#heading", Static).update(heading(self.claim_list.scrollable_content_region.width))

    def nothing(self) -> str:
        """Return what an empty list says."""
        return "nothing matches: esc clears the filter" if str(self.filter) else "no claims yet: press i to add one"

    def count(self, shown: int) -> None:
        """Say how many claims the filter finds."""
        self.query_one("#count", Static).update(f"{shown:,}")

    # Filtering

    def verb_filter(self, verb: Verb) -> None:
        """Put the keys into the filter."""
        line = self.query_one(FilterLine)
        self.filter_before = line.value
        line.asker = verb.origin if verb.origin.screen is self else self.claim_list
        self.front.give(line)

    def verb_unfilter(self, verb: Verb) -> None:
        """Drop the filter."""
        self.query_one(FilterLine).value = ""
        self.say("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types."""
        if isinstance(event.input, FilterLine):
            event.stop()
            if self.typing is not None:
                self.typing.stop()
            self.typing = self.set_timer(DEBOUNCE, self.search)

    def on_answered(self, message: Answered) -> None:
        """Go on from the filter to the list; answers to questions are the desk's."""
        if message.verb is None:
            if message.text is None:
                self.query_one(FilterLine).value = self.filter_before
            self.search()

    def search(self) -> None:
        """Show what the filter line asks for, or say what is wrong with it."""
        try:
            asked = filters.parse(self.query_one(FilterLine).value)
        except FilterError as error:
            self.say(error.message, alarm=True)
            return
        if self.query_one("#said").has_class("alarm"):
            self.say("")
        if asked != self.filter:
            self.filter = asked
            self.fill()

    @work(exclusive=True, group="fill", thread=True)
    def fill(self) -> None:
        """Read the numbers of all claims of the filter."""
        asked, began = self.filter, monotonic()
        try:
            if asked == Filter():
                with Reader(self.front.back.start.db) as reader:
                    ids = reader.ids()
            else:
                ids = self.front.back.acts().ids(asked)
        except FactcheckError as error:
            self.app.call_from_thread(self.complain, error)
            return
        self.app.call_from_thread(self.filled, asked, ids, monotonic() - began)

    def filled(self, asked: Filter, ids: "array[int]", took: float) -> None:
        """Show them, unless something else was asked for meanwhile."""
        self.fill_took, self.filled_at = took, monotonic()
        if asked == self.filter and self.query(ClaimList):
            self.claim_list.show(ids, empty=self.nothing())
            self.count(len(ids))

    # The claim under the cursor

    def on_cursor_moved(self, message: CursorMoved) -> None:
        """Show the claim once the cursor rests."""
        message.stop()
        if self.settling is not None:
            self.settling.stop()
        self.settling = self.set_timer(RESTS, self.settle)

    def settle(self) -> None:
        """Show the claim under the cursor in its pane."""
        if self.has_class("-wide") and self.front.is_running:
            self.view.show(self.claim_list.current_claim())

    def verb_show(self, verb: Verb) -> None:
        """Open the claim: beside the queue where there is room, or else on a screen of its own."""
        if verb.claim_id is None:
            self.refuse(verb, "no claim is under the cursor")
        elif self.has_class("-wide"):
            self.view.show(verb.claim_id)
            self.front.give(self.view)
        else:
            self.app.push_screen(ClaimScreen(verb.claim_id, along=self.claim_list))

    def verb_back(self, verb: Verb) -> None:
        """Go from the claim back to the list, or leave."""
        if verb.origin is self.view:
            self.view.leave()
            self.front.give(self.claim_list)
        else:
            self.app.run_worker(self.front.leave(), group="leave")

    def part(self) -> str:
        """Return the pane that has the keys."""
        return self.view.part if self.focused is self.view else "queue"

    def turn(self, part: str, verb: Verb) -> None:
        """Go to a pane, on a screen of its own where there is no room beside the queue."""
        if part == "queue":
            self.view.leave()
            self.front.give(self.claim_list)
        elif verb.claim_id is not None and self.has_class("-wide"):
            self.view.show(verb.claim_id)
            self.view.turn(part)
            self.front.give(self.view)
        elif verb.claim_id is not None:
            self.app.push_screen(ClaimScreen(verb.claim_id, along=self.claim_list, part=part))

    def reload(self) -> None:
        """Show the claims in sight as they stand now."""
        self.claim_list.forget()
        self.badges()
        self.settle()

    def refill(self) -> None:
        """Show what the filter finds now, the cursor on its claim: the rows in sight at once, the others soon."""
        self.reload()
        due = self.filled_at + SHARE * self.fill_took - monotonic()
        if due <= 0:
            self.fill()
        elif not self.refilling:
            self.refilling = True
            self.set_timer(due, self.refill_now)

    def refill_now(self) -> None:
        """Do what waited."""
        self.refilling = False
        self.fill()
