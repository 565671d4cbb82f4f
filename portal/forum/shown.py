"""A thread and its posts as a page shows them to one reader.

Here it is decided what a reader is told of who wrote something without a name, and of what was
withdrawn or hidden; templates only write it down.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from portal.accounts.queries import profile_url
from portal.forum.mentions import with_names
from portal.forum.queries import events, page
from portal.forum.queries.extras import Extras, extras
from portal.forum.rights import rights_of
from portal.forum.seats import Seat, seat_from
from portal.forum.vocabulary import EVENTS, MEMBER_ROLES, MOST_ANSWERS, State
from portal.records import MAX_ID, AnyRow

NOBODY = "A member"
# What only those learn who may do it and the author: it is about what others do not see.
_QUIET = frozenset({"hidden", "restored", "post_hidden", "post_restored"})


class Subject(NamedTuple):
    label: str
    slug: str


class Around(NamedTuple):
    """The community of a thread."""

    id: int
    slug: str
    name: str
    privacy: str


class Credited(NamedTuple):
    """A post that got the credit for an answer."""

    post_id: int
    no: int


class Named(NamedTuple):
    """Another thread that the reader may see."""

    id: int
    title: str


class Summary(NamedTuple):
    """The newest version of the box "Where we are"."""

    number: int
    html: str
    at: datetime
    editor_id: int
    editor: str


class ShownThread:
    """A thread to be read: the columns of ``Thread`` and of the reader's mark are attributes."""

    def __init__(self, row: AnyRow, parts: Iterable[AnyRow], reader: Any) -> None:
        self.__dict__.update(row._mapping)
        self.reader_id: int | None = reader.id
        seat = seat_from(row, row.role)
        # Who has posted nothing but the opening post has not replied.
        self.is_helper = bool(row.has_written) and row.author_id != reader.id
        self.seat: Seat = seat.at(
            author_id=row.author_id,
            is_locked=row.locked_at is not None,
            is_helper=self.is_helper,
        )
        self.rights = rights_of(reader, self.seat)
        self.is_own = reader.is_authenticated and row.author_id == reader.id
        self.path = f"/threads/{row.id}"
        self.community = Around(
            row.community_id, row.community_slug, row.community_name, row.privacy
        )
        self.author = _name(row.author_name, row.is_anonymous, self.knows(row.author_id))
        self.author_url = "" if row.is_anonymous else profile_url(row.author_listed, reader)
        self.is_question = row.resolution is not None
        self.summary = self._summary(row) if row.summary_number else None
        self.topics: list[Subject] = []
        self.answers: list[Credited] = []
        self.duplicate_of: Named | None = None
        self.duplicates: list[Named] = []
        self.is_asked = False
        self._take(parts)
        self.answer_ids = frozenset(answer.post_id for answer in self.answers)
        self.source = urlsplit(row.source_url).hostname or ""

    def _take(self, parts: Iterable[AnyRow]) -> None:
        """Keep what belongs to the thread: rows of ``page.parts``."""
        for part, key, text, number, _ in parts:
            if part == "topic":
                self.topics.append(Subject(text, key))
            elif part == "answer":
                self.answers.append(Credited(number, int(key)))
            elif part == "duplicate_of":
                self.duplicate_of = Named(number, text)
            elif part == "asked":
                self.is_asked = True
            else:
                self.duplicates.append(Named(number, text))

    def _summary(self, row: AnyRow) -> Summary:
        editor_id = row.summary_editor_id
        is_nameless = row.is_anonymous and editor_id == row.author_id
        editor = _name(row.summary_editor, is_nameless, self.knows(editor_id))
        return Summary(row.summary_number, row.summary_html, row.summary_at, editor_id, editor)

    def __getattr__(self, name: str) -> Any:
        """For the type checker: every column that was read is an attribute."""
        raise AttributeError(name)

    def knows(self, author_id: int) -> bool:
        """Whether the reader is told who wrote without a name."""
        is_own = self.reader_id is not None and author_id == self.reader_id
        return self.rights.curate or is_own

    @property
    def read_upto_id(self) -> int:
        """Posts with this id or a lower one are read, if the thread is not kept unread."""
        return 0 if self.is_kept_unread else max(self.read_upto or 0, self.read_upto_here or 0)

    def is_unread(self, no: int, post_id: int) -> bool:
        """Whether a post is new to a reader who has read some of the thread."""
        return no > (self.last_read_no or 0) and post_id > self.read_upto_id

    def may_credit(self, post: "ShownPost") -> bool:
        """Whether the reader may credit the post: nobody but the asker their own."""
        is_candidate = post.is_published and not post.is_opening and not post.is_answer
        others = not post.is_own or self.is_own or self.rights.curate
        return self.rights.credit and is_candidate and others and len(self.answers) < MOST_ANSWERS


@dataclass(slots=True)
class ShownPost:
    """A post to be read. What the reader is not told is not in it."""

    id: int
    no: int
    state: str
    author: str
    author_url: str
    """Where the profile of the author is; empty if they have none for the reader."""
    organisation: str
    role: str
    """What the author is in the community, if they run it."""
    html: str
    """Empty where only its place is shown."""
    at: datetime
    edited_at: datetime | None
    hide_reason: str
    is_own: bool
    is_opening: bool
    is_answer: bool
    is_new: bool
    reply_to: tuple[int, int, str] | None
    """Id, number and author of the post that it replies to; not of the one before it."""
    score: int | None
    source: str
    source_url: str
    extras: Extras | None = None
    events: list["ShownEvent"] = field(default_factory=list)

    @property
    def moment(self) -> str:
        """When it was written, for machines."""
        return f"{self.at:%Y-%m-%dT%H:%MZ}"

    @property
    def is_published(self) -> bool:
        return self.state == State.PUBLISHED

    @property
    def is_shown(self) -> bool:
        """Whether the reader sees what it says."""
        return self.html != ""


class ShownEvent(NamedTuple):
    """Something that was done to the thread, in words."""

    words: str
    at: datetime
    reason: str
    post: Credited | None
    other: Named | None


def thread(thread_id: int, reader: Any) -> ShownThread | None:
    """The thread for its page; None when it is not there for the reader."""
    row = page.thread(thread_id, reader)
    return ShownThread(row, page.parts(thread_id, reader), reader) if row else None


def posts(thread: ShownThread, rows: Sequence[AnyRow], reader: Any) -> list[ShownPost]:
    """The posts of the thread for its page, with what stands below each."""
    shown = [_post(thread, row, reader) for row in rows]
    ids = [post.id for post in shown if post.is_shown]
    more = extras(ids, reader) if ids else {}
    for post, html in zip(shown, with_names([post.html for post in shown]), strict=True):
        post.html = html
        post.extras = more.get(post.id)
    return shown


def add_events(
    thread: ShownThread, shown: Sequence[ShownPost], reader: Any, *, is_last: bool
) -> None:
    """Put what was done to the thread behind the posts of a page."""
    if not shown:
        return
    last = MAX_ID if is_last else shown[-1].no
    first = 0 if shown[0].is_opening else shown[0].no
    for row in events.events(thread.id, reader, first, last):
        before = next((post for post in reversed(shown) if post.no <= row.after_no), shown[0])
        before.events.append(event(thread, row))


def _post(thread: ShownThread, row: AnyRow, reader: Any) -> ShownPost:
    is_reader = thread.reader_id is not None
    is_own = is_reader and row.author_id == thread.reader_id
    knows = thread.knows(row.author_id)
    is_hidden = row.state == State.HIDDEN
    is_shown = row.state == State.PUBLISHED or (is_hidden and knows)
    is_nameless = row.is_anonymous and not knows
    before = None
    if row.before_id is not None and row.before_no != row.no - 1:
        name = _name(row.before_name, row.before_anonymous, thread.knows(row.before_author_id))
        before = (row.before_id, row.before_no, name)
    return ShownPost(
        id=row.id,
        no=row.no,
        state=row.state,
        author=_name(row.author_name, row.is_anonymous, knows),
        author_url="" if row.is_anonymous else profile_url(row.author_listed, reader),
        organisation="" if row.is_anonymous else row.organisation or "",
        role="" if is_nameless or row.role is None else MEMBER_ROLES[row.role],
        html=row.html if is_shown else "",
        at=row.created_at,
        edited_at=row.edited_at if is_shown else None,
        hide_reason=row.hide_reason if is_hidden and knows else "",
        is_own=is_own,
        is_opening=row.no == thread.first_no,
        is_answer=row.id in thread.answer_ids,
        is_new=is_reader and not is_own and thread.is_unread(row.no, row.id),
        reply_to=before,
        score=row.imported_score,
        source=urlsplit(row.source_url).hostname or "" if row.source_url else "",
        source_url=row.source_url,
    )


def event(thread: ShownThread, row: AnyRow) -> ShownEvent:
    """Something that was done to the thread, with what the reader is told of who did it."""
    is_author = thread.is_anonymous and row.actor_id == thread.author_id
    who = _name(row.actor_name or "The portal", is_author, thread.knows(row.actor_id or 0))
    is_told = row.kind not in _QUIET or thread.knows(thread.author_id)
    here = Credited(row.post_id, row.post_no) if row.post_id and row.is_here else None
    return ShownEvent(
        f"{who} {EVENTS[row.kind]}",
        row.at,
        row.reason if is_told else "",
        here,
        Named(row.other_id, row.other_title) if row.other_id else None,
    )


def _name(name: str, is_anonymous: bool, knows: bool) -> str:
    """Who wrote something, as far as the reader is told."""
    if not is_anonymous:
        return name
    return f"{name} (shown to others as “a member”)" if knows else NOBODY
