"""The state of a cited source with its newest stored version, for sources without two versions to compare."""

import sqlite3
from contextlib import closing

import pytest

from factcheck.errors import DeskError, NotFound
from factcheck.services.captures.source_status import stored_source
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.vocabulary import LinkState
from tests.support.web import Web, answer, article

QUOTE = "Prices rose by 3% in May"


@pytest.fixture
def citation_id(desk: Desk, web: Web) -> int:
    web["/report"] = answer(article(f"{QUOTE}, the office says.", "The figures are final. " * 20))
    claim = claims.add_claim(desk, claims.NewClaim(text=QUOTE))
    return citations.cite(desk, claim, web.url("/report"), quote=QUOTE).citation_id


async def check_all(desk: Desk, settings: Settings) -> None:
    async for _ in verify(desk, settings, Selection(Which.ALL)):
        pass


def test_a_source_that_was_never_checked_has_no_text(desk: Desk, web: Web, citation_id: int) -> None:
    shown = stored_source(desk, citation_id)

    assert (shown.url, shown.state, shown.quote) == (web.url("/report"), LinkState.UNCHECKED, QUOTE)
    assert (shown.last_check, shown.moved_to, shown.text, shown.anchor) == (None, None, "", None)


async def test_a_checked_source_has_its_text_and_the_place_of_the_quote(
    desk: Desk, settings: Settings, citation_id: int
) -> None:
    await check_all(desk, settings)

    shown = stored_source(desk, citation_id)

    assert shown.last_check and shown.last_check.link == LinkState.OK
    assert shown.moved_to is None
    assert QUOTE in shown.text
    assert shown.anchor is not None


async def test_a_source_that_moved_names_its_new_address(
    desk: Desk, settings: Settings, web: Web, citation_id: int
) -> None:
    web["/new"] = web.answers["/report"]
    web["/report"] = answer(status="301 Moved Permanently", headers=("Location: /new",))
    await check_all(desk, settings)

    assert stored_source(desk, citation_id).moved_to == web.url("/new")


async def test_a_stored_text_that_cannot_be_read_is_named(desk: Desk, settings: Settings, citation_id: int) -> None:
    await check_all(desk, settings)
    with closing(sqlite3.connect(str(desk.engine.url.database))) as raw, raw:
        raw.execute("UPDATE capture SET text = x'00'")

    with pytest.raises(DeskError, match=r"^capture 1: .*; run factcheck captures verify$"):
        stored_source(desk, citation_id)


def test_a_citation_that_does_not_exist_is_not_found(desk: Desk) -> None:
    with pytest.raises(NotFound):
        stored_source(desk, 7)
