"""``verify``: the scheduled job, its JSON Lines and its exit status."""

import fcntl
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Cli
from tests.cli.test_check import RESULT
from tests.support.web import Web, answer, article

SOURCE = RESULT - {"id"} | {"source_id", "state", "quotes", "drift"}
QUOTE = {"citation_id", "claim_id", "quote"}
RUN = {"checked", "deferred", "stopped", "alerts_opened", "alerts_resolved", "network_down"}
QUOTED = "prices rose by 3% in May"


def page(words: str) -> bytes:
    return answer(article(f"Officials said that {words}, a record."))


@pytest.fixture
def cited(cli: Cli, web: Web) -> str:
    """A claim whose quote stands on a page, seen once; the page's path."""
    web["/a"] = page(QUOTED)
    cli.done("add", "Prices rose by 3%")
    cli.done("cite", 1, web.url("/a"), "--quote", QUOTED)
    return "/a"


def run_of(lines: list[Any]) -> Any:
    return lines[-1]["run"]


def test_each_source_is_a_line_and_the_run_is_the_last(cli: Cli, web: Web, cited: str) -> None:
    web["/b"] = page("taxes fell")
    cli.done("cite", 1, web.url("/b"), "--no-check")

    lines = cli.done("verify", "--all", "--json").lines

    *sources, last = lines
    assert len(sources) == 2
    assert all(source.keys() >= SOURCE for source in sources)
    assert last.keys() == {"run"}
    assert last["run"].keys() >= RUN
    counts = {name: last["run"][name] for name in RUN}
    assert counts == {
        "checked": 2,
        "deferred": 0,
        "stopped": False,
        "alerts_opened": 0,
        "alerts_resolved": 0,
        "network_down": False,
    }


def test_a_line_reports_every_quote_of_the_source(cli: Cli, web: Web, cited: str) -> None:
    cli.done("add", "It was a record")
    cli.done("cite", 2, web.url(cited), "--quote", "a record", "--no-check")
    web.asked.clear()

    (source, _) = cli.done("verify", "--all", "--json").lines

    assert all(quote.keys() >= QUOTE for quote in source["quotes"])
    told = [(quote["citation_id"], quote["claim_id"], quote["quote"]) for quote in source["quotes"]]
    assert told == [(1, 1, "exact"), (2, 2, "exact")]
    assert (source["link"], source["state"], source["quote"]) == ("ok", "ok", "exact")
    assert web.asked.count(cited) == 1


def test_the_state_is_the_confirmed_outcome_and_the_link_the_last_one(cli: Cli, web: Web, cited: str) -> None:
    del web.answers[cited]

    source, _ = cli.done("verify", "--all", "--json").lines

    assert (source["link"], source["reason"], source["state"]) == ("dead", "http-404", "failing")


def test_due_sources_are_checked_by_default(cli: Cli, web: Web, cited: str) -> None:
    cli.done("cite", 1, web.url("/new"), "--no-check")

    assert [line.get("url") for line in cli.done("verify", "--json").lines] == [web.url("/new"), None]
    assert run_of(cli.done("verify", "--due", "--json").lines)["checked"] == 0
    assert run_of(cli.done("verify", "--all", "--json").lines)["checked"] == 2


def test_claims_can_be_given_and_sources_limited(cli: Cli, web: Web, cited: str) -> None:
    cli.done("add", "Taxes fell")
    cli.done("cite", 2, web.url("/b"), "--no-check")

    named = cli.done("verify", 2, "--json").lines
    limited = cli.done("verify", "--all", "--limit", 1, "--json").lines

    assert [line.get("url") for line in named] == [web.url("/b"), None]
    assert run_of(limited)["checked"] == 1


def test_a_run_without_time_checks_nothing_and_ends_well(cli: Cli, cited: str) -> None:
    lines = cli.done("verify", "--all", "--max-runtime", "0s", "--json").lines

    assert run_of(lines)["checked"] == 0


def test_a_dry_run_fetches_and_records_nothing(cli: Cli, web: Web, cited: str) -> None:
    web.asked.clear()
    before = cli.everything()

    planned = cli.done("verify", "--all", "--dry-run", "--json")

    assert [source["url"] for source in planned.lines] == [web.url(cited)]
    assert web.asked == []
    assert cli.everything() == before


def test_exit_code_is_for_new_alerts_only(cli: Cli, web: Web, cited: str) -> None:
    cli.done("verify", "--all", "--exit-code")
    web[cited] = page(QUOTED.replace("3", "8"))

    statuses = [cli("verify", "--all", "--exit-code").status for _ in range(4)]

    assert statuses == [0, 1, 0, 0]


def test_without_exit_code_a_new_alert_is_no_failure(cli: Cli, web: Web, cited: str) -> None:
    web[cited] = page(QUOTED.replace("3", "8"))

    cli.done("verify", "--all")
    source, last = cli.done("verify", "--all", "--json").lines

    assert source["quotes"][0]["quote"] == "altered"
    assert last["run"]["alerts_opened"] == 1


def test_words_that_are_found_again_resolve_their_alert(cli: Cli, web: Web, cited: str) -> None:
    web[cited] = page(QUOTED.replace("3", "8"))
    cli.done("verify", "--all")
    cli.done("verify", "--all")
    web[cited] = page(QUOTED)

    settled = run_of(cli.done("verify", "--all", "--json").lines)

    assert (settled["alerts_opened"], settled["alerts_resolved"]) == (0, 1)
    assert cli.done("alerts", "--json").json == []


def test_for_people_problems_are_on_stdout_and_the_totals_on_stderr(cli: Cli, web: Web, cited: str) -> None:
    fine = cli.done("verify", "--all")
    del web.answers[cited]

    wrong = cli.done("verify", "--all")

    assert fine.out == ""
    assert fine.err == "1 of 1 source checked: 1 ok; 0 alerts opened, 0 resolved\n"
    assert wrong.out.split()[0] == "dead"
    assert web.url(cited) in wrong.out


def test_no_progress_is_drawn_where_there_is_no_terminal(cli: Cli, cited: str) -> None:
    told = cli.done("verify", "--all", "--json")

    assert told.err == ""
    assert "\x1b" not in told.out


def test_two_runs_never_overlap(cli: Cli, web: Web, cited: str) -> None:
    web.asked.clear()
    before = cli.everything()

    with Path(f"{cli.db}.verify.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        second = cli("verify", "--all", "--json")

    assert (second.status, second.out) == (75, "")
    assert "another run holds" in second.err
    assert web.asked == []
    assert cli.everything() == before


def test_the_lock_ends_with_its_holder(cli: Cli, cited: str) -> None:
    statuses = [cli("verify", "--all").status for _ in range(2)]

    assert statuses == [0, 0]


def test_a_network_outage_is_not_blamed_on_the_sources(cli: Cli) -> None:
    cli.done("add", "Prices rose")
    for port in (1, 7, 9):
        cli.done("cite", 1, f"http://127.0.0.1:{port}/", "--no-check")
    before = cli.everything()

    ran = cli("verify", "--json")

    assert (ran.status, ran.out) == (3, "")
    assert "the network is down" in ran.err
    assert cli.everything() == before


def test_a_full_disk_stops_a_run_before_it_begins(cli: Cli, web: Web, cited: str) -> None:
    web.asked.clear()
    cli.set(desk__min_free_bytes=10**18)
    before = cli.everything()

    ran = cli("verify", "--all")

    assert ran.status == 3
    assert "desk.min_free_bytes" in ran.err
    assert web.asked == []
    assert cli.everything() == before


def test_verify_and_show_report_how_far_a_page_has_drifted(cli: Cli, web: Web, cited: str) -> None:
    before = cli.done("show", 1, "--json").json["drift"]
    web[cited] = answer(article(f"Officials said that {QUOTED}, a record.", "A new paragraph with many other words."))

    source, _ = cli.done("verify", "--all", "--json").lines

    shown = cli.done("show", 1, "--json").json["drift"]["1"]
    assert before == {}
    assert 0 < source["drift"] < 1
    assert shown == source["drift"]
    assert f"{shown:.0%} of its words moved" in cli.done("show", 1).out
