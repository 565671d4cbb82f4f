"""Add erasures, and names that are not shown

Revision: 5b0c7f1e92ad
Follows: ecd451833dac
"""

import sqlalchemy as sa
from alembic import op

revision = "5b0c7f1e92ad"
down_revision = "ecd451833dac"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("user", sa.Column("hidden_name", sa.String(length=100), nullable=True))
    op.create_table(
        "erasure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("extent", sa.String(length=10), nullable=False),
        sa.Column("left_name", sa.String(length=6), nullable=False),
        sa.Column("is_by_command", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "extent IN ('account', 'profile', 'everything')", name=op.f("ck_erasure_extent")
        ),
        sa.CheckConstraint("left_name IN ('kept', 'former')", name=op.f("ck_erasure_left_name")),
        sa.CheckConstraint(
            "extent <> 'everything' OR left_name = 'former'",
            name=op.f("ck_erasure_name_with_texts"),
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["user.id"], name=op.f("fk_erasure_person_id_user")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_erasure")),
        sqlite_autoincrement=True,
    )
    with op.batch_alter_table("erasure", schema=None) as batch_op:
        batch_op.create_index("ix_erasure_person_id", ["person_id"], unique=False)
        batch_op.create_index(
            "uq_erasure_open",
            ["person_id"],
            unique=True,
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("erasure")
    op.drop_column("user", "hidden_name")
