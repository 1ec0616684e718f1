"""When a claim was made: an interval of days, either end of which may be open, as people and the contract write it."""

import calendar
import re
from datetime import date

from factcheck.errors import InputError


def day_or_days(text: str) -> tuple[date | None, date | None]:
    """Return the interval a date means: a day, a month, a year, or two of these with a slash between."""
    first, slash, second = text.partition("/")
    start = _span(first)[0]
    end = _span(second if slash else first)[1]
    if start and end and start > end:
        raise InputError(f"the date {text!r} ends before it begins; put the earlier day first")
    return start, end


def _span(text: str) -> tuple[date | None, date | None]:
    if text == "..":
        return None, None
    match = re.fullmatch(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?", text)
    try:
        if match and match[3]:
            return date.fromisoformat(text), date.fromisoformat(text)
        if match and match[2]:
            year, month = int(match[1]), int(match[2])
            return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])
        if match:
            return date(int(match[1]), 1, 1), date(int(match[1]), 12, 31)
    except (ValueError, calendar.IllegalMonthError):
        pass
    raise InputError(f"{text!r} is no date: give 2024-06-01, 2024-06, 2024, or two with a slash between")


def interval(start: date | None, end: date | None) -> str | None:
    """Return a claim's date: a day, or two with a slash between, either of which may be open."""
    if start is None and end is None:
        return None
    return start.isoformat() if start and start == end else f"{start or '..'}/{end or '..'}"
