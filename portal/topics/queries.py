"""Reading the vocabulary: for pickers, for matching tags, for the search index, for pages."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from sqlalchemy import ColumnElement, and_, case, cast, func, literal, null, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from portal.extensions import db
from portal.records import AnyRow, AnySelect, UTCDateTime
from portal.topics.models import Topic, TopicSynonym

# Id, label, and words that tell it from others of a like name.
Choice = tuple[int, str, str]

MOST_WORDS = 6
# A path longer than this is a fault in the data; it ends the walk.
DEEPEST = 30
# Endings after which a plural has an e.
_HISSING = ("s", "x", "z", "ch", "sh")
# Names asked for in one statement.
BATCH = 500
_Parent = aliased(Topic)


def matching(words: str, limit: int = 10) -> Sequence[Choice]:
    """Topics with every word in their label or in one synonym; those that start so come first."""
    return [(key, label, hint) for key, _, label, hint in _matching(words, limit)]


def links_matching(words: str, limit: int = 10) -> Sequence[tuple[str, str, str]]:
    """The same topics as ``matching`` gives: slug, label, and what tells it from others."""
    return [(slug, label, hint) for _, slug, label, hint in _matching(words, limit)]


def public_pages() -> AnySelect:
    """Id and key in its address of every page, for the sitemap; nobody keeps when they changed."""
    changed = cast(null(), UTCDateTime).label("changed")
    return select(Topic.id, Topic.slug.label("key"), changed).where(~Topic.is_retired)


def _matching(words: str, limit: int) -> Iterator[tuple[int, str, str, str]]:
    start = plain(words)
    by_label = (
        select(
            Topic.id,
            Topic.slug,
            Topic.label,
            _Parent.label,
            literal(None),
            _rank(Topic.label, start),
        )
        .outerjoin(_Parent, Topic.parent_id == _Parent.id)
        .where(~Topic.is_retired, has(Topic.label, start))
    )
    by_synonym = (
        select(
            Topic.id,
            Topic.slug,
            Topic.label,
            _Parent.label,
            TopicSynonym.label,
            _rank(TopicSynonym.label, start) + 1,
        )
        .join(TopicSynonym, TopicSynonym.topic_id == Topic.id)
        .outerjoin(_Parent, Topic.parent_id == _Parent.id)
        .where(~Topic.is_retired, has(TopicSynonym.label, start))
    )
    # A topic may match by many synonyms: more rows than are wanted are read.
    rows = [
        tuple(row)
        for query, name in ((by_label, Topic.label), (by_synonym, TopicSynonym.label))
        for row in db.session.execute(
            query.order_by(query.selected_columns[5], func.length(name), name, Topic.id).limit(
                limit * 5
            )
        )
    ]
    rows.sort(key=lambda row: (row[5], len(row[4] or row[2]), row[2].lower(), row[0]))
    found: dict[int, tuple[int, str, str, str]] = {}
    for key, slug, label, parent, synonym, _ in rows:
        found.setdefault(key, (key, slug, label, _hint(parent, synonym)))
    return islice(found.values(), limit)


def by_ids(ids: Sequence[int]) -> Sequence[Choice]:
    """The topics with these ids, in the order of the ids."""
    rows = db.session.execute(
        select(Topic.id, Topic.label, _Parent.label)
        .outerjoin(_Parent, Topic.parent_id == _Parent.id)
        .where(Topic.id.in_(ids))
    )
    found = {key: (key, label, _hint(parent, None)) for key, label, parent in rows}
    return [found[key] for key in ids if key in found]


def labels(ids: Iterable[int]) -> dict[int, str]:
    """The label of each of these topics."""
    rows = db.session.execute(select(Topic.id, Topic.label).where(Topic.id.in_(list(ids))))
    return {row.id: row.label for row in rows}


def by_slug(slug: str) -> Topic | None:
    """The topic with this slug."""
    return db.session.scalar(select(Topic).where(Topic.slug == plain(slug)))


def match_names(names: Iterable[str]) -> dict[str, int]:
    """The topic that each name leads to, by the name in small letters; unknown names are left out.

    A label goes before a synonym, the name as it is before a variant of it:
    with a hyphen or without, in the singular or the plural.
    """
    wanted = {name.lower(): variants_of(name) for name in names if plain(name)}
    forms = sorted({form for variants in wanted.values() for form in variants})
    found: dict[str, int] = {}
    for batch in _batches(forms):
        synonyms = select(func.lower(TopicSynonym.label), TopicSynonym.topic_id).join(Topic)
        synonyms = synonyms.where(func.lower(TopicSynonym.label).in_(batch), ~Topic.is_retired)
        found |= {row[0]: row[1] for row in db.session.execute(synonyms)}
        own = select(func.lower(Topic.label), Topic.id).order_by(Topic.id.desc())
        own = own.where(func.lower(Topic.label).in_(batch), ~Topic.is_retired)
        found |= {row[0]: row[1] for row in db.session.execute(own)}
    matched = {}
    for name, variants in wanted.items():
        topic = next((found[form] for form in variants if form in found), None)
        if topic is not None:
            matched[name] = topic
    return matched


def with_ancestors(ids: Iterable[int]) -> dict[int, list[int]]:
    """Each topic's own id, then its broader ones up to the root."""
    found: dict[int, list[int]] = {}
    for start, key, _ in db.session.execute(_path_upwards(list(ids))):
        found.setdefault(start, []).append(key)
    return found


def paths_of(ids: Iterable[int]) -> dict[int, list[AnyRow]]:
    """Id, slug and label of each topic and of those above it, by topic: they find it too."""
    paths = with_ancestors(ids)
    wanted = {topic_id for path in paths.values() for topic_id in path}
    rows = db.session.execute(select(Topic.id, Topic.slug, Topic.label).where(Topic.id.in_(wanted)))
    found = {row.id: row for row in rows}
    return {topic_id: [found[step] for step in path] for topic_id, path in paths.items()}


def path_to(topic_id: int) -> Sequence[tuple[str, str]]:
    """Label and slug of the broader topics, from the root down to the nearest."""
    path = _path_upwards([topic_id]).subquery()
    query = select(Topic.label, Topic.slug).join(path, Topic.id == path.c.id)
    query = query.where(path.c.depth > 0).order_by(path.c.depth.desc())
    return [(row[0], row[1]) for row in db.session.execute(query)]


def or_below(asked: ColumnElement[bool]) -> AnySelect:
    """The ids of the topics that are asked about and of those below them, as part of a statement.

    Each once: one of them may be below another.
    """
    tree = select(Topic.id).where(asked).cte("tree", recursive=True)
    tree = tree.union(select(Topic.id).join(tree, Topic.parent_id == tree.c.id))
    return select(tree.c.id)


def has(column: InstrumentedAttribute[str], words: str) -> ColumnElement[bool]:
    """Whether every word is somewhere in the column."""
    return and_(
        True,
        *(column.icontains(word, autoescape=True) for word in plain(words).split()[:MOST_WORDS]),
    )


def plain(text: str) -> str:
    """One space between words, and no NUL, which PostgreSQL refuses."""
    return " ".join(text.replace("\0", " ").split())


def _path_upwards(ids: list[int]) -> AnySelect:
    walk = (
        select(Topic.id.label("start"), Topic.id, Topic.parent_id, literal(0).label("depth"))
        .where(Topic.id.in_(ids))
        .cte("walk", recursive=True)
    )
    above = aliased(Topic)
    walk = walk.union_all(
        select(walk.c.start, above.id, above.parent_id, walk.c.depth + 1).where(
            above.id == walk.c.parent_id, walk.c.depth < DEEPEST
        )
    )
    return select(walk.c.start, walk.c.id, walk.c.depth).order_by(walk.c.start, walk.c.depth)


def _rank(column: InstrumentedAttribute[str], start: str) -> ColumnElement[int]:
    """0: it is the name, 2: the name starts with it, 4: it is somewhere in the name."""
    return case(
        (func.lower(column) == start.lower(), 0),
        (column.istartswith(start, autoescape=True), 2),
        else_=4,
    ).label("rank")


def _hint(parent: str | None, synonym: str | None) -> str:
    """``in Library management systems, also called LMS``."""
    parts = [f"in {parent}" if parent else "", f"also called {synonym}" if synonym else ""]
    return ", ".join(part for part in parts if part)


def variants_of(name: str) -> list[str]:
    """The name in small letters, then with and without hyphens, then singular and plural."""
    given = plain(name).lower()
    forms = [given, given.replace("-", " "), given.replace(" ", "-"), given.replace("-", "")]
    for form in dict.fromkeys(forms):
        hisses = form.endswith(_HISSING)
        if form.endswith("ies") and _is_consonant(form[-4:-3]):
            forms.append(form[:-3] + "y")
        if form.endswith("es") and form[:-2].endswith(_HISSING):
            forms.append(form[:-2])
        if form.endswith("s") and form[-2:-1] not in ("", "s", "u"):
            forms.append(form[:-1])
        if form.endswith("y") and _is_consonant(form[-2:-1]):
            forms.append(form[:-1] + "ies")
        forms.append(form + ("es" if hisses else "s"))
    return list(dict.fromkeys(forms))


def _is_consonant(letter: str) -> bool:
    return letter not in ("", "a", "e", "i", "o", "u")


def _batches(items: Sequence[str]) -> Iterator[Sequence[str]]:
    for start in range(0, len(items), BATCH):
        yield items[start : start + BATCH]
