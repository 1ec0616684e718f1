"""Conflicts as text: both versions of a change, and the keys that decide. Pure."""

from datetime import datetime
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from factcheck.errors import Conflict
from factcheck.services.text.event_text import event_text
from factcheck.services.text.phrases import age
from factcheck.store.rows import EventRow

from .claim_text import TextStyle

CLAIM_WORDS_MIN_CELLS = 70
"""Width from which the claim is named by its words."""


def conflict_text(
    conflict: Conflict,
    claim_id: int | None,
    event: EventRow | None,
    now: datetime,
    keys: str,
    width: int,
    styling: TextStyle,
    *,
    wanted: str = "",
    words: str = "",
) -> Text:
    """Return who was faster with what, both versions, and the keys that decide."""
    cells = min(cell_len(styling.foreign(words)), width // 4)
    quoted = f" “{styling.fit(words, cells)}”" if words and width >= CLAIM_WORDS_MIN_CELLS else ""
    where = f"claim {claim_id}{quoted}: " if claim_id is not None else ""
    who = f"{time_since(event.at, now)} {event.actor} {event_text(event)}" if event else conflict.message
    head = f"{where}your change is not stored; {who}"
    out = Text(styling.own("↯ ") + styling.fit(head, width - 2).rstrip(), "bold", no_wrap=True)
    if conflict.mine:
        for label, values in (("yours  ", conflict.mine), ("theirs ", conflict.theirs)):
            version = " · ".join(f"{column.replace('_', ' ')} {_value(values.get(column))}" for column in conflict.mine)
            out.append("\n" + styling.fit(f"  {label}{version}", width).rstrip(), "not bold")
    else:
        if wanted:
            out.append("\n" + styling.fit(f"  yours  {wanted}", width).rstrip(), "not bold")
        out.append("\n  theirs another part of the claim", "not bold")
    out.append("\n" + styling.fit(f"  {keys}", width).rstrip(), "bold")
    return out


def time_since(moment: datetime, now: datetime) -> str:
    """Return how long ago something was, to the second in the first minute."""
    seconds = max((now - moment).total_seconds(), 0)
    return f"{seconds:.0f} s ago" if seconds < 60 else age(moment, now)


def _value(value: Any) -> str:
    if isinstance(value, list | tuple):
        return " ".join(map(str, value)) or "nothing"
    return "nothing" if value is None else str(value)
