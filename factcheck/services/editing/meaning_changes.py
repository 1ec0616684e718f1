"""Differences that change what a quote says: they are accepted with a stance and a reason, never by one key."""

import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from itertools import pairwise
from typing import Any

from factcheck.verifier.locate.difference_kinds import says_no
from factcheck.verifier.locate.word_lists import ONLY_CAPITAL, UNSPACED_NEGATIONS, figures, primary
from factcheck.vocabulary import DifferenceKind

READ_KINDS = frozenset({DifferenceKind.WORD, DifferenceKind.CLAUSE, DifferenceKind.ORDER})
"""Kinds that say nothing of the meaning: their words decide. Every other kind, such as a negation, changes it."""

_MODALS = {
    "en": "can cannot could may might must shall should will would ought need needs needed maybe perhaps possibly"
    " probably likely unlikely certainly definitely allegedly reportedly supposedly apparently",
    "fr": "peut peuvent pourra pourront pourrait pourraient pouvait doit doivent devra devront devrait devraient devait"
    " faut faudra faudrait aurait auraient serait seraient peut-être probablement sûrement certainement"
    " éventuellement prétendument",
    "de": "kann können konnte konnten könnte könnten muss müssen musste mussten müsste darf dürfen durfte dürfte soll"
    " sollen sollte sollten will wollen wollte würde würden möchte vielleicht wahrscheinlich vermutlich"
    " möglicherweise angeblich sicherlich",
    "es": "puede pueden podrá podrán podría podrían debe deben deberá deberán debería deberían habría sería quizá"
    " quizás probablemente posiblemente supuestamente presuntamente seguramente",
    "it": "può possono potrà potranno potrebbe potrebbero deve devono dovrà dovranno dovrebbe dovrebbero sarebbe"
    " sarebbero avrebbe avrebbero forse probabilmente presumibilmente certamente presunto",
    "pt": "pode podem poderá poderão poderia poderiam deve devem deverá deverão deveria deveriam seria teria talvez"
    " provavelmente possivelmente supostamente alegadamente certamente",
    "nl": "kan kunnen kon konden zou zouden moet moeten moest mag mogen zal zullen misschien waarschijnlijk mogelijk"
    " vermoedelijk",
    "pl": "może mogą mógłby mogłaby mogłoby mogliby mogłyby musi muszą powinien powinna powinno powinni trzeba należy"
    " wolno prawdopodobnie podobno rzekomo chyba",
    "ru": "может могут мог могла могло могли должен должна должно должны следует нужно надо можно нельзя возможно"
    " вероятно наверное якобы бы",
    "uk": "може можуть міг могла могло могли повинен повинна повинно повинні мусить мусять треба слід можна ймовірно"
    " можливо нібито би б",
    "sv": "kan kunde ska skall skulle måste bör borde får kanske troligen möjligen",
    "no": "kan kunne skal skulle må måtte bør burde vil ville kanskje trolig",
    "da": "kan kunne skal skulle må måtte bør burde vil ville måske formentlig",
    "tr": "olabilir belki muhtemelen gerekir gerekli mutlaka",
}
_UNSPACED_MODALS = tuple("可能 必须 必須 应该 應該 应当 也许 或许 恐怕 かもしれ べき だろう でしょう はずだ".split())
_WORD = re.compile(r"[^\W_]+(?:['’.,-][^\W_]+)*")


def changes_meaning(difference: Mapping[str, Any], languages: Collection[str | None]) -> bool:
    """Return whether a difference changes what the quote says: a negation, number, name or modal, wherever it stands in it.

    ``languages`` are those that the page or the claim may be in; None stands for one that is not known.
    """
    if difference["kind"] not in READ_KINDS:
        return True
    sides = [unicodedata.normalize("NFC", difference[side]) for side in ("quoted", "found")]
    quoted, found = (_WORD.findall(side) for side in sides)
    moved = difference["kind"] == DifferenceKind.ORDER
    known: list[str | None] = [language for language in languages if language] or [None]
    only = Counter(map(_folded, quoted)) - Counter(map(_folded, found))
    only |= Counter(map(_folded, found)) - Counter(map(_folded, quoted))
    changed = {word for words in (quoted, found) for word in words if moved or _folded(word) in only}
    if any(_weighs(word, language) for word in changed for language in known):
        return True
    signs = (*UNSPACED_NEGATIONS, *_UNSPACED_MODALS)
    if any(sides[0].count(sign) != sides[1].count(sign) for sign in signs):
        return True
    return difference["kind"] != DifferenceKind.WORD and any(
        _names(words, changed, known, opens=not moved) for words in (quoted, found)
    )


def _folded(word: str) -> str:
    return word.casefold().replace("’", "'")


def _weighs(word: str, language: str | None) -> bool:
    """Return whether a word is a number, a negation or a modal."""
    norm = _folded(word)
    if any(character.isdecimal() for character in norm) or says_no(norm, language):
        return True
    if norm in ONLY_CAPITAL and word[0].isupper():
        return True
    if norm in _modals(language) or norm.endswith(("'ll", "'d")):
        return True
    return language is not None and norm not in ONLY_CAPITAL and norm in figures(language)


def _modals(language: str | None) -> frozenset[str]:
    if (tag := primary(language)) in _MODALS:
        return frozenset(_MODALS[tag].split())
    return frozenset(word for words in _MODALS.values() for word in words.split()) if language is None else frozenset()


def _names(words: Sequence[str], changed: Collection[str], languages: Collection[str | None], *, opens: bool) -> bool:
    """Return whether changed words are written as names. German writes all nouns so: there a name is two words in a row."""
    capital = [word[0].isupper() and word in changed and len(word) > 1 for word in words]
    if any((language or "").startswith("de") for language in languages):
        return any(first and second for first, second in pairwise(capital))
    return any(capital[1:] if opens else capital)
