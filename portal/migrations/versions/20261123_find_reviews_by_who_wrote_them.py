"""Find reviews by who wrote them

Revision: c7be50d21f38
Follows: 91c3de07ab54
"""

from alembic import op

revision = "c7be50d21f38"
down_revision = "91c3de07ab54"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_innovation_rated_by_id", "innovation", ["rated_by_id"])


def downgrade() -> None:
    op.drop_index("ix_innovation_rated_by_id", table_name="innovation")
