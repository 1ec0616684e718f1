"""The changes between two stored versions of the source of a citation."""

from typing import TYPE_CHECKING

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from factcheck.errors import FactcheckError, NotFound
from factcheck.store.interruption import Interruption

from ..commands import single
from ..commands.registry import (
    ACCEPT,
    BACK,
    COPY,
    HELP,
    NEXT_EVIDENCE,
    OPEN,
    PREVIOUS_EVIDENCE,
    RECHECK,
    UNDO,
)
from ..core.requests import CommandRequest
from ..desk.background_reads import BackgroundReads
from ..desk.gateway import Gateway
from ..widgets.diff_body import DiffBody
from .desk import DeskScreen

if TYPE_CHECKING:
    from factcheck.services.captures.comparison import Comparison
    from factcheck.services.captures.source_status import StoredSource
    from factcheck.store.rows import CitationRow

WIDE_MIN_CELLS = 110
"""Width from which both versions are side by side."""
HINTS = {
    NEXT_EVIDENCE: "next",
    PREVIOUS_EVIDENCE: "previous",
    ACCEPT: "accept words",
    COPY: "copy words",
    OPEN: "",
    UNDO: "",
    HELP: "",
    BACK: "",
}
HINTS_STORED = {OPEN: "", RECHECK: "", UNDO: "", HELP: "", BACK: ""}


class DiffScreen(DeskScreen):
    """Both versions, the quote first."""

    dropped_hints = (OPEN, HELP, UNDO, PREVIOUS_EVIDENCE)

    def __init__(self, claim_id: int, citation_id: int) -> None:
        super().__init__()
        self.claim_id = claim_id
        self.citation_id = citation_id
        self.claim = ""
        self.found: Comparison | None = None
        self.stored: StoredSource | None = None
        """The only stored version, where there are no two to compare."""
        self.current: CitationRow | None = None
        self.reads: BackgroundReads | None = None
        self.why = ""
        """The reason why there are no two versions."""

    def compose(self) -> ComposeResult:
        """Yield the heading, the changes and the last lines."""
        app = self.desk_app
        yield Static(id="diff-heading", markup=False)
        yield DiffBody(app.keymap, app.styling, app.ratings)
        yield from self.compose_bottom()

    def on_mount(self) -> None:
        """Read both versions; this screen gets the keys."""
        self.reload()
        self.desk_app.resume_keys(self.body)
        gateway = self.desk_app.gateway
        self.reads = BackgroundReads(self.desk_app.crash_with)
        self.reads.put(lambda stop: self.read(gateway, stop))

    @property
    def body(self) -> DiffBody:
        """The changes."""
        return self.query_one(DiffBody)

    def keys(self) -> DiffBody:
        """Return the changes."""
        return self.body

    def read(self, gateway: Gateway, stop: Interruption) -> None:
        """Read both versions in another thread, which uses nothing of the screen: that can be closed meanwhile."""
        try:
            found = gateway.operations().comparison(self.citation_id)
        except NotFound as error:
            self.read_stored(gateway, error, stop)
        except FactcheckError as error:
            self.pass_on(stop, self.failed, error)
        else:
            self.pass_on(stop, self.show, found)

    def read_stored(self, gateway: Gateway, why: NotFound, stop: Interruption) -> None:
        """Read the only stored version instead of two."""
        try:
            stored = gateway.operations().stored_version(self.citation_id)
        except FactcheckError as error:
            self.pass_on(stop, self.failed, error)
        else:
            self.pass_on(stop, self.show_stored, stored, why.message)

    def on_unmount(self) -> None:
        """Let the thread end: nobody waits for its result."""
        if self.reads is not None:
            self.reads.close(0)

    def show_stored(self, stored: "StoredSource", why: str) -> None:
        """Show the state of the source and its stored version, instead of changes."""
        self.stored, self.why = stored, why
        self.body.url = stored.url
        self.draw()
        self.hint()
        self.body.begin_keys()

    def failed(self, error: FactcheckError) -> None:
        """Show why there is nothing to see."""
        self.body.show([Text(self.desk_app.styling.foreign(f" {error.message}"))], [])
        self.body.begin_keys()

    def show(self, found: "Comparison") -> None:
        """Show the changes."""
        self.found = found
        self.body.url = found.url
        self.draw()
        self.body.begin_keys()

    def draw(self) -> None:
        """Lay everything out for the width of the screen."""
        if self.found is None and self.stored is None:
            return
        from ..text.diff_text import heading, lay_out, lay_out_stored, stored_heading

        styling = self.desk_app.styling.with_styles(
            self.body.get_component_rich_style("diff-body--alert", partial=True)
        )
        width = self.size.width
        if self.stored is not None:
            above = stored_heading(self.stored, self.claim_id, self.claim, width - 2, styling)
            self.query_one("#diff-heading", Static).update(above)
            copy, check_key = self.current.memento if self.current else None, self.desk_app.keymap.key(RECHECK)
            now = self.desk_app.gateway.clock()
            laid_out = lay_out_stored(self.stored, self.why, width - 4, styling, now, copy, check_key=check_key)
            self.body.show(laid_out, [])
            return
        assert self.found
        self.query_one("#diff-heading", Static).update(
            heading(self.found, self.claim, width - 2, styling, self.current, self.desk_app.gateway.clock())
        )
        laid = lay_out(self.found, width - 4, styling, beside=width >= WIDE_MIN_CELLS)
        self.body.show(laid.lines, laid.changes)

    def hints(self) -> dict[object, str]:
        """Return the hints of this screen."""
        hints = HINTS if self.stored is None else HINTS_STORED
        return {command: self.desk_app.keymap.hint(command, label) for command, label in hints.items()}

    def on_resize(self) -> None:
        """Lay everything out again."""
        self.draw()

    def reload(self) -> None:
        """Read the open alerts of the citation, and the claim as it is stored now."""
        try:
            pane = self.desk_app.gateway.reader.pane(self.claim_id)
        except FactcheckError as error:
            self.complain(error)
            return
        self.claim = pane.row.standalone or pane.row.text
        body = self.body
        body.claim_id, body.citation_id, body.version = self.claim_id, self.citation_id, pane.row.version
        self.current = next((each for each in pane.citations if each.id == self.citation_id), None)
        ours = [each for each in pane.alerts if each.citation_id == self.citation_id]
        of_words = [each for each in ours if each.kind == "quote"]
        body.alert_id = next((each.id for each in (*of_words, *ours)), None)

    def resolution_refusal(self, request: CommandRequest) -> str:
        """Return why no alert can be ended here: one about another citation is not shown."""
        if request.alert_id is not None:
            return ""
        what = "no new words to accept" if request.command is ACCEPT else f"nothing to {request.command.title}"
        return f"no alert about this citation is open: {what}"

    def copy_source(self, request: CommandRequest) -> None:
        """Copy the words that are on the page now."""
        now = self.found.after.anchor if self.found else None
        if now is None or now.text is None:
            self.say("the newer version does not contain the quote: there are no new words to copy", alarm=True)
        else:
            single.copy_text(self, now.text, "the words on the page now: ")
