"""The form of a claim: a new one, or one that is edited."""

from typing import Any

from textual.widget import Widget

from factcheck.errors import Conflict, FactcheckError
from factcheck.services.text.date_ranges import format_date_range, parse_date_range
from factcheck.store.rows import ClaimRow
from factcheck.vocabulary import UNATTRIBUTED

from ..commands.registry import CITE
from ..ports import app_of
from ..widgets.fields import Line
from ..widgets.text_block import TextBlock
from .forms import DeskForm

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
