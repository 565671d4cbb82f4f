"""Looking at what is in the database now."""

from sqlalchemy import select

from portal.accounts.models import User
from portal.extensions import db
from portal.forum.models import Post


def post_of(person: User) -> Post:
    """The newest post of a person."""
    query = select(Post).where(Post.author_id == person.id).order_by(Post.id.desc()).limit(1)
    return db.session.scalars(query).one()
