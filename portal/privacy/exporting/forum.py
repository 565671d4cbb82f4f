"""What a person wrote in the forum, also without their name; what they follow and are in."""

from typing import Any

from sqlalchemy import case, false, func, literal, select
from sqlalchemy.orm import aliased

from portal.forum.models import (
    Answer,
    Community,
    CommunityReader,
    ForumReader,
    HelpRequest,
    Invitation,
    JoinRequest,
    Membership,
    Post,
    PostFile,
    PostMention,
    PostRevision,
    Thread,
    ThreadEvent,
    ThreadReader,
    ThreadSummary,
    ThreadTopic,
    TopicReader,
)
from portal.forum.seeing import listed_communities, visible_threads
from portal.forum.vocabulary import State
from portal.privacy.exporting.holder import Holder
from portal.privacy.exporting.kind import Kind, Refine, link
from portal.records import AnySelect
from portal.topics.models import Topic

_Credited = aliased(Answer)


def _in_community(community_id: Any) -> Refine:
    """Adds the community, by its name and address only where the person may know of it."""

    def refine(query: AnySelect, holder: Holder) -> AnySelect:
        known = listed_communities(holder)
        address = literal("/communities/") + Community.slug
        return query.join(Community, Community.id == community_id).add_columns(
            case((known, Community.name), else_="").label("community"),
            case((known, address)).label("link"),
        )

    return refine


def _credit(query: AnySelect, _holder: Holder) -> AnySelect:
    credited = select(_Credited.position).where(_Credited.post_id == Post.id).exists()
    return query.add_columns(credited.label("is_credited_as_answer"))


def _topics(query: AnySelect, _holder: Holder) -> AnySelect:
    labels = (
        select(func.aggregate_strings(Topic.label, "; "))
        .join(ThreadTopic, ThreadTopic.topic_id == Topic.id)
        .where(ThreadTopic.thread_id == Thread.id)
    )
    return query.add_columns(labels.scalar_subquery().label("topics"))


def _files(query: AnySelect, _holder: Holder) -> AnySelect:
    return query.join(PostFile, PostFile.post_id == Post.id)


def _seen_posts(query: AnySelect, holder: Holder) -> AnySelect:
    """Only where the person may read the post now."""
    return (
        query.join(Post, Post.id == PostMention.post_id)
        .join(Thread, Thread.id == Post.thread_id)
        .join(Community, Community.id == Thread.community_id)
        .where(visible_threads(holder), Post.state == State.PUBLISHED)
    )


def _topic(query: AnySelect, _holder: Holder) -> AnySelect:
    return query.join(Topic, Topic.id == TopicReader.topic_id)


def _invited(holder: Holder) -> Any:
    return Invitation.email == holder.email.lower() if holder.email else false()


_INVITATION = (
    *(Invitation.role, Invitation.created_at, Invitation.expires_at),
    *(Invitation.answer, Invitation.answered_at),
)

KINDS = (
    Kind(
        "threads",
        "Threads that you started",
        (Thread.author_id,),
        (
            *(link("/threads/", Thread.id), Thread.kind, Thread.title, Thread.is_anonymous),
            *(Thread.state, Thread.resolution, Thread.outcome, Thread.lock_reason),
            *(Thread.hide_reason, Thread.created_at, Thread.edited_at, Thread.source_url),
        ),
        _topics,
        order=(Thread.created_at, Thread.id),
    ),
    Kind(
        "posts",
        "Posts that you wrote",
        (Post.author_id,),
        (
            *(link("/posts/", Post.id), Post.thread_id.label("thread"), Post.no),
            *(Post.is_anonymous, Post.text, Post.state, Post.hide_reason),
            *(Post.created_at, Post.edited_at, Post.source_url),
        ),
        _credit,
        # As an index has them, so that no database sorts all texts first.
        order=(Post.created_at, Post.id),
    ),
    Kind(
        "post_versions",
        "What posts said before, where you wrote it",
        (PostRevision.editor_id,),
        (
            *(link("/posts/", PostRevision.post_id), PostRevision.number, PostRevision.text),
            *(PostRevision.at, PostRevision.reason.label("why_it_was_changed")),
        ),
    ),
    Kind(
        "post_files",
        "Files that you attached to posts",
        (Post.author_id,),
        (
            *(PostFile.id, PostFile.name, PostFile.digest, PostFile.alternative_text),
            *(PostFile.media_type, PostFile.size, PostFile.uploaded_at),
            link("/posts/", Post.id),
        ),
        _files,
        order=(PostFile.id,),
        has_files=True,
    ),
    Kind(
        "summaries",
        "Summaries of threads that you wrote",
        (ThreadSummary.editor_id,),
        (
            *(link("/threads/", ThreadSummary.thread_id), ThreadSummary.number),
            *(ThreadSummary.text, ThreadSummary.at),
        ),
    ),
    Kind(
        "thread_acts",
        "What else you did in threads",
        (ThreadEvent.actor_id,),
        (
            *(link("/threads/", ThreadEvent.thread_id), ThreadEvent.kind),
            *(ThreadEvent.reason, ThreadEvent.at),
        ),
    ),
    Kind(
        "answers_credited",
        "Posts that you credited as answers",
        (Answer.by_id,),
        (link("/posts/", Answer.post_id), Answer.at),
    ),
    Kind(
        "mentions",
        "Posts that name you",
        (PostMention.person_id,),
        (link("/posts/", PostMention.post_id), Post.created_at),
        _seen_posts,
    ),
    Kind(
        "help_asked_of_you",
        "Threads that you were asked to help with",
        (HelpRequest.person_id,),
        (
            *(link("/threads/", HelpRequest.thread_id), HelpRequest.asked_at),
            *(HelpRequest.answer, HelpRequest.answered_at),
        ),
        lambda query, _holder: query.where(HelpRequest.asked_at.is_not(None)),
    ),
    Kind(
        "communities",
        "Communities that you are in",
        (Membership.person_id,),
        (Membership.role, Membership.joined_at),
        _in_community(Membership.community_id),
    ),
    Kind(
        "communities_made",
        "Communities that you made",
        (Community.created_by_id,),
        (Community.name, Community.created_at),
        lambda query, holder: query.where(listed_communities(holder)),
    ),
    Kind(
        "join_requests",
        "Communities that you asked to join",
        (JoinRequest.person_id,),
        (
            *(JoinRequest.words, JoinRequest.created_at, JoinRequest.answer),
            *(JoinRequest.answered_at, JoinRequest.reason),
        ),
        _in_community(JoinRequest.community_id),
    ),
    Kind(
        "join_requests_answered",
        "Requests to join that you answered",
        (JoinRequest.answered_by_id,),
        (JoinRequest.answer, JoinRequest.answered_at, JoinRequest.reason),
        _in_community(JoinRequest.community_id),
    ),
    Kind(
        "invitations_received",
        "Invitations to communities that you got",
        (Invitation.email,),
        _INVITATION,
        _in_community(Invitation.community_id),
        mine=_invited,
    ),
    Kind(
        "invitations_sent",
        "Invitations to communities that you sent",
        (Invitation.invited_by_id,),
        (Invitation.email, *_INVITATION),
        _in_community(Invitation.community_id),
    ),
    Kind(
        "threads_read",
        "Threads that you read or follow",
        (ThreadReader.person_id,),
        (
            *(link("/threads/", ThreadReader.thread_id), ThreadReader.last_read_no),
            *(ThreadReader.is_kept_unread, ThreadReader.level, ThreadReader.reason),
        ),
    ),
    Kind(
        "communities_followed",
        "Communities that you read or follow",
        (CommunityReader.person_id,),
        (CommunityReader.level,),
        _in_community(CommunityReader.community_id),
    ),
    Kind(
        "topics_followed",
        "Topics that you follow",
        (TopicReader.person_id,),
        (Topic.label.label("topic"), TopicReader.level),
        _topic,
    ),
    Kind(
        "forum_settings",
        "Your settings for the forum",
        (ForumReader.person_id,),
        (ForumReader.is_askable, ForumReader.changed_at),
    ),
)
