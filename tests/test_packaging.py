"""A wheel contains everything that a checkout has, under one name, with the right metadata."""

import re
import shutil
import subprocess
import zipfile
from email.message import Message
from email.parser import Parser
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

from docs import man_page
from factcheck import DISTRIBUTION, __version__

ROOT = Path(__file__).resolve().parent.parent
VERSION_LITERAL = re.compile(rf"factcheck/\d|(?<![\d.]){re.escape(__version__)}(?![\d.])")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    return Path(path)


@pytest.fixture(scope="module")
def names(built: Path) -> set[str]:
    with zipfile.ZipFile(built) as wheel:
        return set(wheel.namelist())


@pytest.fixture(scope="module")
def metadata(built: Path, names: set[str]) -> Message:
    (name,) = (name for name in names if name.endswith(".dist-info/METADATA"))
    with zipfile.ZipFile(built) as wheel:
        return Parser().parsestr(wheel.read(name).decode())


@pytest.mark.parametrize("folder", ["tui", "migrations", "seeds"])
def test_a_wheel_carries_the_folders_beside_the_package(names: set[str], folder: str) -> None:
    ours = {
        f"factcheck/{path.relative_to(ROOT)}"
        for path in (ROOT / folder).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }

    assert ours
    assert ours <= names


def test_a_wheel_carries_the_language_files(names: set[str]) -> None:
    ours = {str(path.relative_to(ROOT)) for path in (ROOT / "factcheck" / "languages").glob("*.toml")}

    assert len(ours) > 40
    assert ours <= names


def test_a_wheel_adds_one_name(names: set[str]) -> None:
    tops = {name.split("/")[0] for name in names}

    assert {top for top in tops if not top.endswith((".dist-info", ".data"))} == {"factcheck"}


def test_the_bridge_gives_way_to_the_folder(names: set[str]) -> None:
    assert "factcheck/tui.py" not in names
    assert "factcheck/tui/__init__.py" in names


def test_the_types_are_for_others_to_use(names: set[str]) -> None:
    assert "factcheck/py.typed" in names


def test_a_wheel_carries_the_manual_page(names: set[str]) -> None:
    assert [name for name in names if name.endswith(".data/data/share/man/man1/factcheck.1")] != []


def test_a_wheel_has_the_name_and_the_version_of_the_program(metadata: Message) -> None:
    assert (metadata["Name"], metadata["Version"]) == (DISTRIBUTION, __version__)


def test_every_supported_python_has_its_classifier_and_its_job(metadata: Message) -> None:
    listed = re.findall(r"Python :: (3\.\d+)$", "\n".join(metadata.get_all("Classifier") or []), re.MULTILINE)
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text(encoding="utf-8")

    assert listed[0] == (metadata["Requires-Python"] or "").removeprefix(">=")
    assert [each for each in listed if f'"{each}"' not in workflow] == []


def test_the_version_is_written_in_one_place() -> None:
    files = [path for folder in ("factcheck", "tui") for path in (ROOT / folder).rglob("*.py")]
    files += [ROOT / "pyproject.toml", ROOT / "Dockerfile"]

    found = [str(path.relative_to(ROOT)) for path in files if VERSION_LITERAL.search(path.read_text(encoding="utf-8"))]

    assert found == ["factcheck/__init__.py"]


def test_the_manual_page_is_up_to_date() -> None:
    assert man_page.PAGE.read_text(encoding="ascii") == man_page.page(), "run python docs/man_page.py"


@pytest.mark.process
@pytest.mark.skipif(shutil.which("groff") is None, reason="no groff here")
def test_groff_finds_no_fault_in_the_manual_page() -> None:
    done = subprocess.run(
        ["groff", "-man", "-Tutf8", "-ww", "-z", str(man_page.PAGE)], capture_output=True, text=True, check=True
    )

    assert done.stderr == ""
