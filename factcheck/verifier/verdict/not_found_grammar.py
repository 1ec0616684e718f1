"""The grammar of sentences that say that a page does not exist: a thing (this page, the story) and its fate (removed).

The words of each language are in the table ``not_found_sentence`` of its file; sentences are recognized by their parts, so
that a wording that nobody listed is understood. One sentence alone decides nothing:
:mod:`factcheck.verifier.verdict.page_notices` weighs it against how much of an article there is.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import NamedTuple

from factcheck.languages import language_files, pattern
from factcheck.languages.patterns import joined
from factcheck.languages.schema import NotFoundSentence

SENTENCE_MAX_CHARACTERS = 240
"""Maximum length of a line that can be a sentence of a notice."""
TITLE_MAX_CHARACTERS = 80
"""Maximum length of a title or heading that can be a notice."""
_BRACKETS = re.compile(r"[()\[\]（）]")
_SENTENCE_END = re.compile(r"(?<=[.!?。！？؟])\s*")


class _Grammar(NamedTuple):
    """The patterns of one language, or of several that are read as one."""

    thing: re.Pattern[str]
    fate: re.Pattern[str]
    asked: re.Pattern[str]
    """Phrases for something that the reader requested: the page *you are looking for*."""


@cache
def _grammars() -> tuple[_Grammar, ...]:
    families: dict[str, list[NotFoundSentence]] = {}
    for tag, file in language_files().items():
        if file.not_found_sentence.thing:
            families.setdefault(file.not_found_sentence.family or tag, []).append(file.not_found_sentence)
    return tuple(
        _Grammar(
            *(
                re.compile(joined(each for table in tables for each in getattr(table, key)), re.IGNORECASE)
                for key in _Grammar._fields
            )
        )
        for tables in families.values()
    )


def is_gone(line: str, max_characters: int = TITLE_MAX_CHARACTERS) -> bool:
    """Return whether a line says that a page, or another thing, does not exist."""
    line = _BRACKETS.sub("", line)
    return len(line) <= max_characters and any(
        each.thing.search(line) and each.fate.search(line) for each in _grammars()
    )


def is_this_gone(line: str) -> bool:
    """Return whether a line says that this page itself does not exist."""
    return is_gone(line, SENTENCE_MAX_CHARACTERS) and pattern("not_found_sentence", "this").search(line) is not None


def hedges(line: str) -> bool:
    """Return whether a line apologizes, guesses what happened, or gives advice."""
    return len(line) <= SENTENCE_MAX_CHARACTERS and pattern("not_found_sentence", "hedge").search(line) is not None


def find_sentence(lines: Iterable[str]) -> str | None:
    """Return the first sentence that says that the requested page does not exist, or None."""
    for line in lines:
        for sentence in _SENTENCE_END.split(_BRACKETS.sub("", line)) if len(line) <= SENTENCE_MAX_CHARACTERS else ():
            if any(
                each.thing.search(sentence) and each.fate.search(sentence) and each.asked.search(sentence)
                for each in _grammars()
            ):
                return sentence
    return None
