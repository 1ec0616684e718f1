"""Roll-ups: unchanged checks in one row; and indexes by which the newest check, and what refers to a check, are found at once.

Revision ID: 0009
Revises: 0008
"""

import json
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

LINKS = ("ok", "moved", "dead", "soft404", "blocked", "unreachable", "refused")


def upgrade() -> None:
    """Add the table, the mark of how far a source has been rolled up, and two indexes over foreign keys."""
    op.create_table(
        "check_rollup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("first_check_id", sa.Integer(), nullable=False),
        sa.Column("last_check_id", sa.Integer(), nullable=False),
        sa.Column("checks", sa.Integer(), nullable=False),
        sa.Column(
            "link", sa.Enum(*LINKS, name="link", native_enum=False, create_constraint=True, length=24), nullable=False
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("final_url", sa.String(), nullable=True),
        sa.Column("redirects", sa.JSON(), nullable=True),
        sa.Column("content_type", sa.String(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("quotes", sa.JSON(), nullable=False),
        sa.Column("packed", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_check_rollup_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_rollup")),
        sqlite_strict=True,
    )
    op.create_index("ix_check_rollup_source_id", "check_rollup", ["source_id", "last_check_id"])
    op.create_index("ix_source_check_source_id", "source_check", ["source_id"])
    op.drop_index("ix_source_check_history", table_name="source_check")
    op.create_index("ix_source_host_due", "source", ["host_id", "next_check_at"])
    op.drop_index("ix_source_host_id", table_name="source")
    op.create_index("ix_alert_source_check_id", "alert", ["source_check_id"])
    op.create_index("ix_memento_same_as_check_id", "memento", ["same_as_check_id"])
    op.add_column("source", sa.Column("rolled_up_to", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Put every check back into a row of its own, and take the rest away."""
    restore_checks(op.get_bind())
    op.create_index("ix_source_check_history", "source_check", ["source_id", "at"])
    op.drop_index("ix_source_check_source_id", table_name="source_check")
    op.create_index("ix_source_host_id", "source", ["host_id"])
    op.drop_index("ix_source_host_due", table_name="source")
    op.drop_index("ix_memento_same_as_check_id", table_name="memento")
    op.drop_index("ix_alert_source_check_id", table_name="alert")
    op.drop_table("check_rollup")
    op.drop_column("source", "rolled_up_to")


# The rest reads the roll-ups of this revision: format 1 of the packed column. It does not change with the program.

OUTCOME = ("link", "reason", "http_status", "final_url", "redirects", "content_type", "error")
QUOTE = ("citation_id", "quote", "reason", "score", "start", "end", "text")


class Packed(NamedTuple):
    """The columns of a packed value, each with one value per check; ``quote_ids`` has one column per citation."""

    own: dict[str, list[Any]]
    quote_ids: list[list[int]]


def restore_checks(connection: sa.Connection) -> None:
    """Put every check back into a row of its own."""
    for number in connection.exec_driver_sql("SELECT id FROM check_rollup").scalars().all():
        rollup = connection.exec_driver_sql("SELECT * FROM check_rollup WHERE id = ?", (number,)).mappings().one()
        packed = unpack(rollup["packed"])
        outcome = [rollup[name] for name in OUTCOME]
        rows = [(rollup["source_id"], *outcome, *own) for own in zip(*packed.own.values(), strict=True)]
        _insert(connection, "source_check", ("source_id", *OUTCOME, *packed.own), rows)
        quotes = [
            (
                quote_id,
                check_id,
                *(quote[name] for name in QUOTE),
                json.dumps(quote["diff"]) if "diff" in quote else None,
            )
            for quote, quote_ids in zip(json.loads(rollup["quotes"]), packed.quote_ids, strict=True)
            for quote_id, check_id in zip(quote_ids, packed.own["id"], strict=True)
        ]
        _insert(connection, "citation_check", ("id", "source_check_id", *QUOTE, "diff"), quotes)
        connection.exec_driver_sql("DELETE FROM check_rollup WHERE id = ?", (number,))


def _insert(connection: sa.Connection, table: str, columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    if rows:
        names = ", ".join(f'"{name}"' for name in columns)
        places = ", ".join("?" * len(columns))
        connection.exec_driver_sql(f"INSERT INTO {table} ({names}) VALUES ({places})", rows)  # noqa: S608  constants


def unpack(packed: bytes) -> Packed:
    """Return the columns of a packed value: a byte 1, then a zlib stream of varints. Raises ValueError for another."""
    if packed[:1] != b"\x01":
        raise ValueError("this roll-up was packed by a later version")
    data = iter(zlib.decompress(packed[1:]))
    count, citations = _number(data), _number(data)
    ids = _integers(data, count)
    own: dict[str, list[Any]] = {"id": ids, "at": _sums(_integers(data, count)), "elapsed_ms": _integers(data, count)}
    for name in ("run_id", "bytes"):
        own[name] = [None if code == 0 else _unzigzag(code - 1) for code in _integers(data, count)]
    for name in ("payload_digest", "text_digest"):
        texts = [None, *(_text(data) for _ in range(_number(data)))]
        own[name] = [texts[place] for place in _integers(data, count)]
    quote_ids, before = [], ids
    for _ in range(citations):
        before = [other + each for other, each in zip(before, _integers(data, count), strict=True)]
        quote_ids.append(before)
    return Packed(own, quote_ids)


def _number(data: Iterator[int]) -> int:
    """Return a LEB128 varint."""
    number = shift = 0
    while (byte := next(data)) > 0x7F:
        number |= (byte & 0x7F) << shift
        shift += 7
    return number | byte << shift


def _integers(data: Iterator[int], count: int) -> list[int]:
    return _sums([_unzigzag(_number(data)) for _ in range(count)])


def _unzigzag(code: int) -> int:
    return -(code + 1) // 2 if code & 1 else code // 2


def _sums(differences: list[int]) -> list[int]:
    total, values = 0, []
    for each in differences:
        total += each
        values.append(total)
    return values


def _text(data: Iterator[int]) -> str:
    if next(data):
        return f"sha256:{bytes(next(data) for _ in range(32)).hex()}"
    return bytes(next(data) for _ in range(_number(data))).decode()
