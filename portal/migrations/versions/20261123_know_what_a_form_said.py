"""Know what a form said that was sent

Revision: e18a4c6f3b70
Follows: c7be50d21f38
"""

import sqlalchemy as sa
from alembic import op

revision = "e18a4c6f3b70"
down_revision = "c7be50d21f38"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "sent_form", sa.Column("digest", sa.String(length=64), server_default="", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("sent_form", "digest")
