"""The tables of the room, by subject."""

from everproof.context.models.communication import CommunicationPlan, CommunicationRecord, Topic
from everproof.context.models.concerns import Concern
from everproof.context.models.direction import ScopeStatement, StrategicDirection
from everproof.context.models.means import KnowledgeItem, ResourcePlan
from everproof.context.models.obligations import LegalRequirement
from everproof.context.models.surroundings import ContextIssue, InterestedParty, PartyNeed

__all__ = [
    "CommunicationPlan",
    "CommunicationRecord",
    "Concern",
    "ContextIssue",
    "InterestedParty",
    "KnowledgeItem",
    "LegalRequirement",
    "PartyNeed",
    "ResourcePlan",
    "ScopeStatement",
    "StrategicDirection",
    "Topic",
]
