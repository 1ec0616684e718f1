"""Evaluations: the last one of each source, whether a check reused it, and the redirects that led to a source's validators.

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table and the columns."""
    op.create_table(
        "evaluation",
        sa.Column("source_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("document", sa.String(), nullable=True),
        sa.Column("selectors", sa.String(), nullable=False),
        sa.Column("reader", sa.String(), nullable=False),
        sa.Column("finding", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_evaluation_source_id_source")),
        sa.PrimaryKeyConstraint("source_id", name=op.f("pk_evaluation")),
        sqlite_strict=True,
    )
    for table in ("source_check", "check_rollup"):
        op.add_column(table, sa.Column("reused", sa.Boolean(), server_default="0", nullable=False))
    op.add_column("source", sa.Column("validated_redirects", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Take them away."""
    op.drop_column("source", "validated_redirects")
    for table in ("source_check", "check_rollup"):
        op.drop_column(table, "reused")
    op.drop_table("evaluation")
