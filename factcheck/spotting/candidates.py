"""Spots the statements of an article that may be worth checking."""

import re
from dataclasses import dataclass, replace

from factcheck.matching.aliases import Aliases
from factcheck.spotting.contradictions import contradictions
from factcheck.spotting.dates import resolve
from factcheck.spotting.sentences import sentences
from factcheck.spotting.speakers import speakers
from factcheck.spotting.standalone import Context, standalone
from factcheck.spotting.values import ARTICLE_SPEAKER, BlockKind, Candidate, Reading, Reason, Sentence
from factcheck.vocabulary import ClaimKind

_FIGURE = re.compile(r"\d[\d.,\u00a0\u202f]*\s?(?:%|[^\W\d_]+)?")
_NAME = re.compile(r"(?<=[\w,;:’'] )[A-ZÀ-ÖØ-ÞА-Я][\w’'-]+(?: [A-ZÀ-ÖØ-ÞА-Я][\w’'-]+)*")
BASE_SCORE = 0.4
SENTENCE_MIN_WORDS = 5


@dataclass(frozen=True, slots=True)
class SpotOptions:
    """Options of spotting."""

    language: str | None = None
    """The language that overrules the one of the article."""


def spot(reading: Reading, options: SpotOptions, aliases: Aliases | None = None) -> tuple[Candidate, ...]:
    """Return the statements of an article, the best first."""
    language = options.language or reading.language
    split = sentences(reading, language)
    named = speakers(split, reading, language)
    context = Context(reading, split, named, language)
    found = [
        _candidate(sentence, speaker, context)
        for sentence, speaker in zip(split, named, strict=True)
        if sentence.kind in {BlockKind.PROSE, BlockKind.HEADLINE} and len(sentence.text.split()) >= SENTENCE_MIN_WORDS
    ]
    ordered = sorted(found, key=lambda each: (-each.score, each.start))
    ranked = tuple(replace(each, rank=rank) for rank, each in enumerate(ordered, 1))
    pairs = contradictions(ranked, reading, aliases)
    return tuple(replace(each, contradicts=pairs.get(each.rank, ())) for each in ranked)


def _candidate(sentence: Sentence, speaker: str, context: Context) -> Candidate:
    published = context.reading.published_at(sentence.start)
    dates = resolve(sentence.text, published, context.language)
    worded = standalone(sentence, sentence.start, sentence.end, context)
    reasons = tuple(_reasons(sentence.text, speaker, [each.words for each in dates.mentions]))
    score = BASE_SCORE + sum(each.weight for each in reasons)
    is_headline = sentence.kind is BlockKind.HEADLINE
    has_figure = any(each.code == "figure" for each in reasons)
    kind = ClaimKind.HEADLINE if is_headline else ClaimKind.QUANTITY if has_figure else ClaimKind.FACT
    return Candidate(
        rank=1,
        score=0.0 if is_headline else min(max(score, 0.0), 1.0),
        kind=kind,
        reasons=reasons,
        text=sentence.text,
        start=sentence.start,
        end=sentence.end,
        standalone=worded.text,
        unresolved=worded.unresolved,
        speaker=speaker,
        date=dates.interval,
        language=context.language or "und",
    )


def _reasons(text: str, speaker: str, dates: list[str]) -> list[Reason]:
    found = [Reason("figure", 0.2, match[0].strip()) for match in [_FIGURE.search(text)] if match]
    found += [Reason("name", 0.1, match[0]) for match in [_NAME.search(text)] if match]
    found += [Reason("date", 0.1, words) for words in dates[:1]]
    found += [Reason("attribution", 0.1, speaker)] if speaker != ARTICLE_SPEAKER else []
    found += [Reason("question", -0.5, "?")] if text.rstrip("»”\"') ").endswith("?") else []
    return found
