"""What the interface says where there is nothing to show, or something must be waited for."""

import socket
import sqlite3
from dataclasses import replace

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.settings import Settings
from factcheck.store import filters
from tests.tui.conftest import Front
from tests.tui.test_burst import count
from tests.tui.test_citizen import paste
from tui import FactcheckApp
from tui.core.empty_states import nothing_found, wider


@pytest.mark.parametrize(
    ("asked", "without"),
    [
        ("", []),
        ("flood", [("flood", "")]),
        (
            "link:dead status:open rain",
            [("link:dead", "status:open rain"), ("status:open", "link:dead rain"), ("rain", "link:dead status:open")],
        ),
        ('"heavy rain" -tag:x', [("-tag:x", '"heavy rain"'), ("heavy rain", "-tag:x")]),
        ("a b c d e f", [("a", "b c d e f"), ("b", "a c d e f"), ("c", "a b d e f"), ("d", "a b c e f")]),
    ],
)
def test_a_filter_is_tried_without_each_of_its_words(asked: str, without: list[tuple[str, str]]) -> None:
    assert [(word, str(each)) for word, each in wider(filters.parse(asked))] == without


def test_a_word_that_excludes_nothing_is_not_named() -> None:
    assert nothing_found([("a", 0), ("b", 1), ("c", 10_001), ("d", 10_000)]).splitlines()[1:] == [
        "1 without b",
        "10,000+ without c",
        "10,000 without d",
    ]


@pytest.mark.parametrize("size", [(120, 40), (80, 24), (60, 15)])
async def test_an_empty_desk_says_what_to_press(app: FactcheckApp, size: tuple[int, int]) -> None:
    async with app.run_test(size=size) as pilot:
        front = Front(app, pilot)
        await front.sees("No claims yet. Press i to add one.")

        assert all(
            words in front.seen()
            for words in ("e  cite a source", "v  rate the claim", "?  all keys", "factcheck import")
        )


async def test_an_empty_result_says_which_word_excludes_claims(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("/", "status:inbox link:dead", "enter")
        await front.sees("No claim matches. Press esc to clear the filter.")
        await front.sees(f"{len(filed)} without link:dead")

        assert "without status:inbox" not in front.seen()


async def test_the_total_is_open_until_it_is_known(app: FactcheckApp, desk: Desk, settings: Settings) -> None:
    for number in range(120):
        claims.add_claim(desk, claims.NewClaim(text=f"claim {number}"))
    app.gateway.start = replace(app.gateway.start, db=settings.db + ".gone")  # nobody will ever know it
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees("100+")

        assert "claim 119" in front.seen()


async def test_a_slow_search_says_so_and_keys_go_on(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("j")
        with app.gateway.lock:  # no service answers meanwhile
            await front.type("/", "bridg")
            await front.sees("searching…")
            await front.type("e")
            await front.sees("/ bridge")
        await front.until(lambda: list(front.list.ids) == [filed[1]])

        assert "searching…" not in front.seen()


async def test_writes_that_wait_for_another_program_are_counted_and_stored(
    app: FactcheckApp, desk: Desk, settings: Settings, filed: list[int]
) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("s", "i")
        await front.sees("status inbox")
        other = sqlite3.connect(settings.db, isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        await front.type("s", "o", "j", "s", "o")
        await front.sees("saving… 2 waiting")
        other.execute("ROLLBACK")
        other.close()
        await front.until(lambda: count(desk, "status:open") == 2)


async def test_a_network_outage_is_reported_and_not_blamed_on_the_source(
    app: FactcheckApp, desk: Desk, filed: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_name_server(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_AGAIN, "no name server answers")

    monkeypatch.setattr(socket, "getaddrinfo", no_name_server)
    async with app.run_test(size=(120, 40)) as pilot:
        front = Front(app, pilot)
        await front.type("j", "j", "c")
        await front.sees("the network is down")
        await front.type("e")
        await front.sees("address")
        await front.type("h")
        front.app.screen.query_one("#url").act_on_paste("ttps://news.example/b")  # type: ignore[attr-defined]
        await front.sees("cannot be checked: unreachable (dns-no-answer)")

        assert count(desk, "link:unchecked") == 1


async def test_an_error_in_the_filter_is_one_line_and_the_list_stays(app: FactcheckApp, filed: list[int]) -> None:
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.type("/")
        await paste(front, "colour:red")
        await front.until(lambda: "colour" in front.seen().splitlines()[-2])

        assert len(front.list.ids) == len(filed)
