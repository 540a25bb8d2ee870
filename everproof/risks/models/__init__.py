"""Tables of the risks room, by subject."""

from everproof.risks.models.changes import Change
from everproof.risks.models.fmea import FailureMode, Fmea, FmeaRating
from everproof.risks.models.register import Opportunity, Rating, Risk

__all__ = ["Change", "FailureMode", "Fmea", "FmeaRating", "Opportunity", "Rating", "Risk"]
