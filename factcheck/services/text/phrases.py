"""Facts in words, the same in the command line and on the screen."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from factcheck.verifier.finding import QuoteFinding

NAME_CHARACTERS = 40
"""Characters of a claim's text in its name."""
NAMES_SHOWN = 5


NOT_SHOWN = "the article is no longer shown"
"""The message of an alert about a page that is a stub of its article."""
IN_DOUBT = "the article was not shown when last looked at, so the quote is in doubt"
"""The message about a quote on such a page before there is an alert."""


def age(moment: datetime | None, now: datetime) -> str:
    """Return how long ago something was."""
    if moment is None:
        return "never"
    seconds = max((now - moment).total_seconds(), 0)
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size:.0f} {unit} ago"
    return "just now"


def claim_name(number: int, text: str) -> str:
    """Return a claim's number and first words, as a message names it."""
    words = " ".join(text.split())
    cut = words if len(words) <= NAME_CHARACTERS else words[:NAME_CHARACTERS].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"
    return f"claim {number} “{cut}”"


def listed(names: Sequence[str], count: int | None = None) -> str:
    """Return names as a sentence lists them, the first few; ``count`` is how many there are in all."""
    total = len(names) if count is None else count
    shown = list(names[:NAMES_SHOWN])
    if total > len(shown):
        return f"{', '.join(shown)} and {total - len(shown):,} more"
    return " and ".join(filter(None, (", ".join(shown[:-1]), *shown[-1:])))


def difference_line(difference: dict[str, Any]) -> str:
    """Return a difference in words."""
    quoted, found = difference["quoted"], difference["found"]
    if quoted and found:
        return f"{difference['kind']}: “{quoted}” became “{found}”"
    return f"{difference['kind']}: “{quoted}” is gone" if quoted else f"{difference['kind']}: “{found}” was put in"


def diff_of(quote: "QuoteFinding") -> list[dict[str, Any]]:
    """Return a quote's differences as they are stored and printed."""
    return [asdict(difference) for difference in quote.match.differences] if quote.match else []
