"""The order of checks: hosts by the length of their queues, each requested no faster than its gap allows.

It does no I/O and reads no clock. A run lasts at least as long as the queue of its biggest host times the gap, so that
this host must never wait. Slow hosts share half of the slots: they delay each other, and no other host.
"""

import heapq
import itertools
import math
from array import array
from collections.abc import Container

SLOW_SLOTS_DIVISOR = 2
"""Slow hosts may use one in this number of slots, as long as other hosts are left."""

PRELOAD_PER_HOST = 8
"""Number of checks of one host that are loaded together."""


class PendingChecks:
    """Pending checks in their original order: a host and a key, sixteen bytes for each."""

    def __init__(self) -> None:
        self.hosts = array("Q")
        self.keys = array("q")

    def add(self, host: int, key: int) -> None:
        """Append one check."""
        self.hosts.append(host)
        self.keys.append(key)

    def __len__(self) -> int:
        return len(self.keys)

    def queues(self) -> "tuple[array[int], array[int], array[int]]":
        """Return all keys grouped by host, and the start and end of each host's group; the longest group first.

        Of groups with the same length, that of the host whose first check was added first comes first.
        """
        counts = self.totals()
        ends, starts, at = array("q"), array("q"), 0
        for host in sorted(counts, key=counts.__getitem__, reverse=True):
            starts.append(at)
            at, counts[host] = at + counts[host], at  # from here on, the place of the host's next key
            ends.append(at)
        keys = array("q", bytes(at * self.keys.itemsize))
        for host, key in zip(self.hosts, self.keys, strict=True):
            keys[counts[host]] = key
            counts[host] += 1
        return keys, starts, ends

    def totals(self) -> dict[int, int]:
        """Return the number of checks of each host, in the order in which hosts were added."""
        counted: dict[int, int] = {}
        for host in self.hosts:
            counted[host] = counted.get(host, 0) + 1
        return counted


class Host:
    """One host's part of the queue, from its first check on."""

    __slots__ = ("away", "deferral_requests", "next_at", "position", "queued", "running", "slow", "stop")

    def __init__(self, position: int, stop: int) -> None:
        self.position, self.stop = position, stop
        self.running = 0
        self.next_at = 0.0
        self.slow = self.queued = False
        self.deferral_requests = 0
        """Number of responses that asked for a longer wait than a run allows."""
        self.away: float | None = None
        """Seconds that the host asked us to wait, longer than a run allows: it gets no more requests."""

    @property
    def remaining(self) -> int:
        """Number of checks that have not started."""
        return self.stop - self.position

    def note_deferral(self, seconds: float, *, host_wide: bool) -> float | None:
        """Record a response that asks for a longer wait than a run allows.

        Returns the wait if the whole host must wait: if the response says so (429), and if a second page asks for one.
        A single page under maintenance speaks only for itself.
        """
        self.deferral_requests += 1
        return seconds if host_wide or self.deferral_requests > 1 else None


class HostQueue:
    """Queue of hosts. Times are the caller's, in seconds."""

    def __init__(self, pending: PendingChecks, *, slots: int, per_host: int = 1, gap: float = 0.0) -> None:
        self.keys, self.starts, self.ends = pending.queues()
        self.slots, self.per_host, self.gap = slots, per_host, gap
        self.begun = 0
        """Number of hosts that have started; the others follow in the order of their length."""
        self.ready: list[tuple[int, int, Host]] = []
        self.ready_slow: list[tuple[int, int, Host]] = []
        self.resting: list[tuple[float, int, Host]] = []
        self.busy: dict[Host, None] = {}
        """Hosts with a check in progress, the earliest first."""
        self.order = itertools.count()
        self.remaining = len(self.keys)
        self.slow_remaining = self.slow_running = 0

    def __len__(self) -> int:
        return self.remaining

    def next(self, now: float) -> tuple[Host, int] | float | None:
        """Return the next host and key; or the time to call again; or None: every check has started."""
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
        """Record the end of a check.

        ``rest`` is the pause the host asked for; ``away`` is one longer than a run allows.
        """
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
        """Return unknown keys whose turn comes soon: this host's first, then those of others.

        They can be loaded together. With many hosts they are few of each, so that few are loaded in vain.
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
        """Return the host with the longest queue among those that may be requested."""
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
        """Return whether a host that has not started has the longest queue."""
        fresh = self.ends[self.begun] - self.starts[self.begun] if self.begun < len(self.starts) else 0
        return fresh > 0 and (not self.ready or fresh >= -self.ready[0][0])

    def _rest(self, host: Host) -> None:
        if host.remaining:
            host.queued = True
            heapq.heappush(self.resting, (host.next_at, next(self.order), host))

    def _enqueue(self, host: Host) -> None:
        line = self.ready_slow if host.slow else self.ready
        heapq.heappush(line, (-host.remaining, next(self.order), host))
