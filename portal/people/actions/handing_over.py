"""Passing what a leaver looks after to who follows: all of it in one transaction."""

from dataclasses import asdict, dataclass

from sqlalchemy import select

from portal.accounts.models import User
from portal.audit import record as audit
from portal.clock import now
from portal.extensions import db
from portal.forum import marks
from portal.forum.actions.following import follow_topic
from portal.forum.models import Community, CommunityReader, TopicReader
from portal.forum.seeing import readable_communities
from portal.innovations import queries as innovations
from portal.innovations.keeping import offering
from portal.innovations.keeping.confirming import write_beside
from portal.people.actions.leaving import tell
from portal.people.errors import NotPossibleError
from portal.people.models import Leaving
from portal.people.queries import handover as queries
from portal.records import ref


@dataclass(frozen=True)
class Passed:
    """How much was passed on."""

    records: int
    threads: int
    communities: int
    topics: int

    @property
    def total(self) -> int:
        return self.records + self.threads + self.communities + self.topics


def pass_on(leaving: Leaving, actor: User) -> Passed:
    """Make the successor the owner of the records that the actor may see, and a follower of what
    the leaver follows and they may read. Both are told. Safe to repeat: what was passed is not
    passed again.

    Raises NotPossibleError when nobody follows, or they cannot sign in any more.
    """
    db.session.refresh(leaving, with_for_update=True)
    leaver = db.session.get_one(User, leaving.person_id)
    to = db.session.get(User, leaving.successor_id) if leaving.successor_id else None
    if to is None:
        raise NotPossibleError("Name someone to take over first.")
    if not (to.is_active and to.is_listed):
        raise NotPossibleError(
            "The person who takes over is not in the portal any more. Name someone else."
        )
    is_first = leaving.handed_over_at is None
    passed = Passed(
        _pass_records(leaver, to, actor),
        _pass_threads(leaver, to),
        _pass_communities(leaver, to, is_first=is_first),
        _pass_topics(leaver, to),
    )
    if is_first or passed.total:
        leaving.handed_over_at = now()
        figures = asdict(passed)
        audit(actor, "leaving:pass_on", ref("user", leaver.id), to=to.id, **figures)
        tell(leaver.id, leaver.id, "passed_on", actor, **figures)
        tell(leaver.id, to.id, "handed_over", actor, **figures)
    return passed


def _pass_records(leaver: User, to: User, actor: User) -> int:
    count = 0
    for row in db.session.execute(queries.owned(leaver, actor)).all():
        innovation = innovations.get(row.id, actor)
        if innovation is not None:
            count += offering.pass_on(innovation, leaver, to=to, actor=actor)
    for innovation_id in db.session.scalars(queries.backed(leaver, actor)).all():
        innovation = innovations.get(innovation_id, actor)
        if innovation is not None:
            is_owner = to.id in innovation.owner_ids
            write_beside(innovation, backup_owner_id=None if is_owner else to.id)
    return count


def _pass_threads(leaver: User, to: User) -> int:
    """Where they have chosen for themself how much they are told, that stays."""
    theirs = {row.id for row in db.session.execute(queries.followed_threads(to, to))}
    rows = db.session.execute(queries.followed_threads(leaver, to)).all()
    new = [row for row in rows if row.id not in theirs]
    for row in new:
        marks.follow(db.session(), to.id, row.id, "chose", level=row.level)
    if not new:
        return 0
    now_theirs = {row.id for row in db.session.execute(queries.followed_threads(to, to))}
    return len(now_theirs - theirs)


def _pass_communities(leaver: User, to: User, *, is_first: bool) -> int:
    """Later, only what they never had to do with: they may have ended the others themself."""
    query = select(CommunityReader.community_id, CommunityReader.level).where(
        CommunityReader.level.in_(queries.FOLLOWED)
    )
    own = select(CommunityReader.community_id).where(CommunityReader.person_id == to.id)
    kept = own.where(CommunityReader.level != "normal") if is_first else own
    rows = db.session.execute(
        query.join(Community, Community.id == CommunityReader.community_id).where(
            CommunityReader.person_id == leaver.id,
            readable_communities(to),
            CommunityReader.community_id.not_in(kept),
        )
    ).all()
    for row in rows:
        marks.follow_community(db.session(), to.id, row.community_id, row.level)
    return len(rows)


def _pass_topics(leaver: User, to: User) -> int:
    kept = select(TopicReader.topic_id).where(TopicReader.person_id == to.id)
    rows = db.session.execute(
        select(TopicReader.topic_id, TopicReader.level).where(
            TopicReader.person_id == leaver.id,
            TopicReader.level.in_(queries.FOLLOWED),
            TopicReader.topic_id.not_in(kept),
        )
    ).all()
    for row in rows:
        follow_topic(to, row.topic_id, row.level)
    return len(rows)
