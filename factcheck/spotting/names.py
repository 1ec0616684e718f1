"""The names of an article: the fullest form of each, and the persons and documents that a role alone refers to."""

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import dropwhile, pairwise, takewhile

from factcheck.spotting.attribution_words import AttributionWords
from factcheck.spotting.naming import (
    NAME_MIN_WORDS,
    ROLE_ENDING_MIN_CHARACTERS,
    Naming,
    Word,
    chunks,
    person_after_role,
    reduced,
    stretches,
)

STEM_MIN_CHARACTERS = 3
ENDING_MAX_CHARACTERS = 3
ROLE_CHARACTERS = 7
"""A role is compared by so many characters: minister, ministern."""
"""The ending of a name that is inflected is not longer: Tuska, Kowalskiego."""


class Names:
    """The names of an article."""

    def __init__(self, text: str, sentences: Iterable[Sequence[Word]], words: AttributionWords) -> None:
        self._inflected = words.names_are_inflected
        self._particles = words.particles
        self._roles = words.roles | words.titles
        self._long_roles = tuple(each for each in words.roles if len(each) >= ROLE_ENDING_MIN_CHARACTERS)
        self._genitives = words.genitive_endings
        self.full: dict[str, str] = {}
        """Names of two words or more by their lower case, in the order of the article."""
        self.places: list[tuple[int, str]] = []
        """The places of such names in the article, in its order."""
        self._by_end: dict[str, list[str]] = {}
        """Such names by the beginning of their last word."""
        self._ends: dict[str, list[str]] = {}
        self._of_role: dict[str, list[tuple[int, str]]] = {}
        for tokens in sentences:
            runs = stretches(text, tokens)
            for run in runs:
                self._add_names(text, run)
                self._add_roles(text, run)
            for run, following in pairwise(runs):
                if text[run[-1].end : following[0].start].strip() == ",":
                    self._add_apposition(text, run, following)

    def _add_names(self, text: str, run: Sequence[Word]) -> None:
        for match in re.finditer(r"N(?:L?N)+", "".join(word.tag for word in run)):
            inside = [word.folded for word in run[match.start() : match.end()] if word.tag == "L"]
            if not self._particles.issuperset(inside):
                continue
            before = run[match.start() - 1].tag if match.start() else ""
            words = list(run[match.start() : match.end()])
            if before in {"R", "T"}:
                words = person_after_role(words, self._genitives)
            name = " ".join(text[words[0].start : words[-1].end].split())
            name = re.sub(r"['’]s$", "", name)
            if before == "L" and len(words) > NAME_MIN_WORDS:
                self._add_end(" ".join(text[words[-NAME_MIN_WORDS].start : words[-1].end].split()))
            if before not in {"L", "G"}:
                self._add_full(name)
            self.places.append((run[match.start()].start, name))

    def _add_end(self, name: str) -> None:
        """Remember the end of a run of names, as in "ministro dell'Economia Giovanni Tria", for a shorter form of it."""
        self._ends.setdefault(_key(name.casefold()), []).append(name)

    def add_title(self, title: str, words: Sequence[Word]) -> None:
        """Add the names of the title, in which a speaker is often named in full."""
        for run in stretches(title, words):
            for match in re.finditer("N{2,}", "".join(word.tag for word in run)):
                self._add_full(" ".join(title[run[match.start()].start : run[match.end() - 1].end].split()))

    def _add_full(self, name: str) -> None:
        folded = name.casefold()
        if folded not in self.full:
            self.full[folded] = name
            self._by_end.setdefault(_key(folded), []).append(folded)

    def may_be_person(self, speaker: str) -> bool:
        """Return whether a speaker may be a person: a name of two words or more, or a role."""
        words = speaker.casefold().split()
        return (
            speaker.casefold() in self.full
            or not self._roles.isdisjoint(words)
            or any(word.endswith(self._long_roles) for word in words)
        )

    def between(self, start: int, end: int) -> set[str]:
        """Return the full names in a stretch of the article."""
        first = bisect_left(self.places, (start, ""))
        return {name for _, name in self.places[first : bisect_left(self.places, (end, ""), first)]}

    def _add_roles(self, text: str, run: Sequence[Word]) -> None:
        """Remember whose role a naming says: "le ministre Jean Dupont"."""
        for first, last in chunks(run):
            tokens = run[first:last]
            role = _role(tokens)
            if not role or not any(word.tag in "LN" for word in tokens) or any(word.tag == "C" for word in tokens):
                continue
            if re.search("[RGT]XLD?X", "".join(word.tag for word in tokens)):
                continue  # "the mayor breaks his silence": a verb may be among words that are not known
            if naming := reduced(text, tokens, frozenset(self.full), self._genitives):
                self._of_role.setdefault(role, []).append((tokens[0].start, naming.text))

    def _add_apposition(self, text: str, run: Sequence[Word], following: Sequence[Word]) -> None:
        """Remember the name of "the minister, Jane Smith" and "Jane Smith, the minister"."""
        for naming, name in ((run, following), (following, run)):
            if not all(word.tag == "N" for word in name) or len(name) < 2:
                continue
            spans = chunks(naming)
            whole = [each for each in spans if (each[1] == len(naming) if naming is run else each[0] == 0)]
            role = _role(naming[whole[-1][0] : whole[-1][1]]) if whole else ""
            if role:
                words = " ".join(text[name[0].start : name[-1].end].split())
                self._of_role.setdefault(role, []).append((run[0].start, words))

    def of_role(self, tokens: Sequence[Word]) -> str | None:
        """Return whom a role alone refers to, such as "the minister": the last one before it, or the only one; or None."""
        if not tokens or any(word.tag not in "DRGT" for word in tokens):
            return None
        if any(word.tag == "G" for word in tokens):
            return None  # the police of one town is not that of another
        every = self._of_role.get(_role(tokens), [])
        if earlier := [each for each in every if each[0] < tokens[0].start]:
            return max(reversed(earlier), key=lambda each: each[0])[1]
        persons = {name for _, name in every}
        return persons.pop() if len(persons) == 1 else None  # a live blog begins with its last entry

    def fullest(self, naming: Naming) -> str:
        """Return the fullest form of a name in the article; a name that two persons share stays as it is."""
        name = re.sub(r"['’]s$", "", naming.text) if naming.is_name else naming.text
        if not naming.is_name:
            return name
        parts = name.casefold().split()
        if not parts:
            return name
        found = [full for full in self._by_end.get(_key(name.casefold()), []) if self._is_form_of(parts, full.split())]
        if not found:
            ends = {
                each
                for each in self._ends.get(_key(name.casefold()), [])
                if self._is_form_of(parts, each.casefold().split())
            }
            return ends.pop() if len(ends) == 1 else name
        longest = max(found, key=lambda full: len(full.split()))
        if all(self._is_form_of(full.split(), longest.split()) for full in found):
            return self._nominative([full for full in found if len(full.split()) == len(longest.split())])
        return name

    def _nominative(self, forms: Sequence[str]) -> str:
        """Return the form of a name without an ending of its case, which is the shortest as a rule."""
        return self.full[min(forms, key=len)] if self._inflected else self.full[forms[0]]

    def _is_form_of(self, parts: Sequence[str], full: Sequence[str]) -> bool:
        """Return whether a name is the end of a fuller one, or its beginning and end."""
        if len(parts) > len(full) or not parts:
            return False
        if len(parts) == 1:
            return self._same(parts[0], full[-1])
        return self._same(parts[0], full[0]) and self._same(parts[-1], full[-1])

    def _same(self, one: str, other: str) -> bool:
        if one == other or not self._inflected:
            return one == other
        shared = next(
            (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
        )
        return shared >= STEM_MIN_CHARACTERS and max(len(one), len(other)) - shared <= ENDING_MAX_CHARACTERS


def _key(folded: str) -> str:
    """Return the beginning of the last word of a name."""
    return folded.rpartition(" ")[2][:STEM_MIN_CHARACTERS]


def _role(tokens: Sequence[Word]) -> str:
    """Return the role that a naming begins with: "porte parole" of "le porte-parole du ministère"."""
    roles = list(dropwhile(lambda word: word.tag not in "RGT", tokens))
    return " ".join(
        ("G" if word.tag == "G" else "R") + word.folded[:ROLE_CHARACTERS]
        for word in takewhile(lambda word: word.tag in "RGT", roles)
    )
