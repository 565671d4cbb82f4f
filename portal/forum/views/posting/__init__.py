"""Starting threads and replying: what is typed, looked at, warned of, and posted once."""

from portal.forum.views.posting import asking, naming, replying
from portal.forum.views.posting.blueprint import bp

__all__ = ["asking", "bp", "naming", "replying"]
