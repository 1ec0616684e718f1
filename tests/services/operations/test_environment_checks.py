"""Checks of a desk's environment: network shares by name, and clocks that were wrong."""

from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from factcheck.models import Host, Source
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.monitoring import run_plan
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_lock import verify_lock
from factcheck.services.monitoring.run_plan import Selection, count_due
from factcheck.services.operations.doctor import Fact, examine_desk
from factcheck.services.operations.environment_checks import prepare_for_run
from factcheck.settings import Settings
from factcheck.store.network_shares import network_share
from tests.conftest import Clock
from tests.support.web import Web, answer, article

MOUNTS = r"""21 1 0:20 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
30 21 0:40 / /mnt/desk rw,relatime - nfs4 nas:/desk rw,vers=4.2
31 21 0:41 / /mnt/our\040share rw - cifs //nas/share rw
32 30 0:42 / /mnt/desk/local rw master:7 - xfs /dev/sdb1 rw
33 21 0:43 / /mnt/sshfs rw - fuse.sshfs me@there: rw
34 21 0:44 / /mnt/sshfs rw - tmpfs tmpfs rw
"""


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/mnt/desk/desk.db", "nfs4"),
        ("/mnt/our share/deep/desk.db", "cifs"),
        ("/mnt/desk/local/desk.db", None),
        ("/mnt/desktop/desk.db", None),
        ("/home/ana/desk.db", None),
        ("/mnt/sshfs/desk.db", None),
    ],
)
def test_a_network_share_is_recognized_by_its_mount(path: str, kind: str | None) -> None:
    assert network_share(Path(path), MOUNTS) == kind


def test_mounts_that_cannot_be_read_are_ignored() -> None:
    assert network_share(Path("/a"), "nonsense\n\n1 2 - \n") is None


async def look(desk: Desk, settings: Settings) -> None:
    async for _ in verify(desk, settings, Selection()):
        pass


@pytest.fixture
async def checked(desk: Desk, settings: Settings, web: Web) -> Desk:
    web["/a"] = answer(article("Officials said that prices rose."))
    claims.add_claim(desk, claims.NewClaim(text="Prices rose"))
    citations.cite(desk, 1, web.url("/a"))
    return desk


def facts(desk: Desk, settings: Settings) -> dict[str, Fact]:
    return {fact.name: fact for fact in examine_desk(desk, settings, {})}


async def test_a_correct_clock_is_no_concern(checked: Desk, settings: Settings, clock: Clock) -> None:
    await look(checked, settings)
    clock.pass_(hours=1)

    assert prepare_for_run(checked) == []
    assert not facts(checked, settings)["clock"].concern


async def test_a_clock_that_was_set_back_is_named(checked: Desk, settings: Settings, clock: Clock) -> None:
    await look(checked, settings)
    clock.pass_(hours=-3)

    (concern,) = prepare_for_run(checked)

    assert concern.startswith(
        "the clock says 2026-03-02 06:00Z, but the newest record of the desk is from 2026-03-02 09:00Z"
    )
    assert facts(checked, settings)["clock"].concern


async def test_a_source_that_was_checked_by_a_clock_far_ahead_is_due_again(
    checked: Desk, settings: Settings, clock: Clock, web: Web
) -> None:
    clock.pass_(days=4000)
    await look(checked, settings)
    clock.pass_(days=-3999)
    with checked.read() as session:
        forgotten = count_due(session, clock.now)

    concerns = prepare_for_run(checked)
    await look(checked, settings)

    assert (forgotten.sources, forgotten.oldest) == (0, None)
    assert concerns[-1] == "made 1 source due again, because the clock was ahead at the last check"
    assert web.asked == ["/a", "/a"]
    with checked.read() as session:
        assert count_due(session, clock.now + timedelta(days=30)).sources == 1


def put_off(desk: Desk, clock: Clock, **later: float) -> None:
    """Have the host ask for a back-off of this length."""
    with desk.write() as session:
        session.execute(sa.update(Host).values(blocked_until=clock.now + timedelta(**later)))
        session.commit()


@pytest.mark.parametrize(("days", "looks"), [(6.9, 0), (7.1, 1), (365, 1)])
async def test_a_back_off_is_a_week_at_most(
    checked: Desk, settings: Settings, clock: Clock, web: Web, days: float, looks: int
) -> None:
    put_off(checked, clock, days=days)

    await look(checked, settings)

    assert len(web.asked) == looks


async def test_dates_of_a_wrong_clock_are_reset_before_a_run(checked: Desk, clock: Clock) -> None:
    put_off(checked, clock, days=365)
    with checked.write() as session:
        session.execute(sa.update(Source).values(next_check_at=clock.now + timedelta(days=365)))
        session.commit()

    told = prepare_for_run(checked)

    assert told == [
        "made 1 source due now, because the next check was later than any interval allows",
        "ended the back-off of 1 host, because it was longer than any host may ask for",
    ]
    assert prepare_for_run(checked) == []
    with checked.read() as session:
        assert count_due(session, clock.now).sources == 1
        assert session.execute(sa.select(Host.blocked_until)).scalars().all() == [None]  # type: ignore[call-overload]


async def test_the_longest_interval_of_the_policy_is_left_as_it_is(checked: Desk, clock: Clock) -> None:
    with checked.write() as session:
        session.execute(sa.update(Source).values(next_check_at=clock.now + timedelta(days=153)))
        session.commit()

    assert prepare_for_run(checked) == []


def test_the_doctor_names_the_hosts_with_a_back_off_and_why(checked: Desk, settings: Settings, clock: Clock) -> None:
    none = "hosts left alone" in facts(checked, settings)
    put_off(checked, clock, hours=3)
    asked = facts(checked, settings)["hosts left alone"].value
    put_off(checked, clock, days=365)
    wrong = facts(checked, settings)["hosts left alone"].value

    assert not none
    assert asked.startswith("1 asked for a back-off (Retry-After): 127.0.0.1")
    assert asked.endswith(" until 2026-03-02 12:00Z")
    assert wrong.endswith("until 2027-03-02 09:00Z (set by a wrong clock: the next run contacts it)")


def test_due_sources_are_counted_exactly_up_to_a_limit(
    checked: Desk, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        citations.cite(checked, 1, f"https://h{number}.example/")
    with checked.write() as session:
        session.execute(sa.update(Source).values(next_check_at=clock.now))
        session.add(Source(url="https://uncited.example/", host_id=1, next_check_at=clock.now, created_at=clock.now))
        session.commit()

    with checked.read() as session:
        exact = count_due(session, clock.now)
        monkeypatch.setattr(run_plan, "COUNT_MAX_SOURCES", 3)
        beyond = count_due(session, clock.now)

    assert (exact.sources, exact.hosts, exact.oldest) == (5, 5, clock.now)
    assert (beyond.sources, beyond.hosts) == (6, 4)


async def test_the_doctor_distinguishes_a_held_lock_from_a_released_one(desk: Desk, settings: Settings) -> None:
    never = facts(desk, settings)["lock"].value
    with verify_lock(desk.engine):
        held = facts(desk, settings)["lock"].value
    lock = Path(f"{settings.db}.verify.lock")
    left = facts(desk, settings)["lock"].value
    lock.write_text("999999999\n")
    dead = facts(desk, settings)["lock"].value

    assert never.endswith("(never taken)")
    assert ", held by process " in held
    assert left.endswith(", which has released it)")
    assert dead.endswith("free (last taken by process 999999999, which has ended)")


async def test_the_doctor_is_concerned_about_a_killed_run_and_a_late_queue(
    checked: Desk, settings: Settings, clock: Clock
) -> None:
    running = verify(checked, settings, Selection())
    await anext(running)
    with verify_lock(checked.engine):
        at_work = facts(checked, settings)["last run"]
    killed = facts(checked, settings)["last run"]
    await running.aclose()
    clock.pass_(days=90)
    late = facts(checked, settings)["due"]

    assert (at_work.concern, "at work" in at_work.value) == (False, True)
    assert (killed.concern, "it was killed" in killed.value) == (True, True)
    assert late.concern and late.value.endswith("no timer runs, or it cannot keep up")


def test_the_doctor_shows_no_secret_and_says_where_a_setting_comes_from(desk: Desk, settings: Settings) -> None:
    notify = settings.notify.model_copy(update={"webhook": "https://hooks.example/T1/secret"})
    given = settings.model_copy(update={"notify": notify})

    (fact,) = (
        fact for fact in examine_desk(desk, given, {"notify.webhook": "environment"}) if fact.name == "notify.webhook"
    )

    assert (fact.value, fact.origin) == ("https://hooks.example/…", "environment")
