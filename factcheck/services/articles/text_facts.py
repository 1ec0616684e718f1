"""Facts about an article in its text, for what the markup of a page does not say. Pure."""

import re

from factcheck.spotting.dates import published_in_text
from factcheck.spotting.values import DateInterval, Found
from factcheck.verifier.text_language import language_of

TEXT = "text"
"""The origin of a fact in the text."""
FALLBACK_LANGUAGE = "en"
"""Templates and agencies label dates in this language, whatever the article is written in."""
FIRST_LINES = 6
TITLE_MAX_CHARACTERS = 160
TITLE_MIN_WORDS = 2
_STOP = re.compile(r"[.!?…:;,。！？؟।][\s»”\"')\]]*$")
_TEMPLATE = re.compile(r"\{\{|\}\}|<[a-z/]|\[\[")


def title_in_text(text: str) -> Found | None:
    """Return the title of a plain text: a short first line with a blank line after it, which does not end as a sentence."""
    lines = text.lstrip("\ufeff").split("\n")[: 4 * FIRST_LINES]
    shown = [(number, line.strip()) for number, line in enumerate(lines) if line.strip()]
    for number, line in shown[:FIRST_LINES]:
        if _TEMPLATE.search(line) or not any(map(str.isalpha, line)):
            continue
        is_apart = number + 1 < len(lines) and not lines[number + 1].strip()
        is_title = len(line) <= TITLE_MAX_CHARACTERS and len(line.split()) >= TITLE_MIN_WORDS and not _STOP.search(line)
        return Found(line, TEXT) if is_apart and is_title else None
    return None


def date_in_text(text: str, language: str | None) -> DateInterval | None:
    """Return when an article was published, as its first or last lines say."""
    return published_in_text(text, language) or published_in_text(text, FALLBACK_LANGUAGE)


def language_in_text(text: str) -> Found | None:
    """Return the language of a text, or None where it is unclear."""
    found = language_of(text)
    return Found(found, TEXT) if found else None
