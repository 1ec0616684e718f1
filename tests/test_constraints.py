"""The pinned releases are those that the project asks for, each with its hashes, and from no named index."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
TEXT = (ROOT / "constraints.txt").read_text(encoding="utf-8")
ASKED = [Requirement(each) for each in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["web"]]]
BLOCKS = [block for block in re.split(r"\n(?=\S)", TEXT) if not block.startswith("#")]
PINS = {
    canonicalize_name(found[1]): Version(found[2])
    for block in BLOCKS
    if (found := re.match(r"([A-Za-z0-9._-]+)==([^ \\;]+)", block))
}


@pytest.mark.parametrize("asked", ASKED, ids=lambda each: each.name)
def test_a_dependency_is_pinned_at_a_release_that_the_project_allows(asked: Requirement) -> None:
    pinned = PINS.get(canonicalize_name(asked.name))

    assert pinned is not None, "run .ci/constraints"
    assert asked.specifier.contains(pinned, prereleases=True), "run .ci/constraints"


def test_every_pin_has_hashes() -> None:
    assert {re.split(r"[=\s]", block)[0] for block in BLOCKS} == PINS.keys()
    assert [block.partition(" ")[0] for block in BLOCKS if not re.search(r"--hash=sha256:[0-9a-f]{64}", block)] == []


def test_no_index_is_named() -> None:
    assert re.findall(r"\S*://\S*|^\s*--(?!hash)\S+", TEXT, re.MULTILINE) == []
