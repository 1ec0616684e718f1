"""The meaning of each form of a date: the days that it names, given the day on which the text was published."""

import re
from collections.abc import Callable
from datetime import date

from factcheck.spotting import calendar_days as calendar
from factcheck.spotting.date_grammar import DateGrammar
from factcheck.spotting.values import DateInterval

VAGUE_DISTANCE = 10
"""So many weeks, months or years ago is an estimate where the number is round."""
DISTANCE_MAX = 200
Meaning = Callable[[date], DateInterval | None]
Reading = tuple[Meaning, bool]
"""The meaning, and whether it depends on the day of publication."""


def read_form(form: str, match: re.Match[str], grammar: DateGrammar, *, future: bool) -> Reading | None:
    """Return the meaning of a date; None where the words are not a date."""
    match form:
        case "iso" | "han":
            return _absolute(_in_figures(match))
        case "figures":
            return _absolute(_day_first(match, grammar))
        case "day" | "month day" | "day range":
            return _day(match, grammar, future=future)
        case "short day":
            return _short_day(match, grammar)
        case "month":
            return _month(match, grammar)
        case "bare month" | "qualified month" | "month range":
            is_range = form == "month range"
            return _month_range(match, grammar) if is_range else _bare_month(match, grammar, future=future)
        case "weekday":
            return _weekday(match, grammar, future=future)
        case "period":
            return _period(match), True
        case "ago":
            return _ago(match, grammar)
        case "year range":
            first, last = calendar.year_of(int(match["y0"])), calendar.year_of(int(match["y"]))
            return _absolute(calendar.hull(first, last)) if first and last and first.start < last.start else None
        case "year":
            return _absolute(calendar.year_of(int(_group(match, "y", "y2", "y3"))))
    raise AssertionError(f"there is no form {form}")


def unknown(_: date) -> DateInterval | None:
    """Return None: the words may mean several days."""
    return None


def _absolute(interval: DateInterval | None) -> Reading | None:
    return ((lambda _: interval), False) if interval else None


def _group(match: re.Match[str], *names: str) -> str:
    """Return the first of some groups that took part in a match."""
    known = match.re.groupindex
    return next((found for name in names if name in known and (found := match[name])), "")


def _in_figures(match: re.Match[str]) -> DateInterval | None:
    year, month, day = int(match["y"]), int(match["m"]), match["d"]
    if not 1 <= month <= calendar.MONTHS_PER_YEAR:
        return None
    return calendar.day_of(year, month, int(day)) if day else calendar.month_of(year, month)


def _day_first(match: re.Match[str], grammar: DateGrammar) -> DateInterval | None:
    """Return the day of 3.5.2024; None for 3/4/2024 where a country of the language writes the month first."""
    first, second, year = int(match["d"]), int(match["m"]), int(match["y"])
    day = calendar.day_of(year, second, first)
    if not grammar.month_first or "." in match["date"]:
        return day
    other = calendar.day_of(year, first, second)
    return day or other if not (day and other) or day == other else None


def _month_number(name: str, grammar: DateGrammar) -> int | None:
    """Return the number of a month; None for a word such as "may" that is a month only with a capital letter."""
    folded = name.casefold()
    return None if folded in grammar.capitalized and name == folded else grammar.months.get(folded)


def _day(match: re.Match[str], grammar: DateGrammar, *, future: bool) -> Reading | None:
    month = _month_number(match["m"], grammar)
    if month is None:
        return None
    day, first = int(match["d"]), int(_group(match, "d0") or match["d"])
    name = _group(match, "w")
    weekday = grammar.weekdays.get(name.casefold()) if name else None
    if match["y"]:
        return _absolute(_days(int(match["y"]), month, first, day))
    if match["last_year"] or match["this_year"]:
        shift = -1 if match["last_year"] else 0
        return (lambda published: _days(published.year + shift, month, first, day)), True

    def meaning(published: date) -> DateInterval | None:
        last = calendar.yearless_day(published, month, day, weekday, future=future)
        return _days(last.start.year, month, first, day) if last else None

    return meaning, True


def _days(year: int, month: int, first: int, last: int) -> DateInterval | None:
    start, end = calendar.day_of(year, month, first), calendar.day_of(year, month, last)
    return calendar.hull(start, end) if start and end and first <= last else None


def _short_day(match: re.Match[str], grammar: DateGrammar) -> Reading | None:
    month = grammar.short_months.get(match["m"].casefold())
    return _absolute(calendar.day_of(int(match["y"]), month, int(match["d"]))) if month else None


def _month_range(match: re.Match[str], grammar: DateGrammar) -> Reading | None:
    """Return the last time from one month to another one before publication: between November and February."""
    first, last = _month_number(match["m0"], grammar), _month_number(match["m"], grammar)
    if first is None or last is None or first == last:
        return None

    def meaning(published: date) -> DateInterval | None:
        year = published.year - (last > published.month)
        start, end = calendar.month_of(year - (first > last), first), calendar.month_of(year, last)
        return calendar.hull(start, end) if start and end else None

    return meaning, True


def _month(match: re.Match[str], grammar: DateGrammar) -> Reading | None:
    month = _month_number(match["m"], grammar)
    if month is None:
        return None
    if match["y"]:
        return _absolute(calendar.month_of(int(match["y"]), month))
    shift = -1 if match["last_year"] else 0
    return (lambda published: calendar.month_of(published.year + shift, month)), True


def _bare_month(match: re.Match[str], grammar: DateGrammar, *, future: bool) -> Reading | None:
    month = _month_number(_group(match, "m", "m2"), grammar)
    if month is None:
        return None
    is_vague = _group(match, "vague", "coming", "coming2")
    if is_vague or (future and not _group(match, "last", "last2")):
        return unknown, True
    return (lambda published: calendar.month_before(published, month)), True


def _weekday(match: re.Match[str], grammar: DateGrammar, *, future: bool) -> Reading | None:
    if match["not"] or not match["w"]:
        return None
    name = match["w"].casefold()
    weekday = grammar.weekdays[name]
    if name in grammar.ambiguous_weekdays and not _is_sure_weekday(match, grammar):
        return None
    if match["d"]:
        return (lambda published: _numbered_weekday(published, weekday, int(match["d"]))), True
    if group := _group(match, *_WEEKS):
        weeks = next(number for name, number in _WEEKS.items() if match[name] == group)
        return (lambda published: _weekday_of_week(published, weeks, weekday)), True
    if match["vague"]:
        return unknown, True
    if _group(match, "coming", "coming2"):
        return (lambda published: calendar.next_weekday(published, weekday)), True
    if _group(match, "last", "last2"):
        return (lambda published: calendar.last_weekday(published, weekday, before=True)), True
    return (unknown if future else lambda published: calendar.last_weekday(published, weekday)), True


def _is_sure_weekday(match: re.Match[str], grammar: DateGrammar) -> bool:
    """Return whether the words around a word such as "segunda" show that it is a day."""
    following = re.match(r"\s+([^\W\d_]+)", match.string[match.end() : match.end() + 40])
    if following and grammar.after_weekday and following[1].casefold() not in grammar.after_weekday:
        return False
    return bool(match["before"] or match["d"] or _group(match, "last", "last2", "coming", "coming2"))


_WEEKS = {"last_week": -1, "this_week": 0, "next_week": 1}


def _weekday_of_week(published: date, weeks: int, weekday: int) -> DateInterval | None:
    week = calendar.week_of(published, weeks)
    return calendar.shifted(week.start, weekday) if week else None


def _numbered_weekday(published: date, weekday: int, day: int) -> DateInterval | None:
    """Return the day of "terça-feira (28)": the nearest such day of the week with that number in its month."""
    near = (calendar.shifted(published, days) for days in sorted(range(-31, 32), key=abs))
    return next((each for each in near if each and each.start.day == day and each.start.weekday() == weekday), None)


def _period(match: re.Match[str]) -> Meaning:
    return _PERIODS[next(name for name, found in match.groupdict().items() if found and name != "date")]


_PERIODS: dict[str, Meaning] = {
    "today": calendar.one_day,
    "yesterday": lambda day: calendar.shifted(day, -1),
    "before_yesterday": lambda day: calendar.shifted(day, -2),
    "tomorrow": lambda day: calendar.shifted(day, 1),
    "last_night": lambda day: DateInterval(before.start, day) if (before := calendar.shifted(day, -1)) else None,
    "this_week": calendar.week_of,
    "last_week": lambda day: calendar.week_of(day, -1),
    "next_week": lambda day: calendar.week_of(day, 1),
    "this_month": lambda day: calendar.month_of(day.year, day.month),
    "last_month": lambda day: calendar.month_of(day.year, day.month - 1),
    "next_month": lambda day: calendar.month_of(day.year, day.month + 1),
    "this_year": lambda day: calendar.year_of(day.year),
    "last_year": lambda day: calendar.year_of(day.year - 1),
    "next_year": lambda day: calendar.year_of(day.year + 1),
    "year_before_last": lambda day: calendar.year_of(day.year - 2),
}


def _ago(match: re.Match[str], grammar: DateGrammar) -> Reading | None:
    groups = {name[0]: found for name, found in match.groupdict().items() if found and name != "date"}
    unit = grammar.units.get(groups.get("u", "").casefold())
    words = groups.get("n", "").casefold()
    number = int(words) if words.isdecimal() else grammar.numbers.get(words, 1)
    if unit is None or not 0 < number <= DISTANCE_MAX:
        return None
    if unit != "days" and number >= VAGUE_DISTANCE:
        return unknown, True
    return _AGO[unit](number), True


_AGO: dict[str, Callable[[int], Meaning]] = {
    "days": lambda number: lambda day: calendar.shifted(day, -number),
    "weeks": lambda number: lambda day: calendar.week_of(day, -number),
    "months": lambda number: lambda day: calendar.month_of(day.year, day.month - number),
    "years": lambda number: lambda day: calendar.year_of(day.year - number),
}
