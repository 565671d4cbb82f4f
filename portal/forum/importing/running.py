"""Writing a dump into a community, in batches that are each committed whole.

Everything that was brought is remembered by its key (ForumImportItem), in the transaction that
brings it: a run that was broken off is taken up by the next one, and a whole one changes nothing.
What is gone since, because its author was erased, does not come back.
Nobody is told of what was said elsewhere years ago.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256
from itertools import islice

from sqlalchemy import insert, select

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import db
from portal.forum.importing import finishing
from portal.forum.importing.reading import Dump, SourceComment, SourcePost
from portal.forum.importing.reading.dump import LONGEST_KEY
from portal.forum.importing.surveying import Survey
from portal.forum.importing.tagging import topics_of
from portal.forum.importing.writing import Item, Place, write
from portal.forum.models import ForumImport, ForumImportItem, Post
from portal.outbox import commit

BATCH = 400
NAMELESS = "Someone who has left"
Said = SourcePost | SourceComment
Progress = Callable[[int], None]
Key = tuple[str, str]
"""Whether it is a post or a comment, and its id in the source."""


def bring(
    record: ForumImport, dump: Dump, found: Survey, progress: Progress = lambda _done: None
) -> None:
    """Everything of the dump that is not here yet. Commits after each batch.

    Raises UnreadableFileError.
    """
    place = Place(record, dump.site, found, topics_of(found.tags, record.source))
    commit()
    people = _People(record)
    people.bring(dump)
    done = 0
    place.brought, place.gone = _brought(record)
    is_changed = False
    for batch in _batches(_in_order(dump, place)):
        items = [Item(said, people.author_of(said)) for said in batch if not place.has(said)]
        if items:
            write(items, place)
            commit()
            is_changed = True
        done += len(batch)
        progress(done)
    finishing.finish(place, is_changed=is_changed)
    commit()


def _in_order(dump: Dump, place: Place) -> Iterator[Said]:
    """Posts and comments by their time, each behind what it belongs to.

    What belongs to nothing that is here is left out.
    """
    waiting: dict[str, list[Said]] = defaultdict(list)
    seen: set[str] = set()
    for said in dump.in_time_order():
        if place.has_lost(said):
            continue
        parent = said.parent if isinstance(said, SourcePost) else said.post
        if parent is not None and parent not in seen and not place.knows(parent):
            waiting[parent].append(said)
            continue
        ready = [said]
        while ready:
            one = ready.pop(0)
            yield one
            if isinstance(one, SourcePost):
                seen.add(one.key)
                ready += waiting.pop(one.key, [])
    for parent, left in waiting.items():
        for one in left:
            name = "posts" if isinstance(one, SourcePost) else "comments"
            dump.fault(name, 0, f"{one.key} belongs to post {parent}, which is missing; left out")


def _batches(items: Iterator[Said]) -> Iterator[Sequence[Said]]:
    while batch := list(islice(items, BATCH)):
        yield batch


def _brought(record: ForumImport) -> tuple[dict[Key, tuple[int, int]], set[Key]]:
    """The post and the thread that it is in now, by kind and key; and what is gone since."""
    query = (
        select(ForumImportItem.kind, ForumImportItem.key, Post.id, Post.thread_id)
        .outerjoin(Post, Post.id == ForumImportItem.record_id)
        .where(
            ForumImportItem.import_id == record.id, ForumImportItem.kind.in_(("post", "comment"))
        )
    )
    here: dict[Key, tuple[int, int]] = {}
    gone: set[Key] = set()
    for kind, key, post_id, thread_id in db.session.execute(query):
        if post_id is None:
            gone.add((kind, key))
        else:
            here[kind, key] = post_id, thread_id
    return here, gone


class _People:
    """Who wrote there: people without an address, who can neither sign in nor be found."""

    def __init__(self, record: ForumImport) -> None:
        self._record = record
        query = select(ForumImportItem.key, ForumImportItem.record_id)
        rows = db.session.execute(
            query.where(ForumImportItem.import_id == record.id, ForumImportItem.kind == "user")
        )
        self._ids: dict[str, int] = {row.key: row.record_id for row in rows}

    def bring(self, dump: Dump) -> None:
        """All of them, also who wrote nothing."""
        source = (person for person in dump.people() if person.key not in self._ids)
        while batch := {person.key: person for person in islice(source, BATCH)}:
            rows = [
                {"name": person.name or NAMELESS, "created_at": person.created_at}
                for person in batch.values()
            ]
            self._add(list(batch), rows)
            commit()

    def author_of(self, said: Said) -> int:
        """Their id. Who has no account any more is there by the name alone."""
        if said.author and said.author in self._ids:
            return self._ids[said.author]
        name = said.author_name or NAMELESS
        # Not the name itself, which whoever is erased leaves nowhere.
        key = f"name:{sha256(name.encode()).hexdigest()}"[:LONGEST_KEY]
        if key not in self._ids:
            self._add([key], [{"name": name, "created_at": now()}])
        return self._ids[key]

    def _add(self, keys: Sequence[str], rows: Sequence[dict[str, object]]) -> None:
        values = [{**row, "email": None, "is_listed": False} for row in rows]
        statement = insert(User).returning(User.id, sort_by_parameter_order=True)
        ids = db.session.scalars(statement, values).all()
        self._ids |= dict(zip(keys, ids, strict=True))
        db.session.execute(
            insert(ForumImportItem),
            [
                {"import_id": self._record.id, "kind": "user", "key": key, "record_id": user_id}
                for key, user_id in zip(keys, ids, strict=True)
            ],
        )
