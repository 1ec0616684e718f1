"""When a run's failures are not the sources': the network is down, or one host is.

Pure. Looks are held back until enough is known: they are recorded, recorded without being held against their sources, or
not recorded at all.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace

from factcheck.services.planning import Planned
from factcheck.services.recording import Look
from factcheck.verifier.urls import host_of
from factcheck.vocabulary import LinkOutcome

NETWORK = frozenset({"dns-no-answer", "no-route"})
"""Reasons that a dead network gives, and a dead host hardly."""
LIKE_NETWORK = NETWORK | {"dns-no-such-name", "timeout", "connect-refused", "connection-reset"}
"""Reasons that a dead network may give: they speak against it when most hosts give them at once."""
ENOUGH = 20
"""Hosts after which the network is judged."""
FEW = 3
"""Hosts below which only a network's own reasons speak against the network."""
MOST = 0.8
SEVERAL = 3
"""Sources of one host that must all be gone before the host is suspected."""
GONE = frozenset({LinkOutcome.DEAD, LinkOutcome.SOFT404})


class NetworkDown(Exception):
    """Most hosts cannot be reached: it is not their fault."""


class Guard:
    """Holds looks back until they can be believed."""

    def __init__(self, plan: Sequence[Planned]) -> None:
        self.left = Counter(host_of(planned.task.url) for planned in plan)
        self.totals = Counter(self.left)
        self.held: list[Look] = []
        self.gone: dict[str, list[Look]] = defaultdict(list)
        self.alive: set[str] = set()
        self.failed: set[str] = set()
        self.judged = False

    def take(self, look: Look) -> list[Look]:
        """Take a look; return those that may be recorded now. Raises NetworkDown."""
        host = host_of(look.planned.task.url)
        self.left[host] -= 1
        if look.finding.reason in LIKE_NETWORK:
            self.failed.add(host)
        else:
            self.alive.add(host)
        passed = self._by_host(host, look)
        if self.judged:
            return passed
        self.held += passed
        seen = len(self.failed | self.alive)
        if seen >= min(ENOUGH, len(self.totals)) or not any(self.left.values()):
            return self._release(look)
        return []

    def rest(self) -> list[Look]:
        """Return what is still held when a run is stopped early and the network was seen to be up."""
        if not self.alive:
            return []
        held, self.held = self.held, []
        return held

    def _release(self, look: Look) -> list[Look]:
        only_failed = self.failed - self.alive
        seen = len(self.failed | self.alive)
        if seen >= FEW and len(only_failed) >= MOST * seen:
            raise NetworkDown
        if seen < FEW and not self.alive and all(each.finding.reason in NETWORK for each in [*self.held, look]):
            raise NetworkDown
        self.judged = True
        held, self.held = self.held, []
        return held

    def _by_host(self, host: str, look: Look) -> list[Look]:
        """Hold what looks gone until another source of its host is seen alive, or all of them are gone."""
        if look.finding.link not in GONE or self.totals[host] < SEVERAL:
            freed = self.gone.pop(host, []) if look.finding.link not in GONE else []
            return [*freed, look]
        self.gone[host].append(look)
        if len(self.gone[host]) == self.totals[host]:
            return [replace(each, host_problem=True) for each in self.gone.pop(host)]
        if self.left[host] == 0 or len(self.gone[host]) < self.totals[host] - self.left[host]:
            return self.gone.pop(host)
        return []
