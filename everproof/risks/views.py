"""Pages of the risks room."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from everproof.kernel.ui.views import RecordList
from everproof.risks.models import Change, Fmea, Opportunity, Risk


class RiskList(RecordList):
    model = Risk
    create_label = _("New risk")
    example_title = _("The only supplier of forged bodies fails")
    example = (
        (_("Level"), _("Likelihood 2 × impact 5 = 10")),
        (_("Treatment"), _("Reduce: qualify a second foundry")),
        (_("After treatment"), _("1 × 4 = 4")),
    )


class OpportunityList(RecordList):
    model = Opportunity
    create_label = _("New opportunity")
    example_title = _("Plants are converted to hydrogen")
    example = (
        (_("What it could bring"), _("A new line of valves with a certificate that few makers have")),
        (_("Value"), _("Feasibility 3 × benefit 5 = 15")),
        (_("Decision"), _("Pursue")),
    )


class FmeaList(RecordList):
    model = Fmea
    create_label = _("New analysis")
    example_title = _("Process FMEA: lapping of seats")
    example = ((_("Failure"), _("Seat scratched")), (_("S, O, D"), "7, 4, 3"), (_("Action priority"), _("Medium")))


class ChangeList(RecordList):
    model = Change
    create_label = _("Propose a change")
    example_title = _("Pressure tests move to the new bench")
    example = (
        (_("What for"), _("Two tests at a time, so that no order waits for the bench")),
        (_("Touches"), _("3 processes, 12 instructions, 2 gauges")),
    )
