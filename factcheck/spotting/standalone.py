"""Statements in words that need less context: relative dates with their days, pronouns with the names they refer to.

What was added for a date is in parentheses after it. What could not be resolved is marked with [?].
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from factcheck.spotting.article_words import ArticleWords
from factcheck.spotting.calendar_days import month_of, year_of
from factcheck.spotting.date_grammar import date_grammar
from factcheck.spotting.dates import resolve
from factcheck.spotting.naming import Word
from factcheck.spotting.values import ARTICLE_SPEAKER, UNRESOLVED_MARK, DateInterval, Reading, Sentence

QUOTED_MIN_SHARE = 0.8
NAME_MIN_WORDS = 2
"""A pronoun is resolved to a name of the sentence before only if it has a first name, too."""
_QUOTATION_MARKS = '«»“”„"‹›「」『』'
_HYPHENATED = re.compile(r"-(?:t-)?\s*$")
_DASH = re.compile(r"^\s*[-–—―]\s*")


@dataclass(frozen=True)
class Context:
    """The article around a statement."""

    reading: Reading
    sentences: Sequence[Sentence]
    speakers: Sequence[str]
    """The speaker of each sentence, as ``speakers.speakers`` returns them."""
    language: str | None
    words: ArticleWords

    @cached_property
    def places(self) -> dict[int, int]:
        """The places of the sentences by their ends."""
        return {each.end: place for place, each in enumerate(self.sentences)}


@dataclass(frozen=True, slots=True)
class Standalone:
    """A statement in words that need less context."""

    text: str
    unresolved: tuple[str, ...]
    """The words that could not be resolved. Each has the mark [?] after it in the text."""


@dataclass(frozen=True, slots=True)
class _Edit:
    start: int
    end: int
    words: str
    unresolved: str = ""


def standalone(sentence: Sentence, start: int, end: int, context: Context) -> Standalone:
    """Return the stand-alone wording of a statement: a sentence, or a part of it, by offsets into the reading.

    ``sentence`` may begin after the label of a turn.
    """
    place = context.places.get(sentence.end)
    if place is None:
        return Standalone(" ".join(context.reading.text[start:end].split()), ())
    tokens = [word for word in context.words.tokens[place] if start <= word.start and word.end <= end]
    speaker = context.speakers[place]
    edits = [*_dates(start, end, context), *_pronouns(place, tokens, speaker, context)]
    if start != sentence.start:
        edits += _beginning(place, tokens, start, edits, context)
    text, unresolved = _edited(context.reading.text, start, end, edits)
    return Standalone(_with_speaker(text, place, (start, end), speaker, context), unresolved)


def _dates(start: int, end: int, context: Context) -> list[_Edit]:
    """Return the relative dates with their days."""
    published = context.reading.published_at(start)
    found: list[_Edit] = []
    for each in resolve(context.reading.text[start:end], published, context.language).mentions:
        if not each.is_relative:
            continue
        place = start + each.end
        if each.interval is None:
            found.append(_Edit(place, place, f" {UNRESOLVED_MARK}", each.words))
        else:
            found.append(_Edit(place, place, f" ({written(each.interval, context.language)})"))
    return found


def written(interval: DateInterval, language: str | None) -> str:
    """Return an interval as the language writes it: a day, a month, a year, or the first and the last day."""
    first, last = interval.start, interval.end
    grammar = date_grammar(language)
    if interval == year_of(first.year):
        return str(first.year)
    if not grammar.full_date:
        return str(first) if first == last else f"{first} – {last}"
    names = grammar.month_names[first.month - 1]
    if interval == month_of(first.year, first.month):
        name = names[0].capitalize() if "{Month}" in grammar.full_date else names[0]
        return f"{name} {first.year}"
    if first == last:
        form = names[1] if len(names) > 1 else names[0]
        return grammar.full_date.format(
            day=first.day, month=names[0], Month=names[0].capitalize(), month_form=form, year=first.year
        )
    return f"{written(DateInterval(first, first), language)} – {written(DateInterval(last, last), language)}"


def _pronouns(place: int, tokens: Sequence[Word], speaker: str, context: Context) -> list[_Edit]:
    """Return the pronouns beside a verb of saying with the name of the speaker, and the first word if it is a pronoun."""
    article = context.words
    text = context.reading.text
    quoted = article.quoted[place]
    outside = [word for word in tokens if not any(each.start <= word.start < each.end for each in quoted)]
    naming = article.attributions.find(article.tokens[place], context.sentences[place].end, quoted)
    found: list[_Edit] = []
    if naming and naming.is_pronoun and naming.text and speaker != ARTICLE_SPEAKER:
        found += _resolved_pronoun(text, outside, naming.start, speaker)
    first = tokens[0] if tokens else None
    if (
        first
        and first.tag == "O"
        and not found
        and first in outside
        and not article.words.impersonal.match(text, first.start)
    ):
        name = _subject_before(place, first, context)
        if name:
            found.append(_Edit(first.start, first.end, name))
        else:
            found.append(_Edit(first.end, first.end, f" {UNRESOLVED_MARK}", first.text))
    return found


def _resolved_pronoun(text: str, outside: Sequence[Word], start: int, speaker: str) -> list[_Edit]:
    """Return a pronoun as the name of the speaker: "she added", "sagte er", "a-t-elle dit"."""
    word = next((each for each in outside if each.start == start), None)
    if word is None:
        return []
    hyphen = _HYPHENATED.search(text, max(0, word.start - 3), word.start)
    verb = next((each for each in outside if each.start > word.start and each.tag in "VK"), None)
    if hyphen and verb:
        return [_Edit(hyphen.start(), word.end, ""), _Edit(verb.end, verb.end, f" {speaker}")]
    if hyphen:
        return [_Edit(hyphen.start(), word.end, f" {speaker}")]
    return [_Edit(word.start, word.end, speaker)]


def _subject_before(place: int, pronoun: Word, context: Context) -> str | None:
    """Return the full name that a pronoun at the start means: the subject and only person of the sentence before."""
    article = context.words
    if pronoun.folded not in article.words.persons or not place:
        return None
    before, sentence = context.sentences[place - 1], context.sentences[place]
    if before.block != sentence.block or before.kind is not sentence.kind:
        return None
    subject = article.attributions.subject(article.tokens[place - 1])
    if subject is None or not subject.is_name:
        return None
    name = article.full(place - 1, subject)
    names = article.names.between(before.start, before.end)
    return name if len(name.split()) >= NAME_MIN_WORDS and names <= {name, subject.text} else None


def _beginning(place: int, tokens: Sequence[Word], start: int, edits: Sequence[_Edit], context: Context) -> list[_Edit]:
    """Return the subject of a clause that was cut out of its sentence, or the mark."""
    if not tokens or any(each.start <= tokens[0].start < each.end for each in edits):
        return []
    first = tokens[0]
    if first.tag == "E" or first.folded in context.words.words.relatives:
        return [_Edit(first.end, first.end, f" {UNRESOLVED_MARK}", first.text)]
    is_verb = first.tag in "VKB" or (first.tag == "A" and len(tokens) > 1 and tokens[1].tag in "VKAB")
    if not is_verb or not first.text[0].islower():
        return []
    subject = context.words.attributions.subject(context.words.tokens[place])
    if subject and subject.end <= start:
        return [_Edit(start, start, f"{context.words.full(place, subject)} ")]
    return [_Edit(start, start, f"{UNRESOLVED_MARK} ", first.text)]


def _edited(text: str, start: int, end: int, edits: Sequence[_Edit]) -> tuple[str, tuple[str, ...]]:
    pieces: list[str] = []
    unresolved: list[str] = []
    place = start
    for each in sorted(edits, key=lambda each: (each.start, each.end)):
        if each.start < place:
            continue
        pieces += [text[place : each.start], each.words]
        place = each.end
        if each.unresolved:
            unresolved.append(each.unresolved)
    words = " ".join("".join([*pieces, text[place:end]]).split())
    return words[:1].upper() + words[1:], tuple(unresolved)


def _with_speaker(text: str, place: int, span: tuple[int, int], speaker: str, context: Context) -> str:
    """Return a statement that does not name its speaker with the speaker before it: "Jane Smith: “…”"."""
    if speaker == ARTICLE_SPEAKER or _names(text, speaker):
        return text
    quoted = any(each.start <= span[0] + 1 and span[1] - 2 <= each.end for each in context.words.quoted[place])
    own = context.words.attributions.find(
        context.words.tokens[place], context.sentences[place].end, context.words.quoted[place]
    )
    if own is not None and not own.is_pronoun and not quoted:
        return text
    words = _DASH.sub("", text)
    if quoted:
        inner = words.strip(_QUOTATION_MARKS + " \u00a0,")
        marks = any(mark in inner for mark in _QUOTATION_MARKS)
        words = words if marks else f"“{inner}”"
    return f"{speaker[:1].upper()}{speaker[1:]}: {words}"


def _names(text: str, speaker: str) -> bool:
    """Return whether a statement has the last word of a speaker's name."""
    words = re.findall(r"\w+", speaker.casefold())
    return bool(words) and re.search(rf"(?<!\w){re.escape(words[-1])}(?!\w)", text.casefold()) is not None
