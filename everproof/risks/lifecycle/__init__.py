"""The lives of risks, opportunities, analyses and changes."""

from everproof.risks.lifecycle.changes import CHANGE_LIFECYCLE
from everproof.risks.lifecycle.fmea import FMEA_LIFECYCLE
from everproof.risks.lifecycle.register import OPPORTUNITY_LIFECYCLE, RISK_LIFECYCLE

__all__ = ["CHANGE_LIFECYCLE", "FMEA_LIFECYCLE", "OPPORTUNITY_LIFECYCLE", "RISK_LIFECYCLE"]
