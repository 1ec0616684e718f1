"""The job: how far each channel has been told of alerts, and when a source last stood at its own address.

Revision ID: 0004
Revises: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the table of channels and one column of a source's memory."""
    op.create_table(
        "channel",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("last_alert_id", sa.Integer(), nullable=False),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.Column("failing_since", sa.DateTime(), nullable=True),
        sa.Column("error", sa.String(), nullable=True),
        sa.Column("busy_until", sa.DateTime(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channel")),
        sa.UniqueConstraint("name", name=op.f("uq_channel_name")),
        sqlite_strict=True,
    )
    op.add_column("source", sa.Column("memory_stood_at", sa.DateTime(), nullable=True))
    op.execute("UPDATE source SET memory_stood_at = last_checked_at WHERE state = 'ok'")


def downgrade() -> None:
    """Take them away."""
    with op.batch_alter_table("source") as batch_op:
        batch_op.drop_column("memory_stood_at")
    op.drop_table("channel")
