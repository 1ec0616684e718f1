"""Dates of publication as pages state them in their markup: as an interval of days, and never more exact than they are."""

import re
from calendar import monthrange
from datetime import date, timedelta

from factcheck.errors import InputError
from factcheck.services.text.date_ranges import parse_date_range
from factcheck.spotting.values import DateInterval

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-?(?P<month>\d{2})(?:-?(?P<day>\d{2}))?)?"
    r"(?:[T\s]\s*(?P<hour>\d{2})(?::?(?P<minute>\d{2}))?(?::?(?P<second>\d{2}))?(?:[.,]\d+)?\s*(?P<zone>Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2})?)?",
    re.IGNORECASE,
)
_RFC = re.compile(r"(?:[A-Z][a-z]{2}, )?(\d{1,2} [A-Z][a-z]{2} \d{4})(?: \d{2}:\d{2}.*)?")
"""The date of a moment in the form of mail headers."""
_TIME = re.compile(
    r",?\s+\d{1,2}[:.h]\d{2}(?::\d{2})?(?:\s*(?:[ap]\.?m\.?|uhr|h))?(?:\s*(?:[A-Z]{2,4}|[+-]\d{2}:?\d{2}))?$",
    re.IGNORECASE,
)
EARLIEST_YEAR = 1600
"""Newspapers are no older."""
YEAR_LIMIT = 9000
"""Later years are not dates; the end of the calendar is far from them."""
UTC_EVENING_HOUR, UTC_MORNING_HOUR = 22, 5
"""Between these hours of UTC it is another day in most of the places where articles are published."""


def published_interval(text: str) -> DateInterval | None:
    """Return the days that a date in markup can mean: ISO 8601, the form of mail headers, or a date in words.

    None for other texts, and for one such as 3/4/2024, which can mean two days.
    A time in UTC at night says less than it seems to: the day of the place where the article was published may be the one
    before or after.
    """
    text = " ".join(text.split())
    if found := _ISO.fullmatch(text):
        return _from_iso(found)
    if written := _RFC.fullmatch(text):
        text = written[1]
    try:
        first, last = parse_date_range(_TIME.sub("", text))
    except InputError:
        return None
    return DateInterval(first, last) if first and last and _is_plausible(first.year) else None


def _from_iso(found: re.Match[str]) -> DateInterval | None:
    year, month, day = int(found["year"]), int(found["month"] or 1), int(found["day"] or 1)
    first = _day(year, month, day)
    if first is None:
        return None
    if found["day"]:
        return _at_night(first, found)
    last_month = month if found["month"] else 12
    return DateInterval(first.start, date(year, last_month, monthrange(year, last_month)[1]))


def _at_night(known: DateInterval, found: re.Match[str]) -> DateInterval:
    """Return the days of a time: two of them for a time in UTC at night. Midnight stands for a day without a time."""
    if (found["zone"] or "").upper() not in {"Z", "UTC", "GMT", "+00:00", "+0000", "+00"}:
        return known
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if hour >= UTC_EVENING_HOUR:
        return DateInterval(known.start, known.end + timedelta(days=1))
    if hour < UTC_MORNING_HOUR and (hour, minute, second) != (0, 0, 0):
        return DateInterval(known.start - timedelta(days=1), known.end)
    return known


def _day(year: int, month: int, day: int) -> DateInterval | None:
    if not _is_plausible(year):
        return None
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return DateInterval(found, found)


def _is_plausible(year: int) -> bool:
    return EARLIEST_YEAR <= year < YEAR_LIMIT
