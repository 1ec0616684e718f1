"""Checks that begin before the desk is opened, and the run that takes them over."""

import asyncio
from contextlib import aclosing
from pathlib import Path

from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.monitoring import head_start
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.events import RunFinished
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from tests.support.web import Web, answer, article

WORDS = "prices rose by 3% in May"


async def test_the_time_limit_ends_with_the_checks_so_that_what_follows_them_is_not_stopped(
    desk: Desk, settings: Settings, web: Web
) -> None:
    web["/a"] = answer(article(f"Officials said that {WORDS}, a record."))
    citations.cite(desk, claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%")), web.url("/a"), quote=WORDS)
    selection, stop = Selection(Which.ALL), asyncio.Event()

    begun = await head_start.begin(
        Path(settings.db), settings, selection, clock=desk.clock, limit=None, max_runtime=3600, stop=stop
    )
    assert begun and begun.alarm
    async with aclosing(verify(desk, settings, selection, max_runtime=3600, stop=stop, head_start=begun)) as events:
        async for event in events:
            if isinstance(event, RunFinished):
                limit_has_ended = begun.alarm.cancelled()
    await begun.aclose()

    assert limit_has_ended and web.asked == ["/a"]


async def test_a_read_waits_for_a_lock_as_long_as_a_run_does(desk: Desk, settings: Settings) -> None:
    begun = await head_start.begin(
        Path(settings.db),
        settings,
        Selection(Which.ALL),
        clock=desk.clock,
        limit=None,
        max_runtime=None,
        stop=asyncio.Event(),
    )
    assert begun
    with begun.backlog.read() as early, desk.read() as later:
        waits = [next(iter(each.stream("PRAGMA busy_timeout"))) for each in (early, later)]
    await begun.aclose()

    assert waits[0] == waits[1]
