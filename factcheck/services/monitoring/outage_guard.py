"""When a run's failures are not the sources': the network is down, or one host is.

Pure. An answer is a fact and passes at once. A failure is held back until enough is known: it is recorded, recorded without
being held against its source, or not recorded at all.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from factcheck.services.monitoring.recording import Look
from factcheck.verifier.scheduling.batch import DEFERRED
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
HELD = 100
"""Gone sources of one host that are waited for; from there on the host is suspected until one of it is seen alive."""
GONE = frozenset({LinkOutcome.DEAD, LinkOutcome.SOFT404})


class NetworkDown(Exception):
    """Most hosts cannot be reached: it is not their fault."""


class Guard:
    """Holds looks back until they can be believed. ``totals`` says how many sources of each host a run has."""

    def __init__(self, totals: Mapping[int, int]) -> None:
        self.totals = dict(totals)
        self.left = dict(totals)
        self.open = sum(self.left.values())
        self.held: list[Look] = []
        self.gone: dict[int, list[Look]] = defaultdict(list)
        self.alive: set[int] = set()
        self.failed: set[int] = set()
        self.suspected: set[int] = set()
        self.judged = False

    def take(self, look: Look) -> list[Look]:
        """Take a look; return those that may be recorded now. Raises NetworkDown."""
        host = look.planned.host
        self.left[host] -= 1
        self.open -= 1
        if look.finding.reason == DEFERRED:
            self.totals[host] -= 1
            return []
        if look.finding.reason in LIKE_NETWORK:
            self.failed.add(host)
        else:
            self.alive.add(host)
        passed = self._by_host(host, look)
        if self.judged:
            return passed
        self.held += passed
        if len(self.failed | self.alive) >= min(ENOUGH, len(self.totals)) or not self.open:
            return self._release()
        return self.answers()

    def answers(self) -> list[Look]:
        """Return what is held and is an answer, whatever becomes of the rest."""
        held, self.held = self.held, []
        self.held = [each for each in held if each.finding.reason in LIKE_NETWORK]
        return [each for each in held if each.finding.reason not in LIKE_NETWORK]

    def rest(self) -> list[Look]:
        """Return what is still held when a run is stopped early: failures where the network was seen to be up.

        Sources of one host that are all gone so far are not held against it: the others were not asked.
        """
        waiting = [replace(each, host_problem=True) for looks in self.gone.values() for each in looks]
        self.gone.clear()
        held = self.vindicate() if self.alive else []
        return [*held, *(each for each in waiting if self.alive or each.finding.reason not in LIKE_NETWORK)]

    def vindicate(self) -> list[Look]:
        """Take it that the network is up, whatever failed; return what was held for its sake."""
        self.judged = True
        held, self.held = self.held, []
        return held

    def _release(self) -> list[Look]:
        only_failed = self.failed - self.alive
        seen = len(self.failed | self.alive)
        if seen >= FEW and len(only_failed) >= MOST * seen:
            raise NetworkDown
        if seen < FEW and not self.alive and all(each.finding.reason in NETWORK for each in self.held):
            raise NetworkDown
        return self.vindicate()

    def _by_host(self, host: int, look: Look) -> list[Look]:
        """Hold what looks gone until another source of its host is seen alive, or all of them are gone."""
        if look.finding.link not in GONE:
            self.suspected.discard(host)
            return [*self.gone.pop(host, []), look]
        if self.totals[host] < SEVERAL:
            return [look]
        gone = self.gone[host]
        gone.append(look)
        if host in self.suspected or len(gone) == self.totals[host] or len(gone) > HELD:
            self.suspected.add(host)
            return [replace(each, host_problem=True) for each in self.gone.pop(host)]
        if self.left[host] == 0 or len(gone) < self.totals[host] - self.left[host]:
            return self.gone.pop(host)
        return []
