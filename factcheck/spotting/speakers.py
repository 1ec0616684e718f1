"""The speaker of each sentence of an article.

A sentence has the speaker that its own words name. A quotation without one, and a pronoun, have the speaker that the
sentences around them give; in an interview, a transcript or a speech, it is the person whose turn it is.
"""

from collections.abc import Sequence

from factcheck.spotting.attribution import Attributions
from factcheck.spotting.attribution_words import AttributionWords, attribution_words
from factcheck.spotting.date_grammar import date_grammar
from factcheck.spotting.names import Names
from factcheck.spotting.naming import Naming, Tagger
from factcheck.spotting.quotations import Quotation, dash_speech, quotations
from factcheck.spotting.turns import turns
from factcheck.spotting.values import ARTICLE_SPEAKER, BlockKind, Reading, Sentence

QUOTED_MIN_SHARE = 0.8
"""A sentence is a quotation if so much of it is between quotation marks."""
INTRODUCED_MIN_SHARE = 0.4
"""The same for a sentence that introduces the quotation with a colon."""
SPEAKER_MAX_CHARACTERS = 120
_SPOKEN = frozenset({BlockKind.PROSE, BlockKind.QUOTE})


def speakers(sentences: Sequence[Sentence], reading: Reading, language: str | None) -> tuple[str, ...]:
    """Return the speaker of each sentence: the fullest form of the name in the article, or the words for an unnamed source.

    ARTICLE_SPEAKER where nobody is named; never a pronoun.
    """
    words = attribution_words(language)
    chain = _Chain(sentences, reading, words, language)
    return tuple(chain.speakers())


class _Chain:
    """The attributions of an article, in the order of its sentences."""

    def __init__(
        self, sentences: Sequence[Sentence], reading: Reading, words: AttributionWords, language: str | None
    ) -> None:
        self.sentences = sentences
        self.text = reading.text
        self.words = words
        grammar = date_grammar(language)
        tagger = Tagger(words, frozenset({*grammar.weekdays, *grammar.months}))
        self.tokens = [tagger.tagged(self.text, each.start, each.end) for each in sentences]
        self.names = Names(self.text, self.tokens, words)
        self.attributions = Attributions(self.text, words, frozenset(self.names.full))
        self.blocks = _blocks(sentences)
        self.quoted = self._quotations()
        self.turns = turns(sentences, reading, words, self.names)
        self.entries = [start for start, _ in reading.entries]

    def speakers(self) -> list[str]:
        """Return the speakers of all sentences."""
        own = [self._own(place) for place in range(len(self.sentences))]
        found: list[str] = []
        for place, sentence in enumerate(self.sentences):
            if sentence.kind not in _SPOKEN:
                found.append(ARTICLE_SPEAKER)
            elif turn := self.turns[place]:
                found.append(turn)
            else:
                found.append(self._speaker(place, own, found)[:SPEAKER_MAX_CHARACTERS] or ARTICLE_SPEAKER)
        return found

    def _quotations(self) -> list[tuple[Quotation, ...]]:
        """Return the quotations that overlap each sentence."""
        every = quotations(self.text, self.blocks)
        found: list[tuple[Quotation, ...]] = []
        for sentence, tokens in zip(self.sentences, self.tokens, strict=True):
            inside = tuple(each for each in every if each.start < sentence.end and sentence.start < each.end)
            remarks = (
                word.start
                for word in tokens
                if word.tag in "VK" and self.text[word.start - 2 : word.start].strip() == ","
            )
            found.append(inside or dash_speech(self.text, sentence.start, sentence.end, next(remarks, None)))
        return found

    def _own(self, place: int) -> Naming | None:
        """Return the attribution in a sentence."""
        sentence = self.sentences[place]
        if sentence.kind not in _SPOKEN or self.turns[place]:
            return None
        return self.attributions.find(self.tokens[place], sentence.end, self.quoted[place])

    def _speaker(self, place: int, own: Sequence[Naming | None], found: Sequence[str]) -> str:
        naming = own[place]
        if naming is not None:
            return self._antecedent(place, naming, found) if naming.is_pronoun else self._full(place, naming)
        share = self._quoted_share(place)
        if share >= QUOTED_MIN_SHARE:
            return self._of_quotation(place, own, found)
        if share >= INTRODUCED_MIN_SHARE and self._is_introduced(place):
            subject = self.attributions.subject(self.tokens[place])
            return self._full(place, subject) if subject else ""
        is_reported = not self.words.reported.isdisjoint(word.folded for word in self.tokens[place])
        return found[place - 1] if is_reported and self._follows(place, place - 1) else ""

    def _full(self, place: int, naming: Naming) -> str:
        if not naming.is_name:
            tokens = [word for word in self.tokens[place] if naming.start <= word.start < naming.end]
            if known := self.names.of_role(tokens):
                return known
        return self.names.fullest(naming)

    def _quoted_share(self, place: int) -> float:
        sentence = self.sentences[place]
        size = sum(min(each.end, sentence.end) - max(each.start, sentence.start) for each in self.quoted[place])
        return size / max(1, sentence.end - sentence.start)

    def _is_introduced(self, place: int) -> bool:
        start = max(self.sentences[place].start, self.quoted[place][0].start)
        return self.text[self.sentences[place].start : start].rstrip().endswith(":")

    def _follows(self, place: int, before: int) -> bool:
        """Return whether a sentence is the next one of the same paragraph."""
        return before >= 0 and self.sentences[before].block == self.sentences[place].block

    def _same_entry(self, place: int, before: int) -> bool:
        """Return whether two sentences belong to one entry of a live blog, or the article has no entries."""
        first, last = self.sentences[before].start, self.sentences[place].start
        return not any(first < start <= last for start in self.entries)

    def _of_quotation(self, place: int, own: Sequence[Naming | None], found: Sequence[str]) -> str:
        """Return the speaker of a sentence that is a quotation, by the sentences around it."""
        following = place + 1
        while following < len(self.sentences) and self._follows(following, place):
            naming = own[following]
            shares = bool(set(self.quoted[place]) & set(self.quoted[following]))
            if naming is not None and (shares or not self._has_source_before(place, found)):
                if not naming.is_pronoun:
                    return self._full(following, naming)
                return self._antecedent(place, naming, found)
            if not shares and self._quoted_share(following) < QUOTED_MIN_SHARE:
                break
            following += 1
        return self._earlier(place, found)

    def _has_source_before(self, place: int, found: Sequence[str]) -> bool:
        return self._follows(place, place - 1) and found[place - 1] != ARTICLE_SPEAKER

    def _earlier(self, place: int, found: Sequence[str]) -> str:
        """Return who spoke last, or whom the sentence before is about."""
        before = place - 1
        if before < 0 or not self._same_entry(place, before):
            return ""
        if found[before] != ARTICLE_SPEAKER:
            return found[before]
        subject = self.attributions.subject(self.tokens[before])
        if subject is not None and (subject.is_name or self._follows(place, before)):
            return self._full(before, subject)
        return self._last_speaker(place, found)

    def _last_speaker(self, place: int, found: Sequence[str]) -> str:
        for before in range(place - 1, -1, -1):
            if not self._same_entry(place, before):
                break
            if found[before] != ARTICLE_SPEAKER:
                return found[before]
        return ""

    def _antecedent(self, place: int, naming: Naming, found: Sequence[str]) -> str:
        """Return whom a pronoun means: a name before it in its sentence, or else who spoke or was the subject before."""
        if not naming.text or naming.text in self.words.persons:
            inside = [word for word in self.tokens[place] if word.end <= naming.start]
            quoted = self.quoted[place]
            outside = [word for word in inside if not any(each.start <= word.start < each.end for each in quoted)]
            subject = self.attributions.subject(outside)
            if subject is not None and subject.is_name:
                return self._full(place, subject)
        return self._earlier(place, found)


def _blocks(sentences: Sequence[Sentence]) -> list[tuple[int, int]]:
    """Return the spans of the blocks that the sentences are in."""
    spans: dict[int, tuple[int, int]] = {}
    for each in sentences:
        start, end = spans.get(each.block, (each.start, each.end))
        spans[each.block] = (min(start, each.start), max(end, each.end))
    return sorted(spans.values())
