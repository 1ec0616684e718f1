"""SQL statements compiled once in a test run, instead of once in each test's database."""

from typing import Any

from sqlalchemy import util
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import Engine

STATEMENTS_MAX = 5000


def share_compiled_statements() -> None:
    """Give all engines of this process one cache of compiled statements.

    SQLAlchemy's cache belongs to an engine, and every test opens a database of its own: compiling the same statements
    again was 40 % of the time of the tests that use one.
    """
    shared: Any = util.LRUCache(STATEMENTS_MAX)
    create = Engine.__init__

    def create_with_shared_cache(engine: Engine, *args: Any, **options: Any) -> None:
        create(engine, *args, **options)
        engine._compiled_cache = shared

    def same_kind(one: object, other: object) -> bool:
        return type(one) is type(other)

    Engine.__init__ = create_with_shared_cache  # type: ignore[assignment, method-assign]
    SQLiteDialect_pysqlite.__eq__ = same_kind  # type: ignore[method-assign]
    SQLiteDialect_pysqlite.__hash__ = lambda dialect: hash(type(dialect))  # type: ignore[assignment, method-assign]
