"""How much of a person is erased, and what is left of their name."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Extent(StrEnum):
    """What is erased; each holds what those before it do."""

    ACCOUNT = "account"
    PROFILE = "profile"
    EVERYTHING = "everything"

    @property
    def takes_profile(self) -> bool:
        return self is not Extent.ACCOUNT


EXTENTS: Final[Mapping[str, tuple[str, str]]] = {
    Extent.ACCOUNT: (
        "My account",
        "You cannot sign in any more. What only you saw is deleted, such as your drafts. Your "
        "profile is kept, but nobody sees it. What you wrote stays.",
    ),
    Extent.PROFILE: (
        "My account and my profile",
        "Your profile is deleted as well, with your photo, what you know, and what others said "
        "for you. What you wrote stays.",
    ),
    Extent.EVERYTHING: (
        "Everything, with all that I wrote",
        "Your posts, innovations, messages and files are deleted as well, and what others quoted "
        "from your posts.",
    ),
}


class LeftName(StrEnum):
    """Who is named as the author of what stays."""

    KEPT = "kept"
    FORMER = "former"


LEFT_NAMES: Final[Mapping[str, str]] = {
    LeftName.KEPT: "Show my name",
    LeftName.FORMER: "Show “Former member” instead",
}
