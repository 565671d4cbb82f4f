"""The tables of the innovation records."""

from portal.innovations.models.adoption import Adoption, AdoptionMessage
from portal.innovations.models.contact import ContactMessage
from portal.innovations.models.decision import Decision
from portal.innovations.models.file import InnovationFile
from portal.innovations.models.innovation import Innovation
from portal.innovations.models.links import (
    InnovationCounter,
    InnovationPartner,
    InnovationPerson,
    InnovationTopic,
    RelatedInnovation,
)
from portal.innovations.models.ownership import OwnershipOffer
from portal.innovations.models.version import PendingVersion, Version

__all__ = [
    "Adoption",
    "AdoptionMessage",
    "ContactMessage",
    "Decision",
    "Innovation",
    "InnovationCounter",
    "InnovationFile",
    "InnovationPartner",
    "InnovationPerson",
    "InnovationTopic",
    "OwnershipOffer",
    "PendingVersion",
    "RelatedInnovation",
    "Version",
]
