"""An article and its statements: some are chosen, and sent to the inbox as claims."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from textwrap import fill
from typing import TYPE_CHECKING

from textual import events
from textual.app import ComposeResult
from textual.containers import Container, Horizontal, Vertical
from textual.widgets import Static

from factcheck.errors import FactcheckError
from factcheck.services.articles.values import IngestResult, OfferedStatement, StatementState
from factcheck.services.text.phrases import counted
from factcheck.spotting.values import UNRESOLVED_MARK
from factcheck.store.interruption import Interruption

from ..core.path_completion import completed_path
from ..core.statements import StatementDraft, sendable
from ..desk.background_reads import BackgroundReads
from ..desk.gateway import Gateway
from ..desk.match_search import MatchSearch
from ..ports import app_of
from ..text.article_text import marks_of
from ..text.ingest_text import sent_text
from ..widgets.article_fields import PASTED_MAX_CHARACTERS, PLACEHOLDER, PLACEHOLDER_ADDRESS, ArticleLine, WordingBlock
from ..widgets.article_view import ArticleView
from ..widgets.command_keys import spelled
from ..widgets.fields import without_controls
from ..widgets.match_list import MatchList
from ..widgets.statement_list import StatementList
from .background import ReadsInBackground
from .message_line import MessageLine

if TYPE_CHECKING:
    from factcheck.services.articles.values import Ingested
    from factcheck.services.matching.matches import ClaimMatch

    from ..desk.article_reads import Offer

WIDE_MIN_CELLS = 110
"""Width from which the article is beside its statements; else it is above them."""
HIGH_MIN_LINES = 30
SCROLLED_LINES = 3
NAMES_SHOWN = 12
"""Names of files that the message line lists."""
ASK = "Paste the address of an article or its text, or type the path of a file: HTML, PDF, text, captions."
HINTS_ASK = "enter read  tab complete a path  esc close"
HINTS_READ = "esc stops"
HINTS = "space choose  enter send  e wording  m matches  x reject  ? keys  esc leave"
HINTS_MATCHES = "j k select  enter link  x unlink  esc back"
HINTS_EDIT = "enter accept (empty: the verbatim words alone)  esc leave it as it was"
KEYS = (
    ("space", "choose the statement or not, and go to the next"),
    ("enter", "send the chosen statements to the inbox; without any, the one under the cursor"),
    ("e", "edit the stand-alone wording"),
    ("m", "show tracked claims that may say the same, and link one"),
    ("x", "reject the statement for this article; again: restore it"),
    ("a", "choose all that score at least spot.min_score; again: none"),
    ("v", "show the statements that were rejected before, or hide them"),
    ("o", "open the article in the browser (BROWSER)"),
    ("j k", "down, up; also ↓ ↑ g G ctrl+d ctrl+u"),
    ("J K", "scroll the article"),
    ("esc", "leave; also q"),
)


class IngestScreen(MessageLine, ReadsInBackground):
    """First a field for the article; then the article, and the list of its statements."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE_MIN_CELLS, "-wide")]  # noqa: RUF012
    VERTICAL_BREAKPOINTS = [(0, "-low"), (HIGH_MIN_LINES, "-high")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__()
        self.pasted: str | None = None
        """The text of the article, where it was pasted."""
        self.offer: Offer | None = None
        self.drafts: list[StatementDraft] = []
        self.shows_rejected = False
        self.queued: list[events.Key] | None = None
        """Keys typed while the article is read; they act once it is shown."""
        self.matching: StatementDraft | None = None
        """The statement whose matches are shown."""
        self.asked: ClaimMatch | None = None
        """The match that differs, and that the next enter links all the same."""
        self.editing: StatementDraft | None = None
        self.is_sending = self.is_leaving = False

    def compose(self) -> ComposeResult:
        """Yield the field, the article with its statements, and the last lines."""
        yield Static("file the statements of an article as claims", id="form-heading", markup=False)
        with Vertical(id="ingest-ask"):
            with Horizontal(classes="row"):
                yield Static("article", classes="label", markup=False, id="article-label")
                yield ArticleLine(self)
            yield Static(ASK, id="ingest-help", markup=False)
        yield Static(id="ingest-findings", markup=False)
        with Container(id="ingest-body"):
            yield ArticleView()
            with Vertical(id="ingest-right"):
                yield StatementList(self)
                yield MatchList(text_lines=3, empty="searching…")
                yield Static(id="ingest-keys", markup=False)
        with Vertical(id="ingest-edit"):
            yield Static(id="verbatim", markup=False)
            yield WordingBlock(id="wording", compact=True)
        yield Static(id="form-message", markup=False)
        yield Static(HINTS_ASK, id="hints", markup=False)

    def on_mount(self) -> None:
        """Give the field the keys typed so far, and load what reading needs."""
        app = app_of(self)
        self.reads = BackgroundReads(app.crash_with)
        self.search = MatchSearch(self, app.gateway, self.show_matches, app.crash_with)
        self.enter_mode("-asking")
        app.resume_keys(self.line)
        app.load_services()

    def on_unmount(self) -> None:
        """End the reads: nobody waits for a result."""
        self.reads.close(0)
        self.search.close()

    @property
    def line(self) -> ArticleLine:
        """The field of the article."""
        return self.query_one(ArticleLine)

    @property
    def statements(self) -> StatementList:
        """The list of statements."""
        return self.query_one(StatementList)

    @property
    def article_view(self) -> ArticleView:
        """The article."""
        return self.query_one(ArticleView)

    @property
    def matches(self) -> MatchList:
        """The list of tracked claims."""
        return self.query_one(MatchList)

    def enter_mode(self, mode: str) -> None:
        """Show the parts of the screen that belong to a mode: its name is the screen's class."""
        for each in ("-asking", "-reading", "-choosing", "-matching", "-editing", "-explaining"):
            self.set_class(each == mode, each)
        hints = {"-asking": HINTS_ASK, "-reading": HINTS_READ, "-matching": HINTS_MATCHES, "-editing": HINTS_EDIT}
        self.query_one("#hints", Static).update(app_of(self).styling.own(hints.get(mode, HINTS)))

    # The field

    def take_pasted(self, text: str) -> None:
        """Read a pasted text; the field is for its address."""
        if len(text) > PASTED_MAX_CHARACTERS:
            self.say(f"{len(text):,} characters were pasted; up to {PASTED_MAX_CHARACTERS:,} are read", alarm=True)
            return
        self.pasted = without_controls(text)
        self.query_one("#article-label", Static).update("its address")
        self.line.placeholder = PLACEHOLDER_ADDRESS
        lines = self.pasted.strip().count("\n") + 1
        first = " ".join(self.pasted[:400].split())[:100]
        self.query_one("#ingest-help", Static).update(
            app_of(self).styling.foreign(
                f"{counted(lines, 'line')} of text, {len(self.pasted):,} characters: “{first}…”\n"
                "enter reads it. Type its address first if it has one: without an address its claims cite no source.",
                lines=True,
            )
        )
        self.say("")

    def leave_field(self) -> None:
        """Close, or take the pasted text back first."""
        if self.pasted is None:
            self.close()
            return
        self.pasted = None
        self.query_one("#article-label", Static).update("article")
        self.line.placeholder = PLACEHOLDER
        self.query_one("#ingest-help", Static).update(ASK)
        self.say("the pasted text was dropped")

    def complete_path(self) -> None:
        """Complete the path as far as all files that begin like it agree."""
        typed = self.line.value
        if not typed or typed.lower().startswith(("http:", "https:")):
            return
        with suppress(OSError, RuntimeError, ValueError):
            found = completed_path(typed)
            if not found.names:
                self.say("no file begins like this", alarm=True)
                return
            if found.path != typed:
                self.line.value = found.path
                self.line.cursor_position = len(self.line.value)
            self.say("" if len(found.names) == 1 else "  ".join(found.names[:NAMES_SHOWN]))

    def read(self) -> None:
        """Read the article in the background; the keys typed meanwhile wait for it."""
        given, pasted = self.line.value.strip(), self.pasted
        if not given and pasted is None:
            self.say("give an address, a file or a text", alarm=True)
            return
        self.queued = []
        self.enter_mode("-reading")
        self.say("")
        self.statements.show((), empty="reading the article…")
        self.set_focus(self.statements)
        gateway = app_of(self).gateway
        self.reads.put(lambda stop: self._read(gateway, given, pasted, stop))

    def _read(self, gateway: Gateway, given: str, pasted: str | None, stop: Interruption) -> None:
        """Read the article in the thread of the reads, and then what the desk knows about its statements."""
        try:
            operations = gateway.operations()
            operations.load_network()
            offer = operations.read_article(given, pasted, stop)
            self.pass_on(stop, self.show_offer, offer)
        except FactcheckError as error:
            self.pass_on(stop, self.read_failed, error.message)
            return
        try:
            operations.article_matches(offer.statements, lambda some: self.pass_on(stop, self.add_matches, some), stop)
        except FactcheckError as error:
            self.pass_on(stop, self.say, error.message)

    def stop_reading(self) -> None:
        """Stop the request, and go back to the field."""
        self.reads.stop()
        self.read_failed("reading was stopped", alarm=False)

    def read_failed(self, why: str, *, alarm: bool = True) -> None:
        """Show why there is no article; what was typed stays."""
        self.queued = None
        self.enter_mode("-asking")
        self.set_focus(self.line)
        self.say(why, alarm=alarm)

    # The article and its statements

    def show_offer(self, offer: "Offer") -> None:
        """Show the article; the keys typed meanwhile act."""
        app = app_of(self)
        self.offer = offer
        self.drafts = [StatementDraft(each) for each in offer.statements]
        self.enter_mode("-choosing")
        self.article_view.show_text(offer.article.reading.text)
        self.list_statements()
        self.draw_findings()
        if all(each.state is StatementState.TAKEN for each in self.drafts) and self.drafts:
            self.say("every statement of this article is a claim already")
        queued, self.queued = self.queued or [], None
        typist = self.statements.typist
        typist.typed.extendleft(reversed(queued))
        app.resume_keys(self.statements)

    def add_matches(self, some: Sequence[OfferedStatement]) -> None:
        """Show the tracked claims that may say the same as some statements."""
        found = {each.candidate.rank: each.matches for each in some}
        for draft in self.drafts:
            if (matches := found.get(draft.candidate.rank)) is not None:
                draft.offered = replace(draft.offered, matches=matches)
        self.statements.lay_out()

    def list_statements(self) -> None:
        """Show the statements, without those that were rejected."""
        listed = [each for each in self.drafts if self.shows_rejected or each.state is not StatementState.REJECTED]
        hidden = len(self.drafts) - len(listed)
        empty = "no statement was found that is worth checking"
        if hidden:
            empty = f"{counted(hidden, 'statement')} of this article rejected: v shows them"
        self.statements.show(listed, empty=empty)
        self.draw()

    def draw(self) -> None:
        """Draw the heading and the lit statements."""
        if self.offer is None:
            return
        app, reading = app_of(self), self.offer.article.reading
        chosen = sum(each.is_chosen for each in self.drafts)
        numbers = f"{counted(len(self.drafts), 'statement')} · {chosen} chosen"
        title = reading.title.value if reading.title else self.offer.article.name
        room = self.size.width - 2 - len(numbers) - 3
        self.query_one("#form-heading", Static).update(
            f"{numbers} · {app.styling.fit(title, max(room, 0)).rstrip()}" if room > 0 else numbers
        )
        least = app.gateway.start.spot.min_score
        statements, view = self.statements, self.article_view
        marks = marks_of(statements.drafts, statements.cursor, least, view.styles_of_statements)
        current = statements.current
        span = (current.candidate.start, current.candidate.end) if current else view.focus_span
        view.show_marks(marks, *span)

    def draw_findings(self) -> None:
        """Draw what was found out about the article, and what is uncertain."""
        assert self.offer
        styling = app_of(self).styling
        found = self.offer.findings
        facts = f"published {found.published} · language {found.language} · author {found.author}"
        notes = list(found.notes)
        if self.offer.article.reading.url is None:
            notes.append("no address is known: the claims will cite no source")
        else:
            facts = f"{facts} · {found.address}"
        lines = [facts, *notes]
        width = self.size.width - 2
        self.query_one("#ingest-findings", Static).update(
            "\n".join(styling.fit(each, width).rstrip() for each in lines)
        )

    def on_resize(self) -> None:
        """Draw what depends on the width."""
        if self.offer is not None:
            self.draw_findings()
            self.call_after_refresh(self.draw)

    def act_on_list_paste(self, text: str) -> None:
        """Refuse text that is pasted outside of a field."""
        self.say(f"{len(text):,} characters were pasted outside of a field: nothing was done", alarm=True)

    def act_on_list_key(self, event: events.Key) -> bool:
        """Act on a key of the list, in the mode of the screen."""
        if self.queued is not None:
            if event.key == "escape" and not self.queued:
                self.stop_reading()
            elif event.key == "escape":
                self.queued.clear()
            else:
                self.queued.append(event)
            return True
        if self.is_sending:
            return True
        if self.has_class("-explaining"):
            self.enter_mode("-choosing")
            return True
        if self.matching is not None:
            return self._act_on_match_key(event)
        key = spelled(event)
        if event.key == "escape" or key == "q":
            self.leave()
            return True
        self.is_leaving = False
        step = app_of(self).keymap.steps.get(key)
        actions: dict[str, Callable[[], None]] = {
            "space": self.toggle, " ": self.toggle, "x": self.reject, "e": self.edit, "m": self.open_matches,
            "a": self.toggle_all, "v": self.toggle_rejected, "o": self.open_article, "enter": self.send,
            "?": self.explain, "J": lambda: self.article_view.scroll_lines(SCROLLED_LINES),
            "K": lambda: self.article_view.scroll_lines(-SCROLLED_LINES),
        }  # fmt: skip
        if key in actions or event.key in actions:
            self.say("")
            actions[key if key in actions else event.key]()
        elif step is not None and step.move is not None:
            self.move(step.move(max(self.statements.size.height // self.statements.row_lines - 1, 1), len(self.drafts)))
        return True

    def move(self, by: int) -> None:
        """Go to another statement."""
        self.statements.move_to(self.statements.cursor + by)
        self.draw()

    def _current(self) -> StatementDraft | None:
        if self.statements.current is None:
            self.say("there is no statement", alarm=True)
        return self.statements.current

    def toggle(self) -> None:
        """Choose the statement or not, and go to the next one."""
        draft = self._current()
        if draft is None:
            return
        if why := draft.refusal():
            self.say(why, alarm=True)
            return
        draft.is_chosen = not draft.is_chosen
        self.move(1)

    def toggle_all(self) -> None:
        """Choose all that score enough; where they all are chosen, choose none."""
        least = app_of(self).gateway.start.spot.min_score
        good = [each for each in self.drafts if each.candidate.score >= least and not each.refusal()]
        choose = not all(each.is_chosen for each in good)
        for each in good:
            each.is_chosen = choose
        self.say(f"{counted(len(good), 'statement')} of at least {least:g} {'chosen' if choose else 'left out again'}")
        self.statements.lay_out()
        self.draw()

    def toggle_rejected(self) -> None:
        """Show rejected statements, or hide them."""
        self.shows_rejected = not self.shows_rejected
        count = sum(each.state is StatementState.REJECTED for each in self.drafts)
        self.say(f"{counted(count, 'rejected statement')} {'shown' if self.shows_rejected else 'hidden'}")
        self.list_statements()

    def reject(self) -> None:
        """Reject the statement for this article, or restore it."""
        draft = self._current()
        if draft is None or self.offer is None:
            return
        if draft.state is StatementState.TAKEN:
            self.say(draft.refusal(), alarm=True)
            return
        before, article, candidate = draft.offered, self.offer.article, draft.candidate
        rejects = draft.state is StatementState.NEW
        draft.offered = replace(before, state=StatementState.REJECTED if rejects else StatementState.NEW)
        draft.is_chosen = False

        def done(_: None) -> None:
            self.say("rejected: it is not offered again for this article (x restores it)" if rejects else "restored")

        def failed(error: FactcheckError) -> None:
            draft.offered = before
            self.statements.lay_out()
            self.say(error.message, alarm=True)

        app_of(self).write(lambda operations: operations.reject(article, candidate, rejected=rejects), done, failed)
        self.move(1 if rejects else 0)

    def open_article(self) -> None:
        """Open the article in the browser."""
        url = self.offer.article.reading.url if self.offer else None
        if url is None:
            self.say("the article has no address", alarm=True)
        else:
            self.app.open_url(url)
            self.say(f"opened in the browser: {url}")

    def explain(self) -> None:
        """Show the keys."""
        width = max(len(key) for key, _ in KEYS)
        room, indent = max(self.size.width - 2, 2 * width), " " * (width + 3)
        text = "\n".join(fill(f" {key:{width}}  {words}", room, subsequent_indent=indent) for key, words in KEYS)
        self.query_one("#ingest-keys", Static).update(app_of(self).styling.own(f"{text}\n\n any key goes back"))
        self.enter_mode("-explaining")

    # The wording

    def edit(self) -> None:
        """Edit the stand-alone wording; the verbatim words are above it."""
        draft = self._current()
        if draft is None:
            return
        if why := draft.refusal():
            self.say(why, alarm=True)
            return
        if draft.tracked_id is not None:
            self.say(f"the statement is linked to claim {draft.tracked_id}, which has its own wording", alarm=True)
            return
        self.editing = draft
        styling = app_of(self).styling
        words = " ".join(draft.candidate.text[:2_000].split())
        self.query_one("#verbatim", Static).update(styling.foreign(f"verbatim: {words}"))
        block = self.query_one("#wording", WordingBlock)
        block.text = draft.standalone
        block.move_cursor(block.document.end)
        self.enter_mode("-editing")
        self.set_focus(block)

    def on_wording_block_ended(self, message: WordingBlock.Ended) -> None:
        """Keep the wording, and give the list the keys again."""
        message.stop()
        draft, self.editing = self.editing, None
        if draft is not None and message.text is not None and message.text != draft.standalone:
            draft.wording = message.text
            draft.is_chosen = True
            self.say("the wording is changed, and the statement chosen")
        self.enter_mode("-choosing")
        self.statements.lay_out()
        self.draw()
        app_of(self).resume_keys(self.statements)

    # The matches

    def open_matches(self) -> None:
        """Show tracked claims that may say the same."""
        draft = self._current()
        if draft is None:
            return
        if why := draft.refusal():
            self.say(why, alarm=True)
            return
        self.matching = draft
        self.enter_mode("-matching")
        self.matches.show((), "searching…")
        language = draft.candidate.language if draft.candidate.language != "und" else None
        own = {each.offered.claim_id for each in self.drafts if each.state is StatementState.TAKEN}
        self.search.ask(
            draft.standalone.replace(UNRESOLVED_MARK, ""),
            language=language,
            exclude=sorted(filter(None, own)),
            seconds=0,
        )
        if self.search.is_answered:
            self.show_matches(self.search.found)

    def show_matches(self, found: "Sequence[ClaimMatch] | str") -> None:
        """Show the matches of a statement, or why there are none."""
        if self.matching is None:
            return
        if isinstance(found, str):
            self.matches.show((), "")
            self.say(found, alarm=True)
        else:
            self.matches.show(found, "no tracked claim is similar")

    def _act_on_match_key(self, event: events.Key) -> bool:
        draft, key = self.matching, spelled(event)
        assert draft is not None
        step = app_of(self).keymap.steps.get(key)
        asked, self.asked = self.asked, None
        self.say("")
        if event.key == "escape" or key == "q":
            if asked is None:
                self.close_matches()
        elif event.key == "enter":
            self.link(draft, asked)
        elif key == "x":
            if draft.linked_id is None:
                self.say("the statement is not linked to a claim", alarm=True)
            else:
                draft.linked_id = None
                self.close_matches()
                self.say("no longer linked: the statement becomes a claim of its own")
        elif step is not None and step.move is not None:
            self.matches.move(step.move(1, len(self.matches.matches)))
        return True

    def link(self, draft: StatementDraft, asked: "ClaimMatch | None") -> None:
        """Let the statement become an appearance of the chosen claim; ask first where the two differ."""
        chosen = self.matches.chosen
        if chosen is None:
            self.say("no claim is selected", alarm=True)
        elif chosen.differs and asked is not chosen:
            self.asked = chosen
            self.say(f"the two differ: enter links the statement to claim {chosen.claim_id} all the same", alarm=True)
        else:
            draft.linked_id, draft.is_chosen = chosen.claim_id, True
            self.close_matches()
            has_address = self.offer is not None and self.offer.article.reading.url is not None
            gains = "has this article as a further appearance" if has_address else "has this statement, too"
            self.say(f"once it is sent, claim {chosen.claim_id} {gains}")

    def close_matches(self) -> None:
        """Show the statements again."""
        self.matching = None
        self.search.stop()
        self.enter_mode("-choosing")
        self.statements.lay_out()
        self.draw()

    # Sending

    def send(self) -> None:
        """File the chosen statements, close, and check the article in the background."""
        if self.offer is None:
            return
        statements, app, article = self.statements, app_of(self), self.offer.article
        chosen = sendable(statements.drafts, statements.cursor)
        if not chosen:
            current = self._current()
            if current is not None:
                self.say(current.refusal(), alarm=True)
            return
        values = [each.chosen() for each in chosen]
        self.is_sending = True
        app.pause_keys()
        self.say(f"sending {counted(len(values), 'statement')}…")

        def done(taken: "Ingested") -> None:
            self.dismiss()
            text = sent_text(taken)
            new = [
                each.claim_id for each in taken.statements if each.result in {IngestResult.ADDED, IngestResult.LINKED}
            ]
            if new and new[0] is not None:
                app.show_claim(new[0])
            if taken.can_be_undone:
                text += f" ({app.undo_hint()})"
            app.show_message(text)
            app.resume_keys()
            if new:
                app.check_ingested(article, taken, text.partition(" (")[0])

        def failed(error: FactcheckError) -> None:
            self.is_sending = False
            self.say(error.message, alarm=True)
            app.resume_keys()

        app.write(lambda operations: operations.take(article, values), done, failed, adds=True)

    def leave(self) -> None:
        """Close; with chosen statements that were not sent, only at the second time."""
        chosen = sum(each.is_chosen for each in self.drafts)
        if chosen and not self.is_leaving:
            self.is_leaving = True
            self.say(f"{counted(chosen, 'chosen statement')} not sent: enter sends, esc again leaves", alarm=True)
        else:
            self.close()

    # Mouse and messages

    def on_statement_list_picked(self, message: StatementList.Picked) -> None:
        """Choose the statement that was clicked twice."""
        message.stop()
        draft = self.statements.current
        if draft is not None and not draft.refusal():
            draft.is_chosen = not draft.is_chosen
            self.statements.lay_out()
        self.draw()

    def on_statement_list_moved(self, message: StatementList.Moved) -> None:
        """Light the statement that was clicked."""
        message.stop()
        self.draw()

    def on_article_view_clicked(self, message: ArticleView.Clicked) -> None:
        """Go to the statement that was clicked in the article: the shortest one there."""
        message.stop()
        there = [
            (each.candidate.end - each.candidate.start, place)
            for place, each in enumerate(self.statements.drafts)
            if each.candidate.start <= message.offset < each.candidate.end
        ]
        if there and self.matching is None and self.editing is None:
            self.move(min(there)[1] - self.statements.cursor)

    def on_match_list_chosen(self, message: MatchList.Chosen) -> None:
        """Link the claim that was clicked twice."""
        message.stop()
        if self.matching is not None:
            self.link(self.matching, self.asked)
