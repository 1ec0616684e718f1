"""Commands that show many: list, alerts, log. Every one takes the same filter words."""

import csv
import io
import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from factcheck.cli import lists
from factcheck.services.desk import open_desk
from factcheck.services.editing import citations, claims
from factcheck.services.editing.claims import ClaimEdit, NewClaim
from factcheck.settings import Settings
from factcheck.vocabulary import Status
from tests.cli.conftest import Cli
from tests.cli.test_claims import CITATION, CLAIM
from tests.support.web import Web, answer, article

ALERT = set("id claim_id citation_id url kind from to rule opened_at resolved_at resolved_by resolution".split())
EVENT = set("id at actor action subject claim_id data hash".split())
QUOTED = "prices rose by 3% in May"


@pytest.fixture(scope="module")
def filed_desk(empty_desk: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database of three claims, to be copied: the second is worked on, the third is rated and cites a source."""
    path = tmp_path_factory.mktemp("filed") / "desk.db"
    shutil.copy(empty_desk, path)
    may, june = date(2024, 5, 20), date(2024, 6, 10)
    with open_desk(Settings(db=str(path), actor="ana")) as desk:
        claims.add_claim(
            desk,
            NewClaim(
                text="The bridge was closed", tags=("ukraine",), claimant="A mayor", claimed_from=may, claimed_to=may
            ),
        )
        claims.add_claim(
            desk, NewClaim(text="North Korea sent shells", language="fr", claimed_from=june, claimed_to=june)
        )
        claims.add_claim(desk, NewClaim(text="Taxes fell", tags=("economy",)))
        claims.edit_claim(desk, 2, ClaimEdit(status=Status.OPEN, assignee="ana", priority=3))
        claims.rate_claim(desk, 3, "false", "They rose")
        citations.cite(desk, 3, "https://news.example/taxes", quote="taxes fell")
    return path


@pytest.fixture
def filed(cli: Cli, filed_desk: Path) -> Cli:
    """The command line at a desk of three claims."""
    shutil.copy(filed_desk, cli.db)
    return cli


@pytest.fixture
def alerted(cli: Cli, web: Web) -> Cli:
    """A claim with an open alert: a figure of its quote was changed."""
    web["/a"] = answer(article(f"Officials said that {QUOTED}, a record."))
    cli.done("add", "Prices rose by 3%", "--tag", "economy")
    cli.done("cite", 1, web.url("/a"), "--quote", QUOTED)
    web["/a"] = answer(article(f"Officials said that {QUOTED.replace('3', '8')}, a record."))
    cli.done("verify", "--all")
    cli.done("verify", "--all")
    return cli


def ids(rows: Any) -> list[int]:
    return sorted(row["id"] for row in rows)


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ((), [1, 2, 3]),
        (("status:open",), [2]),
        (("-status:open",), [1, 3]),
        (("rating:false",), [3]),
        (("rating:none",), [1, 2]),
        (("assignee:me",), [2]),
        (("tag:ukraine",), [1]),
        (("tag:ukraine,economy",), [1, 3]),
        (("link:unchecked",), [3]),
        (("link:dead",), []),
        (("quote:unchecked",), [3]),
        (("quote:altered",), []),
        (("attention:yes",), []),
        (("before:2024-06-01",), [1]),
        (("after:2024-06-01", "before:2024-07-01"), [2]),
        (("claimant:mayor",), [1]),
        (("lang:fr",), [2]),
        (("priority:3",), [2]),
        (("id:1",), [1]),
        (('"north korea"',), [2]),
        (("north", "korea"), [2]),
        (('status:open "north korea" assignee:me',), [2]),
        (("status:open", "bridge"), []),
    ],
)
def test_a_filter_finds_its_claims(filed: Cli, words: tuple[str, ...], found: list[int]) -> None:
    claims = filed.done("list", *words, "--json").json

    assert ids(claims) == found


def test_a_listed_claim_has_the_keys_of_the_contract(filed: Cli) -> None:
    claims = filed.done("list", "--json", "--sort", "id").json

    assert all(claim.keys() >= CLAIM for claim in claims)
    assert claims[0]["citations"][0].keys() >= CITATION


def test_a_claim_is_the_same_in_a_list_and_shown(alerted: Cli) -> None:
    (listed,) = alerted.done("list", "--json").json
    shown = alerted.done("show", 1, "--json").json

    assert {name: shown[name] for name in CLAIM} == {name: listed[name] for name in CLAIM}


def test_a_list_can_be_sorted_and_limited(filed: Cli) -> None:
    assert [claim["id"] for claim in filed.done("list", "--sort", "id", "--json").json] == [3, 2, 1]
    assert [claim["id"] for claim in filed.done("list", "--limit", 2, "--json").json] == [2, 3]


def test_a_list_for_people_prints_its_count_on_stderr(filed: Cli) -> None:
    listed = filed.done("list", "status:inbox")

    assert listed.err == "2 of 2 claims\n"
    assert "The bridge was closed" in listed.out
    assert "North Korea" not in listed.out


def test_a_list_for_screen_readers_is_a_claim_a_line(filed: Cli) -> None:
    listed = filed.done("list", "status:open", "--plain")

    assert listed.out == "claim 2: North Korea sent shells. open, not rated, nothing cited\n"


def test_a_list_as_csv_can_be_read_back(filed: Cli) -> None:
    filed.done("set", 1, 'text=He said: "it\nis closed", twice')

    rows = list(csv.DictReader(io.StringIO(filed.done("list", "--csv", "--sort", "id").out, newline="")))

    assert [row["id"] for row in rows] == ["3", "2", "1"]
    assert rows[0]["rating"] == "false"
    assert rows[2]["text"] == 'He said: "it\nis closed", twice'
    assert rows[2]["claimed_on"] == "2024-05-20"


@pytest.mark.parametrize("formula", ["=1+2", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_csv_cell_is_not_a_formula(cli: Cli, formula: str) -> None:
    cli.done("add", "--claimant", formula, "--", formula)

    (row,) = csv.DictReader(io.StringIO(cli.done("list", "--csv").out, newline=""))

    assert (row["text"], row["claimant"]) == ("'" + formula, "'" + formula)
    assert cli.done("show", 1, "--json").json["text"] == formula


def test_an_alert_has_the_keys_of_a_claims_alert(alerted: Cli) -> None:
    (alert,) = alerted.done("alerts", "--json").json

    assert alert.keys() >= ALERT
    assert (alert["claim_id"], alert["citation_id"], alert["kind"]) == (1, 1, "quote")
    assert (alert["from"], alert["to"], alert["resolved_at"]) == ("exact", "altered", None)
    assert alerted.done("show", 1, "--json").json["alerts"] == [alert]
    assert alerted.done("list", "attention:yes", "--json").json[0]["alerts"] == [alert]


@pytest.mark.parametrize(
    ("words", "found"), [((), 1), (("tag:economy",), 1), (("tag:sport",), 0), (("quote:altered", "prices"), 1)]
)
def test_alerts_take_the_filter_of_claims(alerted: Cli, words: tuple[str, ...], found: int) -> None:
    alerts = alerted.done("alerts", *words, "--json").json

    assert len(alerts) == found


def test_an_alert_for_people_names_claim_and_difference(alerted: Cli) -> None:
    line, quoted, stands, because = alerted.done("alerts").out.splitlines()

    assert "claim 1" in line
    assert "exact → altered" in line
    assert "“3%” became “8%”" in line
    assert QUOTED in quoted
    assert "8%" in stands
    assert because.count("Z altered") == 2


def test_resolved_alerts_are_shown_on_request(alerted: Cli, web: Web) -> None:
    web["/a"] = answer(article(f"Officials said that {QUOTED}, a record."))
    alerted.done("verify", "--all")

    (alert,) = alerted.done("alerts", "--all", "--json").json

    assert alerted.done("alerts", "--json").json == []
    assert alert["resolution"] == "cleared"
    assert alert["resolved_at"].endswith("Z")


def test_findings_that_wait_for_a_second_check_are_on_stderr(cli: Cli, web: Web) -> None:
    web["/a"] = answer(article("Officials said that prices rose by 8% in May, a record."))
    cli.done("add", "Prices rose by 3%")
    cli.done("cite", 1, web.url("/a"), "--quote", QUOTED)

    alerts = cli.done("alerts", "--json")

    assert alerts.json == []
    assert "waiting: claim 1, citation 1" in alerts.err


def test_a_line_of_the_log_says_who_did_what_to_which_row(filed: Cli) -> None:
    newest, *_, oldest = filed.done("log", "--json").json

    assert newest.keys() >= EVENT
    assert (newest["actor"], newest["action"], newest["claim_id"]) == ("ana", "citation.added", 3)
    assert (oldest["action"], oldest["subject"]) == ("claim.added", "claim:1")
    assert oldest["at"].endswith("Z")


def test_the_log_can_be_limited_to_one_claim_and_a_number(filed: Cli) -> None:
    of_two = filed.done("log", 2, "--json").json
    short = filed.done("log", "--limit", 1, "--json").json

    assert [event["action"] for event in of_two] == ["claim.edited", "claim.added"]
    assert [event["claim_id"] for event in short] == [3]


def test_the_log_for_people_says_what_changed_from_what_to_what(filed: Cli) -> None:
    log = filed.done("log")

    assert "status inbox → open" in log.out
    assert "rated the claim" in log.out
    assert filed.done("log", "--json").json[0]["hash"] in log.err


def test_a_csv_cell_contains_no_control_character(cli: Cli) -> None:
    cli.done("add", "red \x1b[31m words")

    listed = cli.done("list", "--csv").out

    assert "\x1b" not in listed
    assert "red ␛[31m words" in listed


def test_without_a_terminal_a_list_is_whole(cli: Cli) -> None:
    text = "A claim " + "that goes on " * 30 + "to its end"
    cli.done("add", text)

    assert text in cli.done("list").out


def test_a_tag_that_begins_like_a_flag_can_be_removed(cli: Cli) -> None:
    cli.done("add", "Prices rose", "--tag", "hoax")

    cli.done("set", 1, "-hoax")

    assert cli.done("show", 1, "--json").json["tags"] == []


def test_a_claim_shown_for_a_screen_reader_is_named_fact_by_fact(alerted: Cli) -> None:
    shown = alerted("show", 1, "--plain")

    assert shown.status == 0
    assert all(": " in line and line[0].isalpha() for line in shown.out.splitlines())
    assert {"Open alerts: 1", "Sources cited: 1", "Notes: none"} <= set(shown.out.splitlines())
    assert not set("→│─✓✕!") & set(shown.out)


@pytest.mark.parametrize("command", ["list", "alerts"])
def test_an_operator_of_another_language_is_refused_with_its_fix(cli: Cli, command: str) -> None:
    refused = cli(command, "status:open", "OR", "status:review")

    assert (refused.status, refused.out) == (2, "")
    assert 'OR: a comma means or (status:open,review); quote "OR" to search for the word' in refused.err
    cli.done(command, "status:open,review", '"OR"')


def test_a_long_list_is_whole_and_in_order_however_many_are_read_at_a_time(
    filed: Cli, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lists, "BATCH_CLAIMS", 2)

    assert [claim["id"] for claim in filed.done("list", "--sort", "id", "--json").json] == [3, 2, 1]
    assert [claim["id"] for claim in filed.done("list", "--sort", "id", "--limit", 3, "--json").json] == [3, 2, 1]
    assert [row["id"] for row in csv.DictReader(io.StringIO(filed.done("list", "--csv", "--sort", "id").out))] == [
        *("3", "2", "1")
    ]
    assert filed.done("list", "id:77", "--json").out == "[]\n"


def test_one_claim_is_not_called_claims(filed: Cli) -> None:
    assert filed.done("list", "id:1").err == "1 of 1 claim\n"
    assert filed.done("set", 1, "status=open").out == "1 of 1 claim changed\n"


def test_a_capped_count_says_so(filed: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lists, "COUNTED_MAX", 2)

    assert filed.done("list", "--limit", 1).err == "1 of 2+ claims\n"
    assert filed.done("list", "id:1,2", "--limit", 1).err == "1 of 2 claims\n"


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("due:9999-12-31", [1]),
        ("after:9999-12", []),
        ("-after:9999", [1]),
        ("before:0001", []),
        ("-untouched:0001-01-01", [1]),
    ],
)
def test_the_ends_of_the_calendar_can_be_asked_for(alerted: Cli, word: str, found: list[int]) -> None:
    assert ids(alerted.done("list", word, "--json").json) == found
    assert [alert["claim_id"] for alert in alerted.done("alerts", word, "--json").json] == found
