"""The closed lists of the forum, with the words that pages use for them."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class Privacy(StrEnum):
    """Who reads a community and who takes part; from the most open to the most closed."""

    OPEN = "open"
    RESTRICTED = "restricted"
    PRIVATE = "private"
    CONFIDENTIAL = "confidential"


class MemberRole(StrEnum):
    """What a person is in a community."""

    MEMBER = "member"
    MODERATOR = "moderator"
    MANAGER = "manager"


class ThreadKind(StrEnum):
    """What a thread is for."""

    QUESTION = "question"
    DISCUSSION = "discussion"
    ANNOUNCEMENT = "announcement"


class State(StrEnum):
    """The life of a thread and of a post; only a thread is merged."""

    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"
    MERGED = "merged"


class Resolution(StrEnum):
    """What became of a question."""

    OPEN = "open"
    ANSWERED = "answered"
    RESOLVED_ELSEWHERE = "resolved_elsewhere"
    NO_ANSWER = "no_answer"
    DUPLICATE = "duplicate"


class Level(StrEnum):
    """How much a person is told of a thread, a community or a topic."""

    MUTED = "muted"
    NORMAL = "normal"
    FOLLOWING = "following"
    EVERY_POST = "every_post"


COMMUNITY_KINDS: Final[Mapping[str, str]] = {
    "community_of_practice": "Community of practice",
    "working_group": "Working group",
    "region": "Region",
    "project": "Project",
}
PRIVACIES: Final[Mapping[str, str]] = {
    Privacy.OPEN: "Open",
    Privacy.RESTRICTED: "Restricted",
    Privacy.PRIVATE: "Private",
    Privacy.CONFIDENTIAL: "Confidential",
}
PRIVACY_HINTS: Final[Mapping[str, str]] = {
    Privacy.OPEN: "Everyone who signs in can read, join and post.",
    Privacy.RESTRICTED: "Everyone who signs in can read. Only members of the community can post.",
    Privacy.PRIVATE: "Everyone who signs in sees the name. Only members of the community read it.",
    Privacy.CONFIDENTIAL: "Only members of the community know that it exists.",
}
MEMBER_ROLES: Final[Mapping[str, str]] = {
    MemberRole.MEMBER: "Member",
    MemberRole.MODERATOR: "Moderator",
    MemberRole.MANAGER: "Manager",
}
THREAD_KINDS: Final[Mapping[str, str]] = {
    ThreadKind.QUESTION: "Question",
    ThreadKind.DISCUSSION: "Discussion",
    ThreadKind.ANNOUNCEMENT: "Announcement",
}
RESOLUTIONS: Final[Mapping[str, str]] = {
    Resolution.OPEN: "Open",
    Resolution.ANSWERED: "Answered",
    Resolution.RESOLVED_ELSEWHERE: "Resolved elsewhere",
    Resolution.NO_ANSWER: "No answer",
    Resolution.DUPLICATE: "Duplicate",
}
LEVELS: Final[Mapping[str, str]] = {
    Level.MUTED: "Muted",
    Level.NORMAL: "Normal",
    Level.FOLLOWING: "Following",
    Level.EVERY_POST: "Every post",
}
LEVEL_HINTS: Final[Mapping[str, str]] = {
    Level.MUTED: "You are told nothing, and it is never shown as unread.",
    Level.NORMAL: "You are told when someone mentions you or replies to you.",
    Level.FOLLOWING: "You are told of new replies, all of one thread together.",
    Level.EVERY_POST: "You are told of each post by itself.",
}
COMMUNITY_LEVEL_HINTS: Final[Mapping[str, str]] = {
    Level.MUTED: "You are told nothing, and nothing in it is shown as unread.",
    Level.NORMAL: "You are told when someone mentions you or replies to you.",
    Level.FOLLOWING: "You are told of new threads.",
    Level.EVERY_POST: "You are told of every post.",
}
# Why a person follows a thread. The words stand in every notice of it.
FOLLOW_REASONS: Final[Mapping[str, str]] = {
    "started": "you started this thread",
    "replied": "you replied in this thread",
    "mentioned": "someone mentioned you in this thread",
    "asked": "you were asked to help with this question",
    "chose": "you follow this thread",
    "joined": "a thread that you followed was merged into this one",
}
# Who tells of what, as thread_event.kind.
EVENTS: Final[Mapping[str, str]] = {
    "locked": "locked the thread",
    "unlocked": "unlocked the thread",
    "pinned": "pinned the thread",
    "unpinned": "unpinned the thread",
    "hidden": "hid the thread",
    "restored": "restored the thread",
    "moved": "moved the thread",
    "split": "moved posts to a new thread",
    "split_from": "started this thread from posts of another",
    "merged": "merged this thread into another",
    "merged_from": "merged another thread into this one",
    "edited": "changed the title or the topics",
    "answered": "credited an answer",
    "uncredited": "took back the credit of an answer",
    "resolved": "closed the question",
    "reopened": "opened the question again",
    "post_hidden": "hid a post",
    "post_restored": "restored a post",
    "summarised": "changed the box “Where we are”",
}
INVITATION_DAYS: Final = 28
MOST_ANSWERS: Final = 3
