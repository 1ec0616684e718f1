"""``db compact`` and ``history``: many checks in one row, and every one of them to be had."""

import sqlite3
from contextlib import closing

import pytest

from tests.cli.conftest import Cli
from tests.support.web import Web, answer, article

DAYS = 40


@pytest.fixture
def old(cli: Cli) -> Cli:
    """A desk whose one source has been checked for days, and has not changed."""
    cli.done("add", "Prices rose")
    cli.done("cite", 1, "https://news.example/", "--quote", "rose by 3%", "--no-check")
    fill(cli)
    return cli


def fill(cli: Cli) -> None:
    with closing(sqlite3.connect(cli.db)) as raw, raw:
        for day in range(DAYS):
            raw.execute(
                "INSERT INTO source_check (source_id, at, link, reason, http_status, elapsed_ms)"
                " VALUES (1, ?, 'ok', 'http-200', 200, ?)",
                (1_767_225_600_000 + day * 86_400_000, 100 + day),
            )
            raw.execute(
                "INSERT INTO citation_check (citation_id, source_check_id, quote, reason, score, start, end)"
                " VALUES (1, ?, 'exact', 'exact', 1.0, 5, 15)",
                (day + 1,),
            )


def rows(cli: Cli) -> int:
    with closing(sqlite3.connect(cli.db)) as raw:
        return int(raw.execute("SELECT count(*) FROM source_check").fetchone()[0])


def test_compact_rolls_up_and_history_lists_every_check(old: Cli) -> None:
    before = old.done("history", 1, "--json").lines

    compacted = old.done("db", "compact", "--json").json

    assert (compacted["checks"], compacted["sources"]) == (36, 1)
    assert compacted["bytes"] > compacted["free_bytes"] >= 0
    assert old.done("history", 1, "--json").lines == before
    assert (len(before), rows(old)) == (DAYS, 4)
    assert before[0] == {
        "check_id": 1,
        "source_id": 1,
        "run_id": None,
        "at": "2026-01-01T00:00:00Z",
        "link": "ok",
        "reason": "http-200",
        "http_status": 200,
        "final_url": None,
        "redirects": None,
        "content_type": None,
        "bytes": None,
        "payload_digest": None,
        "text_digest": None,
        "elapsed_ms": 100,
        "error": None,
        "reused": False,
        "quotes": [
            {"citation_id": 1, "quote": "exact", "reason": "exact", "score": 1.0, "start": 5, "end": 15}
            | {"text": None, "diff": None}
        ],
    }
    assert old.done("db", "compact").out.startswith("0 checks of 0 sources rolled up\n")
    stats = old.done("db", "stats", "--json").json
    assert (stats["source_check"], stats["rolled_up_checks"]) == (4, 36)
    assert old.done("db", "check").status == 0


def test_a_rewritten_file_has_no_free_space(old: Cli) -> None:
    compacted = old.done("db", "compact", "--vacuum", "--json").json

    assert compacted["free_bytes"] == 0
    assert compacted["bytes"] <= compacted["bytes_before"]


@pytest.mark.parametrize("what", ["citation:1", "source:1", "https://news.example/"])
def test_history_takes_a_citation_a_source_or_an_address(old: Cli, what: str) -> None:
    told = old.done("history", what, "--limit", 2)

    assert [line.split()[0] for line in told.out.splitlines()] == ["CHECK", "39", "40"]
    assert "2 checks" in told.err


def test_history_tells_which_checks_found_an_unchanged_page(cli: Cli, web: Web) -> None:
    web["/a"] = answer(article("Officials said that prices rose by 3% in May."))
    cli.done("add", "Prices rose")
    cli.done("cite", 1, web.url("/a"), "--quote", "prices rose by 3%", "--no-check")
    cli.done("verify", "--all")
    again = cli.done("verify", "--all", "--json").lines[0]

    head, *lines = cli.done("history", 1).out.splitlines()

    assert again["reused"]
    assert head.split()[-1] == "DETAIL"
    assert [line.endswith("unchanged page") for line in lines] == [False, True]


@pytest.mark.parametrize(
    ("what", "status", "said"),
    [
        ("claim:1", 2, "give one as"),
        ("source:9", 1, "no source 9"),
        ("x", 2, "is not a number, citation:N, source:N or an address"),
        (9, 1, "no citation 9"),
    ],
)
def test_history_of_what_has_none_says_so(old: Cli, what: object, status: int, said: str) -> None:
    told = old("history", what)

    assert (told.status, told.out) == (status, "")
    assert said in told.err


def test_a_roll_up_that_is_damaged_is_named(old: Cli) -> None:
    old.done("db", "compact")
    with closing(sqlite3.connect(old.db)) as raw, raw:
        raw.execute("UPDATE check_rollup SET packed = substr(packed, 1, 20)")

    told = old("history", 1)

    assert told.status == 3
    assert "the roll-up 1 of source 1 cannot be read" in told.err


@pytest.mark.parametrize(("most", "left"), [(200_000, 4), (0, DAYS + 1)])
def test_the_job_rolls_up_checks_after_its_run(cli: Cli, web: Web, most: int, left: int) -> None:
    web["/a"] = answer(article("Officials said that prices rose by 3% in May."))
    cli.done("add", "Prices rose")
    cli.done("cite", 1, web.url("/a"), "--quote", "prices rose by 3%", "--no-check")
    fill(cli)
    cli.set(job__compact=most)

    cli.done("verify")

    assert rows(cli) == left
    assert len(cli.done("history", 1, "--json").lines) == DAYS + 1


def test_a_check_by_a_person_rolls_up_nothing(cli: Cli, web: Web) -> None:
    web["/a"] = answer(article("Officials said that prices rose by 3% in May."))
    cli.done("add", "Prices rose")
    cli.done("cite", 1, web.url("/a"), "--quote", "prices rose by 3%", "--no-check")
    fill(cli)

    cli.done("verify", 1)

    assert rows(cli) == DAYS + 1
