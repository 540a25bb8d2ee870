"""The record types of the risks room."""

from everproof.risks.declarations.changes import CHANGE
from everproof.risks.declarations.fmea import FAILURE_MODE, FMEA, FMEA_RATING
from everproof.risks.declarations.register import OPPORTUNITY, RATING, RISK

RECORD_TYPES = (RISK, OPPORTUNITY, RATING, FMEA, FAILURE_MODE, FMEA_RATING, CHANGE)
