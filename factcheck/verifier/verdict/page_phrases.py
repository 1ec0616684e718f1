"""Phrases by which a page says that it is not the page that was asked for: not found, log in, are you human, back soon.

The phrases themselves are in the table ``page_phrases`` of the language files. A phrase must be a whole title or heading, or a
whole part of one between separators: "Page not found" is one, "Page not found: how libraries lose the web" is a title. A
phrase in the text must address the reader, in a line of its own. No list decides alone:
:mod:`factcheck.verifier.verdict.page_notices` weighs them against how much of an article there is.
"""

import re
from collections.abc import Iterable
from functools import cache

from factcheck.languages import all_words, pattern

_SEPARATORS = re.compile(r"\s+[|–—·•»«/-]+\s+|\s*[|·•»«]\s*|\s+:+\s+")
_EDGES = " \t.!?…:;,-–—¡¿。！？'\"“”„‘’()[]>"
LINE_MAX_CHARACTERS = 260
"""Characters of a line that can be a notice."""
TITLE_MAX_CHARACTERS = 80
"""Characters of a line that can be a heading or a button."""
MAX_LINES = 60
"""Lines in which a notice is looked for."""
RUNNING_TEXT_MIN_CHARACTERS = 40
"""Characters from which on a line is running text."""
OFFER_MAX_LINES = 8
"""Lines after a cut in which the offer to subscribe is looked for."""
_BUTTON_ROW = r"(?:(?:{})\s*){1,4}"
"""One button or several in a row."""
_LOGIN_PATH = r"/(?:{})(?:[/.?]|$)"
DOMAIN_MARKETPLACE = re.compile(
    r"(?:^|\.)(?:hugedomains\.com|sedo\.com|sedoparking\.com|dan\.com|afternic\.com|bodis\.com|parkingcrew\.net|above\.com|undeveloped\.com|domainmarket\.com|parklogic\.com|sav\.com|buydomains\.com|brandbucket\.com|domaineasy\.com)$"
)
"""Hosts at which domains are sold, and nothing else."""
QUEUE_HOST = re.compile(r"(?:^|\.)(?:queue-it\.net|queue-fair\.net)$")
_ELLIPSIS = re.compile(r"\w ?(?:…|\.{3}|\[(?:…|\.{3})\])$")
_SENTENCE_END = re.compile(r"[.!?。！？؟।:;][\s\"'”’»)\]]*$")


def title_parts(line: str) -> list[str]:
    """Return a title's parts between its separators, without those that continue after a colon: they are not notices."""
    return [part for part in _SEPARATORS.split(line) if not re.search(r"[:：]\s*\w", part)]


def find_title(key: str, lines: Iterable[str | None]) -> str | None:
    """Return the first title of which the whole, or a part between separators, is a phrase of a key."""
    phrases = _phrases(key)
    for line in lines:
        for part in (line or "", *_SEPARATORS.split(line or "")):
            if part and phrases.fullmatch(part.strip(_EDGES)):
                return line
    return None


def find_in_text(key: str, text: str) -> str | None:
    """Return the words of a phrase of a key in one of a page's first short lines."""
    phrases = _phrases(key)
    for line in text[: MAX_LINES * LINE_MAX_CHARACTERS].split("\n", MAX_LINES)[:MAX_LINES]:
        if len(line) <= LINE_MAX_CHARACTERS and (match := phrases.search(line)):
            return match[0]
    return None


def find_line(key: str, text: str) -> str | None:
    """Return the first line of a text that as a whole is a phrase of a key."""
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
    """Return the short line of an article that offers its rest to those who pay."""
    for line in text.split("\n"):
        if len(line) <= TITLE_MAX_CHARACTERS and occurs("rest_of_article", line) and _offers_subscription(line):
            return line
    return None


def is_cut_short(text: str) -> bool:
    """Return whether the last running line of a text breaks off before its sentence ends."""
    lines = [line for line in (each.strip() for each in text.split("\n")) if len(line) >= RUNNING_TEXT_MIN_CHARACTERS]
    return bool(lines) and _SENTENCE_END.search(lines[-1]) is None


def find_offer_after_cut(text: str) -> str | None:
    """Return the line about subscribers where, just before it, a sentence breaks off with an ellipsis."""
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
