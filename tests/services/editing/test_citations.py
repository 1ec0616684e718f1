"""Citations: an address, a quote that can be searched for, and each citation once."""

from datetime import UTC, datetime
from typing import Any

import pytest
from sqlmodel import select

from factcheck.errors import Conflict, InputError, NotFound
from factcheck.models import Citation, Host, Memento, Source
from factcheck.services.desk import Desk
from factcheck.services.editing import alerts, citations, claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.settings import Settings
from factcheck.store import queries
from factcheck.store.rows import CitationRow
from factcheck.vocabulary import QuoteState, Role, Stance
from tests.conftest import Clock
from tests.support.web import Web, answer, article

ARCHIVED = "https://web.archive.org/web/20240601123000/https://news.example/story"

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("", {}, "the address is empty"),
    ("news.example/story", {}, "did you mean https://news.example/story"),
    ("//news.example/story", {}, "did you mean https://news.example/story"),
    ("ftp://news.example/", {}, "is not http or https"),
    ("javascript:alert(1)", {}, "is not http or https"),
    ("https://ana:secret@news.example/", {}, "carries a user name or password"),
    ("https://", {}, "names no host"),
    ("https://news.example:port/", {}, "is malformed"),
    ("https://a\\b/", {}, "backslash or a control character"),
    ("https://news.example/" + "a" * 8000, {}, "8,000 are allowed"),
    ("https://news.example/", {"quote": " "}, "the quote is empty"),
    ("https://news.example/", {"quote": "…!"}, "has no letter and no digit"),
    ("https://news.example/", {"quote": "x" * 50_001}, "the quote has 50,001 characters"),
    ("https://news.example/", {"quote": "\udcff"}, "the quote is not valid Unicode"),
    ("https://news.example/", {"quote": "x", "suffix": "y" * 50_001}, "the suffix has 50,001 characters"),
    ("https://news.example/", {"prefix": "said"}, "needs a quote"),
    ("https://news.example/", {"role": Role.APPEARANCE, "stance": Stance.SUPPORTS}, "an appearance has no stance"),
]


@pytest.fixture
def claim(desk: Desk) -> int:
    return claims.add_claim(desk, claims.NewClaim(text="Prices rose by 3%"))


def cited(desk: Desk, claim: int) -> list[CitationRow]:
    with desk.read() as session:
        return queries.citation_rows(session, [claim]).get(claim, [])


def test_a_citation_stores_everything_that_was_given(desk: Desk, claim: int) -> None:
    citations.cite(
        desk,
        claim,
        "https://News.Example:443/a b#part",
        quote="prices rose",
        prefix="said that",
        suffix="in May",
        stance=Stance.REFUTES,
        comment="The ministry's own figures",
    )

    (row,) = cited(desk, claim)
    assert (row.url, row.role, row.stance) == ("https://news.example/a%20b", Role.EVIDENCE, Stance.REFUTES)
    assert (row.exact, row.prefix, row.suffix) == ("prices rose", "said that", "in May")
    assert (row.comment, row.quote_state, row.link) == ("The ministry's own figures", "unchecked", "unchecked")


@pytest.mark.parametrize(
    ("role", "stance", "stored"),
    [
        (Role.EVIDENCE, None, Stance.CONTEXT),
        (Role.EVIDENCE, Stance.SUPPORTS, Stance.SUPPORTS),
        (Role.APPEARANCE, None, None),
    ],
)
def test_evidence_has_a_stance_and_an_appearance_none(
    desk: Desk, claim: int, role: Role, stance: Stance | None, stored: Stance | None
) -> None:
    citations.cite(desk, claim, "https://news.example/", role=role, stance=stance)

    assert [(row.role, row.stance) for row in cited(desk, claim)] == [(role, stored)]


def test_a_page_cited_as_a_whole_has_no_quote_to_watch(desk: Desk, claim: int) -> None:
    citations.cite(desk, claim, "https://news.example/")

    assert [(row.exact, row.quote_state) for row in cited(desk, claim)] == [(None, None)]


@pytest.mark.parametrize(
    ("fragment", "exact", "prefix", "suffix"),
    [
        ("#:~:text=prices%20rose", "prices rose", "", ""),
        ("#part:~:text=said-,prices,May,-a%20record", "prices […] May", "said", "a record"),
    ],
)
def test_a_text_fragment_is_the_quote(
    desk: Desk, claim: int, fragment: str, exact: str, prefix: str, suffix: str
) -> None:
    citations.cite(desk, claim, "https://news.example/story" + fragment)

    (row,) = cited(desk, claim)
    assert (row.url, row.exact, row.prefix, row.suffix) == ("https://news.example/story", exact, prefix, suffix)


def test_a_quote_that_is_given_takes_precedence_over_a_text_fragment(desk: Desk, claim: int) -> None:
    citations.cite(desk, claim, "https://news.example/#:~:text=prices", quote="rents")

    assert cited(desk, claim)[0].exact == "rents"


def test_an_archived_address_names_its_original_and_is_stored_as_a_memento(desk: Desk, claim: int) -> None:
    became = citations.cite(desk, claim, ARCHIVED)

    assert (became.url, became.memento) == ("https://news.example/story", ARCHIVED)
    with desk.read() as session:
        (memento,) = session.exec(select(Memento))
        assert (memento.url, memento.datetime_) == (ARCHIVED, datetime(2024, 6, 1, 12, 30, tzinfo=UTC))
    assert cited(desk, claim)[0].memento == ARCHIVED


def test_a_source_is_stored_once_however_many_claims_cite_it(desk: Desk, claim: int) -> None:
    other = claims.add_claim(desk, claims.NewClaim(text="Rents rose"))
    spellings = ["HTTPS://NEWS.example/story", "https://news.example:443/story#top", ARCHIVED]

    sources = {citations.cite(desk, other, url, quote=f"word {n}").source_id for n, url in enumerate(spellings)}
    sources.add(citations.cite(desk, claim, "https://news.example/story").source_id)

    assert len(sources) == 1
    with desk.read() as session:
        assert session.exec(select(Source.url)).all() == ["https://news.example/story"]
        assert session.exec(select(Host.name)).all() == ["news.example"]


def test_a_new_source_is_due_at_once(desk: Desk, claim: int, clock: Clock) -> None:
    citations.cite(desk, claim, "https://news.example/")

    assert cited(desk, claim)[0].next_check_at == clock.now


def test_the_same_citation_twice_is_refused(desk: Desk, claim: int) -> None:
    citations.cite(desk, claim, "https://news.example/", quote="prices rose")

    with pytest.raises(InputError, match=r"already cites https://news\.example/ with these words \(citation 1\)"):
        citations.cite(desk, claim, "https://NEWS.example", quote="prices rose")
    assert len(cited(desk, claim)) == 1


def test_a_source_can_be_cited_again_with_another_quote_or_role(desk: Desk, claim: int) -> None:
    citations.cite(desk, claim, "https://news.example/", quote="prices rose")
    citations.cite(desk, claim, "https://news.example/", quote="rents rose")
    citations.cite(desk, claim, "https://news.example/", quote="prices rose", role=Role.APPEARANCE)

    assert len(cited(desk, claim)) == 3


@pytest.mark.parametrize(("url", "given", "complaint"), REFUSED, ids=[complaint for *_, complaint in REFUSED])
def test_a_quote_that_cannot_be_searched_for_is_refused_and_nothing_is_stored(
    desk: Desk, claim: int, url: str, given: dict[str, Any], complaint: str
) -> None:
    with pytest.raises(InputError) as caught:
        citations.cite(desk, claim, url, **given)

    assert complaint in caught.value.message
    with desk.read() as session:
        assert session.exec(select(Citation)).all() == []
        assert session.exec(select(Source)).all() == []


@pytest.mark.parametrize("number", [99, 0, 2**63])
def test_a_claim_or_citation_that_does_not_exist_is_named(desk: Desk, number: int) -> None:
    with pytest.raises(NotFound, match=f"there is no claim {number}"):
        citations.cite(desk, number, "https://news.example/")
    with pytest.raises(NotFound, match=f"there is no citation {number}"):
        citations.withdraw_citation(desk, number)


def test_an_edited_quote_is_unchecked(desk: Desk, claim: int, clock: Clock) -> None:
    citation = citations.cite(desk, claim, "https://news.example/", quote="prices rose").citation_id
    with desk.write() as session:
        session.get_one(Citation, citation).quote_state = QuoteState.EXACT
        session.commit()
    clock.pass_(days=1)

    citations.edit_citation(desk, citation, comment="New")
    commented = cited(desk, claim)[0]
    citations.edit_citation(desk, citation, exact="prices fell")
    requoted = cited(desk, claim)[0]

    assert (commented.quote_state, commented.comment) == ("exact", "New")
    assert (requoted.quote_state, requoted.exact, requoted.quote_since) == ("unchecked", "prices fell", clock.now)


@pytest.mark.parametrize("exact", ["", "?!", "\ud800"])
def test_an_edit_to_a_quote_that_cannot_be_searched_for_is_refused(desk: Desk, claim: int, exact: str) -> None:
    citation = citations.cite(desk, claim, "https://news.example/", quote="prices rose").citation_id

    with pytest.raises(InputError, match="the quote"):
        citations.edit_citation(desk, citation, exact=exact)

    assert cited(desk, claim)[0].exact == "prices rose"


def test_a_citation_somebody_else_changed_is_not_overwritten(desk: Desk, bob: Desk, claim: int) -> None:
    citation = citations.cite(desk, claim, "https://news.example/").citation_id
    read = cited(desk, claim)[0].version
    citations.edit_citation(bob, citation, comment="Mine")

    with pytest.raises(Conflict, match="citation 1 was changed by bob") as caught:
        citations.edit_citation(desk, citation, version=read, comment="No, mine")
    with pytest.raises(Conflict):
        citations.withdraw_citation(desk, citation, version=read)

    assert caught.value.theirs == {"comment": "Mine"}


async def test_a_check_does_not_conflict_with_an_edit(desk: Desk, settings: Settings, web: Web, claim: int) -> None:
    web["/a"] = answer(article("Officials said that prices rose by 3% in May, a record."))
    citation = citations.cite(desk, claim, web.url("/a"), quote="prices rose").citation_id
    read = cited(desk, claim)[0].version
    async for _ in verify(desk, settings, Selection(Which.ALL)):
        pass

    citations.edit_citation(desk, citation, version=read, comment="Still mine")

    (row,) = cited(desk, claim)
    assert (row.quote_state, row.comment) == ("exact", "Still mine")
    assert row.prefix.strip().endswith("said that") and row.suffix.strip().startswith("by 3%")


async def test_a_withdrawn_citation_ends_its_alerts_and_is_not_checked_again(
    desk: Desk, settings: Settings, web: Web, claim: int, clock: Clock
) -> None:
    web["/a"] = answer(status="404 Not Found")
    citation = citations.cite(desk, claim, web.url("/a")).citation_id
    for days in (0, 1, 3):
        clock.pass_(days=days)
        async for _ in verify(desk, settings, Selection(Which.ALL)):
            pass
    opened = alerts.list_alerts(desk)
    asked = len(web.asked)

    citations.withdraw_citation(desk, citation)
    clock.pass_(days=90)
    async for _ in verify(desk, settings, Selection(Which.ALL)):
        pass

    (alert,) = alerts.list_alerts(desk, open_only=False)
    assert (len(opened), alert.resolution, alert.resolved_by) == (1, "withdrawn", "ana")
    assert cited(desk, claim) == []
    assert len(web.asked) == asked
