"""Decides whether a run's failures are the sources' own: the network may be down, or one host may be.

Pure. An answer is a fact and is released at once. A failure waits until enough is known: it is recorded, recorded without
counting against its source, or not recorded at all.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import replace

from factcheck.services.monitoring.recording import UnrecordedCheck
from factcheck.verifier.scheduling.batch import DEFERRED
from factcheck.vocabulary import LinkOutcome

NETWORK_REASONS = frozenset({"dns-no-answer", "no-route"})
"""Reasons that a dead network gives, and a dead host rarely does."""
OUTAGE_REASONS = NETWORK_REASONS | {"dns-no-such-name", "timeout", "connect-refused", "connection-reset"}
"""Reasons that a dead network may give: they point to it when most hosts give them at once."""
NETWORK_MIN_HOSTS = 20
"""The number of hosts after which the network is judged."""
SMALL_RUN_MAX_HOSTS = 3
"""Below this number of hosts, only NETWORK_REASONS point to the network."""
OUTAGE_HOST_SHARE = 0.8
SUSPECT_MIN_SOURCES = 3
"""The number of sources of one host that must all be gone before the host is suspected."""
WAITING_MAX_SOURCES = 100
"""The number of gone sources of one host that wait. Beyond it the host is suspected until one of them answers."""
GONE_OUTCOMES = frozenset({LinkOutcome.DEAD, LinkOutcome.SOFT404})


class NetworkDown(Exception):
    """Most hosts cannot be reached, and the cause is not theirs."""


class OutageGuard:
    """Delays failures until they can be believed."""

    def __init__(self, totals: Mapping[int, int]) -> None:
        """``totals`` is the number of sources that a run has at each host."""
        self.totals = dict(totals)
        self.unchecked = dict(totals)
        self.unchecked_sources = sum(totals.values())
        self.delayed: list[UnrecordedCheck] = []
        self.gone: dict[int, list[UnrecordedCheck]] = defaultdict(list)
        self.answering_hosts: set[int] = set()
        self.failing_hosts: set[int] = set()
        self.suspected_hosts: set[int] = set()
        self.network_is_judged = False

    def accept(self, check: UnrecordedCheck) -> list[UnrecordedCheck]:
        """Take in a check; return the checks that may be recorded now. Raises NetworkDown."""
        host = check.planned.host
        self.unchecked[host] -= 1
        self.unchecked_sources -= 1
        if check.finding.reason == DEFERRED:
            self.totals[host] -= 1
            return []
        if check.finding.reason in OUTAGE_REASONS:
            self.failing_hosts.add(host)
        else:
            self.answering_hosts.add(host)
        released = self._judge_host(host, check)
        if self.network_is_judged:
            return released
        self.delayed += released
        hosts = self.failing_hosts | self.answering_hosts
        if len(hosts) >= min(NETWORK_MIN_HOSTS, len(self.totals)) or not self.unchecked_sources:
            return self._judge_network()
        return self.release_answers()

    def release_answers(self) -> list[UnrecordedCheck]:
        """Return the delayed checks that are answers: they are valid whatever the state of the network."""
        delayed, self.delayed = self.delayed, []
        self.delayed = [each for each in delayed if each.finding.reason in OUTAGE_REASONS]
        return [each for each in delayed if each.finding.reason not in OUTAGE_REASONS]

    def release_at_end(self) -> list[UnrecordedCheck]:
        """Return what may be recorded when a run stops early: failures only where some host answered.

        Where all sources of one host are gone so far, that does not count against them: the others were not checked.
        """
        waiting = [replace(each, host_problem=True) for checks in self.gone.values() for each in checks]
        self.gone.clear()
        delayed = self.trust_network() if self.answering_hosts else []
        return [
            *delayed,
            *(each for each in waiting if self.answering_hosts or each.finding.reason not in OUTAGE_REASONS),
        ]

    def trust_network(self) -> list[UnrecordedCheck]:
        """Assume from now on that the network is up; return the checks that were delayed because of it."""
        self.network_is_judged = True
        delayed, self.delayed = self.delayed, []
        return delayed

    def _judge_network(self) -> list[UnrecordedCheck]:
        only_failing = self.failing_hosts - self.answering_hosts
        hosts = len(self.failing_hosts | self.answering_hosts)
        if hosts >= SMALL_RUN_MAX_HOSTS and len(only_failing) >= OUTAGE_HOST_SHARE * hosts:
            raise NetworkDown
        no_route = all(each.finding.reason in NETWORK_REASONS for each in self.delayed)
        if hosts < SMALL_RUN_MAX_HOSTS and not self.answering_hosts and no_route:
            raise NetworkDown
        return self.trust_network()

    def _judge_host(self, host: int, check: UnrecordedCheck) -> list[UnrecordedCheck]:
        """Delay a check that found its page gone until another source of the host answers, or all of them are gone."""
        if check.finding.link not in GONE_OUTCOMES:
            self.suspected_hosts.discard(host)
            return [*self.gone.pop(host, []), check]
        if self.totals[host] < SUSPECT_MIN_SOURCES:
            return [check]
        gone = self.gone[host]
        gone.append(check)
        if host in self.suspected_hosts or len(gone) == self.totals[host] or len(gone) > WAITING_MAX_SOURCES:
            self.suspected_hosts.add(host)
            return [replace(each, host_problem=True) for each in self.gone.pop(host)]
        if self.unchecked[host] == 0 or len(gone) < self.totals[host] - self.unchecked[host]:
            return self.gone.pop(host)
        return []
