"""A desk: the database, the actor and the clock. Every service takes one."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime

import sqlalchemy as sa

from factcheck.clock import now
from factcheck.matching.encoders import OFF, Encoding
from factcheck.settings import Settings
from factcheck.store import engine as engines
from factcheck.store import schema
from factcheck.store.sessions import DeskSession


@dataclass(frozen=True, slots=True)
class Desk:
    """The database, actor and clock that services work with."""

    engine: sa.Engine
    actor: str
    clock: Callable[[], datetime]
    allow_private: bool = False
    """Whether loopback and private addresses may be cited."""
    encoding: Encoding = field(default_factory=lambda: Encoding(OFF), compare=False)
    """The encoder that compares claims by their meaning, if there is one. It is loaded when it is first needed."""

    def read(self) -> AbstractContextManager[DeskSession]:
        """Return a context manager with a session for a short read."""
        return engines.reader(self.engine)

    def patient(self, may_wait: Callable[[], bool]) -> "Desk":
        """Return the same desk, but wait for the write lock as long as ``may_wait`` returns true (``engine.patient``)."""
        return replace(self, engine=engines.patient(self.engine, may_wait))

    def bulk(self) -> "Desk":
        """Return the same desk for background work, which leaves the write lock to people first (``engine.bulk``)."""
        return replace(self, engine=engines.bulk(self.engine))

    def write(self) -> AbstractContextManager[DeskSession]:
        """Return a context manager with a session that holds the write lock."""
        return engines.writer(self.engine)


@contextmanager
def open_desk(
    settings: Settings,
    clock: Callable[[], datetime] = now,
    *,
    made: Callable[[str], None] | None = None,
    cache_kib: int = engines.CACHE_KIB,
) -> Iterator[Desk]:
    """Open the desk that the settings name, and upgrade its schema. ``made`` is called with the name of a new database.

    ``cache_kib`` is passed to ``open_engine``. Raises DeskError or InputError, with one line, for a database that cannot be used.
    """
    is_new = engines.is_missing(settings.db)
    with engines.open_engine(settings.db, cache_kib=cache_kib) as engine:
        schema.upgrade(engine)
        if is_new and made:
            made(str(engine.url.database))
        yield Desk(engine, settings.actor, clock, settings.verify.allow_private, Encoding(settings.match.encoder))
