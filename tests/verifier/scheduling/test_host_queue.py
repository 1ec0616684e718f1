"""The host queue, with a clock that is moved by hand."""

import heapq
import itertools
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.verifier.scheduling.host_queue import Host, HostQueue, PendingChecks


def backlog(*sizes: int) -> PendingChecks:
    """Return pending checks of hosts with these queue lengths, host by host in turn; a key is host × 1000 + number."""
    made = PendingChecks()
    for number in range(max(sizes, default=0)):
        for host, size in enumerate(sizes):
            if number < size:
                made.add(host, host * 1000 + number)
    return made


def run(queue: HostQueue, slots: int, took: dict[int, float]) -> tuple[float, list[tuple[float, int]]]:
    """Process the whole queue; return the time of its end, and the time at which each check began."""
    now, flying, begun = 0.0, list[tuple[float, int, Host]](), list[tuple[float, int]]()
    while True:
        turn = queue.next(now) if len(flying) < slots else float("inf")
        if turn is None and not flying:
            return now, begun
        if isinstance(turn, tuple):
            host, key = turn
            begun.append((now, key))
            heapq.heappush(flying, (now + took.get(key // 1000, 0.1), key, host))
            continue
        at = turn if isinstance(turn, float) else float("inf")
        if flying and flying[0][0] <= at:
            now, key, host = heapq.heappop(flying)
            queue.done(host, now, slow=took.get(key // 1000, 0.1) > 5)
        else:
            now = at


def test_every_check_starts_once() -> None:
    waiting = backlog(5, 1, 3)

    _, begun = run(HostQueue(waiting, slots=2), 2, {})

    assert sorted(key for _, key in begun) == sorted(waiting.keys)


def test_the_longest_queue_comes_first_and_each_queue_stays_in_order() -> None:
    _, begun = run(HostQueue(backlog(1, 4, 2), slots=1), 1, {})

    keys = [key for _, key in begun]
    assert keys[:2] == [1000, 1001]
    assert [key for key in keys if key // 1000 == 1] == [1000, 1001, 1002, 1003]


def test_requests_to_a_host_are_a_gap_apart() -> None:
    _, begun = run(HostQueue(backlog(4, 2), slots=5, gap=1.0), 5, {})

    assert [round(at, 6) for at, key in begun if key < 1000] == [0, 1, 2, 3]


@pytest.mark.parametrize("per_host", [1, 2, 3])
def test_concurrent_checks_of_a_host_are_limited(per_host: int) -> None:
    queue = HostQueue(backlog(6), slots=10, per_host=per_host)

    given = [turn for turn in (queue.next(0) for _ in range(10)) if isinstance(turn, tuple)]

    assert len(given) == per_host


@pytest.mark.parametrize("seed", range(3))
def test_a_polite_run_takes_little_longer_than_its_longest_queue(seed: int) -> None:
    chance = random.Random(seed)
    sizes = sorted((max(1, int(400 / (rank + 1))) for rank in range(300)), key=lambda _: chance.random())

    ended, _ = run(HostQueue(backlog(*sizes), slots=100, gap=1.0), 100, {})

    assert ended <= 1.02 * max(max(sizes) - 1 + 0.1, sum(sizes) * 0.1 / 100)


def test_slow_hosts_do_not_delay_other_hosts() -> None:
    slow = dict.fromkeys(range(20), 30.0)
    queue = HostQueue(backlog(*[20] * 20, *[10] * 50), slots=10, gap=0.0)

    _, begun = run(queue, 10, slow)

    last_quick = max(at for at, key in begun if key // 1000 >= 20)
    assert last_quick <= 30 * 20 / 10 + 50 * 10 * 0.1 / 5 + 60


def test_slow_hosts_use_every_slot_when_no_other_host_is_left() -> None:
    ended, _ = run(HostQueue(backlog(*[5] * 10), slots=10), 10, dict.fromkeys(range(10), 30.0))

    assert ended == 150


def test_a_host_is_not_requested_during_the_pause_it_asked_for() -> None:
    queue = HostQueue(backlog(2), slots=5, gap=1.0)
    first = queue.next(0.0)
    assert isinstance(first, tuple)

    queue.done(first[0], 0.5, rest=10.0)

    assert queue.next(1.5) == 10.5
    assert isinstance(queue.next(10.5), tuple)


def test_checks_of_a_host_that_asked_for_a_long_wait_are_returned_at_once() -> None:
    queue = HostQueue(backlog(4), slots=5, gap=60.0)
    first = queue.next(0.0)
    assert isinstance(first, tuple)
    queue.done(first[0], 0.5, away=3600.0)

    keys = []
    while isinstance(turn := queue.next(0.5), tuple):
        keys.append(turn[1])
        assert turn[0].away == 3600.0
        queue.done(turn[0], 0.5)

    assert keys == [1, 2, 3]


def test_upcoming_keys_begin_with_those_of_the_given_host() -> None:
    queue = HostQueue(backlog(3, 2, 1), slots=5)
    turn = queue.next(0.0)
    assert isinstance(turn, tuple)

    assert queue.upcoming(turn[0], 4) == [1, 1000, 2000]
    assert queue.upcoming(turn[0], 40) == [1, 2, 1000, 1001, 2000]
    assert queue.upcoming(turn[0], 40, {1, 1000, 2000}) == [2, 1001]


def test_upcoming_keys_are_a_few_of_each_busy_host() -> None:
    queue = HostQueue(backlog(9, 9, 9), slots=5)
    turns = [queue.next(0.0) for _ in range(3)]
    assert isinstance(turns[2], tuple)

    assert queue.upcoming(turns[2][0], 8) == [2001, 2002, 1, 2, 1001, 1002]


@settings(max_examples=60)
@given(
    st.lists(st.integers(1, 8), max_size=12),
    st.integers(1, 6),
    st.integers(1, 3),
    st.sampled_from([0.0, 0.5, 2.0]),
    st.lists(st.sampled_from([0.0, 0.1, 1.0, 9.0]), min_size=12, max_size=12),
)
def test_any_queue_is_processed_completely_and_politely(
    sizes: list[int], slots: int, per_host: int, gap: float, took: list[float]
) -> None:
    waiting = backlog(*sizes)

    _, begun = run(HostQueue(waiting, slots=slots, per_host=per_host, gap=gap), slots, dict(enumerate(took)))

    assert sorted(key for _, key in begun) == sorted(waiting.keys)
    for host in range(len(sizes)):
        starts = [at for at, key in begun if key // 1000 == host]
        assert all(later - earlier >= gap - 1e-9 for earlier, later in itertools.pairwise(starts))
