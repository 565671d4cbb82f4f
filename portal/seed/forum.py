"""What the people of the invented community ask each other and answer.

Everything is done by the actions that people use, in the order of its time: the numbers of posts,
what is unread and what is latest come out as they would have.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import delete, select

from portal import clock
from portal.accounts.models import User
from portal.extensions import db
from portal.forum import texts
from portal.forum.actions import answering, curating, editing, posting, summarising
from portal.forum.models import Community, Post, Thread
from portal.forum.queries import summaries
from portal.forum.vocabulary import Resolution
from portal.innovations.models import Innovation
from portal.outbox import Message
from portal.seed.forum_places import load_community
from portal.seed.people import FOLDER
from portal.topics.models import Topic

Said = Mapping[str, Any]
_NAMED = re.compile(r"\{(record|thread):([a-z0-9-]+)\}")


def load_forum(people: Mapping[str, User]) -> int:
    """Say and do all of it, each at its own time; returns how many threads there are."""
    told = _Told(people)
    deeds: list[tuple[float, int, Callable[[], None]]] = []
    for path in sorted((FOLDER / "forum").glob("*.json")):
        place = json.loads(path.read_text())
        community = load_community(place, people)
        for said in place["threads"]:
            for days_ago, deed in told.deeds(community, said):
                deeds.append((-days_ago, len(deeds), deed))
    running_from = clock.now()
    for days, _, deed in sorted(deeds):
        clock.start_at(running_from + timedelta(days=days))
        deed()
    clock.start_at(running_from)
    # Nobody is to be told of what never happened.
    db.session.execute(delete(Message).where(Message.topic.startswith("forum.")))
    return len(told.threads)


class _Told:
    """The threads and posts so far, by the keys that the files give them."""

    def __init__(self, people: Mapping[str, User]) -> None:
        self._people = people
        rows = db.session.execute(select(Topic.label, Topic.id))
        self._topics: dict[str, int] = {row.label: row.id for row in rows}
        self.threads: dict[str, Thread] = {}
        self._posts: dict[str, Post] = {}

    def deeds(self, community: Community, said: Said) -> Iterator[tuple[float, Callable[[], None]]]:
        """Everything that happens to one thread: how many days ago, and what."""
        key = said["key"]
        yield said["days_ago"], partial(self._start, community, said)
        for reply in said["replies"]:
            yield reply["days_ago"], partial(self._reply, key, reply)
            for edit in reply.get("edits", ()):
                yield edit["days_ago"], partial(self._edit, reply, edit)
        for credit in said.get("credit", ()):
            yield credit["days_ago"], partial(self._credit, said, credit)
        for text in said.get("summary", ()):
            yield text["days_ago"], partial(self._summarise, key, text)
        for hidden in said.get("hide", ()):
            yield hidden["days_ago"], partial(self._hide_post, hidden)
        if "resolved_days_ago" in said:
            yield said["resolved_days_ago"], partial(self._close, said)
        for name, deed in (("lock", self._lock), ("hidden", self._hide)):
            if name in said:
                yield said[name]["days_ago"], partial(deed, key, said[name])
        if "pinned_days" in said:
            yield said["days_ago"] - 0.01, partial(self._pin, said)

    def _start(self, community: Community, said: Said) -> None:
        self.threads[said["key"]] = posting.start_thread(
            self._people[said["author"]],
            community,
            kind=said["kind"],
            title=said["title"],
            text=self._linked(said["text"]),
            topics=[self._topics[label] for label in said["topics"]],
            is_anonymous=said.get("anonymous", False),
        )

    def _reply(self, key: str, said: Said) -> None:
        thread = self.threads[key]
        to = select(Post.id).where(Post.thread_id == thread.id, Post.no == said.get("to"))
        post = posting.reply(
            self._people[said["by"]],
            thread,
            text=self._linked(said["text"]),
            reply_to_id=db.session.scalar(to),
        )
        if "key" in said:
            self._posts[said["key"]] = post

    def _edit(self, reply: Said, said: Said) -> None:
        post = self._posts[reply["key"]]
        prepared = texts.prepare(self._linked(said["text"]), post.thread.community)
        editor = self._people[said["by"]]
        editing.edit(post, editor, prepared, version=post.version, reason=said["reason"])

    def _credit(self, said: Said, credit: Said) -> None:
        answering.credit(self._posts[credit["reply"]], self._people[credit["by"]])
        if credit is said["credit"][-1]:
            self._resolve(said["key"], Resolution.ANSWERED, credit["by"], said["outcome"])

    def _close(self, said: Said) -> None:
        if "duplicate_of" in said:
            target = self.threads[said["duplicate_of"]]
            self._resolve(said["key"], Resolution.DUPLICATE, said["resolved_by"], target=target)
        else:
            words = said["elsewhere"]
            self._resolve(said["key"], Resolution.RESOLVED_ELSEWHERE, said["resolved_by"], words)

    def _resolve(
        self, key: str, resolution: str, by: str, outcome: str = "", target: Thread | None = None
    ) -> None:
        answering.resolve(
            self.threads[key],
            self._people[by],
            resolution=resolution,
            outcome=outcome,
            target=target,
        )

    def _summarise(self, key: str, said: Said) -> None:
        thread = self.threads[key]
        seen = summaries.newest_text(thread.id)[0]
        by = self._people[said["by"]]
        summarising.summarise(thread, by, text=self._linked(said["text"]), seen=seen)

    def _hide_post(self, said: Said) -> None:
        by = self._people[said["by"]]
        editing.hide(self._posts[said["reply"]], by, reason=said["reason"])

    def _lock(self, key: str, said: Said) -> None:
        curating.lock(self.threads[key], self._people[said["by"]], reason=said["reason"])

    def _hide(self, key: str, said: Said) -> None:
        curating.hide(self.threads[key], self._people[said["by"]], reason=said["reason"])

    def _pin(self, said: Said) -> None:
        until = clock.today() + timedelta(days=said["pinned_days"])
        curating.pin(self.threads[said["key"]], self._people[said["author"]], until=until)

    def _linked(self, text: str) -> str:
        """The text with links to the records and threads that it names."""
        return _NAMED.sub(self._link, text)

    def _link(self, match: re.Match[str]) -> str:
        kind, key = match.groups()
        if kind == "thread":
            return self.threads[key].path
        record = json.loads((FOLDER / "innovations" / f"{key}.json").read_text())
        query = select(Innovation.id).where(Innovation.title == record["title"])
        return f"/innovations/{db.session.scalars(query).one()}"
