"""The doctor's checks of a desk's files and folders."""

import fcntl
import shutil
import stat
from pathlib import Path

import pytest

from factcheck.services.captures.reader import CUT_OFF_NOTE, unknown_files
from factcheck.services.desk import Desk
from factcheck.services.editing import citations, claims
from factcheck.services.monitoring.check_run import verify
from factcheck.services.monitoring.run_plan import Selection, Which
from factcheck.services.operations import path_checks
from factcheck.settings import CaptureSettings, NotifySettings, Settings
from tests.support.web import Web, answer, article

NAME = "factcheck-20260302T090000Z-r000009-00001.warc.gz"


@pytest.fixture
async def captured(desk: Desk, settings: Settings, web: Web) -> Path:
    """A desk with a capture; the folder that it is in."""
    web["/a"] = answer(article("Prices rose by 3%"))
    citations.cite(desk, claims.add_claim(desk, claims.NewClaim(text="Prices rose")), web.url("/a"))
    async for _ in verify(desk, settings, Selection(Which.ALL)):
        pass
    return Path(f"{settings.db}.captures")


async def test_existing_capture_files_are_no_concern(desk: Desk, settings: Settings, captured: Path) -> None:
    assert path_checks.missing_captures(desk, settings) is None


async def test_a_desk_that_was_moved_without_its_captures_is_noticed(
    desk: Desk, settings: Settings, captured: Path, tmp_path: Path
) -> None:
    shutil.move(captured, tmp_path / "left behind")

    message = path_checks.missing_captures(desk, settings)
    found = settings.model_copy(update={"captures": CaptureSettings(folder=tmp_path / "left behind")})

    assert message and f"is in {captured}" in message and "move it there, or set captures.folder" in message
    assert path_checks.missing_captures(desk, found) is None


async def test_a_desk_without_captures_needs_no_folder(desk: Desk, settings: Settings) -> None:
    assert path_checks.missing_captures(desk, settings) is None


async def test_an_unfinished_file_is_distinguished_from_the_remains_of_a_killed_run(desk: Desk, captured: Path) -> None:
    under_way = captured / f"{NAME}.open"
    under_way.write_bytes(b"")
    (captured / f"{NAME.replace('r000009', 'r000010')}.open").write_bytes(b"")
    (captured / f"{NAME}.part").write_bytes(b"")
    (captured / "notes.txt").write_text("a reviewer's own")

    with under_way.open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        message = [sentence.removeprefix(f"{captured}/") for sentence in unknown_files(desk, captured)]

    assert message == [
        f"{NAME}.open is being written by a run; it loses .open from its name when the run ends",
        f"{NAME}.part was left by a prune that was cut off; the next prune removes it",
        f"{NAME.replace('r000009', 'r000010')}.open {CUT_OFF_NOTE}",
        "notes.txt is not a file of ours",
    ]


def reachable(path: Path) -> None:
    """Open the folders above a file, so that its own mode decides."""
    for each in path.parents:
        if not each.stat().st_mode & stat.S_IXOTH:
            each.chmod(each.stat().st_mode | stat.S_IXOTH)


def test_a_desk_that_every_account_can_read_is_noticed(desk: Desk, settings: Settings) -> None:
    path = Path(settings.db)
    reachable(path)
    path.chmod(0o640)
    private = path_checks.exposed_paths(desk, settings)
    path.chmod(0o644)

    message = path_checks.exposed_paths(desk, settings)

    assert private is None
    assert message == f"every account of this machine can read {path}; remove that permission with chmod -R o-rwx"


def test_a_configuration_with_a_secret_that_every_account_can_read_is_noticed(
    settings: Settings, tmp_path: Path
) -> None:
    file = tmp_path / "config.toml"
    file.write_text("")
    file.chmod(0o644)
    reachable(file)
    secret = settings.model_copy(update={"notify": NotifySettings(webhook="https://hooks.example/T1/hush")})
    origins = {"notify.webhook": f"file {file}"}

    message = path_checks.exposed_secrets(secret, origins)
    file.chmod(0o600)

    assert message and message.startswith(f"every account of this machine can read notify.webhook in {file};")
    assert "hush" not in message
    assert path_checks.exposed_secrets(secret, origins) is None
    assert path_checks.exposed_secrets(settings, origins) is None
    assert path_checks.exposed_secrets(secret, {"notify.webhook": "environment"}) is None
