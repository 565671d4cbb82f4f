"""All kinds, in the order in which they are told."""

from collections.abc import Mapping
from typing import Final

from portal.privacy.exporting import account, forum, innovations, people, profile
from portal.privacy.exporting.kind import Kind

GROUPS: Final[Mapping[str, tuple[Kind, ...]]] = {
    "Your account": account.KINDS,
    "Your profile": profile.KINDS,
    "Innovations": innovations.KINDS,
    "Forum": forum.KINDS,
    "You and others": people.KINDS,
}
KINDS: Final = tuple(kind for kinds in GROUPS.values() for kind in kinds)
