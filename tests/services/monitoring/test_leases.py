"""Runs that share a desk: no host belongs to two runs, each source is recorded once, and the leases of dead runs end."""

import asyncio
import fcntl
import os
from dataclasses import replace
from datetime import timedelta
from itertools import chain, count
from threading import Event, Thread
from typing import IO, ClassVar

import httpx
import pytest
import sqlalchemy as sa
from sqlmodel import col, select

from factcheck.errors import AlreadyRunning
from factcheck.models import Host, Source, SourceCheck
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.monitoring import check_run, leases, run_lock
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.events import RunFinished, RunStarted, SourceChecked
from factcheck.services.monitoring.run_lock import lock_holders, verify_lock
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.store.pid_lock import try_lock
from factcheck.verifier.http.fetcher import Fetcher
from factcheck.verifier.http.response import Answer
from tests.conftest import Clock
from tests.support.web import HTML, article

PAGE = article("Officials said that prices rose by 3% in May, a record.").encode()


@pytest.fixture(autouse=True)
def _short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a run that waits for another's hosts look again soon."""
    monkeypatch.setattr(check_run, "RECORD_DELAY_SECONDS", 0.01)


def cite(desk: Desk, hosts: int, each: int = 3) -> None:
    """Add a claim that cites so many sources on so many hosts."""
    claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%"))
    for number in range(hosts):
        for page in range(each):
            citations.cite(desk, claim, f"https://h{number}.example/{page}")


def checks_per_source(desk: Desk) -> list[int]:
    with desk.read() as session:
        return sorted(session.exec(select(SourceCheck.source_id)))


def leased(desk: Desk) -> int:
    with desk.read() as session:
        return len([each for each in session.exec(select(Host.lease_owner)) if each])


class Referee(Fetcher):
    """A web that counts how many requests are open at each host, whoever sends them."""

    open: ClassVar[dict[str, int]] = {}
    most = 0

    async def fetch(self, url: str, *args: object, **kwargs: object) -> Answer:
        host = httpx.URL(url).host
        Referee.open[host] = Referee.open.get(host, 0) + 1
        Referee.most = max(Referee.most, Referee.open[host])
        await asyncio.sleep(0)
        try:
            return await super().fetch(url, *args, **kwargs)  # type: ignore[arg-type]
        finally:
            Referee.open[host] -= 1


def pages(_: httpx.Request) -> httpx.Response:
    return httpx.Response(200, headers={"Content-Type": HTML}, stream=httpx.ByteStream(PAGE))


async def shared(desk: Desk, settings: Settings, limit: int | None = None) -> list[int]:
    """Run, sharing; return the sources it recorded."""
    async with Referee(settings.verify, clock=desk.clock, transport=httpx.MockTransport(pages)) as web:
        news = [each async for each in verify(desk, settings, Selection(), share=True, limit=limit, fetcher=web)]
    assert isinstance(news[0], RunStarted) and isinstance(news[-1], RunFinished)
    return [each.source_id for each in news if isinstance(each, SourceChecked)]


async def test_runs_that_share_check_every_source_once_and_no_host_at_the_same_time(
    desk: Desk, settings: Settings
) -> None:
    cite(desk, hosts=12)
    Referee.most = 0

    done = await asyncio.gather(*(shared(replace(desk, actor=name), settings) for name in ("a", "b", "c")))

    assert sorted(chain(*done)) == list(range(1, 37)) == checks_per_source(desk)
    assert sum(bool(each) for each in done) >= 2
    assert (Referee.most, leased(desk)) == (1, 0)


async def test_a_run_that_shares_observes_its_limit(desk: Desk, settings: Settings) -> None:
    cite(desk, hosts=8)

    assert len(await shared(desk, settings, limit=5)) == 5
    assert leased(desk) == 0


async def test_the_hosts_of_a_dead_run_are_not_leased_until_its_lease_ends(
    desk: Desk, settings: Settings, clock: Clock
) -> None:
    cite(desk, hosts=1)
    held = leases.lease_hosts(desk, "dead", 60)

    while_held = leases.lease_hosts(desk, "alive", 60)
    waiting = leases.are_due_elsewhere(desk)
    clock.pass_(seconds=61)

    assert (held, while_held, waiting) == ([1], [], True)
    assert not leases.renew(desk, "alive", held, 60)
    assert leases.lease_hosts(desk, "alive", 60) == [1]
    assert not leases.renew(desk, "dead", held, 60)


def test_a_renewed_lease_continues(desk: Desk, clock: Clock) -> None:
    cite(desk, hosts=1)
    held = leases.lease_hosts(desk, "mine", 60)
    clock.pass_(seconds=50)

    assert leases.renew(desk, "mine", held, 60)
    clock.pass_(seconds=50)
    assert leases.lease_hosts(desk, "other", 60) == []


def test_a_run_releases_its_own_hosts_only(desk: Desk) -> None:
    cite(desk, hosts=8, each=1)
    held = {owner: leases.lease_hosts(desk, owner, 60) for owner in ("a", "b", "c")}

    leases.release(desk, "b")

    assert [leases.renew(desk, owner, hosts, 60) for owner, hosts in held.items()] == [True, False, True]


def test_a_host_is_not_leased_for_a_source_that_is_no_longer_cited(desk: Desk, clock: Clock) -> None:
    cite(desk, hosts=1, each=2)
    citations.withdraw_citation(desk, 1)
    with desk.write() as session:
        session.get_one(Source, 2).next_check_at = clock.now + timedelta(days=1)
        session.commit()

    assert leases.lease_hosts(desk, "mine", 60) == []
    clock.pass_(days=1)
    assert leases.lease_hosts(desk, "mine", 60) == [1]


def test_a_lease_that_lost_a_host_is_not_renewed(desk: Desk, clock: Clock) -> None:
    cite(desk, hosts=8)
    hosts = leases.lease_hosts(desk, "slow", 60)
    assert len(hosts) == 2
    with desk.write() as session:
        session.get_one(Host, hosts[0]).lease_owner = "quick"
        session.commit()

    assert not leases.renew(desk, "slow", hosts, 60)


def test_the_longest_queues_are_taken_first_and_a_quarter_at_a_time(desk: Desk) -> None:
    cite(desk, hosts=7, each=1)
    claim = claims.add_claim(desk, claims.NewClaim(text="Taxes fell"))
    for page in range(5):
        citations.cite(desk, claim, f"https://big.example/{page}")

    assert leases.lease_hosts(desk, "a", 60) == [8, 1]
    assert leases.lease_hosts(desk, "b", 60) == [2, 3]


def test_the_write_lock_is_held_for_one_update_only(desk: Desk) -> None:
    cite(desk, hosts=4, each=2)
    said: list[str] = []
    sa.event.listen(desk.engine, "begin", lambda _: said.append("BEGIN"))
    sa.event.listen(desk.engine, "before_cursor_execute", lambda _c, _u, sql, *_: said.append(sql.split()[0]))

    leases.lease_hosts(desk, "a", 60)

    locked = said[len(said) - said[::-1].index("BEGIN") :]
    assert [word for word in locked if word != "COMMIT"] == ["UPDATE"]


def test_hosts_that_another_run_took_in_between_are_left_to_it(desk: Desk) -> None:
    cite(desk, hosts=2, each=1)
    quick = iter([True])

    def meanwhile(_connection: object, _cursor: object, sql: str, *_: object) -> None:
        if sql.startswith("SELECT") and next(quick, False):
            leases.lease_hosts(desk, "quick", 60)

    sa.event.listen(desk.engine, "after_cursor_execute", meanwhile)

    assert leases.lease_hosts(desk, "slow", 60) == [2]
    with desk.read() as session:
        assert [each.lease_owner for each in session.exec(select(Host).order_by(col(Host.id)))] == ["quick", "slow"]


@pytest.mark.parametrize("column", ["lease_until", "blocked_until"])
def test_a_host_with_a_lease_of_a_wrong_clock_is_leased(desk: Desk, clock: Clock, column: str) -> None:
    cite(desk, hosts=1)
    with desk.write() as session:
        session.execute(sa.update(Host).values({column: clock.now + timedelta(days=365), "lease_owner": "dead"}))
        session.commit()

    assert not leases.are_due_elsewhere(desk)
    assert leases.lease_hosts(desk, "mine", 60) == [1]


async def test_a_run_whose_hosts_have_nothing_due_any_more_continues_with_the_others(
    desk: Desk, settings: Settings, clock: Clock
) -> None:
    cite(desk, hosts=3, each=1)

    def emptied(connection: sa.Connection, _cursor: object, sql: str, *_: object) -> None:
        if sql.startswith("UPDATE host") and "RETURNING" in sql:
            connection.exec_driver_sql("UPDATE source SET next_check_at = '2027-01-01 00:00:00' WHERE id = 1")

    sa.event.listen(desk.engine, "after_cursor_execute", emptied)

    assert sorted(await shared(desk, settings)) == [2, 3]
    assert leased(desk) == 0


def test_leases_are_cleared_only_under_an_exclusive_lock(desk: Desk) -> None:
    cite(desk, hosts=2)
    leases.lease_hosts(desk, "dead", 3600)

    leases.clear(desk)

    assert leased(desk) == 0


class Meanwhile(Fetcher):
    """A web that another run checks while it answers."""

    other: Desk
    others: Settings

    async def fetch(self, url: str, *args: object, **kwargs: object) -> Answer:
        person = Selection(Which.SOURCES, (1,))
        async with Fetcher(self.others.verify, clock=self.other.clock, transport=httpx.MockTransport(pages)) as web:
            async for _ in verify(self.other, self.others, person, fetcher=web):
                pass
        return await super().fetch(url, *args, **kwargs)  # type: ignore[arg-type]


@pytest.mark.parametrize(("mine", "recorded"), [(Selection(), 1), (Selection(Which.SOURCES, (1,)), 2)])
async def test_a_check_that_another_run_recorded_first_is_dropped_unless_a_person_asked_for_it(
    desk: Desk, settings: Settings, mine: Selection, recorded: int
) -> None:
    cite(desk, hosts=1, each=1)

    async with Meanwhile(settings.verify, clock=desk.clock, transport=httpx.MockTransport(pages)) as web:
        web.other, web.others = desk, settings
        news = [each async for each in verify(desk, settings, mine, fetcher=web)]

    ended = news[-1]
    assert checks_per_source(desk) == [1] * recorded
    assert isinstance(ended, RunFinished) and (ended.checked, ended.stopped) == (recorded - 1, False)


def test_only_runs_that_share_have_the_lock_together(desk: Desk) -> None:
    tidied: list[str] = []
    first = verify_lock(desk.engine, share=True, alone=lambda: tidied.append("first"))
    second = verify_lock(desk.engine, share=True, alone=lambda: tidied.append("second"))
    third = verify_lock(desk.engine, alone=lambda: tidied.append("third"))
    with first, second:
        with pytest.raises(AlreadyRunning), third:
            pass
        named, held, _ = lock_holders(desk.engine)
    with verify_lock(desk.engine), pytest.raises(AlreadyRunning), verify_lock(desk.engine, share=True):
        pass

    assert tidied == ["first"]
    assert (held, len(named)) == (True, 2)
    assert lock_holders(desk.engine).is_taken is False


def test_a_run_that_shares_waits_for_one_that_cleans_up(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    waits = count(1)
    waited_long = Event()
    outcome: list[str] = []

    def wait(_seconds: float) -> None:
        if next(waits) > 2 * run_lock.LOCK_ATTEMPTS:
            waited_long.set()

    monkeypatch.setattr("factcheck.services.monitoring.run_lock.time.sleep", wait)

    def come() -> None:
        try:
            with verify_lock(desk.engine, share=True):
                outcome.append("shared")
        except AlreadyRunning as error:
            outcome.append(str(error))
            waited_long.set()

    second = Thread(target=come)

    def tidy() -> None:
        second.start()
        assert waited_long.wait(20)

    monkeypatch.setattr(run_lock, "CLEANUP_MAX_SECONDS", 10_000)
    with verify_lock(desk.engine, share=True, alone=tidy):
        second.join(20)

    assert outcome == ["shared"]


def test_a_run_that_shares_waits_for_one_whose_cleanup_ends_between_two_attempts(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = run_lock.lock_path(desk.engine)
    assert path
    attempts: list[int] = []

    def attempt(file: IO[str], how: int) -> bool:
        attempts.append(how)
        if attempts.count(fcntl.LOCK_SH) != run_lock.LOCK_ATTEMPTS:
            return try_lock(file, how)
        fcntl.flock(first, fcntl.LOCK_SH)
        first.write(f"{os.getpid()}\n")
        first.flush()
        return False

    monkeypatch.setattr(run_lock, "try_lock", attempt)
    monkeypatch.setattr("factcheck.services.monitoring.run_lock.time.sleep", lambda _seconds: None)
    with path.open("w", encoding="utf-8") as first:
        fcntl.flock(first, fcntl.LOCK_EX)
        with verify_lock(desk.engine, share=True):
            pass

    assert attempts.count(fcntl.LOCK_SH) == run_lock.LOCK_ATTEMPTS + 1


async def test_a_run_that_shares_ends_where_nothing_can_be_recorded(desk: Desk, settings: Settings) -> None:
    cite(desk, hosts=1, each=1)
    asked = []

    class Quicker(Referee):
        """A web during whose answers somebody else records, without moving the queue."""

        async def fetch(self, url: str, *args: object, **kwargs: object) -> Answer:
            asked.append(url)
            with desk.write() as session:
                session.exec(select(Source)).one().lease_token = f"other-{len(asked)}"
                session.commit()
            return await super().fetch(url, *args, **kwargs)

    async with Quicker(settings.verify, clock=desk.clock, transport=httpx.MockTransport(pages)) as web:
        news = [each async for each in verify(desk, settings, Selection(), share=True, fetcher=web)]

    assert (len(asked), len(news)) == (1, 2)
