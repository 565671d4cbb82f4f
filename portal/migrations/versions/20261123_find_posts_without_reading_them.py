"""Find posts without reading them

Revision: 91c3de07ab54
Follows: 5b0c7f1e92ad
"""

from alembic import op

revision = "91c3de07ab54"
down_revision = "5b0c7f1e92ad"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_post_author", table_name="post")
    op.create_index(
        "ix_post_author",
        "post",
        ["author_id", "created_at", "thread_id", "state", "is_anonymous"],
    )
    op.create_index(
        "ix_post_thread_state",
        "post",
        ["thread_id", "state", "is_anonymous", "author_id", "created_at"],
    )


def downgrade() -> None:
    op.drop_index("ix_post_thread_state", table_name="post")
    op.drop_index("ix_post_author", table_name="post")
    op.create_index("ix_post_author", "post", ["author_id", "created_at"])
