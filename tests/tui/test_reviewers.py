"""Two reviewers at one desk, with a verifier writing: a small round of what ``bench/reviewers.py`` plays at length."""

from pathlib import Path

from bench import reviewers


def test_nothing_is_lost_no_lock_is_shown_and_all_can_be_undone(tmp_path: Path) -> None:
    told = reviewers.play(tmp_path, 20, seed=7)

    assert told["failed"] == []
    assert told["actions undone"] != "0"
