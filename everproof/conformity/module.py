"""What the conformity room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.conformity import actions, checks, faults, notices, parameters, tasks
from everproof.conformity.assessment_filters import validity_filter
from everproof.conformity.history import SENTENCES
from everproof.conformity.models import ManualAssessment
from everproof.conformity.panels import REQUIREMENTS
from everproof.kernel.access.roles import ASSESS, MANAGE
from everproof.kernel.checks import checks_in, faults_in
from everproof.kernel.modules import Act, Column, MenuEntry, Module, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter

MANUAL_ASSESSMENT = RecordType(
    model=ManualAssessment,
    label=_("Assessment"),
    plural=_("Assessments"),
    path="assessments",
    prefix="MA",
    columns=(
        Column("number", _("Number")),
        Column("requirement", _("Requirement")),
        Column("title", _("What it asks")),
        Column("verdict", _("Verdict"), kind="choice"),
        Column("assessed_on", _("Assessed"), kind="day"),
        Column("assessed_by", _("By"), source="assessed_by.title", kind="person", related="assessed_by"),
        Column("valid_until", _("Valid until"), kind="day"),
        Column("site", _("Site"), source="site.title", related="site", shown=False),
    ),
    sorts=(
        Sort("newest", _("Newest first"), "id", descending=True),
        Sort("requirement", _("By requirement"), "requirement"),
        Sort("valid_until", _("By last valid day"), "valid_until"),
    ),
    search=("number", "title", "requirement", "evidence_note"),
    filters=(
        choice_filter("verdict", _("Verdict"), ManualAssessment.Verdict, _("assessed as")),
        validity_filter(),
    ),
    owner="assessed_by",
    due="valid_until",
    # A verdict is not edited: whoever was wrong voids it and assesses again.
    powers={"create": ASSESS, "update": MANAGE},
    acts={
        "create": Act(
            actions.assess_requirement,
            ("requirement", "verdict", "evidence_note", "assessed_on", "assessed_by", "valid_until", "site"),
        ),
        "update": Act(fields=("evidence_note", "site")),
    },
    about=_("What somebody found out about a requirement that no record can show by itself, and how long it counts."),
    clause="9.1",
    icon="clipboard-check",
)

MODULE = Module(
    name="conformity",
    label=_("Conformity"),
    record_types=(MANUAL_ASSESSMENT,),
    more_parameters=parameters.from_catalogues,
    schedules=tasks.SCHEDULES,
    duties=tasks.DUTIES,
    reactions=tasks.REACTIONS,
    notification_kinds=notices.KINDS,
    checks=checks_in(checks),
    faults=faults_in(faults),
    sentences=SENTENCES,
    menu=(MenuEntry(_("Conformity"), _("Readiness"), "grid-3x3", "conformity:start", insiders=True),),
    panels=(REQUIREMENTS,),
    places={"icon": "conformity:icon"},
)
