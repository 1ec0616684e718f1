"""The filter language: the claims that each word finds, the message for a wrong word, and any text as input."""

from collections.abc import Iterator, Sequence
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from factcheck.errors import FilterError
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import citations, claims
from factcheck.settings import Settings
from factcheck.store import filter_syntax, filters, queries
from factcheck.store.filters import Filter, Term, complete, last_word, parse, unknown_rating
from factcheck.vocabulary import Status
from tests.conftest import Clock

VALUES: dict[str, Sequence[str]] = {
    "status": [str(status) for status in Status],
    "rating": ["false", "none", "mostly-true"],
    "assignee": ["me", "none", "ana maria", "o'neil"],
    "tag": ["sport", "économie", "a b", "a,b"],
    "link": ["ok", "dead"],
    "quote": ["exact", "altered"],
    "attention": ["yes", "no"],
    "before": ["2024", "2024-06", "2024-06-01"],
    "after": ["1999", "2024-12", "2024-02-29"],
    "quiet": ["2024", "2024-06-01"],
    "due": ["2026-03", "2026-03-02"],
    "claimant": ["UN", "the “Times”", "a:b", "-x"],
    "lang": ["fr", "zh-Hant"],
    "priority": ["1", "3"],
    "id": ["7", "0"],
}
TERMS = st.sampled_from(sorted(VALUES)).flatmap(
    lambda key: st.builds(
        Term, st.just(key), st.lists(st.sampled_from(VALUES[key]), min_size=1).map(tuple), st.booleans()
    )
)
PHRASES = st.sampled_from(sorted(filter_syntax.OPERATORS)) | st.text(
    st.characters(exclude_characters='"', exclude_categories=["Cs"]), min_size=1
).filter(str.strip)


@pytest.fixture(scope="module")
def filed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """Four claims, and a fifth that was taken back: only read here."""
    with open_desk(Settings(db=str(tmp_path_factory.mktemp("filed") / "desk.db"), actor="ana"), Clock()) as desk:

        def add(text: str, **fields: object) -> int:
            return claims.add_claim(desk, claims.NewClaim.model_validate({"text": text, **fields}))

        add(
            "The bridge was closed",
            claimant="A Mayor",
            tags=["ukraine"],
            status="open",
            assignee="ana",
            language="fr-CA",
        )
        add("Taxes fell by 100%", claimant="Finance_Ministry", tags=["economy", "eu"], rating="false", rating_why="No")
        add("North Korea sent shells", claimed_from=date(2024, 6, 10), claimed_to=date(2024, 6, 12), language="FR")
        last = date(2024, 5, 31)
        add(
            "Rain fell",
            priority=3,
            rating="mostly-true",
            rating_why="So",
            assignee="bob",
            claimed_from=last,
            claimed_to=last,
        )
        claims.withdraw_claim(desk, add("The bridge was taken back", tags=["ukraine"]))
        citations.cite(desk, 1, "https://news.example/bridge", quote="the bridge")
        citations.cite(desk, 2, "https://news.example/taxes")
        gone = citations.cite(desk, 3, "https://news.example/shells", quote="shells")
        citations.withdraw_citation(desk, gone.citation_id)
        yield desk


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("", {1, 2, 3, 4}),
        ("status:open", {1}),
        ("status:open,inbox", {1, 2, 3, 4}),
        ("-status:open", {2, 3, 4}),
        ("STATUS:open", {1}),
        ("rating:false", {2}),
        ("rating:none", {1, 3}),
        ("rating:none,false", {1, 2, 3}),
        ("-rating:false", {1, 3, 4}),
        ("assignee:me", {1}),
        ("assignee:none", {2, 3}),
        ("assignee:bob,me", {1, 4}),
        ("-assignee:me", {2, 3, 4}),
        ("tag:ukraine", {1}),
        ("tag:EU", {2}),
        ("tag:ukraine,eu", {1, 2}),
        ("tag:economy tag:eu", {2}),
        ("-tag:ukraine", {2, 3, 4}),
        ("link:unchecked", {1, 2}),
        ("-link:unchecked", {3, 4}),
        ("quote:unchecked", {1}),
        ("attention:yes", set()),
        ("attention:no", {1, 2, 3, 4}),
        ("before:2024-06", {4}),
        ("before:2024-06-13", {3, 4}),
        ("before:2027", {1, 2, 3, 4}),
        ("after:2024-05", {1, 2, 3}),
        ("after:2024-06-09", {1, 2, 3}),
        ("after:2024-06", {1, 2}),
        ("after:2024 -lang:fr", {2}),
        ("after:2026", set()),
        ("before:2024-12 after:2024-06-01", {3}),
        ("quiet:2026-03-02", set()),
        ("quiet:2026-03-03", {1, 2, 3, 4}),
        ("due:2026-03-01", set()),
        ("due:2026-03-02", {1, 2}),
        ("claimant:mayor", {1}),
        ('claimant:"a mayor"', {1}),
        ("claimant:_", {2}),
        ("claimant:%", set()),
        ("lang:fr", {1, 3}),
        ("lang:fr-ca", {1}),
        ("priority:3", {4}),
        ("priority:1", set()),
        ("id:2,4", {2, 4}),
        ("id:99", set()),
        ("bridge", {1}),
        ("fell", {2, 4}),
        ("fell -priority:3", {2}),
        ('"north korea"', {3}),
        ('"korea north"', set()),
        ("korea north", {3}),
        ("kor", {3}),
        ("100%", {2}),
        ("!?", set()),
        ("bridge or", set()),
        ("bridge and", set()),
        ('closed "OR"', set()),
        ('"WAS" "THE"', {1}),
        ("claimant:OR", {1}),
    ],
)
def test_a_filter_finds_its_claims(filed: Desk, text: str, found: set[int]) -> None:
    asked = parse(text)

    with filed.read() as session:
        assert set(queries.claim_ids(session, asked, me="ana")) == found
        assert queries.count(session, asked, me="ana") == len(found)


def filter_or_error(text: str) -> Filter | FilterError:
    try:
        return parse(text)
    except FilterError as error:
        return error


@pytest.mark.parametrize(
    ("text", "start", "end", "hint"),
    [
        ("staus:open", 0, 10, "did you mean status:?"),
        ("bridge -colour:red", 7, 18, "there are status, rating"),
        ("tag:eu status:opne", 7, 18, "did you mean open?"),
        ("status:", 0, 7, "status: takes one of inbox, open"),
        ("tag:", 0, 4, "tag: takes a word"),
        ('tag:""', 0, 6, "tag: takes a word"),
        ("before:yesterday", 0, 16, "before: takes a day such as 2024-06-01"),
        ("after:2024-13", 0, 13, "after: takes a day such as 2024-06-01"),
        ("after:2023-02-29", 0, 16, "after: takes a day such as 2024-06-01"),
        ("priority:4", 0, 10, "priority: takes one of 1, 2, 3"),
        ("id:9999999999999999999", 0, 22, "id: takes a number"),
        ("id:-1", 0, 5, "id: takes a number"),
        ("link:ded", 0, 8, "did you mean dead?"),
        ("quote:exact,altred", 0, 18, "did you mean altered?"),
        ("attention:maybe", 0, 15, "attention: takes one of yes, no"),
        ('fell "north korea', 5, 17, "a quotation mark is not closed"),
        ('tag:eu claimant:"a mayor', 7, 24, "a quotation mark is not closed"),
        (
            "status:open OR status:review",
            12,
            14,
            'OR: a comma means or (status:open,review); quote "OR" to search for the word',
        ),
        ("bridge OR taxes", 7, 9, 'quote "OR"'),
        ("bridge || taxes", 7, 9, "a comma means or"),
        ("tag:eu AND tag:economy", 7, 10, "all words must hold anyway"),
        ("NOT tag:eu", 0, 3, "a minus means not (-status:open)"),
        ("fell ! tag:eu", 5, 6, 'quote "!"'),
    ],
)
def test_an_unknown_word_is_pointed_at_with_its_correction(text: str, start: int, end: int, hint: str) -> None:
    with pytest.raises(FilterError) as caught:
        parse(text)

    assert (caught.value.start, caught.value.end) == (start, end)
    assert hint in caught.value.message


@settings(deadline=None)
@given(st.text() | st.lists(st.sampled_from([*filters.FILTER_WORDS, *':-", ', "me", "open", "2024", "é"])).map("".join))
def test_any_text_is_a_filter_or_an_error_that_points_at_a_word(text: str) -> None:
    read = filter_or_error(text)

    assert isinstance(read, Filter) or text[read.start : read.end]


@pytest.mark.parametrize(
    "text", ['t2:"open', '"status:open"', 'a"b:c"', "-word", '"two words"', '"OR" or', '"NOT" "AND" "||"']
)
def test_a_filter_that_is_written_and_parsed_again_is_the_same(text: str) -> None:
    assert parse(str(parse(text))) == parse(text)


@pytest.mark.corpus
@settings(deadline=None)
@given(st.builds(Filter, st.lists(TERMS).map(tuple), st.lists(PHRASES).map(tuple)))
def test_a_filter_survives_being_written_and_read(asked: Filter) -> None:
    assert parse(str(asked)) == asked


@pytest.mark.parametrize(
    ("text", "unknown"), [("rating:false,none", None), ("rating:flase", "flase"), ("status:open", None)]
)
def test_a_rating_off_the_scale_is_named(desk: Desk, text: str, unknown: str | None) -> None:
    with desk.read() as session:
        assert unknown_rating(parse(text), queries.scale(session)) == unknown


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("", []),
        ("sta", ["status:"]),
        ("bridge -a", ["-assignee:", "-attention:", "-after:"]),
        ("status:re", ["status:review", "status:rejected"]),
        ("-quote:un", ["-quote:unchecked", "-quote:unverifiable"]),
        ("rating:", ["rating:true", "rating:false", "rating:none"]),
        ("tag:e", ["tag:economy"]),
        ("nosuch:", []),
        ("status:open ", []),
        ("status:open,re", ["status:open,review", "status:open,rejected"]),
        ("-status:review,re", ["-status:review,rejected"]),
        ("STATUS:Op", ["STATUS:open"]),
        ("assignee:", ["assignee:bob", 'assignee:"Ann Lee"', "assignee:me", "assignee:none"]),
        ("assignee:an", ['assignee:"Ann Lee"']),
        ('"prices sta', []),
        ('"prices rose" sta', ["status:"]),
        ("nosuch:a,b", []),
        (":", []),
    ],
)
def test_the_last_word_is_completed(text: str, offered: list[str]) -> None:
    assert complete(text, ("true", "false"), ("economy", "sport"), ("bob", "Ann Lee")) == offered


@given(st.text(alphabet='ab:,-" \tstauopen', max_size=30))
def test_a_completion_begins_with_the_word(text: str) -> None:
    for each in complete(text, ("true",), ("economy",), ("Ann Lee",)):
        assert each.replace('"', "").casefold().startswith(last_word(text).replace(chr(34), "").casefold())
