"""A read in one thread is stopped from another thread, at any time."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from threading import Event, Thread

import pytest

from factcheck.store.interruption import Interrupted, Interruption

ENDLESS = "WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t) SELECT max(n) FROM t"


def in_a_thread(read: Callable[[], None]) -> Callable[[], bool]:
    """Start a read, and return what waits for its end and says whether it was interrupted."""
    interrupted: list[bool] = []

    def work() -> None:
        try:
            read()
        except Interrupted:
            interrupted.append(True)

    thread = Thread(target=work, daemon=True)
    thread.start()

    def ended() -> bool:
        thread.join(30)
        return not thread.is_alive() and bool(interrupted)

    return ended


def test_a_statement_that_never_ends_is_stopped() -> None:
    stop, begun = Interruption(), Event()

    def read() -> None:
        with closing(sqlite3.connect(":memory:")) as connection, stop.over(connection):
            begun.set()
            connection.execute(ENDLESS).fetchall()

    ended = in_a_thread(read)
    begun.wait(30)
    stop.stop()

    assert ended()


def test_a_statement_that_begins_after_the_stop_is_stopped_too() -> None:
    stop, begun, stopped = Interruption(), Event(), Event()

    def read() -> None:
        with closing(sqlite3.connect(":memory:")) as connection, stop.over(connection):
            begun.set()
            stopped.wait(30)
            connection.execute(ENDLESS).fetchall()

    ended = in_a_thread(read)
    begun.wait(30)
    stop.stop()
    stopped.set()

    assert ended()


def test_a_connection_can_be_read_after_a_stopped_task() -> None:
    stop = Interruption()
    stop.stop()
    with closing(sqlite3.connect(":memory:")) as connection:
        with pytest.raises(Interrupted), stop.over(connection):
            connection.execute("SELECT 1")

        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_an_error_of_the_database_itself_is_not_changed() -> None:
    with (
        closing(sqlite3.connect(":memory:")) as connection,
        pytest.raises(sqlite3.OperationalError, match="no such table"),
        Interruption().over(connection),
    ):
        connection.execute("SELECT * FROM nowhere")
