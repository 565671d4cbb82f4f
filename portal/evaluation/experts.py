"""Whom the portal finds: its own index, evidence and ranking, over posts from elsewhere."""

import gzip
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from flask import Flask

from portal.clock import now
from portal.evaluation import folders
from portal.evaluation.folders import FolderError, Judgements
from portal.evaluation.searching import READERS, indexed
from portal.people import ranking
from portal.people.evidence import Item
from portal.people.vocabulary import EvidenceKind
from portal.records import ref
from portal.search.backend import Document, Query, SearchBackend
from portal.search.parsing import parse
from portal.search.scoring import scored

EVIDENCE: Final = "evidence.jsonl.gz"
MOST_ACTIVE: Final = 5
"""People who are found by asking anybody; without them it shows whom the finder finds."""

Rankings = dict[str, list[str]]


@dataclass(frozen=True)
class Done:
    """What somebody did: asked, answered, or had a part in a record."""

    person: str
    role: str
    thread: str
    title: str
    text: str
    question: str
    topics: str
    is_credited: bool
    at: datetime


@dataclass(frozen=True)
class Asked:
    """A query. One without an asker is about a topic."""

    id: str
    text: str
    asker: str
    at: datetime


@dataclass
class _Evidence:
    """The documents and the items, with numbers in place of names."""

    people: dict[str, int] = field(default_factory=dict)
    by_via: dict[str, list[Item]] = field(default_factory=dict)
    documents: list[Document] = field(default_factory=list)

    def add(self, person: str, kind: EvidenceKind, at: datetime, record: str, *vias: str) -> None:
        """Note what somebody did on a record, and what leads to it."""
        number = self.people.setdefault(person, len(self.people) + 1)
        for via in vias:
            self.by_via.setdefault(via, []).append(Item(number, record, kind, at, via))


def done_in(folder: Path) -> list[Done]:
    """What people did, by a folder. Raises FolderError."""
    with folders.opened(folder / EVIDENCE) as file:
        found = folders.lines(EVIDENCE, gzip.GzipFile(fileobj=file))
        return [_done(place, fields) for place, fields in folders.objects(found)]


def asked_in(folder: Path) -> list[Asked]:
    """The queries of a folder. Raises FolderError."""
    with folders.opened(folder / folders.QUERIES) as file:
        found = folders.lines(folders.QUERIES, file)
        return [_asked(place, fields) for place, fields in folders.objects(found)]


def experts(app: Flask, done: Iterable[Done], queries: Iterable[Asked]) -> Rankings:
    """By query, the people who know, the best first, without who asks. Raises FolderError."""
    evidence = _evidence(done)
    names = {number: name for name, number in evidence.people.items()}
    with indexed(app, evidence.documents) as engine:
        return {
            query.id: [
                name
                for found in _ranked(app, engine, evidence, query)
                if (name := names[found.person_id]) != query.asker
            ]
            for query in queries
        }


def most_active(done: Iterable[Done]) -> frozenset[str]:
    """Those who did most, questions left out."""
    counts = Counter(each.person for each in done if each.role != "question")
    first = sorted(counts, key=lambda person: (-counts[person], person))
    return frozenset(first[:MOST_ACTIVE])


def without(
    people: frozenset[str], judged: Judgements, rankings: Rankings
) -> tuple[Judgements, Rankings]:
    """Judgements and rankings as if these people were not there; queries for nobody else go."""
    left = {
        query: rest
        for query, scores in judged.items()
        if (rest := {name: score for name, score in scores.items() if name not in people})
        and any(score > 0 for score in rest.values())
    }
    kept = {query: [n for n in rankings.get(query, []) if n not in people] for query in left}
    return left, kept


def _ranked(
    app: Flask, engine: SearchBackend, evidence: _Evidence, query: Asked
) -> list[ranking.Ranked]:
    wanted = Query(parsed=parse(query.text), labels=READERS, per_page=ranking.MOST_RECORDS)
    scores = scored(engine, wanted, kinds=("innovation", "post"), questions=("thread",))
    items = [item for via in scores for item in evidence.by_via.get(via, [])]
    half_life = app.config["PEOPLE_TOPIC_HALF_LIFE"]
    return ranking.rank(items, scores, {}, half_life=half_life, moment=query.at)


def _evidence(done: Iterable[Done]) -> _Evidence:
    """What the portal would index of it, and the items that it would read."""
    evidence = _Evidence()
    threads: dict[str, list[Done]] = {}
    for each in done:
        threads.setdefault(each.thread, []).append(each)
    for number, parts in enumerate(threads.values(), 1):
        posts = [each for each in parts if each.role in ("question", "answer")]
        if posts:
            _add_thread(evidence, number, posts)
        for each in parts:
            if each not in posts:
                record = ref("innovation", number)
                evidence.add(each.person, EvidenceKind.CONTRIBUTOR, each.at, record, record)
        if len(posts) < len(parts):
            evidence.documents.append(_document(record, each.title, each, text=each.text))
    return evidence


def _add_thread(evidence: _Evidence, number: int, posts: list[Done]) -> None:
    thread = ref("thread", number)
    opening = next((each.text for each in posts if each.role == "question"), posts[0].question)
    answers = " ".join(each.text for each in posts if each.is_credited)
    document = _document(
        *(thread, posts[0].title, posts[0]),
        asks=("opening", "topics"),
        opening=opening,
        answers=answers,
    )
    evidence.documents.append(document)
    for each in posts:
        if each.role == "question":
            evidence.add(each.person, EvidenceKind.QUESTION, each.at, thread, thread)
            continue
        post = ref("post", len(evidence.documents))
        kind = EvidenceKind.ANSWER if each.is_credited else EvidenceKind.REPLY
        evidence.add(each.person, kind, each.at, post, post, thread)
        evidence.documents.append(_document(post, "", each, reply=each.text))


def _document(
    record: str, title: str, done: Done, *, asks: tuple[str, ...] = (), **texts: str
) -> Document:
    texts["topics"] = done.topics
    said = {name: text for name, text in texts.items() if text}
    return Document(record, READERS, title, texts=said, asks=asks)


def _done(place: str, fields: dict[str, Any]) -> Done:
    return Done(
        person=_text(place, fields, "user", needed=True),
        role=_text(place, fields, "role", needed=True),
        thread=_text(place, fields, "thread") or _text(place, fields, "id", needed=True),
        title=_text(place, fields, "title"),
        text=_text(place, fields, "text"),
        question=_text(place, fields, "question_text"),
        topics=folders.topics_of(place, fields),
        is_credited=bool(fields.get("accepted")),
        at=_moment(place, fields),
    )


def _asked(place: str, fields: dict[str, Any]) -> Asked:
    title, text = _text(place, fields, "title"), _text(place, fields, "text")
    return Asked(
        id=_text(place, fields, "id", needed=True),
        # Some texts of questions begin with their title.
        text=text if text.startswith(title) else f"{title}\n{text}",
        asker=_text(place, fields, "asker"),
        at=_moment(place, fields),
    )


def _text(place: str, fields: Mapping[str, Any], name: str, *, needed: bool = False) -> str:
    value = fields.get(name) or ""
    if not isinstance(value, str) or (needed and not value):
        raise FolderError(f"{place}: {name} is not a text")
    return value


def _moment(place: str, fields: Mapping[str, Any]) -> datetime:
    """When it was; now where nothing is said."""
    text = _text(place, fields, "created")
    try:
        moment = datetime.fromisoformat(text) if text else now()
    except ValueError as error:
        raise FolderError(f"{place}: created is not a date") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def topic_queries(queries: Iterable[Asked]) -> Iterator[str]:
    """The ids of those that nobody asked: they are about a topic."""
    return (query.id for query in queries if not query.asker)
