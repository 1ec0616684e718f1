"""Measure spotting against articles with gold spans: F1, speakers, dates, opinions in the top half, and time.

``python -m bench.spotting FOLDER [--min-score S] [--misses] [ARTICLE…]``. An article is a file with its gold beside it, as
NAME.gold.json: ``{"language", "kind", "published", "claims": [{"exact", "speaker", "speaker_alternatives", "kind", "date":
[from, to] or null, "priority"}], "not_claims": [{"exact", "class"}], "contradictions": [[i, j, kind]]}``. White space in
"exact" is that of the page, or collapsed.
"""

import argparse
import asyncio
import json
import re
import sys
import time
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from factcheck.services.articles.reading import read_article
from factcheck.services.articles.spotting import spot_article
from factcheck.services.articles.values import ArticleFile, ReadArticle
from factcheck.settings import SpotSettings, VerifySettings
from factcheck.spotting.values import ARTICLE_SPEAKER, Candidate

IOU_MIN = 0.5
ROUNDS = 3
LOW_CLASSES = frozenset({"opinion", "appeal"})
INFLECTION_MAX_CHARACTERS = 3
Span = tuple[int, int]


@dataclass(slots=True)
class Tally:
    """The counts of one article, or of all."""

    gold: int = 0
    predicted: int = 0
    found: int = 0
    found_at_all: int = 0
    """Gold spans among all candidates, whatever their score."""
    speakers_right: int = 0
    speakers: int = 0
    dates_invented: int = 0
    dates_right: int = 0
    dates: int = 0
    top_half: int = 0
    low_in_top_half: int = 0
    contradictions: int = 0
    contradictions_found: int = 0
    contradictions_false: int = 0
    milliseconds: float = 0.0
    articles: int = 0
    misses: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        """Add the counts of an article."""
        for name in self.__slots__:
            if name != "misses":
                setattr(self, name, getattr(self, name) + getattr(other, name))

    @property
    def f1(self) -> float:
        """F1 of the spans."""
        return 2 * self.found / max(1, self.gold + self.predicted)

    def line(self, name: str) -> str:
        """Return the counts as a line of a table."""
        return (
            f"{name[:34]:<34} F1 {self.f1:.3f}  P {share(self.found, self.predicted)}  R {share(self.found, self.gold)}"
            f"  all {share(self.found_at_all, self.gold)}  speakers {share(self.speakers_right, self.speakers)}"
            f"  dates invented {self.dates_invented} right {self.dates_right}/{self.dates}"
            f"  low in top half {share(self.low_in_top_half, self.top_half)}"
            f"  contradictions {self.contradictions_found}/{self.contradictions} false {self.contradictions_false}"
            f"  {self.milliseconds / max(1, self.articles):.1f} ms"
        )


def share(part: int, whole: int) -> str:
    """Return a share with its counts."""
    return f"{part / whole:.3f} ({part}/{whole})" if whole else "- (0)"


def located(exact: str, text: str) -> Span | None:
    """Return where words are in a text, with any white space between them."""
    expression = r"\s+".join(map(re.escape, exact.split()))
    match = re.search(expression, text)
    return match.span() if match else None


def overlap(one: Span, other: Span) -> float:
    """Return the intersection of two spans over their union."""
    shared = min(one[1], other[1]) - max(one[0], other[0])
    return max(0, shared) / max(1, max(one[1], other[1]) - min(one[0], other[0]))


def pairs(gold: Sequence[Span | None], found: Sequence[Span]) -> dict[int, int]:
    """Return the best pairs of gold spans and found ones, each span in one pair."""
    every = sorted(
        (
            (overlap(span, other), place, number)
            for place, span in enumerate(gold)
            if span
            for number, other in enumerate(found)
        ),
        reverse=True,
    )
    chosen: dict[int, int] = {}
    for value, place, number in every:
        if value >= IOU_MIN and place not in chosen and number not in chosen.values():
            chosen[place] = number
    return chosen


def name_words(name: str) -> list[str]:
    """Return the words of a name without case, accents and leading articles."""
    letters = unicodedata.normalize("NFKD", name.casefold().replace("’", "'"))
    plain = "".join(each for each in letters if not unicodedata.combining(each))
    words = re.findall(r"\w+", plain)
    articles = set(
        "the a an le la les l un une der die das dem den ein eine el los las lo il i gli o os as um uma de het een".split()
    )
    while len(words) > 1 and words[0] in articles:
        words = words[1:]
    return words


def same_speaker(found: str, expected: Iterable[str]) -> bool:
    """Return whether a speaker is one of those expected. More words than expected, such as a role, are right, too."""
    words = name_words(found)
    return any(_contains(words, name_words(each)) for each in expected)


def _contains(words: Sequence[str], expected: Sequence[str]) -> bool:
    if list(words) == [ARTICLE_SPEAKER] or list(expected) == [ARTICLE_SPEAKER]:
        return list(words) == list(expected)
    return all(any(_same_word(word, each) for word in words) for each in expected)


def _same_word(one: str, other: str) -> bool:
    """Return whether two words are the same but for an ending of their case."""
    shared = next(
        (place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )
    return one == other or (shared >= 3 and max(len(one), len(other)) - shared <= INFLECTION_MAX_CHARACTERS)


def measure(article: ReadArticle, gold: Mapping[str, Any], min_score: float) -> Tally:
    """Return the counts of an article."""
    tally = Tally(articles=1)
    seconds = []
    candidates: tuple[Candidate, ...] = ()
    for _ in range(ROUNDS):
        begun = time.process_time()
        candidates = spot_article(article, SpotSettings())
        seconds.append(time.process_time() - begun)
    tally.milliseconds = min(seconds) * 1000
    text = article.reading.text
    claims = gold["claims"]
    spans = [located(each["exact"], text) for each in claims]
    tally.misses += [
        f"not in the text: {each['exact'][:90]}" for each, span in zip(claims, spans, strict=True) if not span
    ]
    taken = [each for each in candidates if each.score >= min_score]
    chosen = pairs(spans, [(each.start, each.end) for each in taken])
    every = pairs(spans, [(each.start, each.end) for each in candidates])
    tally.gold, tally.predicted, tally.found, tally.found_at_all = len(claims), len(taken), len(chosen), len(every)
    for place, claim in enumerate(claims):
        if place not in every:
            tally.misses.append(f"no candidate: {claim['exact'][:110]}")
        elif place not in chosen:
            low = candidates[every[place]]
            tally.misses.append(f"score {low.score:.2f}: {claim['exact'][:110]} [{reasons(low)}]")
    lower = {
        number: gold_class
        for number, gold_class in _classes(candidates, gold, text).items()
        if number not in every.values()
    }
    known = {id(taken[number]) for number in chosen.values()}
    for number, each in enumerate(candidates):
        if id(each) not in known and each.score >= min_score:
            tally.misses.append(
                f"not gold ({lower.get(number, '?')}) {each.score:.2f}: {each.text[:110]} [{reasons(each)}]"
            )
    _judge_claims(tally, [(claims[place], candidates[number]) for place, number in sorted(every.items())])
    half = candidates[: (len(candidates) + 1) // 2]
    tally.top_half = len(half)
    tally.low_in_top_half = sum(lower.get(number) in LOW_CLASSES for number in range(len(half)))
    _judge_contradictions(tally, gold, every, candidates)
    return tally


def reasons(candidate: Candidate) -> str:
    """Return the codes of a candidate's reasons."""
    return " ".join(f"{each.code}{each.weight:+.2g}" for each in candidate.reasons)


def _classes(candidates: Sequence[Candidate], gold: Mapping[str, Any], text: str) -> dict[int, str]:
    """Return the class of each candidate that is one of the statements that are not claims."""
    others = gold.get("not_claims", [])
    spans = [located(each["exact"], text) for each in others]
    found = pairs(spans, [(each.start, each.end) for each in candidates])
    return {number: others[place]["class"] for place, number in found.items()}


def _judge_claims(tally: Tally, found: Sequence[tuple[Mapping[str, Any], Candidate]]) -> None:
    """Count the right speakers and dates."""
    for claim, candidate in found:
        expected = [claim["speaker"], *claim.get("speaker_alternatives", [])]
        tally.speakers += 1
        if same_speaker(candidate.speaker, expected):
            tally.speakers_right += 1
        else:
            tally.misses.append(f"speaker {candidate.speaker!r}, not {expected}: {candidate.text[:90]}")
        days = [date.fromisoformat(each) for each in claim["date"]] if claim.get("date") else None
        tally.dates += days is not None
        if candidate.date is None:
            if days:
                tally.misses.append(f"no date, not {claim['date']}: {candidate.text[:90]}")
            continue
        start, end = candidate.date.start, candidate.date.end
        if days and [start, end] == days:
            tally.dates_right += 1
        elif days is None or not ((start <= days[0] and days[1] <= end) or (days[0] <= start and end <= days[1])):
            tally.dates_invented += 1
            tally.misses.append(f"date {start} to {end}, not {claim.get('date')}: {candidate.text[:90]}")


def _judge_contradictions(
    tally: Tally, gold: Mapping[str, Any], every: Mapping[int, int], candidates: Sequence[Candidate]
) -> None:
    expected = {frozenset(each[:2]) for each in gold.get("contradictions", [])}
    spans = {place: (candidates[number].start, candidates[number].end) for place, number in every.items()}
    named: set[frozenset[int]] = set()
    for number, each in enumerate(candidates):
        for rank in each.contradicts:
            other = candidates[rank - 1]
            if number > rank - 1:
                continue
            pair = next((pair for pair in expected if _is_pair(pair, spans, each, other)), None)
            if pair:
                named.add(pair)
            else:
                tally.contradictions_false += 1
                tally.misses.append(f"false contradiction: {each.text[:80]} | {other.text[:80]}")
    tally.contradictions, tally.contradictions_found = len(expected), len(named)
    tally.misses += [f"contradiction not found: {sorted(pair)}" for pair in expected - named]


def _is_pair(pair: frozenset[int], spans: Mapping[int, Span], one: Candidate, other: Candidate) -> bool:
    """Return whether two candidates overlap the two gold spans of a contradiction."""
    if not pair <= set(spans) or len(pair) != 2:
        return False
    first, second = (spans[place] for place in sorted(pair))
    return any(
        overlap(first, (a.start, a.end)) > 0 and overlap(second, (b.start, b.end)) > 0
        for a, b in ((one, other), (other, one))
    )


def articles_of(folder: Path, names: Sequence[str]) -> Iterable[tuple[str, Path, Mapping[str, Any]]]:
    """Yield the articles of a folder with their gold."""
    for path in sorted(folder.rglob("*.gold.json")):
        name = path.name.removesuffix(".gold.json")
        others = [each for each in path.parent.glob(f"{name}.*") if each != path]
        if others and (not names or name in names):
            yield name, others[0], json.loads(path.read_text(encoding="utf-8"))


def main() -> None:
    """Print the figures of each article, and of all."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--min-score", type=float, default=0.5)
    parser.add_argument("--misses", action="store_true")
    arguments = parser.parse_args()
    total = Tally()
    kinds: Counter[str] = Counter()
    for name, path, gold in articles_of(arguments.folder, arguments.names):
        given = ArticleFile(path.name, path.read_bytes())
        article = asyncio.run(read_article(given, VerifySettings(), lambda: datetime.now(UTC)))
        tally = measure(article, gold, arguments.min_score)
        kinds[gold.get("kind", "?")] += 1
        print(tally.line(f"{name} {gold.get('language', '?')} {gold.get('kind', '')}"))
        if arguments.misses:
            sys.stdout.writelines(f"    {each}\n" for each in tally.misses)
        total.add(tally)
    print(total.line(f"all: {total.articles} articles, {len(kinds)} kinds"))


if __name__ == "__main__":
    main()
