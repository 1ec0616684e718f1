"""A source in a form: its address and the words a claim rests on, tried on its page while they are typed."""

from typing import TYPE_CHECKING

from textual.containers import Vertical
from textual.events import DescendantBlur, DescendantFocus
from textual.timer import Timer
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from factcheck.vocabulary import Stance

from ..desk.quote_preview import QuotePreview
from ..text.claim_text import GLYPHS, GRAVE
from ..widgets.fields import Choice, Field, Line
from ..widgets.text_block import TextBlock
from .forms import DeskForm
from .front import app_of

if TYPE_CHECKING:
    from factcheck.services.editing.citations import Cited
    from factcheck.services.editing.quote_preview import Verdict

    from ..desk.operations import Operations

APPEARANCE = "appearance"
ADDRESS_RESTS = 0.8
"""Seconds without a letter after which an address is asked for, if its field is not left before."""
WORDS_REST = 0.25
"""Seconds without a letter after which a quote is judged."""
TAKE = "ctrl+t"
NOT_YET = "is read once its address is there"


class CiteForm(DeskForm):
    """Address, quote, stance."""

    own_keys = f"{TAKE} page words  "

    def __init__(self, claim_id: int, url: str = "", *, words: str = "") -> None:
        super().__init__()
        self.claim_id = claim_id
        self.url = url
        """What was pasted: the keys begin at the quote then."""
        self.heading = f"cite a source for claim {claim_id}{f': {words}' if words else ''}"
        self.resting: dict[str, Timer] = {}
        """What waits until typing rests, by field."""
        self.known: Verdict | None = None
        """What is known of the words."""

    def fields(self) -> dict[str, Widget]:
        """Return the fields."""
        return {
            "address": Line(self.url, id="url", compact=True, placeholder="https://"),
            "quote": TextBlock(id="quote", compact=True, placeholder="the exact words, as they stand on the page"),
            "on the page": Vertical(
                Static(NOT_YET, id="trial", markup=False), Static(id="take", markup=False), classes="double"
            ),
            "stance": Choice([*Stance, APPEARANCE], chosen=Stance.CONTEXT, id="stance"),
            "comment": Line(id="comment", compact=True, placeholder="what it shows, in your words"),
        }

    def first(self) -> Field:
        """Return where the keys begin."""
        return self.query_one("#quote", TextBlock) if self.url else super().first()

    def on_mount(self) -> None:
        """Try what was pasted at once."""
        self.preview = QuotePreview(self, app_of(self).gateway, self.show_verdict, self.claim_id)
        super().on_mount()
        app_of(self).load_services()
        self.preview.ask(self.url)

    async def on_unmount(self) -> None:
        """Break the trial off."""
        await self.preview.close()

    # The trial

    def on_input_changed(self, event: Input.Changed) -> None:
        """Ask for the address once it rests; at once where it was pasted."""
        event.stop()
        if event.input.id == "url":
            self.known = None
            pasted = len(event.value) - len(self.url) > 1
            self.url = event.value
            self._rest("url", 0.0 if pasted else ADDRESS_RESTS)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Judge the quote once it rests."""
        event.stop()
        if event.text_area.text != self.preview.words:
            self._rest("quote", WORDS_REST)

    def on_descendant_blur(self, event: DescendantBlur) -> None:
        """Wait no longer for a field that is left."""
        self._settle(str(event.widget.id))

    def on_descendant_focus(self, event: DescendantFocus) -> None:
        """Show the lines that may have gone out of sight, where there is little room."""
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

    def show_verdict(self, known: "Verdict | str") -> None:
        """Show what is known."""
        if not self.is_running:
            return
        self.known = None if isinstance(known, str) else known
        state, styling = self.known.state if self.known else "", app_of(self).styling
        text = f"{GLYPHS[state]} {self.known.text}" if self.known else str(known)
        line = self.query_one("#trial", Static)
        line.update(styling.foreign(text or NOT_YET))
        line.set_class(state in GRAVE, "alarm")
        words = self.known.words if self.known else None
        line.set_class(words is not None, "one")
        self.query_one("#take", Static).update(styling.foreign(f"{TAKE} quotes: “{words}”") if words else "")

    def act(self, key: str) -> bool:
        """Take the page's own words as the quote."""
        if key != TAKE:
            return False
        if "quote" in self.resting or not self.preview.settled:
            self.say("the words are still being checked")
        elif self.known and self.known.words:
            quote = self.query_one("#quote", TextBlock)
            quote.replace(self.known.words, (0, 0), quote.document.end)
            quote.move_cursor(quote.document.end)
            self.say("these are the page's own words")
            self._settle("quote")
        else:
            self.say("the page has no words of its own to put in their place", alarm=True)
        return True

    def save(self, values: dict[str, str]) -> None:
        """Store the citation, and look at its source at once."""
        app, claim_id = app_of(self), self.claim_id

        def act(operations: "Operations") -> "Cited":
            return operations.cite(
                claim_id, values["url"].strip(), values["quote"].strip(), values["stance"], values["comment"].strip()
            )

        def done(cited: "Cited") -> None:
            self.dismiss(True)
            app.reload_screens()
            words = app.claim_words(claim_id)
            app.show_message(f"claim {claim_id} cites {cited.url}; looking at it… · {words}")
            app.check_sources("SOURCES", (cited.source_id,), f"claim {claim_id}", words)

        app.write(act, done, self.complain)
