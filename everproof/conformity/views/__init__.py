"""Pages of the conformity room, one file a page."""

from everproof.conformity.views.assessments import AssessmentList, AssessmentPage, AssessRequirement
from everproof.conformity.views.editions import Editions
from everproof.conformity.views.export import Export
from everproof.conformity.views.guide import Guide
from everproof.conformity.views.next import WhatNext
from everproof.conformity.views.over_time import OverTime
from everproof.conformity.views.parameters import EditParameter, Parameters, ResetParameter
from everproof.conformity.views.readiness import Icon, ReadinessPage, Start, Words
from everproof.conformity.views.report import PrintReadiness
from everproof.conformity.views.requirement import RequirementPage

__all__ = [
    "AssessRequirement",
    "AssessmentList",
    "AssessmentPage",
    "EditParameter",
    "Editions",
    "Export",
    "Guide",
    "Icon",
    "OverTime",
    "Parameters",
    "PrintReadiness",
    "ReadinessPage",
    "RequirementPage",
    "ResetParameter",
    "Start",
    "WhatNext",
    "Words",
]
