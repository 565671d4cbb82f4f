"""What Amina and others wrote in innovations."""

from datetime import date
from io import BytesIO
from typing import Any

from sqlalchemy import select

from portal.accounts.models import User
from portal.audit import record as audit
from portal.extensions import db
from portal.files.taking import store
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
from tests.factories import (
    COMPLETE,
    make_innovation,
)
from tests.people import People
from tests.privacy.erasing.words import OTHERS, WORD


class InInnovations:
    """The ids of what was made."""

    people: People

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
        poor = db.session.get_one(Innovation, self.poor)
        poor.appeal_words = f"Why no {WORD}?"
        audit(amina, "innovation:appeal", poor.ref)
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
