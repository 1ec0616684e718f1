"""The commands about captures: in process, with the tools of others as the judges of what was exported."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from tests.cli.conftest import Cli, Program
from tests.support.web import Web, answer, article

QUOTE = "prices rose by 3% in May"
BEFORE = answer(article(f"Officials said that {QUOTE}, a record."), headers=("X-Mood: \x1b[31mred",))
AFTER = answer(article("Officials said that prices rose by 8% in May, a record."))


@pytest.fixture
def desk(cli: Cli, web: Web) -> Cli:
    """A desk whose one citation has two kept versions of its source, which it reaches by a redirect."""
    web["/old"] = answer(status="301 Moved", headers=("Location: /a",))
    cli.done("add", "Prices rose by 3%")
    for page in (BEFORE, AFTER):
        web["/a"] = page
        if page is BEFORE:
            cli.done("cite", 1, web.url("/old"), "--quote", QUOTE, "--no-check")
        cli.done("verify", "--all")
    return cli


def warcio(*words: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-c", "from warcio.cli import main; main()", *words]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def files(cli: Cli) -> list[Path]:
    return sorted(Path(f"{cli.db}.captures").iterdir())


@pytest.mark.parametrize("what", [(), ("1",), ("claim:1",), ("citation:1",), ("source:1",)])
def test_captures_are_listed_by_what_they_belong_to(desk: Cli, what: tuple[str, ...]) -> None:
    rows = desk.done("captures", "list", *what, "--json").json

    assert [(row["id"], row["check_id"], row["link"]) for row in rows] == [(1, 1, "moved"), (2, 2, "moved")]
    assert rows[0]["digest"].startswith("sha256:")
    assert len(desk.done("captures", "list", *what).out.splitlines()) == 3


def test_captures_are_listed_by_address(desk: Cli, web: Web) -> None:
    assert len(desk.done("captures", "list", web.url("/old"), "--json").json) == 2


@pytest.mark.parametrize(
    ("words", "status", "complaint"),
    [
        (("captures", "list", "claim:9"), 1, "no claim 9"),
        (("captures", "list", "source:9"), 1, "no source 9"),
        (("captures", "list", "rubbish"), 2, "'rubbish'"),
        (("captures", "list", "99999999999999999999"), 2, "99999999999999999999"),
        (("captures", "show", "9"), 1, "no capture 9"),
        (("captures", "show", "99999999999999999999"), 1, "no capture"),
        (("captures", "export", "9", "-o", "there"), 1, "no claim 9"),
        (("captures", "prune"), 2, "keep_days"),
        (("diff", "9"), 1, "no citation 9"),
        (("diff", "claim:1"), 2, "citation:N"),
        (("diff", "1", "--from", "77"), 1, "check 77"),
    ],
)
def test_a_missing_row_is_named(desk: Cli, words: tuple[str, ...], status: int, complaint: str) -> None:
    ran = desk(*words)

    assert ran.status == status
    assert complaint in ran.err and len(ran.err.splitlines()) == 1 and ran.out == ""


def test_a_capture_shows_its_heads_and_its_text_harmlessly(desk: Cli) -> None:
    ran = desk.done("captures", "show", 1)

    assert "HTTP/1.1 301 Moved" in ran.out and "HTTP/1.1 200 OK" in ran.out and QUOTE in ran.out
    assert "GET /old HTTP/1.1" in ran.out
    assert "\x1b" not in ran.out and "␛[31mred" in ran.out


def test_a_capture_as_json(desk: Cli) -> None:
    value = desk.done("captures", "show", 1, "--json").json

    assert [each["type"] for each in value["records"]] == ["response", "request"] * 2
    assert [each["status"] for each in value["records"]] == [301, None, 200, None]
    assert value["records"][2]["bytes"] > 100
    assert QUOTE in value["text"] and value["troubles"] == []


@pytest.mark.process
def test_an_export_is_read_by_the_tools_of_others(desk: Cli, tmp_path: Path, web: Web) -> None:
    made = desk.done("captures", "export", 1, "-o", tmp_path / "out", "--json").json
    checked = warcio("check", "-v", made["warc"])
    indexed = warcio("index", "-f", "warc-type,warc-target-uri,http:status,offset", made["warc"])

    assert checked.returncode == 0 and checked.stdout.count("digest pass") == 11
    records = [json.loads(line) for line in indexed.stdout.splitlines()]
    one_run = ["warcinfo", *["response", "request"] * 2]
    assert [each["warc-type"] for each in records] == ["warcinfo", *one_run * 2]
    ours = [line.split(" ", 2) for line in Path(made["index"]).read_text().splitlines()]
    entries = [json.loads(each[2]) for each in ours]
    told = {(each["url"], each["status"], each["offset"]) for each in entries}
    assert told == {
        (each["warc-target-uri"], each["http:status"], each["offset"])
        for each in records
        if each["warc-type"] == "response"
    }
    assert ours == sorted(ours)
    for each in entries:
        start, length = int(each["offset"]), int(each["length"])
        member = Path(made["warc"]).read_bytes()[start : start + length]
        assert member[:2] == b"\x1f\x8b"


def ids(path: Path | str) -> tuple[set[str], set[str]]:
    """Return the names of a file's warcinfo records, and those that its other records refer to."""
    with Path(path).open("rb") as stream:
        heads = [record.rec_headers for record in ArchiveIterator(stream)]
    infos = {head["WARC-Record-ID"] for head in heads if head["WARC-Type"] == "warcinfo"}
    return infos, {head["WARC-Warcinfo-ID"] for head in heads if head["WARC-Warcinfo-ID"]}


def test_an_export_contains_every_warcinfo_record_that_its_records_name(desk: Cli, tmp_path: Path) -> None:
    made = desk.done("captures", "export", 1, "-o", tmp_path / "out", "--json").json

    infos, named = ids(made["warc"])
    assert len(named) == 2 and named <= infos


@pytest.mark.process
def test_a_lost_warcinfo_record_has_a_stand_in_in_the_export(desk: Cli, tmp_path: Path) -> None:
    first = files(desk)[0]
    data = bytearray(first.read_bytes())
    data[20] ^= 0xFF
    first.write_bytes(data)

    made = desk.done("captures", "export", 1, "-o", tmp_path / "out", "--json").json

    infos, named = ids(made["warc"])
    assert len(named) == 2 and named <= infos
    assert warcio("check", made["warc"]).returncode == 0


def test_an_export_overwrites_nothing(desk: Cli, tmp_path: Path) -> None:
    desk.done("captures", "export", 1, "-o", tmp_path / "out")

    assert desk("captures", "export", 1, "-o", tmp_path / "out").status == 2
    assert len(list((tmp_path / "out").iterdir())) == 2


@pytest.mark.process
def test_an_export_names_what_it_lacks(desk: Cli, tmp_path: Path) -> None:
    files(desk)[0].unlink()

    ran = desk("captures", "export", 1, "-o", tmp_path / "out", "--json")

    assert ran.status == 1
    assert [each["fault"] for each in ran.json["failures"]] == ["missing"]
    assert "not in the export" in ran.err
    assert warcio("check", ran.json["warc"]).returncode == 0


def test_verify_names_what_fails_and_says_so_by_its_status(desk: Cli) -> None:
    assert desk.done("captures", "verify", "--json").json["checked"] == 2
    first, second = files(desk)
    first.unlink()
    data = bytearray(second.read_bytes())
    data[-40] ^= 1
    second.write_bytes(data)
    (second.parent / "notes.txt").write_text("mine")

    ran = desk("captures", "verify", "--json")
    told = desk("captures", "verify")

    assert ran.status == told.status == 1
    assert [(each["capture_id"], each["fault"]) for each in ran.json["failures"]] == [(1, "missing"), (2, "mismatch")]
    assert (ran.json["missing"], ran.json["mismatch"], ran.json["unreadable"]) == (1, 1, 0)
    assert len(ran.json["notes"]) == 1 and "notes.txt" in ran.json["notes"][0]
    assert told.out.splitlines()[0].startswith("missing: capture 1")


def test_diff_shows_the_changed_word_around_the_quote(desk: Cli) -> None:
    ran = desk.done("diff", 1)

    assert "QUOTE ALTERED (it was KEPT)" in ran.out
    assert "[-3-]{+8+}%" in ran.out
    assert ran.out.index("around the quote") < ran.out.index("[-3-]")


def test_diff_as_json(desk: Cli, web: Web) -> None:
    value = desk.done("diff", "citation:1", "--json").json

    assert (value["from"]["check_id"], value["to"]["check_id"]) == (1, 2)
    assert value["from"]["quote"]["label"] == "KEPT" and value["to"]["quote"]["label"] == "ALTERED"
    assert value["hunks"][0]["at_quote"] is True
    changes = [(each["change"], each["text"]) for each in value["hunks"][0]["pieces"] if each["change"] != "same"]
    assert changes == [("gone", "3"), ("new", "8")]
    assert desk.done("diff", web.url("/old"), "--json").json["quote"] is None


def test_diff_makes_foreign_words_harmless(cli: Cli, web: Web) -> None:
    cli.done("add", "Prices rose by 3%")
    cli.done("cite", 1, web.url("/a"), "--no-check")
    for words in ("calm", "[bold]loud[/] &#x202e;desrever \x9b31m"):
        web["/a"] = answer(article(f"It was {words}."))
        cli.done("verify", "--all")

    out = cli.done("diff", "source:1").out

    assert "[bold]loud[/]" in out
    assert "\u202e" not in out and "\x9b" not in out


def test_prune_deletes_and_a_dry_run_says_what_it_would_delete(desk: Cli, web: Web) -> None:
    assert desk.done("captures", "prune", "--keep-days", 1, "--dry-run", "--json").json["dropped"] == []
    desk.set(captures__keep_days=1)
    assert desk.done("captures", "prune").out.startswith("0 captures deleted")


def test_a_run_that_is_killed_loses_no_capture_and_leaves_no_torn_file(cli: Cli, web: Web, program: Program) -> None:
    pages = [f"/{number}" for number in range(60)]
    cli.done("add", "Prices rose by 3%")
    for path in pages:
        web[path] = answer(article(f"Prices rose at {path}. " * 50))
        cli.done("cite", 1, web.url(path), "--no-check")
    web.silent.add(pages[-1])
    run = program("verify", "--all", "--json")
    assert run.stdout
    first = json.loads(run.stdout.readline())
    run.send_signal(signal.SIGKILL)
    run.communicate()
    (torn,) = files(cli)
    with torn.open("ab") as file:
        file.write(b"\x1f\x8b\x08\x00 what a torn record looks like")
    web.silent.clear()

    assert torn.name.endswith(".open")
    again = cli.done("verify", "--all")

    assert f"{torn.name.removesuffix('.open')}: a run had been interrupted" in again.err
    assert not [path for path in files(cli) if path.name.endswith(".open")]
    assert cli.done("captures", "verify", "--json").json["checked"] == len(pages)
    assert first["source_id"] in {row["source_id"] for row in cli.done("captures", "list", "--json").json}
    for file_ in files(cli):
        assert warcio("check", str(file_)).returncode == 0
