"""The mutation run covers the modules and tests that exist: a renamed module is not left out in silence."""

import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
GROUPS = tomllib.loads((ROOT / ".ci" / "mutation.toml").read_text(encoding="utf-8"))["group"]


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: str(group["name"]))
def test_everything_that_a_group_names_exists(group: dict[str, list[str]]) -> None:
    assert [glob for glob in group["code"] + group["tests"] if not list(ROOT.glob(glob))] == []
