"""The desk: claims, sources, citations, checks, alerts, the log, and the scale.

Revision ID: 0001
Revises: nothing
"""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

rating = sa.table(
    "rating",
    sa.column("key", sa.String),
    sa.column("value", sa.Float),
    sa.column("hotkey", sa.String),
    sa.column("position", sa.Integer),
    sa.column("labels", sa.JSON),
    sa.column("definition", sa.String),
)
SCALE = [
    {
        "key": "true",
        "value": 1.0,
        "hotkey": "t",
        "position": 1,
        "labels": {"en": "True", "fr": "Vrai"},
        "definition": "The evidence supports the claim, and nothing that matters is left out.",
    },
    {
        "key": "mostly-true",
        "value": 0.75,
        "hotkey": "l",
        "position": 2,
        "labels": {"en": "Mostly true", "fr": "Plutôt vrai"},
        "definition": "The claim holds in the main; a detail is wrong or missing.",
    },
    {
        "key": "mixed",
        "value": 0.5,
        "hotkey": "x",
        "position": 3,
        "labels": {"en": "Mixed", "fr": "Partagé"},
        "definition": "Part of the claim holds and part does not, or good evidence conflicts.",
    },
    {
        "key": "misleading",
        "value": 0.25,
        "hotkey": "m",
        "position": 4,
        "labels": {"en": "Misleading", "fr": "Trompeur"},
        "definition": "The words may be right; the impression they give is not.",
    },
    {
        "key": "false",
        "value": 0.0,
        "hotkey": "f",
        "position": 5,
        "labels": {"en": "False", "fr": "Faux"},
        "definition": "The evidence refutes the claim.",
    },
    {
        "key": "unproven",
        "value": None,
        "hotkey": "u",
        "position": 6,
        "labels": {"en": "Unproven", "fr": "Non prouvé"},
        "definition": "There is not enough evidence either way.",
    },
]


def upgrade() -> None:
    """Create the tables, indexes and triggers, and the rating scale."""
    op.create_table(
        "counter",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counter")),
        sqlite_strict=True,
    )
    op.create_table(
        "event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("previous_hash", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_event")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.create_index("ix_event_actor", ["actor", "id"], unique=False)
        batch_op.create_index("ix_event_claim_id", ["claim_id", "id"], unique=False)

    op.create_table(
        "host",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("lease_owner", sa.String(), nullable=True),
        sa.Column("lease_until", sa.DateTime(), nullable=True),
        sa.Column("blocked_until", sa.DateTime(), nullable=True),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_host")),
        sa.UniqueConstraint("name", name=op.f("uq_host_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "rating",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("hotkey", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("labels", sa.JSON(), nullable=False),
        sa.Column("definition", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("key", name=op.f("uq_rating_key")),
        sqlite_strict=True,
    )
    op.create_table(
        "run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("actor", sa.String(), nullable=False),
        sa.Column("planned", sa.Integer(), nullable=False),
        sa.Column("checked", sa.Integer(), nullable=False),
        sa.Column("alerts_opened", sa.Integer(), nullable=False),
        sa.Column("alerts_resolved", sa.Integer(), nullable=False),
        sa.Column("network_down", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_run")),
        sqlite_strict=True,
    )
    op.create_table(
        "tag",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("name", name=op.f("uq_tag_name")),
        sqlite_strict=True,
    )
    op.create_table(
        "claim",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("standalone", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("claimant", sa.String(), nullable=False),
        sa.Column("claimed_from", sa.Date(), nullable=True),
        sa.Column("claimed_to", sa.Date(), nullable=True),
        sa.Column(
            "status",
            sa.Enum(
                "inbox",
                "open",
                "review",
                "published",
                "rejected",
                name="status",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("status_why", sa.String(), nullable=True),
        sa.Column("rating", sa.String(), nullable=True),
        sa.Column("rating_why", sa.String(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("assignee", sa.String(), nullable=True),
        sa.Column("attention", sa.Integer(), nullable=False),
        sa.Column("external_id", sa.String(), nullable=True),
        sa.Column("text_digest", sa.String(), nullable=False),
        sa.Column("search_text", sa.String(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "claimed_from IS NULL OR claimed_to IS NULL OR claimed_from <= claimed_to", name=op.f("ck_claim_claimed")
        ),
        sa.CheckConstraint("priority BETWEEN 1 AND 3", name=op.f("ck_claim_priority")),
        sa.ForeignKeyConstraint(["rating"], ["rating.key"], name=op.f("fk_claim_rating_rating")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim")),
        sa.UniqueConstraint("external_id", name=op.f("uq_claim_external_id")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.create_index("ix_claim_assignee_queue", ["assignee", "attention", "priority", "id"], unique=False)
        batch_op.create_index("ix_claim_queue", ["attention", "priority", "id"], unique=False)
        batch_op.create_index("ix_claim_rating_queue", ["rating", "attention", "priority", "id"], unique=False)
        batch_op.create_index("ix_claim_status_queue", ["status", "attention", "priority", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_text_digest"), ["text_digest"], unique=False)
        batch_op.create_index(batch_op.f("ix_claim_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "source",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("host_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "news",
                "official",
                "social",
                "live",
                "archive",
                name="kind",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("title", sa.String(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column(
            "state",
            sa.Enum(
                "unchecked",
                "ok",
                "moved",
                "failing",
                "dead",
                "soft404",
                "blocked",
                "unreachable",
                "refused",
                name="state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("state_since", sa.DateTime(), nullable=True),
        sa.Column("memory_strikes", sa.Integer(), nullable=False),
        sa.Column("memory_first_strike_at", sa.DateTime(), nullable=True),
        sa.Column("memory_ailing_since", sa.DateTime(), nullable=True),
        sa.Column("memory_looks", sa.Integer(), nullable=False),
        sa.Column("last_checked_at", sa.DateTime(), nullable=True),
        sa.Column("last_read_at", sa.DateTime(), nullable=True),
        sa.Column("next_check_at", sa.DateTime(), nullable=True),
        sa.Column("lease_token", sa.String(), nullable=True),
        sa.Column("etag", sa.String(), nullable=True),
        sa.Column("last_modified", sa.String(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["host_id"], ["host.id"], name=op.f("fk_source_host_id_host")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source")),
        sa.UniqueConstraint("url", name=op.f("uq_source_url")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.create_index("ix_source_due", ["next_check_at", "id"], unique=False)
        batch_op.create_index(batch_op.f("ix_source_host_id"), ["host_id"], unique=False)
        batch_op.create_index("ix_source_state", ["state", "id"], unique=False)

    op.create_table(
        "citation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column(
            "role",
            sa.Enum("evidence", "appearance", name="role", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column(
            "stance",
            sa.Enum(
                "supports", "refutes", "context", name="stance", native_enum=False, create_constraint=True, length=24
            ),
            nullable=True,
        ),
        sa.Column("exact", sa.String(), nullable=True),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("suffix", sa.String(), nullable=False),
        sa.Column("comment", sa.String(), nullable=True),
        sa.Column(
            "quote_state",
            sa.Enum(
                "unchecked",
                "exact",
                "altered",
                "displaced",
                "missing",
                "unverifiable",
                name="quote_state",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("quote_since", sa.DateTime(), nullable=True),
        sa.Column(
            "pending_outcome",
            sa.Enum(
                "exact",
                "altered",
                "displaced",
                "missing",
                "unverifiable",
                name="pending_outcome",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.Column("pending_since", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.CheckConstraint(
            "(role = 'evidence') = (stance IS NOT NULL)", name=op.f("ck_citation_evidence_has_a_stance")
        ),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_citation_claim_id_claim")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_citation_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.create_index("ix_citation_claim_id", ["claim_id"], unique=False)
        batch_op.create_index("ix_citation_quote_state", ["quote_state", "claim_id"], unique=False)
        batch_op.create_index("ix_citation_source_id", ["source_id"], unique=False)

    op.create_table(
        "claim_tag",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_claim_tag_claim_id_claim")),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_claim_tag_tag_id_tag")),
        sa.PrimaryKeyConstraint("claim_id", "tag_id", name=op.f("pk_claim_tag")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("claim_tag", schema=None) as batch_op:
        batch_op.create_index("ix_claim_tag_tag_id", ["tag_id", "claim_id"], unique=False)

    op.create_table(
        "memento",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("datetime", sa.DateTime(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_memento_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_memento")),
        sa.UniqueConstraint("url", name=op.f("uq_memento_url")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("memento", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_memento_source_id"), ["source_id"], unique=False)

    op.create_table(
        "note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_note_claim_id_claim")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_note")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.create_index("ix_note_claim_id", ["claim_id", "id"], unique=False)

    op.create_table(
        "source_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column(
            "link",
            sa.Enum(
                "ok",
                "moved",
                "dead",
                "soft404",
                "blocked",
                "unreachable",
                "refused",
                name="link",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("http_status", sa.Integer(), nullable=True),
        sa.Column("final_url", sa.String(), nullable=True),
        sa.Column("redirects", sa.JSON(), nullable=True),
        sa.Column("content_type", sa.String(), nullable=True),
        sa.Column("bytes", sa.Integer(), nullable=True),
        sa.Column("payload_digest", sa.String(), nullable=True),
        sa.Column("text_digest", sa.String(), nullable=True),
        sa.Column("elapsed_ms", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["run_id"], ["run.id"], name=op.f("fk_source_check_run_id_run")),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_source_check_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_source_check")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("source_check", schema=None) as batch_op:
        batch_op.create_index("ix_source_check_history", ["source_id", "at"], unique=False)

    op.create_table(
        "alert",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("citation_id", sa.Integer(), nullable=False),
        sa.Column("source_check_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("link", "quote", name="kind", native_enum=False, create_constraint=True, length=24),
            nullable=False,
        ),
        sa.Column("state_before", sa.String(), nullable=False),
        sa.Column("state_after", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=False),
        sa.Column("resolved_at", sa.DateTime(), nullable=True),
        sa.Column("resolved_by", sa.String(), nullable=True),
        sa.Column(
            "resolution",
            sa.Enum(
                "cleared",
                "accepted",
                "replaced",
                "withdrawn",
                "dismissed",
                name="resolution",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=True,
        ),
        sa.ForeignKeyConstraint(["citation_id"], ["citation.id"], name=op.f("fk_alert_citation_id_citation")),
        sa.ForeignKeyConstraint(["claim_id"], ["claim.id"], name=op.f("fk_alert_claim_id_claim")),
        sa.ForeignKeyConstraint(
            ["source_check_id"], ["source_check.id"], name=op.f("fk_alert_source_check_id_source_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index("ix_alert_claim_id", ["claim_id"], unique=False)
        batch_op.create_index("ix_alert_opened", ["resolved_at", "id"], unique=False)
        batch_op.create_index(
            "uq_alert_open", ["citation_id", "kind"], unique=True, sqlite_where=sa.text("resolved_at IS NULL")
        )

    op.create_table(
        "capture",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source_id", sa.Integer(), nullable=False),
        sa.Column("source_check_id", sa.Integer(), nullable=False),
        sa.Column("payload_digest", sa.String(), nullable=False),
        sa.Column("text_digest", sa.String(), nullable=False),
        sa.Column("text", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["source_check_id"], ["source_check.id"], name=op.f("fk_capture_source_check_id_source_check")
        ),
        sa.ForeignKeyConstraint(["source_id"], ["source.id"], name=op.f("fk_capture_source_id_source")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_capture")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_capture_source_check_id"), ["source_check_id"], unique=False)
        batch_op.create_index("ix_capture_source_id", ["source_id", "id"], unique=False)

    op.create_table(
        "citation_check",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("citation_id", sa.Integer(), nullable=False),
        sa.Column("source_check_id", sa.Integer(), nullable=False),
        sa.Column(
            "quote",
            sa.Enum(
                "exact",
                "altered",
                "displaced",
                "missing",
                "unverifiable",
                name="quote",
                native_enum=False,
                create_constraint=True,
                length=24,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("score", sa.Float(), nullable=True),
        sa.Column("start", sa.Integer(), nullable=True),
        sa.Column("end", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("diff", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["citation_id"], ["citation.id"], name=op.f("fk_citation_check_citation_id_citation")),
        sa.ForeignKeyConstraint(
            ["source_check_id"], ["source_check.id"], name=op.f("fk_citation_check_source_check_id_source_check")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_citation_check")),
        sqlite_strict=True,
    )
    with op.batch_alter_table("citation_check", schema=None) as batch_op:
        batch_op.create_index("ix_citation_check_history", ["citation_id", "source_check_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_citation_check_source_check_id"), ["source_check_id"], unique=False)

    op.bulk_insert(rating, SCALE)


def downgrade() -> None:
    """Drop everything that ``upgrade`` created."""
    with op.batch_alter_table("citation_check", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_citation_check_source_check_id"))
        batch_op.drop_index("ix_citation_check_history")

    op.drop_table("citation_check")
    with op.batch_alter_table("capture", schema=None) as batch_op:
        batch_op.drop_index("ix_capture_source_id")
        batch_op.drop_index(batch_op.f("ix_capture_source_check_id"))

    op.drop_table("capture")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index("uq_alert_open", sqlite_where=sa.text("resolved_at IS NULL"))
        batch_op.drop_index("ix_alert_opened")
        batch_op.drop_index("ix_alert_claim_id")

    op.drop_table("alert")
    with op.batch_alter_table("source_check", schema=None) as batch_op:
        batch_op.drop_index("ix_source_check_history")

    op.drop_table("source_check")
    with op.batch_alter_table("note", schema=None) as batch_op:
        batch_op.drop_index("ix_note_claim_id")

    op.drop_table("note")
    with op.batch_alter_table("memento", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_memento_source_id"))

    op.drop_table("memento")
    with op.batch_alter_table("claim_tag", schema=None) as batch_op:
        batch_op.drop_index("ix_claim_tag_tag_id")

    op.drop_table("claim_tag")
    with op.batch_alter_table("citation", schema=None) as batch_op:
        batch_op.drop_index("ix_citation_source_id")
        batch_op.drop_index("ix_citation_quote_state")
        batch_op.drop_index("ix_citation_claim_id")

    op.drop_table("citation")
    with op.batch_alter_table("source", schema=None) as batch_op:
        batch_op.drop_index("ix_source_state")
        batch_op.drop_index(batch_op.f("ix_source_host_id"))
        batch_op.drop_index("ix_source_due")

    op.drop_table("source")
    with op.batch_alter_table("claim", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_claim_updated_at"))
        batch_op.drop_index(batch_op.f("ix_claim_text_digest"))
        batch_op.drop_index("ix_claim_status_queue")
        batch_op.drop_index("ix_claim_rating_queue")
        batch_op.drop_index("ix_claim_queue")
        batch_op.drop_index("ix_claim_assignee_queue")

    op.drop_table("claim")
    op.drop_table("tag")
    op.drop_table("run")
    op.drop_table("rating")
    op.drop_table("host")
    with op.batch_alter_table("event", schema=None) as batch_op:
        batch_op.drop_index("ix_event_claim_id")
        batch_op.drop_index("ix_event_actor")

    op.drop_table("event")
    op.drop_table("counter")
