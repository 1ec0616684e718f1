"""Dates of claims: ranges of days, each end of which can be open, in the forms that people write and in ISO 8601."""

import calendar
import re
import unicodedata
from datetime import date
from typing import NamedTuple

from factcheck.errors import InputError
from factcheck.services.text.month_names import ENGLISH, date_fillers, month_numbers, plain_letters

DATE_FORMS = "2024-06-01, 3 June 2024, 3.6.2024, June 2024, 2024-06 or 2024, or two of these separated by a slash"
TEXT_MAX_CHARACTERS = 120
"""No date is longer, and neither is a range of two."""
_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?P<month>\d{1,2})(?:-(?P<day>\d{1,2})(?:[T ]\d{2}:?\d{2}[\d:.,]*(?:Z|[+-]\d{2}:?\d{2})?)?)?)?"
)
_DAY_FIRST = re.compile(r"(?P<day>\d{1,2})\.\s?(?P<month>\d{1,2})\.\s?(?P<year>\d{4})\.?")
_EITHER_FIRST = re.compile(r"(?P<first>\d{1,2})(?P<mark>[/-])(?P<second>\d{1,2})(?P=mark)(?P<year>\d{4})")
_YEAR_FIRST = re.compile(r"(?P<year>\d{4})[/.]\s?(?P<month>\d{1,2})[/.]\s?(?P<day>\d{1,2})\.?")
_WORD = re.compile(r"(?P<number>\d+)(?P<ordinal>st|nd|rd|th|er|[oa°]|\.)?|(?P<name>[^\W\d_]+)\.?|(?P<other>\S)")
_ORDERS = {"dmy", "mdy", "ymd", "my", "ym"}
"""The orders in which a day, a month's name and a year are written."""


class DateRange(NamedTuple):
    """The first and the last day of a date."""

    first: date
    last: date


def parse_date_range(text: str) -> tuple[date | None, date | None]:
    """Return the first and last day of a day, a month, a year, or two of these separated by a slash.

    Raises InputError for text that is not a date, and for one such as 3/4/2024, which can mean two days.
    """
    written = " ".join(unicodedata.normalize("NFKC", text).split())
    if len(written) > TEXT_MAX_CHARACTERS:
        raise _not_a_date(text)
    if written == "..":
        return None, None
    whole = _parse_range(written, text)
    if whole is not None:
        return whole
    first, slash, second = (part.strip() for part in written.partition("/"))
    ends = [None if part == ".." else _parse_range(part, text) for part in (first, second)]
    if not slash or any(end is None and part != ".." for end, part in zip(ends, (first, second), strict=True)):
        raise _not_a_date(text)
    start, end = ends[0] and ends[0].first, ends[1] and ends[1].last
    if start and end and start > end:
        raise InputError(f"the date {text!r} ends before it begins; put the earlier day first")
    return start, end


def format_date_range(start: date | None, end: date | None) -> str | None:
    """Return the date of a claim as text: a day, or two separated by a slash, of which one can be open."""
    if start is None and end is None:
        return None
    return start.isoformat() if start and start == end else f"{start or '..'}/{end or '..'}"


def _parse_range(written: str, text: str) -> DateRange | None:
    """Return the days of a date. None: it is not a date. ``text`` is the whole input, for the message."""
    for form in (_ISO, _DAY_FIRST, _YEAR_FIRST):
        if match := form.fullmatch(written):
            return _date_range(match["year"], match["month"], match["day"])
    if match := _EITHER_FIRST.fullmatch(written):
        return _parse_slashed(match, text)
    return _parse_named_month(written)


def _date_range(year: str, month: str | int | None, day: str | None) -> DateRange | None:
    try:
        if month is None:
            return DateRange(date(int(year), 1, 1), date(int(year), 12, 31))
        if day is None:
            return DateRange(
                date(int(year), int(month), 1),
                date(int(year), int(month), calendar.monthrange(int(year), int(month))[1]),
            )
        return DateRange(*[date(int(year), int(month), int(day))] * 2)
    except (ValueError, calendar.IllegalMonthError):
        return None


def _parse_slashed(match: re.Match[str], text: str) -> DateRange | None:
    """Return the day of a date such as 25/12/2024, if only one order makes sense. Raises InputError if both do."""
    first, second, year = match["first"], match["second"], match["year"]
    by_day, by_month = _date_range(year, second, first), _date_range(year, first, second)
    if by_day and by_month and by_day != by_month:
        one, other = by_day.first, by_month.first
        raise InputError(
            f"{text!r} can mean two dates: {one.day} {ENGLISH[one.month - 1]} or "
            f"{ENGLISH[other.month - 1]} {other.day}; write {one.isoformat()} or {other.isoformat()}"
        )
    return by_day or by_month


def _parse_named_month(written: str) -> DateRange | None:
    """Return the days of a date with the name of a month, in any language of ``month_names``."""
    order, parts = "", {}
    for word in _WORD.finditer(written):
        if number := word["number"]:
            kind = "y" if len(number) == 4 and not word["ordinal"] else "d" if len(number) <= 2 else None
            value = number
        elif word["name"] and (month := month_numbers().get(plain_letters(word["name"]))):
            kind, value = "m", str(month)
        elif word["other"] == "," or (word["name"] and word["name"].casefold() in date_fillers()):
            continue
        else:
            return None
        if kind is None:
            return None
        order += kind
        parts[kind] = value
    return _date_range(parts["y"], parts["m"], parts.get("d")) if order in _ORDERS else None


def _not_a_date(text: str) -> InputError:
    return InputError(f"{text[:TEXT_MAX_CHARACTERS]!r} is not a date: give {DATE_FORMS}")
