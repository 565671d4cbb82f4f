"""Compare decisions with versions

Revision: 8c0f5d1a64be
Follows: 47d2b4e7d185
"""

import sqlalchemy as sa
from alembic import op

revision = "8c0f5d1a64be"
down_revision = "47d2b4e7d185"
branch_labels = None
depends_on = None

# SQLite reads the table to make it anew, and need not read those that it points at.
_ALONE = {"resolve_fks": False}


def upgrade() -> None:
    with op.batch_alter_table(
        "innovation_decision", schema=None, reflect_kwargs=_ALONE
    ) as batch_op:
        batch_op.add_column(sa.Column("proposed", sa.JSON(), server_default="{}", nullable=False))
        batch_op.drop_column("seen")


def downgrade() -> None:
    with op.batch_alter_table(
        "innovation_decision", schema=None, reflect_kwargs=_ALONE
    ) as batch_op:
        batch_op.add_column(sa.Column("seen", sa.JSON(), server_default="{}", nullable=False))
        batch_op.drop_column("proposed")
