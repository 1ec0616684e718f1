"""A simulated web of sources that are lost, edited, walled or unstable, generated from a seed.

The rates are those of the literature where there are some: Pew Research, "When Online Content Disappears" (2024), for
losses (social posts early, a quarter of all pages in a decade, 6 % come back); the rest is set on the harsh side.
"""

import random
from array import array
from bisect import bisect_right
from dataclasses import dataclass

from factcheck.vocabulary import SourceKind

DAYS = 90
"""The time that is measured, from day 0."""
PAST = 730
"""Sources were added over this many days before, and continue to be added."""
NEVER = 1e9


@dataclass(frozen=True, slots=True)
class Kind:
    """One class of sources."""

    kind: SourceKind
    share: float
    lost_a_year: float
    lost_early: float
    """Share that is lost in the first 90 days, most of it at once."""
    edited_early: float
    """Share whose quoted words are changed within days of publication."""
    edited_a_year: float


KINDS = (
    Kind(SourceKind.NEWS, 0.48, 0.05, 0.005, 0.02, 0.01),
    Kind(SourceKind.OFFICIAL, 0.20, 0.02, 0.0, 0.002, 0.01),
    Kind(SourceKind.SOCIAL, 0.17, 0.45, 0.08, 0.0, 0.0),
    Kind(SourceKind.LIVE, 0.08, 0.04, 0.0, 0.0, 0.15),
    Kind(SourceKind.ARCHIVE, 0.07, 0.003, 0.0, 0.0, 0.0),
)
BACK = 0.06
"""Share of the lost that come back, a month later or more."""
OUTAGES_A_YEAR, OUTAGE_DAYS = 2.0, 8 / 24
OUTAGE_SAYS_404 = 0.25
"""Share of outages in which the host says 404 to everything (a deployment that went wrong)."""
WALLED_HOSTS, WALL_DAYS = 0.05, 3.0
FLAP, FLAP_SAYS_GONE = 0.015, 0.2
FLAKY, FLAKY_FAILS, FLAKY_SAYS_GONE = 0.03, 0.20, 0.2
"""Sources that fail one check in five, and the share of those failures that say "gone" (the others: 5xx, time-outs)."""
WORDS_FLAP = 0.003
"""Share of checks that get a page without the words: an experiment, a broken template."""
NETWORK_DOWN = ((20.3, 20.6), (61.0, 61.4))
"""When our own network is down."""


class World:
    """The fate of every source, and the result of each check."""

    def __init__(self, sources: int, seed: int) -> None:
        chance = random.Random(seed)
        self.chance = random.Random(seed + 1)
        self.kinds = chance.choices(range(len(KINDS)), [each.share for each in KINDS], k=sources)
        hosts = max(sources // 5, 10)
        self.hosts = array("l", (int(hosts * chance.random() ** 2) for _ in range(sources)))
        self.born = array("d", (chance.uniform(-PAST, DAYS) for _ in range(sources)))
        self.lost = array("d", [NEVER]) * sources
        self.back = array("d", [NEVER]) * sources
        self.edited = array("d", [NEVER]) * sources
        self.flaky = bytearray(sources)
        for number in range(sources):
            self._fate(number, chance)
        self.outages = [self._episodes(chance, OUTAGES_A_YEAR, OUTAGE_DAYS) for _ in range(hosts)]
        self.says_404 = [[chance.random() < OUTAGE_SAYS_404 for _ in each] for each in self.outages]
        self.walls = [
            self._episodes(chance, 8.0, WALL_DAYS) if chance.random() < WALLED_HOSTS else [] for _ in range(hosts)
        ]

    def _fate(self, number: int, chance: random.Random) -> None:
        kind, born = KINDS[self.kinds[number]], self.born[number]
        rate = kind.lost_a_year * chance.gammavariate(1.0, 1.0)  # some sources are frailer than others
        lost = born + (chance.expovariate(rate / 365) if rate else NEVER)
        if chance.random() < kind.lost_early:
            lost = min(lost, born + chance.expovariate(1 / 20))
        edited = born + chance.expovariate(kind.edited_a_year / 365) if kind.edited_a_year else NEVER
        if chance.random() < kind.edited_early:
            edited = min(edited, born + chance.expovariate(1 / 2))
        self.lost[number] = lost
        self.edited[number] = edited if 0 <= edited < lost else NEVER
        if chance.random() < BACK:
            self.back[number] = max(lost, 0) + 30 + chance.expovariate(1 / 60)
        self.flaky[number] = chance.random() < FLAKY

    def _episodes(self, chance: random.Random, a_year: float, days: float) -> list[tuple[float, float]]:
        found: list[tuple[float, float]] = []
        at = 0.0
        while True:
            at += chance.expovariate(a_year / 365)
            if at > DAYS * 2:
                return found
            end = at + chance.expovariate(1 / days)
            found.append((at, end))
            at = end

    def is_lost(self, number: int, day: float) -> bool:
        """Return whether a source is truly gone."""
        return self.lost[number] <= day < self.back[number]

    def check(self, number: int, day: float) -> str:
        """Return the result of one check: ok, words-changed, words-gone, gone, silent, wall, no-network."""
        if any(start <= day < end for start, end in NETWORK_DOWN):
            return "no-network"
        host = self.hosts[number]
        if (episode := _within(self.outages[host], day)) is not None:
            return "gone" if self.says_404[host][episode] else "silent"
        if _within(self.walls[host], day) is not None:
            return "wall"
        if self.is_lost(number, day):
            return "gone"
        chance = self.chance
        if chance.random() < (FLAKY_FAILS if self.flaky[number] else FLAP):
            says_gone = FLAKY_SAYS_GONE if self.flaky[number] else FLAP_SAYS_GONE
            return "gone" if chance.random() < says_gone else "silent"
        if self.edited[number] <= day:
            return "words-changed"
        return "words-gone" if chance.random() < WORDS_FLAP else "ok"


def _within(episodes: list[tuple[float, float]], day: float) -> int | None:
    if not episodes:
        return None
    index = bisect_right(episodes, (day, NEVER)) - 1
    return index if index >= 0 and day < episodes[index][1] else None
