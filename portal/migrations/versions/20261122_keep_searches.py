"""Keep the searches of people and empty searches

Revision: ea8de8b102cc
Follows: f7a055f0e975
"""

import sqlalchemy as sa
from alembic import op

revision = "ea8de8b102cc"
down_revision = "f7a055f0e975"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "empty_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=200), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.CheckConstraint("times > 0", name=op.f("ck_empty_search_times")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_empty_search")),
        sa.UniqueConstraint("text", name=op.f("uq_empty_search_text")),
    )
    with op.batch_alter_table("empty_search", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_empty_search_last_on"), ["last_on"], unique=False)
        batch_op.create_index("ix_empty_search_often", ["times", "last_on"], unique=False)

    op.create_table(
        "saved_search",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=100), nullable=False),
        sa.Column("name_key", sa.String(length=300), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.Column("sort", sa.String(length=20), nullable=False),
        sa.Column("words_only", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=32), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"],
            ["user.id"],
            name=op.f("fk_saved_search_person_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_search")),
        sa.UniqueConstraint("person_id", "digest", name="uq_saved_search_digest"),
        sa.UniqueConstraint("person_id", "name_key", name="uq_saved_search_name"),
    )


def downgrade() -> None:
    op.drop_table("saved_search")
    with op.batch_alter_table("empty_search", schema=None) as batch_op:
        batch_op.drop_index("ix_empty_search_often")
        batch_op.drop_index(batch_op.f("ix_empty_search_last_on"))

    op.drop_table("empty_search")
