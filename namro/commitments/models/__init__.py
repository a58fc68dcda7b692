"""Room commitments: what is stored."""

from namro.commitments.models.campaign import Body, Campaign, ClassRule, Registrant, Topic
from namro.commitments.models.commitment import (
    CONTENT,
    Amendment,
    CaseFile,
    Commitment,
    Content,
    Review,
    Version,
)
from namro.commitments.models.paper import PaperForm

__all__ = [
    "CONTENT",
    "Amendment",
    "Body",
    "Campaign",
    "CaseFile",
    "ClassRule",
    "Commitment",
    "Content",
    "PaperForm",
    "Registrant",
    "Review",
    "Topic",
    "Version",
]
