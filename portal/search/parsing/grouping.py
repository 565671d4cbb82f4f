"""Which pieces operators join, and which stand loosely side by side."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from portal.search.parsing.pieces import Kind, Piece, pieces


@dataclass
class Group:
    """Pieces that are joined by OR, or one piece alone."""

    pieces: list[Piece]
    negated: bool
    joined: bool = False
    """By an operator, so that it has to be there."""


def groups(found: Iterable[Piece]) -> Iterator[Group]:
    """OR binds most tightly, then NOT, then AND. An operator without a side is left out."""
    group: Group | None = None
    operator, negated = "", False
    for piece in found:
        if piece.kind is Kind.OPERATOR:
            if piece.text == "NOT":
                negated = True
            else:
                operator = piece.text
            continue
        if group and operator == "OR" and not negated and _can_join(group, piece):
            group.pieces.append(piece)
            group.joined = True
        else:
            joined = operator == "AND" and group is not None
            if group:
                group.joined |= joined
                yield group
            group = Group([piece], negated or piece.minus, joined)
        operator, negated = "", False
    if group:
        yield group


def runs(text: str) -> list[list[Piece]]:
    """The words of a clean text that may stand for more than themselves.

    They are neither in quotes nor unwanted nor in a field. Words that nothing parts are together.
    """
    found: list[list[Piece]] = []
    is_open = False
    for group in groups(pieces(text)):
        is_loose = not group.joined and not group.negated and group.pieces[0].kind is Kind.WORD
        if is_loose and is_open:
            found[-1] += group.pieces
        elif not group.negated:
            found += ([piece] for piece in group.pieces if piece.kind is Kind.WORD)
        is_open = is_loose
    return found


def without(text: str, piece: Piece) -> str:
    """A clean text without one of its pieces and the operators that led to it."""
    found = pieces(text)
    place = found.index(piece)
    first = last = place
    if _leads(found, place):
        # What follows is joined to it by OR, and stays behind the operators that led to both.
        last += 1
    else:
        while first and found[first - 1].kind is Kind.OPERATOR:
            first -= 1
    if not first and last == place:
        while last + 1 < len(found) and found[last + 1].text in ("AND", "OR"):
            last += 1
    return " ".join((text[: found[first].start] + text[found[last].end :]).split())


def _leads(found: list[Piece], place: int) -> bool:
    """Whether the piece is the first of several that are joined by OR."""
    if place + 2 >= len(found) or found[place + 1].text != "OR":
        return False
    if found[place + 1].kind is not Kind.OPERATOR or found[place + 2].kind is Kind.OPERATOR:
        return False
    group = next(each for each in groups(found) if found[place] in each.pieces)
    return group.pieces[0] == found[place] and found[place + 2] in group.pieces


def _can_join(group: Group, piece: Piece) -> bool:
    """Words go with words, a field with the same field; a minus and a date stand alone."""
    last = group.pieces[-1]
    if last.minus or piece.minus or Kind.DATE in (last.kind, piece.kind):
        return False
    return last.name == piece.name
