"""Records that people point at, also once those were merged into others."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import select

from portal.extensions import db
from portal.forum.queries.finding import merged_into
from portal.innovations.merging.queries import kept_for
from portal.innovations.models import Innovation
from portal.records import parse_ref, ref
from portal.search.sources import Named, named_of


def named_now(refs: Sequence[str], reader: Any) -> list[Named]:
    """``named_of`` the refs; for one that was merged, the record that took its place.

    Asks for that only if something is not there any more.
    """
    found = {named.ref: named for named in named_of(refs, reader)}
    after = _after((key for key in refs if key not in found), reader)
    found |= {named.ref: named for named in named_of(list(after.values()), reader)}
    places = dict.fromkeys(after.get(key, key) for key in refs)
    return [found[key] for key in places if key in found]


def _after(refs: Iterable[str], reader: Any) -> dict[str, str]:
    """The records that took the place of those that were merged, by ref."""
    parsed = [parse_ref(key) for key in refs]
    threads = {key: merged_into(key) for kind, key in parsed if kind == "thread"}
    found = {ref("thread", key): ref("thread", now) for key, now in threads.items() if now}
    ids = [key for kind, key in parsed if kind == "innovation"]
    if not ids:
        return found
    columns = (Innovation.status, Innovation.retire_reason, Innovation.superseded_by_id)
    rows = db.session.execute(select(Innovation.id, *columns).where(Innovation.id.in_(ids)))
    for row in rows:
        if kept_id := kept_for(row, reader):
            found[ref("innovation", row.id)] = ref("innovation", kept_id)
    return found
