"""Stems of words, by which claims with other forms of the same words are found."""

import re
import unicodedata

_WORD = re.compile(r"\w+")


def stems(text: str) -> str:
    """Return the stems of the words of a text, separated by spaces. The same text always has the same stems."""
    letters = unicodedata.normalize("NFKD", text)
    return " ".join(_WORD.findall("".join(each for each in letters if not unicodedata.combining(each)).casefold()))
