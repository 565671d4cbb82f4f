"""The tables of the forum."""

from portal.forum.models.community import Community, Invitation, JoinRequest, Membership
from portal.forum.models.importing import ForumImport, ForumImportItem
from portal.forum.models.post import (
    Post,
    PostAlias,
    PostFile,
    PostLink,
    PostMention,
    PostRevision,
)
from portal.forum.models.question import Answer, HelpRequest
from portal.forum.models.reading import CommunityReader, ForumReader, ThreadReader, TopicReader
from portal.forum.models.thread import Thread, ThreadEvent, ThreadSummary, ThreadTopic

__all__ = [
    "Answer",
    "Community",
    "CommunityReader",
    "ForumImport",
    "ForumImportItem",
    "ForumReader",
    "HelpRequest",
    "Invitation",
    "JoinRequest",
    "Membership",
    "Post",
    "PostAlias",
    "PostFile",
    "PostLink",
    "PostMention",
    "PostRevision",
    "Thread",
    "ThreadEvent",
    "ThreadReader",
    "ThreadSummary",
    "ThreadTopic",
    "TopicReader",
]
