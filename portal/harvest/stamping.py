"""What the worker does for harvesters: stamp what changed, and once a day whatever was missed."""

from collections.abc import Iterator

from portal.extensions import db, reading
from portal.harvest.actions import stamp
from portal.harvest.queries import disagreeing, named_in, naming, to_compare
from portal.outbox import Message, commit, daily, handles_batch, put
from portal.records import parse_ref, ref

STAMP = "harvest.stamp"
"""Topic of the message that a record changed, or a topic or organisation that records name."""
RECONCILE = "harvest.reconcile"
CHUNK = 200


@handles_batch(STAMP, writes=True)
def stamp_changed(messages: list[Message]) -> None:
    """Stamp the records that the messages name.

    Next come those that say something of what changed: of a topic, of an organisation, of a
    related record that came or left.
    """
    refs = {message.subject for message in messages}
    records = {text for text in refs if text.startswith("innovation:")}
    ids = {parse_ref(text)[1] for text in records}
    turned = stamp(sorted(ids))
    for key in sorted(named_in(refs - records) | naming(turned) - ids):
        put(STAMP, ref("innovation", key))


def reconcile(*, dry_run: bool = False) -> int:
    """Stamp every record of which harvesters are told something else than what is true.

    Commits piece by piece. The number of those records.
    """
    wrong = 0
    for ids in _chunks():
        with reading():
            found = disagreeing(ids)
            db.session.rollback()
        if found and not dry_run:
            stamp(found)
            commit()
            db.session.expunge_all()
        wrong += len(found)
    return wrong


def _chunks() -> Iterator[list[int]]:
    last = 0
    while True:
        with reading():
            ids = to_compare(last, CHUNK)
            db.session.rollback()
        if not ids:
            return
        yield ids
        last = ids[-1]


def _reconcile(_message: Message) -> None:
    reconcile()


daily(RECONCILE, _reconcile)
