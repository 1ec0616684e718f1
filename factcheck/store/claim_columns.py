"""Columns of a claim that follow from its wording: the text that is searched, and its digest."""

import hashlib

from factcheck.languages.stems import stems
from factcheck.store.search import WORD_PATTERN, fold


def text_digest(text: str) -> str:
    """Return the SHA-256, in hex, of the words alone: texts that differ in typography or case only share it."""
    return hashlib.sha256(" ".join(WORD_PATTERN.findall(fold(text))).encode("utf-8", "replace")).hexdigest()


def search_text(text: str, standalone: str | None, claimant: str) -> str:
    """Return the text of a claim that is searched."""
    return fold(" ".join(filter(None, (text, standalone, claimant))))


def match_text(text: str, standalone: str | None, claimant: str) -> str:
    """Return the stems by which a claim is found as similar to another text; a space where it has no word."""
    return stems(" ".join(filter(None, (text, standalone, claimant)))) or NO_STEMS


NO_STEMS = " "
"""The stems of a text without words: an empty column means that they are not made yet."""
