"""The tables of profiles, evidence, enquiries and kept knowledge."""

from portal.people.models.asking import Block, Enquiry, UnmetNeed
from portal.people.models.evidence import Endorsement, EvidenceDispute, EvidenceExclusion
from portal.people.models.keeping import (
    Capture,
    HandoverItem,
    Importance,
    Leaving,
    OrganisationManager,
)
from portal.people.models.profile import (
    ExperienceStatement,
    Expertise,
    PersonLanguage,
    PinnedWork,
    Profile,
    ProfileField,
    ProfilePhoto,
    RoleHeld,
    System,
    SystemKnown,
)

__all__ = [
    "Block",
    "Capture",
    "Endorsement",
    "Enquiry",
    "EvidenceDispute",
    "EvidenceExclusion",
    "ExperienceStatement",
    "Expertise",
    "HandoverItem",
    "Importance",
    "Leaving",
    "OrganisationManager",
    "PersonLanguage",
    "PinnedWork",
    "Profile",
    "ProfileField",
    "ProfilePhoto",
    "RoleHeld",
    "System",
    "SystemKnown",
    "UnmetNeed",
]
