"""A portal in which Amina has written one word everywhere, beside the words of others."""

from datetime import date
from io import BytesIO
from typing import Any

from sqlalchemy import JSON, String, func, select, text

from portal.accounts.models import User
from portal.accounts.sign_in import hash_password
from portal.clock import now, today
from portal.drafts import actions as drafts
from portal.extensions import Base, db
from portal.files.taking import store
from portal.forum import texts
from portal.forum.actions import curating, editing, posting, summarising
from portal.forum.actions.answering import resolve
from portal.forum.models import Invitation, JoinRequest, Post, PostFile
from portal.forum.quoting import quotation
from portal.innovations import actions
from portal.innovations.importing.models import ImportBatch, ImportFinding
from portal.innovations.models import (
    Adoption,
    AdoptionMessage,
    ContactMessage,
    Decision,
    Innovation,
    InnovationFile,
    OwnershipOffer,
)
from portal.innovations.versions import pending
from portal.notifications.actions import Notice, tell
from portal.outbox import drain
from portal.people.models import (
    Capture,
    Endorsement,
    Enquiry,
    EvidenceDispute,
    ExperienceStatement,
    HandoverItem,
    Leaving,
    PinnedWork,
    Profile,
    ProfilePhoto,
    RoleHeld,
    UnmetNeed,
)
from portal.search.fields import Sort
from portal.searches.models import FeedToken, SavedSearch
from tests.factories import (
    COMPLETE,
    make_community,
    make_innovation,
    make_reply,
    make_thread,
    make_topic,
)
from tests.people import People

WORD = "quagga"
"""In every text that Amina wrote, and nowhere else."""
OTHERS = "aardvark"
"""In texts of others that stand beside hers."""
PASSWORD = "a long password"


def everywhere(word: str = WORD) -> list[str]:
    """The tables and columns in which a word stands."""
    found = []
    for table in Base.metadata.sorted_tables:
        for column in table.c:
            if isinstance(column.type, String | JSON):
                like = func.lower(text(f'CAST("{column.name}" AS TEXT)')).like(f"%{word.lower()}%")
                if db.session.scalar(select(func.count()).select_from(table).where(like)):
                    found.append(f"{table.name}.{column.name}")
    return found


class World:
    """What was made: the ids that tests look for."""

    def __init__(self, cast: People) -> None:
        amina, bilal, carys, dev, erin = (db.session.merge(person) for person in cast)
        self.people = People(amina, bilal, carys, dev, erin)
        amina.password_hash = hash_password(PASSWORD)
        self._in_the_forum()
        self._in_innovations()
        self._in_messages()
        self._in_the_account()
        self._in_the_profile()
        db.session.commit()

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

    def _in_innovations(self) -> None:
        amina, bilal, carys, *_ = self.people
        mine = make_innovation(
            amina,
            reviewer=bilal,
            title=f"The {WORD} desk",
            summary=f"A {WORD} at the desk.",
            champion_quote=f"The {WORD} is good",
        )
        self.mine = mine.id
        db.session.add(_file(mine.id, amina, f"{WORD}.pdf"))
        self.ours = self._shared(carys, amina, f"An {OTHERS} works.\n\nA {WORD} sleeps.")
        self.poor = self._shared(amina, carys, f"A {WORD} sleeps.\n\nAn {OTHERS} works.")
        theirs = make_innovation(carys, reviewer=bilal, title=f"The {OTHERS} desk")
        self.theirs = theirs.id
        db.session.get_one(Innovation, self.poor).appeal_words = f"Why no {WORD}?"
        theirs.rated_by_id, theirs.rating_reason = amina.id, f"Better than a {WORD}"
        db.session.add_all(
            [
                _file(theirs.id, amina, f"other-{WORD}.pdf"),
                Decision(
                    innovation_id=theirs.id, kind="changes_requested", words=f"Add a {WORD}",
                    comments={"results": f"Which {WORD}?"}, decided_by_id=amina.id,
                ),
                Adoption(
                    innovation_id=theirs.id, organisation_id=amina.organisation_id,
                    person_id=amina.id, stage="stopped", stopped_why=f"No {WORD}",
                    changed=f"A {WORD} more", decided_words="Good", state="confirmed",
                ),
                OwnershipOffer(
                    innovation_id=theirs.id, from_id=amina.id, to_id=carys.id,
                    words=f"Take my {WORD}", expires_on=date(2027, 1, 1),
                ),
                ContactMessage(
                    innovation_id=theirs.id, person_id=amina.id, words=f"Where is the {WORD}?"
                ),
            ]
        )  # fmt: skip
        db.session.flush()
        adoption = Adoption(
            innovation_id=self.ours, organisation_id=carys.organisation_id, person_id=carys.id,
            stage="in_use", changed=f"An {OTHERS}", decided_by_id=amina.id,
            decided_words=f"A {WORD}, really", state="refused",
        )  # fmt: skip
        db.session.add(adoption)
        db.session.flush()
        db.session.add(
            AdoptionMessage(adoption_id=adoption.id, person_id=amina.id, words=f"And the {WORD}?")
        )
        batch = ImportBatch(
            person_id=amina.id, file_name=f"{WORD}.csv", digest="b" * 64, sheet=WORD,
            mapping={"name": WORD}, state="done", problem=WORD, columns=[WORD],
            samples={WORD: [WORD]}, notices=[WORD], preview=[{"title": WORD}],
        )  # fmt: skip
        db.session.add(batch)
        db.session.flush()
        db.session.add(
            ImportFinding(batch_id=batch.id, row=2, column=WORD, level="note", words=f"Odd {WORD}")
        )
        db.session.commit()

    def _shared(self, first: User, second: User, text: str) -> int:
        """A record of two owners, of whom each has written one paragraph of ``text``."""
        owners = [
            {"user_id": person.id, "name": person.name, "role": "owner", "is_shown": True}
            for person in (first, second)
        ]
        before = text.split("\n")[0]
        record = make_innovation(
            first, reviewer=self.people.bilal, title="Ours", people=owners, what_we_did=before
        )
        fields: dict[str, Any] = {"what_we_did": text}
        if second is self.people.amina:
            file = _file(record.id, second, f"{WORD}-too.pdf")
            db.session.add(file)
            db.session.flush()
            fields |= _by_amina(file)
        actions.save(record, second, fields=fields, version=record.version)
        changes = {"problem": f"No {WORD} in sight"}
        amina, bilal = self.people.amina, self.people.bilal
        pending.propose(record, amina, fields=changes, seen=pending.token(record, None))
        actions.hide(record, bilal, reason="rights", words="Whose is it?")
        decision = db.session.scalars(
            select(Decision).where(Decision.innovation_id == record.id, Decision.kind == "hidden")
        ).one()
        decision.proposed = changes
        actions.restore(record, bilal, words="It is yours")
        db.session.commit()
        return record.id

    def _in_messages(self) -> None:
        amina, _, carys, dev, _ = self.people
        db.session.add_all(
            [
                Enquiry(
                    asker_id=amina.id, person_id=carys.id, subject=f"A {WORD}?",
                    words=f"Have you a {WORD}?", answer=f"No, an {OTHERS}.", state="answered",
                ),
                Enquiry(
                    asker_id=carys.id, person_id=amina.id, subject=f"An {OTHERS}?",
                    words=f"Have you an {OTHERS}?", answer=f"No, a {WORD}.", state="answered",
                ),
                Enquiry(
                    asker_id=dev.id, person_id=amina.id, subject=f"Another {OTHERS}?",
                    words=f"And an {OTHERS}?",
                ),
                Endorsement(
                    endorser_id=amina.id, person_id=carys.id, topic_id=make_topic().id,
                    reason="worked_together", words=f"Knows the {WORD}", state="accepted",
                    lapses_on=date(2029, 1, 1),
                ),
                EvidenceDispute(
                    person_id=carys.id, ref="post:1", reason=f"My {OTHERS}", state="dismissed",
                    decided_by_id=amina.id, decision_words=f"No, a {WORD}",
                ),
                Capture(
                    ref="topic:1", kind="interview", holder_id=dev.id, owner_id=amina.id,
                    created_by_id=amina.id, due_on=today(), note=f"Ask about the {WORD}",
                ),
                Leaving(person_id=dev.id, leaves_on=today(), successor_id=amina.id),
                UnmetNeed(
                    words="rare animals", settled_at=now(), settled_by_id=amina.id,
                    outcome=f"Found a {WORD}",
                ),
            ]
        )  # fmt: skip

        db.session.flush()
        db.session.add(
            HandoverItem(
                person_id=dev.id,
                key="prompt:decisions",
                note=f"See the {WORD}",
                changed_by_id=amina.id,
            )
        )

    def _in_the_account(self) -> None:
        amina, *_ = self.people
        drafts.save(amina, "/threads/new", {"text": [f"A {WORD} to be"]}, key="her-tab")
        db.session.add_all(
            [
                SavedSearch(
                    person_id=amina.id, name=f"My {WORD}", name_key=f"my {WORD}", text=WORD,
                    filters={"topic": [WORD]}, sort=Sort.RELEVANCE, digest="d" * 32,
                ),
                FeedToken(person_id=amina.id, path=f"/search/feed?q={WORD}", name=WORD),
            ]
        )  # fmt: skip

    def _in_the_profile(self) -> None:
        amina, _, carys, *_ = self.people
        amina.job_title = f"{WORD} keeper"
        photo = BytesIO(f"a picture of a {WORD}".encode())
        db.session.add_all(
            [
                Profile(
                    person_id=amina.id, pronouns=WORD[:6], about=f"I keep a {WORD}.",
                    about_html=f"<p>I keep a {WORD}.</p>", phone=WORD, contact=f"Ask the {WORD}",
                ),
                Profile(person_id=carys.id, backup_id=amina.id, about=f"I keep an {OTHERS}."),
                ExperienceStatement(person_id=amina.id, position=1, text=f"Kept a {WORD}"),
                RoleHeld(
                    person_id=amina.id, role="other", details=f"{WORD} keeper",
                    from_month=date(2020, 1, 1),
                ),
                PinnedWork(person_id=amina.id, position=1, ref=f"thread:{self.thread}"),
                Endorsement(
                    endorser_id=carys.id, person_id=amina.id, topic_id=make_topic().id,
                    reason="worked_together", words=f"Better than an {OTHERS}", state="accepted",
                    lapses_on=date(2029, 1, 1),
                ),
                ProfilePhoto(
                    person_id=amina.id, digest=store().put(photo), name=f"{WORD}.png",
                    alternative_text=f"A {WORD}", media_type="image/png", size=7, width=1, height=1,
                ),
            ]
        )  # fmt: skip


def _by_amina(file: InnovationFile) -> dict[str, Any]:
    """Her words in every field of a record in which the others have left something to say."""
    of_file = {"file_id": file.id, "file_name": file.name}
    lines = (
        *("topic_suggestion", "savings", "would_do_differently", "starting_advice", "risks"),
        *("sustaining_advice", "champion_quote", "champion_name", "champion_role", "supplier"),
        *("consortium", "product", "competing_interest"),
    )
    measure = dict.fromkeys(("name", "unit", "baseline", "after", "n", "period", "method"), WORD)
    lesson = {"text": f"Feed the {WORD}", "advice": f"A {WORD} eats", "audience": "all"}
    return {
        **dict.fromkeys(lines, f"The {WORD} does"),
        "source_url": f"https://example.org/{WORD}",
        "measures": [*COMPLETE["measures"], measure],
        "evidence": [
            *COMPLETE["evidence"],
            {"kind": "survey", "citation": f"The {WORD} file", "link": "", **of_file},
        ],
        "lessons": [*COMPLETE["lessons"], {**lesson, "step": "migration"}],
        "attachments": [
            {
                **of_file,
                "title": f"The {WORD}",
                "alternative_text": "",
                "licence": "OGL-3.0",
                "media_type": file.media_type,
            }
        ],
    }


def _attach(post: Post, name: str) -> None:
    digest = store().put(BytesIO(f"in the file: {WORD} {name}".encode()))
    db.session.add(
        PostFile(
            post_id=post.id, digest=digest, name=name, alternative_text=f"A {WORD}",
            media_type="image/png", size=7, width=1, height=1,
        )
    )  # fmt: skip


def _file(innovation_id: int, person: User, name: str) -> InnovationFile:
    return InnovationFile(
        innovation_id=innovation_id,
        digest=store().put(BytesIO(f"in the file: {WORD} {name}".encode())),
        name=name,
        media_type="application/pdf",
        size=7,
        text=f"{WORD} in the file",
        uploaded_by_id=person.id,
    )


def _decision(told: User, by: User) -> Notice:
    return Notice(
        person_id=told.id, kind="locked", group_key="thread:1", about="thread", about_id=1,
        ref="thread:1", actor_id=by.id, words=f"No place for a {WORD}",
    )  # fmt: skip


def work() -> None:
    """Let the worker do all that waits."""
    db.session.commit()
    db.session.remove()
    while drain():
        pass
