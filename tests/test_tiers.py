"""Every test belongs to one tier, and the tiers together are the suite that `.ci/tests` runs."""

import re
from pathlib import Path, PurePath

import pytest
from _pytest.mark.expression import Expression

from tests.conftest import TESTS_OF_TIER
from tests.support.tiers import BY_FOLDER, FAST, TIERS, TwoTiers, tier_of

ROOT = Path(__file__).resolve().parent.parent


def test_every_collected_test_has_the_marker_of_one_tier(request: pytest.FixtureRequest) -> None:
    tiers = [[mark.name for mark in item.iter_markers() if mark.name in TIERS] for item in request.session.items]

    assert {len(tier) for tier in tiers} == {1}


def test_the_tiers_together_are_everything(request: pytest.FixtureRequest) -> None:
    counted = request.config.stash[TESTS_OF_TIER]

    assert counted.keys() <= TIERS.keys()
    assert counted.total() >= request.session.testscollected


def selects(expression: str, tier: str) -> bool:
    """Return whether pytest's ``-m`` selects the tests of a tier."""

    def is_tier(name: str, /, **_arguments: object) -> bool:
        return name == tier

    return Expression.compile(expression).evaluate(is_tier)


def test_the_checks_before_a_change_lands_run_every_tier_once() -> None:
    script = (ROOT / ".ci" / "tests").read_text(encoding="utf-8")
    runs = re.findall(r'^step python -m pytest(?: -m "?([^"\n]+))?', script, flags=re.MULTILINE)

    assert {tier: sum(selects(run or FAST, tier) for run in runs) for tier in TIERS} == dict.fromkeys(TIERS, 1)


@pytest.mark.parametrize("caller", [".ci/run", ".github/workflows/ci.yml"])
def test_whoever_checks_a_change_runs_the_script_of_the_tiers(caller: str) -> None:
    assert re.search(r"(step|run:) \.ci/tests\b", (ROOT / caller).read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("path", "markers", "fixtures", "tier"),
    [
        ("tests/services/test_x.py", [], ["desk"], "fast"),
        ("tests/services/test_x.py", ["asyncio", "process"], [], "process"),
        ("tests/cli/test_x.py", [], ["cli"], "command"),
        ("tests/cli/test_x.py", [], ["cli", "program"], "process"),
        ("tests/cli/test_x.py", ["browser"], ["program"], "browser"),
        ("tests/tui/screens/test_x.py", [], [], "terminal"),
        ("tests/tui/test_x.py", ["fast"], [], "fast"),
        ("tests/tui_like/test_x.py", [], [], "fast"),
    ],
)
def test_a_marker_goes_before_a_fixture_and_a_fixture_before_a_folder(
    path: str, markers: list[str], fixtures: list[str], tier: str
) -> None:
    assert tier_of(PurePath(path), markers, fixtures) == tier


def test_two_tiers_are_refused_by_name() -> None:
    with pytest.raises(TwoTiers, match=r"^tests/a\.py: a test belongs to one tier, not to bench and process$"):
        tier_of(PurePath("tests/a.py"), ["process", "bench"], [])


def test_the_folders_with_a_tier_of_their_own_exist() -> None:
    assert [folder for folder in BY_FOLDER if not (ROOT / folder).is_dir()] == []
