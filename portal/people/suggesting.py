"""Who could be asked about a question of the forum: the finder's own ranking."""

from collections.abc import Sequence
from typing import Any, Final

from flask import current_app

from portal.forum.queries.knowing import Suggestion
from portal.people.finding import Asked, find
from portal.people.found import reasons
from portal.people.queries.enquiries import askable
from portal.people.ranking import Ranked

_LOOKED_AT: Final = 20


def for_question(title: str, topic_ids: Sequence[int], asker: Any) -> list[Suggestion]:
    """People who know about the words of a question, then about its first topic, the best first.

    Nobody who has paused, has too many enquiries open or wants to hear no more from the asker.
    """
    ranked: dict[int, Ranked] = {}
    for asked in (Asked(title), *(Asked(topic_id=topic_id) for topic_id in topic_ids[:1])):
        for one in find(asked, asker)[:_LOOKED_AT]:
            ranked.setdefault(one.person_id, one)
    free = {row.id for row in askable(ranked, asker, current_app.config["ENQUIRIES_OPEN"])}
    return [
        Suggestion(person_id, _capital(", ".join(reason.words for reason in reasons(one, {}))))
        for person_id, one in ranked.items()
        if person_id in free
    ]


def _capital(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."
