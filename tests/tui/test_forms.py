"""Adding, editing and citing in forms."""

from factcheck.services.desk import Desk
from factcheck.store import queries
from tests.support.web import Web, answer, article
from tests.tui.conftest import Front
from tests.tui.test_queue import claim
from tui import FactcheckApp


async def test_a_claim_is_added_and_the_cursor_goes_to_it(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("i", "Rain fell", "tab", "tab", "a clerk", "tab", "2024-04", "tab", "en", "tab", "rain")
        await front.type("ctrl+s")
        await front.until(lambda: front.list.current_claim() not in filed)

        row = claim(desk, front.list.current_claim() or 0).row
        assert (row.text, row.claimant, row.language, row.tags) == ("Rain fell", "a clerk", "en", ("rain",))
        assert (str(row.claimed_from), str(row.claimed_to)) == ("2024-04-01", "2024-04-30")


async def test_an_error_is_named_and_the_typed_text_stays(app: FactcheckApp, desk: Desk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("i", "Rain fell", "tab", "tab", "tab", "2024-13", "ctrl+s")
        await front.sees("'2024-13' is not a date")

        assert "Rain fell" in front.seen()
        with desk.read() as session:
            assert queries.badges(session).inbox == 0


async def test_leaving_a_changed_form_asks_once(app: FactcheckApp, desk: Desk) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("i", "Rain fell", "escape")
        await front.sees("the changes are not saved")
        await front.type("escape")
        await front.sees("CLAIM")

        assert "No claims yet" in front.seen()


async def test_a_cited_source_is_checked_while_the_reviewer_goes_on(
    app: FactcheckApp, desk: Desk, filed: list[int], web: Web
) -> None:
    web["/a"] = answer(article("Officials said that prices rose by 8% in May, a record."))
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("end", "e", web.url("/a"), "tab", "prices rose by 3% in May", "tab", "r", "ctrl+s")
        await front.sees("link ok (http-200)  quote altered")
        await front.sees("second check decides")

        (citation,) = claim(desk, filed[0]).citations
        assert (citation.stance, citation.link, citation.pending) == ("refutes", "ok", "altered")


async def test_a_claim_is_rechecked_by_a_key(app: FactcheckApp, desk: Desk, filed: list[int], web: Web) -> None:
    web["/a"] = answer(article("Nobody was hurt."))
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("e", web.url("/a"), "ctrl+s")
        await front.sees("link ok")
        await front.type("c")
        await front.until(lambda: web.asked.count("/a") == 2)
        await front.sees("1/1  link ok")

        assert claim(desk, filed[4]).citations[0].link == "ok"


async def test_a_private_address_is_refused_in_the_form(app: FactcheckApp, desk: Desk, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("e", "javascript:alert(1)", "ctrl+s")
        await front.until(lambda: "cite a source" in front.seen() and "javascript" in front.seen().splitlines()[-2])

        assert claim(desk, filed[4]).citations == []
