"""Many public records at once, written by a few statements."""

from sqlalchemy import func, insert, select

from portal.clock import now
from portal.extensions import db
from portal.innovations.models import Innovation, InnovationTopic
from portal.innovations.vocabulary import KINDS
from portal.organisations.models import Organisation
from portal.topics.models import Topic

TOPICS = 12


def fill(author_id: int, count: int) -> None:
    """Add so many public records of one author, each with a kind, a region and two topics."""
    topics = _topics()
    regions = db.session.scalars(select(Organisation.id).order_by(Organisation.id).limit(7)).all()
    before = db.session.scalar(select(func.max(Innovation.id))) or 0
    kinds = list(KINDS)
    moment = now()
    common = {"status": "published", "audience": "public", "author_id": author_id}
    rows = [
        {
            **common,
            "id": number,
            "identifier": f"INN-2025-{number:05}",
            "kind": kinds[number % len(kinds)],
            "title": f"Record {number}",
            "summary": f"What {number} libraries did, and what came of it.",
            "region_id": regions[number % len(regions)],
            "organisation_id": regions[number % len(regions)],
            "licence": "OGL-3.0",
            "published_at": moment,
        }
        for number in range(before + 1, before + count + 1)
    ]
    links = [
        {"innovation_id": number, "topic_id": topics[(number + more) % TOPICS]}
        for number in range(before + 1, before + count + 1)
        for more in (0, 5)
    ]
    db.session.execute(insert(Innovation), rows)
    db.session.execute(insert(InnovationTopic), links)
    if db.engine.dialect.name == "postgresql":
        largest = select(func.setval("innovation_id_seq", before + count))
        db.session.execute(largest)
    db.session.commit()


def _topics() -> list[int]:
    query = select(Topic.id).where(Topic.slug.startswith("subject-")).order_by(Topic.id)
    if found := list(db.session.scalars(query)):
        return found
    db.session.add_all(Topic(slug=f"subject-{n}", label=f"Subject {n}") for n in range(TOPICS))
    db.session.flush()
    return list(db.session.scalars(query))
