"""Commands that merge two claims and split them: merge, split; and what show, list, log and undo say of a merged claim."""

import pytest

from tests.cli.conftest import Cli

HOSTILE = "Prices rose \x1b[31mby 3%\u202e"


@pytest.fixture
def merged(cli: Cli) -> Cli:
    """A desk whose claim 1 was merged into claim 2."""
    cli.done("add", HOSTILE, "--tag", "may")
    cli.done("add", "In May, prices went up by 3 percent")
    cli.done("cite", 1, "https://news.example/a", "--quote", "prices rose", "--no-check")
    cli.done("note", 1, "Ask the ministry")
    assert cli.done("merge", 1, 2).out == "claim 1 merged into claim 2: 1 citation, 1 note, 1 tag\n"
    return cli


def test_merge_and_split_answer_in_json(cli: Cli) -> None:
    cli.done("add", "Prices rose", "--tag", "may")
    cli.done("add", "Prices went up")
    answer = {"claim": 1, "other": 2, "citations": 0, "identical": 0, "notes": 0, "alerts": 0, "tags": ["may"]}

    assert cli.done("merge", 1, 2, "--json").json == answer
    assert cli.done("split", 1, "--json").json == answer


def test_show_tells_where_a_merged_claim_went(merged: Cli) -> None:
    shown = merged.done("show", 1)

    assert shown.out.splitlines()[0] == "claim 1 was merged into claim 2 by ana, just now"
    assert "\x1b" not in shown.out
    assert "\u202e" not in shown.out
    assert shown.err == "factcheck show 2 shows the claim that remains; factcheck split 1 splits the two\n"
    value = merged.done("show", 1, "--json").json
    assert (value["id"], value["merged_into"], value["merged"], value["citations"]) == (1, 2, [], [])


def test_show_names_what_was_merged_into_a_claim(merged: Cli) -> None:
    value = merged.done("show", 2, "--json").json
    assert (value["merged_into"], value["merged"]) == (None, [1])
    text, plain = merged.done("show", 2).out, merged.done("show", 2, "--plain").out

    assert "merged    claim 1: Prices rose" in text
    assert "evidence 1 (context), from claim 1  https://news.example/a" in text
    assert "note 1 by ana, from claim 1, just now: Ask the ministry" in text
    assert "Merged into it: claim 1, Prices rose" in plain


def test_lists_leave_a_merged_claim_out_and_the_log_has_both(merged: Cli) -> None:
    assert [claim["id"] for claim in merged.done("list", "--json").json] == [2]
    lines = merged.done("log", 2, "--json").json

    assert [line["action"] for line in lines[:2]] == ["claim.merged", "claim.merged"]
    assert {line["claim_id"] for line in lines} == {1, 2}
    assert merged.done("undo").out == "undone: merged claim 1 into claim 2\n"
    assert [claim["id"] for claim in merged.done("list", "--json").json] == [2, 1]


@pytest.mark.parametrize(
    "words",
    [
        ("set", 1, "status=open"),
        ("set", 1, "+tag"),
        ("rate", 1, "false", "--why", "It fell"),
        ("note", 1, "A note"),
        ("cite", 1, "https://news.example/b", "--no-check"),
        ("archive", 1),
        ("merge", 1, 2),
        ("merge", 2, 1),
    ],
)
def test_what_would_change_a_merged_claim_names_the_canonical_one(merged: Cli, words: tuple[object, ...]) -> None:
    refused = merged(*words)

    assert refused.status == 2
    assert refused.err == "factcheck: claim 1 was merged into claim 2; use claim 2, or split them: factcheck split 1\n"


def test_a_published_claim_is_not_merged_into_another(cli: Cli) -> None:
    for text in ("Prices rose", "Prices went up"):
        cli.done("add", text)
    cli.done("rate", 1, "true", "--why", "So it says")
    cli.done("set", 1, "status=published")

    refused = cli("merge", 1, 2)

    assert refused.status == 2
    assert "claim 1 is published, and readers rely on it; merge claim 2 into it instead" in refused.err
    cli.done("merge", 2, 1)


def test_split_needs_a_merged_claim(cli: Cli) -> None:
    cli.done("add", "Prices rose")

    assert cli("split", 1).status == cli("split", 9).status == 2
    assert "claim 1 is not merged into another claim; there is nothing to split" in cli("split", 1).err
