"""Text from strangers: stored as it was given, and shown so that it can do no harm to a terminal."""

import json
import unicodedata
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.support.web import Web, answer, article

HOSTILE = {
    "escape": "Prices \x1b[31mrose\x1b[0m by 3%",
    "title": "Prices \x1b]0;gotcha\x07 rose",
    "c1": "Prices \x9b31m rose \x90payload\x9c",
    "markup": "Prices [red]rose[/red] [bold] by [link=https://evil.example]3%[/link] [/]",
    "bidi": "Prices \u202eesor\u202c by \u20663%\u2069 \u200f",
    "nul": "Prices\x00 rose\x08\x08\x7f",
    "lines": "Prices\nrose\r\nby\u20283%\x0b\x0c\x85",
    "emoji": ":skull: \U0001f469\u200d\U0001f4bb nu\u200cll",
    "tags": "Prices\U000e0041\U000e0042 rose\ufeff",
    "combining": "P\u0301\u0302\u0303\u0304rices rose",
}


def harmless(text: str) -> bool:
    """Whether a terminal only has to draw it: no control but the line break, nothing that turns the direction."""
    return not any(
        (character != "\n" and unicodedata.category(character) in {"Cc", "Cs", "Co", "Zl", "Zp"})
        or unicodedata.bidirectional(character) in {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
        for character in text
    )


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_it_is_stored_as_given_and_shown_harmlessly(cli: Cli, text: str) -> None:
    cli.done("--actor", text[:50], "add", text, "--claimant", text, "--json")
    cli.done("note", 1, text)
    cli.done("set", 1, f"assignee={text}", f"standalone={text}")
    cli.done("rate", 1, "false", "--why", text)
    cli.done("cite", 1, "https://news.example/", "--quote", text, "--comment", text, "--no-check")

    claim = cli.done("show", 1, "--json").json
    assert {claim[name] for name in ("text", "claimant", "assignee", "standalone", "why")} == {text}
    assert claim["notes"][0]["text"] == claim["citations"][0]["quote"] == text
    assert cli.done("log", "--json").json[-1]["actor"] == text[:50]
    for words in (("show", 1), ("list",), ("list", "--plain"), ("log",), ("alerts",), ("log", 1), ("doctor",)):
        shown = cli.done(*words)
        assert harmless(shown.out), words
        assert harmless(shown.err), words


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_refusal_that_names_a_claim_is_harmless_and_one_line(cli: Cli, text: str) -> None:
    cli.done("add", text)

    refused = cli("set", 1, "status=published")

    assert (refused.status, refused.err.count("\n")) == (2, 1)
    assert refused.err.startswith("factcheck: claim 1 “") and harmless(refused.err)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_claim_is_one_line_of_a_list_whatever_its_text(cli: Cli, text: str) -> None:
    cli.done("add", text)

    assert len(cli.done("list").out.splitlines()) == 2
    assert len(cli.done("list", "--plain").out.splitlines()) == 1
    assert len(cli.done("log").out.splitlines()) == 1


def test_markup_is_shown_to_the_letter(cli: Cli) -> None:
    cli.done("add", HOSTILE["markup"])

    for words in (("show", 1), ("list",), ("list", "--plain")):
        assert HOSTILE["markup"] in cli.done(*words).out


def test_an_escape_character_is_shown_as_its_symbol(cli: Cli) -> None:
    cli.done("add", HOSTILE["escape"])

    assert "Prices ␛[31mrose␛[0m by 3%" in cli.done("show", 1).out


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_json_is_ascii(cli: Cli, text: str) -> None:
    cli.done("add", text)

    for words in (("show", 1), ("list",), ("log",)):
        out = cli.done(*words, "--json").out
        assert out.isascii()
        assert harmless(out)


HOSTILE_PAGE = article(
    "Officials said that prices \x1b[31mrose by 8%\x1b[0m in \u202eyaM\u202c May, a \x9brecord.",
    title="\x1b]0;gotcha\x07Prices",
)


def test_the_text_of_a_page_is_shown_harmlessly(cli: Cli, web: Web) -> None:
    web["/a"] = answer(HOSTILE_PAGE)
    cli.done("add", "Prices rose")
    cited = cli.done("cite", 1, web.url("/a"), "--quote", "Officials said that prices rose by 3% in May, a record.")

    verified = cli("verify", "--all")
    shown = [cited, verified, cli.done("show", 1), cli.done("alerts"), cli.done("list"), cli.done("log")]

    assert cli.done("alerts", "--json").json
    assert all(harmless(ran.out) and harmless(ran.err) for ran in shown)


def test_check_shows_hostile_pages_and_lines_harmlessly(cli: Cli, web: Web) -> None:
    web["/a"] = answer(HOSTILE_PAGE)
    requests = [
        json.dumps({"url": web.url("/a"), "quote": "Officials said that prices rose by 3% in May, a record."}),
        json.dumps({"url": "http://news.example/\x1b[31m"}),
        json.dumps({"url": "\u202ehttp://news.example/"}),
        "\x1b[31m",
        '{"\x1b[31m',
    ]

    checked = cli("check", "--from", "-", stdin="\n".join(requests))

    assert checked.status == 1
    assert harmless(checked.out)
    assert harmless(checked.err)


def test_an_import_reports_hostile_rows_harmlessly(cli: Cli, tmp_path: Path) -> None:
    rows = [
        {"text": HOSTILE["escape"], "rating": "\x1b[31mno such step", "claimant": "\u202e"},
        {"text": HOSTILE["nul"], "on": "\x1b[31m", "stance": "\x9b", "url": "javascript:\x1b[31m"},
    ]
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))

    imported = cli.done("import", path)

    assert harmless(imported.out)
    assert harmless(imported.err)


NAME = "x\x1b]0;gotcha\x07\x9b31m\u202e\nfactcheck: all is well"


@pytest.mark.parametrize(
    "words",
    [
        (NAME,),
        (f"--{NAME}", "list"),
        ("show", NAME),
        ("list", f"--{NAME}"),
        ("list", "--sort", NAME),
        ("list", "--limit", NAME),
        ("rate", "1", NAME, "--why", "x"),
        ("import", NAME),
        ("import", "--format", NAME, "x"),
        ("check", "--from", NAME),
        ("check", "http://ana:s3cret@" + NAME),
        ("--config", NAME, "list"),
        ("--db", f"{NAME}://x", "list"),
        ("--db", f"/dev/null/{NAME}/desk.db", "list"),
        ("db", "backup", f"/dev/null/{NAME}"),
        ("captures", "export", "1", "-o", f"/dev/null/{NAME}"),
        ("schedule", "systemd", "--to", f"/dev/null/{NAME}"),
        ("verify", "--jitter", NAME),
        ("archive", NAME),
        ("diff", NAME),
    ],
    ids=range(20),
)
def test_a_hostile_word_of_a_call_is_answered_harmlessly_in_one_line(cli: Cli, words: tuple[str, ...]) -> None:
    cli.done("add", "Prices rose")

    ran = cli(*words)

    assert ran.status != 0
    assert harmless(ran.out) and harmless(ran.err)
    assert not any(line.startswith("factcheck: all is well") for line in ran.err.splitlines())
    assert "s3cret" not in ran.out + ran.err


def test_files_with_hostile_names_are_named_harmlessly(cli: Cli, tmp_path: Path) -> None:
    cli.done("add", "Prices rose")
    folder = tmp_path / NAME.replace("/", "")
    folder.mkdir()

    ran = [cli.done("db", "backup", folder / "copy.db"), cli.done("--db", folder / "copy.db", "db", "upgrade")]
    ran.append(cli.done("schedule", "systemd", "--to", folder / "units"))

    assert all(harmless(each.out + each.err) for each in ran)
