"""What the worker does of an erasure."""

import logging

from flask import current_app

from portal.outbox import Message, job
from portal.privacy.actions import ERASE
from portal.privacy.erasing import carry_out
from portal.records import parse_ref

log = logging.getLogger(__name__)


@job(ERASE)
def erase(message: Message) -> None:
    """Carry an erasure out; after a crash it goes on where it stopped."""
    _, erasure_id = parse_ref(message.subject)
    carry_out(erasure_id, current_app.config["BASE_URL"], _log)


def _log(name: str, done: int) -> None:
    log.info("erased %s %s", done, name)
