"""The pages of the forum, by who sees them. Their addresses stand for records of the cast's seed.

{open} is an open community, {run} one that Amina manages, {question} a thread in it with an
answer, {post} a reply of Amina, {thread} any thread, {hidden} one that was hidden.
"""

from sqlite3 import Connection

FORUM_PAGES: dict[str, tuple[str, ...]] = {
    "": ("/communities", "/threads", "/threads?view=unanswered"),
    "amina": (
        "/communities",
        "/communities?view=mine",
        "/communities/new",
        "/invitations",
        "{run}",
        "{run}/members",
        "{member}",
        "{run}/edit",
        "{run}/close",
        "{run}/leave",
        "{run}/invitations",
        "{run}/requests",
        "/threads",
        "/threads?view=unread",
        "/threads?view=mine&sort=replies",
        "/threads?view=following",
        "/threads?kind=question&state=answered",
        "/threads?topic=nothing",
        "{question}",
        "{question}?view=answers",
        "{question}?view=team",
        "{question}/print",
        "{thread}",
        "/notifications",
        "/notifications?unread=1",
        "/follows",
        "/follows?kind=communities",
        "/threads/new",
        "/threads/similar?title=how+do+we+move+the+loans+to+a+shared+system",
        "{run}/threads/new",
        "{run}/people?q=ca",
        "{question}/reply",
        "{topic}/follow",
        "{post}/edit",
        "{post}/revisions",
        "{post}/withdraw",
        "{question}/summary",
        "{question}/summary/history",
        "{question}/history",
        "/help-requests",
    ),
    "bilal": (
        "{asked}/requests",
        "{request}/decline",
        "{private}",
        "{private}/request",
        "{question}",
        "{question}/edit",
        "{post}/hide",
        "{hidden_post}/restore",
        "{question}/resolve",
        "{question}/lock",
        "{question}/pin",
        "{question}/hide",
        "{question}/move",
        "{question}/split",
        "{question}/merge",
        "{unanswered}/helpers",
    ),
}

# The record that each name stands for: where it is, and the statement that finds its key.
_RECORDS = {
    "open": ("/communities/", "SELECT min(slug) FROM community WHERE privacy = 'open'"),
    "run": (
        "/communities/",
        "SELECT min(slug) FROM community JOIN membership ON community_id = community.id "
        "JOIN user ON user.id = person_id WHERE membership.role = 'manager' "
        "AND email LIKE 'amina@%'",
    ),
    "member": (
        "/communities/",
        "SELECT min(slug || '/members/' || person_id) FROM community "
        "JOIN membership ON community_id = community.id WHERE role = 'member' AND slug = "
        "(SELECT min(slug) FROM community JOIN membership ON community_id = community.id "
        "JOIN user ON user.id = person_id WHERE membership.role = 'manager' "
        "AND email LIKE 'amina@%')",
    ),
    "asked": (
        "/communities/",
        "SELECT min(slug) FROM community JOIN join_request ON community_id = community.id "
        "WHERE answer IS NULL AND privacy IN ('open', 'restricted')",
    ),
    "request": (
        "/communities/",
        "SELECT min(slug || '/requests/' || join_request.id) FROM community "
        "JOIN join_request ON community_id = community.id "
        "WHERE answer IS NULL AND privacy IN ('open', 'restricted')",
    ),
    "private": (
        "/communities/",
        "SELECT min(slug) FROM community WHERE privacy = 'private' AND id NOT IN (SELECT "
        "community_id FROM membership JOIN user ON user.id = person_id WHERE email LIKE 'bilal@%')",
    ),
    "question": (
        "/threads/",
        "SELECT min(id) FROM thread WHERE resolution = 'answered' AND state = 'published'",
    ),
    "unanswered": (
        "/threads/",
        "SELECT min(thread.id) FROM thread JOIN community ON community.id = community_id "
        "WHERE resolution = 'open' AND state = 'published' AND privacy = 'open'",
    ),
    "thread": (
        "/threads/",
        "SELECT min(id) FROM thread WHERE kind = 'discussion' AND state = 'published'",
    ),
    "post": (
        "/posts/",
        "SELECT min(post.id) FROM post JOIN user ON user.id = author_id "
        "WHERE no > 1 AND state = 'published' AND email LIKE 'amina@%'",
    ),
    "hidden_post": (
        "/posts/",
        "SELECT min(post.id) FROM post JOIN thread ON thread.id = thread_id "
        "JOIN community ON community.id = community_id "
        "WHERE post.state = 'hidden' AND privacy IN ('open', 'restricted')",
    ),
}


def forum_addresses(connection: Connection) -> dict[str, str]:
    """The path that each name in braces stands for, of the records that there are."""
    keys = {name: connection.execute(query).fetchone()[0] for name, (_, query) in _RECORDS.items()}
    return {name: f"{_RECORDS[name][0]}{key}" for name, key in keys.items() if key is not None}
