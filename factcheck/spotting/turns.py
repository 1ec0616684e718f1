"""Turns of interviews, transcripts and speeches, in which the layout says whose words they are."""

import re
from collections import Counter
from collections.abc import Sequence

from factcheck.spotting.attribution_words import AttributionWords
from factcheck.spotting.names import Names
from factcheck.spotting.naming import Naming
from factcheck.spotting.values import ARTICLE_SPEAKER, BlockKind, Reading, Sentence

LABEL_MIN_TURNS = 2
"""A label that comes once is not the label of a speaker."""
QUESTION_MIN_BLOCKS = 3
"""An interview without labels has so many questions in paragraphs of their own."""
QUESTION_MAX_SENTENCES = 4
FIRST_PERSON_MIN_SHARE = 0.2
"""Share of the sentences of a speech, or of answers, in which the speaker says "I" or "we"."""
NAME_MAX_WORDS = 6
_LABEL = re.compile(
    r"(?:>>\s*|\[)?(?P<label>[^\W\d_][^\n:：«»“”\"?!;]{0,58}?)\]?\s?[:：](?=\s|$)\s*|(?P<letter>[^\W\d_])\.\s?[-–—]?\s(?=[^\W\d_¿¡])"
)
_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")


def turns(sentences: Sequence[Sentence], reading: Reading, words: AttributionWords, names: Names) -> list[str | None]:
    """Return the speaker whose turn each sentence belongs to; None for all sentences of an article without turns."""
    return (
        _labelled(sentences, reading, words, names)
        or _questions(sentences, reading, words, names)
        or _speech(sentences, reading, words, names)
        or [None] * len(sentences)
    )


def _labelled(
    sentences: Sequence[Sentence], reading: Reading, words: AttributionWords, names: Names
) -> list[str | None] | None:
    """Return the turns of an article whose paragraphs begin with labels: "SPIEGEL:", "Q:"."""
    labels = [
        _label(each, words, first=_begins_line(reading.text, sentences, place)) for place, each in enumerate(sentences)
    ]
    counts = Counter(each for each in labels if each)
    repeated = {label for label, count in counts.items() if count >= LABEL_MIN_TURNS}
    if len(repeated) < 2:
        return None
    guest = _guest(sentences, reading, words, names)
    found: list[str | None] = []
    current: str | None = None
    for sentence, label in zip(sentences, labels, strict=True):
        if label in repeated:
            current = _of_label(label or "", words, names, guest)
        found.append(current if sentence.kind in {BlockKind.PROSE, BlockKind.QUOTE} else None)
    return found


def _begins_line(text: str, sentences: Sequence[Sentence], place: int) -> bool:
    return place == 0 or "\n" in text[sentences[place - 1].end : sentences[place].start]


def _label(sentence: Sentence, words: AttributionWords, *, first: bool) -> str | None:
    """Return the label that a sentence begins with."""
    match = _LABEL.match(sentence.text) if first else None
    if match is None:
        return None
    label = (match["label"] or match["letter"]).strip(" *_[]")
    folded = label.casefold()
    if folded in words.question_labels or folded in words.answer_labels:
        return label
    if match["letter"]:
        return None
    parts = _WORD.findall(label)
    is_name = 0 < len(parts) <= NAME_MAX_WORDS and all(
        each[0].isupper()
        or each.casefold() in words.particles
        or each.casefold() in words.roles
        or not each[0].islower()
        for each in parts
    )
    return label if is_name else None


def _of_label(label: str, words: AttributionWords, names: Names, guest: str | None) -> str:
    """Return the speaker that a label names."""
    folded = label.casefold()
    if folded in words.question_labels:
        return ARTICLE_SPEAKER
    if folded in words.answer_labels:
        return guest or ARTICLE_SPEAKER
    if initials := _of_initials(label, names):
        return initials
    name = re.sub(r"\s*[(\[].*", "", label)
    parts = [each for each in name.split() if not _is_title(each, words)] or name.split()
    full = names.fullest(Naming(" ".join(parts), 0, 0, is_name=True))
    if full.isupper() and " " in full:
        full = names.full.get(full.casefold(), full.title())
    return full


def _is_title(word: str, words: AttributionWords) -> bool:
    titles = next(every for tag, every in words.tags if tag == "T")
    return word.casefold().strip(".") in titles


def _of_initials(label: str, names: Names) -> str | None:
    letters = label.replace(".", "").replace(" ", "")
    if not (letters.isupper() and 2 <= len(letters) <= 3):
        return None
    found = {name for name in names.full.values() if "".join(each[0] for each in name.split()).upper() == letters}
    return found.pop() if len(found) == 1 else None


def _guest(sentences: Sequence[Sentence], reading: Reading, words: AttributionWords, names: Names) -> str | None:
    """Return the person of an interview: named in the title after "interview with", or most often in the introduction."""
    title = reading.title.value if reading.title else ""
    lead = "\n".join([title, *(each.text for each in sentences[:6])])
    if named := _named_after(lead, words.interviews, names):
        return named
    full = [name for name in names.full.values() if name in title]
    if full:
        return full[0]
    count = Counter(
        name for start, name in names.places if start < reading.text.find("?") or start < len(reading.text) // 5
    )
    return count.most_common(1)[0][0] if count else None


def _named_after(text: str, phrase: re.Pattern[str], names: Names) -> str | None:
    """Return the name after a phrase such as "interview with", with words of a role between the two left out."""
    for match in phrase.finditer(text):
        rest = text[match.end() : match.end() + 120].partition("\n")[0].casefold()
        found = [(rest.find(folded), name) for folded, name in names.full.items() if folded in rest]
        if found:
            return min(found)[1]
        if name := re.match(r"(?:[^\W\d_a-zà-ÿ][\w’'-]+\s?){2,3}", text[match.end() :]):
            return name[0].strip()
    return None


def _questions(
    sentences: Sequence[Sentence], reading: Reading, words: AttributionWords, names: Names
) -> list[str | None] | None:
    """Return the turns of an interview whose questions are paragraphs of their own, without labels."""
    blocks: dict[int, list[int]] = {}
    for place, each in enumerate(sentences):
        if each.kind in {BlockKind.PROSE, BlockKind.HEADING, BlockKind.QUOTE}:
            blocks.setdefault(each.block, []).append(place)
    asked = {
        block
        for block, places in blocks.items()
        if len(places) <= QUESTION_MAX_SENTENCES
        and sentences[places[-1]].text.rstrip(' ”»"*').endswith(("?", "؟", "？"))
    }
    if len(asked) < QUESTION_MIN_BLOCKS or len(asked) > len(blocks) * 0.6:
        return None
    guest = _guest(sentences, reading, words, names)
    first = min(places[0] for block, places in blocks.items() if block in asked)
    answers = [each for each in sentences[first:] if each.block not in asked]
    if guest is None or _first_person_share(answers, words) < FIRST_PERSON_MIN_SHARE:
        return None
    return [
        None if place < first else ARTICLE_SPEAKER if each.block in asked else guest
        for place, each in enumerate(sentences)
    ]


def _speech(
    sentences: Sequence[Sentence], reading: Reading, words: AttributionWords, names: Names
) -> list[str | None] | None:
    """Return the turns of a speech: all sentences are of the person whom the title or the first lines name."""
    title = reading.title.value if reading.title else ""
    lead = "\n".join([title, *(each.text for each in sentences[:2])])
    speaker = _named_after(lead, words.speeches, names)
    spoken = [each for each in sentences if each.kind is BlockKind.PROSE]
    if speaker is None or _first_person_share(spoken, words) < FIRST_PERSON_MIN_SHARE:
        return None
    return [speaker] * len(sentences)


def _first_person_share(sentences: Sequence[Sentence], words: AttributionWords) -> float:
    said = sum(
        not words.first_person.isdisjoint(word.casefold() for word in _WORD.findall(each.text)) for each in sentences
    )
    return said / max(1, len(sentences))
