"""Which words a desk takes: those that say something, can be stored, and can be looked for."""

import re

from factcheck.errors import InputError
from factcheck.verifier.http.urls import text_fragment
from factcheck.vocabulary import TextQuoteSelector

_SURROGATE = re.compile("[\ud800-\udfff]")
MAX_TEXT = 10_000
"""Characters of a claim or a note: more is an article, not a claim."""
MAX_QUOTE = 50_000
"""Characters of a quote."""


def storable(text: str) -> str:
    """Return the text, if a database can hold it as it is."""
    if _SURROGATE.search(text):
        raise ValueError("is not valid Unicode; give it as UTF-8")
    return text


def worded(text: str) -> str:
    """Return the text, if it says anything."""
    if not text.strip():
        raise ValueError("is empty")
    return storable(text)


def checked_text(text: str, name: str) -> str:
    """Return a note's or a reason's words. Raises InputError where they say nothing or too much."""
    try:
        worded(text)
    except ValueError as error:
        raise InputError(f"the {name} {error}") from None
    if len(text) > MAX_TEXT:
        raise InputError(f"the {name} has {len(text):,} characters; {MAX_TEXT:,} are allowed")
    return text


def check_quote(selector: TextQuoteSelector) -> None:
    """Raise InputError for a quote that could not be looked for."""
    for name, text in (("quote", selector.exact), ("prefix", selector.prefix), ("suffix", selector.suffix)):
        if len(text) > MAX_QUOTE:
            raise InputError(f"the {name} has {len(text):,} characters; {MAX_QUOTE:,} are allowed")
    if not selector.exact.strip():
        raise InputError("the quote is empty; give the words, or leave the quote out")
    try:
        worded(selector.exact)
    except ValueError as error:
        raise InputError(f"the quote {error}") from None
    if not any(character.isalnum() for character in selector.exact):
        raise InputError("the quote holds no letter and no figure; quote words that can be looked for")


def pointed_at(url: str) -> TextQuoteSelector | None:
    """Return the words a text fragment points at; None: none that could be looked for, and a browser would ignore it."""
    selector = text_fragment(url)
    try:
        if selector:
            check_quote(selector)
    except InputError:
        return None
    return selector
