"""Facts about an article in its text, for what the markup of a page does not say. Pure."""

import re

from factcheck.languages import by_language, primary
from factcheck.spotting.dates import published_in_dateline, published_in_text
from factcheck.spotting.language import identified_language
from factcheck.spotting.values import DateInterval, Found
from factcheck.verifier.text_language import language_of

TEXT = "text"
"""The origin of a fact in the text."""
FALLBACK_LANGUAGE = "en"
"""Templates and agencies label dates in this language, whatever the article is written in."""
FIRST_LINES = 6
TITLE_MAX_CHARACTERS = 160
TITLE_MIN_WORDS = 2
BYLINE_MAX_CHARACTERS = 100
NAME_MIN_WORDS, NAME_MAX_WORDS = 2, 9
"""Words of the names in a byline; several authors can share one."""
_AFTER_NAME = re.compile(r"[,;|•·–—/(<@\d]|\s-\s|\.$")
"""The end of the names in a byline: an office, a place, a date."""
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
    """Return when an article was published, as its first or last lines say, or its dateline."""
    return (
        published_in_text(text, language)
        or published_in_text(text, FALLBACK_LANGUAGE)
        or published_in_dateline(text, language)
    )


def language_in_text(text: str) -> Found | None:
    """Return the language of a text, or None where it is unclear."""
    found = language_of(text) or identified_language(text)
    return Found(found, TEXT) if found else None


def author_in_text(text: str, language: str | None) -> Found | None:
    """Return the author in a line of the form "By Jane Smith" among the first lines of a text."""
    labels = by_language("page_parts", "byline_labels").get(primary(language), ())
    if not labels:
        return None
    label = re.compile(rf"(?:{'|'.join(map(re.escape, labels))})(?:\s*[:：]\s*|\s+)", re.IGNORECASE)
    for line in [line.strip() for line in text.lstrip("\ufeff").split("\n") if line.strip()][:FIRST_LINES]:
        found = label.match(line)
        if found is None or len(line) > BYLINE_MAX_CHARACTERS:
            continue
        name = _AFTER_NAME.split(line[found.end() :], maxsplit=1)[0].strip()
        words = name.split()
        if NAME_MIN_WORDS <= len(words) <= NAME_MAX_WORDS and not (words[0].islower() or words[-1].islower()):
            return Found(name, TEXT)
    return None
