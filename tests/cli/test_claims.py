"""Commands that change claims: add, cite, set, rate, note, undo; and show, which reads one back."""

import pytest

from tests.cli.conftest import Cli
from tests.support.web import Web, answer, article

CLAIM = set(
    "id text language claimant claimed_on status rating why priority assignee tags attention version created_at updated_at "
    "citations alerts".split()
)
CITATION = set("id role stance url quote link quote_state checked_at memento".split())
SOURCE = "https://news.example/story"


def test_a_claim_has_the_keys_of_the_contract(cli: Cli) -> None:
    cli.done("add", "Prices rose by 3%")
    cli.done("cite", 1, SOURCE, "--quote", "prices rose", "--no-check")

    claim = cli.done("show", 1, "--json").json

    assert claim.keys() >= CLAIM
    assert claim["citations"][0].keys() >= CITATION


def test_add_records_everything_it_is_given(cli: Cli) -> None:
    told = cli.done(
        "add", "Prices rose by 3%", "--claimant", "The minister", "--on", "2024-06-01", "--lang", "en",
        "--appearance", SOURCE, "--tag", "economy", "--tag", "Ukraine", "--json",
    ).json  # fmt: skip

    facts = {name: told[name] for name in CLAIM - {"created_at", "updated_at", "citations"}}
    assert facts == {
        "id": 1, "text": "Prices rose by 3%", "language": "en", "claimant": "The minister", "claimed_on": "2024-06-01",
        "status": "inbox", "rating": None, "why": None, "priority": 2, "assignee": None, "tags": ["economy", "ukraine"],
        "attention": False, "version": 1, "alerts": [],
    }  # fmt: skip
    assert told["created_at"].endswith("Z")
    (appearance,) = told["citations"]
    assert (appearance["role"], appearance["url"], appearance["stance"]) == ("appearance", SOURCE, None)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("2024-06-01", "2024-06-01"),
        ("2024-02", "2024-02-01/2024-02-29"),
        ("2024", "2024-01-01/2024-12-31"),
        ("2024-06-01/2024-06-03", "2024-06-01/2024-06-03"),
        ("../2024-06-03", "../2024-06-03"),
        ("2024-06-01/..", "2024-06-01/.."),
        ("3 June 2024", "2024-06-03"),
        ("April 3, 2024", "2024-04-03"),
        ("3.6.2024", "2024-06-03"),
        ("12/25/2024", "2024-12-25"),
    ],
)
def test_a_date_can_be_a_day_a_month_a_year_or_an_interval(cli: Cli, given: str, kept: str) -> None:
    claim = cli.done("add", "Prices rose", "--on", given, "--json").json

    assert claim["claimed_on"] == kept


def test_add_without_json_says_the_number_on_stdout_and_nothing_else(cli: Cli) -> None:
    added = cli.done("add", "Prices rose")

    assert (added.out, added.err) == ("claim 1 added\n", "")


def test_cite_without_a_check_fetches_nothing(cli: Cli, web: Web) -> None:
    cli.done("add", "Prices rose")

    claim = cli.done(
        "cite", 1, web.url("/a"), "--quote", "prices rose", "--stance", "refutes", "--no-check", "--json"
    ).json

    (citation,) = claim["citations"]
    assert citation["link"] == citation["quote_state"] == "unchecked"
    assert (citation["role"], citation["stance"], citation["quote"]) == ("evidence", "refutes", "prices rose")
    assert citation["checked_at"] is None
    assert web.asked == []


def test_cite_checks_the_page_and_prints_link_and_quote(cli: Cli, web: Web) -> None:
    web["/a"] = answer(article("Officials said that prices rose by 3% in May, a record."))
    cli.done("add", "Prices rose")

    cited = cli.done("cite", 1, web.url("/a"), "--quote", "prices rose by 3% in May")

    (citation,) = cli.done("show", 1, "--json").json["citations"]
    assert (citation["link"], citation["quote_state"]) == ("ok", "exact")
    assert citation["checked_at"].endswith("Z")
    assert "link ok" in cited.out
    assert "quote exact" in cited.out


def test_cite_shows_what_differs_from_the_quote(cli: Cli, web: Web) -> None:
    web["/a"] = answer(article("Officials said that prices rose by 8% in May, a record."))
    cli.done("add", "Prices rose")

    cited = cli.done("cite", 1, web.url("/a"), "--quote", "prices rose by 3% in May")

    assert "quote altered" in cited.out
    assert "“3%” became “8%”" in cited.out


def test_cite_as_json_is_one_document_after_a_check_too(cli: Cli, web: Web) -> None:
    web["/a"] = answer(article("Officials said that prices rose by 3% in May, a record."))
    cli.done("add", "Prices rose")

    cited = cli.done("cite", 1, web.url("/a"), "--json")

    assert cited.json["citations"][0]["link"] == "ok"


def test_a_dead_source_is_cited_all_the_same(cli: Cli, web: Web) -> None:
    cli.done("add", "Prices rose")

    cited = cli.done("cite", 1, web.url("/gone"))

    assert "link dead (http-404)" in cited.out
    assert cli.done("show", 1, "--json").json["citations"][0]["link"] == "failing"


def test_an_archived_address_names_its_original_and_is_stored(cli: Cli) -> None:
    archived = "https://web.archive.org/web/20240601120000/https://news.example/story"
    cli.done("add", "Prices rose")

    (citation,) = cli.done("cite", 1, archived, "--no-check", "--json").json["citations"]

    assert (citation["url"], citation["memento"]) == (SOURCE, archived)


def test_set_changes_several_claims_alike(cli: Cli) -> None:
    for text in ("one", "two", "three"):
        cli.done("add", text, "--tag", "old")

    changed = cli.done("set", 1, 3, "status=open", "assignee=me", "priority=3", "+new", "-old", "--json")

    one, two, three = (cli.done("show", number, "--json").json for number in (1, 2, 3))
    for claim in (one, three):
        assert (claim["status"], claim["assignee"], claim["priority"], claim["tags"]) == ("open", "ana", 3, ["new"])
    assert (two["status"], two["tags"], two["version"]) == ("inbox", ["old"], 1)
    assert changed.json == {"claims": 2, "changed": 2}


@pytest.mark.parametrize(
    ("change", "key", "value"),
    [
        ("text=Prices fell", "text", "Prices fell"),
        ("claimant=The bank", "claimant", "The bank"),
        ("claimant=", "claimant", "unattributed"),
        ("lang=fr", "language", "fr"),
        ("lang=", "language", None),
        ("on=2024-06", "claimed_on", "2024-06-01/2024-06-30"),
        ("on=", "claimed_on", None),
        ("assignee=bob", "assignee", "bob"),
        ("assignee=none", "assignee", None),
        ("status=review", "status", "review"),
        ("+ukraine", "tags", ["economy", "ukraine"]),
        ("-economy", "tags", []),
    ],
)
def test_set_changes_one_thing(cli: Cli, change: str, key: str, value: object) -> None:
    cli.done("add", "Prices rose", "--tag", "economy", "--lang", "en", "--on", "2024")

    cli.done("set", 1, change)

    assert cli.done("show", 1, "--json").json[key] == value


def test_a_claim_without_a_rating_is_not_published(cli: Cli) -> None:
    for text in ("Prices rose", "Taxes fell", "Rain fell"):
        cli.done("add", text)
    cli.done("rate", 2, "unproven", "--why", "No source")
    before = cli.everything()

    refused = cli("set", 1, 2, 3, "status=published")
    same = cli.everything() == before
    cli.done("set", 2, "status=published")
    taken_back = cli("rate", 2, "none", "--why", "No source")

    assert (refused.status, refused.out, same) == (2, "", True)
    assert "claim 1 “Prices rose” and claim 3 “Rain fell”: a claim is published with a rating" in refused.err
    assert (taken_back.status, cli.done("show", 2, "--json").json["status"]) == (2, "published")


@pytest.mark.parametrize("words", [("add", "Prices rose", "--on", "3/4/2024"), ("set", 1, "on=3/4/2024")])
def test_a_date_that_means_two_days_is_refused(cli: Cli, words: tuple[object, ...]) -> None:
    cli.done("add", "Prices rose")

    refused = cli(*words)

    assert refused.status == 2
    assert "3 April or March 4; write 2024-04-03 or 2024-03-04" in refused.err


def test_an_equal_value_is_not_a_change(cli: Cli) -> None:
    cli.done("add", "Prices rose")

    changed = cli.done("set", 1, "status=inbox")

    assert changed.out == "0 of 1 claim changed\n"
    assert cli.done("show", 1, "--json").json["version"] == 1


def test_a_rejected_claim_keeps_its_reason(cli: Cli) -> None:
    cli.done("add", "Prices rose")

    refused = cli("set", 1, "status=rejected")
    cli.done("set", 1, "status=rejected", "why=an opinion")

    assert refused.status == 2
    assert "rejected an opinion" in cli.done("show", 1).out.replace("  ", " ")


def test_a_rating_has_a_reason_and_can_be_taken_back(cli: Cli) -> None:
    cli.done("add", "Prices rose")

    rated = cli.done("rate", 1, "mostly-true", "--why", "The office says 2.9%", "--json").json
    unrated = cli.done("rate", 1, "none", "--why", "The office corrected itself", "--json").json

    assert (rated["rating"], rated["why"]) == ("mostly-true", "The office says 2.9%")
    assert unrated["rating"] is None


def test_a_note_is_shown_under_its_claim_with_its_author(cli: Cli) -> None:
    cli.done("add", "Prices rose")

    cli.done("--actor", "bob", "note", 1, "Ask the statistics office")

    shown = cli.done("show", 1)
    assert "by bob" in shown.out
    assert "Ask the statistics office" in shown.out
    assert cli.done("show", 1, "--json").json["notes"][0]["text"] == "Ask the statistics office"


def test_undo_takes_back_the_last_action_then_the_one_before(cli: Cli) -> None:
    cli.done("add", "Prices rose")
    cli.done("set", 1, "status=open", "+economy")
    cli.done("rate", 1, "false", "--why", "They fell")

    first = cli.done("undo")
    unrated = cli.done("show", 1, "--json").json
    cli.done("undo")
    untouched = cli.done("show", 1, "--json").json

    assert first.out.startswith("undone: rated the claim")
    assert (unrated["rating"], unrated["status"]) == (None, "open")
    assert (untouched["status"], untouched["tags"]) == ("inbox", [])


def test_undo_of_a_bulk_change_is_one_action(cli: Cli) -> None:
    cli.done("add", "one")
    cli.done("add", "two")
    cli.done("set", 1, 2, "status=open")

    undone = cli.done("undo", "--json").json

    assert {claim["status"] for claim in cli.done("list", "--json").json} == {"inbox"}
    assert (undone["action"], undone["count"]) == ("claim.edited", 2)


def test_undo_of_a_claim_leaves_the_others_alone(cli: Cli) -> None:
    cli.done("add", "one")
    cli.done("add", "two")
    cli.done("set", 1, "status=open")
    cli.done("set", 2, "status=open")

    cli.done("undo", 1)

    assert [cli.done("show", number, "--json").json["status"] for number in (1, 2)] == ["inbox", "open"]


def test_undo_takes_back_only_ones_own(cli: Cli) -> None:
    cli.done("add", "Prices rose")

    bob = cli("--actor", "bob", "undo")

    assert bob.status == 2
    assert "bob has nothing to undo" in bob.err
    assert cli.done("show", 1).status == 0


def test_undo_does_not_overwrite_later_changes_of_others(cli: Cli) -> None:
    cli.done("add", "Prices rose")
    cli.done("set", 1, "status=open")
    cli.done("--actor", "bob", "set", 1, "status=review")

    ana = cli("undo")

    assert ana.status == 2
    assert "changed since" in ana.err
    assert cli.done("show", 1, "--json").json["status"] == "review"


def test_a_claim_whose_entry_was_undone_is_no_longer_shown(cli: Cli) -> None:
    cli.done("add", "Prices rose")

    cli.done("undo")

    assert cli("show", 1).status == 1
    assert cli.done("list", "--json").json == []


def test_show_of_a_missing_claim_is_status_1(cli: Cli) -> None:
    shown = cli("show", 999)

    assert (shown.status, shown.out, shown.err) == (1, "", "factcheck: there is no claim 999\n")


def test_show_prints_claim_link_and_quote(cli: Cli, web: Web) -> None:
    web["/a"] = answer(article("Officials said that prices rose by 8% in May, a record."))
    cli.done("add", "Prices rose by 3%", "--claimant", "The minister", "--tag", "economy")
    cli.done("cite", 1, web.url("/a"), "--quote", "prices rose by 3% in May")
    cli("verify", "--all")

    shown = cli.done("show", 1)

    for words in ("Prices rose by 3%", "The minister", "economy", web.url("/a"), "altered", "“3%” became “8%”"):
        assert words in shown.out
    assert "! alert 1" in shown.out
    assert shown.err == ""
