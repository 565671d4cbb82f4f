"""The topics that the tags of a dump become."""

from collections.abc import Iterable

from sqlalchemy import select

from portal.extensions import db
from portal.topics import queries
from portal.topics.files import Contents, Entry, slug_of
from portal.topics.importing import load
from portal.topics.models import Topic

LONGEST_SOURCE = 40


def topics_of(tags: Iterable[str], source: str) -> dict[str, int]:
    """The id of the topic of each tag, by the tag.

    A tag that is the label or a synonym of a topic becomes that topic. The others stand together
    under a topic of their own, apart from the vocabulary, with ``source`` as theirs.
    """
    names = {tag: tag.replace("-", " ").replace("_", " ").strip() for tag in tags}
    known = queries.match_names([*names, *names.values()])
    found = {tag: known.get(tag.lower()) or known.get(name.lower()) for tag, name in names.items()}
    new = sorted(tag for tag, topic_id in found.items() if topic_id is None and names[tag])
    if new:
        load(_contents(new, names), source=source[:LONGEST_SOURCE])
        db.session.flush()
        # One of another import has the label perhaps, so the topic is asked for by both.
        keys = select(Topic.source_key, Topic.id).where(Topic.source == source[:LONGEST_SOURCE])
        by_key = {row.source_key: row.id for row in db.session.execute(keys)}
        by_name = queries.match_names(names[tag] for tag in new)
        for tag in new:
            found[tag] = by_key.get(tag) or by_name.get(names[tag].lower())
    return {tag: topic_id for tag, topic_id in found.items() if topic_id is not None}


def _contents(tags: Iterable[str], names: dict[str, str]) -> Contents:
    entries = [
        Entry(
            row=number,
            key=tag[:80],
            slug=slug_of(names[tag]),
            label=names[tag][:1].upper() + names[tag][1:],
            scope_note="",
            synonyms=(),
        )
        for number, tag in enumerate(tags, 1)
    ]
    return Contents(has_headings=True, rows=len(entries), entries=entries)
