"""What of the forum is searched: threads with what opens and answers them, and every reply.

What is hidden, withdrawn or merged is not indexed. Who finds the rest: ``portal.forum.seeing``.
"""

from portal.forum.search import posts, threads
from portal.search import sources


def register() -> None:
    """Let threads and posts be searched."""
    sources.register(threads)
    sources.register(posts)
