"""The properties of a statement that make it check-worthy, or not, with the words that show them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from factcheck.matching.aliases import Aliases
from factcheck.matching.lexicon import fold
from factcheck.spotting.spotting_words import SpottingWords

_FIGURE = re.compile(
    r"(?<![\w.])[$€£]?\d(?:[\d.,\u00a0\u202f]*\d)?(?:\s?%|\s(?:per|pour|por)\s[cs]\w+|\s?[^\W\d_]+)?", re.IGNORECASE
)
_CAPITAL = "[" + "".join(chr(code) for code in range(ord("A"), 0x2C00) if chr(code).isupper()) + "]"
"""A capital letter of the scripts that have them. The words of other scripts show no names."""
_NAME = re.compile(rf"(?<=[\w,;:’'“«(\-–] ){_CAPITAL}[\w’-]+(?: (?:{_CAPITAL}|d[eiau]s? |v[ao]n )[\w’-]+)*")
_ACRONYM = re.compile(rf"(?<!\w){_CAPITAL}{{2,6}}(?!\w)")
_AGE = re.compile(
    rf"{_CAPITAL}[\w’-]+, (?P<after>\d{{1,2}})(?=(?: [^\W\d_]+)?[,).])"
    r"|\((?P<inside>\d{1,2})\)|(?P<joined>\d{1,2})(?=-\w+-old)"
)
"""The age of a person: Smith, 54, said; Smith, 54 jaar; Smith (54); a 54-year-old."""
_QUESTION = re.compile(r"[?？؟][»”\"')\]]*\s*$")


@dataclass(frozen=True, slots=True)
class Feature:
    """A property of a statement."""

    code: str
    words: str


@dataclass(frozen=True, slots=True)
class Known:
    """The facts about a statement that are known before its words are read."""

    speaker: str
    """Empty where nobody is named."""
    dates: tuple[str, ...]
    figure_spans: tuple[tuple[int, int], ...] = ()
    """The places of dates in the statement, whose digits are not figures."""


def features(text: str, known: Known, words: SpottingWords, aliases: Aliases) -> Iterator[Feature]:
    """Yield the properties of a statement, each code once; ``text`` is the statement."""
    figures = _figures(text, known)
    if figures:
        yield Feature("figure", ", ".join(figures[:3]))
    if len(figures) > 1:
        yield Feature("figures", ", ".join(figures[1:4]))
    if known.dates:
        yield Feature("date", ", ".join(known.dates[:2]))
    if known.speaker:
        yield Feature("attribution", known.speaker)
    names = _names(text, words, aliases)
    if names:
        yield Feature("name", ", ".join(names[:3]))
    if len(names) > 1:
        yield Feature("names", ", ".join(names[1:4]))
    yield from _of_words(text, words, has_figure=bool(figures))
    yield from _of_forms(text, words)
    if _QUESTION.search(text):
        yield Feature("question", "?")
    if len(text.split()) < SHORT_MAX_WORDS and text.isascii() | (" " in text):
        yield Feature("short", text)


SHORT_MAX_WORDS = 5
"""A statement with fewer words says too little."""


def _figures(text: str, known: Known) -> list[str]:
    """Return the figures of a statement; those of dates and of ages are left out."""
    others = [*known.figure_spans, *(found.span(found.lastgroup or 0) for found in _AGE.finditer(text))]
    return [
        found.group().strip()
        for found in _FIGURE.finditer(text)
        if not any(start <= found.start() < end for start, end in others)
    ]


def _of_words(text: str, words: SpottingWords, *, has_figure: bool) -> Iterator[Feature]:
    """Yield the properties that words of the language show; a number in words counts where there is no figure."""
    folded = fold(text)
    for code, lexicon in words.lexicons.items():
        if code == "count" and has_figure:
            continue
        found = lexicon.find(folded)
        if code == "prediction" and not words.capitalized_nouns:
            found = [each for each in found if each.start == 0 or not text[each.start].isupper()]  # the month of May
        if found:
            yield Feature(code, ", ".join(dict.fromkeys(text[each.start : each.end] for each in found[:3])))
        elif code == "appeal" and (begins := words.appeal_starts.match(text)):
            yield Feature(code, begins.group().strip())


def _of_forms(text: str, words: SpottingWords) -> Iterator[Feature]:
    """Yield whether a statement is about the future, or else about what happened."""
    if form := words.forms["prediction"].search(text):
        yield Feature("prediction", form.group())
    elif form := next((each for each in words.forms["past"].finditer(text) if not _says(each, words)), None):
        yield Feature("past", form.group())


def _says(form: re.Match[str], words: SpottingWords) -> bool:
    return form.group().lower().rpartition(" ")[2] in words.speech_verbs


def _names(text: str, words: SpottingWords, aliases: Aliases) -> list[str]:
    known = [text[each.start : each.end] for each in aliases.mentions(text)]
    acronyms = [found.group() for found in _ACRONYM.finditer(text)]
    names = [] if words.capitalized_nouns else [found.group().strip() for found in _NAME.finditer(text)]
    if words.capitalized_nouns:
        names = re.findall(r"(?<=[\wß,] )[A-ZÄÖÜ][\w-]+ [A-ZÄÖÜ][\w-]+", text)
    return list(dict.fromkeys([*known, *acronyms, *names]))
