"""Searches that people keep, empty searches, and who may read feeds without a session."""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from portal.clock import now
from portal.extensions import Base
from portal.records import UTCDateTime
from portal.search.addresses import Asked
from portal.search.fields import FACETS, Sort


class SavedSearch(Base):
    """A question that one person asks again. It is theirs alone and goes with their account."""

    __tablename__ = "saved_search"
    __table_args__ = (
        UniqueConstraint("person_id", "name_key", name="uq_saved_search_name"),
        UniqueConstraint("person_id", "digest", name="uq_saved_search_digest"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(100))
    # The name without case: lower() of SQLite knows only ASCII. Folding can make it longer.
    name_key: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(String(2000))
    # Keys by the name of the facet, sorted.
    filters: Mapped[Mapping[str, list[str]]] = mapped_column(JSON)
    sort: Mapped[str] = mapped_column(String(20))
    # Whether other names of what was typed are left out.
    words_only: Mapped[bool] = mapped_column(default=False)
    # Of the four above: the same search is kept once.
    digest: Mapped[str] = mapped_column(String(32))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)

    @property
    def path(self) -> str:
        """Where its own pages are."""
        return f"/searches/{self.id}"

    @property
    def asked(self) -> Asked:
        """The question, without filters and orders that search no longer knows."""
        known = {name: frozenset(keys) for name, keys in self.filters.items() if name in FACETS}
        sort = Sort(self.sort) if self.sort in list(Sort) else Sort.RELEVANCE
        return Asked(self.text, known, sort, self.words_only)


class EmptySearch(Base):
    """Words for which nothing was found, and how often: nothing of who typed them."""

    __tablename__ = "empty_search"
    __table_args__ = (
        CheckConstraint("times > 0", name="times"),
        Index("ix_empty_search_often", "times", "last_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # In one line and without case.
    text: Mapped[str] = mapped_column(String(200), unique=True)
    times: Mapped[int] = mapped_column(default=1)
    # Days, and no more precise than that.
    first_on: Mapped[date]
    last_on: Mapped[date] = mapped_column(index=True)


class FeedToken(Base):
    """A person's leave for a feed reader, which cannot sign in, to read one feed as they would.

    The address that they give it holds the signed id; deleting the row takes the leave back.
    """

    __tablename__ = "feed_token"
    __table_args__ = (UniqueConstraint("person_id", "path"), {"sqlite_autoincrement": True})

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("user.id", ondelete="CASCADE"))
    # What it opens: the path of the feed and its query, without the token.
    path: Mapped[str] = mapped_column(String(500))
    name: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UTCDateTime, default=now)
    last_used_on: Mapped[date | None]
