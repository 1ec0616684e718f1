"""Facts in words, the same in the command line and on the screen."""

from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from factcheck.verifier.finding import QuoteFinding


NOT_SHOWN = "the article is no longer shown"
"""What an alert says of a page that is a stub of its article."""
IN_DOUBT = "the article was not shown when last looked at, so the quote is in doubt"
"""What is said of a quote on such a page before there is an alert."""


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


def diff_of(quote: "QuoteFinding") -> list[dict[str, Any]]:
    """Return a quote's differences as they are stored and printed."""
    return [asdict(difference) for difference in quote.match.differences] if quote.match else []
