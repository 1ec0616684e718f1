"""Names use the terms of docs/glossary.md: the words that it retires do not come back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlmodel import SQLModel

import factcheck.models  # noqa: F401  defines the tables

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("factcheck", "tui", "bench")
RETIRED = frozenset(
    "tell tells telling told untold aloud stroke strokes backstroke strike struck bereft mend mended mending worth "
    "agenda saying sayings gate gates door doors wire tape hurry crew deed pen stands standing looked looking kept".split()
)
"""Words of the old vocabulary, as parts of a name."""
COLUMNS = frozenset(column.name for table in SQLModel.metadata.tables.values() for column in table.columns)
"""Names of columns, which are part of the contract."""
PART = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def parts(name: str) -> list[str]:
    """Return the words of a name in lower case: ``PendingChecks`` and ``pending_checks`` have the same."""
    return [part.lower() for part in PART.findall(name)]


def names(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Yield the names that a module gives: of classes, functions, arguments, variables and imports."""
    for node in ast.walk(tree):
        match node:
            case ast.ClassDef(name=name) | ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name):
                yield node.lineno, name
            case ast.arg(arg=name):
                yield node.lineno, name
            case ast.Name(id=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.Attribute(attr=name, ctx=ast.Store()):
                yield node.lineno, name
            case ast.alias(asname=str(name)):
                yield 0, name


def modules() -> list[Path]:
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_a_module_uses_no_retired_word(path: Path) -> None:
    found = [*names(ast.parse(path.read_text(encoding="utf-8"))), *((0, part) for part in path.relative_to(ROOT).parts)]

    assert [f"line {line}: {name}" for line, name in found if RETIRED & set(parts(name)) and name not in COLUMNS] == []


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("class Told: pass", ["Told"]),
        ("def tell_all(told): strike = 1", ["tell_all", "told", "strike"]),
        ("from a import b as mended", ["mended"]),
        ("self.kept = 1", ["kept"]),
        ("stranger = toldest = 1", []),
    ],
)
def test_retired_words_are_found_as_parts_of_names(source: str, expected: list[str]) -> None:
    found = [name for _, name in names(ast.parse(source)) if RETIRED & set(parts(name))]

    assert sorted(found) == sorted(expected)
