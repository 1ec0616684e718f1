"""The expressions for dates in a language, compiled from its file."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from factcheck.languages import language_files, primary
from factcheck.languages.article_tables import DatesInText
from factcheck.languages.patterns import joined

RELATIVE_PERIODS = (
    "this_week", "last_week", "next_week", "this_month", "last_month", "next_month", "this_year", "last_year", "next_year",
    "year_before_last", "today", "before_yesterday", "yesterday", "tomorrow", "last_night",
)  # fmt: skip
YEAR = r"(?:1[5-9]|20)\d\d(?!\d|[.,/:]\d|\s?(?:%|€|\$))"
DASH = r"\s?[-–—]\s?"
_DAY = r"(?<![\d.,:/-])(?:0?[1-9]|[12]\d|3[01])(?![\d:]|[.,]\d)"
_NEVER = r"(?!)"


@dataclass(frozen=True, slots=True)
class DateGrammar:
    """The expressions of a language. Each has the date itself in the group ``date``."""

    forms: tuple[tuple[str, re.Pattern[str]], ...]
    """Expressions by the names of their forms; where two match at one place, the longer one counts."""
    months: dict[str, int]
    """Numbers of months by their names in lower case."""
    short_months: dict[str, int]
    """Months by the first three letters of their names, where no two months have the same ones."""
    weekdays: dict[str, int]
    """Days of the week by their names in lower case: 0 is Monday."""
    day_names: frozenset[str]
    """Names of days and months and words such as "yesterday", in lower case."""
    numbers: dict[str, int]
    units: dict[str, str]
    """days, weeks, months or years by the words for them."""
    ambiguous_weekdays: frozenset[str]
    after_weekday: frozenset[str]
    capitalized: frozenset[str]
    """Names of months that are other words in lower case."""
    range_from: re.Pattern[str]
    range_to: re.Pattern[str]
    """Matches the whole text between two dates."""
    bounds: re.Pattern[str]
    """Matches at the end of the text before a date."""
    other_year: re.Pattern[str]
    """Matches after a date whose year another sentence gives: of that year."""
    these_days: re.Pattern[str]
    future: re.Pattern[str]
    anchored: re.Pattern[str]
    """Times that are told by another event: a few days before."""
    published: re.Pattern[str]
    month_first: bool
    """3/4/2024 may be the fourth of March."""
    full_date: str
    month_names: tuple[tuple[str, ...], ...]


SHORT_CHARACTERS = 3


@cache
def date_grammar(language: str | None) -> DateGrammar:
    """Return the expressions of a language; for one without rules, dates in figures and its names of months."""
    tag = primary(language)
    file = language_files().get(tag)
    words = file.dates_in_text if file else DatesInText()
    months = file.dates.months if file else ()
    fillers = file.dates.fillers if file else ()
    weekdays = {name: number for number, names in enumerate(words.weekdays) for name in names}
    units = {each: name for name in ("days", "weeks", "months", "years") for each in getattr(words, name)}
    return DateGrammar(
        forms=(
            *_forms(words, [each for names in months for each in names], weekdays, fillers),
            ("short day", _short_day(_short(months), fillers)),
        ),
        months={name: number for number, names in enumerate(months, 1) for name in names},
        short_months=_short(months),
        weekdays=weekdays,
        day_names=frozenset({*weekdays, *(each for names in months for each in names), *_plain(words)}),
        numbers={name: number for number, names in enumerate(words.numbers, 1) for name in names},
        units=units,
        ambiguous_weekdays=frozenset(words.ambiguous_weekdays),
        after_weekday=frozenset(words.after_weekday),
        capitalized=frozenset(file.figures.only_capitalized) if file else frozenset(),
        range_from=_compiled(rf"(?<!\w)(?:{joined(words.range_from) or _NEVER})\s*$"),
        range_to=_compiled(rf"\s*(?:{joined([*words.range_to]) or _NEVER})\s*|{DASH}"),
        bounds=_compiled(rf"(?<!\w)(?:{joined(words.bounds) or _NEVER})\s*$"),
        other_year=_compiled(rf",?\s+(?:{joined(words.other_year) or _NEVER})(?!\w)"),
        these_days=_compiled(rf"(?<!\w)(?:{joined(words.these_days) or _NEVER})(?!\w)"),
        future=_compiled(rf"(?<!\w)(?:{joined(words.future) or _NEVER})(?!\w)"),
        anchored=_compiled(
            rf"(?<!\w)(?:{joined(words.anchored).replace('{unit}', f'(?:{_any(units)})') or _NEVER})(?!\w)"
        ),
        published=_compiled(rf"(?:{joined(words.published) or _NEVER})"),
        month_first=tag in {"", "en"},
        full_date=words.full_date,
        month_names=months,
    )


def _short(months: Sequence[Sequence[str]]) -> dict[str, int]:
    short = [{name[:SHORT_CHARACTERS] for name in names[:1]} for names in months]
    every = [each for names in short for each in names]
    return {each: number for number, names in enumerate(short, 1) for each in names if every.count(each) == 1}


def _short_day(months: Iterable[str], fillers: Iterable[str]) -> re.Pattern[str]:
    """Return the form of a day with the short name of its month and a year: 10 sep 2024."""
    filler = rf"(?:(?:{_any(fillers)})\s+)?"
    return _compiled(
        rf"(?<!\w)(?P<date>(?P<d>{_DAY})\.?[\s-]{filler}(?P<m>{_any(months)})\.?[\s-]{filler}(?P<y>{YEAR}))(?!\w)"
    )


def _plain(words: DatesInText) -> list[str]:
    """Return the words for today and the days around it that are plain words."""
    every = (*words.today, *words.yesterday, *words.before_yesterday, *words.tomorrow)
    return [match[1] for each in every if (match := re.fullmatch(r"([^\W\d_]+)(?:\(.*)?", each))]


def _forms(
    words: DatesInText, months: list[str], weekdays: dict[str, int], fillers: Iterable[str]
) -> Iterable[tuple[str, re.Pattern[str]]]:
    """Yield the forms of dates of a language."""
    yield "iso", _compiled(r"(?<![\w.-])(?P<date>(?P<y>\d{4})([-/])(?P<m>\d{1,2})\3(?P<d>\d{1,2}))(?![\w-])")
    yield "figures", _compiled(r"(?<![\w.,-])(?P<date>(?P<d>\d{1,2})([./-])(?P<m>\d{1,2})\3(?P<y>\d{4}))(?![\w-])")
    yield "han", _compiled(r"(?P<date>(?P<y>\d{4})\s?[年년]\s?(?P<m>\d{1,2})\s?[月월](?:\s?(?P<d>\d{1,2})\s?[日일])?)")
    month, weekday = _any(months), _any(weekdays)
    periods = "|".join(f"(?P<{name}>{joined(getattr(words, name)) or _NEVER})" for name in RELATIVE_PERIODS)
    year_words = "|".join(
        f"(?P<{name}>{joined(getattr(words, name)) or _NEVER})" for name in ("last_year", "this_year")
    )
    filler = rf"(?:(?:{_any(fillers)})\s+)?"
    year = rf"(?:,?\s+{filler}(?:(?P<y>{YEAR})|{year_words}))"
    day = rf"(?P<d>{_DAY})(?:{_any(words.ordinal_endings)}|\.)?"
    named = rf"(?:(?P<w>{weekday})(?:\s?[,،(]\s?|\s+){filler}(?:den\s+|de\s+)?)?"
    yield "day", _compiled(rf"(?<!\w)(?P<date>{named}{day}\s?{filler}(?P<m>{month})(?!\w)\.?{year}?)")
    yield (
        "day range",
        _compiled(
            rf"(?<!\w)(?P<date>(?P<d0>{_DAY})\.?(?:{DASH}|\s+(?:{joined(words.range_to) or _NEVER})\s+){filler}"
            rf"{day}\s?{filler}(?P<m>{month})(?!\w)\.?{year}?)"
        ),
    )
    yield "month day", _compiled(rf"(?<!\w)(?P<date>{named}(?P<m>{month})\.?\s{day}(?!\w){year}?)")
    yield "month", _compiled(rf"(?<!\w)(?<!\d )(?<!\d\. )(?P<date>(?P<m>{month})(?!\w)\.?{year})")
    before = joined([*words.before_month, *words.bounds, *words.range_from])
    yield "bare month", _compiled(rf"(?<!\w)(?:{before or _NEVER})\s+(?P<date>(?P<m>{month}))(?![\w-])")
    yield (
        "month range",
        _compiled(
            rf"(?<!\w)(?:{joined(words.range_from) or _NEVER})\s+"
            rf"(?P<date>(?P<m0>{month})\s+(?:{joined(words.range_to) or _NEVER})\s+{filler}"
            rf"(?P<m>{month}))(?![\w-])(?!\s+{filler}\d)"
        ),
    )
    last, coming, vague = (joined(each) or _NEVER for each in (words.last, words.coming, words.vague))
    around = rf"(?:(?P<last>{last})|(?P<coming>{coming})|(?P<vague>{vague}))"
    after = rf"(?:(?P<last2>{joined(words.last_after) or _NEVER})|(?P<coming2>{joined(words.coming_after) or _NEVER}))"
    yield "qualified month", _compiled(rf"(?<!\w)(?P<date>{around}\s+(?P<m>{month})|(?P<m2>{month})\s+{after})(?!\w)")
    weeks = "|".join(
        f"(?P<{name}>{joined(getattr(words, name)) or _NEVER})" for name in ("this_week", "last_week", "next_week")
    )
    yield (
        "weekday",
        _compiled(
            rf"(?<!\w)(?:(?P<not>{joined(words.not_weekdays) or _NEVER})|(?:(?P<before>{_any(words.before_weekday)})\s+)?"
            rf"(?P<date>(?:{around}\s+)?(?P<w>{weekday})(?:\s+(?:{filler})(?:{after}|{weeks})|\s\((?P<d>\d{{1,2}})\))?))(?!\w)"
        ),
    )
    yield "period", _compiled(rf"(?<!\w)(?P<date>{periods})(?!\w)")
    yield "ago", _ago(words)
    yield (
        "year range",
        _compiled(
            rf"(?<![\w.,/-])(?P<date>(?P<y0>{YEAR})(?:{DASH}|\s+(?:{joined(words.range_to) or _NEVER})\s+)(?P<y>{YEAR}))(?!\w)"
        ),
    )
    before = joined([*words.before_year, *words.bounds, *words.range_from])
    after_year = joined(words.after_year) or _NEVER
    bare = r"|(?P<y3>(?<![\w.,/-])" + YEAR + r")(?=\s+(?-i:[a-zäöüåß])|[,;.)])" if words.bare_years else ""
    yield (
        "year",
        _compiled(
            rf"(?<!\w)(?:{before or _NEVER})\s+(?P<date>(?P<y>{YEAR}))(?![\w-])"
            rf"|(?<![\w.,-])(?P<date2>(?P<y2>{YEAR})\s?(?:{after_year}))(?!\w)" + bare
        ),
    )


def _ago(words: DatesInText) -> re.Pattern[str]:
    number = rf"(?P<n>\d{{1,3}}|{_any(each for names in words.numbers for each in names)})"
    unit = rf"(?P<u>{_any([*words.days, *words.weeks, *words.months, *words.years])})"
    phrases = [each.replace("{number}", "\ue000").replace("{unit}", "\ue001") for each in words.ago]
    alternatives = [
        joined([each])
        .replace("\ue000", number.replace("<n>", f"<n{place}>"))
        .replace("\ue001", unit.replace("<u>", f"<u{place}>"))
        for place, each in enumerate(phrases)
    ]
    return _compiled(rf"(?<!\w)(?P<date>{'|'.join(alternatives) or _NEVER})(?!\w)")


def _any(words: Iterable[str]) -> str:
    """Return an expression for any of some words, the longest first."""
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True)) or _NEVER


def _compiled(expression: str) -> re.Pattern[str]:
    return re.compile(expression, re.IGNORECASE)
