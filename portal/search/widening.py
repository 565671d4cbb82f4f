"""Searching also for the other names of what was typed: ``LMS`` finds library systems.

Only words outside quotes, fields and NOT are widened, so a reader can always ask for the very
words. The clauses of what was typed stay; other names are alternatives beside them.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from portal.search.analysis import STOP_WORDS, terms
from portal.search.parsing import (
    LONGEST_QUERY,
    Clause,
    Occur,
    Parsed,
    Phrase,
    groups,
    pieces,
    runs,
    typed,
)
from portal.search.synonyms import other_names

WORDS_READ: Final = 12
"""The first words of a query, in which names are looked for."""
LONGEST_NAME: Final = 5
"""Words of a name."""
MOST_ALTERNATIVES: Final = 8
"""Other names that one query is widened by."""
SHORTEST: Final = 3
"""Letters of a name of one word: shorter ones mean too many things."""

_AROUND: Final = ".,;:!?'\"’[]{}<>*"


class Widened(NamedTuple):
    """A query with other names in it, and the names to tell the reader."""

    parsed: Parsed
    names: tuple[str, ...] = ()


class _Candidate(NamedTuple):
    """Words side by side that may be a name, and the places of the first and the last."""

    name: str
    start: int
    end: int


def widened(text: str, parsed: Parsed) -> Widened:
    """What was typed, with the other names of the things that it names."""
    if parsed.identifier or parsed.blank:
        return Widened(parsed)
    text = typed(text)
    candidates, subjects = list(_candidates(text)), _subjects(text)
    asked = {candidate.name for candidate in candidates} | set(subjects.values())
    known = other_names(asked) if asked else {}
    clauses, names = list(parsed.clauses), dict[Phrase, str]()
    for candidate in _longest(candidates, known.keys()):
        own = terms(candidate.name)
        new = _new(known[candidate.name], own, names)
        for phrase in list(new)[MOST_ALTERNATIVES - len(names) :]:
            del new[phrase]
        if new:
            clauses = _with(clauses, own, tuple(new))
            names |= new
    told = [*names.values(), *_names_of(clauses, subjects, known)]
    clauses = [_any_name(c, subjects, known) if c.field == "topic" else c for c in clauses]
    return Widened(replace(parsed, clauses=tuple(clauses)), _told(dict.fromkeys(told), known))


def names_in(text: str) -> list[str]:
    """What may be a name in it, in small letters, the longest first."""
    return list(dict.fromkeys(candidate.name for candidate in _candidates(typed(text))))


def _subjects(text: str) -> dict[Phrase, str]:
    """The values of ``topic:`` by their terms."""
    found = (piece for group in groups(pieces(text)) for piece in group.pieces)
    return {terms(p.text): p.text.strip(_AROUND).lower() for p in found if p.name == "topic"}


def _names_of(
    clauses: Iterable[Clause],
    subjects: Mapping[Phrase, str],
    known: Mapping[str, tuple[str, ...]],
) -> Iterator[str]:
    """The other names of the topics that a record has to have."""
    for clause in clauses:
        if clause.field == "topic" and clause.occur is Occur.MUST:
            for phrase in clause.phrases:
                yield from known.get(subjects.get(phrase, ""), ())


def _any_name(
    clause: Clause, subjects: Mapping[Phrase, str], known: Mapping[str, tuple[str, ...]]
) -> Clause:
    """A topic by any of its names: records bear its label, whatever the reader calls it."""
    others = (terms(o) for p in clause.phrases for o in known.get(subjects.get(p, ""), ()))
    return replace(clause, phrases=tuple(dict.fromkeys((*clause.phrases, *filter(None, others)))))


def _candidates(text: str) -> Iterator[_Candidate]:
    """What may be a name, the longest first."""
    loose = [[piece.text.strip(_AROUND).lower() for piece in run] for run in runs(text)]
    if sum(map(len, loose)) > LONGEST_QUERY:
        return
    places: list[tuple[int, list[str]]] = []
    start = 0
    for words in loose:
        places.append((start, words[: max(0, WORDS_READ - start)]))
        start += len(words)
    for length in range(LONGEST_NAME, 0, -1):
        for start, words in places:
            for first in range(len(words) - length + 1):
                part = words[first : first + length]
                if _may_be_name(part):
                    yield _Candidate(" ".join(part), start + first, start + first + length)


def _may_be_name(words: list[str]) -> bool:
    if not (words[0] and words[-1]) or words[0] in STOP_WORDS or words[-1] in STOP_WORDS:
        return False
    return len(words) > 1 or len(words[0]) >= SHORTEST


def _longest(candidates: list[_Candidate], known: Container[str]) -> Iterator[_Candidate]:
    """The names among the candidates; a name inside a longer one is left out."""
    taken: set[int] = set()
    for candidate in candidates:
        places = set(range(candidate.start, candidate.end))
        if candidate.name in known and places.isdisjoint(taken):
            taken |= places
            yield candidate


def _new(names: tuple[str, ...], own: Phrase, known: Container[Phrase]) -> dict[Phrase, str]:
    """The names that find more than their own one and the known ones do, by their terms."""
    found: dict[Phrase, str] = {}
    for name in names:
        phrase = terms(name)
        if not phrase or phrase in known or _is_inside(own, phrase):
            continue
        if len(phrase) > 1 or len(name) >= SHORTEST:
            found.setdefault(phrase, name)
    return found


def _is_inside(part: Phrase, whole: Phrase) -> bool:
    size = len(part)
    return any(whole[at : at + size] == part for at in range(len(whole) - size + 1))


def _told(names: Collection[str], typed_names: Iterable[str]) -> tuple[str, ...]:
    """The names to tell the reader; the plural of another one is no news."""
    plurals = {f"{name.lower()}s" for name in (*names, *typed_names)}
    return tuple(name for name in names if name.lower() not in plurals)


def _with(clauses: list[Clause], own: Phrase, others: tuple[Phrase, ...]) -> list[Clause]:
    """The others beside their name where it is a clause of its own, else with it as one more."""
    named = [c for c in clauses if own in c.phrases and not c.field and not c.is_extra]
    # A word that is typed both loosely and in quotes stays as it is in the quotes.
    occur = Occur.SHOULD if any(c.occur is Occur.SHOULD for c in named) else Occur.MUST
    changed = [
        replace(clause, phrases=tuple(dict.fromkeys((*clause.phrases, *others))))
        if clause in named and clause.occur is occur
        else clause
        for clause in clauses
    ]
    return changed if changed != clauses else [*clauses, Clause((own, *others), Occur.SHOULD)]
