"""The generated community: places, topics, people, records, put into the database in bulk."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import insert

from portal.accounts.models import User
from portal.accounts.sign_in import hash_password
from portal.extensions import db
from portal.innovations import vocabulary as v
from portal.innovations.actions.recording import rendered
from portal.innovations.models import Innovation, InnovationPerson, InnovationTopic
from portal.innovations.texts import plain_text
from portal.markdown import RENDER_VERSION
from portal.organisations.models import Organisation
from portal.permissions import Role
from portal.topics.models import Topic
from tests.bench.words import Writer, zipf

SEED = 20261122
# The day after the newest record.
LAST_DAY = datetime(2026, 11, 1, tzinfo=UTC)
REGIONS, ORGANISATIONS, TOPICS, AUTHORS = 7, 200, 200, 400
PASSWORD = "only for measuring"
READER, EDITOR = "reader@portal.example", "editor@portal.example"
_BATCH = 500
_ADVICE = ("starting_advice", "sustaining_advice", "risks")


def fill(records: int) -> None:
    """Make everything and commit."""
    rng = random.Random(SEED)
    writer = Writer(rng)
    _places(writer)
    _topics(writer)
    _people(writer)
    topic_weights = zipf(TOPICS)
    for first in range(1, records + 1, _BATCH):
        rows = [_record(writer, n) for n in range(first, min(first + _BATCH, records + 1))]
        db.session.execute(insert(Innovation), rows)
        topics = [
            {"innovation_id": row["id"], "topic_id": topic}
            for row in rows
            for topic in sorted(
                set(rng.choices(range(1, TOPICS + 1), cum_weights=topic_weights, k=4))
            )
        ]
        db.session.execute(insert(InnovationTopic), topics)
        db.session.execute(insert(InnovationPerson), [p for row in rows for p in _named(row)])
    db.session.commit()


def _places(writer: Writer) -> None:
    rows: list[dict[str, Any]] = [
        {"id": n, "ods_code": f"Y{n:02}", "name": f"Region {n}", "kind": "region"}
        for n in range(1, REGIONS + 1)
    ]
    db.session.execute(insert(Organisation), rows)
    trusts = [
        {
            "id": REGIONS + n,
            "ods_code": f"R{n:03}",
            "name": f"{writer.sentence(2, 3)} trust {n}",
            "kind": "trust",
            "region_id": writer.rng.randint(1, REGIONS),
        }
        for n in range(1, ORGANISATIONS + 1)
    ]
    db.session.execute(insert(Organisation), trusts)


def _topics(writer: Writer) -> None:
    roots = TOPICS // 10
    rows = [
        {
            "id": n,
            "slug": f"topic-{n}",
            "label": f"{writer.sentence(1, 3)} {n}",
            "parent_id": None if n <= roots else writer.rng.randint(1, n - 1),
        }
        for n in range(1, TOPICS + 1)
    ]
    db.session.execute(insert(Topic), rows)


def _people(writer: Writer) -> None:
    password = hash_password(PASSWORD)
    rows: list[dict[str, Any]] = [
        {"id": 1, "name": "Robin Reader", "email": READER, "role": Role.LIBRARIAN},
        {"id": 2, "name": "Edda Editor", "email": EDITOR, "role": Role.MODERATOR},
        *(
            {"id": n, "name": f"Person {n}", "email": f"p{n}@portal.example", "role": Role.MEMBER}
            for n in range(3, AUTHORS + 3)
        ),
    ]
    for row in rows:
        row["organisation_id"] = REGIONS + writer.rng.randint(1, ORGANISATIONS)
        row["password_hash"] = password
    db.session.execute(insert(User), rows)


def _record(writer: Writer, number: int) -> dict[str, Any]:
    rng = writer.rng
    texts = {
        "problem": writer.text(writer.length(60)),
        "what_we_did": writer.text(writer.length(150)),
        "results": writer.text(writer.length(60)),
        **{name: writer.text(30) if rng.random() < 0.3 else "" for name in _ADVICE},
        "would_do_differently": "",
    }
    published = LAST_DAY - timedelta(minutes=rng.randint(0, 4 * 365 * 24 * 60))
    row = {
        "id": number,
        "identifier": f"INN-{published.year}-{number:05}",
        "version": 1,
        "author_id": rng.randint(3, AUTHORS + 2),
        "organisation_id": REGIONS + rng.randint(1, ORGANISATIONS),
        "region_id": rng.randint(1, REGIONS),
        "kind": rng.choices(list(v.KINDS), (30, 10, 30, 10, 10, 10))[0],
        "title": writer.sentence(4, 9)[:100],
        "summary": writer.sentence(18, 34)[:300],
        "stage": rng.choice(list(v.STAGES)),
        "outcome": rng.choice(list(v.OUTCOMES)),
        "status": "published",
        "audience": rng.choices(list(v.AUDIENCES), (80, 15, 5))[0],
        "started_on": date(published.year - rng.randint(0, 2), rng.randint(1, 12), 1),
        "lessons": [
            {
                "text": writer.sentence(6, 12),
                "advice": writer.sentence(8, 16),
                "audience": rng.choice(list(v.LESSON_AUDIENCES)),
                "step": rng.choice(list(v.STEPS)),
            }
            for _ in range(rng.randint(0, 4))
        ],
        "measures": [],
        "evidence": [{"kind": "survey", "citation": writer.sentence(6, 12), "link": ""}],
        "licence": "OGL-3.0",
        "contact": "portal",
        "html": rendered(texts),
        "render_version": RENDER_VERSION,
        "created_at": published,
        "updated_at": published,
        "submitted_at": published,
        "published_at": published,
        # Not in the time of whoever measures: thousands that are due at once keep the worker busy.
        "review_on": date(2100, 1, 1),
        **texts,
    }
    return row | {"plain_text": plain_text(Innovation(**row))}


def _named(row: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield {
        "innovation_id": row["id"],
        "position": 0,
        "user_id": row["author_id"],
        "name": f"Person {row['author_id']}",
        "role": "owner",
        "is_shown": True,
    }
