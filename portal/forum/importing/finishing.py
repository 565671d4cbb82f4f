"""What can be done only when all posts are here: links between them, who has read them, search."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from typing import Final
from urllib.parse import urlsplit

from sqlalchemy import delete, exists, func, insert, literal, select, update
from sqlalchemy.orm import undefer

from portal import audit, markdown
from portal.accounts.models import User
from portal.extensions import db
from portal.forum import texts
from portal.forum.importing.writing import Place
from portal.forum.models import (
    CommunityReader,
    ForumImport,
    ForumImportItem,
    Post,
    PostLink,
    PostRevision,
    Thread,
)
from portal.forum.prose import replace_in_prose
from portal.forum.telling import INDEX
from portal.outbox import Message, commit, put
from portal.records import ref

BATCH: Final = 200
# With more than these a new index is made faster than the old one is changed.
MOST_MESSAGES: Final = 5000
_COMMENT: Final = re.compile(r"#comment([0-9]+)_")
_ANSWER: Final = re.compile(r"^/questions/[0-9]+/[^/?#]*/([0-9]+)|^/a/([0-9]+)|#([0-9]+)$")
_QUESTION: Final = re.compile(r"^/q(?:uestions)?/([0-9]+)")
_END: Final = ".,;:!?'\"*_"
_MARK: Final = re.compile(r"[\\\[\]*_`<]")


def finish(place: Place, *, is_changed: bool) -> None:
    """Connect the posts and let people find them; ``is_changed`` says that some are new."""
    _relink(place)
    _link_related(place)
    if place.record.made_community:
        mark_as_read(place.record.community_id)
    # Without its figures an import was broken off before it came to this.
    if is_changed or not place.record.counts:
        reindex(refs_of(place.record))
        audit.record(None, "forum:import", ref("community", place.record.community_id))
    db.session.merge(place.record).counts = place.survey.counts


def refs_of(record: ForumImport) -> Sequence[str]:
    """The refs of all threads and posts that the import brought."""
    query = select(ForumImportItem.kind, ForumImportItem.record_id).where(
        ForumImportItem.import_id == record.id, ForumImportItem.kind != "user"
    )
    rows = db.session.execute(query)
    return [ref("thread" if kind == "thread" else "post", key) for kind, key in rows]


def reindex(refs: Sequence[str]) -> None:
    """Let the search follow; for many records by making the index anew."""
    wanted = list(dict.fromkeys(refs))
    if len(wanted) > MOST_MESSAGES:
        put("search.rebuild", "search")
    elif wanted:
        rows = [{"topic": INDEX, "subject": subject, "payload": {}} for subject in wanted]
        db.session.execute(insert(Message), rows)


def mark_as_read(community_id: int) -> None:
    """An archive is no news: whoever is here has read all that was just put into a new community.

    Who has a mark there already keeps it.
    """
    last = func.coalesce(select(func.max(Post.id)).scalar_subquery(), 0)
    has_mark = exists().where(
        CommunityReader.community_id == community_id, CommunityReader.person_id == User.id
    )
    columns = ["person_id", "community_id", "read_upto_post_id", "level"]
    people = select(User.id, literal(community_id), last, literal("normal"))
    query = people.where(User.email.is_not(None), ~has_mark)
    db.session.execute(insert(CommunityReader).from_select(columns, query))


def _relink(place: Place) -> None:
    """Lead links to the old forum to what became of the post, wherever that is here.

    Posts that somebody has changed since stay as they are.
    """
    host = urlsplit(place.site).netloc
    if not host:
        return
    last = 0
    while posts := _linking(place, host, last):
        last = posts[-1].id
        titles = _titles(place, [post.text for post in posts], host)
        for post in posts:
            text = _rewritten(post.text, host, partial(_target, place, titles))
            if text != post.text:
                _save(post.id, texts.read_stored(text))
        db.session.expunge_all()
        commit()


def _linking(place: Place, host: str, after: int) -> Sequence[Post]:
    """The next posts of this import that name the old forum."""
    is_ours = exists().where(
        ForumImportItem.import_id == place.record.id,
        ForumImportItem.kind.in_(("post", "comment")),
        ForumImportItem.record_id == Post.id,
    )
    is_changed = exists().where(PostRevision.post_id == Post.id)
    query = select(Post).where(is_ours, ~is_changed, Post.id > after, Post.version == 1)
    query = query.where(Post.text.contains(f"//{host}/", autoescape=True)).order_by(Post.id)
    return db.session.scalars(query.limit(BATCH).options(undefer(Post.text))).all()


def _save(post_id: int, prepared: texts.Prepared) -> None:
    values = {"text": prepared.text, "html": prepared.html}
    db.session.execute(
        update(Post)
        .where(Post.id == post_id)
        .values(**values, render_version=markdown.RENDER_VERSION)
        .execution_options(synchronize_session=False)
    )
    db.session.execute(delete(PostLink).where(PostLink.post_id == post_id))
    rows = [
        {"post_id": post_id, "target": target, "position": position}
        for position, target in enumerate(prepared.targets)
    ]
    if rows:
        db.session.execute(insert(PostLink), rows)


def _rewritten(text: str, host: str, target: Callable[[str], tuple[str, str] | None]) -> str:
    """The text with links to the portal; ``target`` gives path and title for a path there."""
    pattern = re.compile(
        rf"(?P<before>\]\(|<|(?<![\w/]))(?:https?:)?//{re.escape(host)}"
        r"(?P<path>/(?:questions|q|a)/[0-9]+[^\s<>()\[\]]*)>?"
    )

    def replaced(match: re.Match[str]) -> str:
        before, path = match["before"], match["path"]
        bare = path if before else path.rstrip(_END)
        found = target(bare)
        if found is None:
            return match[0]
        if before == "](":
            return f"]({found[0]}"
        return f"{titled(found[1])}({found[0]}){path[len(bare) :]}"

    return replace_in_prose(pattern, replaced, text)


def titled(title: str) -> str:
    """A title as the words of a link to its thread; the address follows."""
    return "[" + _MARK.sub(r"\\\g<0>", title) + "]"


def _target(place: Place, titles: Mapping[int, str], path: str) -> tuple[str, str] | None:
    """Where a link to the old forum leads here, and the title of that thread."""
    for kind, key in _keys(path):
        if (kind, key) in place.brought:
            post_id, thread_id = place.brought[kind, key]
            is_thread = kind == "post" and key in place.survey.questions
            address = f"/threads/{thread_id}" if is_thread else f"/posts/{post_id}"
            return address, titles.get(thread_id, "a thread")
    return None


def _keys(path: str) -> Iterator[tuple[str, str]]:
    """What a path there may stand for, the most exact first."""
    if match := _COMMENT.search(path):
        yield "comment", match[1]
    if match := _ANSWER.search(path):
        yield "post", match[1] or match[2] or match[3]
    if match := _QUESTION.search(path):
        yield "post", match[1]


def _titles(place: Place, written: Sequence[str], host: str) -> Mapping[int, str]:
    """The titles of the threads that texts link to."""
    pattern = re.compile(rf"//{re.escape(host)}(/(?:questions|q|a)/[0-9]+[^\s<>()\[\]]*)")
    keys = {key for text in written for path in pattern.findall(text) for key in _keys(path)}
    ids = {place.brought[key][1] for key in keys if key in place.brought}
    rows = db.session.execute(select(Thread.id, Thread.title).where(Thread.id.in_(ids)))
    return {row.id: row.title for row in rows}


def _link_related(place: Place) -> None:
    """Posts that the old forum had as linked show each other's threads as cards."""
    pairs = {
        (place.brought["post", one][0], ref("thread", place.thread_of(other)))
        for one, other in place.survey.linked
        if place.knows(one) and place.knows(other)
    }
    source = iter(sorted(pairs))
    while batch := list(islice(source, BATCH)):
        ids = [post_id for post_id, _ in batch]
        query = select(PostLink.post_id, PostLink.target).where(PostLink.post_id.in_(ids))
        there = {(post_id, target) for post_id, target in db.session.execute(query)}
        rows = [
            {"post_id": post_id, "target": target, "position": texts.MOST_CARDS}
            for post_id, target in batch
            if (post_id, target) not in there
        ]
        if rows:
            db.session.execute(insert(PostLink), rows)
