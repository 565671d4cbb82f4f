"""What a moderator types into the form of a decision, and what is then in the mail."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import select

from portal.extensions import db
from portal.innovations.models import Decision, Innovation
from portal.outbox import drain


def publishing(record: Innovation, **changes: Any) -> dict[str, str]:
    """The form filled in to publish."""
    return {
        "version": str(current(record).version),
        "decision": "published",
        "rating": "moderate",
        "rating_reason": "Before and after, with a baseline",
        "words": "Thank you, this is clear.",
        **changes,
    }


def asking(record: Innovation, **changes: Any) -> dict[str, str]:
    """The form filled in to ask for changes."""
    return {
        "version": str(current(record).version),
        "decision": "changes_requested",
        "comments-results": "Say how many requests were counted.",
        "words": "Nearly there.",
        **changes,
    }


def declining(record: Innovation, **changes: Any) -> dict[str, str]:
    """The form filled in to decline."""
    return {
        "version": str(current(record).version),
        "decision": "declined",
        "decline_reason": "not_enough",
        "words": "Others could not repeat this.",
        **changes,
    }


def current(record: Innovation) -> Innovation:
    """The record as the database now has it."""
    return db.session.get_one(Innovation, record.id, populate_existing=True)


def last_decision(record: Innovation) -> Decision:
    """What was decided last on the record."""
    query = select(Decision).where(Decision.innovation_id == record.id)
    return db.session.scalars(query.order_by(Decision.id.desc())).first()


def sent_mail() -> list[EmailMessage]:
    """Do what waits in the outbox, then read all mail that was ever sent, by its name."""
    db.session.commit()
    # The drain ends with a rollback; what the test holds must stay readable.
    db.session.expunge_all()
    while drain():
        pass
    folder = Path(current_app.config["DATA_DIR"]) / "mail"
    return [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in sorted(folder.glob("*.eml"))
    ]


def mail_to(address: str, subject: str) -> list[str]:
    """The texts of the mails to an address whose subject begins with ``subject``."""
    return [
        mail.get_content().replace("\r\n", "\n")
        for mail in sent_mail()
        if address in mail["To"] and mail["Subject"].startswith(subject)
    ]
