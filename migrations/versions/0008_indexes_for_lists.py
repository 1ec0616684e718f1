"""Indexes for lists: the queue's holds all that a filter asks of a claim, and search knows short beginnings of words.

Revision ID: 0008
Revises: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

LISTED = "withdrawn_at IS NULL"
PENDING = "pending_outcome IS NOT NULL AND withdrawn_at IS NULL"
PEOPLE = "actor <> 'verifier'"
QUEUE = ["attention", "priority", "id"]
OLD = {
    "ix_claim_queue": ("claim", QUEUE, None),
    "ix_claim_status_queue": ("claim", ["status", *QUEUE], None),
    "ix_claim_assignee_queue": ("claim", ["assignee", *QUEUE], None),
    "ix_claim_rating_queue": ("claim", ["rating", *QUEUE], None),
    "ix_claim_updated_at": ("claim", ["updated_at"], None),
    "ix_citation_claim_id": ("citation", ["claim_id"], None),
    "ix_citation_source_id": ("citation", ["source_id"], None),
    "ix_citation_quote_state": ("citation", ["quote_state", "claim_id"], None),
}
FACTS = ["status", "assignee", "rating", "language", "claimed_from", "claimed_to", "created_at", "updated_at"]
NEW = {
    "ix_claim_queue": ("claim", [*QUEUE, *FACTS], LISTED),
    "ix_claim_status_queue": ("claim", ["status", *QUEUE], LISTED),
    "ix_claim_assignee_queue": ("claim", ["assignee", *QUEUE], LISTED),
    "ix_claim_rating_queue": ("claim", ["rating", *QUEUE], LISTED),
    "ix_claim_updated_at": ("claim", ["updated_at", "id"], LISTED),
    "ix_claim_claimed_from": ("claim", ["claimed_from", "created_at"], LISTED),
    "ix_claim_claimed_to": ("claim", ["claimed_to", "created_at"], LISTED),
    "ix_claim_language": ("claim", ["language"], LISTED),
    "ix_claim_claimant": ("claim", ["claimant"], LISTED),
    "ix_citation_claim_id": ("citation", ["claim_id", "withdrawn_at", "source_id", "quote_state"], None),
    "ix_citation_source_id": ("citation", ["source_id", "withdrawn_at", "claim_id"], None),
    "ix_citation_quote_state": ("citation", ["quote_state", "claim_id"], LISTED),
    "ix_citation_pending": ("citation", ["pending_since"], PENDING),
    "ix_event_people": ("event", ["claim_id", "at"], PEOPLE),
}
FTS = """CREATE VIRTUAL TABLE claim_fts USING fts5(
  search_text, content='claim', content_rowid='id', tokenize="unicode61 remove_diacritics 2"{more})"""


def upgrade() -> None:
    """Make the indexes anew, and the search index with beginnings of two and three letters."""
    _replace(OLD, NEW)
    _search(", prefix='2 3'")


def downgrade() -> None:
    """Make the indexes as they were."""
    _replace(NEW, OLD)
    _search("")


def _replace(
    gone: dict[str, tuple[str, list[str], str | None]], made: dict[str, tuple[str, list[str], str | None]]
) -> None:
    for name, (table, _, _) in gone.items():
        op.drop_index(name, table_name=table, if_exists=True)
    for name, (table, columns, where) in made.items():
        op.create_index(name, table, columns, sqlite_where=sa.text(where) if where else None, if_not_exists=True)


def _search(more: str) -> None:
    op.execute("DROP TABLE IF EXISTS claim_fts")
    op.execute(FTS.format(more=more))
    op.execute("INSERT INTO claim_fts(claim_fts) VALUES ('rebuild')")
