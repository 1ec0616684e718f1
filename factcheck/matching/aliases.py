"""Names of places, organizations and persons, by which claims that use different names for one thing are compared."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from factcheck.matching.lexicon import fold

ACRONYM_MAX_LETTERS = 6
"""A name in capitals up to this length is found in capitals only: US is not us, WHO is not who."""
BEGINNING_MARK = "*"
"""At the end of a name: all words that begin so are its forms (norweg* for Norwegen, norwegische)."""
_WORD = re.compile(r"[^\W_]+(?:[.’'-][^\W_]+)*\.?")
_PARTS = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Alias:
    """A name of one thing."""

    entity: str
    """The key that all names of one thing share."""
    kind: str
    """place, organization or person."""
    name: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A thing that a text names."""

    entity: str
    kind: str
    start: int
    end: int


def alias_words(name: str) -> tuple[str, ...]:
    """Return the folded words of a name; the last may end in BEGINNING_MARK."""
    words = tuple(_PARTS.findall(fold(name)))
    return (*words[:-1], words[-1] + BEGINNING_MARK) if words and name.rstrip().endswith(BEGINNING_MARK) else words


@dataclass(slots=True)
class Aliases:
    """Finds the names of a table in texts. The longest name counts where several begin at one word."""

    names: dict[str, list[tuple[tuple[str, ...], Alias]]] = field(default_factory=dict)
    """Names by their first word."""
    beginnings: dict[str, list[tuple[tuple[str, ...], Alias]]] = field(default_factory=dict)
    """Names whose first word is a beginning, by that beginning."""
    by_entity: dict[str, list[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, rows: Iterable[Alias]) -> "Aliases":
        """Return the look-up of some names. A name without a letter or digit is left out."""
        found = cls()
        for alias in rows:
            words = alias_words(alias.name)
            if not words:
                continue
            table = found.beginnings if words[0].endswith(BEGINNING_MARK) else found.names
            table.setdefault(words[0].rstrip(BEGINNING_MARK), []).append((words, alias))
            found.by_entity.setdefault(alias.entity, []).append(alias.name.rstrip(BEGINNING_MARK))
        return found

    def mentions(self, text: str) -> list[Mention]:
        """Return the things that a text names, in order, without overlaps."""
        folded = fold(text)
        words = [(found.group(), found.start(), found.end()) for found in _PARTS.finditer(folded)]
        found: list[Mention] = []
        at = 0
        while at < len(words):
            best: tuple[int, Alias] | None = None
            for names, alias in self._candidates(words[at][0]):
                size = len(names)
                if (best is None or size > best[0]) and _fits(names, words[at : at + size], alias, text):
                    best = (size, alias)
            if best is None:
                at += 1
                continue
            size, alias = best
            found.append(Mention(alias.entity, alias.kind, words[at][1], words[at + size - 1][2]))
            at += size
        return found

    def _candidates(self, word: str) -> list[tuple[tuple[str, ...], Alias]]:
        found = list(self.names.get(word, ()))
        if self.beginnings:
            for size in range(3, len(word) + 1):
                found += self.beginnings.get(word[:size], ())
        return found

    def other_names(self, text: str) -> list[str]:
        """Return the other names of the things that a text names."""
        entities = dict.fromkeys(each.entity for each in self.mentions(text))
        return [name for entity in entities for name in self.by_entity[entity]]


def _fits(names: tuple[str, ...], words: list[tuple[str, int, int]], alias: Alias, text: str) -> bool:
    if len(words) < len(names):
        return False
    for name, (word, _, _) in zip(names, words, strict=True):
        if name.endswith(BEGINNING_MARK):
            if not word.startswith(name[:-1]):
                return False
        elif name != word:
            return False
    written = text[words[0][1] : words[-1][2]]
    plain = "".join(each for each in alias.name if each.isalnum())
    is_acronym = plain.isupper() and len(plain) <= ACRONYM_MAX_LETTERS
    if is_acronym:
        return "".join(each for each in written if each.isalnum()) == plain
    return written[0].isupper() or not alias.name[0].isupper()


NO_ALIASES = Aliases()
"""A look-up that finds nothing."""
