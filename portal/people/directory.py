"""The people of the directory by name, with the letters and the facets that narrow them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final, NamedTuple

from portal.people import vocabulary as v
from portal.people.alphabet import LETTERS, OTHER, letter_of, sort_key
from portal.people.queries import directory as queries

FACETS: Final[Mapping[str, str]] = {
    "region": "Region",
    "organisation": "Organisation",
    "role": "Role",
    "system": "System known",
    "language": "Language",
    "availability": "Availability",
    "mentor": "Mentoring",
}
"""What people can be narrowed by, with the heading."""
FILTERS: Final[Mapping[str, str]] = {**FACETS, "service": "Library service"}
"""With what is no facet: the page of a library service leads to it."""
VOCABULARIES: Final[Mapping[str, Mapping[str, str]]] = {
    "role": v.ROLES,
    "language": v.LANGUAGES,
    "availability": v.AVAILABILITIES,
    "mentor": {"yes": "Willing to mentor"},
}
_MOST_WORDS: Final = 5


class Value(NamedTuple):
    """What a value of a filter is called, and who stands under it."""

    words: str
    people: frozenset[int]


_NOBODY: Final = Value("", frozenset())


class Directory:
    """Who is listed under some words, a letter and filters, as one reader may find them.

    Two statements read what everything is counted from, so that the counts agree with the list.
    """

    def __init__(self, reader: Any, words: str, letter: str, chosen: Mapping[str, str]) -> None:
        """``chosen`` are keys by filter; an empty ``letter`` stands for all."""
        self.letter = letter
        self.chosen = chosen
        self._keys = {person: sort_key(name) for person, name in queries.everyone()}
        self._values = self._read_values(reader)
        self._named = set(self._keys)
        for word in map(sort_key, words.split()[:_MOST_WORDS]):
            self._named = {person for person in self._named if word in self._keys[person]}
        self._of_all_letters = self._narrowed(self._named, chosen)
        self.people = sorted(
            self._at_letter(self._of_all_letters), key=lambda person: (self._keys[person], person)
        )

    @property
    def letters(self) -> Sequence[tuple[str, int]]:
        """Each letter, and how many people would be left with it; others only if there are any."""
        counts: Counter[str] = Counter()
        for first, number in Counter(self._keys[one][:1] for one in self._of_all_letters).items():
            counts[letter_of(first)] += number
        others = [(OTHER, counts[OTHER])] if counts[OTHER] or self.letter == OTHER else []
        return [*((letter, counts[letter]) for letter in LETTERS), *others]

    def facet(self, name: str) -> list[tuple[str, str, int]]:
        """Key, words and number of people for each value of a facet, the most frequent first.

        The number is of those who would be left with it, the letter and the other filters.
        """
        others = {other: key for other, key in self.chosen.items() if other != name}
        left = self._at_letter(self._narrowed(self._named, others))
        lines = [
            (key, words, number)
            for key, (words, people) in self._values[name].items()
            if (number := len(left & people))
        ]
        return sorted(lines, key=lambda line: (-line[2], line[1].casefold()))

    def words_of(self, name: str, key: str) -> str:
        """What a value of a filter is called; empty if nobody stands under it."""
        return self._values[name].get(key, _NOBODY).words or VOCABULARIES.get(name, {}).get(key, "")

    def _narrowed(self, people: set[int], filters: Mapping[str, str]) -> set[int]:
        for name, key in filters.items():
            people = people & self._values[name].get(key, _NOBODY).people
        return people

    def _at_letter(self, people: set[int]) -> set[int]:
        if not self.letter:
            return people
        return {person for person in people if letter_of(self._keys[person]) == self.letter}

    def _read_values(self, reader: Any) -> dict[str, dict[str, Value]]:
        """By filter and key."""
        values: dict[str, dict[str, Value]] = {name: {} for name in FILTERS}
        for name, key, words, ids in queries.values(reader):
            people = frozenset(map(int, ids.split(",")))
            values[name][key] = Value(words or VOCABULARIES[name][key], people)
        availability, is_open = values["availability"], v.Availability.OPEN
        busy = {person for value in availability.values() for person in value.people}
        others = frozenset(self._keys) - busy
        availability[is_open] = Value(v.AVAILABILITIES[is_open], others)
        return values
