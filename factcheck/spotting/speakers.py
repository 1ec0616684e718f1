"""The speaker of each sentence of an article.

A sentence has the speaker that its own words name. A quotation without one, and a pronoun, have the speaker that the
sentences around them give; in an interview, a transcript or a speech, it is the person whose turn it is.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from factcheck.spotting.article_words import ArticleWords
from factcheck.spotting.naming import Naming
from factcheck.spotting.turns import ASKED, is_question, turns
from factcheck.spotting.values import ARTICLE_SPEAKER, BlockKind, Reading, Sentence

QUOTED_MIN_SHARE = 0.8
"""A sentence is a quotation if so much of it is between quotation marks."""
INTRODUCED_MIN_SHARE = 0.4
"""The same for a sentence that introduces the quotation with a colon."""
SUBJECT_MAX_SENTENCES = 6
"""A pronoun refers to the subject of a sentence that is not further back."""
SPEAKER_MAX_SENTENCES = 40
"""A quotation without a speaker is not from somebody who spoke further back."""
SPEAKER_MAX_CHARACTERS = 120
_SPOKEN = frozenset({BlockKind.PROSE, BlockKind.QUOTE})


@dataclass(frozen=True, slots=True)
class Spoken:
    """The speakers of an article, and its questions."""

    speakers: tuple[str, ...]
    """The speaker of each sentence, as ``speakers`` returns it."""
    asked: frozenset[int]
    """The places of the sentences that the questions of an interview consist of."""


def speakers(sentences: Sequence[Sentence], reading: Reading, language: str | None) -> tuple[str, ...]:
    """Return the speaker of each sentence: the fullest form of the name in the article, or the words for an unnamed source.

    ARTICLE_SPEAKER where nobody is named; never a pronoun.
    """
    return spoken(ArticleWords(sentences, reading, language)).speakers


def spoken(article: ArticleWords) -> Spoken:
    """Return the speakers of an article, and its questions."""
    chain = _Chain(article)
    asked = frozenset(place for place, turn in enumerate(chain.turns) if turn == ASKED)
    return Spoken(tuple(chain.speakers()), asked)


class _Chain:
    """The attributions of an article, in the order of its sentences."""

    def __init__(self, article: ArticleWords) -> None:
        self.article = article
        self.sentences = article.sentences
        self.text = article.reading.text
        self.words = article.words
        self.tokens, self.quoted = article.tokens, article.quoted
        self.names, self.attributions = article.names, article.attributions
        self.turns = turns(article.sentences, article.reading, article.words, article.names)
        self.entries = [start for start, _ in article.reading.entries]

    def speakers(self) -> list[str]:
        """Return the speakers of all sentences."""
        own = [self._own(place) for place in range(len(self.sentences))]
        found: list[str] = []
        for place, sentence in enumerate(self.sentences):
            if sentence.kind not in _SPOKEN:
                found.append(ARTICLE_SPEAKER)
            elif (turn := self.turns[place]) == ASKED:
                naming = own[place]
                is_named = naming is not None and not naming.is_pronoun and not is_question(sentence.text)
                found.append(self.article.full(place, naming) if naming and is_named else ARTICLE_SPEAKER)
            elif turn:
                found.append(turn)
            else:
                found.append(self._speaker(place, own, found)[:SPEAKER_MAX_CHARACTERS] or ARTICLE_SPEAKER)
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
            if naming.is_pronoun or self._is_epithet(place, naming, found):
                return self._antecedent(place, naming, found)
            return self._body_of_spokesperson(place, naming) or self.article.full(place, naming)
        share = self.article.quoted_share(place)
        if share >= QUOTED_MIN_SHARE:
            return self._of_quotation(place, own, found)
        if share >= INTRODUCED_MIN_SHARE and self._is_introduced(place):
            subject = self.attributions.subject(self.tokens[place])
            return self.article.full(place, subject) if subject else ""
        is_reported = not self.words.reported.isdisjoint(word.folded for word in self.tokens[place])
        return found[place - 1] if is_reported and self._follows(place, place - 1) else ""

    def _is_epithet(self, place: int, naming: Naming, found: Sequence[str]) -> bool:
        """Return whether a naming such as "the teacher" means the person whom the sentence before is about."""
        if not self.article.is_epithet(place, naming) or not self._follows(place, place - 1):
            return False
        if self.article.has_title(place, naming) and found[place - 1] != ARTICLE_SPEAKER:
            return False  # "the mayor" may answer the one before
        return found[place - 1].casefold() in self.names.full or self._only_name(place - 1) is not None

    def _body_of_spokesperson(self, place: int, naming: Naming) -> str | None:
        """Return the body that a sentence is about and that somebody without a name speaks for."""
        named = [word for word in self.tokens[place] if naming.start <= word.start < naming.end]
        nouns = [word.folded for word in named if word.tag != "D"]
        is_of_body = named[0].tag == "D" and named[0].folded not in self.words.definite
        if naming.is_name or not is_of_body or not nouns or not self.words.spokespersons.issuperset(nouns):
            return None
        subject = self.attributions.subject([word for word in self.tokens[place] if word.end <= naming.start])
        if subject is None:
            return None
        is_body = any(word.tag == "G" for word in self.tokens[place] if subject.start <= word.start < subject.end)
        return self.article.full(place, subject) if is_body else None

    def _only_name(self, place: int) -> str | None:
        """Return the only full name in a sentence."""
        sentence = self.sentences[place]
        found = self.names.between(sentence.start, sentence.end)
        return found.pop() if len(found) == 1 else None

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
                    return self.article.full(following, naming)
                return self._antecedent(place, naming, found)
            if not shares and self.article.quoted_share(following) < QUOTED_MIN_SHARE:
                break
            following += 1
        return self._earlier(place, found)

    def _has_source_before(self, place: int, found: Sequence[str]) -> bool:
        return self._follows(place, place - 1) and found[place - 1] != ARTICLE_SPEAKER

    def _earlier(self, place: int, found: Sequence[str], *, person: bool = False) -> str:
        """Return who spoke last, or whom the sentences before are about; for a pronoun of a person, only a person."""
        before = place - 1
        if before < 0 or not self._same_entry(place, before):
            return ""
        for earlier in range(before, max(-1, before - SUBJECT_MAX_SENTENCES), -1):
            if not self._same_entry(place, earlier):
                break
            if found[earlier] != ARTICLE_SPEAKER and (not person or self.names.may_be_person(found[earlier])):
                return found[earlier]
            if self.sentences[earlier].kind not in _SPOKEN:
                continue
            subject = self.attributions.subject(self.tokens[earlier])
            if subject is None or (found[earlier] != ARTICLE_SPEAKER and subject.text == found[earlier]):
                continue
            name = self.article.full(earlier, subject)
            is_near = earlier == before and (subject.is_name or self._follows(place, before))
            if (is_near and (not person or self.names.may_be_person(name))) or (
                subject.is_name and " " in subject.text
            ):
                return name
        return self._last_speaker(place, found)

    def _last_speaker(self, place: int, found: Sequence[str]) -> str:
        for before in range(place - 1, max(-1, place - 1 - SPEAKER_MAX_SENTENCES), -1):
            if not self._same_entry(place, before):
                break
            if found[before] != ARTICLE_SPEAKER:
                return found[before]
        return ""

    def _antecedent(self, place: int, naming: Naming, found: Sequence[str]) -> str:
        """Return whom a pronoun means: a name before it in its sentence, or else who spoke or was the subject before."""
        is_person = naming.is_pronoun and (not naming.text or naming.text in self.words.persons)
        if is_person:
            inside = [word for word in self.tokens[place] if word.end <= naming.start]
            quoted = self.quoted[place]
            outside = [word for word in inside if not any(each.start <= word.start < each.end for each in quoted)]
            subject = self.attributions.subject(outside)
            if subject is not None and subject.is_name:
                return self.article.full(place, subject)
        if not naming.is_pronoun and place and found[place - 1] == ARTICLE_SPEAKER:
            return self._only_name(place - 1) or ""
        return self._earlier(place, found, person=is_person)
