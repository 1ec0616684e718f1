"""The commands of the documents: those that a reader can type are run, the others are parsed."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import shellingham
import typer

from factcheck.cli import build
from tests.cli.conftest import SETTINGS
from tests.support.pages_of_docs import ROOT, Block, blocks, literals, written_pages
from tests.support.web import Web, answer, article
from tests.tui.terminal import started

TUTORIAL = ROOT / "docs" / "tutorial" / "first-desk.md"
SIZE = (80, 24)
QUOTE = "debris recovered from a missile"
PAGES = [page for page in written_pages() if page != TUTORIAL and any(block.commands for block in blocks(page))]
PLACEHOLDER = re.compile(r"\b[A-Z][A-Z|]+\b|…|\.\.\.")
"""A word in capitals, or dots: the reader puts something in its place."""


def relative(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """A folder with ``factcheck`` on its own PATH."""
    programs = tmp_path / "bin"
    programs.mkdir()
    program = programs / "factcheck"
    program.write_text(f'#!/bin/sh\nPYTHONPATH="{ROOT}" exec "{sys.executable}" -m factcheck "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    folder = tmp_path / "desk"
    folder.mkdir()
    return folder


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Return an environment without settings of the machine's own."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("FACTCHECK_")}
    path = f"{folder.parent / 'bin'}{os.pathsep}{clean['PATH']}"
    given = {f"FACTCHECK_{name}": value for name, value in settings.items()}
    return {**clean, "PATH": path, "HOME": str(folder), "XDG_CONFIG_HOME": str(folder), "COLUMNS": "200", **given}


def shell(line: str, folder: Path, given: dict[str, str]) -> "subprocess.CompletedProcess[str]":
    """Run lines of shell in a folder."""
    return subprocess.run(
        ["bash", "-c", line],
        cwd=folder,
        env=given,
        text=True,
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=300,
    )


@pytest.fixture
def reader(shelf: Path, web: Web, empty_desk: Path) -> tuple[Path, dict[str, str]]:
    """The desk that the pages take for granted: claim 1, whose quote was altered, and alert 1 that says so."""
    archive = {"ARCHIVES__URL": web.origin, "ARCHIVES__GAP": "0"}
    keys = {"ARCHIVES__ACCESS_KEY": "key", "ARCHIVES__SECRET_KEY": "secret"}
    given = environment(shelf, **(SETTINGS | archive | keys), DB=str(shelf / "desk.db"))
    web["/T1/B2"] = answer("ok", kind="application/json")
    web["/story"] = answer(article(f"The panel examined {QUOTE} near Kharkiv and traced its parts to one factory."))
    shutil.copy(empty_desk, shelf / "desk.db")
    begin = [
        'factcheck add "A UN report confirmed the strike"',
        f'factcheck cite 1 {web.url("/story")} --quote "traced its parts to one factory" --stance supports',
    ]
    assert shell(" && ".join(begin), shelf, given).returncode == 0
    web["/story"] = answer(article(f"The panel examined {QUOTE} near Kharkiv and traced its parts to two factories."))
    assert shell("factcheck verify --all && factcheck verify --all && factcheck alerts", shelf, given).returncode == 0
    (shelf / "claims.csv").write_text(f"text,url\nPrices rose by 3%,{web.url('/story')}\n", encoding="utf-8")
    (shelf / "links.txt").write_text(web.url("/story") + "\n", encoding="utf-8")
    (shelf / "backups").mkdir()
    (shelf / "units").mkdir()
    return shelf, given


@pytest.mark.process
@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_each_command_of_a_page_runs(page: Path, reader: tuple[Path, dict[str, str]], web: Web) -> None:
    folder, given = reader
    places = {"https://news.example": web.origin, "https://hooks.example": web.origin, "/etc/systemd/system": "units"}
    commands = [command for block in blocks(page) if block.language == "sh" for command in block.commands]

    for command in commands:
        line = command
        for theirs, ours in places.items():
            line = line.replace(theirs, ours)
        if line.split()[-1] == "tui":
            with started("-m", "factcheck", "tui", db=given["FACTCHECK_DB"], size=SIZE, **given) as terminal:
                terminal.until(lambda terminal=terminal: "rate" in terminal.shown)  # type: ignore[misc]
                terminal.type("q")
                assert terminal.ended() == 0
        else:
            ran = shell(line, folder, given)
            assert ran.returncode in {0, 1}, f"{command}\n{ran.stdout}{ran.stderr}"
            assert "Traceback" not in ran.stderr
            assert "settings that no longer exist" not in ran.stderr


def test_there_are_pages_with_commands() -> None:
    assert {"README.md", "docs/how-to/nightly-job.md"} <= set(map(relative, PAGES))


def calls(page: Path) -> list[str]:
    """Return the calls of factcheck on a page that are not run: within sentences, or by another path."""
    lines = [
        line.partition("  #")[0] for block in blocks(page) if block.language == "sh" for line in block.text.splitlines()
    ]
    chained = [part.strip() for line in lines for part in re.split(r"&&|\||;", line)]
    return [call for call in chained if re.match(r"\S+/factcheck\b", call)] + literals(page)


@pytest.mark.parametrize("page", written_pages(), ids=relative)
def test_every_other_call_of_a_page_is_one_that_the_program_knows(page: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shellingham, "detect_shell", lambda: ("bash", "/bin/bash"))  # whoever started the tests
    wrong = []
    for call in calls(page):
        words = shlex.split(PLACEHOLDER.sub("1", call))[1:]
        if not words or words == ["1"]:
            continue
        command = typer.main.get_command(build(words))
        try:
            command.make_context("factcheck", words, resilient_parsing=True)
            name = next((word for word in words if not word.startswith("-")), "")
            assert not name or name in getattr(command, "commands", {})
        except (Exception, AssertionError) as error:  # noqa: BLE001
            wrong.append(f"{call}: {error}")

    assert wrong == []


@pytest.mark.process
def test_the_tutorial_can_be_followed_to_the_letter(shelf: Path, web: Web) -> None:
    given = environment(shelf)
    variables: list[str] = []
    shown = ""

    for block in blocks(TUTORIAL):
        text = block.text.replace("http://127.0.0.1:8765", web.origin)
        if block.title:
            (shelf / block.title).write_text(text, encoding="utf-8")
        elif block.language == "text":
            assert missing(text, shown) == [], shown
        elif "http.server" in text:
            continue  # the page is served by this test
        elif text.startswith("export"):
            variables += text.splitlines()
        elif text.strip() == "factcheck tui":
            desk = dict(line.removeprefix("export ").split("=") for line in variables)
            with started(
                "-m",
                "factcheck",
                "tui",
                db=str(shelf / "desk.db"),
                size=SIZE,
                **desk | {"FACTCHECK_DB": str(shelf / "desk.db")},
            ) as terminal:
                terminal.until(lambda terminal=terminal: "The storm left" in terminal.shown)  # type: ignore[misc]
                terminal.type("q")
                assert terminal.ended() == 0
        else:
            page = shelf / "story.html"
            web["/story.html"] = answer(page.read_text(encoding="utf-8"))
            ran = shell("\n".join(["set -e", *variables, text]), shelf, given)
            assert ran.returncode == 0, f"{text}\n{ran.stdout}{ran.stderr}"
            shown = ran.stdout + ran.stderr


def missing(expected: str, shown: str) -> list[str]:
    """Return the lines that a page shows and the program did not print; … means any text."""
    patterns = [(line, ".*".join(map(re.escape, line.split("…")))) for line in expected.splitlines() if line]
    return [line for line, pattern in patterns if not re.search(f"^{pattern}$", shown, re.MULTILINE)]


def test_a_line_that_was_not_printed_is_named() -> None:
    assert missing("claim 1 added\nclaim 2…\n", "claim 1 added\n") == ["claim 2…"]


def test_blocks_are_read_with_their_language_and_title(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text('Text.\n\n```html title="a.html"\n<p>\n```\n\n    factcheck list  # all\n', encoding="utf-8")

    assert list(blocks(page)) == [Block("html", "<p>\n", "a.html"), Block("sh", "factcheck list  # all\n")]
    assert [block.commands for block in blocks(page)] == [[], ["factcheck list"]]
