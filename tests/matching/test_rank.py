"""Terms of a text, the stems that claims are found by, and the order of the claims."""

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.languages.stems import stems
from factcheck.matching.flag import (
    FITTED_CLAIMS,
    SHARED_MIN,
    TRACKED_PROBABILITY,
    Evidence,
    evidence,
    tracked_probability,
)
from factcheck.matching.rank import rank, term_weights
from factcheck.matching.terms import QUERY_MAX_TERMS, is_subject_term, query_terms, query_text


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("The bridges closed", "the bridge closes"),
        ("5.2 % of 1,000,000", "5,2 % of 1 000 000"),
        ("l’ONU", "l'onu"),
        ("café Łódź", "cafe lodz"),
        ("Ракеты попали", "ракета попала"),
        ("٣٥ قتيلا", "35 قتيلا"),
    ],
)
def test_forms_of_the_same_words_have_the_same_stems(left: str, right: str) -> None:
    assert set(stems(left).split()) == set(stems(right).split())


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        (
            "The bridge of #SaintPaul https://t.co/x1",
            ("bridg", "saintpaul", "saint", "paul"),
        ),
        ("Is it not?", ()),
        ("😀", ()),
        ("東京は", ("東京", "京は")),
    ],
)
def test_a_query_keeps_what_says_something(text: str, terms: tuple[str, ...]) -> None:
    assert query_terms(text) == terms


def test_a_long_text_is_searched_for_by_its_beginning() -> None:
    assert len(query_terms(" ".join(f"word{number}" for number in range(100_000)))) <= QUERY_MAX_TERMS


@given(st.text(max_size=300))
def test_no_text_breaks_the_search_index(text: str) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute("CREATE VIRTUAL TABLE found USING fts5(words, tokenize='unicode61 remove_diacritics 0')")
        raw.execute("INSERT INTO found VALUES (?)", (stems(text),))
        for term in query_terms(text):
            assert raw.execute("SELECT count(*) FROM found WHERE found MATCH ?", (f'"{term}"',)).fetchone()


def test_the_rarest_words_count_most_and_equal_claims_keep_their_order() -> None:
    terms = term_weights(("rare", "common"), {"rare": 1, "common": 900}, 1_000)

    found = rank(terms, {3: "common word", 2: "common word", 1: "rare word"}, is_subject_term)

    assert [each.claim_id for each in found] == [1, 2, 3]
    assert found[0].shared == ("rare",)


def test_another_name_of_a_thing_counts_less_than_its_own() -> None:
    terms = term_weights(("dprk", "missil"), {"dprk": 5, "missil": 5, "korea": 5}, 1_000, ("korea",))

    found = rank(terms, {1: "korea test", 2: "dprk test", 3: "other test"}, is_subject_term)

    assert [each.claim_id for each in found] == [2, 1]


def test_nothing_is_tracked_where_nothing_is_found() -> None:
    assert tracked_probability(None) == 0.0


def test_a_claim_stands_out_from_those_on_its_subject_and_shares_at_least_three_words() -> None:
    terms = term_weights(
        ("alpha", "beta", "gamma", "delta"), dict.fromkeys(("alpha", "beta", "gamma", "delta"), 9), 20_000
    )
    first, *others = rank(
        terms,
        {1: "alpha beta gamma delta", 2: "alpha beta other", 3: "alpha beta gamma other"},
        is_subject_term,
    )

    alone = tracked_probability(evidence(first, [], terms, 20_000))
    contested = tracked_probability(evidence(first, others, terms, 20_000))
    short = Evidence(shared=SHARED_MIN - 1, lead=3.0, distance=1.0)

    assert alone > contested > 0
    assert tracked_probability(short) == 0 < TRACKED_PROBABILITY


def test_the_same_words_say_less_in_a_small_collection_than_in_a_big_one() -> None:
    words = ("alpha", "beta", "gamma", "delta", "epsilon", "zeta")
    terms = term_weights(words, dict.fromkeys(words, 9), FITTED_CLAIMS)
    (first,) = rank(terms, {1: "alpha beta gamma delta other words"}, is_subject_term)

    by_size = [tracked_probability(evidence(first, [], terms, claims)) for claims in (1, 2_000, FITTED_CLAIMS, 10**6)]

    assert by_size[0] < by_size[1] < by_size[2] == by_size[3]


@pytest.mark.parametrize(
    ("text", "encoded"),
    [
        ("The bridge is closed", "The bridge is closed"),
        ("The bridge\nis closed https://news.example/a pic.twitter.com/x", "The bridge is closed"),
        ("https://news.example/a", "https://news.example/a"),
        ("bridge " * 40, " ".join(["bridge"] * 23)),
        ("b" * 300, "b" * 160),
    ],
)
def test_the_beginning_of_a_text_is_encoded_without_addresses(text: str, encoded: str) -> None:
    assert query_text(text) == encoded
