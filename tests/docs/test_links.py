"""What the documents say of the program and of one another."""

import re
import shlex
from pathlib import Path
from urllib.parse import unquote

import pytest
from sqlmodel import SQLModel

import factcheck.models  # noqa: F401  defines the tables
from factcheck.cli import COMMANDS, output
from factcheck.verifier import document
from factcheck.verifier.http import response
from factcheck.verifier.verdict import decide

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / name for name in ("README.md", "CONTRIBUTING.md", "CHANGELOG.md")] + sorted(
    ROOT.glob("docs/**/*.md")
)
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def prose(page: Path) -> str:
    """Return a document without its blocks of code and its literals."""
    text = re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", re.sub(r"^(?: {4}|\t).*$", "", text, flags=re.MULTILINE))


def code(page: Path) -> list[str]:
    """Return the lines of a document's indented blocks of code."""
    return [line.strip() for line in page.read_text(encoding="utf-8").splitlines() if line.startswith("    ")]


def calls(line: str) -> list[str]:
    """Return the commands of factcheck that a line of shell calls."""
    parts = re.split(r"&&|\||;", line.partition(" #")[0])
    called = [shlex.split(part) for part in parts]
    programs = [words for words in called if words and Path(words[0]).name == "factcheck"]
    return [next(word for word in words[1:] if not word.startswith("-")) for words in programs]


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_within_the_repository_leads_somewhere(page: Path) -> None:
    targets = [target for target in LINK.findall(prose(page)) if not SCHEME.match(target)]
    paths = {target: page.parent / unquote(target.partition("#")[0]) for target in targets if target[0] != "#"}

    assert [target for target, path in paths.items() if not path.exists()] == []


def test_links_are_looked_for_where_there_are_some() -> None:
    assert len(LINK.findall(prose(ROOT / "README.md"))) >= 6


def test_every_command_the_readme_calls_is_there() -> None:
    called = [command for line in code(ROOT / "README.md") for command in calls(line)]

    assert {"add", "cite", "check", "verify", "demo"} <= set(called)
    assert set(called) <= COMMANDS.keys()


@pytest.mark.parametrize("page", ["README.md", "CONTRIBUTING.md"])
def test_the_tests_are_run_as_the_documents_say(page: str) -> None:
    command = "python -m pytest"

    assert any(command in line for line in code(ROOT / page))
    assert f"step {command}\n" in (ROOT / ".ci" / "tests").read_text(encoding="utf-8")


def test_every_reason_code_is_listed_and_no_other() -> None:
    rows = re.findall(
        r"^\| [a-z0-9, ]+ \| `([a-z0-9-]+)` \|", (ROOT / "docs" / "outcomes.md").read_text(), re.MULTILINE
    )

    assert sorted(rows) == sorted({**response.UNREACHABLE_REASONS, **decide.REASONS, **document.UNREADABLE_REASONS})


def test_every_table_is_explained_and_no_other() -> None:
    page = (ROOT / "docs" / "data-model.md").read_text(encoding="utf-8")
    explained = {
        name for cell in re.findall(r"^\| (`[^|]+) \|", page, re.MULTILINE) for name in re.findall(r"`(\w+)`", cell)
    }

    assert explained - {"claim_fts", "claim_match"} == {table.name for table in SQLModel.metadata.sorted_tables}


def test_every_rule_of_an_alert_is_explained_and_has_words() -> None:
    rules = re.findall(r"^\| `([a-z-]+)` \|", (ROOT / "docs" / "outcomes.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert sorted(rules) == sorted(output.RULES)
