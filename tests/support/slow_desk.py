"""A desk whose queries take as long as a test decides: a query that does not end by itself runs before them.

``python -m tests.support.slow_desk STATEMENT tui`` is the real program over such a desk; no query of the kind ever ends.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

import sqlalchemy as sa

PAGE = "SELECT claim.attention, "
"""Beginning of the statement that finds the first page of a filter."""
WHOLE_LIST = "SELECT claim.id FROM "
"""Beginning of the statement that finds all claims of a filter."""
ENDLESS = (
    "WITH RECURSIVE waited(more) AS (SELECT 1 UNION ALL SELECT waits() FROM waited WHERE more) "
    "SELECT count(*) FROM waited"
)


@contextmanager
def slowed(engine: sa.Engine | type[sa.Engine], begins: str) -> Iterator[Event]:
    """Make every statement with this beginning wait in SQLite until the event is set; an interruption ends it earlier."""
    given = Event()

    def before(connection: sa.Connection, cursor: Any, statement: str, *_: object) -> None:
        if statement.startswith(begins) and not given.is_set():
            driver: Any = connection.connection.driver_connection
            driver.create_function("waits", 0, lambda: not given.wait(0.01))
            cursor.execute(ENDLESS).fetchall()

    sa.event.listen(engine, "before_cursor_execute", before)
    try:
        yield given
    finally:
        given.set()


if __name__ == "__main__":
    from factcheck.cli import main

    with slowed(sa.Engine, sys.argv.pop(1)):
        main()
