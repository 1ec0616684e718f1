"""The stems of claims that an earlier version stored: they are made after the upgrade, a batch at a time.

A batch is one transaction, so that a killed upgrade goes on where it ended.
"""

import sqlalchemy as sa

from factcheck.store.claim_columns import match_text
from factcheck.store.row_source import RowSource

BATCH_ROWS = 2_000


def lacks_stems(source: RowSource) -> bool:
    """Return whether a claim has no stems yet."""
    return bool(source.select("SELECT 1 FROM claim WHERE match_text = '' LIMIT 1"))


def add_missing_stems(engine: sa.Engine) -> int:
    """Make the stems of all claims that have none, and return their number."""
    made = 0
    while True:
        with engine.execution_options(sqlite_begin="DEFERRED").connect() as connection:
            rows = connection.exec_driver_sql(
                "SELECT id, text, standalone, claimant FROM claim WHERE match_text = '' ORDER BY id LIMIT ?",
                (BATCH_ROWS,),
            ).all()
        if not rows:
            return made
        values = [(match_text(text, standalone, claimant), number) for number, text, standalone, claimant in rows]
        with engine.begin() as connection:
            connection.exec_driver_sql("UPDATE claim SET match_text = ? WHERE id = ? AND match_text = ''", values)
        made += len(rows)
