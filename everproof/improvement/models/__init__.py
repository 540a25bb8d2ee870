"""The tables of the room."""

from everproof.improvement.models.corrective_action import CorrectiveAction
from everproof.improvement.models.improvement import Improvement
from everproof.improvement.models.nonconformity import Nonconformity
from everproof.improvement.models.plan import ImprovementPlan
from everproof.improvement.models.reporting import ReportingPoint

__all__ = ["CorrectiveAction", "Improvement", "ImprovementPlan", "Nonconformity", "ReportingPoint"]
