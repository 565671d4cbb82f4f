"""Posts, what they were before, what they name, and where their old links lead."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from portal.accounts.models import User
from portal.clock import now
from portal.extensions import Base
from portal.forum import vocabulary as v
from portal.forum.models.thread import Thread
from portal.records import UTCDateTime, one_of, ref


class Post(Base):
    """A message of a thread; the one with the lowest number is the opening post."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("thread_id", "no"),
        one_of("state", (v.State.PUBLISHED, v.State.WITHDRAWN, v.State.HIDDEN)),
        one_of("state_before", (v.State.PUBLISHED, v.State.WITHDRAWN)),
        CheckConstraint("no > 0", name="no"),
        # All that is asked of very many posts at once, who wrote where and when: their rows are
        # long, and an index that has it all is read instead of them.
        Index("ix_post_author", "author_id", "created_at", "thread_id", "state", "is_anonymous"),
        Index(
            "ix_post_thread_state", "thread_id", "state", "is_anonymous", "author_id", "created_at"
        ),
        {"sqlite_autoincrement": True},
    )

    # Never changes, wherever the post is moved to: /posts/<id> is its permanent link.
    id: Mapped[int] = mapped_column(primary_key=True)
    thread_id: Mapped[int] = mapped_column(ForeignKey("thread.id", ondelete="CASCADE"))
    # Given once in its thread and never reused.
    no: Mapped[int]
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    is_anonymous: Mapped[bool] = mapped_column(default=False)
    state: Mapped[str] = mapped_column(String(10), default=v.State.PUBLISHED)
    # What a hidden post goes back to when it is restored.
    state_before: Mapped[str | None] = mapped_column(String(10))
    hide_reason: Mapped[str] = mapped_column(String(500), default="")
    # Markdown, with a person as @[12], and its safe HTML, made when it is saved.
    text: Mapped[str] = mapped_column(Text, deferred=True)
    html: Mapped[str] = mapped_column(Text)
    render_version: Mapped[int] = mapped_column(default=0)
    reply_to_id: Mapped[int | None] = mapped_column(
        ForeignKey("post.id", ondelete="SET NULL"), index=True
    )
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    # None while nobody can have noticed a change.
    edited_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    # Counts the saves: who saves with an older number is shown both texts.
    version: Mapped[int] = mapped_column(default=1)
    # Votes for it less votes against it, where it was imported from.
    imported_score: Mapped[int | None]
    source_url: Mapped[str] = mapped_column(String(500), default="")

    thread: Mapped[Thread] = relationship(lazy="raise_on_sql")
    author: Mapped[User] = relationship(lazy="raise_on_sql")

    __mapper_args__ = {"version_id_col": version}

    @property
    def ref(self) -> str:
        return ref("post", self.id)

    @property
    def path(self) -> str:
        return f"/posts/{self.id}"


class PostRevision(Base):
    """What a post said before it was changed."""

    __tablename__ = "post_revision"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    # From 1; the newest text is in the post itself.
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    # Who wrote this text, and when.
    editor_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    at: Mapped[datetime] = mapped_column(UTCDateTime)
    # Why the next text took its place.
    reason: Mapped[str] = mapped_column(String(200), default="")


class PostAlias(Base):
    """Where a post was before a split or a merge: /threads/12/posts/5 keeps leading to it."""

    __tablename__ = "post_alias"

    thread_id: Mapped[int] = mapped_column(
        ForeignKey("thread.id", ondelete="CASCADE"), primary_key=True
    )
    no: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"), index=True)


class PostMention(Base):
    """A person who is named in a post."""

    __tablename__ = "post_mention"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("user.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class PostLink(Base):
    """A record of the portal that a post links to: shown below it as a card."""

    __tablename__ = "post_link"

    post_id: Mapped[int] = mapped_column(
        ForeignKey("post.id", ondelete="CASCADE"), primary_key=True
    )
    # Such as "innovation:12"; what it leads to may be gone.
    target: Mapped[str] = mapped_column(String(40), primary_key=True, index=True)
    position: Mapped[int] = mapped_column(default=0)


class PostFile(Base):
    """A file that was attached to a post. What is in it is in the store, under a hash of it."""

    __tablename__ = "post_file"
    __table_args__ = (
        UniqueConstraint("post_id", "digest"),
        Index("ix_post_file_digest", "digest"),
        Index("ix_post_file_thumbnail_digest", "thumbnail_digest"),
        {"sqlite_autoincrement": True},
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    post_id: Mapped[int] = mapped_column(ForeignKey("post.id", ondelete="CASCADE"))
    # SHA-256 of what is stored, in hexadecimal digits.
    digest: Mapped[str] = mapped_column(String(64))
    name: Mapped[str] = mapped_column(String(200))
    alternative_text: Mapped[str] = mapped_column(String(300), default="")
    media_type: Mapped[str] = mapped_column(String(100))
    # Bytes.
    size: Mapped[int]
    # Of a picture, in pixels.
    width: Mapped[int | None]
    height: Mapped[int | None]
    thumbnail_digest: Mapped[str | None] = mapped_column(String(64))
    uploaded_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
