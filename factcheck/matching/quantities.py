"""The figures and dates of a claim, in a form in which those of two languages are equal."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from factcheck.matching.lexicon import ContrastWords, Label, fold
from factcheck.verifier.locate.figures import UNKNOWN_MARK, figure_of

SHARE_MAX_WHOLE = 1_000
"""The greatest second number of a share, such as one in five."""
BOUND_MAX_CHARACTERS = 14
"""Longest distance between a word such as "at least" and its number."""
WORD_MAX_CHARACTERS = 24
DAYS = {"day": 1.0, "week": 7.0, "month": 365 / 12, "year": 365.0, "decade": 3_650.0, "century": 36_500.0}
"""Days of the units of time that are counted in days."""
MEASURES = {
    **{unit: ("time", days) for unit, days in DAYS.items()},
    "second": ("clock", 1.0),
    "minute": ("clock", 60.0),
    "hour": ("clock", 3_600.0),
    "km": ("length", 1e3),
    "m": ("length", 1.0),
    "cm": ("length", 1e-2),
    "mm": ("length", 1e-3),
    "t": ("mass", 1e6),
    "kg": ("mass", 1e3),
    "g": ("mass", 1.0),
    "mg": ("mass", 1e-3),
    "ug": ("mass", 1e-6),
    "kW": ("power", 1e3),
    "MW": ("power", 1e6),
    "GW": ("power", 1e9),
    "kWh": ("energy", 1e3),
    "MWh": ("energy", 1e6),
    "GWh": ("energy", 1e9),
    "TWh": ("energy", 1e12),
    "km2": ("area", 1e6),
    "ha": ("area", 1e4),
    "m2": ("area", 1.0),
    "m3": ("volume", 1e3),
    "l": ("volume", 1.0),
    "point": ("point", 1.0),
    "basis_point": ("point", 0.01),
}
"""The dimension of a unit, and the size of the unit in that dimension."""
_NUMBER = re.compile(
    r"(?<![^\W\d_])(?<![^\W\d_][-‑](?=\d\d?(?!\d)))(?:(?<![^\s(])[-−])?(?:(?<![\w.,])\d{1,3}(?:[.,'’\s]\d{3})+(?:[.,]\d{1,2})?(?!\d)|\d+(?:[.,]\d+)*)"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_ORDINAL = re.compile(r"(?:st|nd|rd|th|er|ere|e|eme|o|a|º|ª|\.)(?!\w)")
_JOINT = re.compile(r"[\s\u00a0-]*(?:(?:d['’]|de|of|von|di|a|an|un|una)\s*)?")
_CURRENCIES = {"$": "USD", "€": "EUR", "£": "GBP", "¥": "JPY"}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A figure with its unit."""

    mantissa: float
    exponent: int
    """The power of ten of its magnitude: 6 of 1.4 million."""
    unit: str
    """A key of ``contrasts.units``; empty where it counts things."""
    words: str
    start: int
    end: int
    bound: str = ""
    """at_least or at_most."""
    is_share: bool = False
    """Whether it is a share in words, such as a third, which a percentage only comes near."""
    place: str = ""
    """The folded word before it, such as "from"."""

    @property
    def value(self) -> float:
        """The number, in one unit for all that measure one thing."""
        return self.mantissa * math.pow(10, self.exponent) * MEASURES.get(self.unit, ("", 1.0))[1]

    @property
    def dimension(self) -> str:
        """The dimension of the unit; the unit itself where no other unit has its dimension."""
        return MEASURES[self.unit][0] if self.unit in MEASURES else self.unit


@dataclass(frozen=True, slots=True)
class DatePart:
    """A part of a date: a year, a month, a day of a month, a weekday, or a relative date."""

    kind: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Figures:
    """All figures and dates of a text."""

    quantities: tuple[Quantity, ...]
    ones: tuple[Quantity, ...]
    """The ones: each may be an article, and is a number only beside another number."""
    dates: tuple[DatePart, ...]
    periods: tuple[Label, ...]
    spans: tuple[tuple[int, int], ...]
    """The places of both in the text."""


def read_figures(text: str, folded: str, words: ContrastWords) -> Figures:
    """Return the figures of a text whose number words are digits already; ``folded`` is the folded text."""
    months = [each for each in words.months.find(folded) if _is_month(text, each, words)]
    dates = [DatePart("month", each.key, text[each.start : each.end]) for each in months]
    dates += [
        DatePart("weekday", each.key, text[each.start : each.end])
        for each in words.weekdays.find(folded)
        if each.end - each.start > 3
    ]
    dates += [
        DatePart("relative", key, found.group()) for key, pattern in words.years for found in pattern.finditer(text)
    ]
    taken: list[tuple[int, int]] = [(each.start, each.end) for each in months]
    quantities: list[Quantity] = []
    ones: list[Quantity] = []
    shares = list(_shares(text, folded, words))
    for share in shares:
        quantities.append(share)
        taken.append((share.start, share.end))
    for found in _NUMBER.finditer(text):
        if any(start <= found.start() < end for start, end in taken):
            continue
        if day := _day(text, folded, found, months):
            dates.append(day)
            taken.append(found.span())
            continue
        if _YEAR.fullmatch(found.group()) and _follows_month(folded, found.start(), months):
            dates.append(DatePart("year", found.group(), found.group()))  # "In July 2023 euro area inflation fell"
            taken.append(found.span())
            continue
        quantity = _quantity(text, folded, found, words)
        if quantity.mantissa == 1 and not (quantity.exponent or quantity.unit):
            ones.append(quantity)
            taken.append(found.span())
            continue
        if quantity.unit in {"", "year"} and quantity.exponent == 0 and _YEAR.fullmatch(found.group()):
            dates.append(DatePart("year", found.group(), found.group()))
        else:
            quantities.append(quantity)
        taken.append((quantity.start, quantity.end))
    periods = tuple(
        each for each in words.periods.find(folded) if not re.match(r"\s*(?:19|20)\d\d", folded[each.end :])
    )
    dates += [DatePart("season", each.key, text[each.start : each.end]) for each in words.seasons.find(folded)]
    taken += [(each.start, each.end) for each in words.weekdays.find(folded) if each.end - each.start > 3]
    taken += [(each.start, each.end) for each in (*words.seasons.find(folded), *periods)]
    bounded = tuple(_bounded(quantities, folded, words))
    return Figures(bounded, tuple(ones), tuple(dates), periods, tuple(sorted(taken)))


def word_before(folded: str, place: int) -> str:
    """Return the word before a place of a folded text; empty where there is none."""
    before = folded[max(0, place - WORD_MAX_CHARACTERS) : place].split()
    return before[-1].strip("\"'’“”«»„(") if before else ""


def _is_month(text: str, label: Label, words: ContrastWords) -> bool:
    name = text[label.start : label.end]
    beside_number = bool(re.match(r"\.?\s*\d", text[label.end :])) or text[: label.start].rstrip(" .").endswith(
        tuple("0123456789")
    )
    if len(name) <= 3 and not beside_number:
        return name[0].isupper() and text[label.end : label.end + 1] == "." if len(name) == 3 else False
    return name[0].isupper() or words.tag not in {"en", "de"}


def _day(text: str, folded: str, found: re.Match[str], months: list[Label]) -> DatePart | None:
    """Return the number as the day of a month that is beside it."""
    raw = found.group()
    if not (raw.isdigit() and 1 <= int(raw) <= 31):
        return None
    rest = folded[found.end() :]
    after = re.match(r"(?:st|nd|rd|th|er|e|º|\.)?\s*(?:de\s+|of\s+)?", rest)
    place = found.end() + (after.end() if after else 0)
    if any(each.start == place for each in months):
        return DatePart("day", str(int(raw)), raw)
    before = folded[: found.start()].rstrip(" .")
    if any(each.end == len(before) for each in months) and not re.match(r"\s*(?:%|[a-z]+\s+(?:million|milli))", rest):
        return DatePart("day", str(int(raw)), raw)
    return None


def _follows_month(folded: str, place: int, months: list[Label]) -> bool:
    """Return whether the name of a month ends before a place, as in "July 2023" and "julio de 2023"."""
    ends = {each.end for each in months}
    return any(len(folded[:place].removesuffix(joint).rstrip(" .,")) in ends for joint in ("", " de ", " del ", " of "))


def _quantity(text: str, folded: str, found: re.Match[str], words: ContrastWords) -> Quantity:
    number = figure_of(re.sub(r"\s", " ", found.group()), words.decimal_point).replace(UNKNOWN_MARK, ".")
    try:
        mantissa = float(number)
    except ValueError:
        mantissa = float(re.sub(r"\D", "", number) or 0)
    start, end, exponent, unit = found.start(), found.end(), 0, ""
    if (ordinal := _ORDINAL.match(folded, end)) and folded[end] != ".":
        end = ordinal.end()
    mantissa, end = _with_half(mantissa, end, folded, words)
    for _ in range(2):  # mil millones
        joint = _JOINT.match(folded, end)
        place = joint.end() if joint else end
        if magnitude := words.magnitudes.match(folded, place):
            exponent += int(magnitude.key)
            end = magnitude.end
    joint = _JOINT.match(folded, end)
    place = joint.end() if joint else end
    if named := words.units.match(folded, place):
        unit, end = named.key, named.end
    elif sign := re.search(r"([$€£¥])\s*$", text[:start]):
        unit, start = _CURRENCIES[sign[1]], sign.start()
    mantissa, end = _with_half(mantissa, end, folded, words)
    while mantissa >= 1_000 and mantissa % 1_000 == 0:
        mantissa, exponent = mantissa / 1_000, exponent + 3
    return Quantity(mantissa, exponent, unit, " ".join(text[start:end].split()), start, end)


def _with_half(mantissa: float, end: int, folded: str, words: ContrastWords) -> tuple[float, int]:
    """Return a number and its end, with the half that the words after it add."""
    half = words.and_half.match(folded, end + 1 if folded[end : end + 1].isspace() else end)
    return (mantissa + 0.5, half.end) if half else (mantissa, end)


def _shares(text: str, folded: str, words: ContrastWords) -> Iterator[Quantity]:
    """Yield shares in words: half, one in five, every fifth."""
    pattern = rf"(?<![\w.,])(\d+)(?:\s[^\W\d]+){{0,2}}\s(?:{words.ratios})\s(\d+)(?![\w.,]*\d)"
    for found in re.finditer(pattern, folded):
        part, whole = int(found[1]), int(found[2])
        rest = folded[found.end() :].lstrip()
        if 0 < part < whole <= SHARE_MAX_WHOLE and not (words.units.match(rest, 0) or words.magnitudes.match(rest, 0)):
            yield Quantity(
                part / whole * 100, 0, "percent", text[found.start() : found.end()], *found.span(), is_share=True
            )
    for found in re.finditer(rf"(?<!\w)(?:{words.every_nth})\s(?:zweite\w?|segund\w)(?!\w)", folded):
        yield Quantity(50, 0, "percent", text[found.start() : found.end()], *found.span())
    for found in re.finditer(rf"(?<!\w)(?:{words.every_nth})\s(\d+)(?:\.|st|nd|rd|th|e|eme|er|o|a)?(?!\d)", folded):
        if int(found[1]) > 1:
            yield Quantity(
                100 / int(found[1]), 0, "percent", text[found.start() : found.end()], *found.span(), is_share=True
            )
    halves = [(each.start, each.end) for each in words.and_half.find(folded)]
    for each in words.fractions.find(folded):
        if any(start <= each.start < end for start, end in halves):
            continue
        joint = _JOINT.match(folded, each.end)
        if each.key == "50" and (unit := words.units.match(folded, joint.end() if joint else each.end)):
            yield Quantity(0.5, 0, unit.key, text[each.start : unit.end], each.start, unit.end)
        elif not re.search(r"(?:[2-9]|\d\d)\w{0,3}\.?[\s-]*$", folded[: each.start]):
            yield Quantity(
                float(each.key), 0, "percent", text[each.start : each.end], each.start, each.end, is_share=True
            )


def _bounded(quantities: list[Quantity], folded: str, words: ContrastWords) -> Iterator[Quantity]:
    """Yield the quantities in their order, each with the bound that is written before it."""
    bounds = [each for each in words.quantifiers.find(folded) if each.key in {"at_least", "at_most"}]
    for each in sorted(quantities, key=lambda quantity: quantity.start):
        near = [
            bound.key
            for bound in bounds
            if 0 <= each.start - bound.end <= BOUND_MAX_CHARACTERS
            and not re.search(r"[\d.;:]", folded[bound.end : each.start])
        ]
        yield replace(each, bound=near[-1] if near else "", place=word_before(folded, each.start))


__all__ = ["DatePart", "Figures", "Quantity", "fold", "read_figures"]
