"""Articles and their statements, merged claims, the index of similar claims, names of things, and vectors of claims.

Revision ID: 0011
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

MATCH = """CREATE VIRTUAL TABLE claim_match USING fts5(
  match_text, content='claim', content_rowid='id', tokenize="unicode61 remove_diacritics 0")"""


def upgrade() -> None:
    """Add the tables and the columns. The program fills in the stems of the claims."""
    op.create_table(
        "article",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=True),
        sa.Column("source_id", sa.Integer(), nullable=True),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("published_from", sa.Date(), nullable=True),
        sa.Column("published_to", sa.Date(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_article_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article")),
        sa.UniqueConstraint("key", name=op.f("uq_article_key")),
        sqlite_strict=True,
    )
    op.create_index("ix_article_source_id", "article", ["source_id"])
    op.create_table(
        "article_reading",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_reading_article_id_article")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_reading")),
        sa.UniqueConstraint("article_id", "digest", name="uq_article_reading_article_id_digest"),
        sqlite_strict=True,
    )
    op.create_table(
        "article_statement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("article_id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("exact", sa.String(), nullable=False),
        sa.Column("start", sa.Integer(), nullable=False),
        sa.Column("end", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("rejected_by", sa.String(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["article_id"], ["article.id"], name=op.f("fk_article_statement_article_id_article")),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["article_reading.id"], name=op.f("fk_article_statement_reading_id_article_reading")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_article_statement_claim_id_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_statement")),
        sa.UniqueConstraint("article_id", "digest", name="uq_article_statement_article_id_digest"),
        sqlite_strict=True,
    )
    op.create_index("ix_article_statement_digest", "article_statement", ["digest"])
    op.create_index("ix_article_statement_claim_id", "article_statement", ["claim_id"])
    op.create_table(
        "alias",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("is_removed", sa.Boolean(), server_default="0", nullable=False),
        sa.CheckConstraint("kind IN ('place', 'organization', 'person')", name="kind"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alias")),
        sa.UniqueConstraint("entity", "folded", name="uq_alias_entity_folded"),
        sqlite_strict=True,
    )
    op.create_index("ix_alias_folded", "alias", ["folded"])
    op.create_table(
        "claim_vector",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("model", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_vector_claim_id_claim")),
        sa.PrimaryKeyConstraint("claim_id", "model", name=op.f("pk_claim_vector")),
        sqlite_strict=True,
    )
    op.execute("ALTER TABLE claim ADD COLUMN match_text TEXT DEFAULT '' NOT NULL")
    op.execute(
        "ALTER TABLE claim ADD COLUMN merged_into INTEGER CONSTRAINT fk_claim_merged_into_claim REFERENCES claim(id)"
    )
    op.create_index("ix_claim_merged_into", "claim", ["merged_into"])
    for table in ("citation", "note", "claim_tag"):
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN merged_from INTEGER"
            f" CONSTRAINT fk_{table}_merged_from_claim REFERENCES claim(id)"
        )
    op.create_index("ix_claim_without_stems", "claim", ["id"], sqlite_where=sa.text("match_text = ''"))
    op.execute("DROP TABLE IF EXISTS claim_match_terms")
    op.execute("DROP TABLE IF EXISTS claim_match")
    op.execute(MATCH)
    op.execute("INSERT INTO claim_match(claim_match) VALUES ('rebuild')")


def downgrade() -> None:
    """Take them away."""
    op.execute("DROP TABLE IF EXISTS claim_match_terms")
    op.execute("DROP TABLE IF EXISTS claim_match")
    for table in ("citation", "note", "claim_tag"):
        op.execute(f"ALTER TABLE {table} DROP COLUMN merged_from")
    op.drop_index("ix_claim_without_stems", table_name="claim")
    op.drop_index("ix_claim_merged_into", table_name="claim")
    op.execute("ALTER TABLE claim DROP COLUMN merged_into")
    op.execute("ALTER TABLE claim DROP COLUMN match_text")
    for table in ("claim_vector", "alias", "article_statement", "article_reading", "article"):
        op.drop_table(table)
