"""A run from the check of a source to its alert."""

from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, citations, claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.events import CheckEvent, RunFinished
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.store import queries
from tests.conftest import Clock
from tests.support.web import Web, answer, article

WORDS = "The panel examined debris recovered from a missile"


async def run(desk: Desk, settings: Settings, selection: Selection = Selection(Which.ALL)) -> list[CheckEvent]:  # noqa: B008
    return [news async for news in verify(desk, settings, selection)]


async def test_a_changed_figure_opens_an_alert_at_the_second_check(
    desk: Desk, settings: Settings, web: Web, clock: Clock
) -> None:
    claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%"))
    web["/a"] = answer(article("Officials said that prices rose by 3% in May, a record."))
    citations.cite(desk, claim, web.url("/a"), quote="prices rose by 3% in May")
    await run(desk, settings)
    web["/a"] = answer(article("Officials said that prices rose by 8% in May, a record."))

    clock.pass_(days=1)
    await run(desk, settings)
    first = alerts.list_alerts(desk)
    clock.pass_(hours=2)
    ended = (await run(desk, settings))[-1]

    assert first == []
    assert isinstance(ended, RunFinished) and ended.alerts_opened == 1
    (alert,) = alerts.list_alerts(desk)
    assert (alert.claim_id, alert.before, alert.after) == (claim, "exact", "altered")
    with desk.read() as session:
        assert queries.claim_rows(session, [claim])[0].attention == 1
