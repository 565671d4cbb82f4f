"""What topics give to the search: their other names, and themselves as suggestions."""

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import CompoundSelect, func, literal, select, union_all

from portal.extensions import numbered, places, read_rows
from portal.search import Suggestion
from portal.topics.models import Topic, TopicSynonym
from portal.topics.queries import links_matching, variants_of


def synonyms(names: Collection[str]) -> Mapping[str, Sequence[str]]:
    """The other names of the topics that each name leads to, the label first.

    A name may also be in the singular or the plural, with hyphens or without.
    """
    forms_of = {name: variants_of(name) for name in names}
    forms = {form for forms in forms_of.values() for form in forms}
    labels_of: dict[str, list[str]] = {}
    # One statement for up to 8, up to 16 and so on; no name is empty.
    asked = [*forms, *[""] * (-len(forms) % 8)]
    rows = read_rows(_names(len(asked)), numbered("form", asked))
    for form, _, _, label in sorted(map(tuple, rows)):  # rows themselves are slow to compare
        labels_of.setdefault(form, []).append(label)
    found = {name: _first(forms, labels_of) for name, forms in forms_of.items()}
    return {
        name: [label for label in labels if label.lower() not in forms_of[name]]
        for name, labels in found.items()
        if labels
    }


def suggestions(text: str, reader: Any, limit: int) -> list[Suggestion]:
    """Topics whose name has these words; everybody may see every topic."""
    return [
        Suggestion(label, f"/topics/{slug}", "Topics", hint)
        for slug, label, hint in links_matching(text, limit)
    ]


@lru_cache(maxsize=128)
def _names(count: int) -> CompoundSelect[str, int, int, str]:
    """Form, topic, 0 or the synonym, and name, for all names of the topics that forms lead to.

    One statement, as every search asks it. The label comes before the synonyms.
    """
    forms = places("form", count)
    known = union_all(
        select(func.lower(Topic.label).label("form"), Topic.id.label("topic_id")).where(
            func.lower(Topic.label).in_(forms), ~Topic.is_retired
        ),
        select(func.lower(TopicSynonym.label), TopicSynonym.topic_id)
        .join(Topic)
        .where(func.lower(TopicSynonym.label).in_(forms), ~Topic.is_retired),
    ).cte("known")
    return union_all(
        select(known.c.form, known.c.topic_id, literal(0), Topic.label).join(
            known, Topic.id == known.c.topic_id
        ),
        select(known.c.form, known.c.topic_id, TopicSynonym.id, TopicSynonym.label).join(
            known, TopicSynonym.topic_id == known.c.topic_id
        ),
    )


def _first(forms: Sequence[str], labels_of: Mapping[str, list[str]]) -> list[str]:
    """The labels of the first form that is a name."""
    return next((labels_of[form] for form in forms if form in labels_of), [])
