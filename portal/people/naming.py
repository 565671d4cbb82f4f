"""The name that stands on what a person wrote: their own, or "Former member".

Posts and threads read it from the person. Records of innovations hold it, in all their versions,
and the index holds it too: the worker follows.
"""

from collections.abc import Iterator, Sequence
from typing import Any, Final

from flask import current_app
from sqlalchemy import Text, cast, select, union
from sqlalchemy.orm import undefer

from portal.accounts.models import FORMER_MEMBER, User
from portal.audit import record as audit
from portal.drafts.models import Draft
from portal.extensions import db
from portal.forum.models import Post, PostRevision, Thread, ThreadSummary
from portal.forum.queries.posts import mentioned
from portal.forum.quoting import attributed
from portal.forum.texts import keep, read_stored
from portal.forum.vocabulary import State
from portal.innovations.actions.telling import announce
from portal.innovations.models import (
    Decision,
    Innovation,
    InnovationPerson,
    PendingVersion,
    Version,
)
from portal.outbox import Message, commit, job, overwrite_afterwards, put
from portal.records import parse_ref, ref
from portal.search.indexing import rebuild_afterwards

RENAMED: Final = "people.renamed"
AT_ONCE: Final = 500
KEPT: Final[tuple[tuple[Any, Any], ...]] = (
    (Version, Version.fields),
    (PendingVersion, PendingVersion.fields),
    (Decision, Decision.proposed),
)
"""What is kept of a record, with all that it said."""


def show_name(person: User, *, is_shown: bool) -> None:
    """Let what a person wrote bear their name, or not, from now on."""
    if is_shown == (person.hidden_name is None):
        return
    if is_shown:
        person.name, person.hidden_name = person.own_name, None
    else:
        person.name, person.hidden_name = FORMER_MEMBER, person.name
    audit(person, "profile:name" if is_shown else "profile:no_name", ref("user", person.id))
    put(RENAMED, ref("user", person.id))


@job(RENAMED)
def follow(message: Message) -> None:
    """Bring the records and the index up to date; safe to repeat."""
    _, person_id = parse_ref(message.subject)
    person = db.session.get_one(User, person_id)
    for innovation_id in db.session.scalars(_records(person_id)).all():
        rename_in(innovation_id, person)
        commit()
    for refs in _found_by_name(person_id):
        for subject in refs:
            put("search.sync", subject)
        commit()
    _attribute_quotations(person_id)
    if person.name == FORMER_MEMBER and person.hidden_name is None:
        # They were erased, perhaps before this came to an end: the name is not to lie in files.
        rebuild_afterwards()
        overwrite_afterwards()
    commit()


def rename_in(innovation_id: int, person: User) -> None:
    """Let a record and all that is kept of it name a person as they are called now."""
    innovation = db.session.get_one(Innovation, innovation_id)
    for row in innovation.people:
        if row.user_id == person.id:
            row.name = person.name
    for model, fields in KEPT:
        query = select(model).where(model.innovation_id == innovation_id).options(undefer(fields))
        for kept in db.session.scalars(query):
            contents: dict[str, Any] = getattr(kept, fields.key)
            if "people" in contents:
                people = [_named(row, person) for row in contents["people"]]
                setattr(kept, fields.key, contents | {"people": people})
    announce(innovation.ref)


def _attribute_quotations(person_id: int) -> None:
    """Let no quotation of their posts hold a name: in posts a number stands for it; boxes "Where
    we are", and what is typed and not sent, say "Former member", whatever they are called now.
    """
    ids = set(
        db.session.scalars(select(Post.id).where(Post.author_id == person_id, ~Post.is_anonymous))
    )
    for model, who in (
        (Post, f"@[{person_id}]"),
        (PostRevision, f"@[{person_id}]"),
        (ThreadSummary, FORMER_MEMBER),
    ):
        rows = db.session.scalars(_quoting(model))
        texts = ((row, attributed(row.text, ids, who)) for row in rows)
        for row, text in [(row, text) for row, text in texts if text != row.text]:
            _put(row, text, person_id)
    drafts = select(Draft).where(cast(Draft.fields, Text).contains(" wrote]("))
    for draft in db.session.scalars(drafts):
        fields = {
            name: [attributed(value, ids, FORMER_MEMBER) for value in values]
            for name, values in draft.fields.items()
        }
        if fields != draft.fields:
            draft.fields, draft.sequence = fields, draft.sequence + 1


def _quoting(model: Any) -> Any:
    query = select(model).where(model.text.contains(" wrote](")).options(undefer(model.text))
    return query.execution_options(yield_per=AT_ONCE)


def _put(row: Post | PostRevision | ThreadSummary, text: str, person_id: int) -> None:
    if isinstance(row, Post):
        people = mentioned(row.id) | {person_id}
        put("search.sync", row.ref)
        keep(row, read_stored(text, people, base_url=current_app.config["BASE_URL"]))
    else:
        row.text = text
    if isinstance(row, ThreadSummary):
        row.html = read_stored(text).html


def _named(row: dict[str, Any], person: User) -> dict[str, Any]:
    return row | {"name": person.name} if row.get("user_id") == person.id else row


def _records(person_id: int) -> Any:
    """The records that name them, or did: what is kept of those holds the name."""
    named = f'"user_id": {person_id},'
    return union(
        select(InnovationPerson.innovation_id).where(InnovationPerson.user_id == person_id),
        select(Innovation.id).where(Innovation.author_id == person_id),
        *(
            select(model.innovation_id).where(cast(contents, Text).contains(named))
            for model, contents in KEPT
        ),
    )


def _found_by_name(person_id: int) -> Iterator[Sequence[str]]:
    """The refs of threads and posts that are found by the person's name, some at a time."""
    threads = select(Thread.id).where(Thread.author_id == person_id, ~Thread.is_anonymous)
    posts = select(Post.id).where(Post.author_id == person_id, ~Post.is_anonymous)
    for kind, query in (
        ("thread", threads.where(Thread.state == State.PUBLISHED)),
        ("post", posts.where(Post.state == State.PUBLISHED)),
    ):
        ids = db.session.scalars(query).all()
        for start in range(0, len(ids), AT_ONCE):
            yield [ref(kind, number) for number in ids[start : start + AT_ONCE]]
