"""The form of a claim: a new one, or one that is edited."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widget import Widget
from textual.widgets import Input, Static, TextArea

from factcheck.errors import Conflict, FactcheckError, InputError
from factcheck.services.editing.text_rules import LANGUAGE_TAG
from factcheck.services.text.date_ranges import format_date_range, parse_date_range
from factcheck.store.rows import ClaimRow
from factcheck.vocabulary import UNATTRIBUTED, MatchRelation

from ..commands.registry import CITE
from ..desk.match_search import MatchSearch
from ..ports import app_of
from ..widgets.fields import Line
from ..widgets.match_list import MatchList
from ..widgets.text_block import TextBlock
from .background import ReadsInBackground
from .forms import DeskForm

if TYPE_CHECKING:
    from factcheck.services.matching.matches import ClaimMatch

WIDE_MIN_CELLS = 110
"""Width from which tracked claims are beside the fields; else they are below them."""
OPEN_KEY, NEXT_KEY = "ctrl+t", "ctrl+n"
NO_MATCH_YET, NO_MATCH = "they appear here while you type", "no tracked claim does, so far"
TWIN_MIN_SCORE, SIMILAR_MIN_SCORE = 0.5, 0.3
"""A claim with less in common that differs in a name is about something else; with still less, it is not shown."""
SIMILAR_MAX = 2
"""Claims shown that are similar, and nothing more."""
WORDING_HINT = "the claim word for word; all other fields are optional"
STANDALONE_HINT = "the same claim, clear without its context"


class ClaimForm(DeskForm):
    """The wording, who said it and when, and the tags."""

    def __init__(self, row: ClaimRow | None) -> None:
        super().__init__()
        self.row = row
        self.version = row.version if row else None
        self.heading = f"edit claim {row.id}" if row else "add a claim"

    def fields(self) -> dict[str, Widget]:
        """Return the fields with the values of the claim."""
        row = self.row
        claimant = row.claimant if row and row.claimant != UNATTRIBUTED else ""
        when = (format_date_range(row.claimed_from, row.claimed_to) if row else None) or ""
        made: dict[str, Widget] = {
            "claim": TextBlock(row.text if row else "", id="text", compact=True, placeholder=WORDING_HINT),
            "standalone": Line(
                row.standalone or "" if row else "", id="standalone", compact=True, placeholder=STANDALONE_HINT
            ),
            "claimant": Line(claimant, id="claimant", compact=True, placeholder="who made the claim"),
            "said on": Line(when, id="when", compact=True, placeholder="2024-06-01, 2024-06, 2024, or a range with /"),
            "language": Line(
                row.language or "" if row else "", id="language", compact=True, placeholder="en, fr, zh-Hant"
            ),
            "tags": Line(" ".join(row.tags) if row else "", id="tags", compact=True, placeholder="storm bridge"),
        }
        if row is None:
            made["appeared at"] = Line(id="appearance", compact=True, placeholder="https:// where the claim was made")
        return made

    def save(self, values: dict[str, str]) -> None:
        """Store the claim."""
        start, end = parse_date_range(values["when"].strip()) if values["when"].strip() else (None, None)
        given: dict[str, Any] = {
            "text": values["text"].strip(),
            "standalone": values["standalone"].strip() or None,
            "claimant": values["claimant"].strip() or UNATTRIBUTED,
            "language": values["language"].strip() or None,
            "claimed_from": start,
            "claimed_to": end,
        }
        tags = tuple(dict.fromkeys(values["tags"].replace(",", " ").split()))
        if self.row is None:
            self._add(given | {"tags": tags, "appearance": values["appearance"].strip() or None})
        else:
            has = set(self.row.tags)
            changed = {name: value for name, value in given.items() if getattr(self.row, name) != value}
            changed |= {"add_tags": tuple(tag for tag in tags if tag not in has), "remove_tags": tuple(has - set(tags))}
            self._edit(self.row.id, changed)

    def _add(self, new: dict[str, Any]) -> None:
        app = app_of(self)

        def done(claim_id: int) -> None:
            self.dismiss(True)
            app.show_claim(claim_id)
            cite = app.keymap.key(CITE)
            app.show_message(f"claim {claim_id} added: {cite} cites a source for it · {app.claim_words(claim_id)}")

        app.write(lambda operations: operations.add(**new), done, self.complain, adds=True)

    def _edit(self, claim_id: int, edit: dict[str, Any]) -> None:
        app, version = app_of(self), self.version

        def done(newest: int) -> None:
            app.saved(claim_id, newest)
            self.dismiss(True)
            app.reload_screens()
            app.show_message(f"claim {claim_id} saved ({app.undo_hint()}) · {app.claim_words(claim_id)}")

        def failed(error: FactcheckError) -> None:
            if isinstance(error, Conflict):
                overwrite = lambda: self._overwrite(claim_id, edit, error.version)  # noqa: E731
                app.add_conflict(error, overwrite, self.keep_theirs, claim_id=claim_id, form=self)
            else:
                self.complain(error)

        app.write(lambda operations: operations.edit(claim_id, version, **edit), done, failed)

    def keep_theirs(self) -> None:
        """Keep their version; what was typed stays here until it is saved or discarded."""
        self.leaving = True
        self.say("their version is kept; your text is still here: ctrl+s saves it, esc discards it")

    def _overwrite(self, claim_id: int, edit: dict[str, Any], version: int) -> None:
        self.version = version
        self._edit(claim_id, edit)


class NewClaimForm(ReadsInBackground, ClaimForm):
    """The form of a new claim, with the tracked claims that may say the same as what is typed."""

    VERTICAL_BREAKPOINTS = [(0, "-low"), (30, "-high")]  # noqa: RUF012
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (WIDE_MIN_CELLS, "-wide")]  # noqa: RUF012

    def __init__(self) -> None:
        super().__init__(None)
        self.warned: set[int] = set()
        """Tracked claims that were shown to the reviewer before this one was stored."""

    def compose_aside(self) -> ComposeResult:
        """Yield the list of tracked claims."""
        with Vertical(id="matches"):
            yield Static(f"may say the same  ({OPEN_KEY} opens, {NEXT_KEY} next)", id="matches-heading", markup=False)
            yield MatchList(empty=NO_MATCH_YET)

    def on_mount(self) -> None:
        """Load what the search needs while the claim is typed."""
        app = app_of(self)
        self.search = MatchSearch(self, app.gateway, self.show_matches, app.crash_with)
        super().on_mount()
        app.load_services()

    def on_unmount(self) -> None:
        """End the search."""
        self.search.close()

    @property
    def matches(self) -> MatchList:
        """The list of tracked claims."""
        return self.query_one(MatchList)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Search once typing rests."""
        event.stop()
        self._ask()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Search again in another language."""
        event.stop()
        if event.input.id == "language":
            self._ask()

    def _ask(self) -> None:
        text = self.query_one("#text", TextBlock).text
        self.matches.show(self.matches.matches, NO_MATCH if text.strip() else NO_MATCH_YET)
        language = self.query_one("#language", Line).value.strip()
        self.search.ask(text, language=language if LANGUAGE_TAG.fullmatch(language) else None)

    def show_matches(self, found: "Sequence[ClaimMatch] | str") -> None:
        """Show the claims that may say the same; those that are only similar are few, and come last."""
        if isinstance(found, str):
            self.matches.show((), found)
            return
        near = [each for each in found if each.is_same or each.tracked or _is_twin(each)]
        similar = [each for each in found if each not in near and each.score >= SIMILAR_MIN_SCORE][:SIMILAR_MAX]
        self.matches.show([*near, *similar])

    def on_match_list_chosen(self, message: MatchList.Chosen) -> None:
        """Open the claim that was clicked twice."""
        message.stop()
        self.act(OPEN_KEY)

    def save(self, values: dict[str, str]) -> None:
        """Store the claim; where a tracked claim says the same, only at the second time."""
        same = next((each.claim_id for each in self.matches.matches if each.is_same), None)
        if same is not None and same not in self.warned:
            self.warned.add(same)
            raise InputError(f"claim {same} says the same: {OPEN_KEY} opens it, ctrl+s again adds this one")
        super().save(values)

    def act(self, key: str) -> bool:
        """Go to the next tracked claim, or open the one under the cursor; what was typed stays in the form."""
        if key == NEXT_KEY:
            last = self.matches.cursor + 1 >= len(self.matches.matches)
            self.matches.move(-len(self.matches.matches) if last else 1)
            return True
        if key != OPEN_KEY:
            return False
        chosen = self.matches.chosen
        if chosen is None:
            self.say("no tracked claim is shown that could be opened", alarm=True)
        else:
            app_of(self).open_claim(chosen.claim_id)
        return True


def _is_twin(match: "ClaimMatch") -> bool:
    return match.relation is MatchRelation.TWIN and match.score >= TWIN_MIN_SCORE
