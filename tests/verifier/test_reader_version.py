"""The version of the reader: another one for any other code, language data or library."""

import ast
import shutil
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from factcheck.verifier import reader_version as module
from factcheck.verifier.reader_version import READING_LIBRARIES, reader_version, source_digest

PACKAGE = Path(module.__file__).parent.parent
FETCHING = ("http", "scheduling", "wayback")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the source files that read and judge pages."""
    for name in ("verifier", "languages"):
        shutil.copytree(PACKAGE / name, tmp_path / name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


@pytest.mark.parametrize(
    "name",
    [
        "verifier/read/html.py",
        "verifier/locate/exact.py",
        "verifier/verdict/decide.py",
        "verifier/text_diff/similarity.py",
        "languages/de.toml",
        "languages/patterns.py",
    ],
)
def test_the_digest_changes_with_every_source_file(copy: Path, name: str) -> None:
    before = source_digest([copy])
    file = copy / name
    file.write_bytes(file.read_bytes() + b"\n# another line\n")

    assert source_digest([copy]) != before


def test_the_digest_changes_with_a_new_file_and_not_with_its_place(copy: Path, tmp_path: Path) -> None:
    before = source_digest([copy])
    moved = shutil.copytree(copy, tmp_path / "elsewhere" / "deeper")
    (moved / "verifier" / "notes.txt").write_text("no source file")

    assert source_digest([moved]) == before
    (moved / "verifier" / "more.py").write_text("")
    assert source_digest([moved]) != before


def test_the_digest_does_not_depend_on_line_ends(copy: Path) -> None:
    before = source_digest([copy])
    file = copy / "verifier" / "read" / "html.py"
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))

    assert source_digest([copy]) == before


def test_a_program_without_source_files_has_another_digest_each_time(tmp_path: Path) -> None:
    assert source_digest([tmp_path]) != source_digest([tmp_path])


def test_a_library_without_metadata_has_another_version_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READING_LIBRARIES", ("a-library-without-metadata",))

    assert reader_version.__wrapped__() != reader_version.__wrapped__()


def test_the_version_names_every_library_that_reads_pages() -> None:
    distributions = packages_distributions()
    imported: set[str] = set()
    for file in (PACKAGE / "verifier").rglob("*.py"):
        if file.relative_to(PACKAGE / "verifier").parts[0] in FETCHING:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [each.name for each in node.names] if isinstance(node, ast.Import) else []
            names += [node.module] if isinstance(node, ast.ImportFrom) and node.module else []
            imported.update(name.partition(".")[0] for name in names)
    others = imported - set(sys.stdlib_module_names) - {"factcheck"}

    assert {name.lower().replace("_", "-") for each in others for name in distributions[each]} == set(READING_LIBRARIES)
    assert reader_version() == reader_version()
