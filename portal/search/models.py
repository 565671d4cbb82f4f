"""How often people and addresses search: counted, so that nobody searches for all others."""

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column

from portal.extensions import Base


class SearchCount(Base):
    """The searches of one minute; the next minute takes its place."""

    __tablename__ = "search_count"

    # A person, or a keyed hash of an address.
    searcher: Mapped[str] = mapped_column(String(64), primary_key=True)
    # Since 1970.
    minute: Mapped[int]
    count: Mapped[int]
