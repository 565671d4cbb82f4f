"""Keep the words of records as plain text

Revision: f7a055f0e975
Follows: d09dadad3cfa
"""

import re
from html import unescape
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "f7a055f0e975"
down_revision = "d09dadad3cfa"
branch_labels = None
depends_on = None

CHUNK = 200
# As they were when this was written: one line each, in this order, then lessons, then the rest.
MARKDOWN_FIELDS = (
    "problem",
    "what_we_did",
    "results",
    "would_do_differently",
    "starting_advice",
    "sustaining_advice",
    "risks",
)

innovation = sa.table(
    "innovation",
    sa.column("id", sa.Integer),
    *(sa.column(name, sa.JSON) for name in ("html", "lessons", "measures", "evidence")),
    *(sa.column(name, sa.Text) for name in ("product", "supplier", "consortium", "plain_text")),
)


def upgrade() -> None:
    op.add_column(
        "innovation", sa.Column("plain_text", sa.Text(), nullable=False, server_default="")
    )
    connection = op.get_bind()
    some = sa.select(innovation).order_by(innovation.c.id).limit(CHUNK)
    fill = (
        sa.update(innovation)
        .where(innovation.c.id == sa.bindparam("record_id"))
        .values(plain_text=sa.bindparam("words"))
    )
    last = 0
    while rows := connection.execute(some.where(innovation.c.id > last)).all():
        connection.execute(fill, [{"record_id": row.id, "words": words_of(row)} for row in rows])
        last = rows[-1].id


def downgrade() -> None:
    op.drop_column("innovation", "plain_text")


def words_of(row: Any) -> str:
    html = row.html or {}
    lessons = cells(row.lessons, "text", "advice")
    other = [row.product, row.supplier, row.consortium]
    other += [*cells(row.measures, "name", "method"), *cells(row.evidence, "citation")]
    lines = [unescape(re.sub(r"<[^>]+>", " ", html.get(name, ""))) for name in MARKDOWN_FIELDS]
    lines += [" ".join(lessons), " ".join(word or "" for word in other)]
    return "\n".join(" ".join(line.split()) for line in lines)


def cells(rows: Any, *names: str) -> list[str]:
    return [str(row.get(name) or "") for row in rows or () for name in names]
