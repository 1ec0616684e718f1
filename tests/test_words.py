"""The words of messages, help and docstrings: phrases that read as if translated do not come back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = (
    "factcheck/cli",
    "bench",
    "factcheck/demo",
    "factcheck/errors.py",
    "factcheck/limits.py",
    "factcheck/models",
    "factcheck/notify",
    "factcheck/resources.py",
    "factcheck/services",
    "factcheck/settings",
    "factcheck/store",
    "factcheck/verifier",
    "factcheck/vocabulary.py",
    "factcheck/warc",
)
"""Packages whose words are checked; others follow as they are rewritten."""

RETIRED = {
    r"\b(?:is|are|was|were|holds?) no (?:\w+ )?(?:number|JSON|TOML|text|file|change|page|desk|name|list|file)\b": "is not a …",
    r"(?<!there )\b(?:is|are) (?:none|nothing)\b(?! of (?:them|it)\b)": "is not a …, does not exist",
    r"\bwants? (?:a person|attention)\b": "needs review",
    r"\bat most\.$": "Maximum number of …",
    r"^(?:What|Where|Who|How|Which|Whether and) (?!long\b|many\b|much\b)[^?]*$": "a sentence with a concrete subject",
    r"\b(?:tells?|told) (?:of|that|how|what|apart)\b": "reports",
    r"\b(?:it|that|they|words) stands?\b": "is found",
    r"\bstands? (?:in|there|among|before|after)\b": "is in, is found",
    r"\blook(?:s|ed)? (?:at|after)\b": "check, maintain",
    r"\b(?:first|second|last|newest|older|one) looks?\b(?!-up)": "check",
    r"\bmend(?:s|ed|ing)?\b": "fix",
    r"\bmade harmless\b": "escaped",
    r"\bas the contract has it\b": "as JSON",
    r"\bworth to\b": "verdict",
    r"\bfrom now on;": "now",
    r"\btakes? back\b|\btaken back\b": "undo, withdraw",
    r"\bbrings? (?:claims|them) in\b|\bcame in\b": "import",
    r"\bgives? (?:room|it) back\b": "free",
}
"""Patterns of retired phrases, each with what to write instead."""


def files(packages: tuple[str, ...]) -> Iterator[Path]:
    """Yield the modules of packages that are to be checked."""
    for package in packages:
        path = ROOT / package
        yield from sorted(path.rglob("*.py")) if path.is_dir() else [path]


def sentences(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the strings of a module that are read by people, with their lines: those that contain a space."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    parts = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in node.values}
    for node in ast.walk(tree):
        match node:
            case ast.JoinedStr(values=values):
                text = "".join(str(part.value) if isinstance(part, ast.Constant) else "…" for part in values)
            case ast.Constant(value=str(text)) if id(node) not in parts:
                pass
            case _:
                continue
        if " " in text.strip():
            yield node.lineno, " ".join(text.split())


def found(path: Path) -> list[str]:
    """Return the retired phrases of a module, each with its place and what to write instead."""
    return [
        f"{path.relative_to(ROOT)}:{line}: “{hit[0]}” in “{text[:80]}”: {instead}"
        for line, text in sentences(path)
        for pattern, instead in RETIRED.items()
        if (hit := re.search(pattern, text))
    ]


@pytest.mark.parametrize("path", list(files(PACKAGES)), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_retired_phrase_comes_back(path: Path) -> None:
    assert found(path) == []


@pytest.mark.parametrize(
    "text",
    [
        "'12x' is no number",
        "line 3 is no JSON: …",
        "List what wants a person.",
        "Sources at most.",
        "What every command begins with.",
        "Tell of the database.",
        "Who acts: it stands in the log.",
        "the first look found it",
    ],
)
def test_phrases_that_were_retired_are_found(text: str) -> None:
    assert [pattern for pattern in RETIRED if re.search(pattern, text, re.IGNORECASE)]


def test_plain_sentences_pass() -> None:
    plain = ["'12x' is not a number: use digits, such as 12.", "Maximum number of sources to check.", "at most 20 hops"]

    assert [text for text in plain for pattern in RETIRED if re.search(pattern, text)] == []
