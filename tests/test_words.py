"""The words of messages, help, docstrings and documents: phrases that read as if translated do not come back."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = ("factcheck", "tui", "bench", "docs")
"""Folders whose modules are checked."""
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted(ROOT.glob("docs/**/*.md")), *sorted(ROOT.glob(".github/**/*.md"))]

RETIRED = {
    r"(?<![Tt]here )\b(?:is|are|was|were|holds?) no "
    r"(?:\w+ )?(?:number|JSON|TOML|text|file|change|page|desk|name|list|file|difference)\b": "is not a …",
    r"(?<![Tt]here )\b(?:is|are) (?:none|nothing)\b(?! of (?:them|it)\b)": "is not a …, does not exist",
    r"\bwants? (?:a person|attention)\b": "needs review",
    r"\bat most\.$": "Maximum number of …",
    r"^(?:What|Where|Who|How|Which|Whether and) (?!long\b|many\b|much\b)[^?]*\.$": "a sentence with a concrete subject",
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


def modules() -> list[Path]:
    """Return the modules that are checked."""
    return [path for folder in FOLDERS for path in sorted((ROOT / folder).rglob("*.py"))]


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


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(ROOT)))
def test_no_retired_phrase_comes_back(path: Path) -> None:
    assert found(path) == []


def paragraphs(page: Path) -> Iterator[str]:
    """Yield the paragraphs of a document without their code: on one line, and each row of a table by itself."""
    text = re.sub(r"^ *```.*?^ *```", "", page.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    text = text.partition("## Words that are not used")[0]  # of the glossary
    text = re.sub(r"`[^`\n]*`|\"[^\"\n]*\"", "…", re.sub(r"^(?: {4}|\t).*$", "", text, flags=re.MULTILINE))
    yield from (" ".join(each.split()) for each in re.split(r"\n\s*\n|\n(?=[|])", text))


@pytest.mark.parametrize("page", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_no_retired_phrase_comes_back_in_a_document(page: Path) -> None:
    hits = [
        f"“{hit[0]}” in “{text[:80]}”: {instead}"
        for text in paragraphs(page)
        for pattern, instead in RETIRED.items()
        if not pattern.startswith("^") and (hit := re.search(pattern, text))
    ]

    assert hits == []


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
