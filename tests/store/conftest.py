"""A desk a test: copied from one that was migrated once, since a migration is most of a short test's time."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from factcheck.services.desk import Desk, open_desk
from factcheck.settings import Settings
from tests.conftest import Clock


@pytest.fixture(scope="session")
def empty_desk(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty database, migrated: to be copied."""
    path = tmp_path_factory.mktemp("empty") / "desk.db"
    with open_desk(Settings(db=str(path), actor="nobody")):
        return path


@pytest.fixture
def desk(settings: Settings, clock: Clock, empty_desk: Path) -> Iterator[Desk]:
    shutil.copy(empty_desk, settings.db)
    with open_desk(settings, clock) as opened:
        yield opened
