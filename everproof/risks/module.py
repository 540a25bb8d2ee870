"""What the risks room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.checks import checks_in, faults_in
from everproof.kernel.modules import DueWork, MenuEntry, Module, NextStep, Panel, ProcessHealth, groups
from everproof.kernel.parameters import Parameter
from everproof.risks import counts, duties, health
from everproof.risks.checks import changes as change_checks
from everproof.risks.checks import register as register_checks
from everproof.risks.declarations import RECORD_TYPES
from everproof.risks.faults import changes as change_faults
from everproof.risks.faults import register as register_faults
from everproof.risks.history import SENTENCES

GROUP = groups.RISKS

MODULE = Module(
    name="risks",
    label=_("Risks"),
    record_types=RECORD_TYPES,
    sentences=SENTENCES,
    menu=(
        MenuEntry(GROUP, _("Risks"), "shield-alert", "risks:risk_list", work=("risks",)),
        MenuEntry(GROUP, _("Risk matrix"), "grid-3x3", "risks:matrix", insiders=True),
        MenuEntry(GROUP, _("Opportunities"), "lightbulb", "risks:opportunity_list", work=("opportunities",)),
        MenuEntry(GROUP, _("FMEA"), "table-properties", "risks:fmea_list", work=("fmeas",)),
        MenuEntry(GROUP, _("Changes"), "git-compare", "risks:change_list", work=("changes",)),
    ),
    work=(
        DueWork("risks", _("Risks"), duties.risks_due, duties.risks_to_look_at),
        DueWork("opportunities", _("Opportunities"), duties.opportunities_due, duties.opportunities_to_look_at),
        DueWork("fmeas", _("Failure analyses"), duties.analyses_due, duties.analyses_to_look_at),
        DueWork("changes", _("Changes"), duties.changes_due, duties.changes_to_see_through),
    ),
    next_steps=(
        NextStep("risk", duties.treatment_to_decide),
        NextStep("opportunity", duties.decision_to_take),
    ),
    panels=(
        Panel("process", _("Risks and changes"), "risks/panels/process.html", health.panel, health.panel_questions),
    ),
    process_health=(ProcessHealth("risks", _("Risks"), health.risks_too_high, health.of_risks),),
    parameters=(
        Parameter(
            counts.INCIDENTS,
            _("Incidents in 1000 items up to which a failure has occurrence 2, 3, … 9"),
            "words",
            list(counts.STEPS),
            meaning=_("Eight rising numbers. From them an occurrence is proposed out of real counts; more is 10."),
        ),
    ),
    checks=checks_in(register_checks, change_checks),
    faults=faults_in(register_faults, change_faults),
)
