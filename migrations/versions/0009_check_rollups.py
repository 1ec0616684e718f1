"""Roll-ups: unchanged checks in one row; and indexes by which the newest check, and what refers to a check, are found at once.

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

from factcheck.store import check_rollups

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
    check_rollups.restore_all(op.get_bind())
    op.create_index("ix_source_check_history", "source_check", ["source_id", "at"])
    op.drop_index("ix_source_check_source_id", table_name="source_check")
    op.create_index("ix_source_host_id", "source", ["host_id"])
    op.drop_index("ix_source_host_due", table_name="source")
    op.drop_index("ix_memento_same_as_check_id", table_name="memento")
    op.drop_index("ix_alert_source_check_id", table_name="alert")
    op.drop_table("check_rollup")
    op.drop_column("source", "rolled_up_to")
