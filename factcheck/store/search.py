"""Search: one folding of stored text and of search words, so that accents, case and script do not matter.

Chinese, Japanese, Thai and the like are written without spaces; their characters are set apart, so that a tokenizer that
splits at spaces finds them, and a word of them is searched for as a phrase.
"""

import re
import unicodedata

_UNSPACED = "([\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff])"
"""Compiled when it is first used: the terminal interface starts without it."""
_LETTERS = str.maketrans({"ø": "o", "đ": "d", "ð": "d", "ħ": "h", "ł": "l", "œ": "oe", "æ": "ae", "ı": "i"})
WORD_PATTERN = re.compile(r"\w+")


def fold(text: str) -> str:
    """Return the folded text: without accents, case and control characters, unspaced scripts set apart."""
    if text.isascii():  # most words of most desks: none of what follows would change them
        return " ".join((text if text.isprintable() else _printable(text)).lower().split())
    apart = re.sub(_UNSPACED, r" \1 ", unicodedata.normalize("NFKD", text))
    letters = "".join(character for character in apart if not unicodedata.combining(character))
    return " ".join(_printable(letters.casefold().translate(_LETTERS)).split())


def _printable(text: str) -> str:
    return "".join(character if character.isprintable() else " " for character in text)


def match_query(words: list[str]) -> str | None:
    """Return the FTS5 query for words and phrases that must all occur, or None where they contain no letters or digits.

    The last word counts as a beginning when it has two letters or more, because a person is still typing it.
    """
    phrases = [found for word in words if (found := WORD_PATTERN.findall(fold(word)))]
    if not phrases:
        return None
    terms = ['"' + " ".join(phrase) + '"' for phrase in phrases]
    if len(phrases[-1]) == 1 and len(phrases[-1][0]) >= 2:
        terms[-1] += "*"
    return " AND ".join(terms)


INDEXED_LETTERS = (2, 3)
"""Lengths of the beginnings of words that the search index lists (``triggers.FTS``)."""


def is_merged(query: str) -> bool:
    """Return whether a query ends in a beginning whose list is merged from those of all words that begin so."""
    return query.endswith("*") and len(query.rpartition(" AND ")[2].strip('"*')) not in INDEXED_LETTERS
