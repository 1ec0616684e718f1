"""Resolutions of alerts, and the verifier's later checks."""

from datetime import timedelta

import pytest

from factcheck.errors import InputError, NotFound
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, citations, claims, undo_redo
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.store import filters, queries
from factcheck.store.rows import AlertRow, CitationRow
from factcheck.vocabulary import Stance
from tests.conftest import Clock
from tests.support.web import Web, answer, article

GONE = answer(status="404 Not Found")
OTHER = answer(article("Officials said that rents fell, and nothing else was said on that day."))


def page_with(figure: int) -> bytes:
    return answer(article(f"Officials said that prices rose by {figure}% in May, a record."))


def accept(desk: Desk, alert_id: int) -> str:
    return alerts.accept(desk, alert_id, stance=Stance.SUPPORTS, note="it still rose").words


class Watched:
    """A claim whose page is checked once a day."""

    def __init__(self, desk: Desk, settings: Settings, web: Web, clock: Clock) -> None:
        self.desk, self.settings, self.web, self.clock = desk, settings, web, clock
        self.claim = claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%", tags=("economy",)))
        citations.cite(desk, self.claim, web.url("/a"), quote="prices rose by 3% in May")

    async def days(self, *pages: bytes) -> list[AlertRow]:
        """Let days pass, with the page as it is on each; return the open alerts."""
        for page in pages:
            self.web["/a"] = page
            self.clock.pass_(days=1)
            async for _ in verify(self.desk, self.settings, Selection(Which.ALL)):
                pass
        return alerts.list_alerts(self.desk)

    @property
    def citation(self) -> CitationRow:
        with self.desk.read() as session:
            (row,) = queries.citation_rows(session, [self.claim])[self.claim]
            return row

    @property
    def attention(self) -> int:
        with self.desk.read() as session:
            return queries.claim_rows(session, [self.claim])[0].attention


@pytest.fixture
def watched(desk: Desk, settings: Settings, web: Web, clock: Clock) -> Watched:
    return Watched(desk, settings, web, clock)


async def test_an_alert_has_the_words_before_and_after(watched: Watched, clock: Clock) -> None:
    (alert,) = await watched.days(page_with(3), page_with(8), page_with(8))

    assert (alert.kind, alert.before, alert.after, alert.rule) == ("quote", "exact", "altered", "second-look")
    assert (alert.claim_text, alert.opened_at) == ("Prices rose by 3%", clock.now)
    assert (alert.detail["quoted"], alert.detail["found"]) == ("prices rose by 3% in May", "prices rose by 8% in May")
    assert [(each["kind"], each["quoted"], each["found"]) for each in alert.detail["diff"]] == [("number", "3%", "8%")]


@pytest.mark.parametrize("figure", [1, 8])
async def test_a_citation_has_the_passage_that_differs_from_its_quote(watched: Watched, figure: int) -> None:
    await watched.days(page_with(3))
    assert watched.citation.found_text is None

    await watched.days(page_with(figure), page_with(figure))

    assert watched.citation.found_text == f"prices rose by {figure}% in May"


async def test_a_change_that_is_gone_at_the_next_check_opens_no_alert(watched: Watched) -> None:
    assert (
        await watched.days(page_with(3), page_with(8), page_with(3), page_with(8), page_with(3), GONE, page_with(3))
        == []
    )


async def test_a_finding_that_waits_for_its_confirmation_is_shown(watched: Watched, clock: Clock) -> None:
    await watched.days(page_with(3), page_with(8))

    (pending,) = alerts.pending_findings(watched.desk)

    assert (pending.claim_id, pending.outcome, pending.since) == (watched.claim, "altered", clock.now)
    assert pending.next_check_at is not None
    assert pending.next_check_at <= clock.now + timedelta(hours=1)


async def test_another_wording_starts_a_confirmation_of_its_own(watched: Watched) -> None:
    await watched.days(page_with(3), page_with(8))

    citations.edit_citation(watched.desk, 1, exact="prices rose by 8%")

    assert alerts.pending_findings(watched.desk) == []


async def test_a_dismissed_alert_is_not_opened_again_by_the_same_finding(watched: Watched, clock: Clock) -> None:
    (alert,) = await watched.days(page_with(3), page_with(8), page_with(8))

    alerts.dismiss(watched.desk, alert.id)
    dismissed_at = clock.now
    again = await watched.days(page_with(8), page_with(8), page_with(8))

    assert (again, watched.attention, watched.citation.quote_state) == ([], 0, "altered")
    (dismissed,) = alerts.list_alerts(watched.desk, open_only=False)
    assert (dismissed.resolution, dismissed.resolved_by, dismissed.resolved_at) == ("dismissed", "ana", dismissed_at)


async def test_another_change_after_a_dismissal_opens_an_alert(watched: Watched) -> None:
    (alert,) = await watched.days(page_with(3), page_with(8), page_with(8))
    alerts.dismiss(watched.desk, alert.id)

    (new,) = await watched.days(OTHER, OTHER)

    assert (new.before, new.after, new.kind) == ("altered", "missing", "quote")


@pytest.mark.parametrize(
    ("then", "alerted_again"),
    [
        ([page_with(3), page_with(3), page_with(8), page_with(8)], False),
        ([page_with(9), page_with(9)], True),
        ([page_with(3), page_with(9), page_with(9)], True),
        ([page_with(9), page_with(7), page_with(6), page_with(5)], False),
        ([OTHER, OTHER], True),
    ],
    ids=["the same words", "other words", "other words after a while", "words that are never the same", "no words"],
)
async def test_a_dismissal_applies_to_its_finding_only(
    watched: Watched, then: list[bytes], alerted_again: bool
) -> None:
    (alert,) = await watched.days(page_with(3), page_with(8), page_with(8))
    alerts.dismiss(watched.desk, alert.id)

    assert bool(await watched.days(*then)) is alerted_again


@pytest.mark.corpus
@pytest.mark.parametrize(("days", "alerted_again"), [(5, False), (40, True)])
async def test_a_loss_opens_an_alert_again_some_time_after_its_dismissal(
    watched: Watched, days: int, alerted_again: bool
) -> None:
    (alert,) = await watched.days(page_with(3), *[GONE] * 5)
    alerts.dismiss(watched.desk, alert.id)

    opened = await watched.days(*[page_with(3)] * days, *[GONE] * 5)

    assert [each.after for each in opened] == ["dead"] * alerted_again


@pytest.mark.corpus
@pytest.mark.parametrize("lost", [GONE, OTHER], ids=["the page", "the words"])
async def test_a_loss_soon_after_a_dismissal_opens_an_alert_when_that_is_over(watched: Watched, lost: bytes) -> None:
    (alert,) = await watched.days(page_with(3), *[lost] * 5)
    alerts.dismiss(watched.desk, alert.id)
    assert await watched.days(*[page_with(3)] * 5, *[lost] * 10) == []

    (again,) = await watched.days(*[lost] * 20)

    assert (again.rule, again.before, again.after) == ("dismissal-over", alert.before, alert.after)
    assert [each.id for each in await watched.days(lost, lost)] == [again.id]


@pytest.mark.corpus
async def test_a_dismissed_loss_opens_no_second_alert(watched: Watched) -> None:
    (alert,) = await watched.days(page_with(3), *[GONE] * 5)
    alerts.dismiss(watched.desk, alert.id)

    assert await watched.days(*[GONE] * 40) == []


async def test_words_that_come_back_clear_their_alert(watched: Watched) -> None:
    (alert,) = await watched.days(page_with(3), page_with(8), page_with(8))

    assert await watched.days(page_with(3)) == []
    (cleared,) = alerts.list_alerts(watched.desk, open_only=False)
    assert (cleared.id, cleared.resolution, cleared.resolved_by) == (alert.id, "cleared", "verifier")
    assert watched.attention == 0


async def test_an_open_alert_is_not_opened_twice(watched: Watched) -> None:
    opened = await watched.days(page_with(3), page_with(8), page_with(8))

    assert await watched.days(page_with(8), page_with(8)) == opened


async def test_a_citation_has_one_open_alert_of_a_kind_which_is_updated(watched: Watched) -> None:
    (opened,) = await watched.days(page_with(3), page_with(8), page_with(8))

    (now,) = await watched.days(OTHER, OTHER)

    assert (now.id, now.before, now.opened_at) == (opened.id, "exact", opened.opened_at)
    assert (opened.after, now.after, now.detail["found"]) == ("altered", "missing", None)
    assert watched.citation.quote_state == "missing"
    with pytest.raises(InputError, match="no new wording to accept"):
        alerts.accept(watched.desk, now.id)


async def test_the_accepted_wording_is_the_newest_of_the_page(watched: Watched) -> None:
    (alert,) = await watched.days(page_with(3), page_with(8), page_with(8), page_with(9), page_with(9))

    assert accept(watched.desk, alert.id) == "prices rose by 9% in May"
    assert await watched.days(page_with(9), page_with(9)) == []


async def test_an_alert_names_the_checks_that_counted(watched: Watched) -> None:
    (altered,) = await watched.days(page_with(3), page_with(8), page_with(8))
    assert [(each.id, each.link, each.quote) for each in altered.checks] == [(2, "ok", "altered"), (3, "ok", "altered")]
    assert altered.checks[0].at < altered.checks[1].at == altered.opened_at

    opened = await watched.days(page_with(3), GONE, GONE, GONE, GONE, GONE)

    (lost,) = opened
    assert [(each.id, each.link, each.reason) for each in lost.checks] == [
        (number, "dead", "http-404") for number in (5, 6, 9)
    ]
    assert lost.quote == "prices rose by 3% in May"


async def test_the_accepted_wording_becomes_the_quote(watched: Watched) -> None:
    (alert,) = await watched.days(page_with(3), page_with(8), page_with(8))

    words = accept(watched.desk, alert.id)

    assert words == watched.citation.exact == "prices rose by 8% in May"
    assert (watched.citation.quote_state, watched.attention) == ("exact", 0)
    assert await watched.days(page_with(8), page_with(8)) == []
    assert [each.after for each in await watched.days(page_with(3), page_with(3))] == ["altered"]


async def test_an_alert_about_a_link_has_no_wording_to_accept(watched: Watched) -> None:
    (alert,) = await watched.days(page_with(3), *[GONE] * 5)

    with pytest.raises(InputError, match="has no new wording to accept; dismiss it, or withdraw the citation"):
        alerts.accept(watched.desk, alert.id)
    assert alerts.list_alerts(watched.desk) == [alert]


async def test_an_alert_is_resolved_once(watched: Watched, bob: Desk) -> None:
    (alert,) = await watched.days(page_with(3), page_with(8), page_with(8))
    alerts.dismiss(bob, alert.id)

    for act in (alerts.dismiss, alerts.accept):
        with pytest.raises(InputError, match=r"was already resolved by bob \(dismissed\)"):
            act(watched.desk, alert.id)
    assert watched.citation.exact == "prices rose by 3% in May"


@pytest.mark.parametrize("number", [99, 0, 2**63])
def test_an_alert_that_does_not_exist_is_named(desk: Desk, number: int) -> None:
    with pytest.raises(NotFound, match=f"there is no alert {number}"):
        alerts.dismiss(desk, number)


async def test_a_dismissal_is_not_undone_while_a_newer_alert_is_open(watched: Watched) -> None:
    (alert,) = await watched.days(page_with(3), page_with(8), page_with(8))
    alerts.dismiss(watched.desk, alert.id)
    newer = await watched.days(OTHER, OTHER)

    with pytest.raises(InputError, match="another alert about the same citation is open; resolve that one first"):
        undo_redo.undo(watched.desk)
    assert alerts.list_alerts(watched.desk) == newer


async def test_a_dismissal_that_is_undone_is_an_open_alert(watched: Watched) -> None:
    opened = await watched.days(page_with(3), page_with(8), page_with(8))
    alerts.dismiss(watched.desk, opened[0].id)

    undo_redo.undo(watched.desk)

    assert alerts.list_alerts(watched.desk) == opened
    assert watched.attention == 1
    assert await watched.days(page_with(3)) == []


async def test_an_acceptance_that_is_undone_leaves_quote_and_alert_as_they_were(watched: Watched) -> None:
    opened = await watched.days(page_with(3), page_with(8), page_with(8))
    accept(watched.desk, opened[0].id)

    undo_redo.undo(watched.desk)

    assert alerts.list_alerts(watched.desk) == opened
    assert (watched.citation.exact, watched.citation.quote_state) == ("prices rose by 3% in May", "altered")


@pytest.mark.parametrize(("words", "found"), [("", 1), ("tag:economy prices", 1), ("quote:altered", 1), ("tag:eu", 0)])
async def test_alerts_take_the_filter_of_claims(watched: Watched, words: str, found: int) -> None:
    await watched.days(page_with(3), page_with(8), page_with(8))

    assert len(alerts.list_alerts(watched.desk, filters.parse(words))) == found


async def test_the_alerts_of_a_withdrawn_claim_are_in_no_list(watched: Watched) -> None:
    await watched.days(page_with(3), page_with(8), page_with(8))

    claims.withdraw_claim(watched.desk, watched.claim)

    assert alerts.list_alerts(watched.desk, open_only=False) == []
