"""Resolutions of alerts: another link, no citation, a reopened claim; and the order of the queue."""

from collections.abc import Callable, Sequence

import pytest

from factcheck.errors import InputError, NotFound
from factcheck.models import Memento
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, citations, claims, undo_redo
from factcheck.services.editing.claims import ClaimEdit, NewClaim
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.store import filters, queries, triggers
from factcheck.store.rows import AlertRow, CitationRow
from factcheck.vocabulary import Role, Stance, Status
from tests.conftest import Clock
from tests.support.chain import broken_line
from tests.support.web import Web, answer, article

GONE = answer(status="404 Not Found")
WORDS = "prices rose by 3% in May"
PAGE = answer(article(f"Officials said that {WORDS}, a record."))
ALTERED = answer(article("Officials said that prices rose by 8% in May, a record."))


class Checked:
    """A desk whose sources are all checked once a day."""

    def __init__(self, desk: Desk, settings: Settings, web: Web, clock: Clock) -> None:
        self.desk, self.settings, self.web, self.clock = desk, settings, web, clock

    async def days(self, number: int = 1) -> list[AlertRow]:
        """Let days pass; return the open alerts."""
        for _ in range(number):
            self.clock.pass_(days=1)
            async for _news in verify(self.desk, self.settings, Selection(Which.ALL)):
                pass
        return alerts.list_alerts(self.desk)

    def citation(self, claim_id: int = 1) -> CitationRow:
        with self.desk.read() as session:
            return queries.citation_rows(session, [claim_id])[claim_id][0]

    def queue(self, words: str = "") -> list[int]:
        with self.desk.read() as session:
            return list(queries.claim_ids(session, filters.parse(words), me="ana"))


@pytest.fixture
def checked(desk: Desk, settings: Settings, web: Web, clock: Clock) -> Checked:
    return Checked(desk, settings, web, clock)


@pytest.fixture
async def lost(checked: Checked) -> Checked:
    """A published claim whose page was good and is gone, and the alert about it."""
    claims.add_claim(
        checked.desk, NewClaim(text="Prices rose by 3%", status=Status.PUBLISHED, rating="true", rating_why="counted")
    )
    citations.cite(checked.desk, 1, checked.web.url("/a"), quote=WORDS)
    checked.web["/a"] = PAGE
    await checked.days()
    checked.web["/a"] = GONE
    assert len(await checked.days(5)) == 1
    return checked


def keep_copy(desk: Desk, url: str) -> None:
    with desk.write() as session:
        session.add(Memento(source_id=1, url=url, created_at=desk.clock()))
        session.commit()


async def test_a_link_is_replaced_by_a_person_and_its_quote_is_searched_for_there(lost: Checked) -> None:
    lost.web["/b"] = PAGE

    done = alerts.replace_link(lost.desk, 1, lost.web.url("/b"), note="The ministry moved it")

    assert (done.citation_id, done.url, done.before) == (1, lost.web.url("/b"), lost.web.url("/a"))
    assert (lost.citation().id, lost.citation().url, lost.citation().quote_state) == (1, done.url, "unchecked")
    assert await lost.days(2) == []
    assert (lost.citation().quote_state, lost.citation().link) == ("exact", "ok")
    (resolved,) = alerts.list_alerts(lost.desk, open_only=False)
    assert (resolved.resolution, resolved.resolved_by, resolved.url) == ("replaced", "ana", lost.web.url("/a"))
    with lost.desk.read() as session:
        (note,) = queries.claim_detail(session, 1).notes
    assert (note.text, note.author) == ("The ministry moved it", "ana")


async def test_a_replaced_link_that_is_undone_is_the_old_citation_with_its_alert(lost: Checked) -> None:
    before = (lost.citation(), alerts.list_alerts(lost.desk))
    alerts.replace_link(lost.desk, 1, lost.web.url("/b"), note="A copy")

    undo_redo.undo(lost.desk)

    after = lost.citation()
    assert (after.url, after.quote_state, after.exact) == (before[0].url, before[0].quote_state, before[0].exact)
    assert alerts.list_alerts(lost.desk) == before[1]
    with lost.desk.read() as session:
        assert queries.claim_detail(session, 1).notes == []


async def test_the_offered_memento_replaces_the_link_and_is_checked_as_an_archive(lost: Checked) -> None:
    keep_copy(lost.desk, lost.web.url("/web/20260301/a"))
    lost.web["/web/20260301/a"] = PAGE

    done = alerts.replace_link(lost.desk, 1)
    await lost.days()

    assert done.url == lost.web.url("/web/20260301/a")
    assert (lost.citation().quote_state, lost.citation().link) == ("exact", "ok")
    until = lost.citation().next_check_at
    assert until is not None
    assert (until - lost.clock.now).days > 20


@pytest.mark.parametrize(
    ("url", "complaint"),
    [
        (None, "no usable archived copy is known"),
        ("ftp://files.example/a", "is not http or https"),
        ("not an address", "has no scheme"),
        ("https://user:secret@news.example/", "carries a user name or password"),
        ("{same}", "already cites .*; give another address"),
        ("{twin}", "already cites .* with these words"),
    ],
)
async def test_a_replacement_that_is_refused_changes_nothing(lost: Checked, url: str | None, complaint: str) -> None:
    citations.cite(lost.desk, 1, lost.web.url("/twin"), quote=WORDS)
    given = url and url.format(same=lost.web.url("/a"), twin=lost.web.url("/twin"))
    before = alerts.list_alerts(lost.desk)

    with pytest.raises(InputError, match=complaint):
        alerts.replace_link(lost.desk, 1, given)
    assert alerts.list_alerts(lost.desk) == before
    assert lost.citation().url == lost.web.url("/a")


async def test_a_private_address_is_refused_as_a_replacement(lost: Checked) -> None:
    outside = Desk(lost.desk.engine, "ana", lost.clock)

    with pytest.raises(InputError, match="not on the public internet"):
        alerts.replace_link(outside, 1, "http://192.168.0.1/a")


async def test_withdrawing_a_citation_resolves_its_alerts(lost: Checked) -> None:
    assert alerts.withdraw(lost.desk, 1, note="We no longer need it") == 1

    assert alerts.list_alerts(lost.desk) == []
    with lost.desk.read() as session:
        assert queries.claim_detail(session, 1).citations == []
    assert broken_line(lost.desk) is None


async def test_a_claim_is_reopened(lost: Checked) -> None:
    assert alerts.reopen(lost.desk, 1) == 1

    with lost.desk.read() as session:
        (row,) = queries.claim_rows(session, [1])
    assert (row.status, row.attention, alerts.list_alerts(lost.desk)) == (Status.OPEN, 0, [])
    assert await lost.days(3) == []
    undo_redo.undo(lost.desk)
    assert [each.id for each in alerts.list_alerts(lost.desk)] == [1]


async def test_a_claim_that_is_worked_on_is_not_reopened(lost: Checked) -> None:
    claims.edit_claim(lost.desk, 1, ClaimEdit(status=Status.OPEN))

    with pytest.raises(InputError, match="claim 1 is already open"):
        alerts.reopen(lost.desk, 1)
    assert len(alerts.list_alerts(lost.desk)) == 1


@pytest.mark.parametrize("act", [alerts.dismiss, alerts.withdraw, alerts.reopen, alerts.replace_link])
async def test_an_alert_is_resolved_once(lost: Checked, act: Callable[[Desk, int], object]) -> None:
    alerts.dismiss(lost.desk, 1)

    with pytest.raises(InputError, match=r"alert 1 was already resolved by ana \(dismissed\)"):
        act(lost.desk, 1)
    with pytest.raises(NotFound, match="there is no alert 7"):
        act(lost.desk, 7)


async def test_an_empty_note_resolves_nothing(lost: Checked) -> None:
    with pytest.raises(InputError, match="the note is empty"):
        alerts.dismiss(lost.desk, 1, note=" ")
    assert len(alerts.list_alerts(lost.desk)) == 1


class TestTheTopOfTheQueue:
    """A public verdict with no evidence left that nobody doubts comes before everything else."""

    @pytest.fixture
    async def three(self, checked: Checked) -> Checked:
        """A claim with two open alerts and a high priority; one that is public; one that is not; all lose a page."""
        for status, priority in ((Status.OPEN, 3), (Status.PUBLISHED, 1), (Status.REVIEW, 3)):
            claims.add_claim(
                checked.desk,
                NewClaim(
                    text=f"A {status} claim", status=status, priority=priority, rating="true", rating_why="counted"
                ),
            )
        self.pages(checked, {"/x": PAGE, "/y": PAGE, "/p": PAGE, "/q": PAGE, "/r": PAGE})
        for claim_id, path in ((1, "/x"), (1, "/y"), (2, "/p"), (2, "/q"), (3, "/r")):
            citations.cite(checked.desk, claim_id, checked.web.url(path), quote=WORDS, stance=Stance.SUPPORTS)
        citations.cite(checked.desk, 2, checked.web.url("/context"), stance=Stance.CONTEXT)
        citations.cite(checked.desk, 2, checked.web.url("/seen"), role=Role.APPEARANCE)
        self.pages(checked, {"/context": PAGE, "/seen": PAGE})
        await checked.days()
        return checked

    def pages(self, checked: Checked, pages: dict[str, bytes]) -> None:
        for path, page in pages.items():
            checked.web[path] = page

    async def change(self, checked: Checked, paths: Sequence[str], page: bytes = ALTERED) -> None:
        self.pages(checked, dict.fromkeys(paths, page))
        await checked.days(2)

    def top(self, checked: Checked) -> bool:
        with checked.desk.read() as session:
            (row,) = queries.claim_rows(session, [2])
        return checked.queue()[0] == 2 and row.attention >= triggers.NO_EVIDENCE_WEIGHT

    async def test_it_comes_first_when_the_last_of_its_evidence_is_lost(self, three: Checked) -> None:
        await self.change(three, ["/x", "/y", "/r", "/p"])
        assert three.queue() == [1, 3, 2]

        await self.change(three, ["/q"])

        assert three.queue() == [2, 1, 3]
        assert three.queue("attention:yes") == [2, 1, 3]

    async def test_it_steps_back_when_the_words_are_found_again(self, three: Checked) -> None:
        await self.change(three, ["/p", "/q"])
        assert self.top(three)

        await self.change(three, ["/q"], PAGE)

        assert not self.top(three)

    @pytest.mark.parametrize(
        ("act", "stays"),
        [
            (lambda desk: alerts.dismiss(desk, 1), False),
            (lambda desk: alerts.accept(desk, 2, stance=Stance.SUPPORTS, note="it still rose"), False),
            (lambda desk: citations.withdraw_citation(desk, 3), True),
            (lambda desk: citations.cite(desk, 2, "https://new.example/", stance=Stance.REFUTES), False),
            (lambda desk: citations.cite(desk, 2, "https://new.example/", stance=Stance.CONTEXT), True),
            (lambda desk: claims.edit_claim(desk, 2, ClaimEdit(status=Status.REVIEW)), False),
            (lambda desk: claims.edit_claim(desk, 2, ClaimEdit(assignee="bob")), True),
        ],
        ids=["dismissed", "accepted", "one withdrawn", "new evidence", "new context", "no longer public", "assigned"],
    )
    async def test_it_stays_there_as_long_as_nothing_holds(
        self, three: Checked, act: Callable[[Desk], object], stays: bool
    ) -> None:
        await self.change(three, ["/p", "/q"])
        assert self.top(three)

        act(three.desk)

        assert self.top(three) is stays
        if undo_redo.history(three.desk)[0].actor == "ana":
            undo_redo.undo(three.desk)
            assert self.top(three)

    async def test_a_verdict_that_becomes_public_without_evidence_comes_first(self, three: Checked) -> None:
        await self.change(three, ["/r"])
        assert three.queue()[0] == 3

        claims.edit_claim(three.desk, 3, ClaimEdit(status=Status.PUBLISHED))

        with three.desk.read() as session:
            assert queries.claim_rows(session, [3])[0].attention == triggers.NO_EVIDENCE_WEIGHT + 1

    @pytest.mark.corpus
    async def test_pages_of_the_queue_hold_its_order(self, three: Checked) -> None:
        await self.change(three, ["/x", "/y", "/r", "/p", "/q"])
        seen: list[int] = []
        after = None
        with three.desk.read() as session:
            for _ in range(3):
                page = queries.claim_page(session, filters.parse(""), me="ana", after=after, limit=1)
                seen += [row.id for row in page.rows]
                after = page.after

        assert (seen, after) == ([2, 1, 3], None)
        with three.desk.read() as session:
            badges = queries.badges(session)
        assert (badges.attention, badges.published) == (3, 1)
