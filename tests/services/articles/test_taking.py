"""Statements of an article become claims, all of the chosen or none, and never twice."""

import asyncio

import pytest
from sqlmodel import select

from factcheck.errors import InputError
from factcheck.models import Article, ArticleReading, ArticleStatement, Citation, Claim, Event, SourceCheck
from factcheck.services.articles.checking import check_article
from factcheck.services.articles.offering import offer_candidates
from factcheck.services.articles.reading import read_article
from factcheck.services.articles.taking import reject, take
from factcheck.services.articles.values import ArticleFile, ChosenStatement, IngestResult, ReadArticle, StatementState
from factcheck.services.desk import Desk
from factcheck.services.editing.undo_redo import undo
from factcheck.settings import Settings
from factcheck.spotting.values import ARTICLE_SPEAKER, Candidate
from factcheck.vocabulary import ClaimKind, QuoteState
from tests.support.web import Web, answer, article

SENTENCES = (
    "The ministry spent 12 million euros on the bridge in 2023, three times what it had announced.",
    "Unemployment in the region fell to 5.2 percent, according to the statistics office.",
    "The bridge was closed for repairs on Monday and will stay closed until the autumn.",
)


def candidate(read: ReadArticle, words: str, rank: int = 1) -> Candidate:
    start = read.reading.text.index(words)
    return Candidate(
        rank=rank,
        score=0.8,
        kind=ClaimKind.FACT,
        reasons=(),
        text=words,
        start=start,
        end=start + len(words),
        standalone=words,
        unresolved=(),
        speaker=ARTICLE_SPEAKER,
        date=None,
        language="en",
    )


def candidates(read: ReadArticle, *words: str) -> list[Candidate]:
    return [candidate(read, each, rank) for rank, each in enumerate(words or SENTENCES, 1)]


def chosen(read: ReadArticle, *words: str) -> list[ChosenStatement]:
    return [ChosenStatement(each) for each in candidates(read, *words)]


def read(given: str | ArticleFile, settings: Settings, desk: Desk, **more: str) -> ReadArticle:
    return asyncio.run(read_article(given, settings.verify, desk.clock, **more))


def rows(desk: Desk) -> dict[str, int]:
    with desk.read() as session:
        tables = (Article, ArticleReading, ArticleStatement, Claim, Citation, Event)
        return {table.__tablename__: len(session.exec(select(table)).all()) for table in tables}


def test_an_article_of_the_web_becomes_claims_with_exact_appearances(desk: Desk, settings: Settings, web: Web):
    web["/story"] = answer(article(*SENTENCES, title="The bridge"))
    page = read(web.url("/story"), settings, desk)

    taken = take(desk, page, chosen(page))
    checked = asyncio.run(check_article(desk, settings, page, taken))

    assert [each.result for each in taken.statements] == [IngestResult.ADDED] * 3
    assert checked is not None
    assert {each.state for each in checked.quotes} == {QuoteState.EXACT}
    assert web.asked == ["/story"], "the page that was read is the one that is checked and captured"
    with desk.read() as session:
        assert len(session.exec(select(SourceCheck)).all()) == 1
        claims = session.exec(select(Claim)).all()
        assert [each.text for each in claims] == list(SENTENCES)
        assert {each.claimant for each in claims} == {"article"}


def test_the_same_article_again_adds_no_row(desk: Desk, settings: Settings, web: Web):
    web["/story"] = answer(article(*SENTENCES, title="The bridge"))
    page = read(web.url("/story"), settings, desk)
    take(desk, page, chosen(page))
    before = rows(desk)

    again = read(web.url("/story?utm_source=mail&utm_medium=x"), settings, desk)
    offered = offer_candidates(desk, again, candidates(again))
    taken = take(desk, again, chosen(again))

    assert {each.state for each in offered} == {StatementState.TAKEN}
    assert {each.result for each in taken.statements} == {IngestResult.KNOWN}
    assert rows(desk) == before


def test_one_undo_takes_an_ingest_back_and_its_statements_are_offered_again(desk: Desk, settings: Settings, web: Web):
    web["/story"] = answer(article(*SENTENCES, title="The bridge"))
    page = read(web.url("/story"), settings, desk)
    take(desk, page, chosen(page))

    undone = undo(desk)

    assert undone.count == 3
    assert undone.summary.startswith("undone: ingested The bridge")
    assert {each.state for each in offer_candidates(desk, page, candidates(page))} == {StatementState.NEW}
    assert {each.result for each in take(desk, page, chosen(page)).statements} == {IngestResult.ADDED}


def test_a_rejected_statement_is_not_offered_again(desk: Desk, settings: Settings):
    page = read(ArticleFile("story.txt", "\n\n".join(SENTENCES).encode()), settings, desk)
    first, *others = candidates(page)

    reject(desk, page, first)

    assert [each.state for each in offer_candidates(desk, page, [first, *others])] == ["rejected", "new", "new"]
    assert take(desk, page, [ChosenStatement(first)]).statements[0].result is IngestResult.REJECTED


def test_nothing_is_written_unless_all_of_the_chosen_is(desk: Desk, settings: Settings):
    page = read(ArticleFile("story.txt", "\n\n".join(SENTENCES).encode()), settings, desk)
    before = rows(desk)
    last = chosen(page)[-1]

    with pytest.raises(InputError):
        take(desk, page, [*chosen(page)[:2], ChosenStatement(last.candidate, claim_id=999)])

    assert rows(desk) == before
