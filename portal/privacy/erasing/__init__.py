"""Carrying an erasure out, some of it in each transaction.

Every step erases what it finds and finds less the next time, so whatever stops the work, doing
it again goes on where it stopped. See docs/adr/0027.
"""

from collections.abc import Callable, Mapping
from typing import Final

from sqlalchemy.orm import joinedload

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now
from portal.extensions import db
from portal.outbox import commit, overwrite_afterwards
from portal.privacy.erasing import account, forum, innovations, words
from portal.privacy.models import Erasure
from portal.privacy.vocabulary import Extent
from portal.search.indexing import rebuild_afterwards
from portal.turns import take_turns

Step = Callable[[User, str], int]
_ACCOUNT: Final[Mapping[str, Step]] = {
    "innovations nobody else saw": innovations.unseen,
    "rows of the account": account.account,
}
_PROFILE: Final[Mapping[str, Step]] = {"rows of the profile": account.profile}
_TEXTS: Final[Mapping[str, Step]] = {
    "posts": forum.posts,
    "titles of threads": forum.threads,
    "outcomes of questions": forum.outcomes,
    "summaries of threads": forum.summaries,
    "reasons of curators": forum.reasons,
    "messages and notes": words.words,
    "changes to innovations": innovations.waiting,
    "parts of merged innovations": innovations.merged,
    "innovations": innovations.alone,
    "parts of innovations": innovations.shared,
    "imports": words.imports,
}
STEPS: Final[Mapping[str, Mapping[str, Step]]] = {
    Extent.ACCOUNT: _ACCOUNT,
    Extent.PROFILE: {**_PROFILE, **_ACCOUNT},
    Extent.EVERYTHING: {**_TEXTS, **_PROFILE, **_ACCOUNT},
}
"""What is done for each extent, by what the log calls it. The account comes last, with what was
told to it meanwhile."""


def carry_out(
    erasure_id: int, base_url: str, progress: Callable[[str, int], None] = lambda _name, _done: None
) -> None:
    """Erase until nothing is left; ``progress`` hears after each transaction what was erased.

    ``base_url`` is where the portal lives. Raises NotYetError when something has to end first.
    """
    extent = db.session.get_one(Erasure, erasure_id).extent
    for name, step in STEPS[extent].items():
        while done := _once(erasure_id, name, step, base_url):
            progress(name, done)
    _finish(erasure_id)


def _once(erasure_id: int, name: str, step: Step, base_url: str) -> int:
    """One step in one transaction, with what it did noted; 0 when nothing was left for it."""
    erasure = _held(erasure_id)
    done = 0 if erasure.done_at else step(erasure.person, base_url)
    if done:
        erasure.figures = erasure.figures | {name: erasure.figures.get(name, 0) + done}
    commit()
    # What was read for one step is not kept for all of them.
    db.session.expunge_all()
    return done


def _finish(erasure_id: int) -> None:
    erasure = _held(erasure_id)
    if erasure.done_at is None:
        erasure.done_at = now()
        audit(None, "data:erased", erasure.ref, person=erasure.person_id, extent=erasure.extent)
        rebuild_afterwards()
        overwrite_afterwards()
    commit()


def _held(erasure_id: int) -> Erasure:
    """The erasure as it is now; who carries it out at the same moment waits."""
    take_turns(f"erasure:{erasure_id}")
    person = joinedload(Erasure.person)
    return db.session.get_one(Erasure, erasure_id, options=[person], populate_existing=True)
