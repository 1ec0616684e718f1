"""Phrases that the command line and the terminal interface share."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from factcheck.verifier.finding import QuoteFinding

NAME_CHARACTERS = 40
"""Length of a claim's text in its name."""
NAMES_SHOWN = 5


NOT_SHOWN = "the article is no longer shown"
"""Message of an alert about a page that no longer shows its article."""
IN_DOUBT = "the article was not shown at the last check, so the quote is in doubt"
"""Message about a quote on such a page while there is no alert."""


def age(moment: datetime | None, now: datetime) -> str:
    """Return how long ago a moment was, as text."""
    if moment is None:
        return "never"
    seconds = max((now - moment).total_seconds(), 0)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit} ago"
    return "just now"


def counted(number: int, noun: str) -> str:
    """Return a number with its noun, as in "1 alert" and "1,204 alerts"."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def claim_name(number: int, text: str) -> str:
    """Return the name of a claim in a message: its id and first words."""
    words = " ".join(text.split())
    cut = words if len(words) <= NAME_CHARACTERS else words[:NAME_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return f"claim {number} “{cut}”"


def join_names(names: Sequence[str], count: int | None = None) -> str:
    """Return the first names as a list in a sentence. ``count`` is the total, if ``names`` has only the first ones."""
    total = len(names) if count is None else count
    shown = list(names[:NAMES_SHOWN])
    if total > len(shown):
        return f"{', '.join(shown)} and {total - len(shown):,} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def difference_line(difference: dict[str, Any]) -> str:
    """Return a difference as text."""
    quoted, found = difference["quoted"], difference["found"]
    if quoted and found:
        return f"{difference['kind']}: “{quoted}” became “{found}”"
    return (
        f"{difference['kind']}: “{quoted}” was removed" if quoted else f"{difference['kind']}: “{found}” was inserted"
    )


def differences_json(quote: "QuoteFinding") -> list[dict[str, Any]]:
    """Return the differences of a quote as they are stored and printed."""
    return [asdict(difference) for difference in quote.match.differences] if quote.match else []
