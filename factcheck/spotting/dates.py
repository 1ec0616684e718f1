"""The dates of a statement: an interval where its words and the article's date give one, and never a guess."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from factcheck.spotting import calendar_days as calendar
from factcheck.spotting.attribution_words import attribution_words
from factcheck.spotting.date_forms import Meaning, read_form
from factcheck.spotting.date_grammar import DateGrammar, date_grammar
from factcheck.spotting.values import DateInterval

TEXT_MAX_CHARACTERS = 20_000
"""A statement is read up to here; a longer one is a page without sentences."""
CLAUSE_MAX_CHARACTERS = 300
"""The words on each side of a date that may be about the future."""
BEFORE_MAX_CHARACTERS = 60
"""The words before a date by which it is a bound, or the date of a speech."""
HULL_MAX_DAYS = 1
"""An article that was published on one of two days gives a day that much less exactly."""
DAYS_PER_YEAR_MIN = 364
LINE_MAX_CHARACTERS = 120
LINES_MAX_CHARACTERS = 4_000
FIRST_LINES, LAST_LINES = 12, 4
"""The lines of an article that may say when it was published."""
PLACE_MAX_WORDS = 3
_DATE_GROUPS = ("date", "date2", "y3")
_ABSOLUTE_FORMS = frozenset({"iso", "figures", "han", "day", "short day", "month day"})
_YEAR_AND_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])(?![\d-])")
_PLACE = re.compile(r"[^\W\d_a-z][^.:;\n\d]{1,60},\s")
_AGENCY = re.compile(r"\s*\([^()\n]{2,40}\)|\s*[-–—]\s")
"""The agency or the dash after the day of a report."""
_TIME = re.compile(r"[\s,|·•–—-]*(?:(?:\w+\s)?\d{1,2}[:.h]\d{2}(?::\d{2})?\s?\w{0,5}(?:\s\w{1,4})?)?\W*", re.IGNORECASE)
_CLAUSE = re.compile(r"[,;:«»„“”\"()\n–—]")


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text."""

    start: int
    """Offset into the text."""
    end: int
    words: str
    interval: DateInterval | None
    """None where the date of publication is needed and unknown or not exact enough, or where the words may mean several."""
    is_relative: bool
    """The words need the date of publication: Friday, last year, 3 May."""
    is_bound: bool
    """It happened before, after or since that date, or the date belongs to something else in the sentence."""


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of a text."""

    interval: DateInterval | None
    """The days on which it happened or was said; None where the text does not give them for certain."""
    mentions: tuple[DateMention, ...]


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    meaning: Meaning
    is_relative: bool
    is_range: bool


def resolve(text: str, published: DateInterval | None, language: str | None) -> Dates:
    """Return the dates in a text that was published on a day, or on one of several."""
    text = text[:TEXT_MAX_CHARACTERS]
    grammar = date_grammar(language)
    mentions = [_mention(text, each, published, grammar, language) for each in _found(text, grammar, language)]
    mentions = [
        replace(each, interval=None)
        if grammar.other_year.match(text, each.end) or _is_half_range(text, each, grammar)
        else each
        for each in _joined_ranges(text, mentions, grammar)
    ]
    interval = _interval_of(text, mentions, language)
    if interval and any(each.is_bound for each in mentions) and _is_nowadays(interval, mentions, published):
        interval = None
    if interval and _is_compared_with_today(text, interval, mentions, published, grammar):
        interval = None
    return Dates(interval, tuple(mentions))


def _is_nowadays(interval: DateInterval, mentions: Sequence[DateMention], published: DateInterval | None) -> bool:
    """Return whether a date may mean no day, but these days: "today they spend less than ten years ago"."""
    return interval == published and any(each.is_relative and each.interval == published for each in mentions)


def _is_compared_with_today(
    text: str,
    interval: DateInterval,
    mentions: Sequence[DateMention],
    published: DateInterval | None,
    grammar: DateGrammar,
) -> bool:
    """Return whether a text compares a year with the time of publication: "in 2019 it was 94%, now it is 88%"."""
    is_today = published is not None and calendar.contains(interval, published)
    is_year = (interval.end - interval.start).days >= DAYS_PER_YEAR_MIN
    return (
        is_year
        and not is_today
        and any(
            all(each.end() <= mention.start or mention.end <= each.start() for mention in mentions)
            for each in grammar.these_days.finditer(text)
        )
    )


def _mention(
    text: str, found: _Found, published: DateInterval | None, grammar: DateGrammar, language: str | None
) -> DateMention:
    interval = _resolved(found.meaning, published) if found.is_relative else found.meaning(date.min)
    before = (max(0, found.start - BEFORE_MAX_CHARACTERS), found.start)
    is_bound = bool(grammar.bounds.search(text, *before)) and not (
        found.is_range and grammar.range_from.search(text, *before)
    )
    return DateMention(
        found.start,
        found.end,
        text[found.start : found.end],
        interval,
        found.is_relative,
        is_bound or _is_aside(text, found.start, language),
    )


def _resolved(meaning: Meaning, published: DateInterval | None) -> DateInterval | None:
    """Return a relative date. An article that may be of several days gives what it would give on each of them."""
    if published is None:
        return None
    first, last = meaning(published.start), meaning(published.end)
    if first is None or last is None or first == last:
        return first if first == last else None
    is_near = (published.end - published.start).days <= HULL_MAX_DAYS
    if is_near and abs((last.start - first.start).days) <= HULL_MAX_DAYS:
        return calendar.hull(first, last)
    return None


def _is_aside(text: str, start: int, language: str | None) -> bool:
    """Return whether a date is in a clause about a noun before it: "the president, who was elected in 2019, …"."""
    comma = text.rfind(",", 0, start)
    if comma < 0:
        return False
    words = re.findall(r"\w+", text[comma:start].casefold())
    return bool(words) and not attribution_words(language).relatives.isdisjoint(words[:2])


def _joined_ranges(text: str, mentions: list[DateMention], grammar: DateGrammar) -> list[DateMention]:
    """Return the mentions with each two that are the ends of a range as one."""
    joined: list[DateMention] = []
    for each in mentions:
        before = joined[-1] if joined else None
        if before is not None and grammar.range_to.fullmatch(text, before.end, each.start) is not None:
            is_range = grammar.range_from.search(text, max(0, before.start - BEFORE_MAX_CHARACTERS), before.start)
            if is_range and before.interval and each.interval and before.interval.start <= each.interval.start:
                whole = calendar.hull(before.interval, each.interval)
                words = text[before.start : each.end]
                relative = before.is_relative or each.is_relative
                joined[-1] = DateMention(before.start, each.end, words, whole, relative, is_bound=False)
                continue
        joined.append(each)
    return joined


def _is_half_range(text: str, mention: DateMention, grammar: DateGrammar) -> bool:
    """Return whether a date is the beginning of a range whose end was not read."""
    before = (max(0, mention.start - BEFORE_MAX_CHARACTERS), mention.start)
    if grammar.range_from.search(text, *before) is None:
        return False
    end = grammar.range_to.match(text, mention.end)
    return end is not None and end.end() > mention.end and text[end.end() : end.end() + 1].isalnum()


def _interval_of(text: str, mentions: list[DateMention], language: str | None) -> DateInterval | None:
    """Return the date of a statement: the only one, or the most exact one of several that agree."""
    own = [each for each in mentions if not each.is_bound]
    if not own or any(each.interval is None for each in own):
        return None
    intervals = sorted(
        {each.interval for each in own if each.interval}, key=lambda each: (each.end - each.start, each.start)
    )
    if len(intervals) > 1 and any(_is_of_speech(text, each.start, language) for each in own):
        return None
    most_exact = intervals[0]
    return most_exact if all(calendar.contains(each, most_exact) for each in intervals) else None


def _is_of_speech(text: str, start: int, language: str | None) -> bool:
    """Return whether a date follows a verb of saying: it says when the words were said."""
    words = re.findall(r"\w+", text[max(0, start - BEFORE_MAX_CHARACTERS) : start].casefold())
    return not attribution_words(language).verbs.isdisjoint(words[-2:])


def _found(text: str, grammar: DateGrammar, language: str | None) -> list[_Found]:
    """Return the dates in a text in their order, the longer one where two overlap."""
    every: list[_Found] = []
    for form, pattern in grammar.forms:
        for match in pattern.finditer(text):
            name = next((each for each in _DATE_GROUPS if each in pattern.groupindex and match[each]), None)
            if name is None:
                continue
            start, end = match.span(name)
            read = read_form(form, match, grammar, future=_is_future(text, start, end, grammar, language))
            if read:
                every.append(_Found(start, end, *read, is_range=form.endswith("range")))
    every.sort(key=lambda each: (each.start - each.end, each.start))
    chosen: list[_Found] = []
    for each in every:
        if all(each.end <= other.start or other.end <= each.start for other in chosen):
            chosen.append(each)
    return sorted(chosen, key=lambda each: each.start)


def _is_future(text: str, start: int, end: int, grammar: DateGrammar, language: str | None) -> bool:
    """Return whether the clause of a date is about the future: "on Friday" is then not the last one.

    A date beside a verb of saying is the day of the words, whatever they announce.
    """
    if _is_of_speech(text, start, language):
        return False
    before = [*_CLAUSE.finditer(text, max(0, start - CLAUSE_MAX_CHARACTERS), start)]
    after = _CLAUSE.search(text, end, end + CLAUSE_MAX_CHARACTERS)
    first = before[-1].end() if before else max(0, start - CLAUSE_MAX_CHARACTERS)
    clause = text[first : after.start() if after else end + CLAUSE_MAX_CHARACTERS]
    offset = start - first
    words = attribution_words(language)
    that = words.that.search(clause, offset)
    if that:
        clause = clause[: that.start()]
    return grammar.future.search(clause) is not None


def published_in_text(text: str, language: str | None) -> DateInterval | None:
    """Return when an article was published as its first or last lines say; None where they do not say so.

    A line says so if it is a date alone, or one after a label such as "published".
    """
    grammar = date_grammar(language)
    lines = [line.strip() for line in text[:LINES_MAX_CHARACTERS].split("\n")[:FIRST_LINES] if line.strip()]
    lines += [line.strip() for line in text[-LINES_MAX_CHARACTERS:].split("\n")[-LAST_LINES:] if line.strip()]
    for line in lines:
        if len(line) > LINE_MAX_CHARACTERS:
            continue
        label = grammar.published.match(line)
        rest = line[label.end() :].lstrip(" :") if label else line
        if found := _leading_date(rest, grammar, is_labelled=label is not None):
            return found
    return None


def published_in_dateline(text: str, language: str | None) -> DateInterval | None:
    """Return the day that a report begins with after its place: "Leeds, 10 May 2024 (Northwire) - ", or a line of the two."""
    grammar = date_grammar(language)
    for line in [line.strip() for line in text[:LINES_MAX_CHARACTERS].split("\n")[:FIRST_LINES] if line.strip()]:
        place = _PLACE.match(line)
        if place is None:
            continue
        for form, pattern in grammar.forms:
            match = pattern.match(line, place.end()) if form in _ABSOLUTE_FORMS else None
            read = read_form(form, match, grammar, future=False) if match else None
            is_dateline = match and (_AGENCY.match(line, match.end()) or _is_place_and_day(line, place, match))
            if match and read and not read[1] and is_dateline:
                return read[0](date.min)
    return None


def _is_place_and_day(line: str, place: re.Match[str], day: re.Match[str]) -> bool:
    """Return whether a line has nothing but a place and a day. A caption has more words before its day."""
    words = place.group().strip(", ").split()
    return day.end() == len(line) and len(words) <= PLACE_MAX_WORDS and all(word[0].isupper() for word in words)


def _leading_date(text: str, grammar: DateGrammar, *, is_labelled: bool) -> DateInterval | None:
    """Return the absolute date that a text begins with. Without a label, only a time may follow."""
    if month := _YEAR_AND_MONTH.match(text):
        return calendar.month_of(int(month[1]), int(month[2])) if is_labelled else None
    for form, pattern in grammar.forms:
        match = pattern.match(text) if form in _ABSOLUTE_FORMS else None
        if match is None:
            continue
        read = read_form(form, match, grammar, future=False)
        if read and not read[1] and (is_labelled or _TIME.fullmatch(text, match.end())):
            return read[0](date.min)
    return None
