"""The finder: who knows about some words, a topic or a system, as far as the reader may see it."""

from dataclasses import dataclass
from typing import Any

from flask import current_app

from portal.clock import now
from portal.extensions import db
from portal.people import evidence, ranking
from portal.people.models import System
from portal.people.queries.claims import claims_on, systems_named
from portal.people.ranking import Ranked
from portal.search.scoring import scores_of
from portal.search.widening import names_in
from portal.topics.models import Topic
from portal.topics.queries import match_names


@dataclass(frozen=True)
class Asked:
    """Whom somebody looks for: those who know about the words, and about exactly these."""

    words: str = ""
    topic_id: int | None = None
    system_id: int | None = None


class People(list[Ranked]):
    """The people whom somebody finds, the best first."""

    is_incomplete = False
    """Whether some are missing because the index is being rebuilt."""


def find(asked: Asked, reader: Any) -> People:
    """The people who know best, the best first; nobody is left out for having paused."""
    topic = db.session.get(Topic, asked.topic_id) if asked.topic_id else None
    system = db.session.get(System, asked.system_id) if asked.system_id else None
    if not reader.is_authenticated or not (asked.words.strip() or topic or system):
        return People()
    # Replies are on the topics of their thread, which leads to them: only words find them apart.
    has_words = bool(asked.words.strip() or system)
    scores = scores_of(
        asked.words,
        reader,
        naming=system.name if system else "",
        topics=(topic.slug,) if topic else (),
        kinds=("innovation", "post") if has_words else ("innovation",),
        questions=("thread",),
        most=ranking.MOST_RECORDS,
    )
    topic_ids = topics_of(asked)
    system_ids = {system.id} if system else set()
    if not (topic or system):
        system_ids.update(systems_named(set(names_in(asked.words))))
    years = "PEOPLE_SYSTEM_HALF_LIFE" if system_ids else "PEOPLE_TOPIC_HALF_LIFE"
    people = People(
        ranking.rank(
            evidence.of_refs(scores, reader),
            scores,
            claims_on(topic_ids, system_ids, reader),
            half_life=current_app.config[years],
            moment=now(),
        )
    )
    people.is_incomplete = scores.is_incomplete
    return people


def topics_of(asked: Asked) -> set[int]:
    """The topics that it is about: the one that is asked for, or those that the words name."""
    if asked.topic_id:
        return {asked.topic_id}
    return set() if asked.system_id else set(match_names(set(names_in(asked.words))).values())
