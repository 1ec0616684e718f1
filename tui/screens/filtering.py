"""Fill a list with what its filter finds: the first page at once, the whole list once it is read."""

from array import array
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from time import monotonic

from textual.timer import Timer

from factcheck.errors import FactcheckError, FilterError
from factcheck.store import filters
from factcheck.store.fast_reader import Reader
from factcheck.store.filters import Filter
from factcheck.store.interruption import Interruption

from ..core.empty_states import capped_count
from ..core.selection import Marks
from ..desk.gateway import Gateway
from ..widgets.claim_list import ClaimList
from ..widgets.filter_line import FilterLine
from .desk import DeskScreen

FIRST_PAGE_CLAIMS = 100
"""Claims shown before all are read."""
PAGE_DELAY_SECONDS = 0.04
"""Time that the first page waits for the whole list: if that comes as soon, the list is drawn once only."""
SLOW_SECONDS = 0.15
"""After this time, the screen says that a search or a read goes on."""
REFILL_INTERVAL_FACTOR = 10
"""Writes of others cause a new read of the list; the pause between reads is this many times the length of one."""
CACHED_QUEUE_MIN_CLAIMS = 20_000
"""From this length, the unfiltered queue is cached: it is shown at once when the filter is cleared, then read again."""


@dataclass(frozen=True, slots=True)
class PendingAction:
    """An action for the moment when the list shows what the filter finds, before the next key acts."""

    then: Callable[[], None]
    whole: bool
    """It needs the whole list; else the first page is enough."""


@dataclass(frozen=True, slots=True)
class FilterResult:
    """The ids of the claims of a filter, and the newest event that was known before they were read."""

    ids: "array[int]"
    since: int


class FilteredScreen(DeskScreen):
    """A screen with a filter line, and the list of claims it finds."""

    def __init__(self) -> None:
        super().__init__()
        self.filter = Filter()
        self.shown = Filter()
        """The filter whose claims the list shows."""
        self.complete = False
        """The list shows all of them, not only the first page."""
        self.awaited: PendingAction | None = None
        self.total = ""
        self.early_total = ""
        """The number of claims that the filter finds, if it is known before the list is read."""
        self.searching: Timer | None = None
        """Runs until a search is shown as slow."""
        self.early: Timer | None = None
        """Runs while a page waits for the whole list."""
        self.slow_wait: Timer | None = None
        """Runs until a wait for the list is shown."""
        self.reading: Filter | None = None
        """The filter whose claims are being read."""
        self.outdated = False
        """Something was written since that read began."""
        self.refilling = False
        self.everything: FilterResult | None = None
        """The unfiltered queue as it was last read, if it is long."""
        self.fill_took = 0.0
        """Seconds that the last read of the whole list took."""
        self.filled_at = 0.0

    @property
    def claim_list(self) -> ClaimList:
        """The list."""
        return self.query_one(ClaimList)

    def nothing(self) -> str:
        """Return the text of an empty list."""
        raise NotImplementedError

    def show_reasons(self, found: list[tuple[str, int]]) -> None:
        """Show the number of claims without each word of the filter."""
        raise NotImplementedError

    def show_total(self, total: str) -> None:
        """Show the number of claims that the filter finds, or another text."""
        raise NotImplementedError

    # Waiting for the list

    def once_shown(self, then: Callable[[], None], *, whole: bool = False) -> None:
        """Do something once the list shows what the filter finds; the paused keys wait for it.

        Where the filter is wrong, they are dropped: they were meant for another list.
        """
        self.awaited = PendingAction(then, whole)
        if not self.search():
            self.awaited = None
            self.drop_typed()
        elif self.shown == self.filter and (self.complete or not whole):
            self.arrived()
        else:
            self.slow_wait = self.set_timer(SLOW_SECONDS, self._say_waiting)

    def _say_waiting(self) -> None:
        if self.awaited is not None:
            what = "reading the whole list to mark it…" if self.awaited.whole else "searching…"
            self.say(f"{what} esc stops")

    def _wait_ended(self) -> PendingAction | None:
        if self.slow_wait is not None:
            self.slow_wait.stop()
            self.slow_wait = None
        awaited, self.awaited = self.awaited, None
        return awaited

    def arrived(self) -> None:
        """Run the action that waited for the list."""
        if awaited := self._wait_ended():
            self.say("")
            awaited.then()

    def drop_typed(self) -> None:
        """Drop the keys that waited for another list, and act on the next ones."""
        self.desk_app.typed.clear()
        self.desk_app.resume_keys(self.claim_list)

    def stop_waiting(self) -> bool:
        """Stop what the keys wait for, and return whether they waited: nothing is marked, or the list stays as it is."""
        awaited = self._wait_ended()
        if awaited is None:
            return False
        if awaited.whole:
            self.say("stopped: nothing was marked")
        else:
            self.desk_app.gateway.reads.stop()
            self.search_ended()
            self.filter, self.reading = self.shown, None
            self.query_one(FilterLine).value = str(self.shown)
            self.say("the search was stopped: the list is unchanged")
            self.show_total(self.total)
            if not self.complete:
                self.fill()
        self.drop_typed()
        return True

    # Searching

    def search(self) -> bool:
        """Show what the filter finds, or what is wrong with it; return whether it is right."""
        line = self.query_one(FilterLine)
        try:
            asked = filters.parse(line.value)
        except FilterError as error:
            if not line.offered and line.uncompleted != line.value:  # a word that is being completed is not wrong yet
                self.say(error.message, alarm=True)
            return False
        if self.query_one("#message").has_class("alarm"):
            self.say("")
        if asked != self.filter:
            self.filter = asked
            self.claim_list.marks.drop_all()
            self.search_ended()
            if asked == Filter() and self.everything is not None:
                self.show_whole(self.everything)
            else:
                self.searching = self.set_timer(SLOW_SECONDS, lambda: self.show_total("searching…"))
            self.fill()
        elif not self.complete:
            self.fill()
        return True

    def search_ended(self) -> None:
        """Stop showing that a search goes on."""
        for timer in (self.searching, self.early):
            if timer is not None:
                timer.stop()
        self.searching = self.early = None

    def fill(self) -> None:
        """Read what the filter finds, unless the program is ending; a read of the same filter is not interrupted."""
        if not (self.is_attached and self.desk_app.is_running and not self.desk_app.leaving):
            return
        if self.reading == self.filter:
            self.outdated = True
            return
        self.reading, self.outdated, self.early_total = self.filter, False, ""
        asked, marks, first = self.filter, self.claim_list.marks, self.filter != self.shown
        gateway = self.desk_app.gateway
        gateway.reads.put(lambda stop: self._read(gateway, asked, marks, stop, first=first))

    def _read(self, gateway: Gateway, asked: Filter, marks: Marks, stop: Interruption, *, first: bool) -> None:
        """Read in another thread, which uses nothing of the screen: that can be closed meanwhile."""
        try:
            self._read_list(gateway, asked, marks, stop, first=first)
        except FactcheckError as error:
            self.pass_on(stop, self.not_filled, asked, error)

    def _read_list(self, gateway: Gateway, asked: Filter, marks: Marks, stop: Interruption, *, first: bool) -> None:
        began, ids = monotonic(), None
        with Reader(gateway.start.db) as reader, stop.over(reader.connection):
            since = reader.last_event_id()
            if asked == Filter():
                ids = reader.ids()
        if ids is None:
            operations = gateway.operations()
            page = operations.page(asked, FIRST_PAGE_CLAIMS, stop)
            top = array("q", (row.id for row in page.rows))
            if page.after is None:
                ids = top
            else:
                if first:
                    self.pass_on(stop, self.paged, asked, FilterResult(top, since))
                    self.pass_on(stop, self.counted, asked, operations.count(asked, stop))
                ids = operations.ids(asked, stop)
        if marks.whole and ids != marks.whole:
            marks.indexed()
        self.pass_on(stop, self.filled, asked, FilterResult(ids, since), monotonic() - began)
        if not ids and asked != Filter():
            with suppress(FactcheckError):
                self.pass_on(stop, self.found_nothing, asked, gateway.operations().wider(asked, stop))

    def paged(self, asked: Filter, top: FilterResult) -> None:
        """Show the first page, unless the whole list comes a moment later."""
        self.early = self.set_timer(PAGE_DELAY_SECONDS, lambda: self.show_page(asked, top))

    def show_page(self, asked: Filter, top: FilterResult) -> None:
        """Show the first page, and run an action that needs no more."""
        self.search_ended()
        self.shown, self.complete = asked, False
        self.total = self.early_total or f"{FIRST_PAGE_CLAIMS}+"
        self.claim_list.show(top.ids, empty=self.nothing(), since=top.since)
        if self.awaited is not None and not self.awaited.whole:
            self.arrived()

    def counted(self, asked: Filter, count: int) -> None:
        """Show the number of claims that the filter finds, while the list is still being read."""
        self.early_total = capped_count(count)
        if self.shown == asked and not self.complete:
            self.total = self.early_total
            self.show_total(self.total)

    def filled(self, asked: Filter, found: FilterResult, took: float) -> None:
        """Show the whole list; the cursor stays where it is."""
        self.fill_took, self.filled_at = took, monotonic()
        self._read_ended()
        if asked == Filter():
            self.everything = found if len(found.ids) >= CACHED_QUEUE_MIN_CLAIMS else None
        self.show_whole(found)
        self.arrived()

    def show_whole(self, found: FilterResult) -> None:
        """Show the whole list of the filter."""
        self.search_ended()
        again = self.filter == self.shown
        self.shown, self.complete = self.filter, True
        self.claim_list.show(found.ids, empty=self.nothing(), since=found.since, again=again)

    def found_nothing(self, asked: Filter, found: list[tuple[str, int]]) -> None:
        """Show how many claims each word of the filter excludes."""
        if asked == self.filter and not self.claim_list.ids:
            self.show_reasons(found)

    def not_filled(self, asked: Filter, error: FactcheckError) -> None:
        """Show why the list stays as it is, and drop the keys that waited for another list."""
        self._read_ended()
        self.search_ended()
        self.show_total(self.total)
        self.complain(error)
        if self._wait_ended() is not None:
            self.desk_app.typed.clear()
            self.desk_app.resume_keys()

    def _read_ended(self) -> None:
        """Allow the next read; changes made meanwhile are read soon."""
        self.reading = None
        if self.outdated:
            self.outdated = False
            self.fill_soon()

    # What others write

    def fill_soon(self) -> None:
        """Read what the filter finds, now or a little later where that takes long."""
        due = self.filled_at + REFILL_INTERVAL_FACTOR * self.fill_took - monotonic()
        if due <= 0:
            self.fill()
        elif not self.refilling:
            self.refilling = True
            self.set_timer(due, self.refill_now)

    def refill_now(self) -> None:
        """Read what the filter finds."""
        self.refilling = False
        self.fill()
