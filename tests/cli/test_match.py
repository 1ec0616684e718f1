"""The commands that find tracked claims and manage names."""

import json

import pytest

from tests.cli.conftest import Cli

STRIKE = "A UN report confirmed that a Hwasong-11 missile struck Kharkiv in 2024."


def test_a_match_has_the_keys_of_the_contract(cli: Cli) -> None:
    cli.done("add", STRIKE)

    found = cli.done("match", STRIKE.replace("2024", "2023"), "--json").json

    assert found["id"] is None
    (match,) = found["matches"]
    assert {"claim_id", "external_id", "score", "relation", "differs"} <= match.keys()
    assert (match["relation"], match["differs"]) == ("twin", [{"kind": "date", "query": "2023", "claim": "2024"}])


def test_without_a_match_the_list_is_empty_and_the_status_0(cli: Cli) -> None:
    ran = cli("match", "Nothing like it", "--json")

    assert (ran.status, ran.json["matches"]) == (0, [])
    assert "no tracked claim is similar" in cli.done("match", "Nothing like it").err


def test_many_texts_are_matched_in_their_order(cli: Cli) -> None:
    cli.done("add", STRIKE)
    asked = [{"id": "b", "text": STRIKE}, {"text": "Nothing like it"}]

    ran = cli.done("match", "--from", "-", "--json", stdin="\n".join(map(json.dumps, asked)) + "\n\n")

    assert [(line["id"], len(line["matches"])) for line in ran.lines] == [("b", 1), (2, 0)]


@pytest.mark.parametrize(
    ("arguments", "stdin", "message"),
    [
        (("match",), "", "give either a text or --from FILE"),
        (("match", "a", "--from", "-"), "", "give either a text or --from FILE"),
        (("match", "--from", "-"), "", "give --json too"),
        (("match", "--from", "absent.jsonl", "--json"), "", "absent.jsonl cannot be read"),
        (("match", "--from", "-", "--json"), '{"text": "a"}\n{"id": 1}', "line 2 has no text"),
        (("match", "--from", "-", "--json"), "no json", "line 1 is not valid JSON"),
        (("match", "--from", "-", "--json"), '{"id": NaN, "text": "a"}', "line 1 is not valid JSON: NaN"),
        (("match", "--from", "-", "--json"), "[" * 100_000, "line 1 is not valid JSON"),
        (("match", "--from", "-", "--json"), '{"text": "a"}\n{"text": "b", "id": NaN}', "line 2 is not valid JSON"),
        (("match", "--from", "-", "--json"), '{"text": "bridge \\ud800"}', "line 1: the text is not valid Unicode"),
        (("match", "bridge \udcff"), "", "the text is not valid Unicode"),
        (("match", "bridge", "--lang", "not a tag"), "", "'not a tag' is not a language tag"),
    ],
)
def test_a_call_that_cannot_be_done_says_why(cli: Cli, arguments: tuple[str, ...], stdin: str, message: str) -> None:
    ran = cli(*arguments, stdin=stdin)

    assert ran.status == 2
    assert message in ran.err


def test_hostile_text_is_harmless_on_a_terminal(cli: Cli) -> None:
    cli.done("add", "The bridge \x1b[31mcollapsed\x1b[0m \u202ein May")

    ran = cli.done("match", "bridge collapsed in May \x1b[2J")

    assert "\x1b" not in ran.out
    assert "\u202e" not in ran.out


def test_names_are_listed_added_and_removed(cli: Cli) -> None:
    cli.done("alias", "add", "Freedonia", "Land of the Free", "--kind", "place")

    assert cli.done("alias", "list", "freedonia").out == "Freedonia (place): Land of the Free (own)\n"
    cli.done("alias", "remove", "Freedonia", "Land of the Free")
    assert cli("alias", "list", "freedonia").status == 1
    assert "has no alias" in cli("alias", "remove", "Freedonia", "Land of the Free").err


@pytest.mark.parametrize(
    ("entity", "name", "message"),
    [
        ("Elbonia", "a\udcffb", "the name is not valid Unicode"),
        ("a\udcffb", "Elbonia", "the entity is not valid Unicode"),
        ("Elbonia", " ", "cannot be the name"),
    ],
)
def test_a_name_that_cannot_be_stored_is_refused(cli: Cli, entity: str, name: str, message: str) -> None:
    ran = cli("alias", "add", entity, name, "--kind", "place")

    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
