"""What there is in a dump, found in one pass over it before anything is written."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import func, select

from portal.extensions import db
from portal.forum.importing.reading import Dump
from portal.forum.models import ForumImport, ForumImportItem


@dataclass
class Survey:
    """The figures of a dump, and what connects its posts."""

    counts: dict[str, int | str] = field(default_factory=dict)
    tags: set[str] = field(default_factory=set)
    questions: set[str] = field(default_factory=set)
    accepted: dict[str, str] = field(default_factory=dict)
    """The question of each accepted answer."""
    duplicates: dict[str, str] = field(default_factory=dict)
    """What a question is a duplicate of."""
    linked: list[tuple[str, str]] = field(default_factory=list)
    scores: Counter[str] = field(default_factory=Counter)
    """Votes for a post less votes against it."""

    @property
    def texts(self) -> int:
        """How many posts and comments there are."""
        return sum(int(self.counts[name]) for name in ("questions", "answers", "comments"))


def survey(dump: Dump) -> Survey:
    """Read all of a dump once. Raises UnreadableFileError."""
    found = Survey()
    answerers: set[str] = set()
    answers = 0
    moments: list[datetime] = []
    for post in dump.posts():
        moments = [min([*moments, post.created_at]), max([*moments, post.created_at])]
        if post.parent is None:
            found.questions.add(post.key)
            found.tags.update(post.tags)
            if post.accepted:
                found.accepted[post.accepted] = post.key
        else:
            answers += 1
            answerers.update([post.author] if post.author else [])
    links = list(dump.links())
    for one, other, is_duplicate in links:
        if is_duplicate and one in found.questions and other in found.questions and one != other:
            found.duplicates.setdefault(one, other)
        else:
            found.linked.append((one, other))
    votes = 0
    for key, value in dump.votes():
        votes += 1
        found.scores[key] += value
    found.counts = {
        "questions": len(found.questions),
        "answers": answers,
        "accepted": len(found.accepted),
        "users": sum(1 for _ in dump.people()),
        "comments": sum(1 for _ in dump.comments()),
        "votes": votes,
        "badges": dump.count("badges"),
        "links": len(links),
        "duplicates": sum(is_duplicate for _, _, is_duplicate in links),
        "tags": dump.count("tags") or len(found.tags),
        "answerers": len(answerers),
    }
    days = [moment.date().isoformat() for moment in moments] or ["", ""]
    found.counts |= {"from": days[0], "to": days[1]}
    return found


def here(record: ForumImport) -> Mapping[str, int]:
    """How many there are in the portal of each kind that this import brought."""
    query = (
        select(ForumImportItem.kind, func.count().label("number"))
        .where(ForumImportItem.import_id == record.id)
        .group_by(ForumImportItem.kind)
    )
    return {row.kind: row.number for row in db.session.execute(query)}


def as_line(counts: Mapping[str, int | str]) -> str:
    """The figures in one line."""
    parts: Iterable[str] = (
        f"{name} {value:,}" if isinstance(value, int) else f"{name} {value}"
        for name, value in counts.items()
    )
    return ", ".join(parts)
