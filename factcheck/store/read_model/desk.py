"""The desk as a whole: counters, rating scale, tags, assignees, saved filters and the run in progress."""

from datetime import datetime

from factcheck.store.row_source import RowSource, optional_json, stored_utc, utc
from factcheck.store.rows import Badges, Progress, RatingRow
from factcheck.vocabulary import Status

COMPLETION_MAX_ROWS = 200
"""Maximum number of tags or names that are offered to complete a word."""


def badges(source: RowSource) -> Badges:
    """Return the number of claims of each badge, from the counters."""
    values = {row["name"]: row["value"] for row in source.select("SELECT name, value FROM counter")}
    return Badges(**{name: values.get(name, 0) for name in (*map(str, Status), "attention")})


def scale(source: RowSource) -> list[RatingRow]:
    """Return the steps of the desk's rating scale, in order."""
    rows = source.select('SELECT "key", value, hotkey, position, labels, definition FROM rating ORDER BY position')
    return [
        RatingRow(
            key=row["key"],
            value=row["value"],
            hotkey=row["hotkey"],
            position=row["position"],
            labels=optional_json(row["labels"]),
            definition=row["definition"],
        )
        for row in rows
    ]


def rating_hotkeys(source: RowSource) -> dict[str, str]:
    """Return the rating that each hotkey gives, in the scale's order."""
    return {row.hotkey: row.key for row in scale(source)}


def tags(source: RowSource) -> list[str]:
    """Return the desk's first tags by name: as many as are offered to complete a word."""
    rows = source.select("SELECT name FROM tag ORDER BY name LIMIT :limit", {"limit": COMPLETION_MAX_ROWS})
    return [row["name"] for row in rows]


def assignees(source: RowSource) -> list[str]:
    """Return the first people who are assigned claims, by name. Each costs one step of the index."""
    rows = source.select(
        "WITH RECURSIVE one(name) AS (SELECT min(assignee) FROM claim WHERE withdrawn_at IS NULL UNION ALL"
        " SELECT (SELECT min(assignee) FROM claim WHERE withdrawn_at IS NULL AND assignee > one.name)"
        " FROM one WHERE one.name IS NOT NULL)"
        " SELECT name FROM one WHERE name IS NOT NULL LIMIT :limit",
        {"limit": COMPLETION_MAX_ROWS},
    )
    return [row["name"] for row in rows]


def saved_filters(source: RowSource, actor: str) -> dict[str, str]:
    """Return a reviewer's saved filters by name, in the order they were first saved."""
    rows = source.select("SELECT name, filter FROM saved_view WHERE actor = :actor ORDER BY id", {"actor": actor})
    return {row["name"]: row["filter"] for row in rows}


def run_progress(source: RowSource, since: datetime) -> Progress | None:
    """Return the newest run in progress that began after a moment.

    A run that was killed is never marked as ended, so that the moment sets an age above which it is ignored.
    """
    rows = source.select(
        "SELECT actor, planned, checked, started_at FROM run"
        " WHERE ended_at IS NULL AND planned > 0 AND started_at > :since ORDER BY id DESC LIMIT 1",
        {"since": stored_utc(since)},
    )
    if not rows:
        return None
    return Progress(rows[0]["actor"], rows[0]["planned"], rows[0]["checked"], utc(rows[0]["started_at"]))
