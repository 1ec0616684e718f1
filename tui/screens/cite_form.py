"""The form of a citation: address and quote, checked against the page while they are typed."""

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.events import DescendantBlur, DescendantFocus
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from factcheck.vocabulary import Stance

from ..desk.quote_preview import QuotePreview
from ..ports import app_of
from ..text.claim_text import BROKEN_STATES, GLYPHS
from ..widgets.fields import Choice, Field, Line
from ..widgets.text_block import TextBlock
from .forms import DeskForm

if TYPE_CHECKING:
    from factcheck.services.editing.citations import Cited
    from factcheck.services.editing.quote_preview import Preview

    from ..desk.operations import Operations

APPEARANCE = "appearance"
ADDRESS_REST_SECONDS = 0.8
"""An address is fetched after this time without a key, or when its field loses the focus."""
QUOTE_REST_SECONDS = 0.25
"""A quote is checked after this time without a key."""
TAKE_KEY = "ctrl+t"
NOT_FETCHED = "fetched once the address is complete"


class CiteForm(DeskForm):
    """Address, quote, stance and comment."""

    own_keys = f"{TAKE_KEY} page words  "

    def __init__(self, claim_id: int, url: str = "", *, words: str = "") -> None:
        super().__init__()
        self.claim_id = claim_id
        self.url = url
        """The address; where it was pasted, the quote gets the first keys."""
        self.heading = f"cite a source for claim {claim_id}{f': {words}' if words else ''}"
        self.resting: dict[str, Timer] = {}
        """Timers that run until typing rests, by field."""
        self.verdict: Preview | None = None
        """The verdict on the quote."""

    def fields(self) -> dict[str, Widget]:
        """Return the fields."""
        return {
            "address": Line(self.url, id="url", compact=True, placeholder="https://"),
            "quote": TextBlock(id="quote", compact=True, placeholder="the exact words on the page"),
            "on the page": Vertical(
                Static(NOT_FETCHED, id="preview", markup=False), Static(id="take", markup=False), classes="double"
            ),
            "stance": Choice([*Stance, APPEARANCE], chosen=Stance.CONTEXT, id="stance"),
            "comment": Line(id="comment", compact=True, placeholder="what the source shows, in your words"),
        }

    def first(self) -> Field:
        """Return the field that gets the first keys."""
        return self.query_one("#quote", TextBlock) if self.url else super().first()

    def on_mount(self) -> None:
        """Fetch a pasted address at once."""
        self.preview = QuotePreview(self, app_of(self).gateway, self.show_verdict, self.claim_id)
        super().on_mount()
        app_of(self).load_services()
        self.preview.ask(self.url)

    async def on_unmount(self) -> None:
        """Cancel the preview."""
        await self.preview.close()

    # The preview

    def on_input_changed(self, event: Input.Changed) -> None:
        """Fetch the address once typing rests, or at once where it was pasted."""
        event.stop()
        if event.input.id == "url":
            self.verdict = None
            pasted = len(event.value) - len(self.url) > 1
            self.url = event.value
            self._rest("url", 0.0 if pasted else ADDRESS_REST_SECONDS)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Check the quote once typing rests."""
        event.stop()
        if event.text_area.text != self.preview.words:
            self._rest("quote", QUOTE_REST_SECONDS)

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Stop waiting for a field that loses the focus."""
        self._settle(str(event.widget.id))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Scroll the focused field into view, where there is little room."""
        event.widget.scroll_visible(animate=False)

    def _rest(self, name: str, seconds: float) -> None:
        if name in self.resting:
            self.resting.pop(name).stop()
        if seconds:
            self.resting[name] = self.set_timer(seconds, lambda: self._settle(name))
        else:
            self._settle(name)

    def _settle(self, name: str) -> None:
        if name in self.resting:
            self.resting.pop(name).stop()
        if not self.is_running:
            return
        quote = self.query_one("#quote", TextBlock)
        if name == "url":
            self.preview.ask(self.url.strip())
        elif name == "quote":
            self.preview.judge(quote.text, unfinished=quote.has_focus)

    def show_verdict(self, shown: "Preview | str") -> None:
        """Show the verdict on the quote, or a text instead."""
        if not self.is_running:
            return
        self.verdict = None if isinstance(shown, str) else shown
        state, styling = self.verdict.state if self.verdict else "", app_of(self).styling
        text = f"{GLYPHS[state]} {self.verdict.text}" if self.verdict else str(shown)
        line = self.query_one("#preview", Static)
        line.update(styling.foreign(text or NOT_FETCHED))
        line.set_class(state in BROKEN_STATES, "alarm")
        words = self.verdict.words if self.verdict else None
        line.set_class(words is not None, "one")
        self.query_one("#take", Static).update(styling.foreign(f"{TAKE_KEY} quotes: “{words}”") if words else "")

    def act(self, key: str) -> bool:
        """Use the words of the page as the quote."""
        if key != TAKE_KEY:
            return False
        if "quote" in self.resting or not self.preview.settled:
            self.say("the quote is still being checked")
        elif self.verdict and self.verdict.words:
            quote = self.query_one("#quote", TextBlock)
            quote.replace(self.verdict.words, (0, 0), quote.document.end)
            quote.move_cursor(quote.document.end)
            self.say("the quote now has the words of the page")
            self._settle("quote")
        else:
            self.say("the page has no similar words to use instead", alarm=True)
        return True

    def save(self, values: dict[str, str]) -> None:
        """Store the citation, and check its source at once."""
        app, claim_id = app_of(self), self.claim_id

        def act(operations: "Operations") -> "Cited":
            return operations.cite(
                claim_id, values["url"].strip(), values["quote"].strip(), values["stance"], values["comment"].strip()
            )

        def done(cited: "Cited") -> None:
            self.dismiss(True)
            app.reload_screens()
            words = app.claim_words(claim_id)
            app.show_message(f"claim {claim_id} cites {cited.url}; checking it… · {words}")
            app.check_sources("SOURCES", (cited.source_id,), f"claim {claim_id}", words)

        app.write(act, done, self.complain, adds=True)
