"""The pages of the forum, by who sees them. Their addresses stand for records of the cast's seed.

{open} is an open community, {run} one that Amina manages, {question} a thread in it with an
answer, {post} a reply of Amina, {thread} any thread, {hidden} one that was hidden.
"""

from sqlite3 import Connection

FORUM_PAGES: dict[str, tuple[str, ...]] = {
    "": (),
    "amina": (
        "/notifications",
        "/notifications?unread=1",
        "/following",
        "/following?kind=communities",
        "{topic}/follow",
    ),
    "bilal": (),
}

# One record that each name stands for: table, what is shown of it, condition.
_RECORDS = {
    "open": ("community", "slug", "privacy = 'open'"),
    "run": (
        "community",
        "slug",
        "id IN (SELECT community_id FROM membership WHERE role = 'manager' AND person_id = "
        "(SELECT id FROM user WHERE email LIKE 'amina@%'))",
    ),
    "question": ("thread", "id", "resolution = 'answered' AND state = 'published'"),
    "thread": ("thread", "id", "kind = 'discussion' AND state = 'published'"),
    "post": (
        "post",
        "id",
        "no > 1 AND state = 'published' AND author_id = "
        "(SELECT id FROM user WHERE email LIKE 'amina@%')",
    ),
}
_PATHS = {"community": "/communities/", "thread": "/threads/", "post": "/posts/"}


def forum_addresses(connection: Connection) -> dict[str, str]:
    """The path that each name in braces stands for, of the records that there are."""
    found = {}
    for name, (table, key, condition) in _RECORDS.items():
        row = connection.execute(f"SELECT min({key}) FROM {table} WHERE {condition}").fetchone()
        if row[0] is not None:
            found[name] = f"{_PATHS[table]}{row[0]}"
    return found
