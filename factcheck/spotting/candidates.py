"""Spots the statements of an article that may be worth checking."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace

from factcheck.matching.aliases import NO_ALIASES, Aliases
from factcheck.spotting.attribution_words import attribution_words
from factcheck.spotting.clauses import clauses, segments
from factcheck.spotting.contradictions import contradictions
from factcheck.spotting.dates import resolve
from factcheck.spotting.features import Known, features
from factcheck.spotting.score import Scale, kind_of, reasons, score
from factcheck.spotting.sentences import sentences
from factcheck.spotting.speakers import speakers
from factcheck.spotting.spotting_words import SpottingWords, spotting_words
from factcheck.spotting.standalone import Context, standalone
from factcheck.spotting.turns import words_starts
from factcheck.spotting.values import ARTICLE_SPEAKER, BlockKind, Candidate, Reading, Sentence
from factcheck.vocabulary import ClaimKind

SENTENCE_MIN_CHARACTERS = 15
READ_MAX_CHARACTERS = 4_000
"""A statement is judged by its beginning; a longer one is a text without full stops."""
UNMARKED_MIN_WORDS = 8
"""Words of a clause that is offered although nothing in it speaks for it or against it."""
NESTED_PENALTY = 0.12
"""Taken from the score of a clause inside a sentence that is offered, too."""
SENTENCE_MIN_SCORE = 0.45
"""The score of a sentence from which on its inner clauses need not stand for it."""


@dataclass(frozen=True, slots=True)
class SpotOptions:
    """Options of spotting."""

    language: str | None = None
    """The language that overrules the one of the article."""
    scale: Scale = field(default_factory=Scale)


def spot(
    reading: Reading,
    options: SpotOptions,
    aliases: Aliases | None = None,
    pace: Callable[[], None] | None = None,
) -> tuple[Candidate, ...]:
    """Return the statements of an article, the best first. ``pace`` is called for each sentence, and may raise an error."""
    language = options.language or reading.language
    split = sentences(reading, language)
    named = speakers(split, reading, language)
    context = Context(reading, split, named, language)
    work = _Spotter(context, spotting_words(language), options.scale, aliases or NO_ALIASES)
    starts = words_starts(split, reading, attribution_words(language))
    said = [
        replace(each, start=start, text=reading.text[start : each.end])
        for each, start in zip(split, starts, strict=True)
    ]
    found: list[Candidate] = []
    for sentence, speaker in zip(said, named, strict=True):
        if pace is not None:
            pace()
        found += work.candidates(sentence, speaker)
    ordered = sorted(found, key=lambda each: (-each.score, each.start, -each.end))
    ranked = tuple(replace(each, rank=rank) for rank, each in enumerate(ordered, 1))
    pairs = contradictions(ranked, reading, aliases)
    return tuple(replace(each, contradicts=pairs.get(each.rank, ())) for each in ranked)


@dataclass(frozen=True, slots=True)
class _Spotter:
    context: Context
    words: SpottingWords
    scale: Scale
    aliases: Aliases

    def candidates(self, sentence: Sentence, speaker: str) -> Iterator[Candidate]:
        """Yield the candidates of a sentence: itself or its parts, and clauses inside it."""
        if sentence.kind not in {BlockKind.PROSE, BlockKind.HEADLINE}:
            return
        if len(sentence.text) < SENTENCE_MIN_CHARACTERS:
            return
        whole = self._candidate(sentence, sentence.start, sentence.end, speaker)
        if sentence.kind is BlockKind.HEADLINE:
            yield whole
            return
        found = list(clauses(sentence.text, self.words)) if len(sentence.text) <= READ_MAX_CHARACTERS else []
        parts = [
            self._candidate(sentence, sentence.start + each.start, sentence.start + each.end, speaker)
            for each in found
            if each.is_part
        ]
        if parts and all(each.score >= SENTENCE_MIN_SCORE for each in parts):
            yield from parts
            return
        yield whole
        if whole.score < SENTENCE_MIN_SCORE and len(sentence.text) <= READ_MAX_CHARACTERS:
            known = {(each.start, each.end) for each in found}
            found += [each for each in segments(sentence.text) if (each.start, each.end) not in known]
        for each in found:
            if not each.is_part:
                inner = self._candidate(sentence, sentence.start + each.start, sentence.start + each.end, speaker)
                if inner.reasons or len(inner.text.split()) >= UNMARKED_MIN_WORDS:
                    penalty = NESTED_PENALTY if whole.score >= SENTENCE_MIN_SCORE else NESTED_PENALTY / 2
                    yield replace(inner, score=max(round(inner.score - penalty, 4), 0.0))

    def _candidate(self, sentence: Sentence, start: int, end: int, speaker: str) -> Candidate:
        reading = self.context.reading
        text = reading.text[start:end].rstrip()
        end = start + len(text)
        dates = resolve(text, reading.published_at(start), self.context.language)
        worded = standalone(sentence, start, end, self.context)
        known = Known(
            "" if speaker == ARTICLE_SPEAKER else speaker,
            tuple(each.words for each in dates.mentions),
            tuple((each.start, each.end) for each in dates.mentions),
        )
        beginning = text[:READ_MAX_CHARACTERS]
        found = [*features(beginning, known, self.words, self.aliases), *self.scale.features(beginning)]
        why = reasons(found, self.scale)
        is_headline = sentence.kind is BlockKind.HEADLINE
        return Candidate(
            rank=1,
            score=0.0 if is_headline else score(why),
            kind=ClaimKind.HEADLINE if is_headline else kind_of(found),
            reasons=why,
            text=text,
            start=start,
            end=end,
            standalone=worded.text,
            unresolved=worded.unresolved,
            speaker=speaker,
            date=dates.interval,
            language=self.context.language or "und",
        )


def is_ruled(language: str | None) -> bool:
    """Return whether a language has words by which its statements are judged, and not figures and names alone."""
    return spotting_words(language).has_rules
