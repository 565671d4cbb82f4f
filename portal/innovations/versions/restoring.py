"""Bringing back what a record said in an older version; always as something new."""

from portal.accounts.models import User
from portal.innovations.actions.recording import save
from portal.innovations.errors import NotPossibleError
from portal.innovations.models import Innovation, Version
from portal.innovations.versions import queries
from portal.innovations.versions.contents import Contents, contents_of, difference, fields_of
from portal.innovations.versions.overlay import over
from portal.innovations.versions.pending import propose, token


def brought_back(innovation: Innovation, version: Version, person: User) -> Contents:
    """What restoring would write: the fields in which the version differs from the record.

    What it names and is not there any more is left out, and so is the address of anybody but
    the person who restores: nobody can choose for another that it is shown.
    """
    contents = contents_of(over(innovation, version.fields))
    if contents["contact"] == "email" and contents["contact_person_id"] != person.id:
        del contents["contact"], contents["contact_person_id"]
    return difference(contents_of(innovation), contents)


def restore_version(innovation: Innovation, version: Version, person: User) -> None:
    """Make the record say again what it said in ``version``, as its newest version.

    Raises NotPossibleError when it says that already.
    """
    save(
        innovation,
        person,
        fields=fields_of(_something(innovation, version, person)),
        version=innovation.version,
        act="restored",
        restored_from=version.number,
    )


def propose_version(innovation: Innovation, version: Version, owner: User) -> None:
    """Ask that a published record says again what it said in ``version``.

    Changes to other fields that wait already stay beside it.

    Raises NotPossibleError when it says that already, or a moderator has the changes.
    """
    fields = fields_of(_something(innovation, version, owner))
    seen = token(innovation, queries.pending_of(innovation))
    propose(innovation, owner, fields=fields, seen=seen)


def _something(innovation: Innovation, version: Version, person: User) -> Contents:
    if contents := brought_back(innovation, version, person):
        return contents
    raise NotPossibleError(f"The record says now what it said in version {version.number}.")
