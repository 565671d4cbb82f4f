"""People named in posts: ``@Amina Yusuf`` as it is typed, ``@[12]`` as it is stored.

A person is stored, not a name, so that a post always shows what they are called now.
"""

import re
from collections.abc import Collection, Iterable, Sequence
from html import escape
from html.parser import HTMLParser

from sqlalchemy import ColumnElement, and_, func, or_, select, true

from portal.accounts.models import User
from portal.extensions import read_rows
from portal.forum.errors import NotPossibleError
from portal.forum.models import Community
from portal.forum.prose import replace_in_prose
from portal.forum.seeing import can_read
from portal.organisations.models import Organisation
from portal.records import AnyRow, bounded_int

LONGEST_NAME = 100
# A name not within an address of mail or of a page.
_TYPED = re.compile(
    r"(?:(?<!\\)@\[(?P<id>[0-9]{1,10})\]|(?<![\w@./\\])@(?=[^\W\d_]))(?P<rest>[^\n@]{0,220})"
)
_STORED = re.compile(r"@\[([0-9]{1,10})\]")
_SHOWN = re.compile(r'<span class="app-mention">@\[([0-9]+)\]</span>')
_NAME_END = re.compile(r"\w(?!\w)|\S(?=\s|$)")
_CODE = ("pre", "code")


def may_be_named(community: Community) -> ColumnElement[bool]:
    """The people whom a post in the community can name: listed ones who may read it."""
    return and_(
        User.is_listed,
        User.disabled_at.is_(None),
        User.email.is_not(None),
        can_read(community, User.id),
    )


def as_stored(
    text: str, allowed: ColumnElement[bool], *, kept: Collection[int] = ()
) -> tuple[str, frozenset[int]]:
    """The text with people in place of names, and their ids.

    ``allowed`` says of a person whether they can be named; ``kept`` are ids of people who can be
    anyway, because the text names them already. A name of nobody stays as it is. Raises
    NotPossibleError when a name is that of several people.
    """
    if "@" not in text:
        return text, frozenset()
    people = _People(text, or_(allowed, User.id.in_(kept)) if kept else allowed)
    stored = replace_in_prose(_TYPED, people.stored, text)
    return stored, frozenset(people.named)


def as_typed(text: str) -> str:
    """A stored text as its author may change it; read again it names the same people."""
    ids = {int(key) for key in _STORED.findall(text)}
    if not ids:
        return text
    names = {row.id: row.name for row in _find(User.id.in_(ids))}

    def typed(pattern: str) -> str:
        def name(match: re.Match[str]) -> str:
            key = int(match[1])
            return pattern.format(key, names[key]) if key in names else match[0]

        return replace_in_prose(_STORED, name, text)

    short = typed("@{1}")
    try:
        if as_stored(short, true())[0] == text:
            return short
    except NotPossibleError:
        pass
    return typed("@[{0}] {1}")


def with_names(htmls: Sequence[str]) -> list[str]:
    """The HTML of posts with the names that people have now; one statement for all of them."""
    ids = {int(key) for html in htmls for key in _SHOWN.findall(html)}
    if not ids:
        return list(htmls)
    query = select(User.id, User.name).where(User.id.in_(sorted(ids)))
    names: dict[int, str] = {row.id: row.name for row in read_rows(query)}

    def shown(match: re.Match[str]) -> str:
        name = names.get(int(match[1]), "someone who has left")
        return f'<span class="app-mention">@{escape(name)}</span>'

    return [_SHOWN.sub(shown, html) for html in htmls]


class Reading(HTMLParser):
    """Marks those who are named in a post's HTML, and lists whom it names and what it links to.

    What stands in a quotation was said by somebody else: it names nobody and links to nothing.
    """

    def __init__(self, html: str, people: Collection[int]) -> None:
        super().__init__(convert_charrefs=False)
        self.named: list[int] = []
        self.links: list[str] = []
        self._people = people
        self._parts: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    @property
    def html(self) -> str:
        return "".join(self._parts)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._parts.append(self.get_starttag_text() or "")
        if tag in (*_CODE, "blockquote"):
            self._open.append(tag)
        if tag == "a" and "blockquote" not in self._open:
            self.links += [value for name, value in attrs if name == "href" and value]

    def handle_endtag(self, tag: str) -> None:
        self._parts.append(f"</{tag}>")
        if self._open and self._open[-1] == tag:
            self._open.pop()

    def handle_data(self, data: str) -> None:
        is_code = any(tag in self._open for tag in _CODE)
        self._parts.append(data if is_code else _STORED.sub(self._mark, data))

    def handle_entityref(self, name: str) -> None:
        self._parts.append(f"&{name};")

    def handle_charref(self, name: str) -> None:
        self._parts.append(f"&#{name};")

    def _mark(self, match: re.Match[str]) -> str:
        key = int(match[1])
        if key not in self._people:
            return match[0]
        if "blockquote" not in self._open:
            self.named.append(key)
        return f'<span class="app-mention">{match[0]}</span>'


class _People:
    """Who may be meant in a text: found with one statement."""

    def __init__(self, text: str, allowed: ColumnElement[bool]) -> None:
        ids: set[int] = set()
        names: set[str] = set()

        def collect(match: re.Match[str]) -> str:
            if key := bounded_int(match["id"] or ""):
                ids.add(key)
            elif not match["id"]:
                names.update(_beginnings(match["rest"]))
            return match[0]

        replace_in_prose(_TYPED, collect, text)
        lowered = sorted({name.lower() for name in names})
        # SQLite makes only the letters of English small.
        same = or_(User.name.in_(sorted(names)), func.lower(User.name).in_(lowered))
        rows = _find(and_(or_(User.id.in_(ids), same), allowed)) if ids or names else ()
        self.by_id = {row.id: row for row in rows}
        self.named: set[int] = set()
        self._by_name: dict[str, list[AnyRow]] = {}
        for row in rows:
            self._by_name.setdefault(row.name.lower(), []).append(row)

    def stored(self, match: re.Match[str]) -> str:
        rest = match["rest"]
        if match["id"]:
            row = self.by_id.get(bounded_int(match["id"]) or 0)
            if row is None:
                # Nobody who can be named: shown as it was typed.
                return f"@\\[{match['id']}]{rest}"
            return self._named(row, _without_name(rest, row))
        for name in sorted(_beginnings(rest), key=len, reverse=True):
            if found := self._by_name.get(name.lower()):
                if len(found) > 1:
                    raise NotPossibleError(_which(name, found))
                return self._named(found[0], rest[len(name) :])
        return match[0]

    def _named(self, row: AnyRow, rest: str) -> str:
        self.named.add(row.id)
        return f"@[{row.id}]{rest}"


def _find(clause: ColumnElement[bool]) -> Sequence[AnyRow]:
    """Id, name and organisation of people, by id."""
    query = (
        select(User.id, User.name, Organisation.name.label("organisation"))
        .outerjoin(Organisation, User.organisation_id == Organisation.id)
        .where(clause)
    )
    return read_rows(query.order_by(User.id)).all()


def _beginnings(text: str) -> list[str]:
    """All that could be a name at the beginning of a text."""
    ends = (match.end() for match in _NAME_END.finditer(text[: LONGEST_NAME + 1]))
    return [text[:end] for end in ends if end <= LONGEST_NAME]


def _without_name(rest: str, person: AnyRow) -> str:
    """What follows a person's number, without their name and where they work."""
    for words in (f" {person.name}, {person.organisation}", f" {person.name}"):
        if rest.lower().startswith(words.lower()):
            return rest[len(words) :]
    return rest


def _which(name: str, people: Iterable[AnyRow]) -> str:
    """Asks which of several people is meant."""
    ways = [
        f"@[{row.id}] {row.name}{f', {row.organisation}' if row.organisation else ''}"
        for row in people
    ]
    listed = f"{', '.join(ways[:-1])} or {ways[-1]}"
    return f"Several people are called {name}. Say which one you mean: write {listed}"
