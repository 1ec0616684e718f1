"""Events of the audit log as text."""

from collections.abc import Mapping
from typing import Any

from factcheck.store.rows import EventRow

ACTION_TEXTS = {
    "claim.added": "added the claim",
    "claim.edited": "edited the claim",
    "claim.rated": "rated the claim",
    "claim.withdrawn": "withdrew the claim",
    "claim.merged": "merged two claims",
    "claim.split": "split two claims",
    "note.added": "added a note",
    "citation.added": "cited a source",
    "citation.edited": "edited a citation",
    "citation.withdrawn": "withdrew a citation",
    "alert.dismissed": "dismissed an alert",
    "alert.accepted": "accepted new wording",
    "alert.replaced": "replaced the link of a citation",
    "alert.withdrawn": "withdrew a citation because of an alert",
    "alert.reopened": "reopened the claim because of an alert",
    "alert.opened": "opened an alert",
    "alert.changed": "updated an alert",
    "alert.cleared": "cleared an alert",
    "statement.linked": "linked a statement of an article",
    "statement.rejected": "rejected a statement of an article",
    "statement.restored": "restored a statement of an article",
    "captures.pruned": "removed old captures",
    "action.undone": "undid",
    "action.redone": "redid",
}

MERGED, SPLIT = "merged", "split"
"""Keys in the data of an event: the claim that was merged into another one, or split from it, and that other one."""

HIDDEN_COLUMNS = frozenset({"detail", "checks", "finding", "source_check_id", "resolution", "resolved_by"})
"""Columns that are left out of the text: the program's own, and those that the action names."""
HIDDEN_ENDINGS = ("_at", "_since", "_finding")
"""Endings of further such columns: times and fingerprints."""
COLUMN_NAMES = {"rating_why": "why", "status_why": "why", "exact": "quote"}
"""Names of columns, where people know them by others."""
TEXT_COLUMNS = {"citation.added": "exact", "note.added": "text"}
"""The text column of a new row, by action."""


def event_text(event: EventRow) -> str:
    """Return an event as text: what was done, and the values before and after."""
    what = ACTION_TEXTS.get(event.action, event.action)
    if relinked := relinking_text(event.data, reversed_=event.action == "action.undone"):
        return f"{what}: {relinked}" if "undoes" in event.data else relinked
    if undoes := event.data.get("what"):
        what = f"{what}: {ACTION_TEXTS.get(undoes, undoes)}"
    parts = [_short(event.data["url"])] if "url" in event.data else []
    parts += [f"“{_short(event.data['statement'])}”"] if "statement" in event.data else []
    for change in event.data.get("changes", ()):
        if change["before"] is None:
            text = change["after"].get(TEXT_COLUMNS.get(event.action, ""))
            parts += [f"“{_short(text)}”"] if text else []
            continue
        parts += [
            _column_change(name, old, change["after"].get(name))
            for name, old in change["before"].items()
            if not name.endswith(HIDDEN_ENDINGS) and name not in HIDDEN_COLUMNS
        ]
    tags = event.data.get("tags") or {}
    parts += [f"+{name}" for name in tags.get("added", ())] + [f"-{name}" for name in tags.get("removed", ())]
    return f"{what} ({', '.join(parts)})" if parts else what


def relinking_text(data: Mapping[str, Any], *, reversed_: bool = False) -> str | None:
    """Return as text the merge or the split of an event, or, ``reversed_``, the one that it undid; None for other events."""
    found = next((key for key in (MERGED, SPLIT) if key in data), None)
    if found is None:
        return None
    claim_id, other_id = data[found]
    if (found == MERGED) is not reversed_:
        return f"merged claim {claim_id} into claim {other_id}"
    return f"split claim {claim_id} from claim {other_id}"


def _column_change(name: str, old: Any, new: Any) -> str:
    """Return the change of a column as text."""
    column = COLUMN_NAMES.get(name, name.replace("_", " "))
    if old is None:
        return f"{column} {_short(new)}"
    return f"{column} {_short(old)} → {_short(new)}"


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
