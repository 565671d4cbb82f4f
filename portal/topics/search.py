"""What topics give to the search: their other names, and themselves as suggestions."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import BindParameter, CompoundSelect, bindparam, func, select, union_all

from portal.extensions import read_rows
from portal.search import Suggestion
from portal.topics.models import Topic, TopicSynonym
from portal.topics.queries import links_matching, variants_of

_FORMS: Final[BindParameter[Any]] = bindparam("forms", expanding=True)
_IDS: Final[BindParameter[Any]] = bindparam("ids", expanding=True)

_KNOWN: Final[CompoundSelect[Any]] = union_all(
    select(func.lower(Topic.label), Topic.id).where(
        func.lower(Topic.label).in_(_FORMS), ~Topic.is_retired
    ),
    select(func.lower(TopicSynonym.label), TopicSynonym.topic_id)
    .join(Topic)
    .where(func.lower(TopicSynonym.label).in_(_FORMS), ~Topic.is_retired),
)
_NAMES: Final[CompoundSelect[Any]] = union_all(
    select(Topic.id, Topic.label, bindparam("first", 0)).where(Topic.id.in_(_IDS)),
    select(TopicSynonym.topic_id, TopicSynonym.label, TopicSynonym.id).where(
        TopicSynonym.topic_id.in_(_IDS)
    ),
)


def synonyms(names: Collection[str]) -> Mapping[str, Sequence[str]]:
    """The other names of the topics that each name leads to, the label first.

    A name may also be in the singular or the plural, with hyphens or without.
    """
    forms_of = {name: variants_of(name) for name in names}
    forms = {form for forms in forms_of.values() for form in forms}
    topics_of: dict[str, list[int]] = {}
    for form, topic_id in read_rows(_KNOWN, {"forms": list(forms)}):
        topics_of.setdefault(form, []).append(topic_id)
    ids = {name: _topics(forms, topics_of) for name, forms in forms_of.items()}
    labels = _labels({topic_id for found in ids.values() for topic_id in found})
    return {
        name: [
            label
            for topic_id in found
            for label in labels.get(topic_id, ())
            if label.lower() not in forms_of[name]
        ]
        for name, found in ids.items()
        if found
    }


def suggestions(text: str, reader: Any, limit: int) -> list[Suggestion]:
    """Topics whose name has these words; everybody may see every topic."""
    return [
        Suggestion(label, f"/topics/{slug}", "Topics", hint)
        for slug, label, hint in links_matching(text, limit)
    ]


def _topics(forms: Sequence[str], topics_of: Mapping[str, list[int]]) -> list[int]:
    """The topics of the first form that is a name of any."""
    return next((topics_of[form] for form in forms if form in topics_of), [])


def _labels(ids: Collection[int]) -> dict[int, list[str]]:
    """The names of each of these topics: the label, then the synonyms as they were entered."""
    if not ids:
        return {}
    rows = read_rows(_NAMES, {"ids": list(ids)}).all()
    labels: dict[int, list[str]] = {}
    for topic_id, label, _ in sorted(rows, key=lambda row: row[2]):
        labels.setdefault(topic_id, []).append(label)
    return labels
