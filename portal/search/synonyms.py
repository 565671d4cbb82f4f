"""Other names of what is searched for: features give them, and search never imports a feature."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol


@dataclass(frozen=True)
class Suggestion:
    """A thing with a name and a page, offered to who types the beginning of the name."""

    label: str
    url: str
    kind: str
    """The heading of its group, such as ``Topics``."""
    hint: str = ""
    """What tells it from others of a like name."""


class NameProvider(Protocol):
    """The names that one feature knows. A module with these names will do."""

    def synonyms(self, names: Collection[str], /) -> Mapping[str, Sequence[str]]:
        """For each of these names in small letters that is one: the other names of the same."""

    def suggestions(self, text: str, reader: Any, limit: int, /) -> Sequence[Suggestion]:
        """What the reader may mean by the beginning of a name, best first."""


_providers: Final[list[NameProvider]] = []


def register_names(provider: NameProvider) -> None:
    """Let a feature's names widen searches and be suggested from now on."""
    if provider not in _providers:
        _providers.append(provider)


def forget_names(provider: NameProvider) -> None:
    """Undo ``register_names``."""
    if provider in _providers:
        _providers.remove(provider)


def suggested(text: str, reader: Any, limit: int) -> list[Suggestion]:
    """What each feature in turn suggests, at most ``limit`` of each."""
    return [found for provider in _providers for found in provider.suggestions(text, reader, limit)]


def other_names(names: Collection[str]) -> dict[str, tuple[str, ...]]:
    """The other names of each of these, those of all features together; unknown ones left out."""
    found: dict[str, tuple[str, ...]] = {}
    for provider in _providers:
        for name, others in provider.synonyms(names).items():
            found[name] = tuple(dict.fromkeys((*found.get(name, ()), *others)))
    return found
