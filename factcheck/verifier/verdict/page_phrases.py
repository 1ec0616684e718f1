"""Finds the phrases of pages that are not the requested page: not found, log in, are you human, back soon.

The phrases are in the table ``page_phrases`` of the language files. A phrase must be a whole title or heading, or a whole
part of one between separators: "Page not found" is a phrase, "Page not found: how libraries lose the web" is a title. A
phrase in the text must address the reader, in a line of its own. No phrase decides alone:
:mod:`factcheck.verifier.verdict.page_notices` compares them with the amount of running text.
"""

import re
from collections.abc import Iterable
from functools import cache

from factcheck.languages import all_words, pattern

_SEPARATORS = re.compile(r"\s+[|–—·•»«/-]+\s+|\s*[|·•»«]\s*|\s+:+\s+")
_EDGES = " \t.!?…:;,-–—¡¿。！？'\"“”„‘’()[]>"
LINE_MAX_CHARACTERS = 260
"""Maximum length of a line that can be a notice."""
TITLE_MAX_CHARACTERS = 80
"""Maximum length of a line that can be a heading or a button."""
MAX_LINES = 60
"""Maximum number of lines that are searched for a notice."""
RUNNING_TEXT_MIN_CHARACTERS = 40
"""Least length of a line of running text."""
OFFER_MAX_LINES = 8
"""Lines after the end of an excerpt that are searched for an offer to subscribe."""
_BUTTON_ROW = r"(?:(?:{})\s*){1,4}"
"""One button, or several in a row."""
_LOGIN_PATH = r"/(?:{})(?:[/.?]|$)"
DOMAIN_MARKETPLACE = re.compile(
    r"(?:^|\.)(?:hugedomains\.com|sedo\.com|sedoparking\.com|dan\.com|afternic\.com|bodis\.com|parkingcrew\.net|above\.com|undeveloped\.com|domainmarket\.com|parklogic\.com|sav\.com|buydomains\.com|brandbucket\.com|domaineasy\.com)$"
)
"""Hosts that only sell domains."""
QUEUE_HOST = re.compile(r"(?:^|\.)(?:queue-it\.net|queue-fair\.net)$")
_ELLIPSIS = re.compile(r"\w ?(?:…|\.{3}|\[(?:…|\.{3})\])$")
_SENTENCE_END = re.compile(r"[.!?。！？؟।:;][\s\"'”’»)\]]*$")


def title_parts(line: str) -> list[str]:
    """Return the parts of a title between separators, except those that continue after a colon, which are not notices."""
    return [part for part in _SEPARATORS.split(line) if not re.search(r"[:：]\s*\w", part)]


def find_title(key: str, lines: Iterable[str | None]) -> str | None:
    """Return the first title that is a phrase of a key, as a whole or in a part between separators; or None."""
    phrases = _phrases(key)
    for line in lines:
        for part in (line or "", *_SEPARATORS.split(line or "")):
            if part and phrases.fullmatch(part.strip(_EDGES)):
                return line
    return None


def find_in_text(key: str, text: str) -> str | None:
    """Return the first phrase of a key that is found in one of a page's first short lines, or None."""
    phrases = _phrases(key)
    for line in text[: MAX_LINES * LINE_MAX_CHARACTERS].split("\n", MAX_LINES)[:MAX_LINES]:
        if len(line) <= LINE_MAX_CHARACTERS and (match := phrases.search(line)):
            return match[0]
    return None


def find_line(key: str, text: str) -> str | None:
    """Return the first line of a text that is, as a whole, a phrase of a key; or None."""
    phrases = _phrases(key)
    for line in text.split("\n"):
        if len(line) <= LINE_MAX_CHARACTERS and phrases.fullmatch(line.strip(_EDGES)):
            return line
    return None


def occurs(key: str, text: str) -> bool:
    """Return whether a phrase of a key is anywhere in a text."""
    return _phrases(key).search(text) is not None


def distinct_phrases(key: str, text: str) -> set[str]:
    """Return the different phrases of a key in a text."""
    return {match[0] for match in _phrases(key).finditer(text)}


def is_login_path(path: str) -> bool:
    """Return whether a path leads to a login."""
    return _login_path().search(path) is not None


def find_subscription_offer(text: str) -> str | None:
    """Return the short line of an article that offers the rest of it to subscribers, or None."""
    for line in text.split("\n"):
        if len(line) <= TITLE_MAX_CHARACTERS and occurs("rest_of_article", line) and _offers_subscription(line):
            return line
    return None


def is_cut_short(text: str) -> bool:
    """Return whether the last line of running text breaks off within a sentence."""
    lines = [line for line in (each.strip() for each in text.split("\n")) if len(line) >= RUNNING_TEXT_MIN_CHARACTERS]
    return bool(lines) and _SENTENCE_END.search(lines[-1]) is None


def find_offer_after_cut(text: str) -> str | None:
    """Return a line about subscribers that follows a sentence ending in an ellipsis, or None."""
    lines = [line for line in (each.strip() for each in text.split("\n")) if line]
    for at, line in enumerate(lines):
        if len(line) >= RUNNING_TEXT_MIN_CHARACTERS and _ELLIPSIS.search(line):
            for offer in lines[at + 1 : at + 1 + OFFER_MAX_LINES]:
                if len(offer) <= LINE_MAX_CHARACTERS and _offers_subscription(offer):
                    return offer
    return None


def _offers_subscription(line: str) -> bool:
    return occurs("subscriber", line) and not occurs("newsletter", line)


def _phrases(key: str) -> re.Pattern[str]:
    return pattern("page_phrases", key, _BUTTON_ROW if key == "consent_button" else "{}")


@cache
def _login_path() -> re.Pattern[str]:
    return re.compile(_LOGIN_PATH.replace("{}", "|".join(sorted(all_words("addresses", "login")))), re.IGNORECASE)
