"""The search index, the counters and the guards beside the tables; and the fingerprint of the whole schema.

``install`` is idempotent and runs at the end of every migration: a batch migration rebuilds a table and silently drops
its triggers.
"""

import re
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlmodel import SQLModel

from factcheck.vocabulary import Status

ATTENTION = "attention"

FTS_SQL = """CREATE VIRTUAL TABLE IF NOT EXISTS claim_fts USING fts5(
  search_text, content='claim', content_rowid='id', tokenize="unicode61 remove_diacritics 2", prefix='2 3')"""
"""The search index. Beginnings of two and three letters have lists of their own: to merge those of all words that begin with
"th" takes a tenth of a second at a million claims (https://www.sqlite.org/fts5.html#prefix_indexes)."""

FTS_MERGES = "INSERT INTO claim_fts(claim_fts, rank) VALUES ('automerge', 8)"
"""Merge eight segments of the search index at a time, not four: an import spends a fifth less on each claim, since the lists of
beginnings are long (https://www.sqlite.org/fts5.html#the_automerge_configuration_option)."""

MATCH_SQL = """CREATE VIRTUAL TABLE IF NOT EXISTS claim_match USING fts5(
  match_text, content='claim', content_rowid='id', tokenize="unicode61 remove_diacritics 0")"""
"""The index by which similar claims are found. Its words are stems that were made in Python."""
MATCH_TERMS_SQL = "CREATE VIRTUAL TABLE IF NOT EXISTS claim_match_terms USING fts5vocab('claim_match', 'row')"
"""The number of claims with each stem (https://www.sqlite.org/fts5.html#the_fts5vocab_virtual_table_module)."""

_COUNT = """UPDATE counter SET value = value {sign} 1 WHERE {row}.withdrawn_at IS NULL
    AND (name = {row}.status OR (name = 'attention' AND {row}.attention > 0));"""

NO_EVIDENCE_WEIGHT = 1_000
"""Added to ``claim.attention`` where every piece of evidence of a public verdict has an open alert."""

_EVIDENCE = """FROM citation WHERE citation.claim_id = claim.id AND withdrawn_at IS NULL
      AND role = 'evidence' AND stance <> 'context'"""
_OPEN_ALERT = "(SELECT 1 FROM alert WHERE alert.citation_id = citation.id AND resolved_at IS NULL)"
_WEIGHT = f"""(
    SELECT count(*) FROM alert WHERE alert.claim_id = claim.id AND resolved_at IS NULL
  ) + {NO_EVIDENCE_WEIGHT} * (status = 'published' AND EXISTS (SELECT 1 {_EVIDENCE})
    AND NOT EXISTS (SELECT 1 {_EVIDENCE} AND NOT EXISTS {_OPEN_ALERT}))"""  # noqa: S608  constants
WEIGH_SQL = f"UPDATE claim SET attention = {_WEIGHT}"  # noqa: S608  constants
"""Sets ``claim.attention``: one for each open alert, plus NO_EVIDENCE_WEIGHT. The queue's indexes begin with it."""

TRIGGERS = {
    "claim_fts_insert": """AFTER INSERT ON claim BEGIN
  INSERT INTO claim_fts(rowid, search_text) VALUES (new.id, new.search_text); END""",
    "claim_fts_delete": """AFTER DELETE ON claim BEGIN
  INSERT INTO claim_fts(claim_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text); END""",
    "claim_fts_update": """AFTER UPDATE OF search_text ON claim BEGIN
  INSERT INTO claim_fts(claim_fts, rowid, search_text) VALUES ('delete', old.id, old.search_text);
  INSERT INTO claim_fts(rowid, search_text) VALUES (new.id, new.search_text); END""",
    "claim_match_insert": """AFTER INSERT ON claim BEGIN
  INSERT INTO claim_match(rowid, match_text) VALUES (new.id, new.match_text); END""",
    "claim_match_delete": """AFTER DELETE ON claim BEGIN
  INSERT INTO claim_match(claim_match, rowid, match_text) VALUES ('delete', old.id, old.match_text); END""",
    "claim_match_update": """AFTER UPDATE OF match_text ON claim WHEN old.match_text <> new.match_text BEGIN
  INSERT INTO claim_match(claim_match, rowid, match_text) VALUES ('delete', old.id, old.match_text);
  INSERT INTO claim_match(rowid, match_text) VALUES (new.id, new.match_text); END""",
    "claim_count_insert": f"AFTER INSERT ON claim BEGIN {_COUNT.format(sign='+', row='new')} END",
    "claim_count_delete": f"AFTER DELETE ON claim BEGIN {_COUNT.format(sign='-', row='old')} END",
    "claim_count_update": f"""AFTER UPDATE OF status, attention, withdrawn_at ON claim BEGIN
  {_COUNT.format(sign="-", row="old")} {_COUNT.format(sign="+", row="new")} END""",
    "alert_open": f"""AFTER INSERT ON alert WHEN new.resolved_at IS NULL BEGIN
  {WEIGH_SQL} WHERE id = new.claim_id; END""",
    "alert_turn": f"""AFTER UPDATE OF resolved_at ON alert
  WHEN (old.resolved_at IS NULL) <> (new.resolved_at IS NULL) BEGIN
  {WEIGH_SQL} WHERE id = new.claim_id; END""",
    "claim_weigh": f"""AFTER UPDATE OF status ON claim WHEN new.attention > 0 AND old.status <> new.status BEGIN
  {WEIGH_SQL} WHERE id = new.id; END""",
    "citation_add": f"""AFTER INSERT ON citation BEGIN
  {WEIGH_SQL} WHERE id = new.claim_id AND attention > 0; END""",
    "citation_turn": f"""AFTER UPDATE OF withdrawn_at, role, stance ON citation BEGIN
  {WEIGH_SQL} WHERE id = new.claim_id AND attention > 0; END""",
    "alert_move": f"""AFTER UPDATE OF claim_id ON alert WHEN old.claim_id <> new.claim_id BEGIN
  {WEIGH_SQL} WHERE id IN (old.claim_id, new.claim_id); END""",
    "citation_move": f"""AFTER UPDATE OF claim_id ON citation WHEN old.claim_id <> new.claim_id BEGIN
  {WEIGH_SQL} WHERE id IN (old.claim_id, new.claim_id) AND attention > 0; END""",
    "event_no_update": "BEFORE UPDATE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
    "event_no_delete": "BEFORE DELETE ON event BEGIN SELECT RAISE(ABORT, 'the log is append-only'); END",
}


def remove(connection: sa.Connection) -> None:
    """Drop all triggers before a migration: one that names a table which is being rebuilt would make it fail."""
    for name in connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all():
        connection.exec_driver_sql(f'DROP TRIGGER "{name}"')


def install(connection: sa.Connection) -> None:
    """Create the index, the triggers and the counters, and replace triggers that differ."""
    if not sa.inspect(connection).has_table("claim"):
        return
    connection.exec_driver_sql(FTS_SQL)
    connection.exec_driver_sql(FTS_MERGES)
    has_stems = any(column["name"] == "match_text" for column in sa.inspect(connection).get_columns("claim"))
    if has_stems:
        connection.exec_driver_sql(MATCH_SQL)
        connection.exec_driver_sql(MATCH_TERMS_SQL)
    for name, body in TRIGGERS.items():
        if name.startswith("claim_match") and not has_stems:
            continue
        connection.exec_driver_sql(f"DROP TRIGGER IF EXISTS {name}")
        connection.exec_driver_sql(f"CREATE TRIGGER {name} {body}")
    for name in (*Status, ATTENTION):
        connection.exec_driver_sql("INSERT OR IGNORE INTO counter(name, value) VALUES (?, 0)", (str(name),))


def recount(connection: sa.Connection) -> dict[str, int]:
    """Return the value that each counter should have, counted from the claims."""
    counted = {str(status): 0 for status in Status} | {ATTENTION: 0}
    rows = connection.exec_driver_sql(
        "SELECT status, count(*), sum(attention > 0) FROM claim WHERE withdrawn_at IS NULL GROUP BY status"
    )
    for status, count, attention in rows:
        counted[status] = count
        counted[ATTENTION] += attention
    return counted


def wrong_attention(connection: sa.Connection, limit: int) -> list[tuple[int, int, int]]:
    """Return claims whose attention does not follow from their alerts: the claim's number, its value, the right value."""
    rows = connection.exec_driver_sql(
        f"SELECT id, attention, {_WEIGHT} AS weight FROM claim"  # noqa: S608  constants
        " WHERE (attention <> 0 OR id IN (SELECT claim_id FROM alert WHERE resolved_at IS NULL)) AND attention <> weight"
        " ORDER BY id LIMIT ?",
        (limit,),
    )
    return [(row[0], row[1], row[2]) for row in rows]


def schema_differences(connection: sa.Connection) -> list[str]:
    """Return the differences between the schema and the models, in words.

    Tables, views and plain indexes that a desk added for itself have no effect here, and are not listed.
    """
    wanted, found = _model_fingerprint(), fingerprint(connection)
    ours = {name.partition(" ")[2] for name in wanted if name.startswith("table ")}
    lost = {name.partition(" ")[2] for name in wanted if name.startswith("table ") and name not in found}
    differences = []
    for name, value in wanted.items():
        part = _table_of(name)
        if name not in found and (name.startswith("table ") or part not in lost):
            differences.append(f"the {name}{TABLE_MISSING if name.startswith('table ') else ' is missing'}")
        elif name in found and found[name] != value:
            differences.append(f"the {name} is not as this program made it")
    for name, value in found.items():
        harmless = name.startswith(("table ", "foreign keys ")) or (name.startswith("index ") and not value[0])
        if name not in wanted and not harmless and (name.startswith("trigger ") or _table_of(name) in ours):
            differences.append(f"the {name} was not made by this program")
    return differences


@cache
def _model_fingerprint() -> dict[str, Any]:
    """Return the fingerprint of the models' schema; a test compares it with that of the migrations."""
    engine = sa.create_engine("sqlite://")
    try:
        with engine.begin() as connection:
            SQLModel.metadata.create_all(connection)
            install(connection)
            return fingerprint(connection)
    finally:
        engine.dispose()


TABLE_MISSING = " is missing: nothing more can be checked"


def _table_of(name: str) -> str:
    """Return the table of an entry of the fingerprint."""
    return re.split(r"[ .]", name.removeprefix("foreign keys ").removeprefix("column ").removeprefix("index "))[0]


def fingerprint(connection: sa.Connection) -> dict[str, Any]:
    """Return the parts of the schema, by name: columns, keys, CHECKs, indexes, STRICT, triggers.

    ``alembic check`` compares columns and plain indexes only.
    """
    found: dict[str, Any] = {}
    tables = connection.exec_driver_sql("PRAGMA table_list").all()
    for _schema, name, kind, _columns, without_rowid, strict in tables:
        if name.startswith("sqlite_") or name == "alembic_version" or kind == "shadow":
            continue
        found[f"table {name}"] = (kind, without_rowid, strict, _checks(connection, name))
        if kind == "virtual":
            found[f"virtual {name}"] = _folded(_sql(connection, name) or "").partition("using")[2]
        for column in connection.exec_driver_sql(f"PRAGMA table_xinfo({name})"):
            found[f"column {name}.{column[1]}"] = tuple(column[2:6])
        keys = connection.exec_driver_sql(f"PRAGMA foreign_key_list({name})")
        found[f"foreign keys {name}"] = sorted(tuple(key[2:7]) for key in keys)
        for index in connection.exec_driver_sql(f"PRAGMA index_list({name})").all():
            columns = connection.exec_driver_sql(f"PRAGMA index_xinfo({index[1]})")
            named = tuple((column[2], column[3]) for column in columns if column[5])
            where = (_sql(connection, index[1]) or "").partition("WHERE")[2]
            found[f"index {name} {named}"] = (index[2], _folded(where))
    for name, sql in connection.exec_driver_sql("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"):
        found[f"trigger {name}"] = _folded(sql)
    return found


def _sql(connection: sa.Connection, name: str) -> str | None:
    row = connection.exec_driver_sql("SELECT sql FROM sqlite_master WHERE name = ?", (name,)).first()
    return row[0] if row else None


def _checks(connection: sa.Connection, name: str) -> tuple[str, ...]:
    sql = _sql(connection, name) or ""
    return tuple(sorted(_folded(line) for line in sql.splitlines() if "CHECK" in line))


def _folded(sql: str) -> str:
    return re.sub(r"[\s\"]+", "", sql).rstrip(",").lower()
