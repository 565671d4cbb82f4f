"""What a profile does not say yet, and why it would help."""

from collections.abc import Sequence
from typing import NamedTuple

from portal.people.queries.profiles import Page


class Hint(NamedTuple):
    """A section to fill in, and what for."""

    section: str
    words: str
    why: str


def missing(page: Page) -> Sequence[Hint]:
    """What the person could add, the most useful first."""
    profile = page.profile
    hints = (
        (page.offers, Hint("topics", "Topics you can help with", "People find you by them.")),
        (
            page.systems,
            Hint("systems", "Systems you know", "People look for others who know them."),
        ),
        (
            page.statements,
            Hint("experience", "Your experience", "It shows what people can ask you about."),
        ),
        (
            page.backup,
            Hint("availability", "A backup person", "People can ask them when you cannot answer."),
        ),
        (profile.about, Hint("basics", "A few words about you", "People see whom they ask.")),
        (page.roles, Hint("roles", "Roles you hold", "People in the same role can find you.")),
        (page.photo, Hint("photo", "A photo", "People recognise you when they meet you.")),
    )
    return [hint for is_there, hint in hints if not is_there]
