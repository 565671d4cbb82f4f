"""The closed lists of profiles, enquiries and kept knowledge: key, and words for the page."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final


class FieldAudience(StrEnum):
    """Who sees a field of a profile; the person sees all of it."""

    MEMBERS = "members"
    ORGANISATION = "organisation"
    ME = "me"


AUDIENCES: Final[Mapping[str, str]] = {
    FieldAudience.MEMBERS: "Everyone who signs in",
    FieldAudience.ORGANISATION: "My organisation",
    FieldAudience.ME: "Only me",
}

FIELDS: Final[Mapping[str, str]] = {
    "pronouns": "Pronouns",
    "photo": "Photo",
    "about": "About me",
    "email": "Email",
    "phone": "Phone",
    "contact": "Other ways to reach me",
    "orcid": "ORCID iD",
    "languages": "Languages",
    "roles": "Roles held",
    "systems": "Systems known",
    "offers": "Topics I can help with",
    "wants": "Topics I want to learn about",
    "statements": "Experience",
    "works": "Pinned works",
    "mentoring": "Willing to mentor",
    "backup": "Backup person",
    "evidence": "What I did in the portal",
}
"""Each of them has an audience of its own. Name, job title, organisation, library service, region
and availability are shown wherever the profile is."""

DEFAULT_AUDIENCES: Final[Mapping[str, str]] = {
    **dict.fromkeys(FIELDS, FieldAudience.MEMBERS),
    "email": FieldAudience.ME,
    "phone": FieldAudience.ME,
}
"""Who sees a field until its person chooses."""


class Availability(StrEnum):
    OPEN = "open"
    LIMITED = "limited"
    PAUSED = "paused"


AVAILABILITIES: Final[Mapping[str, str]] = {
    Availability.OPEN: "Open to questions",
    Availability.LIMITED: "Limited time",
    Availability.PAUSED: "Paused",
}

LEVELS: Final[Mapping[int, str]] = {
    1: "Some experience",
    2: "Works with it",
    3: "Knows it well",
    4: "Is asked about it",
}
KNOWS_WELL: Final = 3
"""From this level on, a person holds the knowledge of a topic or system."""

ROLES: Final[Mapping[str, str]] = {
    "project_manager": "Project manager",
    "system_manager": "System manager",
    "service_manager": "Library service manager",
    "trainer": "Trainer",
    "cataloguer": "Cataloguer",
    "outreach": "Outreach or clinical librarian",
    "supplier_contact": "Supplier contact",
    "chair": "Chair of a group",
    "other": "Other",
}

# ISO 639-1, with British Sign Language (ISO 639-3).
LANGUAGES: Final[Mapping[str, str]] = {
    "ar": "Arabic",
    "bfi": "British Sign Language",
    "bn": "Bengali",
    "cy": "Welsh",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fa": "Persian",
    "fr": "French",
    "gu": "Gujarati",
    "hi": "Hindi",
    "it": "Italian",
    "ne": "Nepali",
    "nl": "Dutch",
    "pa": "Punjabi",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "so": "Somali",
    "ta": "Tamil",
    "tl": "Tagalog",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "yo": "Yoruba",
    "zh": "Chinese",
}


class EvidenceKind(StrEnum):
    """What a person did in the portal that speaks for them."""

    ANSWER = "answer"
    REPLY = "reply"
    QUESTION = "question"
    OWNER = "owner"
    CONTRIBUTOR = "contributor"
    REVIEW = "review"
    ADOPTION = "adoption"
    ROLE = "role"


EVIDENCE_KINDS: Final[Mapping[str, tuple[str, str]]] = {
    EvidenceKind.ANSWER: ("answer credited", "answers credited"),
    EvidenceKind.REPLY: ("reply", "replies"),
    EvidenceKind.QUESTION: ("question", "questions"),
    EvidenceKind.OWNER: ("innovation", "innovations"),
    EvidenceKind.CONTRIBUTOR: ("part in an innovation", "parts in innovations"),
    EvidenceKind.REVIEW: ("review", "reviews"),
    EvidenceKind.ADOPTION: ("adoption confirmed", "adoptions confirmed"),
    EvidenceKind.ROLE: ("role in a community", "roles in communities"),
}

DISPUTE_STATES: Final = ("open", "upheld", "dismissed")
"""What moderators made of a dispute: upheld means that the item does not count."""

ENDORSEMENT_REASONS: Final[Mapping[str, str]] = {
    "worked_together": "We worked together",
    "answered_me": "They answered me",
    "taught_me": "They taught me",
    "used_their_work": "I used their work",
}
ENDORSEMENT_STATES: Final = ("offered", "accepted", "declined", "withdrawn", "lapsed")

ENQUIRY_STATES: Final[Mapping[str, str]] = {
    "open": "Waiting for an answer",
    "answered": "Answered",
    "passed_on": "Passed on",
    "declined": "Declined",
    "withdrawn": "Withdrawn",
    "lapsed": "No answer came",
}

IMPORTANCES: Final[Mapping[int, str]] = {1: "Useful", 2: "Important", 3: "Vital"}
CAPTURE_KINDS: Final[Mapping[str, str]] = {
    "interview": "Interview",
    "shadowing": "Shadowing",
    "write_up": "Write-up",
}
CAPTURE_STATES: Final[Mapping[str, str]] = {
    "open": "To do",
    "done": "Done",
    "dropped": "Not done",
}
PROMPTS: Final[Mapping[str, tuple[str, str]]] = {
    "yearly-tasks": (
        "What comes round every year?",
        "Go through the months. What has to be renewed, counted, ordered or reported, and when do "
        "you begin?",
    ),
    "decisions": (
        "Which decisions would look odd to a newcomer?",
        "Say what was decided, what else was on the table, and what would make you decide anew.",
    ),
    "troubles": (
        "What goes wrong, and what do you do then?",
        "Name the faults that come back, how you notice them, and the quickest way to put them "
        "right.",
    ),
    "contacts": (
        "Whom do you call to get something done?",
        "List the people at suppliers, in IT and elsewhere who really help, and what each is good "
        "for.",
    ),
    "workarounds": (
        "What do you do that no manual says?",
        "Think of the lists, settings, scripts and habits that only you use. Where are they?",
    ),
    "first-month": (
        "What should your successor do in the first month?",
        "Say what cannot wait, whom to meet, and what to leave alone at first.",
    ),
    "unfinished": (
        "What is half done?",
        "Say for each piece of work where it stands, who waits for it, and what comes next.",
    ),
    "to-stop": (
        "What would you stop doing?",
        "Some tasks outlive their reason. Name those that nobody would miss.",
    ),
}
"""What a leaver is asked to write about: the question, and how to go about it."""
