"""Complete the innovations

Revision: 47d2b4e7d185
Follows: ea8de8b102cc
"""

import sqlalchemy as sa
from alembic import op

revision = "47d2b4e7d185"
down_revision = "ea8de8b102cc"
branch_labels = None
depends_on = None


def _person(name: str) -> sa.Column:
    """A column that points at a person, added without making the table of records anew.

    A new table would take the old one away, and with it on SQLite all that points at it.
    """
    key = sa.ForeignKey("user.id", name=op.f(f"fk_innovation_{name}_user"))
    return sa.Column(name, sa.Integer(), key, nullable=True)


# SQLite reads the table to make it anew, and need not read those that it points at.
_ALONE = {"resolve_fks": False}
_DECISIONS = ("published", "changes_requested", "declined", "retired", "hidden", "restored")


def _allow_decisions(batch_op, kinds) -> None:
    name = batch_op.f("ck_innovation_decision_kind")
    batch_op.drop_constraint(name, type_="check")
    listed = ", ".join(f"'{kind}'" for kind in kinds)
    batch_op.create_check_constraint(name, f"kind IN ({listed})")


def upgrade() -> None:
    op.create_table(
        "harvest_entry",
        sa.Column("set_spec", sa.String(length=160), nullable=False),
        sa.Column("innovation_id", sa.Integer(), nullable=False),
        sa.Column("identifier", sa.String(length=20), nullable=False),
        sa.Column("datestamp", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_deleted", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("set_spec", "innovation_id", name=op.f("pk_harvest_entry")),
    )
    with op.batch_alter_table("harvest_entry", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_harvest_entry_innovation_id"), ["innovation_id"], unique=False
        )
        batch_op.create_index(
            "ix_harvest_entry_order", ["set_spec", "datestamp", "innovation_id"], unique=False
        )

    op.create_table(
        "feed_token",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("last_used_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["user.id"],
            name=op.f("fk_feed_token_person_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_token")),
        sa.UniqueConstraint("person_id", "path", name=op.f("uq_feed_token_person_id_path")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "adoption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("innovation_id", sa.Integer(), nullable=False),
        sa.Column("organisation_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("stage", sa.String(length=12), nullable=False),
        sa.Column("stopped_why", sa.String(length=500), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("changed", sa.Text(), nullable=False),
        sa.Column("result", sa.String(length=10), nullable=False),
        sa.Column("may_contact", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_words", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "result IN ('better', 'same', 'worse', 'unknown')", name=op.f("ck_adoption_result")
        ),
        sa.CheckConstraint(
            "stage IN ('interested', 'exploring', 'piloting', 'in_use', 'adapted', 'stopped')",
            name=op.f("ck_adoption_stage"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'confirmed', 'refused')", name=op.f("ck_adoption_state")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by_id"], ["user.id"], name=op.f("fk_adoption_decided_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["innovation_id"],
            ["innovation.id"],
            name=op.f("fk_adoption_innovation_id_innovation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["organisation_id"],
            ["organisation.id"],
            name=op.f("fk_adoption_organisation_id_organisation"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["user.id"], name=op.f("fk_adoption_person_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption")),
        sa.UniqueConstraint(
            "innovation_id",
            "organisation_id",
            name=op.f("uq_adoption_innovation_id_organisation_id"),
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("adoption", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_adoption_organisation_id"), ["organisation_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_adoption_person_id"), ["person_id"], unique=False)
        batch_op.create_index("ix_adoption_waiting", ["state", "created_at"], unique=False)

    op.create_table(
        "innovation_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("innovation_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("thumbnail_digest", sa.String(length=64), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("text_state", sa.String(length=10), nullable=False),
        sa.Column("uploaded_by_id", sa.Integer(), nullable=False),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "text_state IN ('waiting', 'read', 'none', 'failed')",
            name=op.f("ck_innovation_file_text_state"),
        ),
        sa.ForeignKeyConstraint(
            ["innovation_id"],
            ["innovation.id"],
            name=op.f("fk_innovation_file_innovation_id_innovation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["uploaded_by_id"], ["user.id"], name=op.f("fk_innovation_file_uploaded_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_innovation_file")),
        sa.UniqueConstraint(
            "innovation_id", "digest", name=op.f("uq_innovation_file_innovation_id_digest")
        ),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("innovation_file", schema=None) as batch_op:
        batch_op.create_index("ix_innovation_file_digest", ["digest"], unique=False)
        batch_op.create_index(
            "ix_innovation_file_thumbnail_digest", ["thumbnail_digest"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_innovation_file_uploaded_by_id"), ["uploaded_by_id"], unique=False
        )

    op.create_table(
        "innovation_pending",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("innovation_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "status IN ('draft', 'submitted', 'in_review', 'changes_requested')",
            name=op.f("ck_innovation_pending_status"),
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["user.id"], name=op.f("fk_innovation_pending_author_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["innovation_id"],
            ["innovation.id"],
            name=op.f("fk_innovation_pending_innovation_id_innovation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["user.id"], name=op.f("fk_innovation_pending_reviewer_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_innovation_pending")),
        sa.UniqueConstraint("innovation_id", name=op.f("uq_innovation_pending_innovation_id")),
    )
    with op.batch_alter_table("innovation_pending", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_innovation_pending_author_id"), ["author_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_innovation_pending_reviewer_id"), ["reviewer_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_innovation_pending_submitted_at"), ["submitted_at"], unique=False
        )

    op.create_table(
        "innovation_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("innovation_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("act", sa.String(length=12), nullable=False),
        sa.Column("restored_from", sa.Integer(), nullable=True),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "act IN ('created', 'edited', 'approved', 'restored', 'merged')",
            name=op.f("ck_innovation_version_act"),
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["user.id"], name=op.f("fk_innovation_version_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["innovation_id"],
            ["innovation.id"],
            name=op.f("fk_innovation_version_innovation_id_innovation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_innovation_version")),
        sa.UniqueConstraint(
            "innovation_id", "number", name=op.f("uq_innovation_version_innovation_id_number")
        ),
    )
    with op.batch_alter_table("innovation_version", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_innovation_version_by_id"), ["by_id"], unique=False)

    op.create_table(
        "ownership_offer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("innovation_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=False),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer IN ('accepted', 'declined', 'expired', 'withdrawn')",
            name=op.f("ck_ownership_offer_answer"),
        ),
        sa.CheckConstraint("from_id <> to_id", name=op.f("ck_ownership_offer_another_person")),
        sa.ForeignKeyConstraint(
            ["from_id"], ["user.id"], name=op.f("fk_ownership_offer_from_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["innovation_id"],
            ["innovation.id"],
            name=op.f("fk_ownership_offer_innovation_id_innovation"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["to_id"], ["user.id"], name=op.f("fk_ownership_offer_to_id_user")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ownership_offer")),
    )
    with op.batch_alter_table("ownership_offer", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_ownership_offer_expires_on"), ["expires_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_ownership_offer_from_id"), ["from_id"], unique=False)
        batch_op.create_index("ix_ownership_offer_innovation_id", ["innovation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_ownership_offer_to_id"), ["to_id"], unique=False)
        batch_op.create_index(
            "uq_ownership_offer_open",
            ["innovation_id"],
            unique=True,
            sqlite_where=sa.text("answer IS NULL"),
            postgresql_where=sa.text("answer IS NULL"),
        )

    op.create_table(
        "adoption_contact",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("adoption_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["adoption_id"],
            ["adoption.id"],
            name=op.f("fk_adoption_contact_adoption_id_adoption"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["user.id"],
            name=op.f("fk_adoption_contact_person_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_adoption_contact")),
    )
    with op.batch_alter_table("adoption_contact", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_adoption_contact_adoption_id"), ["adoption_id"], unique=False
        )
        batch_op.create_index(
            batch_op.f("ix_adoption_contact_person_id"), ["person_id"], unique=False
        )

    with op.batch_alter_table("innovation", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rated_version", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("champion_quote", sa.String(length=600), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("champion_name", sa.String(length=100), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("champion_role", sa.String(length=120), server_default="", nullable=False)
        )
        batch_op.add_column(
            sa.Column("attachments", sa.JSON(), server_default="[]", nullable=False)
        )
        batch_op.add_column(
            sa.Column("versions_kept", sa.Integer(), server_default="0", nullable=False)
        )
        batch_op.add_column(sa.Column("review_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("last_reminder", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(_person("reviewed_by_id"), inline_references=True)
        batch_op.add_column(_person("backup_owner_id"), inline_references=True)
        batch_op.add_column(sa.Column("ownerless_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.create_index(
            batch_op.f("ix_innovation_backup_owner_id"), ["backup_owner_id"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_innovation_review_on"), ["review_on"], unique=False)

    # A record is looked at again a year after its last change.
    year_later = (
        "date(updated_at, '+1 year')"
        if op.get_bind().dialect.name == "sqlite"
        else "CAST(updated_at + interval '1 year' AS date)"
    )
    innovation = sa.table(
        "innovation", sa.column("review_on", sa.Date()), sa.column("status", sa.String())
    )
    op.execute(
        innovation.update()
        .where(innovation.c.status == "published")
        .values(review_on=sa.literal_column(year_later))
    )

    with op.batch_alter_table("innovation_decision", reflect_kwargs=_ALONE) as batch_op:
        batch_op.add_column(
            sa.Column(
                "is_on_pending", sa.Boolean(), server_default=sa.text("false"), nullable=False
            )
        )
        batch_op.add_column(sa.Column("version_number", sa.Integer(), nullable=True))
        _allow_decisions(batch_op, (*_DECISIONS, "rated", "merged"))


def downgrade() -> None:
    with op.batch_alter_table("innovation_decision", reflect_kwargs=_ALONE) as batch_op:
        _allow_decisions(batch_op, _DECISIONS)
        batch_op.drop_column("version_number")
        batch_op.drop_column("is_on_pending")

    kept = {"sqlite_autoincrement": True}
    with op.batch_alter_table(
        "innovation", reflect_kwargs=_ALONE, table_kwargs=kept
    ) as batch_op:
        batch_op.drop_index(batch_op.f("ix_innovation_review_on"))
        batch_op.drop_index(batch_op.f("ix_innovation_backup_owner_id"))
        batch_op.drop_column("ownerless_at")
        batch_op.drop_column("backup_owner_id")
        batch_op.drop_column("reviewed_by_id")
        batch_op.drop_column("reviewed_at")
        batch_op.drop_column("last_reminder")
        batch_op.drop_column("review_on")
        batch_op.drop_column("versions_kept")
        batch_op.drop_column("attachments")
        batch_op.drop_column("champion_role")
        batch_op.drop_column("champion_name")
        batch_op.drop_column("champion_quote")
        batch_op.drop_column("rated_version")

    with op.batch_alter_table("adoption_contact", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_adoption_contact_person_id"))
        batch_op.drop_index(batch_op.f("ix_adoption_contact_adoption_id"))

    op.drop_table("adoption_contact")
    with op.batch_alter_table("ownership_offer", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_ownership_offer_open",
            sqlite_where=sa.text("answer IS NULL"),
            postgresql_where=sa.text("answer IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_ownership_offer_to_id"))
        batch_op.drop_index("ix_ownership_offer_innovation_id")
        batch_op.drop_index(batch_op.f("ix_ownership_offer_from_id"))
        batch_op.drop_index(batch_op.f("ix_ownership_offer_expires_on"))

    op.drop_table("ownership_offer")
    with op.batch_alter_table("innovation_version", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_innovation_version_by_id"))

    op.drop_table("innovation_version")
    with op.batch_alter_table("innovation_pending", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_innovation_pending_submitted_at"))
        batch_op.drop_index(batch_op.f("ix_innovation_pending_reviewer_id"))
        batch_op.drop_index(batch_op.f("ix_innovation_pending_author_id"))

    op.drop_table("innovation_pending")
    with op.batch_alter_table("innovation_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_innovation_file_uploaded_by_id"))
        batch_op.drop_index("ix_innovation_file_thumbnail_digest")
        batch_op.drop_index("ix_innovation_file_digest")

    op.drop_table("innovation_file")
    with op.batch_alter_table("adoption", schema=None) as batch_op:
        batch_op.drop_index("ix_adoption_waiting")
        batch_op.drop_index(batch_op.f("ix_adoption_person_id"))
        batch_op.drop_index(batch_op.f("ix_adoption_organisation_id"))

    op.drop_table("adoption")
    op.drop_table("feed_token")
    with op.batch_alter_table("harvest_entry", schema=None) as batch_op:
        batch_op.drop_index("ix_harvest_entry_order")
        batch_op.drop_index(batch_op.f("ix_harvest_entry_innovation_id"))

    op.drop_table("harvest_entry")
