"""Whose turn it is: hosts by the length of their queues, each asked no faster than it may be. Pure, but for its own state.

A run of many hosts ends no earlier than its biggest host's queue times the gap, so that host must never wait. Hosts that
hardly answer share half of the slots: they hold up one another, and nobody else.
"""

import heapq
import itertools
import math
from array import array
from collections.abc import Container

SLOW_SLOTS_DIVISOR = 2
"""Slow hosts have one slot of so many, as long as others are left."""

PRELOAD_PER_HOST = 8
"""Looks of one host that are got ready together."""


class PendingChecks:
    """What is to be looked at, in the order it came: a host and a key each, sixteen bytes a look."""

    def __init__(self) -> None:
        self.hosts = array("Q")
        self.keys = array("q")

    def add(self, host: int, key: int) -> None:
        """Put one look at the end."""
        self.hosts.append(host)
        self.keys.append(key)

    def __len__(self) -> int:
        return len(self.keys)

    def queues(self) -> "tuple[array[int], array[int], array[int]]":
        """Return all keys, host after host, and where each host's begin and end; the longest queue first."""
        order = sorted(range(len(self.hosts)), key=self.hosts.__getitem__)
        starts = array("q")
        previous = -1
        for position, index in enumerate(order):
            if self.hosts[index] != previous:
                starts.append(position)
                previous = self.hosts[index]
        ends = array("q", itertools.chain(starts[1:], (len(order),) if order else ()))
        longest = sorted(range(len(starts)), key=lambda index: (starts[index] - ends[index], order[starts[index]]))
        keys = array("q", (self.keys[index] for index in order))
        return keys, array("q", (starts[i] for i in longest)), array("q", (ends[i] for i in longest))

    def totals(self) -> dict[int, int]:
        """Return how many looks each host has."""
        counted: dict[int, int] = {}
        for host in self.hosts:
            counted[host] = counted.get(host, 0) + 1
        return counted


class Host:
    """One host's part of the backlog, from its first look on."""

    __slots__ = ("away", "deferral_requests", "next_at", "position", "queued", "running", "slow", "stop")

    def __init__(self, position: int, stop: int) -> None:
        self.position, self.stop = position, stop
        self.running = 0
        self.next_at = 0.0
        self.slow = self.queued = False
        self.deferral_requests = 0
        """Answers that asked for more time than a run can wait."""
        self.away: float | None = None
        """Seconds it wants to be left alone, longer than a run can wait: it is asked no more."""

    @property
    def remaining(self) -> int:
        """Looks that have not begun."""
        return self.stop - self.position

    def note_deferral(self, seconds: float, *, host_wide: bool) -> float | None:
        """Take note that an answer asks for more time than a run can wait; return it where it holds for the whole host.

        It does where the answer says so (429), and where a second page asks for the like: one page under maintenance
        speaks for itself alone.
        """
        self.deferral_requests += 1
        return seconds if host_wide or self.deferral_requests > 1 else None


class HostQueue:
    """Gives out turns. Times are the caller's, in seconds."""

    def __init__(self, pending: PendingChecks, *, slots: int, per_host: int = 1, gap: float = 0.0) -> None:
        self.keys, self.starts, self.ends = pending.queues()
        self.slots, self.per_host, self.gap = slots, per_host, gap
        self.begun = 0
        """Hosts that had their first turn; those behind wait in the order of their length."""
        self.ready: list[tuple[int, int, Host]] = []
        self.ready_slow: list[tuple[int, int, Host]] = []
        self.resting: list[tuple[float, int, Host]] = []
        self.busy: dict[Host, None] = {}
        """Hosts with a look under way, the one begun first first."""
        self.order = itertools.count()
        self.remaining = len(self.keys)
        self.slow_remaining = self.slow_running = 0

    def __len__(self) -> int:
        return self.remaining

    @property
    def hosts(self) -> int:
        """How many hosts there are."""
        return len(self.starts)

    def next(self, now: float) -> tuple[Host, int] | float | None:
        """Return whose turn it is, and the look's key; or when to ask again; or None: every look has begun."""
        if not self.remaining:
            return None
        while self.resting and self.resting[0][0] <= now:
            host = heapq.heappop(self.resting)[2]
            if host.next_at > now:
                self._rest(host)
            else:
                self._enqueue(host)
        chosen = self._choose()
        if chosen is None:
            return self.resting[0][0] if self.resting else math.inf
        key = self.keys[chosen.position]
        chosen.position += 1
        chosen.running += 1
        self.busy[chosen] = None
        chosen.next_at = now + (0.0 if chosen.away is not None else self.gap)
        self.remaining -= 1
        self.slow_remaining -= chosen.slow
        self.slow_running += chosen.slow
        chosen.queued = False
        if chosen.running < self.per_host:
            self._rest(chosen)
        return chosen, key

    def done(self, host: Host, now: float, *, slow: bool = False, rest: float = 0.0, away: float | None = None) -> None:
        """Take note that a look has ended; ``rest`` is how long the host wants to be left alone, ``away`` for good."""
        host.running -= 1
        if not host.running:
            self.busy.pop(host, None)
        self.slow_running -= host.slow
        if slow != host.slow and not host.queued:
            self.slow_remaining += host.remaining if slow else -host.remaining
            self.slow_running += host.running if slow else -host.running
            host.slow = slow
        if away is not None:
            host.away = max(away, host.away or 0.0)
        host.next_at = max(host.next_at, now + rest) if host.away is None else now
        if not host.queued:
            self._rest(host)

    def upcoming(self, host: Host, most: int, known: Container[int] = ()) -> list[int]:
        """Return keys whose turn comes soon and that are not known: this host's first, then of others.

        They can be got ready together. Where there are many hosts, it is few of each, so that they are not in vain.
        """
        ready = [(each.position, each.stop) for _, _, each in (*self.ready[:most], *self.ready_slow[:most])]
        fresh = [(self.starts[i], self.ends[i]) for i in range(self.begun, min(self.begun + most, len(self.starts)))]
        later = [each for each in (*self.busy, *(each for _, _, each in self.resting[:most])) if each is not host]
        first = (fresh, ready) if self._fresh_first() else (ready, fresh)
        spans = [(host.position, host.stop), *itertools.chain(*first), *((each.position, each.stop) for each in later)]
        ahead = min(PRELOAD_PER_HOST, max(1, most // len(spans)))
        soon = (self.keys[at] for start, stop in spans for at in range(start, min(start + ahead, stop)))
        return list(itertools.islice((key for key in soon if key not in known), most))

    def _choose(self) -> Host | None:
        """Return the host with the longest queue of those that may be asked."""
        share = max(1, self.slots // SLOW_SLOTS_DIVISOR)
        if self.ready_slow and self.slow_running < max(1, share // 2):
            return heapq.heappop(self.ready_slow)[2]
        if self._fresh_first():
            host = Host(self.starts[self.begun], self.ends[self.begun])
            self.begun += 1
            return host
        if self.ready:
            return heapq.heappop(self.ready)[2]
        if self.ready_slow and (self.slow_running < share or self.remaining == self.slow_remaining):
            return heapq.heappop(self.ready_slow)[2]
        return None

    def _fresh_first(self) -> bool:
        """Return whether a host that had no turn yet has the longest queue."""
        fresh = self.ends[self.begun] - self.starts[self.begun] if self.begun < len(self.starts) else 0
        return fresh > 0 and (not self.ready or fresh >= -self.ready[0][0])

    def _rest(self, host: Host) -> None:
        if host.remaining:
            host.queued = True
            heapq.heappush(self.resting, (host.next_at, next(self.order), host))

    def _enqueue(self, host: Host) -> None:
        line = self.ready_slow if host.slow else self.ready
        heapq.heappush(line, (-host.remaining, next(self.order), host))
