"""How the terminal interface is opened: the first rows before anything that they do not need is loaded."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck import start as starting
from factcheck.errors import InputError
from factcheck.services.text.sanitize import plain
from factcheck.start import Start
from factcheck.store.fast_reader import Reader
from factcheck.verifier.scheduling.malloc import keep_small

if TYPE_CHECKING:
    from factcheck.services.desk import Desk
    from factcheck.settings import Settings
    from factcheck.tui import FactcheckApp

CACHE_KIB = 4 * 1024
"""Page cache of each of the interface's connections. It keeps several open all day, and the system caches the file anyway."""

Flags = dict[str, str | None]
"""What the call gave: ``db``, ``actor``, ``config``."""


def open_screen(flags: Flags) -> int:
    """Open the interface on the desk that the call names, and return the exit status.

    Raises InputError where there is no terminal or a setting is none, DeskError for a database that cannot be used.
    """
    if not on_a_terminal():
        raise InputError("the interface needs a terminal; list and show print the same without one")
    start = first_settings(flags)
    if not _is_current(start.db):
        with _desk(flags):
            pass  # it is made, or migrated
    from factcheck.tui import FactcheckApp, Gateway

    behind = Gateway(start, lambda: _desk(flags), lambda: datetime.now(UTC))
    try:
        return run(FactcheckApp(behind))
    finally:
        behind.close()


def on_a_terminal() -> bool:
    """Return whether there is somebody to see the screen: it is drawn on stderr, or by the driver that is named."""
    return "TEXTUAL_DRIVER" in os.environ or (sys.stdin.isatty() and sys.stderr.isatty())


def first_settings(flags: Flags) -> Start:
    """Return the settings the first rows need; where more is set than these, all of them are read and checked."""
    found = starting.read(os.environ, **flags)
    if found is not None and "://" not in found.db:
        return Start(str(Path(found.db).expanduser()), found.actor, found.theme, found.ascii, found.keys)
    from factcheck.store.engine import database_url

    settings = _settings(flags)
    url = database_url(settings.db)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise InputError(f"the interface works on a file; {settings.db!r} is none")
    return Start(url.database, settings.actor, settings.desk.theme, settings.desk.ascii, settings.keys)


def _settings(flags: Flags) -> "Settings":
    from factcheck import settings

    config = flags.get("config")
    return settings.load(Path(config) if config else None, db=flags.get("db"), actor=flags.get("actor"))


@contextmanager
def _desk(flags: Flags) -> Iterator[tuple["Desk", "Settings"]]:
    from factcheck.cli.context import announce
    from factcheck.services.desk import open_desk

    settings = _settings(flags)
    with open_desk(settings, made=announce, cache_kib=CACHE_KIB) as desk:
        yield desk, settings


def _is_current(db: str) -> bool:
    if not Path(db).is_file():
        return False
    with Reader(db) as reader:
        return reader.is_current()


def run(app: "FactcheckApp") -> int:
    """Run the interface until its user leaves, and return the exit status. A crash is told in one line, and logged."""
    from factcheck.tui import ShutdownGuard, watched_terminal

    keep_small()  # before the first thread: it stays open all day, and each thread would keep a heap of its own
    headless = os.environ.get("TEXTUAL_DRIVER", "").endswith(":HeadlessDriver")
    with ShutdownGuard(app, watched_terminal(headless=headless)):
        app.run(size=shutil.get_terminal_size() if headless else None)  # that driver and the framework guess two sizes
    for line in app.exit_messages:
        print(plain(f"factcheck: {line}"), file=sys.stderr)
    if app.crash is not None:
        from factcheck.cli.crash import log_crash

        print(f"factcheck: it crashed, and what was stored is whole; {log_crash(app.crash)}", file=sys.stderr)
        return 1
    return 128 + app.exit_signal if app.exit_signal else 0
