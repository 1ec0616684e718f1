"""What changed between two kept versions of the source a citation rests on."""

from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Static

from factcheck.errors import FactcheckError, NotFound
from factcheck.store.interruption import Interruption

from ..desk.background_reads import BackgroundReads
from ..desk.gateway import Gateway
from ..messages import CommandRequest, ReadDone
from ..widgets.diff_body import DiffBody
from .desk import DeskScreen

if TYPE_CHECKING:
    from factcheck.services.captures.comparison import Comparison
    from factcheck.services.captures.source_status import Kept
    from factcheck.store.fast_reader import PaneCitation

WIDE = 110
"""Cells from which both versions stand side by side."""
HINTS = {
    "next_evidence": "next", "previous_evidence": "previous", "accept": "accept words", "copy": "copy words",
    "open": "open", "undo": "undo", "help": "keys", "back": "back",
}  # fmt: skip
HINTS_KEPT = {"open": "open", "recheck": "check", "undo": "undo", "help": "keys", "back": "back"}


class DiffScreen(DeskScreen):
    """Both versions, the quote first."""

    spared = ("open", "help", "undo", "previous_evidence")

    def __init__(self, claim_id: int, citation_id: int) -> None:
        super().__init__()
        self.claim_id = claim_id
        self.citation_id = citation_id
        self.claim = ""
        self.found: Comparison | None = None
        self.kept: Kept | None = None
        """The one version that is shown where there are no two."""
        self.stands: PaneCitation | None = None
        self.reads: BackgroundReads | None = None
        self.why = ""
        """The reason why there are no two."""

    def compose(self) -> ComposeResult:
        """Give the heading, the changes and the last lines."""
        app = self.desk_app
        yield Static(id="diff-heading", markup=False)
        yield DiffBody(app.keymap, app.styling, app.ratings)
        yield from self.compose_bottom()

    def on_mount(self) -> None:
        """Read both versions; the keys are the screen's from now on."""
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
        """Read both versions in a thread of their own, which takes nothing from the screen: that may be closed meanwhile."""
        try:
            found = gateway.operations().comparison(self.citation_id)
        except NotFound as error:
            self.read_kept(gateway, error, stop)
        except FactcheckError as error:
            self._go_on(stop, self.failed, error)
        else:
            self._go_on(stop, self.show, found)

    def read_kept(self, gateway: Gateway, why: NotFound, stop: Interruption) -> None:
        """Read what there is instead of two versions."""
        try:
            kept = gateway.operations().kept(self.citation_id)
        except FactcheckError as error:
            self._go_on(stop, self.failed, error)
        else:
            self._go_on(stop, self.show_kept, kept, why.message)

    def _go_on(self, stop: Interruption, then: Callable[..., None], *given: Any) -> None:
        stop.check()
        with suppress(RuntimeError):  # the screen is closed
            self.post_message(ReadDone(stop, lambda: then(*given)))

    def on_read_done(self, message: ReadDone) -> None:
        """Show what was read."""
        message.stop()
        if not message.interruption.stopped:
            message.act()

    def on_unmount(self) -> None:
        """Let the thread end: what it still compares is for nobody."""
        if self.reads is not None:
            self.reads.close(0)

    def show_kept(self, kept: "Kept", why: str) -> None:
        """Show how the source stands, and the version that is kept, instead of what changed."""
        if self.is_attached:
            self.kept, self.why = kept, why
            self.body.url = kept.url
            self.draw()
            self.hint()
            self.body.begin_keys()

    def failed(self, error: FactcheckError) -> None:
        """Say why there is nothing to see."""
        if self.is_attached:
            self.body.show([Text(self.desk_app.styling.foreign(f" {error.message}"))], [])
            self.body.begin_keys()

    def show(self, found: "Comparison") -> None:
        """Show what changed."""
        if self.is_attached:
            self.found = found
            self.body.url = found.url
            self.draw()
            self.body.begin_keys()

    def draw(self) -> None:
        """Lay everything out for the room there is."""
        if self.found is None and self.kept is None:
            return
        from ..text.diff_text import heading, kept_heading, lay_out, lay_out_kept

        styling = self.desk_app.styling.with_styles(
            self.body.get_component_rich_style("diff-body--alert", partial=True)
        )
        width = self.size.width
        if self.kept is not None:
            above = kept_heading(self.kept, self.claim_id, self.claim, width - 2, styling)
            self.query_one("#diff-heading", Static).update(above)
            copy = self.stands.memento if self.stands else None
            self.body.show(
                lay_out_kept(self.kept, self.why, width - 4, styling, self.desk_app.gateway.clock(), copy), []
            )
            return
        assert self.found
        self.query_one("#diff-heading", Static).update(
            heading(self.found, self.claim, width - 2, styling, self.stands, self.desk_app.gateway.clock())
        )
        laid = lay_out(self.found, width - 4, styling, beside=width >= WIDE)
        self.body.show(laid.lines, laid.changes)

    def hints(self) -> dict[str, str]:
        """Return the keys that matter here."""
        keys = self.desk_app.keymap.by_verb
        hints = HINTS if self.kept is None else HINTS_KEPT
        return {verb: f"{keys[verb].key} {told}" for verb, told in hints.items()}

    def on_resize(self) -> None:
        """Lay it out anew."""
        self.draw()

    def reload(self) -> None:
        """See what is open about the citation now, and how the claim stands."""
        try:
            pane = self.desk_app.gateway.reader.pane(self.claim_id)
        except FactcheckError as error:
            self.complain(error)
            return
        self.claim = pane.row.standalone or pane.row.text
        body = self.body
        body.claim_id, body.citation_id, body.version = self.claim_id, self.citation_id, pane.row.version
        self.stands = next((each for each in pane.citations if each.id == self.citation_id), None)
        ours = [each for each in pane.alerts if each.citation_id == self.citation_id]
        of_words = [each for each in ours if each.kind == "quote"]
        body.alert_id = next((each.id for each in (*of_words, *ours)), None)

    def resolve(self, verb: CommandRequest) -> None:
        """End the alert about this citation; one about another is not in sight."""
        if verb.alert_id is None:
            what = "no new words to accept" if verb.name == "accept" else f"nothing to {verb.name}"
            self.refuse(verb, f"no alert about this citation is open: {what}")
        else:
            super().resolve(verb)

    def verb_copy(self, verb: CommandRequest) -> None:
        """Copy the words that stand there now."""
        now = self.found.after.anchor if self.found else None
        if now is None or now.text is None:
            self.say("the quote stands nowhere in the newer version: there are no new words to copy", alarm=True)
        else:
            self._copy(now.text, "the words that stand there now: ")
