"""The measurements run, and their goals are met on a small scale."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = pytest.mark.bench

ROOT = Path(__file__).resolve().parent.parent


def bench(*words: str) -> str:
    command = [sys.executable, "-m", *words]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_a_quarter_of_a_year_doubles_no_alert_and_misses_none() -> None:
    printed = bench("bench.revisit", "--small")

    for goal in ("30 false dead", "no alert doubled", "no loss and no edit missed"):
        assert f"met   {goal}" in printed


def test_a_month_of_changing_pages_alerts_to_the_four_events_and_to_nothing_else() -> None:
    printed = bench("bench.month", "--pages", "24")

    assert "4 alerts, 4 of 4 right; opened by reruns: 0" in printed


def test_a_busy_desk_fails_nobody() -> None:
    printed = bench("bench.busy", "6", "500", "--any-speed")

    assert re.search(r"saves +\d+, 0 failed, 0 lost", printed)
    assert "imported alone" in printed


def test_runs_that_share_survive_a_kill() -> None:
    printed = bench("bench.together", "200", "10")

    assert re.search(r"checks recorded +200, of 200 sources", printed)
    assert re.search(r"two at a time at a host +0", printed)


def test_a_year_of_daily_checks_fits_into_two_gigabytes() -> None:
    printed = bench("bench.history", "--sources", "300", "--days", "60", "--part", "size")

    assert "GB rolled up (goal 2)" in printed


def test_a_checkout_reads_pages_as_it_does_itself() -> None:
    printed = bench("bench.same_reading", "--against", ".", "1", "3")

    assert re.search(r"pages, 0 read differently", printed)


def test_spotting_is_measured_against_gold_articles(tmp_path: Path) -> None:
    (tmp_path / "bakeries.txt").write_text(
        "Published 5 June 2024\n\nJane Smith said on Monday that 412 bakeries in Leeds had closed in two years.\n\n"
        "Let us all support our bakers now.\n"
    )
    claim = {
        "exact": "Jane Smith said on Monday that 412 bakeries in Leeds had closed in two years.",
        "speaker": "Jane Smith",
        "speaker_alternatives": [],
        "kind": "quantity",
        "date": ["2024-06-03", "2024-06-03"],
        "priority": 1,
    }
    appeal = {"exact": "Let us all support our bakers now.", "class": "appeal"}
    gold = {"language": "en", "kind": "agency", "published": "2024-06-05", "claims": [claim], "not_claims": [appeal]}
    (tmp_path / "bakeries.gold.json").write_text(json.dumps({**gold, "contradictions": []}))

    printed = bench("bench.spotting", str(tmp_path), "--misses")

    assert "F1 1.000" in printed
    assert "speakers 1.000 (1/1)" in printed
    assert "dates invented 0 right 1/1" in printed
