"""A wheel carries everything a checkout has, under one name."""

import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    folder = tmp_path_factory.mktemp("wheel")
    (path,) = WheelBuilder(str(ROOT)).build(directory=str(folder), versions=["standard"])
    with zipfile.ZipFile(path) as wheel:
        return set(wheel.namelist())


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

    assert {top for top in tops if not top.endswith(".dist-info")} == {"factcheck"}


def test_the_bridge_gives_way_to_the_folder(names: set[str]) -> None:
    assert "factcheck/tui.py" not in names
    assert "factcheck/tui/__init__.py" in names
