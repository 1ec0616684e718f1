"""The code of the documents: blocks with their language, and the shell commands in them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
GENERATED = ("reference/", "man/")
"""Folders of docs/ that a script writes from the program."""
FENCE = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
INDENTED = re.compile(r"(?:^ {4}[^\n]*\n)+", re.MULTILINE)
TITLE = re.compile(r'title="([^"]+)"')
COMMAND = re.compile(r"^(?:FACTCHECK_\w+=\S+ )*factcheck\b")


@dataclass(frozen=True, slots=True)
class Block:
    """A block of code of a page."""

    language: str
    text: str
    title: str = ""
    """The name of the file that the block shows, if it shows one."""

    @property
    def commands(self) -> list[str]:
        """The lines of the block that call factcheck, each without its remark."""
        return [line.partition("  #")[0].strip() for line in self.text.splitlines() if COMMAND.match(line.strip())]


def written_pages() -> list[Path]:
    """Return the README and every page of docs/ that a person wrote."""
    docs = ROOT / "docs"
    pages = [page for page in sorted(docs.rglob("*.md")) if not str(page.relative_to(docs)).startswith(GENERATED)]
    return [ROOT / "README.md", *pages]


def blocks(page: Path) -> Iterator[Block]:
    """Yield the blocks of code of a page: fenced ones with their language, indented ones as shell."""
    text = page.read_text(encoding="utf-8")
    for fenced in FENCE.finditer(text):
        title = TITLE.search(fenced[2])
        yield Block(fenced[1] or "sh", fenced[3], title[1] if title else "")
    for indented in INDENTED.finditer(FENCE.sub("", text)):
        yield Block("sh", re.sub(r"^ {4}", "", indented[0], flags=re.MULTILINE))


def literals(page: Path) -> list[str]:
    """Return the calls of factcheck within sentences: ``factcheck …`` in code type."""
    prose = FENCE.sub("", page.read_text(encoding="utf-8"))
    return re.findall(r"`(factcheck [^`\n]+)`", prose)
