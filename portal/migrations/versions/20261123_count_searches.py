"""Count searches

Revision: c922692cad4e
Follows: 3494beaa8cdc
"""

import sqlalchemy as sa
from alembic import op

revision = "c922692cad4e"
down_revision = "3494beaa8cdc"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_count",
        sa.Column("searcher", sa.String(length=64), nullable=False),
        sa.Column("minute", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("searcher", name=op.f("pk_search_count")),
    )


def downgrade() -> None:
    op.drop_table("search_count")
