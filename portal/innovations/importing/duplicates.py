"""Rows that say the same as another row, or as a record that is there already."""

from sqlalchemy import or_, select

from portal.accounts.models import User
from portal.extensions import db
from portal.innovations.importing.mapping import Draft
from portal.innovations.models import Innovation
from portal.innovations.twins import address_key, title_key

ADDRESS = "has the same web address as"
TITLE = "has the same title and organisation as"


class Seen:
    """Remembers every good row of a file, in the order of the file.

    Records that the importer may not see are not compared with: saying that
    they are there would tell what the importer may not know. Records of this
    same import do not count either, so that a repeated run finds the same.
    """

    def __init__(self, person: User, batch_id: int | None) -> None:
        self._rows: dict[tuple[object, ...], int] = {}
        self._records: dict[tuple[object, ...], str] = {}
        query = select(
            Innovation.identifier,
            Innovation.title,
            Innovation.organisation_id,
            Innovation.source_url,
        ).where(Innovation.visible_to(person))
        if batch_id is not None:
            query = query.where(
                or_(Innovation.import_batch_id.is_(None), Innovation.import_batch_id != batch_id)
            )
        for identifier, title, organisation_id, address in db.session.execute(query):
            self._records[title_key(title, organisation_id)] = identifier
            if address:
                self._records[(address_key(address),)] = identifier

    def twin_of(self, draft: Draft) -> str:
        """Words that name the row or the record that says the same; nothing for a new one.

        A new one is remembered.
        """
        address = address_key(draft.fields.get("source_url") or "")
        organisation_id = draft.fields.get("organisation_id")
        by_title = title_key(draft.title, organisation_id or draft.organisation.casefold())
        recorded = title_key(draft.fields["title"], organisation_id)
        if address and (address,) in self._rows:
            return f"{ADDRESS} row {self._rows[(address,)]}"
        if by_title in self._rows:
            return f"{TITLE} row {self._rows[by_title]}"
        if address and (address,) in self._records:
            return f"{ADDRESS} {self._records[(address,)]}, which is there already"
        if recorded in self._records:
            return f"{TITLE} {self._records[recorded]}, which is there already"
        self._rows[by_title] = draft.row
        if address:
            self._rows[(address,)] = draft.row
        return ""
