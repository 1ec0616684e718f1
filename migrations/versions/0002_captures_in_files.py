"""Captures in files: columns that locate the WARC records of a capture.

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WHOLE = (
    "(warc_file IS NULL) = (warc_offset IS NULL) AND (warc_file IS NULL) = (warc_length IS NULL)"
    " AND (warc_file IS NULL) = (warc_digest IS NULL) AND (warc_file IS NULL) = (warc_date IS NULL)"
)


def upgrade() -> None:
    """Add the columns that locate a capture's WARC records, and their constraint."""
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.add_column(sa.Column("warc_file", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("warc_offset", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("warc_length", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("warc_digest", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("warc_payload_digest", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("warc_date", sa.BigInteger(), nullable=True))
        batch_op.add_column(sa.Column("refers_to", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(op.f("fk_capture_refers_to_capture"), "capture", ["refers_to"], ["id"])
        batch_op.create_check_constraint(op.f("ck_capture_warc_whole"), sa.text(WHOLE))


def downgrade() -> None:
    """Drop those columns; the files stay."""
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_capture_warc_whole"), type_="check")
        batch_op.drop_constraint(op.f("fk_capture_refers_to_capture"), type_="foreignkey")
        for name in (
            "refers_to",
            "warc_date",
            "warc_payload_digest",
            "warc_digest",
            "warc_length",
            "warc_offset",
            "warc_file",
        ):
            batch_op.drop_column(name)
