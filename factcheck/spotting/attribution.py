"""The attribution in a sentence: the words that say who says it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import dropwhile

from factcheck.spotting.attribution_words import AttributionWords
from factcheck.spotting.naming import CHUNK, COMMON_CHUNK, Naming, Word, chunks, reduced, stretches
from factcheck.spotting.quotations import Quotation

CLAUSE_MAX_WORDS = 5
"""The word "that" follows a verb of saying after no more words."""
NAME_MAX_CHARACTERS = 28
"""A name between quotation marks is not longer."""
QUOTATION_MIN_CHARACTERS = 12
"""A shorter quotation is a word that the article keeps its distance from."""
APPOSITIONS_MAX = 3
CLAIM_MAX_STRETCHES = 3
"""The verb of a claim is in one of so many first stretches: "Acme, the owner, denied receiving it"."""
SHORT_MAX_STRETCHES = 4
"""A sentence that only says who said the one before has no more stretches between punctuation marks."""
INVERTED = "[AS]*D[GRT](?:L?D?N)*"
"""The words after a verb at the end of a sentence that are its subject: ", announced today the ministry"."""
QUOTATION_MARKS = frozenset("»”“\"’'«‹›」』")
_COMMA = re.compile(r"\.?\s*(?:\([^()\n]{1,60}\)\s*)?[,،(–—-]\s*|\s*\)\s*,?\s*")


class Attributions:
    """Finds the attributions of an article's sentences."""

    def __init__(self, text: str, words: AttributionWords, known: frozenset[str]) -> None:
        self.text = text
        self.words = words
        self.known = known
        """The proper names of the article in lower case, of two words or more."""

    def find(self, tokens: Sequence[Word], end: int, quotations: Sequence[Quotation]) -> Naming | None:
        """Return who a sentence says its words are from. ``tokens`` are its words, ``quotations`` those that it overlaps."""
        quotations = [each for each in quotations if not self._is_name(each)]
        tokens = [word for word in tokens if not any(each.start <= word.start < each.end for each in quotations)]
        tokens = self._without_parentheses(tokens)
        if not tokens:
            return None
        has_quotation = any(each.end - each.start >= QUOTATION_MIN_CHARACTERS for each in quotations)
        runs = stretches(self.text, tokens)
        if pronoun := self._pronoun_source(runs):
            return pronoun
        found = self._of_verbs(runs, self._asides(runs), has_quotation) or self._of_verbs(runs, runs, has_quotation)
        if found is None or found.text in self.words.groups:
            found = self._source(runs, end) or found
        if found is None and has_quotation:
            found = self._unknown_verb(runs)
        return found or self._of_clause(runs) or self._of_claim(runs)

    def _asides(self, runs: Sequence[Sequence[Word]]) -> list[Sequence[Word]]:
        """Return the stretches after a comma or a quotation that end their sentence: ", the ministry announced"."""
        return [
            run
            for place, run in enumerate(runs)
            if place and place == len(runs) - 1 and self._follows_words(run[0].start)
        ]

    def _of_verbs(
        self, runs: Sequence[Sequence[Word]], among: Sequence[Sequence[Word]], has_quotation: bool
    ) -> Naming | None:
        """Return the naming beside the first verb of saying that has one."""
        for place, run in enumerate(runs):
            for verb in [index for index, word in enumerate(run) if word.tag in "VK" and run in among]:
                if found := self._beside(runs, place, verb, has_quotation=has_quotation):
                    return found
        return None

    def _unknown_verb(self, runs: Sequence[Sequence[Word]]) -> Naming | None:
        """Return the naming beside a word that must be a verb of saying by its place.

        It follows a quotation ("…", grumbled Tom Hill; « … », soupire-t-elle), or a colon is between it and a quotation.
        """
        for place, run in enumerate(runs):
            before = self.text[max(0, run[0].start - 6) : run[0].start].rstrip(" ,–—-")[-1:]
            tags = "".join(word.tag for word in run)
            verb = re.match("A*X(?=D?[RGTN]|[AX]?O)", tags)
            if verb and before in QUOTATION_MARKS:
                return self._after(runs, place, verb.end() - 1) or _pronoun(
                    next(word for word in run if word.tag == "O")
                )
            following = self.text[run[-1].end : run[-1].end + 4].strip()
            if tags.endswith("X") and following[:1] == ":" and following[-1:] in QUOTATION_MARKS:
                return self._before(run[:-1]) if len(run) > 1 else self._of_apposition(runs, place)
        return None

    def _of_clause(self, runs: Sequence[Sequence[Word]]) -> Naming | None:
        """Return the naming before an unknown verb that "that" follows: "Landlords counter that"."""
        for place, run in enumerate(runs):
            tokens = [*run, *(runs[place + 1][:1] if place + 1 < len(runs) else [])]
            tags = "".join(word.tag for word in tokens)
            for match in re.finditer("(?<=[NRGA])X(?=W)", tags):
                if tokens[match.end()].folded not in self.words.relatives:
                    return self._before(tokens[: match.start()])
        return None

    def _of_claim(self, runs: Sequence[Sequence[Word]]) -> Naming | None:
        """Return the subject of a sentence that says what somebody claims, without "that": "Acme denied receiving it"."""
        for place, run in enumerate(runs[:CLAIM_MAX_STRETCHES]):
            tags = "".join(word.tag for word in run)
            if tags[0] == "O" and self._is_determiner(run):
                run, tags = [replace(run[0], tag="D"), *run[1:]], f"D{tags[1:]}"
            verb = next((at for at, word in enumerate(run) if self.words.claims.match(self.text, word.start)), None)
            if verb is None:
                continue
            subject = re.sub("A+$", "", tags[:verb])
            first = len(subject) - len(subject.lstrip("S"))
            chunk = CHUNK.match(subject, first)
            if chunk and re.fullmatch("X{0,2}" if subject[chunk.end() - 1] in "GR" else "", subject[chunk.end() :]):
                return self._reduced(run[first : len(subject)])
            if place and not subject.strip("O") and self._is_comma(runs[place - 1], runs[place]):
                return self.subject(runs[0])
        return None

    def _is_name(self, quotation: Quotation) -> bool:
        """Return whether a quotation is a name: the company «Rusagro»."""
        inner = self.text[quotation.start + 1 : quotation.end - 1].strip()
        before = self.text[max(0, quotation.start - 2) : quotation.start].strip()
        is_short = len(inner) <= NAME_MAX_CHARACTERS and not quotation.is_open
        return is_short and before[-1:].isalnum() and all(word[0].isupper() for word in inner.split())

    def _without_parentheses(self, tokens: Sequence[Word]) -> list[Word]:
        found: list[Word] = []
        depth, place = 0, tokens[0].start if tokens else 0
        for word in tokens:
            gap = self.text[place : word.start]
            depth = max(0, depth + gap.count("(") - gap.count(")"))
            place = word.end
            if not depth:
                found.append(word)
        return found or list(tokens)

    def _beside(self, runs: Sequence[Sequence[Word]], place: int, verb: int, *, has_quotation: bool) -> Naming | None:
        """Return the naming beside a verb of saying."""
        run = runs[place]
        if verb > 0 and run[verb - 1].tag == "B":
            return None
        is_clause = has_quotation or self._has_clause(runs, place, verb)
        if run[verb].tag == "K" and not (is_clause or self._is_aside(runs, place, verb)):
            return None
        found = self._speaking_place(run, verb) or self._subject_of(runs, place, verb)
        if found is None and self.words.subject_is_left_out:
            return self._left_out(runs, place, verb, is_clause=is_clause)
        return found or self._of_unknown_words(run[:verb])

    def _speaking_place(self, run: Sequence[Word], verb: int) -> Naming | None:
        """Return the body in which something is said: "сообщили в министерстве", "в компании говорят"."""
        for words in (run[verb + 1 :], run[:verb]):
            tags = "".join(word.tag for word in words)
            if (
                words
                and words[0].folded in self.words.speaking_places
                and (body := re.match("[PL]D?X{0,2}G[GXN]{0,4}", tags))
            ):
                return self._reduced(words[1 : body.end()])
        return None

    def _is_aside(self, runs: Sequence[Sequence[Word]], place: int, verb: int) -> bool:
        """Return whether a stretch says only who says it: ", the ministry announced"; "Das bestätigte die Polizei"."""
        run = runs[place]
        if place:
            ends_here = place == len(runs) - 1 or self.text[run[-1].end : run[-1].end + 1] in {",", "،"}
            return ends_here and self._follows_words(run[0].start)
        tags = "".join(word.tag for word in run[:verb])
        fronted = "A*[XWDO]?[DO]?A*" if self.words.verb_second else "A*[XWD]?D?A*"
        return len(runs) <= SHORT_MAX_STRETCHES and bool(tags) and re.fullmatch(fronted, tags) is not None

    def _subject_of(self, runs: Sequence[Sequence[Word]], place: int, verb: int) -> Naming | None:
        """Return the subject of a verb: before it, after it, or at the start of its sentence."""
        run = runs[place]
        before = run[:verb]
        tags = "".join(word.tag for word in before)
        if tags.strip("A"):
            found = self._before(before) or self._after(runs, place, verb)
        else:
            is_after_quotation = self.text[max(0, run[0].start - 6) : run[0].start].rstrip(" ,")[-1:] in QUOTATION_MARKS
            is_inverted = place == len(runs) - 1 and re.fullmatch(
                INVERTED, "".join(word.tag for word in run[verb + 1 :])
            )
            apposition = None if is_after_quotation or is_inverted else self._of_apposition(runs, place)
            found = apposition or self._after(runs, place, verb)
        if self.words.verb_second and found and found.text in self.words.groups:
            following = self._after([run[verb:], *runs[place + 1 :]], 0, 0)
            found = following if following and not following.is_pronoun else found
        if found is None and place and re.fullmatch("[CX]A*" if self.words.subject_is_left_out else "[CX]?A*", tags):
            found = self.subject(runs[0])
        second = [word for word in before if word.tag != "A"]
        if found is None and second and second[-1].folded in self.words.conjunctions:
            found = self._of_two_verbs(run[:verb])
        return found

    def _of_two_verbs(self, before: Sequence[Word]) -> Naming | None:
        """Return the subject of a sentence whose second verb says something: "The union rejects the figures and says"."""
        naming = self.subject(before)
        following = [word.tag for word in before if naming and word.start >= naming.end]
        is_sure = naming is not None and (
            naming.is_name
            or bool({"R", "G", "T"} & {word.tag for word in before if naming.start <= word.start < naming.end})
        )
        return naming if is_sure and following and following[0] in "XAVK" and "E" not in following else None

    def _left_out(self, runs: Sequence[Sequence[Word]], place: int, verb: int, *, is_clause: bool) -> Naming | None:
        """Return the pronoun that a verb alone means: "añadió que", "ha spiegato"."""
        run = runs[place]
        tags = "".join(word.tag for word in run[:verb])
        is_inserted = place > 0 and not tags.strip("A") and verb == len(run) - 1
        following = run[verb + 1].tag if verb + 1 < len(run) else ""
        own = re.sub("[PL]D?[NRGTS]+X|[PL]D?X{0,3}[NRGTS]*", "", tags)
        is_first = run[verb].tag == "V" and not tags.strip("A")
        is_alone = (
            (is_clause or is_first) and not re.search("[NRGXD]", own) and following not in {"D", "N", "R", "G", "T"}
        )
        before = run[verb - 1] if verb else run[verb]
        is_impersonal = self.words.impersonal.match(self.text, before.start) is not None
        words = before.folded if is_impersonal else ""  # "si precisa": not a person, but the source as before
        return Naming(words, run[verb].start, run[verb].start, is_pronoun=True) if is_inserted or is_alone else None

    def _of_unknown_words(self, before: Sequence[Word]) -> Naming | None:
        """Return the words from the start of a sentence to its verb as a naming: "Landlords", "Force ouvrière"."""
        tags = "".join(word.tag for word in before).rstrip("A")
        if not re.fullmatch("X{1,3}", tags) or not before[0].text[0].isupper() or before[0].folded in self.words.common:
            return None
        return self._reduced(before[: len(tags)])

    def _follows_words(self, start: int) -> bool:
        """Return whether a stretch follows a comma, a dash or a quotation: ", the ministry announced"."""
        before = self.text[max(0, start - 6) : start].rstrip()
        return bool(before) and before[-1] in QUOTATION_MARKS | frozenset(",،–—-")

    def _has_clause(self, runs: Sequence[Sequence[Word]], place: int, verb: int) -> bool:
        """Return whether "that" follows a verb, or a colon."""
        run = runs[place]
        following = [*run[verb + 1 : verb + 1 + CLAUSE_MAX_WORDS]]
        if len(run) - verb <= CLAUSE_MAX_WORDS:
            following += runs[place + 1][:1] if place + 1 < len(runs) else []
            if self.text[run[-1].end : run[-1].end + 2].strip().startswith(":"):
                return True
        return any(word.tag == "W" for word in following)

    def _before(self, tokens: Sequence[Word]) -> Naming | None:
        """Return the naming that words before a verb end with; between it and the verb, there may be a date or an adverb."""
        tags = "".join(word.tag for word in tokens)
        trailing = re.search(r"(?:[PL]?S+X?|A|[DX](?=A*$))*$", tags)
        last = trailing.start() if trailing else len(tags)
        noun_end = re.search(r"(?:[PL]?S+|A|D(?=A*$))*$", tags)
        if last and tags[last - 1] == "O":
            return _pronoun(tokens[last - 1])
        if last < len(tags) and "O" in tags[last:]:
            return None
        for first, after in reversed(chunks(tokens)):
            if not re.fullmatch("X{0,2}", tags[after:last]):
                break
            if re.fullmatch("(?:D?X{1,2})?L", tags[:first]):
                first = 0
            elif (
                first
                and tags[first - 1] in "PLE"
                and not (first == 1 and tokens[0].text[0].isupper() and tags[0] == "E")
            ):
                role = re.search("(?<=N)[RT]N*$", tags[first:after])
                return self._reduced(tokens[first + role.start() : after]) if role else None
            found = self._reduced(tokens[first:after])
            is_name = found is not None and found.is_name and tags[after - 1] not in "GR"
            end = max(last, noun_end.start() if noun_end else last)
            return found if is_name else self._reduced(tokens[first:end])
        for match in COMMON_CHUNK.finditer(tags):
            if match.end() >= last and (match.start() == 0 or tags[match.start() - 1] not in "PLE"):
                if re.fullmatch("DX{1,3}", tags[: match.start()]):
                    return (
                        None  # "a text shared some thousands of times says": of which words the noun is, is not known
                    )
                return self._reduced(tokens[match.start() : match.end()])
        return None

    def _after(self, runs: Sequence[Sequence[Word]], place: int, verb: int) -> Naming | None:
        """Return the naming that follows a verb: "said Jane Smith", "a-t-elle dit"."""
        run = runs[place]
        tokens = run[verb + 1 :]
        if verb > 0 and (attached := next((word for word in run[:verb] if word.tag == "O"), None)):
            return _pronoun(attached)
        tags = "".join(word.tag for word in tokens)
        lead = re.match(r"(?:P?S+(?:X(?=D))?|A|V)*(?:[LP]D?[NXSG]{1,3}(?=[DRTLP]))*", tags)
        first = lead.end() if lead else 0
        if tags[first : first + 1] == "O" and self._is_determiner(tokens[first:]):
            tokens = [*tokens[:first], replace(tokens[first], tag="D"), *tokens[first + 1 :]]
            tags = f"{tags[:first]}D{tags[first + 1 :]}"
        if tags[first : first + 1] == "O":
            return _pronoun(tokens[first])
        chunk = CHUNK.match(tags, first)
        if chunk is None:
            common = COMMON_CHUNK.match(tags, first)
            return self._reduced(tokens[first : first + 2]) if common else None
        if self.words.nouns_are_capitalized and (end := self._noun_end(tokens, first, chunk.end())):
            return self._reduced(tokens[first:end])
        last = chunk.end()
        if self.words.definite and (document := re.search("(?<=[RG])PG$", tags[first:last])):
            last = first + document.start()  # "declared the body in a note"
        naming = self._reduced(tokens[first:last])
        rest = re.split("[WE]", tags[chunk.end() :])[0]
        if naming and not naming.is_name and re.fullmatch("X{0,2}", rest):
            is_short = len(rest) == 1 and not naming.text[0].isdigit()
            whole = self._reduced(tokens[first : chunk.end() + 1]) if is_short else naming
            return self._name_alone(runs, place + 1) or whole
        return naming

    def _noun_end(self, tokens: Sequence[Word], first: int, last: int) -> int | None:
        """Return the place after the noun that ends a naming: the word after it is no adjective, but the verb."""
        for place in range(first + 1, last):
            is_apart = self.text[tokens[place].start - 1].isspace()
            if tokens[place].tag == "X" and is_apart and tokens[place - 1].tag in "RGTN":
                return place
        return None

    def _is_determiner(self, tokens: Sequence[Word]) -> bool:
        """Return whether a pronoun is the article of a noun for a speaker: "zegt het ministerie"."""
        tags = "".join(word.tag for word in tokens)
        return tokens[0].folded in self.words.definite and re.match("OX?[GRT]", tags) is not None

    def _name_alone(self, runs: Sequence[Sequence[Word]], place: int) -> Naming | None:
        """Return the name that a stretch consists of: "the minister, Jane Smith, …"."""
        if not 0 < place < len(runs) or not self._is_comma(runs[place - 1], runs[place]):
            return None
        tags = "".join(word.tag for word in runs[place])
        match = (
            re.fullmatch(r"(?:[TR]*|X(?=NN))(N+(?:L{1,2}N+)?)", tags)
            if runs[place][0].text[0].isupper() or tags[0] != "N"
            else None
        )
        return self._reduced(runs[place]) if match else None

    def _is_comma(self, run: Sequence[Word], following: Sequence[Word]) -> bool:
        return _COMMA.fullmatch(self.text, run[-1].end, following[0].start) is not None

    def _of_apposition(self, runs: Sequence[Sequence[Word]], place: int) -> Naming | None:
        """Return the naming before an apposition: "Jane Smith, head of the institute, said"."""
        inner = place - 1
        if inner < 1 or not self._is_comma(runs[inner], runs[place]):
            return None
        name = self._name_alone(runs, inner)
        outer = self._before_apposition(runs, inner)
        is_person = outer is not None and outer.is_name and " " in outer.text
        return outer if is_person or name is None else name

    def _before_apposition(self, runs: Sequence[Sequence[Word]], inner: int) -> Naming | None:
        for outer in range(inner - 1, max(-1, inner - 1 - APPOSITIONS_MAX), -1):
            if not self._is_comma(runs[outer], runs[outer + 1]):
                return None
            tokens = runs[outer]
            spans = chunks(tokens)
            if spans and spans[-1][1] == len(tokens):
                first = spans[-1][0]
                if first and tokens[first - 1].tag in "PL":
                    continue
                return self._reduced(tokens[first:])
        return None

    def _source(self, runs: Sequence[Sequence[Word]], end: int) -> Naming | None:
        """Return the naming after "according to", or before a word such as "zufolge"."""
        for place, run in enumerate(runs):
            for match in self.words.sources.finditer(self.text, run[0].start, min(end, run[-1].end)):
                if place and match.start() == run[0].start and self._is_relative(run, match.end()):
                    if (spans := chunks(runs[place - 1])) and spans[-1][1] == len(runs[place - 1]):
                        return self._reduced(runs[place - 1][spans[-1][0] :])
                    continue
                if self.words.no_sources.match(self.text, match.end()):
                    continue
                following = [word for word in run if match.end() <= word.start]
                if following and (found := self._leading([following, *runs[place + 1 :]])):
                    return found
            for match in self.words.sources_after.finditer(self.text, run[0].start, run[-1].end):
                before = [word for word in run if word.end <= match.start()]
                if before and (found := self._before(before)):
                    return found
        return None

    def _is_relative(self, run: Sequence[Word], start: int) -> bool:
        """Return whether a relative pronoun is at a place of a stretch: "the union, according to whom"."""
        following = [word.folded for word in run if word.start >= start][:2]
        return not self.words.source_relatives.isdisjoint(following)

    def _pronoun_source(self, runs: Sequence[Sequence[Word]]) -> Naming | None:
        """Return the pronoun in words such as "in her view"."""
        for run in runs:
            if match := self.words.sources_with_pronoun.search(self.text, run[0].start, run[-1].end + 1):
                return Naming("", match.start(), match.start(), is_pronoun=True)
        return None

    def _leading(self, runs: Sequence[Sequence[Word]]) -> Naming | None:
        """Return the naming that some words begin with."""
        first = runs[0][0]
        return _pronoun(first) if first.tag == "O" else self._after([[first, *runs[0]], *runs[1:]], 0, 0)

    def _reduced(self, tokens: Sequence[Word]) -> Naming | None:
        return reduced(self.text, tokens, self.known, self.words.genitive_endings)

    def subject(self, tokens: Sequence[Word]) -> Naming | None:
        """Return the naming that a sentence begins with, after a time of day."""
        tokens = list(dropwhile(lambda word: word.tag == "S", tokens))
        runs = stretches(self.text, tokens)
        run = runs[0] if runs else []
        tags = "".join(word.tag for word in run)
        found = max(
            (match.end() for pattern in (CHUNK, COMMON_CHUNK) if (match := pattern.match(tags))),
            default=0,
        )
        if not CHUNK.match(tags) or tags[found : found + 1] == "C":
            return None
        naming = self._reduced(run[:found])
        name = self._name_alone(runs, 1) if found == len(run) and naming and not naming.is_name else None
        return name or naming


def _pronoun(word: Word) -> Naming:
    return Naming(word.folded, word.start, word.end, is_pronoun=True)
