"""An article as its words: each sentence with the tags of its words, its quotations, and the names of the article."""

import re
from collections.abc import Sequence
from itertools import takewhile

from factcheck.spotting.attribution import Attributions
from factcheck.spotting.attribution_words import attribution_words
from factcheck.spotting.date_grammar import date_grammar
from factcheck.spotting.names import Names
from factcheck.spotting.naming import Naming, Tagger
from factcheck.spotting.quotations import Quotation, dash_speech, quotations
from factcheck.spotting.values import Reading, Sentence

_CAPITALIZED = re.compile(r"(?<=[\w,;] )[^\W\d_a-zà-ÿа-яёєіїґ][\w’'-]*")


class ArticleWords:
    """The words of an article by its sentences."""

    def __init__(self, sentences: Sequence[Sentence], reading: Reading, language: str | None) -> None:
        self.sentences = sentences
        self.reading = reading
        self.words = attribution_words(language)
        self._folded = reading.text.lower()
        grammar = date_grammar(language)
        tagger = Tagger(self.words, grammar.day_names, _sure_names(reading.text, sentences))
        self.tokens = [tagger.tagged(reading.text, each.start, each.end) for each in sentences]
        self.names = Names(reading.text, self.tokens, self.words)
        if reading.title and not reading.title.value.isupper():
            title = reading.title.value
            self.names.add_title(title, tagger.tagged(title, 0, len(title)))
        self.attributions = Attributions(reading.text, self.words, frozenset(self.names.full))
        self.quoted = self._quotations()
        """The quotations that overlap each sentence."""

    def quoted_share(self, place: int) -> float:
        """Return the share of a sentence that is between quotation marks."""
        sentence = self.sentences[place]
        size = sum(min(each.end, sentence.end) - max(each.start, sentence.start) for each in self.quoted[place])
        return size / max(1, sentence.end - sentence.start)

    def full(self, place: int, naming: Naming) -> str:
        """Return the fullest form of a naming in a sentence."""
        if not naming.is_name:
            tokens = [word for word in self.tokens[place] if naming.start <= word.start < naming.end]
            tokens = list(takewhile(lambda word: word.tag != "P", tokens))
            if known := self.names.of_role(tokens) or self._introduced(naming):
                return known
        return self.names.fullest(naming)

    def _introduced(self, naming: Naming) -> str | None:
        """Return the full name that the same words of a role come before: "the city mayor" of "city mayor Jane Smith"."""
        role = naming.text.casefold()
        determiner, _, rest = role.partition(" ")
        role = rest if determiner in self.words.definite else role
        if " " not in role:
            return None
        place = self._folded.rfind(f"{role} ", 0, naming.start)
        start = place + len(role) + 1
        names = [name for folded, name in self.names.full.items() if self._folded.startswith(folded, start)]
        return max(names, key=len) if place >= 0 and names else None

    def is_epithet(self, place: int, naming: Naming) -> bool:
        """Return whether a naming is a role alone that the article gives to nobody: "the teacher"."""
        tokens = [word for word in self.tokens[place] if naming.start <= word.start < naming.end]
        tags = ["R" if word.folded in self.words.roles else word.tag for word in tokens]
        is_role = tags in (["D", "R"], ["D", "X"]) and tokens[0].folded in self.words.definite
        return is_role and not naming.is_name and self.names.of_role(tokens) is None

    def has_title(self, place: int, naming: Naming) -> bool:
        """Return whether a naming has a word that may be before the name of a person: "the mayor"."""
        return any(word.tag == "T" for word in self.tokens[place] if naming.start <= word.start < naming.end)

    def _quotations(self) -> list[tuple[Quotation, ...]]:
        text = self.reading.text
        every = quotations(text, _blocks(self.sentences))
        found: list[tuple[Quotation, ...]] = []
        first = 0
        for sentence, tokens in zip(self.sentences, self.tokens, strict=True):
            while first < len(every) and every[first].end <= sentence.start:
                first += 1
            inside = tuple(each for each in every[first : first + 60] if each.start < sentence.end)
            remarks = (
                word.start for word in tokens if word.tag in "VK" and text[word.start - 2 : word.start].strip() == ","
            )
            found.append(inside or dash_speech(text, sentence.start, sentence.end, next(remarks, None)))
        return found


def _blocks(sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Return the spans of the blocks that the sentences are in."""
    spans: dict[int, tuple[int, int]] = {}
    for each in sentences:
        start, end = spans.get(each.block, (each.start, each.end))
        spans[each.block] = (min(start, each.start), max(end, each.end))
    return sorted(spans.values())


def _sure_names(text: str, sentences: Sequence[Sentence]) -> frozenset[str]:
    """Return words, in lower case, that have a capital letter inside sentences."""
    return frozenset(
        match[0].casefold() for each in sentences for match in _CAPITALIZED.finditer(text, each.start, each.end)
    )
