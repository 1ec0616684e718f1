"""What differs between two claims: named by rules, in eleven languages."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from factcheck.matching import common_ground, differences
from factcheck.matching.aliases import Aliases
from factcheck.matching.differences import compare
from factcheck.matching.quantities import Quantity
from factcheck.services.matching.aliases import default_aliases
from factcheck.vocabulary import ClaimDifferenceKind, MatchRelation

DATA = Path(__file__).parents[1] / "data"

NAMES: Aliases = default_aliases()


def pairs(name: str) -> list[Any]:
    lines = (DATA / "matching" / name).read_text(encoding="utf-8").splitlines()
    return [pytest.param(row, id=row["id"]) for row in map(json.loads, lines)]


def is_twin(row: dict[str, str]) -> bool:
    found = compare(row["a"], row["b"], NAMES, query_language=row["language"], claim_language=row["language"])
    return found.relation is MatchRelation.TWIN


@pytest.mark.parametrize("pair", pairs("twins.jsonl"))
def test_a_twin_does_not_say_the_same(pair: dict[str, str]) -> None:
    found = compare(pair["a"], pair["b"], NAMES, query_language=pair["language"], claim_language=pair["language"])

    assert found.relation is not MatchRelation.SAME
    assert [each.kind for each in found.differs][:1] in ([pair["kind"]], [])


def test_nearly_all_twins_are_labelled() -> None:
    rows = [each.values[0] for each in pairs("twins.jsonl")]

    labelled = [row["id"] for row in rows if is_twin(row)]

    assert len(labelled) >= 0.95 * len(rows)


@pytest.mark.parametrize("pair", pairs("related.jsonl"))
def test_claims_about_one_person_are_not_twins_for_that(pair: dict[str, str]) -> None:
    found = compare(pair["a"], pair["b"], NAMES, query_language=pair["language"], claim_language=pair["language"])

    assert (found.relation, found.differs) == (MatchRelation.RELATED, ())


@pytest.mark.parametrize(
    ("query", "claim"),
    [
        ("The council closed the pool in 2021.", "The council closed the pool."),
        ("The council closed 12 pools.", "The council closed the pools."),
        ("The council will close the pool.", "The council closed the pool."),
        ("Nearly all pools were closed by the council.", "Pools were closed by the council."),
        ("The council painted the pool.", "The council drained the pool."),
        ("The council of Leeds closed the pool.", "The council closed the pool."),
    ],
)
def test_what_one_claim_leaves_open_is_not_the_same(query: str, claim: str) -> None:
    found = compare(query, claim, NAMES, query_language="en", claim_language="en")

    assert found.relation is MatchRelation.RELATED


@pytest.mark.parametrize(
    ("query", "claim", "language"),
    [
        ("The trial lasted three and a half months.", "The trial lasted 3.5 months.", "en"),
        ("Half a million people left Norway.", "500,000 people left Norway.", "en"),
        ("Zweieinhalb Millionen Menschen wohnen in Hamburg.", "In Hamburg wohnen 2,5 Millionen Menschen.", "de"),
        ("W porcie zatonęło dwadzieścia pięć łodzi.", "W porcie zatonęło 25 łodzi.", "pl"),
        ("The road is 1,500 metres long.", "The road is 1.5 kilometres long.", "en"),
        ("The channel is unavailable in Canada.", "In Canada the channel is not available.", "en"),
        ("The council shut the pool.", "The pool was closed by the council.", "en"),
    ],
)
def test_other_words_for_one_fact_are_no_difference(query: str, claim: str, language: str) -> None:
    assert compare(query, claim, NAMES, query_language=language, claim_language=language).differs == ()


@pytest.mark.parametrize(
    ("query", "claim", "language"),
    [
        ("In July 2023 euro area inflation fell.", "Inflation in the euro area fell in July 2023.", "en"),
        ("En julio de 2023 euros falsos circularon.", "Euros falsos circularon en julio de 2023.", "es"),
    ],
)
def test_the_year_of_a_month_is_no_amount_of_the_currency_behind_it(query: str, claim: str, language: str) -> None:
    found = compare(query, claim, NAMES, query_language=language, claim_language=language)

    assert (found.relation, found.differs) == (MatchRelation.SAME, ())


@pytest.mark.parametrize(
    ("query", "claim", "language"),
    [
        ("Girls read more than boys.", "Boys read more than girls.", "en"),
        ("The ferry runs from Oslo to Kiel.", "The ferry runs from Kiel to Oslo.", "en"),
        ("Support rose from 30 % to 40 %.", "Support rose from 40 % to 30 %.", "en"),
        ("Norway expelled the ambassador of Chile.", "Chile expelled the ambassador of Norway.", "en"),
        ("Prices rose in the town.", "The town has cheaper prices.", "en"),
        ("Le Mali a expulsé l’ambassadeur de France.", "La France a expulsé l’ambassadeur du Mali.", "fr"),
    ],
)
def test_exchanged_places_are_another_direction(query: str, claim: str, language: str) -> None:
    found = compare(query, claim, NAMES, query_language=language, claim_language=language)

    assert [each.kind for each in found.differs] == [ClaimDifferenceKind.DIRECTION]


@pytest.mark.parametrize(
    ("query", "claim"),
    [
        ("Apple sued Samsung.", "Samsung was sued by Apple."),
        ("Norway and Chile signed the treaty.", "Chile and Norway signed the treaty."),
        ("Trump said Biden closed the pool.", "Biden closed the pool, Trump said."),
        ("The ferry runs from Oslo to Kiel.", "To Kiel the ferry runs from Oslo."),
    ],
)
def test_another_order_of_words_is_no_difference(query: str, claim: str) -> None:
    assert compare(query, claim, NAMES, query_language="en", claim_language="en").differs == ()


def test_claims_that_say_the_same_are_rarely_called_twins() -> None:
    rows = [each.values[0] for each in pairs("same.jsonl")]

    twins = [row["id"] for row in rows if is_twin(row)]

    assert len(twins) <= 1, twins


@pytest.mark.parametrize(
    ("query", "claim", "kind", "words"),
    [
        ("Prices rose by 5.2 % in May.", "Prices rose by 2.5 % in May.", "number", ("5.2 %", "2.5 %")),
        (
            "Prices rose by 5 percent.",
            "Prices rose by 5 percentage points.",
            "unit",
            ("5 percent", "5 percentage points"),
        ),
        ("The bridge cost $3 million.", "The bridge cost €3 million.", "unit", ("$3 million", "€3 million")),
        ("The bridge did not close in May.", "The bridge closed in May.", "negation", ("not", "")),
        ("The WHO banned the drug in 2021.", "UNICEF banned the drug in 2021.", "person", ("WHO", "UNICEF")),
        ("Norway banned the drug.", "Danish authorities banned the drug.", "place", ("Norway", "Danish")),
        ("The drug was banned in May 2021.", "The drug was banned in June 2021.", "date", ("May", "June")),
        ("The drug was banned last year.", "The drug was banned this year.", "date", ("last year", "this year")),
    ],
)
def test_a_difference_has_the_words_of_both(query: str, claim: str, kind: str, words: tuple[str, str]) -> None:
    (found,) = compare(query, claim, NAMES, query_language="en", claim_language="en").differs

    assert (found.kind, found.query, found.claim) == (ClaimDifferenceKind(kind), *words)


@pytest.mark.parametrize(
    ("query", "claim"),
    [
        (
            "North Korea fired a missile at Kharkiv in January 2024.",
            "La RPDC a tiré un missile sur Kharkiv en janvier 2024.",
        ),
        ("The WHO counted 1,200 cases in Kenya in 2021.", "L’OMS a compté 1 200 cas au Kenya en 2021."),
    ],
)
def test_names_and_figures_are_equal_across_languages(query: str, claim: str) -> None:
    assert compare(query, claim, NAMES, query_language="en", claim_language="fr").differs == ()


def test_another_figure_is_named_across_languages() -> None:
    found = compare(
        "The WHO counted 1,200 cases in Kenya in 2021.",
        "L’OMS a compté 2 100 cas au Kenya en 2021.",
        NAMES,
        query_language="en",
        claim_language="fr",
    )

    assert [each.kind for each in found.differs] == [ClaimDifferenceKind.NUMBER]


def test_claims_about_other_things_are_only_related() -> None:
    found = compare("Five boats sank in Oslo.", "The parliament of Chile passed a law in 2019.", NAMES)

    assert (found.relation, found.differs) == (MatchRelation.RELATED, ())


def test_a_short_text_does_not_say_what_a_long_claim_says() -> None:
    found = compare(
        "Missile hit Kharkiv",
        "A UN report confirmed that a North Korean missile of a new type hit a school in Kharkiv.",
        NAMES,
    )

    assert found.relation is MatchRelation.RELATED


@pytest.mark.parametrize(
    ("query", "claim"),
    [
        ("The minister paid the company.", "The company paid the minister."),
        ("Brazil beat Spain in the final.", "Spain beat Brazil in the final."),
        ("The driver robbed a guest yesterday.", "The driver was robbed by a guest yesterday."),
        ("Men earn more than women in the firm.", "Women earn more than men in the firm."),
        ("The rate rose from 5 to 7 percent.", "The rate rose from 7 to 5 percent."),
        ("It was 5 percent in 2019 and 7 percent in 2020.", "It was 7 percent in 2019 and 5 percent in 2020."),
        ("The law was passed in 2019 and repealed in 2020.", "The law was repealed in 2019 and passed in 2020."),
        ("The vote ended 3-4 in the senate.", "The vote ended 4-3 in the senate."),
        ("The share of voters is < 5 %.", "The share of voters is > 5 %."),
        ("The balance changed by 5 %.", "The balance changed by –5 %."),
        ("Prices were 5‰ above the average.", "Prices were 5% above the average."),
        ("About ½ of the patients died.", "About ¼ of the patients died."),
        ("The bridge cost ₹5 million.", "The bridge cost ₽5 million."),
        ("The tower is 50 m high.", "The tower is 50 km high."),
        ("The dose is 5 mg a day.", "The dose is 5 g a day."),
        ("The train left at 5:30 am.", "The train left at 5:30 pm."),
        ("World War I began in that summer.", "World War II began in that summer."),
        ("His wife was arrested at the airport.", "His son was arrested at the airport."),
        ("%", "5"),
        ("!!!", "???"),
        ("", ""),
    ],
)
def test_the_same_words_may_say_something_else(query: str, claim: str) -> None:
    found = compare(query, claim, NAMES, query_language="en", claim_language="en")

    assert found.relation is not MatchRelation.SAME


@pytest.mark.parametrize(
    ("language", "active", "passive", "is_other"),
    [
        ("de", "Ein Pfleger hat gestern einen Mann verletzt.", "Gestern wurde ein Pfleger von einem Mann verletzt.", True),
        ("fr", "Le chauffeur a volé un client hier.", "Hier le chauffeur a été volé par un client.", True),
        ("en", "The driver robbed a guest.", "A guest was robbed by the driver.", False),
        ("fr", "Le chauffeur a volé un client.", "Un client a été volé par le chauffeur.", False),
    ],
)  # fmt: skip
def test_who_did_it_to_whom_matters(language: str, active: str, passive: str, is_other: bool) -> None:
    for query, claim in ((active, passive), (passive, active)):
        found = compare(query, claim, NAMES, query_language=language, claim_language=language)

        assert (found.relation is not MatchRelation.SAME) == is_other


@pytest.mark.parametrize(
    ("query", "claim"),
    [
        ("In 2020 prices rose by 5 % in Norway.", "Prices rose by 5 % in Norway in 2020."),
        ("The bridge cost $5 million.", "The bridge cost 5 million dollars."),
        ("The United States banned the drug.", "The USA banned the drug."),
        ("The drug was banned in May 2021.", "THE DRUG WAS BANNED IN MAY 2021!"),
    ],
)
def test_another_form_of_a_claim_says_the_same(query: str, claim: str) -> None:
    found = compare(query, claim, NAMES, query_language="en", claim_language="en")

    assert (found.relation, found.differs) == (MatchRelation.SAME, ())


def test_the_work_for_two_tables_of_figures_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    compared = 0
    is_equal = common_ground.is_equal

    def counted(a: Quantity, b: Quantity) -> bool:
        nonlocal compared
        compared += 1
        return is_equal(a, b)

    for module in (common_ground, differences):
        monkeypatch.setattr(module, "is_equal", counted)
    own = "The prices were " + " ".join(str(number) for number in range(2_100, 2_480))
    other = "The prices were " + " ".join(str(number) for number in range(12_100, 12_480))

    found = compare(own, other, NAMES, query_language="en", claim_language="en")

    assert found.relation is not MatchRelation.SAME
    assert 0 < compared <= 6 * common_ground.FIGURES_MAX**2


def test_many_figures_in_another_order_do_not_say_the_same() -> None:
    own = "The prices were " + ", ".join(f"{number} euros" for number in range(100, 200))
    other = "The prices were " + ", ".join(f"{number} euros" for number in reversed(range(100, 200)))

    found = compare(own, other, NAMES, query_language="en", claim_language="en")

    assert found.relation is not MatchRelation.SAME


def test_long_texts_say_the_same_only_where_all_of_both_was_compared() -> None:
    beginning = "The drug was banned in May 2021. " * 200

    assert compare(f"{beginning}It is safe.", f"{beginning}It is deadly.", NAMES).relation is not MatchRelation.SAME
    assert compare(f"{beginning}It is safe.", f"{beginning}It  is safe.", NAMES).relation is MatchRelation.SAME


TEXTS = st.text(max_size=80) | st.lists(
    st.sampled_from(
        "not never all 5 % 12 million May 2021 WHO Norway rose fell half one in five per day -3 1,200.5".split()
    ),
    max_size=12,
).map(" ".join)


@given(TEXTS)
def test_a_text_does_not_differ_from_itself(text: str) -> None:
    assert compare(text, text, NAMES).differs == ()


@given(TEXTS, TEXTS)
def test_the_kinds_of_differences_do_not_depend_on_the_order(left: str, right: str) -> None:
    forth = compare(left, right, NAMES, query_language="en", claim_language="en")
    back = compare(right, left, NAMES, query_language="en", claim_language="en")

    assert sorted(each.kind for each in forth.differs) == sorted(each.kind for each in back.differs)
    assert forth.relation is back.relation
