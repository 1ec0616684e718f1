"""Rules for text that a desk stores: not empty, valid Unicode, of limited length."""

import re

from factcheck.errors import InputError
from factcheck.verifier.http.urls import text_fragment
from factcheck.vocabulary import TextQuoteSelector

_SURROGATE = re.compile("[\ud800-\udfff]")
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")
"""The form of a BCP 47 tag."""
TEXT_MAX_CHARACTERS = 10_000
"""Maximum length of a claim or a note; more is an article, not a claim."""
QUOTE_MAX_CHARACTERS = 50_000
"""Maximum length of a quote."""


def storable(text: str) -> str:
    """Return the text unchanged. Raises ValueError if it has surrogates, which no database encoding can store."""
    if _SURROGATE.search(text):
        raise ValueError("is not valid Unicode; give it as UTF-8")
    return text


def non_empty(text: str) -> str:
    """Return the text unchanged. Raises ValueError if it is empty or cannot be stored."""
    if not text.strip():
        raise ValueError("is empty")
    return storable(text)


def replace_surrogates(text: str, by: str = "\ufffd") -> str:
    """Return a text with another character in the place of each surrogate."""
    return _SURROGATE.sub(by, text)


def comparable(text: str) -> str:
    """Return the text unchanged. Raises InputError for one that is not valid Unicode."""
    try:
        return storable(text)
    except ValueError as error:
        raise InputError(f"the text {error}") from None


def checked_language(tag: str | None) -> str | None:
    """Return a language tag unchanged. Raises InputError for a text that is not one."""
    if tag is not None and not LANGUAGE_TAG.fullmatch(tag):
        raise InputError(f"the language {tag[:60]!r} is not a language tag such as en, fr or zh-Hant")
    return tag


def checked_text(text: str, name: str) -> str:
    """Return the text of a note or a reason. Raises InputError if it is empty or too long."""
    try:
        non_empty(text)
    except ValueError as error:
        raise InputError(f"the {name} {error}") from None
    if len(text) > TEXT_MAX_CHARACTERS:
        raise InputError(f"the {name} has {len(text):,} characters; {TEXT_MAX_CHARACTERS:,} are allowed")
    return text


def check_quote(selector: TextQuoteSelector) -> None:
    """Raise InputError for a quote that cannot be searched for."""
    for name, text in (("quote", selector.exact), ("prefix", selector.prefix), ("suffix", selector.suffix)):
        if len(text) > QUOTE_MAX_CHARACTERS:
            raise InputError(f"the {name} has {len(text):,} characters; {QUOTE_MAX_CHARACTERS:,} are allowed")
    if not selector.exact.strip():
        raise InputError("the quote is empty; give the words, or leave the quote out")
    try:
        non_empty(selector.exact)
    except ValueError as error:
        raise InputError(f"the quote {error}") from None
    if not any(character.isalnum() for character in selector.exact):
        raise InputError("the quote has no letter and no digit; quote words that can be searched for")


def fragment_quote(url: str) -> TextQuoteSelector | None:
    """Return the quote in the text fragment of a URL, or None if there is none that can be searched for."""
    selector = text_fragment(url)
    try:
        if selector:
            check_quote(selector)
    except InputError:
        return None
    return selector
