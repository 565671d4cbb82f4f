"""Of every column that names a person it is decided what an erasure does with its row."""

from typing import Any

from flask import Flask
from sqlalchemy import Column, func, select

from portal.accounts.models import User
from portal.extensions import Base, db
from portal.privacy import actions
from portal.privacy.erasing import account, words
from portal.privacy.vocabulary import Extent, LeftName
from tests.people import People
from tests.privacy.erasing.world import World, work

STAYS = {
    # Who wrote what, decided it or did it: without words, and without a name if they want none.
    *("post.author_id", "thread.author_id", "thread_summary.editor_id", "post_revision.editor_id"),
    *("innovation_version.by_id", "innovation_person.user_id", "innovation.author_id"),
    *("innovation_pending.author_id", "innovation_pending.reviewer_id", "import_batch.person_id"),
    *("innovation.reviewer_id", "innovation.reviewed_by_id", "innovation.declined_by_id"),
    *("innovation.contact_person_id", "innovation_file.uploaded_by_id", "adoption.person_id"),
    *("thread_event.actor_id", "answer.by_id", "audit_entry.actor_id", "erasure.person_id"),
    *("import_batch.undone_by_id", "community.created_by_id", "invitation.invited_by_id"),
    *("organisation_manager.named_by_id", "knowledge_importance.set_by_id"),
    *(
        "knowledge_capture.created_by_id",
        "leaving.announced_by_id",
        "enquiry.asker_id",
        "ownership_offer.to_id",
    ),
    # Whom others mean: the post goes on saying "Former member".
    "post_mention.person_id",
}


def columns() -> dict[str, Column[Any]]:
    return {
        f"{table.name}.{column.name}": column
        for table in Base.metadata.sorted_tables
        for column in table.c
        if any(str(key.column) == "user.id" for key in column.foreign_keys)
    }


def named(attributes: Any) -> set[str]:
    return {f"{a.class_.__tablename__}.{a.key}" for a in attributes}


def test_each_column_is_in_the_ledger():
    goes = named(account.OF_ACCOUNT) | named(account.OF_PROFILE) | named(words.ROWS)
    emptied = named(account.NAMED_BY_OTHERS) | named(whose for whose, _ in words.TEXTS)
    assert columns().keys() - goes - emptied == STAYS
    assert goes & emptied == set()


def test_no_other_row_names_who_was_erased(app: Flask, people: People):
    World(people)
    work()
    person = db.session.get_one(User, people.amina.id)
    actions.ask(person, extent=Extent.EVERYTHING, left_name=LeftName.KEPT)
    work()
    left = {
        name
        for name, column in columns().items()
        if db.session.scalar(
            select(func.count()).select_from(column.table).where(column == people.amina.id)
        )
    }
    assert left <= STAYS | named(whose for whose, _ in words.TEXTS)
