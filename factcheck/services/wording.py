"""Facts in words, the same in the command line and on the screen."""

from datetime import datetime
from typing import Any


def age(moment: datetime | None, now: datetime) -> str:
    """Return how long ago something was."""
    if moment is None:
        return "never"
    seconds = max((now - moment).total_seconds(), 0)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit} ago"
    return "just now"


def difference_line(difference: dict[str, Any]) -> str:
    """Return a difference in words."""
    quoted, found = difference["quoted"], difference["found"]
    if quoted and found:
        return f"{difference['kind']}: “{quoted}” became “{found}”"
    return f"{difference['kind']}: “{quoted}” is gone" if quoted else f"{difference['kind']}: “{found}” was put in"
