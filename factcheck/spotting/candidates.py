"""Spots the statements of an article that may be worth checking."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from factcheck.matching.aliases import NO_ALIASES, Aliases
from factcheck.spotting.article_words import ArticleWords
from factcheck.spotting.clauses import Clause, clauses, segments
from factcheck.spotting.contradictions import contradictions
from factcheck.spotting.dates import resolve
from factcheck.spotting.features import Feature, Known, features
from factcheck.spotting.score import Scale, kind_of, reasons, score
from factcheck.spotting.sentences import sentences
from factcheck.spotting.speakers import spoken
from factcheck.spotting.spotting_words import SpottingWords, spotting_words
from factcheck.spotting.standalone import Context, standalone
from factcheck.spotting.turns import words_starts
from factcheck.spotting.values import ARTICLE_SPEAKER, BlockKind, Candidate, DateInterval, Reading, Sentence
from factcheck.vocabulary import ClaimKind

SENTENCE_MIN_CHARACTERS = 15
READ_MAX_CHARACTERS = 4_000
"""A statement is judged by its beginning; a longer one is a text without full stops."""
UNMARKED_MIN_WORDS = 8
"""Words of a clause that is offered although nothing in it speaks for it or against it."""
NESTED_PENALTY = 0.12
"""Taken from the score of a clause inside a sentence that is offered, too."""
REPEATED_PENALTY = 0.45
"""Taken from the score of a sentence whose opening stands for it."""
OPENING_MIN_SHARE = 0.5
"""Share of a sentence: a shorter opening does not stand for it."""
OPENING_MAX_SCORE = 0.44
"""The score of an opening that does not stand for its sentence."""
REST_CODES = ("figure", "count", "quantity", "comparison", "superlative", "event", "cause")
"""Reasons for which the rest of a sentence states something, too."""
NAMING_CODES = frozenset({"attribution", "name", "names", "short"})
"""Reasons of an opening that only names somebody: "According to the harbour board,"."""
NOTHING_KNOWN = Known("", ())
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
    article = ArticleWords(split, reading, language)
    who = spoken(article)
    context = Context(reading, split, who.speakers, language, article)
    work = _Spotter(context, spotting_words(language), options.scale, aliases or NO_ALIASES)
    starts = words_starts(split, reading, article.words)
    said = [
        replace(each, start=start, text=reading.text[start : each.end])
        for each, start in zip(split, starts, strict=True)
    ]
    found: list[Candidate] = []
    for place, (sentence, speaker) in enumerate(zip(said, who.speakers, strict=True)):
        if pace is not None:
            pace()
        found += work.candidates(sentence, speaker, is_asked=place in who.asked)
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

    def candidates(self, sentence: Sentence, speaker: str, *, is_asked: bool) -> Iterator[Candidate]:
        """Yield the candidates of a sentence: itself or its parts, and clauses inside it.

        ``is_asked`` is whether it belongs to a question of an interview.
        """
        if sentence.kind not in {BlockKind.PROSE, BlockKind.HEADLINE}:
            return
        if len(sentence.text) < SENTENCE_MIN_CHARACTERS:
            return
        whole = self._candidate(sentence, (sentence.start, sentence.end), speaker, is_asked=is_asked)
        if sentence.kind is BlockKind.HEADLINE:
            yield whole
            return
        found = list(clauses(sentence.text, self.words)) if len(sentence.text) <= READ_MAX_CHARACTERS else []
        parts = [self._part(sentence, each, speaker, is_asked=is_asked) for each in found if each.is_part]
        if parts and all(each.score >= SENTENCE_MIN_SCORE for each in parts):
            yield from parts
            return
        inner = list(self._inner(sentence, whole, found, speaker, is_asked=is_asked))
        if any(each.start == whole.start and each.score >= whole.score for each in inner):
            whole = replace(whole, score=max(round(whole.score - REPEATED_PENALTY, 4), 0.0))
        yield whole
        yield from inner

    def _inner(
        self, sentence: Sentence, whole: Candidate, found: list[Clause], speaker: str, *, is_asked: bool
    ) -> Iterator[Candidate]:
        """Yield the clauses inside a sentence that is offered as a whole, too."""
        if whole.score < SENTENCE_MIN_SCORE and len(sentence.text) <= READ_MAX_CHARACTERS:
            known = {(each.start, each.end) for each in found}
            found = [*found, *(each for each in segments(sentence.text) if (each.start, each.end) not in known)]
        that = self.context.words.words.that
        for each in found:
            rest = sentence.text[each.end :].lstrip(" ,")
            if each.is_part or (each.start == 0 and that.match(rest)):
                continue
            inner = self._part(sentence, each, speaker, is_asked=is_asked)
            if not inner.reasons and len(inner.text.split()) < UNMARKED_MIN_WORDS:
                continue
            if each.start == 0 and inner.reasons and NAMING_CODES.issuperset(why.code for why in inner.reasons):
                continue
            penalty = NESTED_PENALTY if whole.score >= SENTENCE_MIN_SCORE else NESTED_PENALTY / 2
            points = max(round(inner.score - penalty, 4), 0.0)
            if each.start == 0 and whole.score >= SENTENCE_MIN_SCORE:
                points = self._opening_points(sentence.text, each, inner, whole)
            yield replace(inner, score=points)

    def _opening_points(self, text: str, opening: Clause, inner: Candidate, whole: Candidate) -> float:
        """Return the score of what a sentence opens with: not below its sentence only where the rest states little."""
        rest = set(REST_CODES) & {
            each.code for each in features(text[opening.end :], NOTHING_KNOWN, self.words, self.aliases)
        }
        if rest or opening.end < OPENING_MIN_SHARE * len(text):
            return max(min(round(inner.score - NESTED_PENALTY, 4), OPENING_MAX_SCORE), 0.0)
        return max(inner.score, whole.score)

    def _part(self, sentence: Sentence, clause: Clause, speaker: str, *, is_asked: bool) -> Candidate:
        span = (sentence.start + clause.start, sentence.start + clause.end)
        return self._candidate(sentence, span, speaker, is_asked=is_asked)

    def _candidate(self, sentence: Sentence, span: tuple[int, int], speaker: str, *, is_asked: bool) -> Candidate:
        reading = self.context.reading
        start, end = span
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
        if is_asked and not known.speaker and all(each.code != "question" for each in found):
            found.append(Feature("question", ""))
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
            date=None if _is_ahead(dates.interval, found, reading.published_at(start)) else dates.interval,
            language=self.context.language or "und",
        )


def _is_ahead(date: DateInterval | None, found: Sequence[Feature], published: DateInterval | None) -> bool:
    """Return whether a date is that of a prediction: it has not happened."""
    is_prediction = any(each.code == "prediction" for each in found)
    return bool(is_prediction and date and published and date.start > published.end)


def is_ruled(language: str | None) -> bool:
    """Return whether a language has words by which its statements are judged, and not figures and names alone."""
    return spotting_words(language).has_rules
