"""``resolve``: one command for each thing that can be done about an alert, and one line for each that cannot."""

import pytest

from tests.cli.conftest import Cli
from tests.support.web import Web, answer, article

QUOTED = "prices rose by 3% in May"


def page(figure: int) -> bytes:
    return answer(article(f"Officials said that prices rose by {figure}% in May, a record."))


@pytest.fixture
def alerted(cli: Cli, web: Web) -> Cli:
    """A published claim with an open alert about its words."""
    web["/a"] = page(3)
    cli.done("add", "Prices rose by 3%")
    cli.done("rate", 1, "true", "--why", "The office says so")
    cli.done("set", 1, "status=published")
    cli.done("cite", 1, web.url("/a"), "--quote", QUOTED, "--stance", "supports")
    web["/a"] = page(8)
    cli.set(verify__confirm_quote_after=0)
    cli.done("verify", "--all")
    cli.done("verify", "--all")
    assert len(cli.done("alerts", "--json").json) == 1
    return cli


@pytest.mark.parametrize(
    ("words", "told", "data"),
    [
        (
            ("accept", "--stance", "supports"),
            "the quote is now “prices rose by 8% in May”; the status of claim 1 is review\n",
            {"quote": "prices rose by 8% in May"},
        ),
        (("withdraw",), "citation 1 is withdrawn", {"citation_id": 1}),
        (("dismiss",), "the same finding opens no further alert", {}),
        (("reopen",), "claim 1 is open again", {"claim_id": 1}),
        (("replace", "--url", "{b}"), "citation 1 now cites {b}", {"url": "{b}", "before": "{a}"}),
    ],
)
def test_an_alert_is_resolved_and_the_resolution_undone(
    alerted: Cli, web: Web, words: tuple[str, ...], told: str, data: dict[str, object]
) -> None:
    web["/b"] = page(3)
    names = {"a": web.url("/a"), "b": web.url("/b")}
    given = [word.format(**names) for word in words]
    before = alerted.done("show", 1, "--json").json

    said = alerted.done("resolve", 1, *given, "--note", "Because")

    assert told.format(**names) in said.out
    now = alerted.done("show", 1, "--json").json
    assert (now["attention"], [note["text"] for note in now["notes"]]) == (False, ["Because"])
    alerted.done("undo")
    after = alerted.done("show", 1, "--json").json
    moves = {"version", "updated_at", "citations"}
    assert {key: value for key, value in after.items() if key not in moves} == {
        key: value for key, value in before.items() if key not in moves
    }
    assert [(each["url"], each["quote"]) for each in after["citations"]] == [(names["a"], QUOTED)]

    again = alerted.done("resolve", 1, *given, "--note", "Because", "--json").json

    wanted = {key: value.format(**names) if isinstance(value, str) else value for key, value in data.items()}
    assert again.items() >= {"alert_id": 1, "resolution": words[0], **wanted}.items()


def test_the_only_claim_without_an_archived_copy_is_named(alerted: Cli) -> None:
    listed = alerted.done("alerts")

    assert "no archived copy is known for claim 1; factcheck archive 1 looks for copies" in listed.err


def test_a_new_link_is_checked_at_once(alerted: Cli, web: Web) -> None:
    web["/b"] = page(3)

    said = alerted.done("resolve", 1, "replace", "--url", web.url("/b"))

    assert "link ok (http-200)\nquote exact (stands)" in said.out


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ((7, "dismiss"), "there is no alert 7"),
        ((-1, "dismiss"), "put -- before"),
        (("one", "dismiss"), "ALERT"),
        ((1, "forget"), "forget"),
        ((1, "dismiss", "--url", "https://news.example/"), "--url can be given with replace, not with dismiss"),
        ((1, "replace"), "look for one (factcheck archive 1), or give --url"),
        ((1, "replace", "--url", "gopher://news.example/"), "is not http or https"),
        ((1, "dismiss", "--note", ""), "the note is empty"),
        ((1, "dismiss", "--stance", "refutes"), "--stance can be given with accept, not with dismiss"),
        ((1, "accept"), "--stance supports|refutes|context and --note TEXT"),
        ((1, "accept", "--stance", "refutes"), "--stance supports|refutes|context and --note TEXT"),
        ((1, "accept", "--note", "Because"), "(number: “3%” became “8%”)"),
        ((1, "accept", "--stance", "refutes", "--note", " "), "--stance supports|refutes|context and --note TEXT"),
        ((1, "accept", "--stance", "no", "--note", "Because"), "stance"),
    ],
)
def test_what_cannot_be_done_is_one_line_and_changes_nothing(
    alerted: Cli, words: tuple[object, ...], complaint: str
) -> None:
    before = alerted.everything()

    said = alerted("resolve", *words)

    assert (said.status, said.out) == (2, "")
    assert complaint in said.err
    assert said.err.count("\n") == 1
    assert alerted.everything() == before


def test_an_alert_that_a_check_resolved_is_reported_and_not_resolved_again(alerted: Cli, web: Web) -> None:
    web["/a"] = page(3)

    said = alerted.done("verify", "--all")

    assert f"alert 1 is resolved: the words are found again at {web.url('/a')}" in said.out
    assert "alert 1 was already resolved by verifier (cleared)" in alerted("resolve", 1, "dismiss").err
