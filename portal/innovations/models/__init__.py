"""The tables of the innovation records."""

from portal.innovations.models.contact import ContactMessage
from portal.innovations.models.decision import Decision
from portal.innovations.models.innovation import (
    Innovation,
    InnovationCounter,
    InnovationPartner,
    InnovationPerson,
    InnovationTopic,
    RelatedInnovation,
)

__all__ = [
    "ContactMessage",
    "Decision",
    "Innovation",
    "InnovationCounter",
    "InnovationPartner",
    "InnovationPerson",
    "InnovationTopic",
    "RelatedInnovation",
]
