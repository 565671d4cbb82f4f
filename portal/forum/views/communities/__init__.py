"""The pages of communities: what they are, who is in them, and how one comes in."""

from portal.forum.views.communities import (
    browsing,
    changing,
    inviting,
    joining,
    members,
    requesting,
)
from portal.forum.views.communities.blueprint import bp

__all__ = ["bp", "browsing", "changing", "inviting", "joining", "members", "requesting"]
