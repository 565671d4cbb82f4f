"""One batch of posts and comments as threads and posts of the portal."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from portal import markdown
from portal.extensions import db
from portal.forum import texts
from portal.forum.counting import recount, take_numbers
from portal.forum.importing.reading import SourceComment, SourcePost
from portal.forum.importing.surveying import Survey
from portal.forum.importing.texts import from_comment, from_html
from portal.forum.models import Answer, ForumImport, ForumImportItem, Post, Thread
from portal.forum.vocabulary import Resolution, ThreadKind
from portal.topics.models import Topic

# All reminders were written and all who could help were asked: nothing is to be asked any more.
_REMINDED, _ESCALATED = 3, 3
_POSTS: Any = Post.__table__
_REPLY_TO = (
    update(_POSTS)
    .where(_POSTS.c.id == bindparam("post_id"))
    .values(reply_to_id=bindparam("parent_id"))
)


@dataclass(frozen=True)
class Item:
    """What somebody said there, and who that is here."""

    said: SourcePost | SourceComment
    author_id: int

    @property
    def kind(self) -> str:
        return "post" if isinstance(self.said, SourcePost) else "comment"


@dataclass
class Place:
    """Where the threads go, and what of the dump is there already."""

    record: ForumImport
    site: str
    survey: Survey
    topics: Mapping[str, int]
    brought: dict[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    """The post and its thread, by kind and key."""
    gone: Collection[tuple[str, str]] = ()
    """The kind and key of posts that were brought, and deleted since."""

    def has(self, said: SourcePost | SourceComment) -> bool:
        return _kind_and_key(said) in self.brought

    def has_lost(self, said: SourcePost | SourceComment) -> bool:
        """Whether it was here, and is not any more."""
        return _kind_and_key(said) in self.gone

    def knows(self, key: str) -> bool:
        """Whether the post with this key is here."""
        return ("post", key) in self.brought

    def thread_of(self, key: str) -> int:
        """The thread of a post that is here."""
        return self.brought["post", key][1]

    def address_of(self, said: SourcePost | SourceComment) -> str:
        """Where it can be read on the forum that it comes from."""
        if not self.site:
            return ""
        if isinstance(said, SourceComment):
            return f"{self.site}/posts/comments/{said.key}"
        return f"{self.site}/{'questions' if said.parent is None else 'a'}/{said.key}"


def _kind_and_key(said: SourcePost | SourceComment) -> tuple[str, str]:
    return "post" if isinstance(said, SourcePost) else "comment", said.key


def write(items: Sequence[Item], place: Place) -> None:
    """Add them to the database."""
    homes = _add_threads(items, place)
    by_thread: dict[int, list[Item]] = defaultdict(list)
    for item in items:
        said = item.said
        above = said.post if isinstance(said, SourceComment) else said.parent or said.key
        home = homes.get(above) or place.thread_of(above)
        if isinstance(said, SourcePost):
            homes[said.key] = home
        by_thread[home].append(item)
    query = select(Thread).where(Thread.id.in_(by_thread))
    threads = {thread.id: thread for thread in db.session.scalars(query)}
    _add_posts(items, by_thread, threads, place)
    _credit(items, threads, place)
    _join_duplicates(items, threads, place)
    for thread in threads.values():
        recount(thread)
    # Nothing of this batch stays in memory.
    db.session.expunge_all()


def _opens(item: Item) -> bool:
    return isinstance(item.said, SourcePost) and item.said.parent is None


def _add_threads(items: Iterable[Item], place: Place) -> dict[str, int]:
    """A thread for each question; their ids by the keys of the questions."""
    questions = [
        (item, item.said) for item in items if isinstance(item.said, SourcePost) and _opens(item)
    ]
    ids = {place.topics[tag] for _, said in questions for tag in said.tags if tag in place.topics}
    topics = {one.id: one for one in db.session.scalars(select(Topic).where(Topic.id.in_(ids)))}
    threads = {said.key: _thread(item, said, topics, place) for item, said in questions}
    db.session.add_all(threads.values())
    db.session.flush()
    _remember("thread", {key: thread.id for key, thread in threads.items()}, place)
    return {key: thread.id for key, thread in threads.items()}


def _thread(item: Item, said: SourcePost, topics: Mapping[int, Topic], place: Place) -> Thread:
    # Closed there without an answer that was accepted: nothing is to come of it any more.
    is_closed = said.closed_at is not None
    about = dict.fromkeys(place.topics[tag] for tag in said.tags if tag in place.topics)
    return Thread(
        community_id=place.record.community_id,
        kind=ThreadKind.QUESTION,
        title=said.title or "Question without a title",
        author_id=item.author_id,
        resolution=Resolution.NO_ANSWER if is_closed else Resolution.OPEN,
        resolved_at=said.closed_at,
        topics=[topics[topic_id] for topic_id in about],
        nudges=_REMINDED,
        escalation=_ESCALATED,
        created_at=said.created_at,
        last_post_at=said.created_at,
        source_url=place.address_of(said),
    )


def _add_posts(
    items: Sequence[Item],
    by_thread: Mapping[int, Sequence[Item]],
    threads: Mapping[int, Thread],
    place: Place,
) -> None:
    homes: dict[Item, tuple[int, int]] = {}
    for thread_id, said in by_thread.items():
        numbers = take_numbers(threads[thread_id], len(said))
        homes |= {item: (thread_id, no) for item, no in zip(said, numbers, strict=True)}
    rows = [_row(item, *homes[item], place) for item in items]
    statement = insert(Post).returning(Post.id, sort_by_parameter_order=True)
    ids = db.session.scalars(statement, rows).all()
    for item, post_id in zip(items, ids, strict=True):
        place.brought[item.kind, item.said.key] = (post_id, homes[item][0])
    for kind in ("post", "comment"):
        keys = [item.said.key for item in items if item.kind == kind]
        _remember(kind, {key: place.brought[kind, key][0] for key in keys}, place)
    above = [
        {
            "post_id": place.brought["comment", item.said.key][0],
            "parent_id": place.brought["post", item.said.post][0],
        }
        for item in items
        if isinstance(item.said, SourceComment)
    ]
    if above:
        db.session.execute(_REPLY_TO, above)


def _row(item: Item, thread_id: int, no: int, place: Place) -> dict[str, Any]:
    said = item.said
    score = said.score
    if isinstance(said, SourcePost):
        text = from_html(said.html, place.site)
        if score is None:
            score = place.survey.scores.get(said.key)
    else:
        text = from_comment(said.text, place.site)
    return {
        "thread_id": thread_id,
        "no": no,
        "author_id": item.author_id,
        "text": text,
        "html": texts.read_stored(text).html,
        "render_version": markdown.RENDER_VERSION,
        "created_at": said.created_at,
        "imported_score": score,
        "source_url": place.address_of(said),
    }


def _credit(items: Iterable[Item], threads: Mapping[int, Thread], place: Place) -> None:
    """The answer that the asker accepted there is a credited answer here."""
    for item in items:
        said = item.said
        if not isinstance(said, SourcePost) or said.parent is None:
            continue
        post_id, thread_id = place.brought["post", said.key]
        thread = threads[thread_id]
        if place.survey.accepted.get(said.key) != said.parent:
            continue
        waits = thread.resolution in (Resolution.OPEN, Resolution.NO_ANSWER)
        # What was a duplicate there, and is joined to it already, keeps its answer.
        is_duplicate = said.parent in place.survey.duplicates
        if waits or (is_duplicate and thread.resolution == Resolution.DUPLICATE):
            db.session.add(
                Answer(thread_id=thread_id, position=1, post_id=post_id, at=said.created_at)
            )
        if waits:
            thread.resolution = Resolution.ANSWERED
            thread.resolved_at = said.created_at


def _join_duplicates(items: Iterable[Item], threads: Mapping[int, Thread], place: Place) -> None:
    """Questions that had been asked before lead there, once both are here."""
    new = {item.said.key for item in items if _opens(item)}
    for one, other in place.survey.duplicates.items():
        if not ({one, other} & new and place.knows(one) and place.knows(other)):
            continue
        thread = db.session.get_one(Thread, place.thread_of(one))
        thread.resolution = Resolution.DUPLICATE
        thread.duplicate_of_id = place.thread_of(other)
        thread.resolved_at = thread.resolved_at or thread.created_at


def _remember(kind: str, ids: Mapping[str, int], place: Place) -> None:
    rows = [
        {"import_id": place.record.id, "kind": kind, "key": key, "record_id": record_id}
        for key, record_id in ids.items()
    ]
    if rows:
        db.session.execute(insert(ForumImportItem), rows)
