"""Add the forum

Revision: 3494beaa8cdc
Follows: 8c0f5d1a64be
"""

import sqlalchemy as sa
from alembic import op

revision = "3494beaa8cdc"
down_revision = "8c0f5d1a64be"
branch_labels = None
depends_on = None

# What SQLite's batch mode cannot read back from a table.
_ANEW = {
    "reflect_kwargs": {"resolve_fks": False},
    "table_kwargs": {"sqlite_autoincrement": True},
}


def upgrade() -> None:
    op.create_table(
        "community",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("slug", sa.String(length=60), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("privacy", sa.String(length=14), nullable=False),
        sa.Column("is_public", sa.Boolean(), nullable=False),
        sa.Column("summary", sa.String(length=300), nullable=False),
        sa.Column("region_id", sa.Integer(), nullable=True),
        sa.Column("welcome", sa.Text(), nullable=False),
        sa.Column("welcome_html", sa.Text(), nullable=False),
        sa.Column("posting_template", sa.Text(), nullable=False),
        sa.Column("allows_anonymous", sa.Boolean(), nullable=False),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("terms_html", sa.Text(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("closing_report", sa.Text(), nullable=False),
        sa.Column("closing_report_html", sa.Text(), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "NOT is_public OR privacy = 'open'", name=op.f("ck_community_public_is_open")
        ),
        sa.CheckConstraint(
            "kind IN ('community_of_practice', 'working_group', 'region', 'project')",
            name=op.f("ck_community_kind"),
        ),
        sa.CheckConstraint(
            "privacy IN ('open', 'restricted', 'private', 'confidential')",
            name=op.f("ck_community_privacy"),
        ),
        sa.ForeignKeyConstraint(
            ["created_by_id"], ["user.id"], name=op.f("fk_community_created_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["region_id"], ["organisation.id"], name=op.f("fk_community_region_id_organisation")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community")),
        sa.UniqueConstraint("slug", name=op.f("uq_community_slug")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_community_region_id"), ["region_id"], unique=False)
        batch_op.create_index(
            "uq_community_name_lower", [sa.literal_column("lower(name)")], unique=True
        )

    op.create_table(
        "forum_reader",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("read_upto_post_id", sa.Integer(), nullable=False),
        sa.Column("is_askable", sa.Boolean(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["user.id"],
            name=op.f("fk_forum_reader_person_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_forum_reader")),
    )
    op.create_table(
        "notification",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("group_key", sa.String(length=60), nullable=False),
        sa.Column("about", sa.String(length=20), nullable=False),
        sa.Column("about_id", sa.Integer(), nullable=False),
        sa.Column("ref", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.String(length=20), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("actor_ids", sa.JSON(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("read_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("times > 0", name=op.f("ck_notification_times")),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["user.id"],
            name=op.f("fk_notification_person_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notification")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.create_index("ix_notification_newest", ["person_id", "updated_at"], unique=False)
        batch_op.create_index("ix_notification_about", ["about", "about_id"], unique=False)
        batch_op.create_index(
            "uq_notification_unread",
            ["person_id", "group_key"],
            unique=True,
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )

    op.create_table(
        "topic_reader",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "level IN ('muted', 'normal', 'following', 'every_post')",
            name=op.f("ck_topic_reader_level"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["user.id"],
            name=op.f("fk_topic_reader_person_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"],
            ["topic.id"],
            name=op.f("fk_topic_reader_topic_id_topic"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "topic_id", name=op.f("pk_topic_reader")),
    )
    with op.batch_alter_table("topic_reader", schema=None) as batch_op:
        batch_op.create_index(
            "ix_topic_reader_followers", ["topic_id", "level", "person_id"], unique=False
        )

    op.create_table(
        "community_reader",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("read_upto_post_id", sa.Integer(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.CheckConstraint(
            "level IN ('muted', 'normal', 'following', 'every_post')",
            name=op.f("ck_community_reader_level"),
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_community_reader_community_id_community"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["user.id"],
            name=op.f("fk_community_reader_person_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "community_id", name=op.f("pk_community_reader")),
    )
    with op.batch_alter_table("community_reader", schema=None) as batch_op:
        batch_op.create_index(
            "ix_community_reader_followers", ["community_id", "level", "person_id"], unique=False
        )

    op.create_table(
        "forum_import",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("source", sa.String(length=80), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("made_community", sa.Boolean(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_forum_import_community_id_community")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_forum_import")),
        sa.UniqueConstraint("source", name=op.f("uq_forum_import_source")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("forum_import", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_forum_import_community_id"), ["community_id"], unique=False
        )

    op.create_table(
        "invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("invited_by_id", sa.Integer(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer IN ('accepted', 'declined', 'withdrawn')", name=op.f("ck_invitation_answer")
        ),
        sa.CheckConstraint(
            "role IN ('member', 'moderator', 'manager')", name=op.f("ck_invitation_role")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_invitation_community_id_community"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["invited_by_id"], ["user.id"], name=op.f("fk_invitation_invited_by_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invitation")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.create_index("ix_invitation_email", ["email"], unique=False)
        batch_op.create_index(
            "uq_invitation_open",
            ["community_id", "email"],
            unique=True,
            sqlite_where=sa.text("answer IS NULL"),
            postgresql_where=sa.text("answer IS NULL"),
        )

    op.create_table(
        "join_request",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "answer IN ('accepted', 'declined', 'withdrawn')", name=op.f("ck_join_request_answer")
        ),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["user.id"], name=op.f("fk_join_request_answered_by_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_join_request_community_id_community"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["user.id"],
            name=op.f("fk_join_request_person_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_join_request")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("join_request", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_join_request_person_id"), ["person_id"], unique=False)
        batch_op.create_index(
            "uq_join_request_open",
            ["community_id", "person_id"],
            unique=True,
            sqlite_where=sa.text("answer IS NULL"),
            postgresql_where=sa.text("answer IS NULL"),
        )

    op.create_table(
        "membership",
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=10), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('member', 'moderator', 'manager')", name=op.f("ck_membership_role")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"],
            ["community.id"],
            name=op.f("fk_membership_community_id_community"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["user.id"],
            name=op.f("fk_membership_person_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("community_id", "person_id", name=op.f("pk_membership")),
    )
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.create_index(
            "ix_membership_person", ["person_id", "community_id", "role"], unique=False
        )

    op.create_table(
        "thread",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("community_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=14), nullable=False),
        sa.Column("title", sa.String(length=150), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_before", sa.String(length=10), nullable=True),
        sa.Column("next_no", sa.Integer(), nullable=False),
        sa.Column("last_no", sa.Integer(), nullable=False),
        sa.Column("last_post_id", sa.Integer(), nullable=False),
        sa.Column("last_post_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reply_count", sa.Integer(), nullable=False),
        sa.Column("resolution", sa.String(length=20), nullable=True),
        sa.Column("outcome", sa.String(length=300), nullable=False),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("nudges", sa.Integer(), nullable=False),
        sa.Column("escalation", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lock_reason", sa.String(length=500), nullable=False),
        sa.Column("pinned_until", sa.Date(), nullable=True),
        sa.Column("hide_reason", sa.String(length=500), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "(kind = 'question') = (resolution IS NOT NULL)", name=op.f("ck_thread_resolution_kind")
        ),
        sa.CheckConstraint(
            "(state = 'merged') = (merged_into_id IS NOT NULL)", name=op.f("ck_thread_merged_into")
        ),
        sa.CheckConstraint(
            "kind IN ('question', 'discussion', 'announcement')", name=op.f("ck_thread_kind")
        ),
        sa.CheckConstraint(
            "resolution <> 'duplicate' OR duplicate_of_id IS NOT NULL",
            name=op.f("ck_thread_duplicate_target"),
        ),
        sa.CheckConstraint(
            "resolution <> 'resolved_elsewhere' OR outcome <> ''",
            name=op.f("ck_thread_outcome_in_words"),
        ),
        sa.CheckConstraint(
            "resolution IN ('open', 'answered', 'resolved_elsewhere', 'no_answer', 'duplicate')",
            name=op.f("ck_thread_resolution"),
        ),
        sa.CheckConstraint(
            "state IN ('published', 'withdrawn', 'hidden', 'merged')", name=op.f("ck_thread_state")
        ),
        sa.CheckConstraint(
            "state_before IN ('published', 'withdrawn')", name=op.f("ck_thread_state_before")
        ),
        sa.CheckConstraint("duplicate_of_id <> id", name=op.f("ck_thread_not_its_own_duplicate")),
        sa.CheckConstraint("last_no <= next_no", name=op.f("ck_thread_numbers")),
        sa.CheckConstraint("merged_into_id <> id", name=op.f("ck_thread_not_merged_into_itself")),
        sa.CheckConstraint("nudges BETWEEN 0 AND 3", name=op.f("ck_thread_nudges")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_thread_author_id_user")),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_thread_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["duplicate_of_id"], ["thread.id"], name=op.f("fk_thread_duplicate_of_id_thread")
        ),
        sa.ForeignKeyConstraint(
            ["merged_into_id"], ["thread.id"], name=op.f("fk_thread_merged_into_id_thread")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.create_index("ix_thread_author", ["author_id", "created_at"], unique=False)
        batch_op.create_index(
            "ix_thread_community_latest",
            ["community_id", "state", "last_post_at", "id"],
            unique=False,
        )
        batch_op.create_index(
            batch_op.f("ix_thread_duplicate_of_id"), ["duplicate_of_id"], unique=False
        )
        batch_op.create_index("ix_thread_created", ["state", "created_at", "id"], unique=False)
        batch_op.create_index("ix_thread_posted", ["state", "last_post_id"], unique=False)
        batch_op.create_index("ix_thread_latest", ["state", "last_post_at", "id"], unique=False)
        batch_op.create_index(
            batch_op.f("ix_thread_merged_into_id"), ["merged_into_id"], unique=False
        )
        batch_op.create_index(
            "ix_thread_open_questions",
            ["created_at"],
            unique=False,
            sqlite_where=sa.text("resolution = 'open'"),
            postgresql_where=sa.text("resolution = 'open'"),
        )

    op.create_table(
        "forum_import_item",
        sa.Column("import_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("record_id", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('user', 'thread', 'post', 'comment')", name=op.f("ck_forum_import_item_kind")
        ),
        sa.ForeignKeyConstraint(
            ["import_id"],
            ["forum_import.id"],
            name=op.f("fk_forum_import_item_import_id_forum_import"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("import_id", "kind", "key", name=op.f("pk_forum_import_item")),
    )
    with op.batch_alter_table("forum_import_item", schema=None) as batch_op:
        batch_op.create_index("ix_forum_import_item_record", ["kind", "record_id"], unique=False)

    op.create_table(
        "help_request",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(length=12), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "answer IN ('replied', 'declined', 'not_needed')", name=op.f("ck_help_request_answer")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["user.id"],
            name=op.f("fk_help_request_person_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["thread.id"],
            name=op.f("fk_help_request_thread_id_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("thread_id", "person_id", name=op.f("pk_help_request")),
    )
    with op.batch_alter_table("help_request", schema=None) as batch_op:
        batch_op.create_index("ix_help_request_person", ["person_id", "answer"], unique=False)

    op.create_table(
        "post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("is_anonymous", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("state_before", sa.String(length=10), nullable=True),
        sa.Column("hide_reason", sa.String(length=500), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("render_version", sa.Integer(), nullable=False),
        sa.Column("reply_to_id", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("imported_score", sa.Integer(), nullable=True),
        sa.Column("source_url", sa.String(length=500), nullable=False),
        sa.CheckConstraint(
            "state IN ('published', 'withdrawn', 'hidden')", name=op.f("ck_post_state")
        ),
        sa.CheckConstraint(
            "state_before IN ('published', 'withdrawn')", name=op.f("ck_post_state_before")
        ),
        sa.CheckConstraint("no > 0", name=op.f("ck_post_no")),
        sa.ForeignKeyConstraint(["author_id"], ["user.id"], name=op.f("fk_post_author_id_user")),
        sa.ForeignKeyConstraint(
            ["reply_to_id"], ["post.id"], name=op.f("fk_post_reply_to_id_post"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["thread.id"], name=op.f("fk_post_thread_id_thread"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post")),
        sa.UniqueConstraint("thread_id", "no", name=op.f("uq_post_thread_id_no")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.create_index("ix_post_author", ["author_id", "created_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_post_reply_to_id"), ["reply_to_id"], unique=False)

    op.create_table(
        "thread_reader",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("last_read_no", sa.Integer(), nullable=False),
        sa.Column("is_kept_unread", sa.Boolean(), nullable=False),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("reason", sa.String(length=10), nullable=True),
        sa.CheckConstraint(
            "level IN ('muted', 'normal', 'following', 'every_post')",
            name=op.f("ck_thread_reader_level"),
        ),
        sa.CheckConstraint(
            "reason IN ('started', 'replied', 'mentioned', 'asked', 'chose', 'joined')",
            name=op.f("ck_thread_reader_reason"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["user.id"],
            name=op.f("fk_thread_reader_person_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["thread.id"],
            name=op.f("fk_thread_reader_thread_id_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("person_id", "thread_id", name=op.f("pk_thread_reader")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("thread_reader", schema=None) as batch_op:
        batch_op.create_index(
            "ix_thread_reader_followers", ["thread_id", "level", "person_id"], unique=False
        )

    op.create_table(
        "thread_summary",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["user.id"], name=op.f("fk_thread_summary_editor_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["thread.id"],
            name=op.f("fk_thread_summary_thread_id_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("thread_id", "number", name=op.f("pk_thread_summary")),
    )
    with op.batch_alter_table("thread_summary", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_thread_summary_editor_id"), ["editor_id"], unique=False
        )

    op.create_table(
        "thread_topic",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("topic_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["thread.id"],
            name=op.f("fk_thread_topic_thread_id_thread"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["topic_id"], ["topic.id"], name=op.f("fk_thread_topic_topic_id_topic")
        ),
        sa.PrimaryKeyConstraint("thread_id", "topic_id", name=op.f("pk_thread_topic")),
    )
    with op.batch_alter_table("thread_topic", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_topic_topic_id"), ["topic_id"], unique=False)

    op.create_table(
        "answer",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("position BETWEEN 1 AND 3", name=op.f("ck_answer_position")),
        sa.ForeignKeyConstraint(["by_id"], ["user.id"], name=op.f("fk_answer_by_id_user")),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_answer_post_id_post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["thread.id"],
            name=op.f("fk_answer_thread_id_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("thread_id", "position", name=op.f("pk_answer")),
        sa.UniqueConstraint("post_id", name=op.f("uq_answer_post_id")),
    )
    op.create_table(
        "post_alias",
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("no", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_alias_post_id_post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["thread.id"],
            name=op.f("fk_post_alias_thread_id_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("thread_id", "no", name=op.f("pk_post_alias")),
    )
    with op.batch_alter_table("post_alias", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_alias_post_id"), ["post_id"], unique=False)

    op.create_table(
        "post_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("alternative_text", sa.String(length=300), nullable=False),
        sa.Column("media_type", sa.String(length=100), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("thumbnail_digest", sa.String(length=64), nullable=True),
        sa.Column("uploaded_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_file_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_file")),
        sa.UniqueConstraint("post_id", "digest", name=op.f("uq_post_file_post_id_digest")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("post_file", schema=None) as batch_op:
        batch_op.create_index("ix_post_file_digest", ["digest"], unique=False)
        batch_op.create_index("ix_post_file_thumbnail_digest", ["thumbnail_digest"], unique=False)

    op.create_table(
        "post_link",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_link_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "target", name=op.f("pk_post_link")),
    )
    with op.batch_alter_table("post_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_link_target"), ["target"], unique=False)

    op.create_table(
        "post_mention",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["user.id"],
            name=op.f("fk_post_mention_person_id_user"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_mention_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "person_id", name=op.f("pk_post_mention")),
    )
    with op.batch_alter_table("post_mention", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_mention_person_id"), ["person_id"], unique=False)

    op.create_table(
        "post_revision",
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["editor_id"], ["user.id"], name=op.f("fk_post_revision_editor_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_post_revision_post_id_post"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("post_id", "number", name=op.f("pk_post_revision")),
    )
    with op.batch_alter_table("post_revision", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_post_revision_editor_id"), ["editor_id"], unique=False)

    op.create_table(
        "thread_event",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("thread_id", sa.Integer(), nullable=False),
        sa.Column("after_no", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("post_id", sa.Integer(), nullable=True),
        sa.Column("other_thread_id", sa.Integer(), nullable=True),
        sa.Column("community_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(length=500), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('locked', 'unlocked', 'pinned', 'unpinned', 'hidden', 'restored', 'moved', 'split', 'split_from', 'merged', 'merged_from', 'edited', 'answered', 'uncredited', 'resolved', 'reopened', 'post_hidden', 'post_restored', 'summarised')",
            name=op.f("ck_thread_event_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["actor_id"], ["user.id"], name=op.f("fk_thread_event_actor_id_user")
        ),
        sa.ForeignKeyConstraint(
            ["community_id"], ["community.id"], name=op.f("fk_thread_event_community_id_community")
        ),
        sa.ForeignKeyConstraint(
            ["other_thread_id"], ["thread.id"], name=op.f("fk_thread_event_other_thread_id_thread")
        ),
        sa.ForeignKeyConstraint(
            ["post_id"], ["post.id"], name=op.f("fk_thread_event_post_id_post"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["thread_id"],
            ["thread.id"],
            name=op.f("fk_thread_event_thread_id_thread"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_thread_event")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("thread_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_thread_event_actor_id"), ["actor_id"], unique=False)
        batch_op.create_index("ix_thread_event_thread", ["thread_id", "after_no"], unique=False)

    # SQLite makes the table anew, and cannot read an index on an expression back from the old one.
    op.drop_index("uq_user_email_lower", "user")
    with op.batch_alter_table("user", schema=None, **_ANEW) as batch_op:
        batch_op.add_column(
            sa.Column("is_listed", sa.Boolean(), server_default=sa.text("true"), nullable=False)
        )
        batch_op.alter_column("email", existing_type=sa.VARCHAR(length=254), nullable=True)
    op.create_index("uq_user_email_lower", "user", [sa.text("lower(email)")], unique=True)


def downgrade() -> None:

    with op.batch_alter_table("thread_event", schema=None) as batch_op:
        batch_op.drop_index("ix_thread_event_thread")
        batch_op.drop_index(batch_op.f("ix_thread_event_actor_id"))

    op.drop_table("thread_event")
    with op.batch_alter_table("post_revision", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_revision_editor_id"))

    op.drop_table("post_revision")
    with op.batch_alter_table("post_mention", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_mention_person_id"))

    op.drop_table("post_mention")
    with op.batch_alter_table("post_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_link_target"))

    op.drop_table("post_link")
    with op.batch_alter_table("post_file", schema=None) as batch_op:
        batch_op.drop_index("ix_post_file_thumbnail_digest")
        batch_op.drop_index("ix_post_file_digest")

    op.drop_table("post_file")
    with op.batch_alter_table("post_alias", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_alias_post_id"))

    op.drop_table("post_alias")
    op.drop_table("answer")
    with op.batch_alter_table("thread_topic", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_topic_topic_id"))

    op.drop_table("thread_topic")
    with op.batch_alter_table("thread_summary", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_thread_summary_editor_id"))

    op.drop_table("thread_summary")
    with op.batch_alter_table("thread_reader", schema=None) as batch_op:
        batch_op.drop_index("ix_thread_reader_followers")

    op.drop_table("thread_reader")
    with op.batch_alter_table("post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_post_reply_to_id"))
        batch_op.drop_index("ix_post_author")

    op.drop_table("post")
    with op.batch_alter_table("help_request", schema=None) as batch_op:
        batch_op.drop_index("ix_help_request_person")

    op.drop_table("help_request")
    with op.batch_alter_table("forum_import_item", schema=None) as batch_op:
        batch_op.drop_index("ix_forum_import_item_record")

    op.drop_table("forum_import_item")
    with op.batch_alter_table("thread", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_thread_open_questions",
            sqlite_where=sa.text("resolution = 'open'"),
            postgresql_where=sa.text("resolution = 'open'"),
        )
        batch_op.drop_index(batch_op.f("ix_thread_merged_into_id"))
        batch_op.drop_index("ix_thread_latest")
        batch_op.drop_index("ix_thread_posted")
        batch_op.drop_index("ix_thread_created")
        batch_op.drop_index(batch_op.f("ix_thread_duplicate_of_id"))
        batch_op.drop_index("ix_thread_community_latest")
        batch_op.drop_index("ix_thread_author")

    op.drop_table("thread")
    with op.batch_alter_table("membership", schema=None) as batch_op:
        batch_op.drop_index("ix_membership_person")

    op.drop_table("membership")
    with op.batch_alter_table("join_request", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_join_request_open",
            sqlite_where=sa.text("answer IS NULL"),
            postgresql_where=sa.text("answer IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_join_request_person_id"))

    op.drop_table("join_request")
    with op.batch_alter_table("invitation", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_invitation_open",
            sqlite_where=sa.text("answer IS NULL"),
            postgresql_where=sa.text("answer IS NULL"),
        )
        batch_op.drop_index("ix_invitation_email")

    op.drop_table("invitation")
    with op.batch_alter_table("forum_import", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_forum_import_community_id"))

    op.drop_table("forum_import")
    with op.batch_alter_table("community_reader", schema=None) as batch_op:
        batch_op.drop_index("ix_community_reader_followers")

    op.drop_table("community_reader")
    with op.batch_alter_table("topic_reader", schema=None) as batch_op:
        batch_op.drop_index("ix_topic_reader_followers")

    op.drop_table("topic_reader")
    with op.batch_alter_table("notification", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_notification_unread",
            sqlite_where=sa.text("read_at IS NULL"),
            postgresql_where=sa.text("read_at IS NULL"),
        )
        batch_op.drop_index("ix_notification_about")
        batch_op.drop_index("ix_notification_newest")

    op.drop_table("notification")
    op.drop_table("forum_reader")
    with op.batch_alter_table("community", schema=None) as batch_op:
        batch_op.drop_index("uq_community_name_lower")
        batch_op.drop_index(batch_op.f("ix_community_region_id"))

    op.drop_table("community")
    # Who has no address was only there for what they wrote in the forum.
    op.execute('DELETE FROM "user" WHERE email IS NULL')
    op.drop_index("uq_user_email_lower", "user")
    with op.batch_alter_table("user", schema=None, **_ANEW) as batch_op:
        batch_op.alter_column("email", existing_type=sa.VARCHAR(length=254), nullable=False)
        batch_op.drop_column("is_listed")
    op.create_index("uq_user_email_lower", "user", [sa.text("lower(email)")], unique=True)
