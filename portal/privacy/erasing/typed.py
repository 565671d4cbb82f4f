"""What others typed and have not sent: their forms may hold words that stood there before."""

from collections.abc import Callable, Collection

from sqlalchemy import ColumnElement, select

from portal.drafts.models import Draft
from portal.extensions import db
from portal.privacy.erasing.passages import SHORTEST, without_lines


def change_typed(
    person_id: int,
    change: Callable[[str], str],
    *where: ColumnElement[bool],
    fields: Collection[str] = (),
) -> int:
    """Change the texts of others; returns how many drafts say something else now.

    ``fields`` are the ends of names of the fields that are changed; all if there are none.
    Counted as a save, so that a tab that still holds the words does not win.
    """
    done = 0
    for draft in db.session.scalars(select(Draft).where(Draft.person_id != person_id, *where)):
        said = {
            name: [change(value) for value in values]
            for name, values in draft.fields.items()
            if not fields or name.rpartition("-")[2] in fields
        }
        if (after := draft.fields | said) != draft.fields:
            draft.fields, draft.sequence = after, draft.sequence + 1
            done += 1
    return done


def forget_typed_lines(
    person_id: int, path: str, lines: Collection[str], fields: Collection[str]
) -> int:
    """Take lines out of these fields of the forms on the pages of a record."""
    if not lines:
        return 0
    there = Draft.place.startswith(f"{path}/", autoescape=True)
    return change_typed(person_id, lambda text: without_lines(text, lines), there, fields=fields)


def forget_typed(person_id: int, said: Collection[str]) -> int:
    """Take whole texts out of forms that were to change them; short ones may be anybody's."""
    texts = {_plain(text) for text in said if len(text) >= SHORTEST}
    if not texts:
        return 0
    return change_typed(person_id, lambda text: "" if _plain(text) in texts else text)


def _plain(text: str) -> str:
    return " ".join(text.split())
