"""The record types of this room as they are declared, by subject."""

from everproof.context.declarations.communication import COMMUNICATION_PLAN, COMMUNICATION_RECORD
from everproof.context.declarations.concerns import CONCERN
from everproof.context.declarations.direction import SCOPE_STATEMENT, STRATEGIC_DIRECTION
from everproof.context.declarations.means import KNOWLEDGE_ITEM, RESOURCE_PLAN
from everproof.context.declarations.obligations import LEGAL_REQUIREMENT
from everproof.context.declarations.surroundings import CONTEXT_ISSUE, INTERESTED_PARTY, PARTY_NEED

RECORD_TYPES = (
    STRATEGIC_DIRECTION,
    SCOPE_STATEMENT,
    CONTEXT_ISSUE,
    INTERESTED_PARTY,
    PARTY_NEED,
    LEGAL_REQUIREMENT,
    COMMUNICATION_PLAN,
    COMMUNICATION_RECORD,
    RESOURCE_PLAN,
    KNOWLEDGE_ITEM,
    CONCERN,
)

__all__ = ["RECORD_TYPES"]
