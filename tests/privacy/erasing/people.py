"""What Amina and others wrote to people and about themselves."""

from datetime import date
from io import BytesIO

from portal.clock import now, today
from portal.drafts import actions as drafts
from portal.extensions import db
from portal.files.taking import store
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
    make_topic,
)
from tests.people import People
from tests.privacy.erasing.words import OTHERS, WORD


class InPeople:
    people: People

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
