"""The queue: the claims that need review, filtered as one types."""

from array import array

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, Static

from factcheck.errors import FactcheckError

from ..commands import saved_filters
from ..commands.registry import (
    ADD,
    CITE,
    DROPPED_HINTS_IN_CLAIM,
    HELP,
    INGEST,
    RATE,
    hints_in_claim,
    hints_on_marks,
)
from ..core.command import Command
from ..core.empty_states import empty_desk, nothing_found
from ..core.keymap import PANES, REMOVE, SAVE
from ..core.requests import CommandRequest
from ..messages import Answered, CursorMoved, MarksChanged
from ..text.claim_text import badge_line, heading
from ..widgets.claim_list import ClaimList
from ..widgets.claim_view import ClaimView
from ..widgets.command_keys import ClaimKeys
from ..widgets.filter_line import FilterErrorHighlighter, FilterLine, FilterSuggester
from .claim import ClaimScreen
from .filtering import FIRST_PAGE_CLAIMS, FilteredScreen

WIDE_MIN_CELLS = 110
"""Width from which the claim is beside the queue."""
FILTER_KEYS = "tab completes  enter to the list  esc restores"
SEARCH_DELAY_SECONDS = 0.06
CURSOR_REST_SECONDS = 0.1
"""The cursor rests after this time: a key that is held down comes about thirty times a second."""


class QueueScreen(FilteredScreen):
    """The list of claims, and the claim under the cursor."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE_MIN_CELLS, "-wide")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.marked = 0
        """The number of marked claims."""
        self.settling: Timer | None = None
        self.typing: Timer | None = None

    def compose(self) -> ComposeResult:
        """Yield the badges, the filter, the list, the claim and the last lines."""
        app = self.desk_app
        yield Static(id="badges", markup=False)
        with Horizontal(id="filtering"):
            yield Static("/", id="slash", markup=False)
            yield FilterLine(
                id="filter-line",
                compact=True,
                placeholder="filter, such as status:open link:dead assignee:me words",
                highlighter=FilterErrorHighlighter(),
                suggester=FilterSuggester(use_cache=False),
            )
            yield Static(id="count", markup=False)
        with Horizontal(id="middle"):
            claims = ClaimList(app.gateway, app.keymap, app.styling, app.ratings)
            with Vertical(id="left"):
                yield Static(id="heading", markup=False)
                yield claims
            yield ClaimView(app.gateway, app.keymap, app.styling, app.ratings, claims)
        yield from self.compose_bottom()

    def on_mount(self) -> None:
        """Show the first page at once, and the whole list a moment later."""
        self.draw_badges()
        rows = self.desk_app.gateway.reader.first(FIRST_PAGE_CLAIMS)
        self.claim_list.show(array("q", (row.id for row in rows)), empty=self.nothing())
        self.claim_list.rows.update({row.id: row for row in rows})
        if len(rows) == FIRST_PAGE_CLAIMS:
            self.total = f"{FIRST_PAGE_CLAIMS}+"
            self.show_total(self.total)
            self.set_timer(0.3, self.fill)
        else:
            self.complete = True
            self.claim_list.since = self.desk_app.monitor.last_event
        self.desk_app.resume_keys(self.claim_list)

    def keys(self) -> ClaimKeys:
        """Return the pane of the claim if it has the focus, or else the list."""
        return self.view if self.focused is self.view else self.claim_list

    @property
    def view(self) -> ClaimView:
        """The claim beside the list."""
        return self.query_one(ClaimView)

    def on_resize(self) -> None:
        """Draw what depends on the width, once it is known."""
        super().on_resize()
        self.call_after_refresh(self.resized)

    def resized(self) -> None:
        """Draw what depends on the width; a pane that is no longer visible leaves its keys to the list."""
        self.draw_badges()
        self.settle()
        if self.focused is None or (self.focused is self.view and not self.has_class("-wide")):
            self.set_focus(self.claim_list)

    def draw_badges(self) -> None:
        """Draw the top lines."""
        try:
            counted = self.desk_app.gateway.reader.badges()
        except FactcheckError as error:
            self.complain(error)
            return
        styling = self.desk_app.styling.with_styles(
            self.claim_list.get_component_rich_style("claim-list--alert", partial=True)
        )
        app = self.desk_app
        self.query_one("#badges", Static).update(
            badge_line(
                app.desk_name,
                counted,
                app.actor,
                app.progress(),
                app.monitor.others,
                self.size.width,
                styling,
                own_progress=app.own_progress(),
            ),
            layout=False,
        )
        self.query_one("#heading", Static).update(
            heading(self.claim_list.scrollable_content_region.width), layout=False
        )

    def nothing(self) -> str:
        """Return the text of an empty list."""
        if str(self.filter):
            return nothing_found([])
        key = self.desk_app.keymap.key
        return empty_desk(add=key(ADD), ingest=key(INGEST), cite=key(CITE), rate=key(RATE), show_help=key(HELP))

    def on_marks_changed(self, message: MarksChanged) -> None:
        """Show the number of claims that the filter finds, and of the marked ones."""
        message.stop()
        if self.complete and self.searching is None:
            stray = self.claim_list.stray is not None
            self.total = f"{len(self.claim_list.ids) - stray:,}{' +1 not matching' if stray else ''}"
        self.show_total(self.total)
        self.hint()

    def show_total(self, total: str) -> None:
        """Show the number of claims that the filter finds, or another text, and the number of the marked ones."""
        self.marked = marked = self.claim_list.marked()
        self.query_one("#count", Static).update(self.desk_app.styling.own(f"●{marked:,}  {total}" if marked else total))

    def hints(self) -> dict[object, str]:
        """Return the hints of the pane that has the keys."""
        keymap = self.desk_app.keymap
        if self.focused is self.view:
            return hints_in_claim(keymap)
        return hints_on_marks(keymap, self.marked) if self.marked else super().hints()

    def hints_to_drop(self) -> tuple[Command, ...]:
        """Return the commands whose hints go first: in the pane of the claim, its own keys stay."""
        return DROPPED_HINTS_IN_CLAIM if self.focused is self.view else super().hints_to_drop()

    def prompt_hint(self, width: int) -> str:
        """Return the keys of the filter line while it has the focus."""
        if isinstance(self.focused, FilterLine):
            return self.desk_app.styling.own(FILTER_KEYS)
        return super().prompt_hint(width)

    def on_descendant_focus(self) -> None:
        """Draw the hints of the focused widget."""
        self.hint()

    # Filtering

    def begin_filter(self, request: CommandRequest) -> None:
        """Put the keys into the filter."""
        line = self.query_one(FilterLine)
        line.before = line.value
        line.asker = request.origin if request.origin.screen is self else self.claim_list
        self.desk_app.resume_keys(line)

    def clear_filter(self) -> None:
        """Clear the filter."""
        self.query_one(FilterLine).value = ""
        self.say("")

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search as one types."""
        if isinstance(event.input, FilterLine):
            event.stop()
            if self.typing is not None:
                self.typing.stop()
            self.typing = self.set_timer(SEARCH_DELAY_SECONDS, self.search)

    def on_answered(self, message: Answered) -> None:
        """Go on from the filter to the list; the answers to prompts are handled elsewhere."""
        if message.request is None:
            self.once_shown(self.desk_app.resume_keys)

    def mark_all_found(self) -> None:
        """Mark every claim that the filter finds."""
        self.once_shown(self.mark_all, whole=True)

    def mark_all(self) -> None:
        """Mark the whole list, and act on the keys typed since."""
        self.claim_list.mark_all()
        self.desk_app.resume_keys()

    def use_saved_filter(self, request: CommandRequest) -> None:
        """Show a saved filter, save the one in use, or remove one."""
        app, line = self.desk_app, self.query_one(FilterLine)
        if request.value not in {SAVE, REMOVE}:
            self.say("")
            line.value = saved_filters.filter_text(request.value or "", app.gateway, app.actor, app.keymap)
            self.once_shown(app.resume_keys)
        elif request.words is None:
            self.ask(request)
        else:
            saved_filters.save_or_remove(self, request, line.value)

    def show_reasons(self, found: list[tuple[str, int]]) -> None:
        """Show the number of claims without each word of the filter."""
        self.claim_list.empty = nothing_found(found)
        self.claim_list.refresh()

    # The claim under the cursor

    def on_cursor_moved(self, message: CursorMoved) -> None:
        """Show the claim once the cursor rests."""
        message.stop()
        if self.settling is not None:
            self.settling.stop()
        self.settling = self.set_timer(CURSOR_REST_SECONDS, self.settle)

    def settle(self) -> None:
        """Show the claim under the cursor in its pane; a claim that kept its place for the cursor goes where it belongs."""
        if self.claim_list.is_untidy():
            self.claim_list.retained = None
            self.fill_soon()
        if self.has_class("-wide") and self.desk_app.is_running:
            self.view.show(self.claim_list.current_claim())

    def open_claim(self, request: CommandRequest) -> None:
        """Open the claim: beside the queue where there is room, or else on a screen of its own."""
        if request.claim_id is None:
            self.refuse(request, "no claim is under the cursor")
        elif self.has_class("-wide"):
            self.view.show(request.claim_id)
            self.desk_app.resume_keys(self.view)
        else:
            self.app.push_screen(ClaimScreen(request.claim_id, along=self.claim_list))

    def go_back(self, request: CommandRequest) -> None:
        """Go from the claim back to the list, or leave."""
        if request.origin is self.view:
            self.view.leave()
            self.desk_app.resume_keys(self.claim_list)
        else:
            self.desk_app.request_leave()

    def pane(self) -> str:
        """Return the pane that has the keys."""
        return self.view.pane if self.focused is self.view else PANES[0]

    def show_pane(self, pane: str, request: CommandRequest) -> None:
        """Go to a pane, on a screen of its own where there is no room beside the queue."""
        if pane == PANES[0]:
            self.view.leave()
            self.desk_app.resume_keys(self.claim_list)
        elif request.claim_id is not None and self.has_class("-wide"):
            self.view.show(request.claim_id)
            self.view.show_pane(pane)
            self.desk_app.resume_keys(self.view)
        elif request.claim_id is not None:
            self.app.push_screen(ClaimScreen(request.claim_id, along=self.claim_list, pane=pane))

    def reload(self) -> None:
        """Show the visible claims as they are stored now."""
        self.claim_list.forget()
        self.draw_badges()
        self.settle()

    def refill(self) -> None:
        """Show what the filter finds now: the visible rows at once, the others soon. The cursor stays on its claim."""
        self.reload()
        self.fill_soon()
