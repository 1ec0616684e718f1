"""How long a run waits for a database that is locked."""

from factcheck.cli.job import GRACE_SECONDS, LockPatience
from factcheck.cli.stop_request import StopRequest


def test_a_run_waits_as_long_as_it_may_run_and_says_so_once() -> None:
    said: list[str] = []
    stop = StopRequest()
    patience = LockPatience(stop, lambda: said.append("busy"), lambda: 0.0)

    assert [patience() for _ in range(4)] == [True] * 4
    assert said == ["busy"]


def test_a_run_that_is_to_stop_waits_a_little_longer_for_checks_in_flight() -> None:
    now = 0.0
    stop = StopRequest()
    patience = LockPatience(stop, lambda: None, lambda: now)
    stop.requested.set()

    first = patience()
    now = GRACE_SECONDS + 1

    assert first
    assert not patience()


def test_a_second_signal_waits_for_nothing() -> None:
    stop = StopRequest()
    patience = LockPatience(stop, lambda: None)
    stop.requested.set()
    stop.at_once = True

    assert not patience()
