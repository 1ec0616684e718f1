"""Intervals of the calendar: weeks, months and years around a day, and days that are named without their year."""

from calendar import monthrange
from datetime import date, timedelta

from factcheck.spotting.values import DateInterval

DAYS_PER_WEEK = 7
MONTHS_PER_YEAR = 12
FAR_PAST_DAYS, NEAR_FUTURE_DAYS = 240, 90
"""A day without its year that was so long ago, and is so near again, may be either."""
FUTURE_RATIO = 3
"""In a sentence about the future, one of two days is meant only where the other one is so many times as far away."""


def one_day(day: date) -> DateInterval:
    """Return the interval of one day."""
    return DateInterval(day, day)


def shifted(day: date, days: int) -> DateInterval | None:
    """Return a day before or after another; None outside the calendar."""
    try:
        return one_day(day + timedelta(days=days))
    except OverflowError:
        return None


def week_of(day: date, weeks: int = 0) -> DateInterval | None:
    """Return the week of a day, from Monday to Sunday, or one so many weeks later."""
    try:
        monday = day + timedelta(days=DAYS_PER_WEEK * weeks - day.weekday())
        return DateInterval(monday, monday + timedelta(days=DAYS_PER_WEEK - 1))
    except OverflowError:
        return None


def month_of(year: int, month: int) -> DateInterval | None:
    """Return a month; a number beyond 1 to 12 counts on into other years."""
    year, month = year + (month - 1) // MONTHS_PER_YEAR, (month - 1) % MONTHS_PER_YEAR + 1
    try:
        return DateInterval(date(year, month, 1), date(year, month, monthrange(year, month)[1]))
    except ValueError:
        return None


def year_of(year: int) -> DateInterval | None:
    """Return a year."""
    try:
        return DateInterval(date(year, 1, 1), date(year, 12, 31))
    except ValueError:
        return None


def day_of(year: int, month: int, day: int) -> DateInterval | None:
    """Return a day of the calendar; None where there is no such day."""
    try:
        return one_day(date(year, month, day))
    except ValueError:
        return None


def last_weekday(day: date, weekday: int, *, before: bool = False) -> DateInterval | None:
    """Return the last such day of the week that is not after a day, or that is before it."""
    distance = (day.weekday() - weekday) % DAYS_PER_WEEK
    return shifted(day, -(distance or (DAYS_PER_WEEK if before else 0)))


def next_weekday(day: date, weekday: int) -> DateInterval | None:
    """Return the first such day of the week after a day."""
    return shifted(day, (weekday - day.weekday() - 1) % DAYS_PER_WEEK + 1)


def month_before(day: date, month: int) -> DateInterval | None:
    """Return the last such month that has begun on a day."""
    return month_of(day.year - (month > day.month), month)


def yearless_day(published: date, month: int, day: int, weekday: int | None, *, future: bool) -> DateInterval | None:
    """Return the day that a day and a month without a year mean at a publication; None where it may be either of two.

    The day of the week decides where it is named.
    """
    found = [each for shift in (-1, 0, 1) if (each := day_of(published.year + shift, month, day))]
    if weekday is not None:
        found = [each for each in found if each.start.weekday() == weekday]
        return min(found, key=lambda each: abs((each.start - published).days), default=None)
    past = max((each for each in found if each.start <= published), key=lambda each: each.start, default=None)
    coming = min((each for each in found if each.start > published), key=lambda each: each.start, default=None)
    if past is None or coming is None:
        return None
    ago, ahead = (published - past.start).days, (coming.start - published).days
    if future:
        return past if ago * FUTURE_RATIO <= ahead else coming if ahead * FUTURE_RATIO <= ago else None
    return None if ago > FAR_PAST_DAYS and ahead < NEAR_FUTURE_DAYS else past


def hull(one: DateInterval, other: DateInterval) -> DateInterval:
    """Return the smallest interval that contains two."""
    return DateInterval(min(one.start, other.start), max(one.end, other.end))


def contains(outer: DateInterval, inner: DateInterval) -> bool:
    """Return whether an interval contains another."""
    return outer.start <= inner.start and inner.end <= outer.end
