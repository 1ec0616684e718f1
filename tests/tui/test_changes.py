"""How the interface learns of changes by others: reported by the file system, or by checking once in a while."""

import asyncio
import sqlite3
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from factcheck.services.desk import Desk
from factcheck.services.editing import claims
from factcheck.services.operations.presence import Presence
from factcheck.settings import Settings
from factcheck.store.change_watch import NOTHING, Heard
from tests.tui.conftest import Front
from tests.tui.terminal import ROOT
from tui import FactcheckApp, Gateway
from tui.commands.registry import COMMANDS
from tui.core.keymap import Keymap
from tui.desk.change_monitor import ChangeMonitor
from tui.desk.change_signals import REST_SECONDS, Pace, Polling, listen

linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux reports events")

LISTEN = """
import asyncio, sys
from pathlib import Path
from tui.desk.change_signals import listen
print(type(asyncio.run(listen(Path(sys.argv[1]), Path(sys.argv[1] + ".here")))).__name__)
"""
LISTENS = {"library": "import sys; sys.modules['inotify_simple'] = None" + LISTEN, "folder": LISTEN}
EDITS = """
import sys
from factcheck.services.desk import open_desk
from factcheck.services.editing.claims import ClaimEdit, edit_claim
from factcheck.settings import Settings
with open_desk(Settings(db=sys.argv[1], actor="bob")) as desk:
    edit_claim(desk, int(sys.argv[2]), ClaimEdit(text=sys.argv[3]))
"""


@dataclass
class Host:
    """An application that only remembers what it is told."""

    presence: Presence
    keymap: Keymap
    actor: str = "ana"
    desk_name: str = "desk.db"
    is_running: bool = True
    ratings: dict[str, str] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    badges: int = 0
    """The times that the top line was drawn."""

    def desk_screens(self) -> list[Any]:
        """Show no claims."""
        return []

    def show_message(self, text: str, *, alarm: bool = False) -> None:
        """Remember a message."""
        self.told.append(text)

    def show_news(self, text: str) -> None:
        """Remember news."""
        self.told.append(text)

    def forget_versions(self) -> None:
        """Have nothing to forget."""

    def draw_badges(self) -> None:
        """Count."""
        self.badges += 1


Step = Heard | Callable[[], Any]


@dataclass
class Script:
    """Signals that hear what a test says, or do what it says while nothing is heard; at the end, the monitor is stopped."""

    steps: Iterator[Step]
    waits: list[float] = field(default_factory=list)
    closed: bool = False

    async def wait(self, pace: Pace) -> Heard:
        """Return the next step's event at once."""
        self.waits.append(pace.seconds)
        step = next(self.steps, None)
        if step is None:
            raise asyncio.CancelledError
        if isinstance(step, Heard):
            return step
        step()
        return NOTHING

    def close(self) -> None:
        """Hear no more."""
        self.closed = True


@dataclass
class Monitored:
    """A monitor of a desk, and the scripts of its waits."""

    host: Host
    gateway: Gateway
    scripts: list[Script] = field(default_factory=list)

    async def plays(self, *scripts: tuple[Step, ...]) -> None:
        """Let the monitor wait so often; each time it asks for signals, it gets the next script."""
        waiting = iter(scripts)

        async def listening(db: Path, presence: Path) -> Script:
            self.scripts.append(Script(iter(next(waiting))))
            return self.scripts[-1]

        with suppress(asyncio.CancelledError):
            await ChangeMonitor(self.host, self.gateway, listening).run()


@pytest.fixture
def monitored(desk: Desk, settings: Settings, filed: list[int]) -> Iterator[Monitored]:
    with closing(Gateway.over(desk, settings)) as gateway:
        yield Monitored(Host(Presence(settings.db, "ana"), Keymap(COMMANDS, {})), gateway)


RESTED = (NOTHING,) * 12
"""Waits after which a monitor rests."""


@pytest.fixture
def bob(desk: Desk) -> Desk:
    return Desk(desk.engine, "bob", desk.clock)


def rested() -> Pace:
    """Return the pace of a monitor that rests."""
    pace = Pace()
    for _ in RESTED:
        pace.checked(heard=False, shown=False)
    return pace


def note(bob: Desk, claim_id: int) -> Callable[[], Any]:
    """Return what bob does while nothing is heard."""
    return lambda: claims.add_note(bob, claim_id, "hold on")


async def test_an_idle_screen_checks_a_few_times_a_minute_and_asks_for_nothing_but_the_version(
    monitored: Monitored,
) -> None:
    asked: Counter[str] = Counter()
    monitored.gateway.reader.connection.set_trace_callback(lambda statement: asked.update([statement]))
    await monitored.plays((NOTHING,) * 30)
    (script,) = monitored.scripts

    assert script.waits[-20:] == [REST_SECONDS] * 20
    assert script.closed
    assert asked.pop("PRAGMA data_version") == 32  # when it is made, when it listens, and after each wait
    assert sum(asked.values()) == 1  # the newest event, when it is made


async def test_a_commit_that_shows_only_after_its_event_is_seen_soon(
    monitored: Monitored, bob: Desk, filed: list[int]
) -> None:
    await monitored.plays((*RESTED, Heard.FILES, *[NOTHING] * 6, note(bob, filed[0]), NOTHING))
    (script,) = monitored.scripts

    assert monitored.host.told == [f"claim {filed[0]}: bob added a note (“hold on”)"]
    assert max(script.waits[13:21]) <= 0.2


@pytest.mark.parametrize("heard", [Heard.FILES, Heard.PRESENCE, Heard.FILES | Heard.PRESENCE])
async def test_events_without_a_commit_show_nothing(monitored: Monitored, heard: Heard) -> None:
    await monitored.plays((*RESTED, *[heard] * 5))

    assert monitored.host.told == []


async def test_who_comes_and_goes_is_shown_after_the_event(monitored: Monitored, settings: Settings) -> None:
    other = Presence(settings.db, "bob")
    await monitored.plays((*RESTED, other.enter, Heard.PRESENCE, other.leave, Heard.PRESENCE))

    assert monitored.host.badges == 2


def test_a_file_system_that_twice_announced_nothing_is_polled(
    monitored: Monitored, bob: Desk, filed: list[int]
) -> None:
    monitor = ChangeMonitor(monitored.host, monitored.gateway)
    script = monitor.signals = Script(iter(()))
    closed = []
    for _ in range(2):
        for heard in RESTED:
            monitor.hear(heard)
        note(bob, filed[0])()
        monitor.hear(NOTHING)
        closed.append(script.closed)

    assert closed == [False, True]
    assert isinstance(monitor.signals, Polling)
    assert len(monitored.host.told) == 2


def test_a_folder_that_is_moved_away_is_polled(monitored: Monitored) -> None:
    monitor = ChangeMonitor(monitored.host, monitored.gateway)
    script = monitor.signals = Script(iter(()))
    monitor.hear(Heard.FILES | Heard.LOST)

    assert script.closed
    assert isinstance(monitor.signals, Polling)


async def test_a_file_that_replaces_the_desk_is_listened_to(
    monitored: Monitored, settings: Settings, tmp_path: Path
) -> None:
    def replace() -> None:
        with closing(sqlite3.connect(settings.db)) as source, closing(sqlite3.connect(tmp_path / "copy.db")) as copy:
            source.backup(copy)
            copy.execute("PRAGMA journal_mode=WAL")
        (tmp_path / "copy.db").rename(settings.db)

    await monitored.plays((*RESTED, replace), (NOTHING, NOTHING))
    first, second = monitored.scripts

    assert "was replaced by another file" in monitored.host.told[0]
    assert (first.closed, len(second.waits)) == (True, 3)


async def test_a_desk_that_cannot_be_read_is_tried_again_soon(monitored: Monitored, settings: Settings) -> None:
    away = Path(f"{settings.db}.away")
    await monitored.plays(
        (
            *RESTED,
            lambda: Path(settings.db).rename(away),
            *[NOTHING] * 20,
            lambda: away.rename(settings.db),
        )
    )
    (script,) = monitored.scripts

    assert max(script.waits[13:-1]) <= 0.2
    assert monitored.host.told[-1] == "the database can be read again"


@pytest.mark.parametrize(
    ("shown", "first", "most"),
    [
        pytest.param(True, 0.2, 5, id="commits, each shown"),
        pytest.param(False, 0.02, 24, id="a long transaction that is written before its commit"),
    ],
)
def test_however_many_events_come_checks_are_few(shown: bool, first: float, most: float) -> None:
    pace = rested()
    waits = []
    for _ in range(100):
        pace.checked(heard=True, shown=shown)
        waits.append(0 if pace.listens else pace.seconds)

    assert waits[0] == first
    assert sum(waits) > 99 / most
    for _ in RESTED:
        pace.checked(heard=False, shown=False)
    assert pace.seconds == REST_SECONDS


@linux
async def test_other_files_of_the_folder_end_no_wait(settings: Settings, desk: Desk, tmp_path: Path) -> None:
    with closing(await listen(Path(settings.db), tmp_path / "here")) as signals:
        waiting = asyncio.create_task(signals.wait(rested()))
        for number in range(50):
            (tmp_path / "download.part").write_text("x" * number)
            await asyncio.sleep(0)
        ended = waiting.done()
        claims.add_claim(desk, claims.NewClaim(text="Prices rose"))

        assert (ended, await waiting) == (False, Heard.FILES)


@pytest.mark.parametrize("missing", ["library", "folder"])
@pytest.mark.process
def test_where_no_event_can_be_reported_the_desk_is_polled(tmp_path: Path, missing: str) -> None:
    folder = tmp_path if missing == "library" else tmp_path / "none"
    ran = subprocess.run(
        [sys.executable, "-c", LISTENS[missing], str(folder / "desk.db")], capture_output=True, text=True, cwd=ROOT
    )

    assert (ran.stdout, ran.stderr) == ("Polling\n", "")


def listeners() -> int:
    """Return how many listeners this process has."""
    return sum(
        str(each.readlink()) == "anon_inode:inotify" for each in Path("/proc/self/fd").iterdir() if each.is_symlink()
    )


@linux
async def test_the_listener_ends_with_the_interface(app: FactcheckApp, filed: list[int]) -> None:
    before = listeners()
    async with app.run_test(size=(80, 24)) as pilot:
        front = Front(app, pilot)
        await front.until(lambda: listeners() == 1)

    assert before == listeners() == 0


@pytest.mark.parametrize("told", [pytest.param(True, marks=linux), False])
async def test_what_another_process_writes_is_shown(
    app: FactcheckApp, settings: Settings, filed: list[int], told: bool
) -> None:
    async def polling(db: Path, presence: Path) -> Polling:
        return Polling()

    app.monitor = ChangeMonitor(app, app.gateway, listen if told else polling)
    async with app.run_test(size=(100, 24)) as pilot:
        front = Front(app, pilot)
        await front.sees("Taxes fell")
        await front.until(lambda: app.monitor.listening and (not told or listeners() == 1))
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-c", EDITS, settings.db, str(filed[4]), "Taxes rose", cwd=ROOT
        )
        assert await child.wait() == 0
        await front.sees("Taxes rose")
        await front.sees(f"claim {filed[4]}: bob")
