"""Statements of an article become claims, all of the chosen or none, and never twice."""

import asyncio
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlmodel import select

from factcheck.errors import InputError
from factcheck.models import Article, ArticleReading, ArticleStatement, Citation, Claim, Event, Source, SourceCheck
from factcheck.services.articles.checking import check_article
from factcheck.services.articles.offering import offer
from factcheck.services.articles.reading import read_article
from factcheck.services.articles.taking import reject, restore, take
from factcheck.services.articles.values import ArticleFile, ChosenStatement, IngestResult, ReadArticle, StatementState
from factcheck.services.desk import Desk
from factcheck.services.editing.citations import cite
from factcheck.services.editing.claims import NewClaim, add_claim, add_note, withdraw_claim
from factcheck.services.editing.undo_redo import event_text, history, undo
from factcheck.settings import Settings
from factcheck.spotting.values import ARTICLE_SPEAKER, Candidate, DateInterval
from factcheck.vocabulary import ClaimKind, QuoteState, Role
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


def test_an_article_of_the_web_becomes_claims_with_exact_appearances(desk: Desk, settings: Settings, web: Web) -> None:
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


def test_the_same_article_again_adds_no_row(desk: Desk, settings: Settings, web: Web) -> None:
    web["/story"] = answer(article(*SENTENCES, title="The bridge"))
    page = read(web.url("/story"), settings, desk)
    take(desk, page, chosen(page))
    before = rows(desk)

    again = read(web.url("/story?utm_source=mail&utm_medium=x"), settings, desk)
    offered = offer(desk, again, candidates(again))
    taken = take(desk, again, chosen(again))

    assert {each.state for each in offered} == {StatementState.TAKEN}
    assert {each.result for each in taken.statements} == {IngestResult.KNOWN}
    assert rows(desk) == before


def test_one_undo_takes_an_ingest_back_and_its_statements_are_offered_again(
    desk: Desk, settings: Settings, web: Web
) -> None:
    web["/story"] = answer(article(*SENTENCES, title="The bridge"))
    page = read(web.url("/story"), settings, desk)
    take(desk, page, chosen(page))

    undone = undo(desk)

    assert undone.count == 3
    assert undone.summary == "undone: ingested The bridge: 3 claims"
    assert {each.state for each in offer(desk, page, candidates(page))} == {StatementState.NEW}
    assert {each.result for each in take(desk, page, chosen(page)).statements} == {IngestResult.ADDED}


def test_a_rejected_statement_is_not_offered_again(desk: Desk, settings: Settings) -> None:
    page = read(ArticleFile("story.txt", "\n\n".join(SENTENCES).encode()), settings, desk)
    first, *others = candidates(page)

    reject(desk, page, first)

    assert [each.state for each in offer(desk, page, [first, *others])] == ["rejected", "new", "new"]
    assert take(desk, page, [ChosenStatement(first)]).statements[0].result is IngestResult.REJECTED
    assert "rejected a statement of an article (“The ministry spent" in event_text(history(desk)[0])


def test_a_rejection_can_be_reverted(desk: Desk, settings: Settings) -> None:
    page = read(file(*SENTENCES), settings, desk)
    first, *_ = candidates(page)
    reject(desk, page, first)

    restore(desk, page, first)

    assert offer(desk, page, [first])[0].state is StatementState.NEW
    assert results(desk, page, first.text) == [ADDED]


def test_nothing_is_written_unless_all_of_the_chosen_is(desk: Desk, settings: Settings) -> None:
    page = read(ArticleFile("story.txt", "\n\n".join(SENTENCES).encode()), settings, desk)
    before = rows(desk)
    last = chosen(page)[-1]

    with pytest.raises(InputError):
        take(desk, page, [*chosen(page)[:2], ChosenStatement(last.candidate, claim_id=999)])

    assert rows(desk) == before


def file(*sentences: str, name: str = "story.txt") -> ArticleFile:
    return ArticleFile(name, "\n\n".join(sentences).encode())


def results(desk: Desk, page: ReadArticle, *words: str) -> list[IngestResult]:
    return [each.result for each in take(desk, page, chosen(page, *words)).statements]


CHANGED = (
    "The ministry spent 14 million euros on the bridge in 2023, three times what it had announced.",
    *SENTENCES[1:],
)
OTHERS = tuple(f"Something else that happened {number} times in the town in 2023." for number in (3, 5))
ADDED, KNOWN, LINKED = IngestResult.ADDED, IngestResult.KNOWN, IngestResult.LINKED


def test_a_changed_article_adds_only_what_is_new(desk: Desk, settings: Settings, web: Web) -> None:
    web["/story"] = answer(article(*SENTENCES, title="The bridge"))
    page = read(web.url("/story"), settings, desk)
    take(desk, page, chosen(page))

    web["/story"] = answer(article(*CHANGED, title="The bridge"))
    changed = read(web.url("/story"), settings, desk)

    assert results(desk, changed, *CHANGED) == [ADDED, KNOWN, KNOWN]
    assert rows(desk) | {"event": 0} == {
        "article": 1, "article_reading": 2, "article_statement": 4, "claim": 4, "citation": 4, "event": 0,
    }  # fmt: skip


def test_a_change_of_typography_is_no_change(desk: Desk, settings: Settings) -> None:
    page = read(file(*SENTENCES), settings, desk)
    take(desk, page, chosen(page))
    set_apart = [each.replace(",", " ,").replace("ministry", "Ministry") for each in SENTENCES]
    again = read(file(*set_apart), settings, desk)

    assert results(desk, again, *set_apart) == [KNOWN] * 3


def test_a_text_without_an_address_is_recognized_by_half_of_its_statements(desk: Desk, settings: Settings) -> None:
    page = read(file(*SENTENCES), settings, desk)
    take(desk, page, chosen(page, SENTENCES[1]))
    other = "A third of the shops in the old town have closed since 2019."

    changed = read(file(*SENTENCES[:2], other, CHANGED[0], name="later.txt"), settings, desk)
    assert results(desk, changed, *SENTENCES[:2], other, CHANGED[0]) == [ADDED, KNOWN, ADDED, ADDED]
    assert rows(desk)["article"] == 1


def test_a_text_that_shares_less_with_an_earlier_one_is_another_article(desk: Desk, settings: Settings) -> None:
    page = read(file(*SENTENCES), settings, desk)
    take(desk, page, chosen(page))

    other = read(file(SENTENCES[0], *OTHERS), settings, desk)

    assert results(desk, other, SENTENCES[0], *OTHERS) == [LINKED, ADDED, ADDED]
    assert rows(desk)["article"] == 2


def test_the_same_words_in_another_article_become_an_appearance_of_the_claim(
    desk: Desk, settings: Settings, web: Web
) -> None:
    web["/one"] = answer(article(*SENTENCES, title="One"))
    web["/two"] = answer(article(SENTENCES[0], "And something else was said there, too.", title="Two"))
    one, two = (read(web.url(path), settings, desk) for path in ("/one", "/two"))
    take(desk, one, chosen(one))

    (offered,) = offer(desk, two, candidates(two, SENTENCES[0]))
    taken = take(desk, two, chosen(two, SENTENCES[0]))

    assert (offered.state, offered.claim_id) == (StatementState.NEW, 1)
    assert [(each.result, each.claim_id) for each in taken.statements] == [(LINKED, 1)]
    assert rows(desk)["claim"] == 3
    with desk.read() as session:
        cited = session.exec(select(Citation).where(Citation.claim_id == 1)).all()
        assert [each.exact for each in cited] == [SENTENCES[0]] * 2
        assert len({each.source_id for each in cited}) == 2


def test_an_undo_takes_an_appearance_back_and_leaves_the_claim(desk: Desk, settings: Settings, web: Web) -> None:
    web["/one"] = answer(article(*SENTENCES, title="One"))
    web["/two"] = answer(article(SENTENCES[0], title="Two"))
    one, two = (read(web.url(path), settings, desk) for path in ("/one", "/two"))
    take(desk, one, chosen(one))
    take(desk, two, chosen(two, SENTENCES[0]))

    undo(desk)

    with desk.read() as session:
        assert session.get_one(Claim, 1).withdrawn_at is None
        cited = session.exec(select(Citation).where(Citation.claim_id == 1)).all()
        assert [each.withdrawn_at is None for each in cited] == [True, False]
    assert results(desk, two, SENTENCES[0]) == [LINKED]


def test_a_statement_without_an_address_is_linked_and_there_is_nothing_to_undo(desk: Desk, settings: Settings) -> None:
    number = add_claim(desk, NewClaim(text=SENTENCES[0]))
    article_ = read(ArticleFile("a.txt", "\n".join(SENTENCES).encode()), settings, desk)

    taken = take(desk, article_, chosen(article_, SENTENCES[0]))

    assert [(each.result, each.claim_id, each.is_cited) for each in taken.statements] == [(LINKED, number, False)]
    assert not taken.can_be_undone
    assert event_text(history(desk, number)[0]).startswith("linked a statement of an article (“The ministry spent")


def test_an_appearance_that_the_claim_has_already_is_the_source_of_the_article(
    desk: Desk, settings: Settings, web: Web
) -> None:
    web["/one"] = answer(article(*SENTENCES, title="One"))
    number = add_claim(desk, NewClaim(text=SENTENCES[0]))
    cited = cite(desk, number, web.url("/one"), quote=SENTENCES[0], role=Role.APPEARANCE)
    one = read(web.url("/one"), settings, desk)

    taken = take(desk, one, chosen(one, SENTENCES[0]))

    assert [(each.claim_id, each.is_cited) for each in taken.statements] == [(number, False)]
    assert taken.source_id == cited.source_id
    assert rows(desk)["citation"] == 1


SPRING = DateInterval(date(2024, 3, 1), date(2024, 3, 31))
AUTUMN = DateInterval(date(2024, 9, 1), date(2024, 9, 30))


@pytest.mark.parametrize(
    ("first", "second", "result"),
    [
        ({}, {}, LINKED),
        ({"date": SPRING}, {"date": SPRING}, LINKED),
        ({"date": SPRING}, {"date": AUTUMN}, ADDED),
        ({"date": SPRING}, {}, LINKED),
        ({}, {"unresolved": ("last month",)}, ADDED),
        ({"date": SPRING}, {"date": SPRING, "unresolved": ("she",)}, LINKED),
        ({"speaker": "Ana Sousa"}, {"speaker": "Ben Adler"}, ADDED),
        ({"speaker": "Ana Sousa"}, {}, LINKED),
        ({"speaker": "Ana Sousa"}, {"speaker": "ana sousa"}, LINKED),
    ],
)  # fmt: skip
def test_the_same_words_at_another_time_or_by_another_speaker_are_another_claim(
    desk: Desk, settings: Settings, first: Any, second: Any, result: IngestResult
) -> None:
    one, two = read(file(*SENTENCES), settings, desk), read(file(SENTENCES[0], *OTHERS), settings, desk)
    take(desk, one, [ChosenStatement(replace(candidate(one, SENTENCES[0]), **first))])

    taken = take(desk, two, [ChosenStatement(replace(candidate(two, SENTENCES[0]), **second))])

    assert taken.statements[0].result is result


@pytest.mark.parametrize(
    ("tracked", "stated", "result"),
    [
        ("In 2020 the balance changed by -5 %.", "In 2020 the balance changed by 5 %.", ADDED),
        ("In 2020 the bridge cost $5 million.", "In 2020 the bridge cost €5 million.", ADDED),
        ("In 2020 the share of voters was < 5 %.", "In 2020 the share of voters was > 5 %.", ADDED),
        ("In 2020 the bridge cost “5 million” euros.", 'In 2020 the bridge cost "5 million" euros!', LINKED),
    ],
)
def test_the_same_words_with_another_sign_or_unit_are_another_claim(
    desk: Desk, settings: Settings, tracked: str, stated: str, result: IngestResult
) -> None:
    add_claim(desk, NewClaim(text=tracked))

    taken = results(desk, read(file(stated), settings, desk), stated)

    assert taken == [result]


def test_a_person_may_link_a_statement_to_a_claim_and_change_its_standalone_wording(
    desk: Desk, settings: Settings
) -> None:
    page = read(file(*SENTENCES), settings, desk)
    tracked = add_claim(desk, NewClaim(text="The regional unemployment rate is 5.2%"))
    first, second, third = candidates(page)

    taken = take(
        desk,
        page,
        [
            ChosenStatement(first, standalone="The bridge cost 12 million."),
            ChosenStatement(second, claim_id=tracked),
            ChosenStatement(third),
        ],
    )

    assert [each.result for each in taken.statements] == [ADDED, LINKED, ADDED]
    assert taken.statements[1].claim_id == tracked
    with desk.read() as session:
        assert session.get_one(Claim, taken.statements[0].claim_id).standalone == "The bridge cost 12 million."
        assert session.get_one(Claim, taken.statements[2].claim_id).standalone is None


def test_a_claim_that_a_person_withdrew_is_not_offered_again(desk: Desk, settings: Settings) -> None:
    page = read(file(*SENTENCES), settings, desk)
    taken = take(desk, page, chosen(page))
    assert taken.statements[0].claim_id

    withdraw_claim(desk, taken.statements[0].claim_id)

    assert results(desk, page, *SENTENCES) == [KNOWN] * 3


def test_a_claim_that_somebody_else_worked_on_survives_the_undo(desk: Desk, bob: Desk, settings: Settings) -> None:
    page = read(file(*SENTENCES), settings, desk)
    taken = take(desk, page, chosen(page))
    assert taken.statements[0].claim_id
    add_note(bob, taken.statements[0].claim_id, "I am on it.")

    undone = undo(desk)

    assert undone.count == 2
    assert "bob added a note" in undone.left[0]
    assert results(desk, page, *SENTENCES) == [KNOWN, ADDED, ADDED]


def test_more_statements_than_one_transaction_files_are_refused(desk: Desk, settings: Settings) -> None:
    page = read(file(*SENTENCES), settings, desk)

    with pytest.raises(InputError, match=r"1,001 statements were chosen; 1,000 at most"):
        take(desk, page, chosen(page, SENTENCES[0]) * 1001)


def test_a_statement_that_was_taken_cannot_be_rejected(desk: Desk, settings: Settings) -> None:
    page = read(file(*SENTENCES), settings, desk)
    take(desk, page, chosen(page))

    with pytest.raises(InputError, match="the statement is claim 1: reject that claim instead"):
        reject(desk, page, candidate(page, SENTENCES[0]))


def test_a_stored_article_cites_the_address_that_it_was_given(desk: Desk, settings: Settings) -> None:
    page = read(file(*SENTENCES), settings, desk, url="https://news.example/story?utm_source=x")

    taken = take(desk, page, chosen(page))

    with desk.read() as session:
        assert session.get_one(Source, taken.source_id).url == "https://news.example/story"
    assert asyncio.run(check_article(desk, settings, page, taken)) is None
