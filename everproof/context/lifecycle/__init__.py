"""The lives of the records of this room, by subject."""

from everproof.context.lifecycle.communication import PLAN_LIFECYCLE
from everproof.context.lifecycle.concerns import CONCERN_LIFECYCLE
from everproof.context.lifecycle.direction import DIRECTION_LIFECYCLE, SCOPE_LIFECYCLE
from everproof.context.lifecycle.means import KNOWLEDGE_LIFECYCLE, RESOURCE_LIFECYCLE
from everproof.context.lifecycle.obligations import OBLIGATION_LIFECYCLE
from everproof.context.lifecycle.surroundings import ISSUE_LIFECYCLE, PARTY_LIFECYCLE

__all__ = [
    "CONCERN_LIFECYCLE",
    "DIRECTION_LIFECYCLE",
    "ISSUE_LIFECYCLE",
    "KNOWLEDGE_LIFECYCLE",
    "OBLIGATION_LIFECYCLE",
    "PARTY_LIFECYCLE",
    "PLAN_LIFECYCLE",
    "RESOURCE_LIFECYCLE",
    "SCOPE_LIFECYCLE",
]
