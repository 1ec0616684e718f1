"""A desk: the database, who acts, and what time it is. Every service takes one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime

import sqlalchemy as sa

from factcheck.clock import now
from factcheck.settings import Settings
from factcheck.store import engine as engines
from factcheck.store import schema
from factcheck.store.sessions import DeskSession


@dataclass(frozen=True, slots=True)
class Desk:
    """Where services work."""

    engine: sa.Engine
    actor: str
    clock: Callable[[], datetime]
    allow_private: bool = False
    """Whether loopback and private addresses may be cited."""

    def read(self) -> AbstractContextManager[DeskSession]:
        """Give a session for a short read."""
        return engines.reader(self.engine)

    def patient(self, may_wait: Callable[[], bool]) -> "Desk":
        """Return the same desk for one who asks ``may_wait`` whether to go on waiting for the write lock (``engine.patient``)."""
        return replace(self, engine=engines.patient(self.engine, may_wait))

    def bulk(self) -> "Desk":
        """Return the same desk for work that nobody watches: it lets people go first (``engine.bulk``)."""
        return replace(self, engine=engines.bulk(self.engine))

    def write(self) -> AbstractContextManager[DeskSession]:
        """Give a session that holds the write lock."""
        return engines.writer(self.engine)


@contextmanager
def open_desk(
    settings: Settings,
    clock: Callable[[], datetime] = now,
    *,
    made: Callable[[str], None] | None = None,
    cache_kib: int = engines.CACHE_KIB,
) -> Iterator[Desk]:
    """Give the desk that the settings name, its schema brought up to date; ``made`` is told the name of a new one.

    ``cache_kib`` is as in ``open_engine``. Raises DeskError or InputError, with one line, for a database that cannot be used.
    """
    is_new = engines.is_missing(settings.db)
    with engines.open_engine(settings.db, cache_kib=cache_kib) as engine:
        schema.upgrade(engine)
        if is_new and made:
            made(str(engine.url.database))
        yield Desk(engine, settings.actor, clock, settings.verify.allow_private)
