"""Tracked claims that may say the same: found, labelled, and led to the claim that counts."""

import sqlite3
import subprocess
import sys
from contextlib import closing
from typing import Any

import pytest

from factcheck.errors import InputError
from factcheck.services.desk import Desk, open_desk
from factcheck.services.editing import claims, duplicates
from factcheck.services.matching import find_matches, matches_of_claims
from factcheck.services.matching.aliases import AliasKind, add_alias, list_aliases, remove_alias
from factcheck.services.operations.integrity import check_integrity
from factcheck.settings import Settings
from factcheck.store.read_model import matches
from factcheck.vocabulary import ClaimDifferenceKind, MatchRelation

STRIKE = "A UN report confirmed that a Hwasong-11 missile from North Korea struck Kharkiv in January 2024."


def add(desk: Desk, text: str = STRIKE, **more: Any) -> int:
    return claims.add_claim(desk, claims.NewClaim(text=text, **more))


def test_a_reworded_claim_is_found_and_says_the_same(desk: Desk) -> None:
    number = add(desk)
    add(desk, "The harbour bridge was closed for repairs.")

    (first, *_) = find_matches(
        desk, "UN report confirmed North Korean Hwasong-11 missile strike on Kharkiv in January 2024"
    )

    assert (first.claim_id, first.relation, first.differs) == (number, MatchRelation.SAME, ())
    assert "Hwasong-11" in first.why
    assert 0 < first.score <= 1


def test_a_numeric_twin_is_not_taken_for_the_claim(desk: Desk) -> None:
    number = add(desk, "Le chômage a baissé de 5,2 % en mai.", language="fr")

    (first,) = find_matches(desk, "Le chômage a baissé de 2,5 % en mai.")

    assert (first.claim_id, first.relation) == (number, MatchRelation.TWIN)
    assert [(each.kind, each.query, each.claim) for each in first.differs] == [
        (ClaimDifferenceKind.NUMBER, "2,5 %", "5,2 %")
    ]


def test_a_claim_with_another_name_does_not_outrank_the_claim_itself(desk: Desk) -> None:
    reworded = add(desk, "UN report confirmed North Korean Hwasong-11 missile strike on Kharkiv in January 2024")
    same = add(desk)
    for place in ("Oslo", "Rome", "Kyiv"):
        add(desk, f"{place}: {STRIKE}")

    found = find_matches(desk, STRIKE, count=10)

    assert found[0].claim_id == same
    assert reworded in {each.claim_id for each in found}
    assert all(0 < each.score <= 1 for each in found)


def test_newer_claims_do_not_hide_an_older_one_from_a_claim(desk: Desk) -> None:
    older = add(desk, "UN report confirmed North Korean Hwasong-11 missile strike on Kharkiv in January 2024")
    newer = [
        add(desk, STRIKE),
        *(
            add(desk, f"{place}: {STRIKE}")
            for place in ("Oslo", "Rome", "Kyiv", "Lima", "Bern", "Riga", "Bonn", "Baku")
        ),
    ]

    ((_, found),) = matches_of_claims(desk, newer[:1])

    assert [each.claim_id for each in found] == [older]


def test_claims_that_differ_by_a_sign_alone_are_both_shown(desk: Desk) -> None:
    falls = add(desk, "The balance of the port changed by -5 % in May.")
    rises = add(desk, "The balance of the port changed by 5 % in May.")

    found = find_matches(desk, "The balance of the port changed by 5 % in May.")

    assert {each.claim_id: each.relation for each in found} == {rises: MatchRelation.SAME, falls: MatchRelation.TWIN}


def test_other_names_of_a_thing_find_it(desk: Desk) -> None:
    number = add(desk, "Die DVRK hat eine Rakete gestartet.", language="de")

    assert [each.claim_id for each in find_matches(desk, "Nordkorea feuerte gestern")] == [number]


def test_a_stand_alone_wording_is_compared_where_the_text_says_less(desk: Desk) -> None:
    add(desk, "Er fiel um 5 Prozent.", standalone="The milk price fell by 5 percent in Bavaria.", language="de")

    (first,) = find_matches(desk, "Milk price in Bavaria fell by 5 percent", language="en")

    assert first.relation is MatchRelation.SAME


@pytest.mark.parametrize("text", ["", "   ", "😀", "the of and", "x" * 1_000_000, '"AND" OR NOT NEAR(', "\x00\x1b[31m"])
def test_no_text_is_an_error(desk: Desk, text: str) -> None:
    add(desk)

    assert find_matches(desk, text) == []


def test_a_withdrawn_claim_is_not_shown(desk: Desk) -> None:
    number = add(desk)
    claims.withdraw_claim(desk, number)

    assert find_matches(desk, STRIKE) == []


def test_a_merged_claim_leads_to_the_one_that_counts(desk: Desk) -> None:
    merged, canonical = add(desk), add(desk, "Kharkiv was hit by a missile made in North Korea, says the UN.")
    duplicates.merge(desk, merged, canonical)

    assert [each.claim_id for each in find_matches(desk, STRIKE)] == [canonical]


def test_the_claim_itself_can_be_left_out(desk: Desk) -> None:
    first, second = add(desk), add(desk, STRIKE.replace("Kharkiv", "Odesa"))

    assert [each.claim_id for each in find_matches(desk, STRIKE, exclude={first})] == [second]


def test_an_edited_claim_is_found_by_its_new_words(desk: Desk) -> None:
    number = add(desk, "The harbour bridge was closed.")
    claims.edit_claim(desk, number, claims.ClaimEdit(text="The cathedral tower collapsed."))

    assert find_matches(desk, "harbour bridge") == []
    assert [each.claim_id for each in find_matches(desk, "cathedral tower")] == [number]


def test_in_a_big_collection_frequent_words_only_order_what_the_rarest_find(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ["alpha", "beta", "gamma", "delta", "delta"]
    telling = [add(desk, f"{word} council vote {number}") for number, word in enumerate(words)]
    best = add(desk, "alpha delta council")
    text = "alpha beta gamma delta council vote"
    everything = {each.claim_id for each in find_matches(desk, text, count=10)}

    monkeypatch.setattr(matches, "POSTINGS_MAX", 6)
    found = [each.claim_id for each in find_matches(desk, text, count=10)]

    assert everything == {*telling, best}
    assert found.index(best) < found.index(telling[0]), "words that are not searched for still count"
    assert set(found) == {telling[0], telling[1], telling[2], best}

    monkeypatch.setattr(matches, "POSTINGS_MAX", 1)
    found = [each.claim_id for each in find_matches(desk, text, count=10)]

    assert set(found) == {telling[1], telling[2], best}, "of the three rarest words the newest claim that has each"


def test_of_very_many_claims_those_with_the_most_telling_words_are_compared(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        add(desk, f"council {number}")
    best = add(desk, "alpha council beta")
    monkeypatch.setattr(matches, "CANDIDATES_MAX", 1)

    assert [each.claim_id for each in find_matches(desk, "council alpha")] == [best]


@pytest.mark.parametrize("count", [0, 101])
def test_an_impossible_number_of_matches_is_refused(desk: Desk, count: int) -> None:
    with pytest.raises(InputError, match="use 1 to 100"):
        find_matches(desk, STRIKE, count=count)


def test_claims_without_stems_get_them_when_they_are_needed(desk: Desk, settings: Settings) -> None:
    number = add(desk)
    with closing(sqlite3.connect(settings.db)) as raw, raw:
        raw.execute("UPDATE claim SET match_text = ''")
    assert check_integrity(desk, full=True, save_checkpoint=False).findings() == []

    assert [each.claim_id for each in find_matches(desk, STRIKE)] == [number]


WRITER = """
import sys
from factcheck.services.desk import open_desk
from factcheck.services.editing import claims
from factcheck.settings import Settings

with open_desk(Settings(db=sys.argv[1], actor="bob")) as desk:
    for number in range(40):
        claims.add_claim(desk, claims.NewClaim(text=f"The harbour bridge was closed for {number} days."))
"""


@pytest.mark.process
def test_claims_are_found_while_another_process_adds_some(desk: Desk, settings: Settings) -> None:
    number = add(desk)
    writer = subprocess.Popen([sys.executable, "-c", WRITER, settings.db])
    found = [find_matches(desk, STRIKE)[0].claim_id for _ in range(20)]

    assert writer.wait(60) == 0
    assert set(found) == {number}
    assert len(find_matches(desk, "harbour bridge closed", count=100)) == 40


def test_a_name_that_the_desk_adds_counts_until_it_is_removed(desk: Desk, settings: Settings) -> None:
    number = add(desk, "Freedonia attacked Sylvania.")
    add_alias(desk, "Freedonia", "Freedonia", AliasKind.PLACE)
    add_alias(desk, "Freedonia", "Land of the Free")

    with open_desk(settings) as again:
        assert [each.claim_id for each in find_matches(again, "Land of the Free invaded")] == [number]
        assert [each.name for each in list_aliases(again, "freedonia") if each.is_own] == [
            "Freedonia",
            "Land of the Free",
        ]
    remove_alias(desk, "Freedonia", "Land of the Free")
    assert find_matches(desk, "Land of the Free invaded") == []


def test_a_name_that_the_program_brings_along_can_be_removed(desk: Desk) -> None:
    remove_alias(desk, "KP", "DVRK")

    assert "DVRK" not in [each.name for each in list_aliases(desk, "KP")]


def test_a_name_that_the_program_brings_along_is_not_the_desks_own_once_it_is_back(desk: Desk) -> None:
    remove_alias(desk, "KP", "DVRK")

    back = add_alias(desk, "KP", "DVRK")

    assert not back.is_own
    assert [each.is_own for each in list_aliases(desk, "KP") if each.name == "DVRK"] == [False]


def test_an_entity_without_a_name_can_become_another_kind_of_thing(desk: Desk) -> None:
    add_alias(desk, "Freedonia", "Freedonia", AliasKind.PLACE)
    remove_alias(desk, "Freedonia", "Freedonia")

    add_alias(desk, "Freedonia", "Freedonia", AliasKind.PERSON)

    assert [each.kind for each in list_aliases(desk, "freedonia")] == [AliasKind.PERSON]


@pytest.mark.parametrize(
    ("entity", "name", "kind", "message"),
    [
        ("Sylvania", "Sylvania", None, "say with --kind"),
        ("KP", "Chosŏn", AliasKind.PERSON, "is a place"),
        ("KP", "…", None, "with a letter or a digit"),
    ],
)
def test_a_name_that_cannot_be_added_says_why(
    desk: Desk, entity: str, name: str, kind: AliasKind | None, message: str
) -> None:
    with pytest.raises(InputError, match=message):
        add_alias(desk, entity, name, kind)
