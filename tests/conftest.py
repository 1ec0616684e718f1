"""What most tests begin with: a clock that is moved by hand, a desk in a real file, a small web on loopback."""

import shutil
import signal
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from factcheck.services.desk import Desk, open_desk
from factcheck.settings import DeskSettings, Settings, VerifySettings
from tests.support.web import Web

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

# A shell that begins us in the background has us ignore ctrl+c; the programs under test are to hear it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **later: float) -> None:
        """Let time go by: ``pass_(days=1)``."""
        self.now += timedelta(**later)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings for loopback, without pauses."""
    return Settings(
        db=str(tmp_path / "desk.db"),
        actor="ana",
        verify=VerifySettings(allow_private=True, host_gap=0, retries=0, processes=0, deadline=20),
        desk=DeskSettings(min_free_bytes=0),
    )


@pytest.fixture(scope="session")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, migrated once: to be copied, since a migration is most of a short test's time."""
    path = tmp_path_factory.mktemp("empty") / "desk.db"
    with open_desk(Settings(db=str(path), actor="nobody")):
        return path


@pytest.fixture
def desk(settings: Settings, clock: Clock, empty_desk: Path) -> Iterator[Desk]:
    shutil.copy(empty_desk, settings.db)
    with open_desk(settings, clock) as opened:
        yield opened


@pytest.fixture
def bob(desk: Desk) -> Desk:
    """The same desk, worked by somebody else."""
    return replace(desk, actor="bob")


@pytest.fixture
def web() -> Iterator[Web]:
    with Web().serve() as served:
        yield served
