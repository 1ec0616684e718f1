"""Turns of interviews, transcripts and speeches, in which the layout says whose words they are."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set

from factcheck.spotting.attribution_words import AttributionWords
from factcheck.spotting.names import Names
from factcheck.spotting.naming import Naming
from factcheck.spotting.values import ARTICLE_SPEAKER, BlockKind, Reading, Sentence

LABELS_MIN = 2
"""A transcript has the labels of so many speakers."""
LABEL_MIN_TURNS = 2
"""A label that comes once is not the label of a speaker."""
QUESTION_MIN_BLOCKS = 3
"""An interview without labels has so many questions in paragraphs of their own."""
QUESTION_MAX_SENTENCES = 4
FIRST_PERSON_MIN_SHARE = 0.2
"""Share of the sentences of a speech, or of answers, in which the speaker says "I" or "we"."""
NAME_MAX_WORDS = 6
INTRODUCTION_MAX_SENTENCES = 12
"""Sentences before the first question in which the person of an interview is named."""
ASKED = ""
"""The turn of the one who asks in an interview."""
_LABEL = re.compile(
    r"(?:>>\s*|(?P<bracket>\[))?(?P<label>[^\W\d_][^\n:：«»“”\"?!;]{0,58}?)\]?(?:\s?[:：](?=\s|$)|\s[-–—](?=\s\S))\s*"
    r"|(?P<letter>[^\W\d_])\.\s?[-–—]?\s(?=[^\W\d_¿¡])"
)
_LEAD = re.compile(r"[-–—―]\s+|[—―](?=\S)")
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
    labels = _labels(sentences, reading, words)
    different = {_label_key(each, words) for each in labels if each}
    if len(different) < LABELS_MIN:
        return None
    first = next(place for place, label in enumerate(labels) if label)
    guest = _guest(sentences[:first], reading, words, names)
    fullest: dict[str, str] = {}
    for label in labels:
        if label and len(label) > len(fullest.get(_label_key(label, words), "")):
            fullest[_label_key(label, words)] = label
    speakers = {key: _of_label(label, words, names, guest) for key, label in fullest.items()}
    found: list[str | None] = []
    current: str | None = None
    for sentence, label in zip(sentences, labels, strict=True):
        if label is not None:
            current = speakers[_label_key(label, words)]
        found.append(current if sentence.kind in {BlockKind.PROSE, BlockKind.QUOTE} else None)
    return found


def _labels(sentences: Sequence[Sentence], reading: Reading, words: AttributionWords) -> list[str | None]:
    """Return the label that each sentence begins with, if it begins others, too, or is in brackets."""
    labels = [
        _label(each, words, first=_begins_line(reading.text, sentences, place)) for place, each in enumerate(sentences)
    ]
    counts = Counter(_label_key(each, words) for each in labels if each)
    return [
        label if label and (counts[_label_key(label, words)] >= LABEL_MIN_TURNS or each.text.startswith("[")) else None
        for label, each in zip(labels, sentences, strict=True)
    ]


def _label_key(label: str, words: AttributionWords) -> str:
    """Return what the labels of a speaker have in common: the last name of "SEN. PAUL REYES", "ANNA COLE, HOST"."""
    if label.casefold() in words.question_labels | words.answer_labels:
        return label.casefold()
    name = re.sub(r"\s*[(\[,].*", "", label)
    parts: list[str] = _WORD.findall(name) or [label]
    return parts[-1].casefold()


def words_starts(sentences: Sequence[Sentence], reading: Reading, words: AttributionWords) -> list[int]:
    """Return where the words of each sentence start, after the label or the dash of a turn."""
    found = []
    for sentence, label in zip(sentences, _labels(sentences, reading, words), strict=True):
        match = (_LABEL if label else _LEAD).match(sentence.text)
        found.append(sentence.start + (match.end() if match and match.end() < len(sentence.text) else 0))
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
        return ASKED
    if folded in words.answer_labels:
        return guest or ARTICLE_SPEAKER
    if initials := _of_initials(label, names):
        return initials
    name = re.sub(r"\s*[(\[,].*", "", label)
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


def _guest(introduction: Sequence[Sentence], reading: Reading, words: AttributionWords, names: Names) -> str | None:
    """Return the person of an interview.

    The one who is named in the title or the introduction after "interview with"; in the title; or most often in the
    introduction, where a role and the beginning of a sentence count for a person, and a preposition before it against.
    """
    title = reading.title.value if reading.title else ""
    lead = "\n".join([title, *(each.text for each in introduction[:INTRODUCTION_MAX_SENTENCES])])
    if named := _named_after(lead, words.interviews, names):
        return names.fullest(Naming(named, 0, 0, is_name=True))
    author = (reading.author.value if reading.author else "").casefold()
    introduced = " ".join(each.text for each in introduction if each.kind is BlockKind.PROSE)
    full = [name for name in names.full.values() if name in title and name.casefold() not in author]
    if sure := [name for name in full if name in introduced]:
        return sure[0]
    end = introduction[-1].end if introduction else len(reading.text) // 5
    count: Counter[str] = Counter()
    for start, name in names.places:
        if start < end and name.casefold() not in author:
            count[names.fullest(Naming(name, 0, 0, is_name=True))] += _weight(reading.text, start, name, words)
    return count.most_common(1)[0][0] if count else full[0] if full else None


def _weight(text: str, start: int, name: str, words: AttributionWords) -> int:
    """Return how much the words beside a name speak for the person of an interview."""
    before = [each.casefold() for each in _WORD.findall(text[max(0, start - 40) : start].rpartition("\n")[2])[-1:]]
    after = text[start + len(name) : start + len(name) + 60]
    tags = dict.fromkeys("".join(tag for tag, every in words.tags if before and before[0] in every))
    is_person = "R" in tags or "T" in tags or not before or text[:start].rstrip()[-1:] in ".!?,:"
    has_role = after[:1] in {",", "("} and any(each.casefold() in words.roles for each in _WORD.findall(after)[:6])
    return 3 + 3 * is_person + 3 * has_role - 2 * ("P" in tags or "L" in tags)


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
        if len(places) <= QUESTION_MAX_SENTENCES and is_question(sentences[places[-1]].text)
    }
    if len(asked) < QUESTION_MIN_BLOCKS or len(asked) > len(blocks) * 0.6:
        return None
    set_apart = _set_apart(sentences, reading, blocks)
    if len(asked & set_apart) >= QUESTION_MIN_BLOCKS:
        if len(asked & set_apart) * 2 > len(asked):
            asked &= set_apart  # an answer may end with a question, too
        asked |= {block for block in set_apart if min(asked & set_apart) <= block}
    first = min(places[0] for block, places in blocks.items() if block in asked)
    answers = [each for each in sentences[first:] if each.block not in asked]
    guest = _guest(sentences[:first], reading, words, names)
    is_clear = len(asked & set_apart) >= QUESTION_MIN_BLOCKS or _are_dashed(sentences, blocks, asked)
    if guest is None or not (is_clear or _first_person_share(answers, words) >= FIRST_PERSON_MIN_SHARE):
        return None
    return [None if place < first else ASKED if each.block in asked else guest for place, each in enumerate(sentences)]


def is_question(text: str) -> bool:
    """Return whether a text ends with a question mark."""
    return text.rstrip(' ”»"*').endswith(("?", "؟", "？"))


def _set_apart(sentences: Sequence[Sentence], reading: Reading, blocks: Mapping[int, Sequence[int]]) -> set[int]:
    """Return the blocks whose words the page sets apart from others: in bold, as headings."""
    return {
        block
        for block, places in blocks.items()
        if any(
            start <= sentences[places[0]].start and sentences[places[-1]].end <= end
            for start, end in reading.emphasized
        )
    }


def _are_dashed(sentences: Sequence[Sentence], blocks: Mapping[int, Sequence[int]], asked: Set[int]) -> bool:
    """Return whether the questions, or their answers, begin with dashes."""
    dashed = {block for block, places in blocks.items() if _LEAD.match(sentences[places[0]].text)}
    first = min(asked)
    answers = {block for block in blocks if block > first} - asked
    return len(asked & dashed) * 2 > len(asked) or len(answers & dashed) * 2 > len(answers) > 0


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
