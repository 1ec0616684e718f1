"""Failures of a run that are not the fault of its sources."""

from collections.abc import Sequence

import pytest

from factcheck.services.monitoring.outage_guard import WAITING_MAX_SOURCES, NetworkDown, OutageGuard
from factcheck.services.monitoring.recording import UnrecordedCheck
from factcheck.services.monitoring.run_plan import PlannedSource
from factcheck.verifier.finding import Finding
from factcheck.verifier.scheduling.batch import SourceTask
from factcheck.verifier.scheduling.page_check import CheckResult
from factcheck.vocabulary import LinkOutcome
from tests.conftest import START

OUTCOMES = {
    "ok": (LinkOutcome.OK, "http-200"),
    "gone": (LinkOutcome.DEAD, "http-404"),
    "no-name": (LinkOutcome.DEAD, "dns-no-such-name"),
    "dns": (LinkOutcome.UNREACHABLE, "dns-no-answer"),
    "refuses": (LinkOutcome.UNREACHABLE, "connect-refused"),
    "later": (LinkOutcome.UNREACHABLE, "deferred"),
}


def look(host: int, name: str) -> UnrecordedCheck:
    link, reason = OUTCOMES[name]
    url = f"https://{host}.example/"
    return UnrecordedCheck(
        PlannedSource(SourceTask(0, url), host, ()), CheckResult(Finding(url, link, reason, url, START, 1))
    )


def passed(guard: OutageGuard, looks: Sequence[tuple[int, str]]) -> list[list[tuple[str, bool]]]:
    """Return the reasons that each check let through, and whether the host is blamed."""
    given = [guard.accept(look(host, name)) for host, name in looks]
    return [[(each.finding.reason, each.host_problem) for each in some] for some in given]


def test_an_answer_is_released_at_once_and_a_failure_once_the_network_is_known_to_be_up() -> None:
    guard = OutageGuard({1: 2, 2: 2, 3: 1})

    through = passed(guard, [(1, "ok"), (2, "refuses"), (1, "ok"), (3, "ok"), (2, "refuses")])

    assert [len(some) for some in through] == [1, 0, 1, 2, 1]


@pytest.mark.parametrize(
    "looks",
    [
        [(host, "refuses") for host in range(5)],
        [(0, "ok"), *((host, "dns") for host in range(1, 5))],
        [(0, "dns")],
        [(host, "no-name") for host in range(3)],
    ],
)
def test_a_failure_of_most_hosts_means_that_the_network_is_down(looks: list[tuple[int, str]]) -> None:
    with pytest.raises(NetworkDown):
        passed(OutageGuard(dict.fromkeys((host for host, _ in looks), 1)), looks)


def test_a_network_that_is_trusted_once_is_trusted_for_the_run() -> None:
    guard = OutageGuard(dict.fromkeys(range(8), 1) | {8: 2})
    for host in range(8):
        guard.accept(look(host, "refuses"))
    with pytest.raises(NetworkDown):
        guard.accept(look(8, "refuses"))

    assert len(guard.trust_network()) == 9
    assert len(guard.accept(look(8, "refuses"))) == 1


def test_a_host_whose_sources_are_all_gone_is_suspected_and_one_that_lost_some_is_not() -> None:
    guard = OutageGuard({1: 3, 2: 3})
    guard.trust_network()

    lost = passed(guard, [(1, "gone"), (1, "gone"), (1, "gone")])
    some = passed(guard, [(2, "gone"), (2, "ok"), (2, "gone")])

    assert lost[-1][-3:] == [("http-404", True)] * 3
    assert [blamed for step in some for _, blamed in step] == [False] * 3


def test_the_number_of_delayed_checks_of_a_host_is_bounded() -> None:
    guard = OutageGuard({1: 100_000})
    guard.trust_network()

    through = passed(guard, [(1, "gone")] * 500)

    assert sum(len(some) for some in through) == 500
    assert len(guard.gone.get(1, ())) == 0
    assert all(blamed for some in through[WAITING_MAX_SOURCES:] for _, blamed in some)
    assert passed(guard, [(1, "ok"), (1, "gone")])[0][-1] == ("http-200", False)


def test_a_source_that_was_not_fetched_is_neither_delayed_nor_recorded() -> None:
    guard = OutageGuard({1: 3, 2: 1})

    assert passed(guard, [(1, "later"), (1, "later"), (1, "later")]) == [[], [], []]
    assert passed(guard, [(2, "ok")]) == [[("http-200", False)]]
