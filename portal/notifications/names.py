"""The names of people in notices, as links to those whose profile the reader can open."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, select, true

from portal.accounts.models import User
from portal.accounts.queries import listed_id, profile_url
from portal.extensions import db


def names_of(
    ids: Iterable[int | None], reader: Any, named: ColumnElement[bool] | None = None
) -> dict[int, Markup]:
    """The names by the ids of people; of those only who are ``named``, a clause on ``User``."""
    query = select(User.id, User.name, listed_id().label("listed_id")).where(
        User.id.in_([key for key in ids if key]), true() if named is None else named
    )
    return {
        row.id: _linked(row.name, profile_url(row.listed_id, reader))
        for row in db.session.execute(query)
    }


def _linked(name: str, url: str) -> Markup:
    return Markup('<a href="{}">{}</a>').format(url, name) if url else escape(name)
