"""Fixtures of most tests: a clock that is moved by hand, a desk in a real file, a small web on loopback."""

import os
import shutil
import signal
import sys
import uuid
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import hypothesis
import pytest

from factcheck.services.desk import Desk, open_desk
from factcheck.settings import DeskSettings, Settings, VerifySettings
from tests.support.children import RUN, ProcessGuard, kill_what_is_left
from tests.support.statements import share_compiled_statements
from tests.support.tiers import FAST, TIERS, TwoTiers, tier_of
from tests.support.web import Web

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)

# A shell that starts us in the background makes us ignore ctrl+c, and nohup the end of a terminal; both are inherited, and
# the programs under test have to receive them.
for number, handler in ((signal.SIGINT, signal.default_int_handler), (signal.SIGHUP, signal.SIG_DFL)):
    if signal.getsignal(number) is signal.SIG_IGN:
        signal.signal(number, handler)

# How long an example takes depends on the machine, so no example has a deadline.
hypothesis.settings.register_profile("no deadline", deadline=None)
hypothesis.settings.load_profile("no deadline")
# Every module is compiled once, even where the environment says otherwise: else most of a short child's time is compiling.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

share_compiled_statements()
guard = ProcessGuard()
guard.install()

TESTS_OF_TIER = pytest.StashKey[Counter[str]]()
"""How many of the collected tests each tier has."""

ID_MAX_LENGTH = 80
"""A test's name does not repeat a parameter beyond this: some are pages of ten megabytes, and every worker lists all names."""


def pytest_configure(config: pytest.Config) -> None:
    """Register the markers; and run the fast tier only if the command names neither a path nor a marker."""
    for name, meaning in TIERS.items():
        config.addinivalue_line("markers", f"{name}: {meaning}")
    if not hasattr(config, "workerinput"):  # not in a worker, which is given the name
        config.option.testrunuid = os.environ[RUN] = uuid.uuid4().hex
    if not config.option.markexpr and config.args_source is pytest.Config.ArgsSource.TESTPATHS:
        config.option.markexpr = FAST


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Give every test the marker of its tier, before any is left out."""
    tests = config.stash[TESTS_OF_TIER] = Counter()
    for item in items:
        path = item.path.relative_to(config.rootpath)
        markers = [mark.name for mark in item.iter_markers()]
        try:
            tier = tier_of(path, markers, getattr(item, "fixturenames", ()))
        except TwoTiers as error:
            raise pytest.UsageError(str(error)) from error
        tests[tier] += 1
        if tier not in markers:
            item.add_marker(tier)


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Refuse a process to a test of the fast tier."""
    guard.test = item.nodeid if item.get_closest_marker(FAST) else None
    try:
        return (yield)
    finally:
        guard.test = None


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no process behind: a worker ends its descendants, the run itself everything that bears its name."""
    kill_what_is_left(run=None if hasattr(config, "workerinput") else config.getoption("testrunuid"))


def pytest_make_parametrize_id(val: object) -> str | None:
    """Shorten the name of a long parameter; None leaves the name to pytest."""
    if not isinstance(val, str | bytes) or len(val) <= ID_MAX_LENGTH:
        return None
    text = val if isinstance(val, str) else val.decode("ascii", "backslashreplace")
    return f"{text[: ID_MAX_LENGTH // 2]}... of {len(val)}"


class Clock:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> datetime:
        return self.now

    def pass_(self, **later: float) -> None:
        """Advance the clock: ``pass_(days=1)``."""
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
