"""Namings of speakers: the words beside a verb of saying that name a person, a body or a document.

Each word of a sentence gets a tag of one letter; a naming is an expression over these tags.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from factcheck.spotting.attribution_words import AttributionWords

NAMING_MAX_CHARACTERS = 120
NAME_MIN_WORDS = 2
PATRONYMIC_ENDINGS = ("вич", "вна", "ьич")
ABBREVIATION_MAX_CHARACTERS = 4
ROLE_ENDING_MIN_CHARACTERS = 6
"""A compound is a role if it ends with a role of that length: Regierungssprecher, utrikesminister."""
ARABIC_ARTICLE, ARABIC_TO_THE = "ال", "لل"
_ELIDED_WORD = re.compile(r"[^\W_]+(?:[’'](?=\w))?")
_WHOLE_WORD = re.compile(r"[^\W_]+(?:[’'][^\W_]+)*")
_CASELESS = re.compile(r"[\u0590-\u08ff\u0900-\u0dff\u0e00-\u0eff\u3040-\u9fff\uac00-\ud7af]")
_GAP = re.compile(r"\s*(?:\([^()\n]{1,60}\))?\s*[«“„\"]?|[»”\"]?\s*|[-‐‑]|\.\s?|\s?/\s?")
"""The gap between two words of one naming."""
_NOUN = "[RGTN]"
_INNER = rf"(?:L(?:D?X{{0,2}}{_NOUN}+|D?X))"
_CORE = rf"(?:D?X{{0,3}}{_NOUN}(?:{_NOUN}|X(?:C?X)?(?={_NOUN}|L)|{_INNER}|(?<=[RG])PD?X?[GN]+|(?<=[RGT])DX{{0,2}}{_NOUN}+)*)"
_ONE_OF = rf"D{{1,2}}[LP]D?X?{_NOUN}+"
CHUNK = re.compile(rf"(?:{_ONE_OF}|{_CORE})(?:C{_CORE})*")
_COMMON = rf"DX{{1,2}}{_INNER}*"
COMMON_CHUNK = re.compile(rf"(?:{_CORE}C)?{_COMMON}(?:C(?:{_CORE}|{_COMMON}))*")
"""A naming whose noun is not known for a speaker: "the activists", "Paris and its allies"."""


@dataclass(frozen=True, slots=True)
class Word:
    """A word of a text, with its tag.

    D determiner, R role, G body, T title, N name, L link, C conjunction, P preposition, V verb of saying, K the same only beside
    a clause or a quotation, B passive, A auxiliary, O pronoun, F first person, W "that", E relative, S date or figure, X other.
    """

    start: int
    end: int
    text: str
    folded: str
    tag: str


@dataclass(frozen=True, slots=True)
class Naming:
    """Words that name a speaker."""

    text: str
    start: int
    end: int
    is_name: bool = False
    """It is a proper name: Jane Smith, Reuters."""
    is_pronoun: bool = False


class Tagger:
    """Gives the words of an article their tags."""

    def __init__(
        self, words: AttributionWords, dates: frozenset[str], sure_names: frozenset[str] = frozenset()
    ) -> None:
        self.words = words
        self.dates = dates
        """Names of days and months, in lower case."""
        self.sure_names = sure_names
        """Words, in lower case, that the article writes with a capital letter inside sentences."""
        self._pattern = _ELIDED_WORD if words.elided else _WHOLE_WORD
        self._roles, self._bodies = (
            tuple(word for word in every if len(word) >= ROLE_ENDING_MIN_CHARACTERS)
            for every in (words.roles, words.bodies)
        )

    def tagged(self, text: str, start: int, end: int) -> list[Word]:
        """Return the words of a sentence."""
        found: list[Word] = []
        sources = [match.span() for match in self.words.sources.finditer(text, start, end)]
        source = 0
        first = True
        for match in self._pattern.finditer(text, start, end):
            word = match[0]
            folded = word.casefold().replace("'", "’")
            while source < len(sources) and sources[source][1] <= match.start():
                source += 1
            is_source = source < len(sources) and sources[source][0] <= match.start()
            tag = "P" if is_source else self._tag(word, folded, first=first)
            found.append(Word(match.start(), match.end(), word, folded, tag))
            first = text[match.end() : match.end() + 1] in {":", "…"} or text[match.end() : match.end() + 2] in {
                ". ",
                "! ",
                "? ",
            }
            first = first and len(word) > 1
        if len(found) > 1 and found[0].tag == "N" and not self._begins_with_name(found):
            found[0] = replace(found[0], tag="X")
        return self._with_particles(found)

    def _begins_with_name(self, tokens: Sequence[Word]) -> bool:
        """Return whether the first word of a sentence is a name, as other sentences or the words after it show."""
        first = tokens[0]
        is_sure = first.folded in self.sure_names or bool(_CASELESS.match(first.text))
        return is_sure or self.words.nouns_are_capitalized or tokens[1].tag in "NTRGVKAC"

    def _with_particles(self, tokens: list[Word]) -> list[Word]:
        """Return the words with small words between two names, such as "van der", as part of the name."""
        for place in range(1, len(tokens)):
            word = tokens[place]
            is_after_particle = tokens[place - 1].folded in self.words.particles and tokens[place - 1].text.islower()
            is_role = (
                word.tag == "R"
                and not self.words.nouns_are_capitalized
                and word.text[0].isupper()
                and is_after_particle
            )
            if word.tag != "N" and not is_role:
                continue
            first = place
            while first and tokens[first - 1].folded in self.words.particles and tokens[first - 1].text.islower():
                first -= 1
            if first < place and first and tokens[first - 1].tag == "N":
                tokens[first : place + 1] = [replace(each, tag="N") for each in tokens[first : place + 1]]
        return tokens

    def _tag(self, word: str, folded: str, *, first: bool) -> str:
        words = self.words
        is_caseless = bool(_CASELESS.match(word))
        is_capital = word[0].isupper()
        if word[0].isdigit() or (folded in self.dates and (first or not is_capital or words.months_are_capitalized)):
            return "S"
        is_acronym = word.isupper() and len(word) > 1
        for tag, every in self.words.tags:
            is_name = (is_acronym and tag not in "TRG") or (tag in "VKDLPC" and is_capital and not first)
            if folded in every and not is_name:
                return tag
        if folded.endswith(self._roles):
            return "R"
        if folded.endswith(self._bodies):
            return "G"
        if is_capital and not (first and folded in words.common and folded not in self.sure_names):
            return "N"
        return "N" if is_caseless and words.verbs else "X"


def stretches(text: str, tokens: Sequence[Word]) -> list[list[Word]]:
    """Return the words between punctuation marks."""
    found: list[list[Word]] = []
    for place, word in enumerate(tokens):
        joins = place > 0 and _joins(text, tokens[place - 1], word)
        if joins:
            found[-1].append(word)
        else:
            found.append([word])
    return found


def _joins(text: str, before: Word, word: Word) -> bool:
    gap = text[before.end : word.start]
    if gap.startswith("."):
        is_abbreviation = (
            before.tag == "T"
            or (len(before.text) <= ABBREVIATION_MAX_CHARACTERS and before.tag == "N")
            or len(before.text) == 1
        )
        return is_abbreviation and not gap[1:].strip()
    return _GAP.fullmatch(gap) is not None


def chunks(tokens: Sequence[Word]) -> list[tuple[int, int]]:
    """Return the namings in words without punctuation between them, as places of their first and after their last word."""
    return [match.span() for match in CHUNK.finditer("".join(word.tag for word in tokens))]


def reduced(text: str, tokens: Sequence[Word], known: frozenset[str], genitives: tuple[str, ...] = ()) -> Naming | None:
    """Return the naming in some words: the name if there is one, or else the words as they are.

    ``known``: the proper names of the article in lower case, of two words or more.
    """
    if not tokens:
        return None
    tags = "".join(word.tag for word in tokens)
    whole = _naming(text, tokens)
    if "C" in tags:
        return whole
    if _CASELESS.match(tokens[0].text):
        return (_arabic_name(text, tokens) if tags[0] in "RGT" else None) or whole
    if (
        genitives
        and (person := re.search(r"(?<=[RT])GN{2,}$", tags))
        and (tokens[person.start()].text.islower() or person.end() - person.start() > NAME_MIN_WORDS + 1)
    ):
        return _naming(text, tokens[-NAME_MIN_WORDS:], is_name=True)  # "rzecznik rządu Piotr Müller"
    if body := re.search(r"N*GN+$|N+G$", tags):
        is_whole = not body.start() or tags[: body.start()] == "D"
        return _naming(text, tokens[body.start() :], is_name=True) if is_whole else whole
    match = re.search(r"N+$", tags) or re.match(r"N{2,}(?=L)", tags)
    if match is None:
        return whole
    before = tags[match.start() - 1] if match.start() else ""
    if before == "P":
        return whole
    if before == "L" or (before == "D" and match.start() > 1):
        return _known_end(text, tokens[match.start() :], known) or whole
    if (
        tags[: match.start()]
        and not re.search(r"[RGT]", tags[: match.start()])
        and len(tags[: match.start()].strip("D")) > 1
    ):
        return whole
    name = list(tokens[match.start() : match.end()])
    if match.start():
        name = person_after_role(name, genitives)
    return _known_end(text, name, known) or _naming(text, name, is_name=True)


def person_after_role(name: list[Word], genitives: tuple[str, ...]) -> list[Word]:
    """Return the name of a person after a role, without the party or the country that belongs to the role.

    "Poseł PSL Jan Nowak", "президент России Владимир Путин".
    """
    if len(name) <= NAME_MIN_WORDS:
        return name
    first, second = name[0], name[1]
    is_party = first.text.isupper() and not second.text.isupper()
    is_three = len(name) == NAME_MIN_WORDS + 1 and not second.folded.endswith(PATRONYMIC_ENDINGS)
    is_country = is_three and bool(genitives) and first.folded.endswith(genitives)
    return name[1:] if is_party or is_country else name


def _arabic_name(text: str, tokens: Sequence[Word]) -> Naming | None:
    """Return the name at the end of some words without capital letters: two or more without an article, after one with it."""
    place = len(tokens)
    while place and tokens[place - 1].tag == "N" and not tokens[place - 1].text.startswith(ARABIC_ARTICLE):
        place -= 1
    is_name = 0 < place <= len(tokens) - 2 and tokens[place - 1].text.startswith(ARABIC_ARTICLE)
    return _naming(text, tokens[place:], is_name=True) if is_name else None


def _without_arabic_preposition(words: str) -> str:
    """Return a naming without the preposition that Arabic writes together with it: للبنك is البنك."""
    return ARABIC_ARTICLE + words[2:] if words.startswith(ARABIC_TO_THE) else words


def _known_end(text: str, tokens: Sequence[Word], known: frozenset[str]) -> Naming | None:
    """Return the known name that some words end with."""
    for place in range(len(tokens) - 1):
        if text[tokens[place].start : tokens[-1].end].casefold() in known:
            return _naming(text, tokens[place:], is_name=True)
    return None


def _naming(text: str, tokens: Sequence[Word], *, is_name: bool = False) -> Naming:
    words = _without_arabic_preposition(" ".join(text[tokens[0].start : tokens[-1].end].split()))
    if tokens[0].tag == "D" and words[0].isupper() and len(tokens[0].text) > 0:
        words = words[0].lower() + words[1:]
    return Naming(words[:NAMING_MAX_CHARACTERS], tokens[0].start, tokens[-1].end, is_name=is_name)
