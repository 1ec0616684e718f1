"""The queue: what wants a person first, filtered as one types."""

from array import array

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.timer import Timer
from textual.widgets import Input, Static

from factcheck.errors import FactcheckError

from ..commands import saved_filters
from ..core.empty_states import empty_desk, nothing_found
from ..core.keymap import REMOVE, SAVE, SPARED_IN_CLAIM, in_claim, on_marks
from ..messages import Answered, CommandRequest, CursorMoved, MarksMoved
from ..text.claim_text import badge_line, heading
from ..widgets.claim_list import ClaimList
from ..widgets.claim_view import ClaimView
from ..widgets.command_keys import ClaimKeys
from ..widgets.filter_line import FilterErrorHighlighter, FilterLine, FilterSuggester
from .claim import ClaimScreen
from .filtering import FIRST, FilteredScreen

WIDE = 110
"""Cells from which the claim stands beside the queue."""
FILTERING = "tab completes  enter to the list  esc as it was"
DEBOUNCE = 0.06
RESTS = 0.1
"""Seconds after which the cursor rests: a key that is held comes thirty times a second, or a little later."""


class QueueScreen(FilteredScreen):
    """The list of claims, and the one under the cursor."""

    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE, "-wide")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.marked = 0
        """The number of marked claims."""
        self.settling: Timer | None = None
        self.typing: Timer | None = None

    def compose(self) -> ComposeResult:
        """Give the badges, the filter, the list, the claim and the last lines."""
        app = self.desk_app
        yield Static(id="badges", markup=False)
        with Horizontal(id="filtering"):
            yield Static("/", id="slash", markup=False)
            yield FilterLine(
                id="filter",
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
        """Show the first claims at once; all of them a moment later."""
        self.badges()
        rows = self.desk_app.gateway.reader.first(FIRST)
        self.claim_list.show(array("q", (row.id for row in rows)), empty=self.nothing())
        self.claim_list.rows.update({row.id: row for row in rows})
        if len(rows) == FIRST:
            self.total = f"{FIRST}+"
            self.tell_total(self.total)
            self.set_timer(0.3, self.fill)
        else:
            self.complete = True
            self.claim_list.since = self.desk_app.monitor.last_event
        self.desk_app.resume_keys(self.claim_list)

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
                own_act=app.own_act(),
            ),
            layout=False,
        )
        self.query_one("#heading", Static).update(
            heading(self.claim_list.scrollable_content_region.width), layout=False
        )

    def nothing(self) -> str:
        """Return what an empty list says."""
        return nothing_found([]) if str(self.filter) else empty_desk(self.desk_app.keymap)

    def on_marks_moved(self, message: MarksMoved) -> None:
        """Say how many claims the filter finds, and how many are marked."""
        message.stop()
        if self.complete and self.searching is None:
            stray = self.claim_list.stray is not None
            self.total = f"{len(self.claim_list.ids) - stray:,}{' +1 not matching' if stray else ''}"
        self.tell_total(self.total)
        self.hint()

    def tell_total(self, total: str) -> None:
        """Say how many claims the filter finds, or what there is to say instead, and how many are marked."""
        self.marked = marked = self.claim_list.marked()
        self.query_one("#count", Static).update(self.desk_app.styling.own(f"●{marked:,}  {total}" if marked else total))

    def hints(self) -> dict[str, str]:
        """Return the keys that matter in the pane that has them."""
        keymap = self.desk_app.keymap
        if self.focused is self.view:
            return in_claim(keymap)
        return on_marks(keymap, self.marked) if self.marked else super().hints()

    def to_spare(self) -> tuple[str, ...]:
        """Return what goes first where there is no room: in the claim's pane, its own keys stay."""
        return SPARED_IN_CLAIM if self.focused is self.view else super().to_spare()

    def prompted(self, width: int) -> str:
        """Return the keys of the filter line while one types there."""
        if isinstance(self.focused, FilterLine):
            return self.desk_app.styling.own(FILTERING)
        return super().prompted(width)

    def on_descendant_focus(self) -> None:
        """Name the keys of what has them now."""
        self.hint()

    # Filtering

    def verb_filter(self, verb: CommandRequest) -> None:
        """Put the keys into the filter."""
        line = self.query_one(FilterLine)
        line.before = line.value
        line.asker = verb.origin if verb.origin.screen is self else self.claim_list
        self.desk_app.resume_keys(line)

    def verb_unfilter(self, verb: CommandRequest) -> None:
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
            self.once_shown(self.desk_app.resume_keys)

    def verb_all(self, verb: CommandRequest) -> None:
        """Mark all the filter finds."""
        self.once_shown(self.mark_all, whole=True)

    def mark_all(self) -> None:
        """Mark the list as it stands, and let the keys go on."""
        self.claim_list.mark_all()
        self.desk_app.resume_keys()

    def verb_views(self, verb: CommandRequest) -> None:
        """Show a saved filter, or save the one that stands here."""
        if verb.value not in {SAVE, REMOVE}:
            self.say("")
            self.query_one(FilterLine).value = saved_filters.text_of(verb.value or "", self.desk_app)
            self.once_shown(self.desk_app.resume_keys)
        elif verb.words is None:
            self.ask(verb)
        else:
            saved_filters.turn(self, verb, self.query_one(FilterLine).value)

    def show_reasons(self, found: list[tuple[str, int]]) -> None:
        """Say how many claims an empty list would show without each word of its filter."""
        self.claim_list.empty = nothing_found(found)
        self.claim_list.refresh()

    # The claim under the cursor

    def on_cursor_moved(self, message: CursorMoved) -> None:
        """Show the claim once the cursor rests."""
        message.stop()
        if self.settling is not None:
            self.settling.stop()
        self.settling = self.set_timer(RESTS, self.settle)

    def settle(self) -> None:
        """Show the claim under the cursor in its pane; one that stayed for the cursor's sake goes where it belongs."""
        if self.claim_list.is_untidy():
            self.claim_list.kept = None
            self.fill_soon()
        if self.has_class("-wide") and self.desk_app.is_running:
            self.view.show(self.claim_list.current_claim())

    def verb_show(self, verb: CommandRequest) -> None:
        """Open the claim: beside the queue where there is room, or else on a screen of its own."""
        if verb.claim_id is None:
            self.refuse(verb, "no claim is under the cursor")
        elif self.has_class("-wide"):
            self.view.show(verb.claim_id)
            self.desk_app.resume_keys(self.view)
        else:
            self.app.push_screen(ClaimScreen(verb.claim_id, along=self.claim_list))

    def verb_back(self, verb: CommandRequest) -> None:
        """Go from the claim back to the list, or leave."""
        if verb.origin is self.view:
            self.view.leave()
            self.desk_app.resume_keys(self.claim_list)
        else:
            self.app.run_worker(self.desk_app.leave(), group="leave")

    def part(self) -> str:
        """Return the pane that has the keys."""
        return self.view.part if self.focused is self.view else "queue"

    def turn(self, part: str, verb: CommandRequest) -> None:
        """Go to a pane, on a screen of its own where there is no room beside the queue."""
        if part == "queue":
            self.view.leave()
            self.desk_app.resume_keys(self.claim_list)
        elif verb.claim_id is not None and self.has_class("-wide"):
            self.view.show(verb.claim_id)
            self.view.turn(part)
            self.desk_app.resume_keys(self.view)
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
        self.fill_soon()
