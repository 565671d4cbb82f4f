"""Bringing a vocabulary into the portal, on top of what is there.

Every name leads to one topic at most. A topic of another source that has the
same label is joined: it keeps its label and its place, and gets the new
synonyms. A label that is already a synonym elsewhere gets its source in
brackets. Nothing is taken away, and nothing commits here.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import insert, select, update

from portal.extensions import db
from portal.intake import Fault, read_text
from portal.intake.terminal import Progress
from portal.outbox import put
from portal.records import ref
from portal.topics.files import LONGEST_SLUG, STARTER, Contents, Entry, read, slug_of
from portal.topics.models import Topic, TopicSynonym

ROOT_KEY = "root"


@dataclass
class Report:
    """What an import did, in numbers, and what was wrong with the file."""

    rows: int = 0
    created: int = 0
    updated: int = 0
    unchanged: int = 0
    # Topics of another source that already had the label.
    joined: int = 0
    synonyms: int = 0
    # Names that already lead to another topic.
    synonyms_skipped: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        """Rows of which nothing went in."""
        return self.rows - self.created - self.updated - self.unchanged - self.joined


def load_starter() -> Report:
    """Load the vocabulary that the portal ships."""
    return load(read(read_text(STARTER)), source="starter")


def load(
    contents: Contents,
    *,
    source: str,
    progress: Progress[Entry] = lambda items, _: items,
) -> Report:
    """Write the topics of a file into the session; ``source`` says whose vocabulary it is."""
    report = Report(rows=contents.rows, faults=list(contents.faults))
    vocabulary = _Vocabulary(source, report)
    root = vocabulary.root() if contents.has_headings else None
    found = {}
    for entry in progress(contents.entries, "Topics"):
        topic = vocabulary.find_or_add(entry)
        if topic is not None:
            found[entry.key] = topic
    for entry in contents.entries:
        if entry.key in found:
            vocabulary.place(entry, found, root)
    vocabulary.write()
    vocabulary.add_synonyms(contents.entries, found)
    if report.updated:  # the index holds labels, and the slugs of the topics above
        put("search.rebuild", "search")
    return report


@dataclass(eq=False)
class _Row:
    """A topic while it is worked on; ``is_ours`` says that the file may change it."""

    id: int | None
    slug: str
    label: str
    source: str
    source_key: str | None
    scope_note: str | None
    is_ours: bool = False
    parent: "_Row | None" = None
    before: tuple[object, ...] = ()

    @property
    def state(self) -> tuple[object, ...]:
        return (self.label, self.scope_note, self.parent)


class _Vocabulary:
    """All topics and names in memory: a few thousand, read and written by a few statements."""

    def __init__(self, source: str, report: Report) -> None:
        self.source, self.report = source, report
        self.rows: list[_Row] = []
        parents: dict[int, int | None] = {}
        for topic in db.session.execute(select(Topic.__table__).order_by(Topic.id)):
            parents[topic.id] = topic.parent_id
            row = _Row(
                topic.id, topic.slug, topic.label, topic.source, topic.source_key, topic.scope_note
            )
            self.rows.append(row)
        by_id = {row.id: row for row in self.rows}
        for row in self.rows:
            row.parent = by_id.get(parents[row.id or 0])
            row.before = row.state
        self.by_key = {row.source_key or row.slug: row for row in self.rows if row.source == source}
        self.by_slug = {row.slug: row for row in self.rows}
        self.by_label = {row.label.lower(): row for row in reversed(self.rows)}
        names = select(TopicSynonym.topic_id, TopicSynonym.label)
        self.by_synonym = {name.lower(): by_id[key] for key, name in db.session.execute(names)}

    def root(self) -> _Row:
        """The topic above all headings of this source."""
        label = f"Subject headings ({self.source})"
        row = self.by_key.get(ROOT_KEY) or self._add(ROOT_KEY, slug_of(label), label)
        row.is_ours = True
        return row

    def find_or_add(self, entry: Entry) -> _Row | None:
        """The topic of an entry; one of this source gets the entry's label and scope note."""
        row = self.by_key.get(entry.key)
        namesake = self.by_label.get(entry.label.lower()) or self._with_slug(entry)
        if row is None and namesake is not None and namesake.source != self.source:
            return namesake
        if namesake is not None and namesake is not row and namesake.source == self.source:
            words = f"{entry.label} is the label of {namesake.slug} as well; row left out"
            self.report.faults.append(Fault(entry.row, "label", words))
            return None
        label = self._free_label(entry.label, row)
        if row is None:
            row = self._add(entry.key, self._free_slug(entry), label)
        row.is_ours = True
        if row.label != label and namesake is None:
            self.by_label.pop(row.label.lower(), None)
            self.by_label[label.lower()] = row
            row.label = label
        row.scope_note = entry.scope_note or row.scope_note
        return row

    def place(self, entry: Entry, found: Mapping[str, _Row], root: _Row | None) -> None:
        """Put the topic under the first of its broader ones that makes no circle."""
        row = found[entry.key]
        if not row.is_ours:
            self.report.joined += 1
            return
        row.parent = root
        for key in entry.parents:
            parent = found.get(key) or self.by_key.get(key) or self.by_slug.get(key)
            if parent is None:
                words = f"{key[:80]} is not known; the topic stands at the top"
                self.report.faults.append(Fault(entry.row, "parent", words))
            elif not _is_above(row, parent):
                row.parent = parent
                break
        if row.id is None:
            self.report.created += 1
        elif row.state == row.before:
            self.report.unchanged += 1
        else:
            self.report.updated += 1

    def write(self) -> None:
        """Insert what is new, then set every place and label that changed."""
        new = [row for row in self.rows if row.id is None]
        if new:
            db.session.execute(insert(Topic), [_values(row) for row in new])
            ids = {
                slug: key
                for key, slug in db.session.execute(
                    select(Topic.id, Topic.slug).where(Topic.source == self.source)
                )
            }
            for row in new:
                row.id = ids[row.slug]
        changed = [row for row in self.rows if row.is_ours and row.state != row.before]
        if changed:
            values = [
                {**_values(row), "id": row.id, "parent_id": row.parent.id if row.parent else None}
                for row in changed
            ]
            db.session.execute(update(Topic), values)
        for row in changed:
            if row.id and row.before:
                put("harvest.stamp", ref("topic", row.id))

    def add_synonyms(self, entries: Iterable[Entry], found: Mapping[str, _Row]) -> None:
        """Add the names that are still free."""
        new: list[dict[str, Any]] = []
        for entry in entries:
            topic = found.get(entry.key)
            if topic is None:
                continue
            for name in (entry.label, *entry.synonyms):
                taken = self.by_label.get(name.lower()) or self.by_synonym.get(name.lower())
                if taken is None:
                    self.by_synonym[name.lower()] = topic
                    new.append({"topic_id": topic.id, "label": name})
                elif taken is not topic:
                    self.report.synonyms_skipped += 1
        self.report.synonyms = len(new)
        if new:
            db.session.execute(insert(TopicSynonym), new)

    def _with_slug(self, entry: Entry) -> _Row | None:
        """The topic of another source with the slug that a table gives."""
        row = self.by_slug.get(entry.slug) if entry.key == entry.slug else None
        return row if row is not None and row.source != self.source else None

    def _free_label(self, label: str, row: _Row | None) -> str:
        """The label, or with its source in brackets when it is another topic's synonym."""
        owner = self.by_synonym.get(label.lower())
        return label if owner is None or owner is row else f"{label} ({self.source})"

    def _free_slug(self, entry: Entry) -> str:
        if entry.slug not in self.by_slug:
            return entry.slug
        tail = f"-{slug_of(f'{self.source} {entry.key}')}"
        return entry.slug[: LONGEST_SLUG - len(tail)].strip("-") + tail

    def _add(self, key: str, slug: str, label: str) -> _Row:
        row = _Row(None, slug, label, self.source, key, None)
        self.rows.append(row)
        self.by_key[key] = self.by_slug[slug] = self.by_label[label.lower()] = row
        return row


def _values(row: _Row) -> dict[str, Any]:
    names = ("slug", "label", "source", "source_key", "scope_note")
    return {name: getattr(row, name) for name in names}


def _is_above(row: _Row, other: _Row | None) -> bool:
    """Whether ``other`` is ``row`` or stands under it."""
    while other is not None:
        if other is row:
            return True
        other = other.parent
    return False
