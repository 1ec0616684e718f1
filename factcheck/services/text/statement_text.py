"""Statements of an article in words, for both front ends: why one has its score, and when it is said to have happened."""

from datetime import timedelta

from factcheck.services.text.date_ranges import format_date_range
from factcheck.spotting.values import DateInterval, Reason

SHOWN_MAX_CHARACTERS = 400
"""Characters of a statement that are shown in a list."""


def reason_text(reason: Reason) -> str:
    """Return a reason for a score in words: what raised it (+) or lowered it (-), and the words that this rests on."""
    return f"{'+' if reason.weight >= 0 else '-'}{reason.code}" + (f" “{shown(reason.words)}”" if reason.words else "")


def shown(text: str) -> str:
    """Return a text on one line, cut off where it is too long to be read in a list."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN_MAX_CHARACTERS else line[: SHOWN_MAX_CHARACTERS - 1] + "…"


def shown_dates(dates: DateInterval) -> str:
    """Return an interval as a day, a month, a year, or its first and last day."""
    start, end = dates.start, dates.end
    following = end + timedelta(days=1)
    if (start.day, following.day) == (1, 1) and start.year == end.year:
        if start.month == end.month:
            return f"{start:%Y-%m}"
        if (start.month, end.month) == (1, 12):
            return f"{start:%Y}"
    return format_date_range(start, end) or ""
