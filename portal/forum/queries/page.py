"""The page of a thread: statements built once for each standing of readers, and no ORM objects.

It is what the forum is read by. All rows come with who wrote them; who may be told that is
decided in ``portal.forum.shown``, which makes of the rows what a page shows.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Integer,
    String,
    and_,
    bindparam,
    cast,
    exists,
    func,
    literal,
    null,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.orm import aliased

from portal.accounts.models import User
from portal.accounts.queries import listed_id
from portal.extensions import read_rows
from portal.forum.models import (
    Answer,
    Community,
    CommunityReader,
    ForumReader,
    HelpRequest,
    Membership,
    Post,
    Thread,
    ThreadReader,
    ThreadSummary,
    ThreadTopic,
)
from portal.forum.seeing import STEWARDS, threads_visible_by
from portal.forum.vocabulary import State
from portal.notifications.models import Notification
from portal.organisations.models import Organisation
from portal.records import AnyRow, AnySelect
from portal.topics.models import Topic
from portal.visibility import Standing, standing_of, values_in_sql

VIEWS: Final = ("all", "answers", "team")

READER = bindparam("reader_id", type_=Integer)
THREAD = bindparam("thread_id", type_=Integer)


def thread(thread_id: int, reader: Any) -> AnyRow | None:
    """The thread with its community, its author and how far the reader has read; or None."""
    values = {"thread_id": thread_id, "reader_id": reader.id}
    return read_rows(_thread(standing_of(reader)), values).first()


def parts(thread_id: int, reader: Any) -> Sequence[AnyRow]:
    """Topics, answers, the thread that it is a duplicate of and those that are duplicates of it.

    Rows of part, key, text, number and position: of a topic its slug and label; of an answer its
    post id and number; of a thread its title and id. "asked" stands for a request to the reader.
    """
    values = {"thread_id": thread_id, "reader_id": reader.id}
    return read_rows(_parts(standing_of(reader)), values).all()


def posts(thread_id: int, *, view: str, limit: int, offset: int = 0) -> Sequence[AnyRow]:
    """Posts in the order of their numbers, with their authors and what they reply to."""
    values = {"thread_id": thread_id, "limit": limit, "offset": offset}
    return read_rows(_posts(view), values).all()


def posts_after(thread_id: int, no: int, limit: int) -> Sequence[AnyRow]:
    """The same rows of the posts behind a number."""
    return read_rows(_posts_after(), {"thread_id": thread_id, "no": no, "limit": limit}).all()


def count(thread_id: int, view: str) -> int:
    """How many posts a view of the thread has."""
    found = read_rows(_count(view), {"thread_id": thread_id}).scalar()
    return found or 0


@cache
def _thread(standing: Standing) -> AnySelect:
    reader, around, forum = ThreadReader, CommunityReader, ForumReader
    version = aliased(ThreadSummary)
    newest = select(func.max(version.number)).where(version.thread_id == Thread.id)
    # Not Membership itself, which the clause of who may see it asks as well.
    seat, editor = aliased(Membership), aliased(User)
    return (
        select(
            *Thread.__table__.c,
            Community.slug.label("community_slug"),
            Community.name.label("community_name"),
            *(Community.privacy, Community.is_public, Community.closed_at),
            Community.allows_anonymous,
            *(User.name.label("author_name"), listed_id().label("author_listed")),
            seat.role,
            reader.last_read_no,
            reader.is_kept_unread,
            reader.level,
            around.read_upto_post_id.label("read_upto_here"),
            forum.read_upto_post_id.label("read_upto"),
            *_about_posts(),
            ThreadSummary.number.label("summary_number"),
            ThreadSummary.html.label("summary_html"),
            ThreadSummary.at.label("summary_at"),
            ThreadSummary.editor_id.label("summary_editor_id"),
            editor.name.label("summary_editor"),
        )
        .select_from(Thread)
        .join(Community, Community.id == Thread.community_id)
        .join(User, User.id == Thread.author_id)
        .outerjoin(
            seat,
            and_(seat.community_id == Thread.community_id, seat.person_id == READER),
        )
        .outerjoin(reader, and_(reader.thread_id == Thread.id, reader.person_id == READER))
        .outerjoin(
            around,
            and_(around.community_id == Thread.community_id, around.person_id == READER),
        )
        .outerjoin(forum, forum.person_id == READER)
        .outerjoin(
            ThreadSummary,
            and_(
                ThreadSummary.thread_id == Thread.id,
                ThreadSummary.number == newest.scalar_subquery(),
            ),
        )
        .outerjoin(editor, editor.id == ThreadSummary.editor_id)
        .where(Thread.id == THREAD, threads_visible_by(standing, READER))
    )


def _about_posts() -> list[ColumnElement[Any]]:
    """How many posts the thread has, the first, and whether the reader wrote one or has news."""
    own = select(Post.id).where(Post.thread_id == Thread.id)
    told = select(Notification.id).where(
        Notification.about == "thread",
        Notification.about_id == Thread.id,
        Notification.person_id == READER,
        Notification.read_at.is_(None),
    )
    written = own.where(Post.author_id == READER, Post.state == State.PUBLISHED)
    return [
        own.with_only_columns(func.count()).scalar_subquery().label("post_count"),
        own.with_only_columns(func.min(Post.no)).scalar_subquery().label("first_no"),
        exists(written).label("has_written"),
        exists(told).label("has_notices"),
    ]


@cache
def _parts(standing: Standing) -> Any:
    def part(name: str, key: Any, text: Any, number: Any, position: Any) -> Any:
        return select(
            cast(literal(name), String).label("part"),
            key.label("key"),
            text.label("text"),
            number.label("number"),
            position.label("position"),
        )

    nothing, first = cast(null(), String), literal(0, Integer)
    topics = (
        part("topic", Topic.slug, Topic.label, Topic.id, first)
        .join(ThreadTopic, ThreadTopic.topic_id == Topic.id)
        .where(ThreadTopic.thread_id == THREAD)
    )
    answers = (
        part("answer", cast(Post.no, String), nothing, Post.id, Answer.position)
        .join(Answer, Answer.post_id == Post.id)
        .where(Answer.thread_id == THREAD, Post.state == State.PUBLISHED)
    )
    this = aliased(Thread)
    visible = threads_visible_by(standing, READER)
    target = (
        part("duplicate_of", nothing, Thread.title, Thread.id, first)
        .join(this, this.duplicate_of_id == Thread.id)
        .join(Community, Community.id == Thread.community_id)
        .where(this.id == THREAD, visible)
    )
    same = (
        part("duplicate", nothing, Thread.title, Thread.id, Thread.id)
        .join(Community, Community.id == Thread.community_id)
        .where(Thread.duplicate_of_id == THREAD, Thread.resolution == "duplicate", visible)
    )
    asked = part("asked", nothing, nothing, HelpRequest.thread_id, first).where(
        HelpRequest.thread_id == THREAD,
        HelpRequest.person_id == READER,
        HelpRequest.asked_at.is_not(None),
        HelpRequest.answer.is_(None),
    )
    return union_all(topics, answers, target, same, asked).order_by("position", "text")


@cache
def _post_rows() -> AnySelect:
    before, writer, seat = aliased(Post), aliased(User), aliased(Membership)
    return (
        select(
            *(Post.id, Post.no, Post.author_id, Post.is_anonymous, Post.state, Post.hide_reason),
            *(Post.html, Post.created_at, Post.edited_at, Post.imported_score, Post.source_url),
            *(User.name.label("author_name"), listed_id().label("author_listed")),
            Organisation.name.label("organisation"),
            seat.role,
            before.id.label("before_id"),
            before.no.label("before_no"),
            before.thread_id.label("before_thread_id"),
            before.author_id.label("before_author_id"),
            before.is_anonymous.label("before_anonymous"),
            writer.name.label("before_name"),
        )
        .select_from(Post)
        .join(User, User.id == Post.author_id)
        .join(Thread, Thread.id == Post.thread_id)
        .outerjoin(Organisation, Organisation.id == User.organisation_id)
        .outerjoin(
            seat,
            and_(
                seat.community_id == Thread.community_id,
                seat.person_id == Post.author_id,
                seat.role.in_(values_in_sql(STEWARDS)),
            ),
        )
        .outerjoin(before, before.id == Post.reply_to_id)
        .outerjoin(writer, writer.id == before.author_id)
        .where(Post.thread_id == THREAD)
        .order_by(Post.no)
        .limit(bindparam("limit", type_=Integer))
    )


@cache
def _posts(view: str) -> AnySelect:
    return _post_rows().where(_in_view(view)).offset(bindparam("offset", type_=Integer))


@cache
def _posts_after() -> AnySelect:
    return _post_rows().where(Post.no > bindparam("no", type_=Integer))


@cache
def _count(view: str) -> AnySelect:
    rows = select(func.count()).select_from(Post).join(Thread, Thread.id == Post.thread_id)
    return rows.where(Post.thread_id == THREAD, _in_view(view))


def _in_view(view: str) -> ColumnElement[bool]:
    """The posts of a view: of "answers" the opening post and the answers that got the credit."""
    if view == "all":
        return true()
    if view == "answers":
        answers = select(Answer.post_id).where(Answer.thread_id == THREAD)
        first = aliased(Post)
        opening = select(func.min(first.no)).where(first.thread_id == THREAD)
        credited = and_(Post.state == State.PUBLISHED, Post.id.in_(answers))
        return or_(Post.no == opening.scalar_subquery(), credited)
    stewards = select(Membership.person_id).where(
        Membership.community_id == Thread.community_id,
        Membership.role.in_(values_in_sql(STEWARDS)),
    )
    # Who asked without a name is not given away by being among those who run it.
    return and_(
        Post.state == State.PUBLISHED, Post.is_anonymous.is_(False), Post.author_id.in_(stewards)
    )
