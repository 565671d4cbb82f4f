"""Keep no names in imports of forums

Who had no number in the source was remembered by their name; now it is by a digest of it, the
same as the import makes of it.

Revision: 4d90b6e7a1f5
Follows: e18a4c6f3b70
"""

from hashlib import sha256

import sqlalchemy as sa
from alembic import op

revision = "4d90b6e7a1f5"
down_revision = "e18a4c6f3b70"
branch_labels = None
depends_on = None

LONGEST_KEY = 40


def upgrade() -> None:
    item = sa.table("forum_import_item", *map(sa.column, ("import_id", "kind", "key")))
    found = op.get_bind().execute(
        sa.select(item).where(item.c.kind == "user", item.c.key.startswith("name:"))
    )
    for import_id, kind, key in found.all():
        digest = sha256(key.removeprefix("name:").encode()).hexdigest()
        op.execute(
            sa.update(item)
            .where(item.c.import_id == import_id, item.c.kind == kind, item.c.key == key)
            .values(key=f"name:{digest}"[:LONGEST_KEY])
        )


def downgrade() -> None:
    """A digest does not give the name back: who was named so is made anew by the next import."""
