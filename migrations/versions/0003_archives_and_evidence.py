"""Archived copies with what was found in them; alerts that name the looks they rest on, and what a dismissal dismissed.

Revision ID: 0003
Revises: 0002
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

LINKS = ("ok", "moved", "dead", "soft404", "blocked", "unreachable", "refused")
QUOTES = ("exact", "altered", "displaced", "missing", "unverifiable")
BEREFT = """UPDATE claim SET attention = attention % 1000 + 1000
  WHERE status = 'published' AND attention > 0
    AND EXISTS (
      SELECT 1 FROM citation WHERE claim_id = claim.id AND withdrawn_at IS NULL
        AND role = 'evidence' AND stance <> 'context')
    AND NOT EXISTS (
      SELECT 1 FROM citation WHERE claim_id = claim.id AND withdrawn_at IS NULL
        AND role = 'evidence' AND stance <> 'context'
        AND NOT EXISTS (SELECT 1 FROM alert WHERE alert.citation_id = citation.id AND resolved_at IS NULL))"""
"""A public verdict whose evidence is all in doubt comes first."""
RESOLUTIONS = ("cleared", "accepted", "replaced", "withdrawn", "dismissed")


def words(name: str, members: tuple[str, ...]) -> sa.Enum:
    """Return the column type of a closed set, as this revision stores it."""
    return sa.Enum(*members, name=name, native_enum=False, create_constraint=True, length=24)


def upgrade() -> None:
    """Add the tables of archived copies and the findings of alerts."""
    op.add_column("source", sa.Column("memory_checks", sa.JSON(), nullable=True))
    op.add_column("citation", sa.Column("quote_finding", sa.String(), nullable=True))
    op.add_column("citation", sa.Column("pending_finding", sa.String(), nullable=True))
    op.add_column("citation", sa.Column("pending_check_id", sa.Integer(), nullable=True))

    op.rename_table("memento", "memento_old")
    op.create_table(
        "memento",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("datetime", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("found_by", sa.String(), nullable=True),
        sa.Column("checked_at", sa.DateTime(), nullable=True),
        sa.Column("link", words("link", LINKS), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("digest", sa.String(), nullable=True),
        sa.Column("digest_holds", sa.Boolean(), nullable=True),
        sa.Column("payload_digest", sa.String(), nullable=True),
        sa.Column("same_as_check_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_memento_source_id_source"),
        sa.ForeignKeyConstraint(
            ["same_as_check_id"], ["source_check.id"], name="fk_memento_same_as_check_id_source_check"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_memento"),
        sa.UniqueConstraint("source_id", "url", name="uq_memento_source_id_url"),
        sqlite_strict=True,
    )
    _replace("memento", "id, source_id, url, datetime, created_at")

    op.create_table(
        "memento_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("memento_id", sa.Integer(), nullable=False),
        sa.Column("citation_id", sa.Integer(), nullable=False),
        sa.Column("exact", sa.String(), nullable=False),
        sa.Column("quote", words("quote", QUOTES), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["memento_id"], ["memento.id"], name=op.f("fk_memento_check_memento_id_memento")),
        sa.ForeignKeyConstraint(["citation_id"], ["citation.id"], name=op.f("fk_memento_check_citation_id_citation")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memento_check")),
        sa.UniqueConstraint("memento_id", "citation_id", name=op.f("uq_memento_check_memento_id_citation_id")),
        sqlite_strict=True,
    )
    op.create_index(op.f("ix_memento_check_citation_id"), "memento_check", ["citation_id"])
    op.create_table(
        "archive_lookup",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("result", words("result", ("found", "none", "failed")), nullable=False),
        sa.Column("detail", sa.String(), nullable=True),
        sa.Column("next_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_archive_lookup_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_archive_lookup")),
        sa.UniqueConstraint("source_id", name=op.f("uq_archive_lookup_source_id")),
        sqlite_strict=True,
    )
    op.create_index("ix_archive_lookup_next", "archive_lookup", ["next_at"])

    _alert(
        (*RESOLUTIONS, "reopened"),
        sa.Column("finding", sa.String(), nullable=True),
        sa.Column("checks", sa.JSON(), nullable=True),
    )
    op.create_index("ix_alert_finding", "alert", ["citation_id", "kind", "finding"])
    op.execute(BEREFT)


def downgrade() -> None:
    """Drop what ``upgrade`` added; reopened alerts become dismissed ones."""
    op.execute("UPDATE alert SET resolution = 'dismissed' WHERE resolution = 'reopened'")
    _alert(RESOLUTIONS)
    op.drop_table("archive_lookup")
    op.drop_table("memento_check")
    op.rename_table("memento", "memento_old")
    op.create_table(
        "memento",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("datetime", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name="fk_memento_source_id_source"),
        sa.PrimaryKeyConstraint("id", name="pk_memento"),
        sa.UniqueConstraint("url", name="uq_memento_url"),
        sqlite_strict=True,
    )
    _replace("memento", "id, source_id, url, datetime, created_at")
    op.create_index("ix_memento_source_id", "memento", ["source_id"])
    for name in ("pending_check_id", "pending_finding", "quote_finding"):
        op.drop_column("citation", name)
    op.drop_column("source", "memory_checks")
    op.execute("UPDATE claim SET attention = attention % 1000 WHERE attention >= 1000")


def _replace(table: str, columns: str) -> None:
    """Fill a table with the rows of the one it replaces."""
    op.execute(f"INSERT OR IGNORE INTO {table} ({columns}) SELECT {columns} FROM {table}_old")  # noqa: S608
    op.drop_table(f"{table}_old")


def _alert(resolutions: tuple[str, ...], *more: sa.Column[Any]) -> None:
    """Make the table of alerts anew, for SQLite cannot change a CHECK."""
    op.rename_table("alert", "alert_old")
    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("citation_id", sa.Integer(), nullable=False),
        sa.Column("source_check_id", sa.Integer(), nullable=False),
        sa.Column("kind", words("kind", ("link", "quote")), nullable=False),
        sa.Column("state_before", sa.String(), nullable=False),
        sa.Column("state_after", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.Column("resolution", words("resolution", resolutions), nullable=True),
        *more,
        sa.ForeignKeyConstraint(["citation_id"], ["citation.id"], name="fk_alert_citation_id_citation"),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name="fk_alert_claim_id_claim"),
        sa.ForeignKeyConstraint(["source_check_id"], ["source_check.id"], name="fk_alert_source_check_id_source_check"),
        sa.PrimaryKeyConstraint("id", name="pk_alert"),
        sqlite_strict=True,
    )
    _replace(
        "alert",
        "id, claim_id, citation_id, source_check_id, kind, state_before, state_after, rule, detail, opened_at,"
        " resolved_at, resolved_by, resolution",
    )
    op.create_index("ix_alert_claim_id", "alert", ["claim_id"])
    op.create_index("ix_alert_opened", "alert", ["resolved_at", "id"])
    op.create_index(
        "uq_alert_open", "alert", ["citation_id", "kind"], unique=True, sqlite_where=sa.text("resolved_at IS NULL")
    )
