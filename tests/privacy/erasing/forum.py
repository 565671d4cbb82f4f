"""What Amina and others wrote in the forum."""

from io import BytesIO

from sqlalchemy import select

from portal.accounts.models import User
from portal.clock import now
from portal.drafts import actions as drafts
from portal.extensions import db
from portal.files.taking import store
from portal.forum import texts
from portal.forum.actions import curating, editing, posting, summarising
from portal.forum.actions.answering import resolve
from portal.forum.models import Invitation, JoinRequest, Post, PostFile
from portal.forum.quoting import quotation
from portal.notifications.actions import Notice, tell
from tests.factories import (
    make_community,
    make_reply,
    make_thread,
)
from tests.people import People
from tests.privacy.erasing.words import OTHERS, WORD


class InTheForum:
    """The ids of what was made."""

    people: People

    def _in_the_forum(self) -> None:
        amina, bilal, carys, dev, _ = self.people
        community = make_community(bilal, members=[amina, carys, dev])
        text = f"We moved the *loans* with the {WORD} export last year.\n\nIt took a {WORD} week."
        thread = make_thread(amina, community, f"Who knows the {WORD} export?", text)
        opening = db.session.scalars(select(Post).where(Post.thread_id == thread.id)).one()
        quoted = f"{quotation(opening)}The {OTHERS} says no."
        self.reply = make_reply(carys, thread, quoted).id
        reply = db.session.get_one(Post, self.reply)
        again = texts.prepare(f"{quotation(opening)}The {OTHERS} says yes.", community)
        editing.edit(reply, carys, again, version=reply.version)
        by_hand = f"> It took a {WORD} week.\n\nAnd the {OTHERS} took two."
        self.by_hand = make_reply(dev, thread, by_hand).id
        hers = make_reply(amina, thread, f"A second {WORD} helps.")
        self.hers = hers.id
        changed = texts.prepare(f"A second {WORD} helps. @Carys Evans, have you one?", community)
        editing.edit(hers, amina, changed, version=hers.version, reason=f"More {WORD}")
        make_reply(carys, thread, f"No, only an {OTHERS}.")
        _attach(hers, f"{WORD}.png")
        for editor, lines in (
            (carys, [f"The {OTHERS} starts in May."]),
            (amina, [f"The {OTHERS} starts in May.", f"The {WORD} follows later on."]),
            (dev, [f"The {OTHERS} starts in June.", f"The {WORD} follows later on."]),
        ):
            number = self._summarised = getattr(self, "_summarised", -1) + 1
            summarising.summarise(thread, editor, text="\n".join(lines), seen=number)
        thread.source_url = hers.source_url = f"https://example.org/{WORD}"
        resolve(thread, amina, resolution="answered", outcome=f"The {WORD} does it.")
        self.thread, self.community = thread.id, community.id
        other = make_thread(
            carys, community, f"What of the {OTHERS}?", f"{quotation(opening)}An {OTHERS} asks."
        )
        self.elsewhere = other.id
        alone = make_thread(amina, community, f"Only the {WORD}", f"Nobody answers the {WORD}.")
        self.alone = alone.id
        closed = make_thread(carys, community, "Off the topic", f"Look, an {OTHERS}.")
        amina_curates = f"No place for a {WORD}"
        curating.lock(closed, amina, reason=amina_curates)
        post = posting.reply(bilal, other, text=f"An {OTHERS}, once more.")
        editing.hide(post, amina, reason=amina_curates)
        curating.hide(closed, amina, reason=amina_curates)
        typed = {"text": [f"{quotation(opening)}The {OTHERS} is not sent."]}
        drafts.save(dev, f"/threads/{thread.id}/reply", typed, key="devs-tab")
        db.session.add_all(
            [
                JoinRequest(
                    community_id=community.id,
                    person_id=dev.id,
                    words=f"May I, {OTHERS}?",
                    answer="declined",
                    answered_by_id=amina.id,
                    reason=f"No {WORD}",
                ),
                JoinRequest(community_id=community.id, person_id=amina.id, words=f"I, {WORD}"),
                Invitation(
                    community_id=community.id, email=amina.email, role="member",
                    invited_by_id=bilal.id, expires_at=now(),
                ),
            ]
        )  # fmt: skip
        tell([_decision(dev, amina)])


def _attach(post: Post, name: str) -> None:
    digest = store().put(BytesIO(f"in the file: {WORD} {name}".encode()))
    db.session.add(
        PostFile(
            post_id=post.id, digest=digest, name=name, alternative_text=f"A {WORD}",
            media_type="image/png", size=7, width=1, height=1,
        )
    )  # fmt: skip


def _decision(told: User, by: User) -> Notice:
    return Notice(
        person_id=told.id, kind="locked", group_key="thread:1", about="thread", about_id=1,
        ref="thread:1", actor_id=by.id, words=f"No place for a {WORD}",
    )  # fmt: skip
