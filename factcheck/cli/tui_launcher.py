"""Opens the terminal interface: the first rows appear before anything that they do not need is loaded."""

import os
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from factcheck.cli.configuration import read_settings
from factcheck.errors import InputError
from factcheck.services.text.sanitize import sanitize_text
from factcheck.settings import Settings
from factcheck.store.fast_reader import Reader
from factcheck.verifier.scheduling.malloc import limit_malloc_arenas

if TYPE_CHECKING:
    from factcheck.services.desk import Desk
    from factcheck.tui import FactcheckApp

CACHE_KIB = 4 * 1024
"""Page cache per connection. The interface has several open all day, and the system caches the file anyway."""


def open_screen(flags: Mapping[str, str | None]) -> int:
    """Open the interface on the desk that the call names, and return the exit status.

    Raises InputError where there is no terminal or a setting is refused, DeskError for a database that cannot be used.
    """
    if not on_a_terminal():
        raise InputError("the interface needs a terminal; factcheck list and show work without one")
    given = read_settings(flags).settings
    settings = given.model_copy(update={"db": database_file(given.db)})
    if not _is_current(settings.db):
        with _desk(settings):
            pass  # it is created, or migrated
    from factcheck.tui import FactcheckApp, Gateway

    behind = Gateway(settings, lambda: _desk(settings), lambda: datetime.now(UTC))
    try:
        return run(FactcheckApp(behind))
    finally:
        behind.close()


def on_a_terminal() -> bool:
    """Return whether there is a terminal: the screen is drawn on stderr, or by the driver in the environment."""
    return "TEXTUAL_DRIVER" in os.environ or (sys.stdin.isatty() and sys.stderr.isatty())


def database_file(db: str) -> str:
    """Return the path of the database that a setting names. Raises InputError for a database that is not a file."""
    if "://" not in db:
        return str(Path(db).expanduser())
    from factcheck.store.engine import database_url

    url = database_url(db)
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        raise InputError(f"the interface needs a database in a file, and {db!r} is not one")
    return url.database


@contextmanager
def _desk(settings: Settings) -> Iterator[tuple["Desk", Settings]]:
    from factcheck.cli.context import announce
    from factcheck.services.desk import open_desk

    with open_desk(settings, made=announce, cache_kib=CACHE_KIB) as desk:
        yield desk, settings


def _is_current(db: str) -> bool:
    try:
        if not Path(db).is_file():
            return False
    except OSError:
        return False  # opening the desk reports why it cannot be read
    with Reader(db) as reader:
        return reader.is_current()


def run(app: "FactcheckApp") -> int:
    """Run the interface until its user leaves, and return the exit status. A crash is logged, and reported on one line."""
    from factcheck.tui import ShutdownGuard, replace_broken_bytes, watched_terminal

    limit_malloc_arenas()  # before the first thread: it stays open all day, and each thread would keep a heap of its own
    replace_broken_bytes()
    headless = os.environ.get("TEXTUAL_DRIVER", "").endswith(":HeadlessDriver")
    with ShutdownGuard(app, watched_terminal(headless=headless)):
        app.run(size=shutil.get_terminal_size() if headless else None)  # that driver and the framework guess two sizes
    for line in app.exit_messages:
        print(sanitize_text(f"factcheck: {line}"), file=sys.stderr)
    if app.crash is not None:
        from factcheck.cli.crash import log_crash

        print(
            f"factcheck: the interface crashed; everything that was stored is intact; {log_crash(app.crash)}",
            file=sys.stderr,
        )
        return 1
    return 128 + app.exit_signal if app.exit_signal else 0
