"""The terms by which a text is searched for among the claims.

Posts in social networks are texts, too: their addresses say nothing, and their hashtags and handles are several words in
one. Words that say nothing about the subject are left out; numbers are kept.
"""

import re
from functools import cache

from factcheck.languages import in_every_file
from factcheck.languages.stems import stem, words

ENCODED_MAX_CHARACTERS = 160
"""Characters of a text that are encoded to search for its meaning: those of a long sentence. More find hardly more."""
QUERY_MAX_CHARACTERS = 20_000
"""A longer text is searched for by its beginning."""
QUERY_MAX_TERMS = 300
_ADDRESS = re.compile(r"(?:https?://|www\.|pic\.twitter\.com/|t\.co/)\S+")
_TAG = re.compile(r"[@#](\w+)")
_TAG_PARTS = re.compile(r"[A-ZÀ-Þ]+(?=[A-ZÀ-Þ][a-zß-ÿ])|[A-ZÀ-Þ]?[a-zß-ÿ]+|[A-ZÀ-Þ]+|\d+")


def query_text(text: str) -> str:
    """Return what is encoded of a text that is searched for: its beginning, without addresses, whole words.

    The time of an encoder grows with the text.
    """
    plain = " ".join(_ADDRESS.sub(" ", text[:QUERY_MAX_CHARACTERS]).split()) or text
    if len(plain) <= ENCODED_MAX_CHARACTERS:
        return plain
    cut = plain.rfind(" ", 1, ENCODED_MAX_CHARACTERS + 1)
    return plain[: cut if cut > 0 else ENCODED_MAX_CHARACTERS]


def query_terms(text: str) -> tuple[str, ...]:
    """Return the stems to search for, each once, in the order of the text."""
    plain = _ADDRESS.sub(" ", text[:QUERY_MAX_CHARACTERS])
    parts = [part for tag in _TAG.findall(plain) for part in _parts(tag)]
    dropped = _stop_words()
    searched = (stem(word) for word in words(" ".join([plain, *parts])) if word not in dropped)
    return tuple(dict.fromkeys(searched))[:QUERY_MAX_TERMS]


def is_subject_term(term: str) -> bool:
    """Return whether a stem of a claim says something about its subject."""
    return term not in _stop_stems()


def _parts(tag: str) -> list[str]:
    """Return the words of a hashtag or a handle, or nothing where it is one word."""
    found = [part for piece in tag.split("_") for part in _TAG_PARTS.findall(piece)]
    return found if len(found) > 1 else []


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(word for each in in_every_file("matching", "stop_words") for word in words(each))


@cache
def _stop_stems() -> frozenset[str]:
    return frozenset(map(stem, _stop_words()))


def is_stop_word(word: str) -> bool:
    """Return whether a folded word says nothing about the subject."""
    return word in _stop_words()
