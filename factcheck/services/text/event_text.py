"""The log in words."""

from typing import Any

from factcheck.store.rows import EventRow

WORDS = {
    "claim.added": "added the claim",
    "claim.edited": "edited the claim",
    "claim.rated": "rated the claim",
    "claim.withdrawn": "withdrew the claim",
    "note.added": "added a note",
    "citation.added": "cited a source",
    "citation.edited": "edited a citation",
    "citation.withdrawn": "withdrew a citation",
    "alert.dismissed": "dismissed an alert",
    "alert.accepted": "accepted new wording",
    "alert.replaced": "put another link in a citation's place",
    "alert.withdrawn": "withdrew a citation, for an alert",
    "alert.reopened": "took the claim up again, for an alert",
    "alert.opened": "opened an alert",
    "alert.changed": "found more about an alert",
    "alert.cleared": "cleared an alert",
    "captures.pruned": "dropped old captures",
    "action.undone": "undid",
    "action.redone": "redid",
}

UNTOLD = frozenset({"detail", "checks", "finding", "source_check_id"})
"""Columns whose change says nothing in a line."""
WORDED = {"citation.added": "exact", "note.added": "text"}
"""The column of a new row whose words the log tells."""


def describe(event: EventRow) -> str:
    """Return a line of the log in words: what was done, and what changed from what to what."""
    what = WORDS.get(event.action, event.action)
    if undoes := event.data.get("what"):
        what = f"{what}: {WORDS.get(undoes, undoes)}"
    parts = [_short(event.data["url"])] if "url" in event.data else []
    for change in event.data.get("changes", ()):
        if change["before"] is None:
            said = change["after"].get(WORDED.get(event.action, ""))
            parts += [f"“{_short(said)}”"] if said else []
            continue
        parts += [
            _turn(name, old, change["after"].get(name))
            for name, old in change["before"].items()
            if not name.endswith("_at") and name not in UNTOLD
        ]
    tags = event.data.get("tags") or {}
    parts += [f"+{name}" for name in tags.get("added", ())] + [f"-{name}" for name in tags.get("removed", ())]
    return f"{what} ({', '.join(parts)})" if parts else what


def _turn(name: str, old: Any, new: Any) -> str:
    """Return a column's change in words."""
    column = {"rating_why": "why", "status_why": "why"}.get(name, name.replace("_", " "))
    if old is None:
        return f"{column} {_short(new)}"
    return f"{column} {_short(old)} → {_short(new)}"


def _short(value: Any) -> str:
    text = "nothing" if value is None else str(value)
    return text if len(text) <= 60 else text[:59] + "…"
