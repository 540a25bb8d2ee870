"""What the improvement room contributes."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.improvement import actions, analysis, checks, disposition, faults, reporting, severity
from everproof.improvement.forms.corrective_action import PLANNED
from everproof.improvement.forms.improvement import PROPOSED
from everproof.improvement.history import SENTENCES
from everproof.improvement.lifecycle import corrective_action, improvement
from everproof.improvement.lifecycle.nonconformity import CLOSING_SIGNED, LIFECYCLE
from everproof.improvement.measures import MEASURES
from everproof.improvement.models import CorrectiveAction, Improvement, Nonconformity, ReportingPoint
from everproof.improvement.queries import (
    corrective_actions_for,
    effect_to_judge,
    improvements_for,
    waiting,
    waiting_corrective_actions,
    waiting_for,
    waiting_improvements,
)
from everproof.improvement.tasks import (
    escalate_corrective_actions,
    remind_about_corrective_actions,
    tell_owner,
    tell_proposer,
    weigh_effects,
)
from everproof.kernel.access.roles import MANAGE, REPORT
from everproof.kernel.checks import checks_in, faults_in
from everproof.kernel.modules import (
    Act,
    Column,
    DueWork,
    MenuEntry,
    Module,
    NextStep,
    Reaction,
    RecordType,
    Sort,
)
from everproof.kernel.notifications.kinds import NotificationKind
from everproof.kernel.parameters import Parameter
from everproof.kernel.tasks.scheduling import ScheduledTask
from everproof.kernel.ui.filters import (
    age_filter,
    choice_filter,
    due_filter,
    owner_filter,
    reporter_filter,
    state_filter,
)

NONCONFORMITY = RecordType(
    model=Nonconformity,
    label=_("Nonconformity"),
    plural=_("Nonconformities"),
    path="nonconformities",
    prefix="NC",
    lifecycle=LIFECYCLE,
    columns=(
        Column("number", _("Number")),
        Column("title", _("What happened")),
        Column("status", _("State"), kind="state"),
        Column("severity", _("Severity"), kind="choice"),
        Column("owner", _("Owner"), source="owner.title", kind="person", related="owner"),
        Column("due_on", _("Due"), kind="day"),
        Column("detected_on", _("Detected"), kind="day"),
        Column("source", _("Source"), kind="choice", shown=False),
        Column("site", _("Site"), source="site.title", related="site", shown=False),
        Column("place", _("Where"), shown=False),
        Column("process", _("Process"), source="process.title", related="process", shown=False),
        Column("cause_code", _("Cause"), shown=False),
        Column("contain_by", _("Contain by"), kind="moment", shown=False),
        Column("disposition", _("Disposition"), kind="choice", shown=False),
        Column("quantity_bad", _("Bad"), kind="quantity", shown=False),
        Column("quantity_checked", _("Checked"), kind="quantity", shown=False),
        Column("quantity_unit", _("Unit"), shown=False),
        Column("cost", _("Cost"), kind="quantity", shown=False),
        Column("cost_kind", _("Kind of cost"), kind="choice", shown=False),
        Column("cause_category", _("Kind of cause"), kind="choice", shown=False),
        Column("closed_on", _("Closed"), kind="day", shown=False),
        Column("recorded_at", _("Recorded"), kind="moment", shown=False),
    ),
    sorts=(
        Sort("newest", _("Newest first"), "id", descending=True),
        Sort("due", _("By due day"), "due_on"),
        Sort("detected", _("By day detected"), "detected_on", descending=True),
    ),
    search=("number", "title", "description", "place", "correction", "cause", "lesson"),
    filters=(
        state_filter(LIFECYCLE),
        choice_filter("severity", _("Severity"), Nonconformity.Severity, _("of severity")),
        owner_filter(),
        due_filter("due_on", LIFECYCLE),
        choice_filter("source", _("Source"), Nonconformity.Source, _("from")),
        choice_filter("disposition", _("Disposition"), Nonconformity.Disposition, _("to be")),
        age_filter("detected_on"),
        reporter_filter(),
    ),
    owner="owner",
    due="due_on",
    powers={"create": REPORT},
    personal=("reporter",),
    visibility=reporting.quarantine,
    lists={"team": UUID, "five_whys": str, "ishikawa": str, "is_is_not": str},
    acts={
        "create": Act(actions.report_nonconformity, ("title", "description", "place", "site", "detected_on", "source")),
        "update": Act(actions.update_nonconformity),
        "triage": Act(actions.triage_nonconformity),
        "reject": Act(actions.reject_nonconformity),
        "contain": Act(actions.contain_nonconformity),
        "analyse": Act(actions.analyse_nonconformity),
        "verify-cause": Act(actions.verify_cause),
        "close": Act(actions.close_nonconformity),
        "reopen": Act(actions.reopen_nonconformity),
    },
    about=_("Something that did not meet a requirement. Reporting it takes a minute and blames nobody."),
    clause="10.2",
    icon="triangle-alert",
)

CORRECTIVE_ACTION = RecordType(
    model=CorrectiveAction,
    label=_("Corrective action"),
    plural=_("Corrective actions"),
    path="corrective-actions",
    prefix="CA",
    lifecycle=corrective_action.LIFECYCLE,
    columns=(
        Column("number", _("Number")),
        Column("title", _("Corrective action")),
        Column("status", _("State"), kind="state"),
        Column("owner", _("Owner"), source="owner.title", kind="person", related="owner"),
        Column("due_on", _("Due"), kind="day"),
        Column("nonconformity", _("Nonconformity"), source="nonconformity.number", related="nonconformity"),
        Column("effectiveness_due_on", _("Effect due"), kind="day"),
        Column("effectiveness_result", _("Effect"), kind="choice", shown=False),
        Column("effort", _("Effort"), kind="choice", shown=False),
        Column("process", _("Process"), source="process.title", related="process", shown=False),
        Column("approved_on", _("Approved"), kind="day", shown=False),
        Column("effect_proposal", _("What the data say"), kind="choice", shown=False),
        Column("completed_on", _("Completed"), kind="day", shown=False),
        Column("site", _("Site"), source="site.title", related="site", shown=False),
    ),
    sorts=(
        Sort("newest", _("Newest first"), "id", descending=True),
        Sort("due", _("By due day"), "due_on"),
        Sort("effect", _("By day of judgement"), "effectiveness_due_on"),
    ),
    search=("number", "title", "description", "evidence", "effectiveness_conclusion"),
    filters=(
        state_filter(corrective_action.LIFECYCLE),
        owner_filter(),
        due_filter("due_on", corrective_action.LIFECYCLE),
        choice_filter("effectiveness_result", _("Effect"), CorrectiveAction.Effect, _("found")),
        choice_filter("effect_proposal", _("What the data say"), CorrectiveAction.Proposal, _("of which the data say")),
    ),
    owner="owner",
    due="due_on",
    acts={
        "create": Act(actions.plan_corrective_action, ("nonconformity", *PLANNED)),
        "update": Act(actions.update_corrective_action, PLANNED),
        "approve": Act(actions.approve_corrective_action),
        "weigh": Act(actions.weigh_corrective_action),
        "start": Act(actions.start_corrective_action),
        "complete": Act(actions.complete_corrective_action),
        "confirm": Act(actions.confirm_corrective_action),
        "disprove": Act(actions.disprove_corrective_action),
        "cancel": Act(actions.cancel_corrective_action),
        "reopen": Act(actions.reopen_corrective_action),
    },
    about=_("What removes the cause of a nonconformity, and whether it worked. It is planned from the nonconformity."),
    clause="10.2",
    icon="wrench",
)

IMPROVEMENT = RecordType(
    model=Improvement,
    label=_("Improvement"),
    plural=_("Improvements"),
    path="improvements",
    prefix="IMP",
    lifecycle=improvement.LIFECYCLE,
    columns=(
        Column("number", _("Number")),
        Column("title", _("Improvement")),
        Column("status", _("State"), kind="state"),
        Column("kind", _("Improves"), kind="choice"),
        Column("owner", _("Owner"), source="owner.title", kind="person", related="owner"),
        Column("due_on", _("Due"), kind="day"),
        Column("sponsor", _("Sponsor"), source="sponsor.title", kind="person", related="sponsor", shown=False),
        Column("site", _("Site"), source="site.title", related="site", shown=False),
        Column("completed_on", _("Completed"), kind="day", shown=False),
    ),
    sorts=(
        Sort("newest", _("Newest first"), "id", descending=True),
        Sort("due", _("By due day"), "due_on"),
    ),
    search=("number", "title", "description", "expected_result", "result"),
    filters=(
        state_filter(improvement.LIFECYCLE),
        choice_filter("kind", _("What it improves"), Improvement.Kind, _("of")),
        owner_filter(),
        due_filter("due_on", improvement.LIFECYCLE),
        reporter_filter(),
    ),
    owner="owner",
    due="due_on",
    powers={"create": REPORT},
    acts={
        "create": Act(actions.propose_improvement, PROPOSED),
        "update": Act(fields=PROPOSED),
        "select": Act(actions.select_improvement),
        "decline": Act(actions.decline_improvement),
        "complete": Act(actions.complete_improvement),
        "reopen": Act(actions.reopen_improvement),
    },
    about=_("A change for the better. Anyone proposes one, and every proposal gets an answer."),
    clause="10.3",
    icon="sprout",
)

REPORTING_POINT = RecordType(
    model=ReportingPoint,
    label=_("Reporting code"),
    plural=_("Reporting codes"),
    path="reporting-points",
    prefix="RP",
    columns=(
        Column("number", _("Number")),
        Column("title", _("Place")),
        Column("kind", _("On"), kind="choice"),
        Column("site", _("Site"), source="site.title", related="site"),
        Column("process", _("Process"), source="process.title", related="process"),
        Column("active", _("In use"), kind="boolean"),
        Column("renewed_on", _("Renewed"), kind="day", shown=False),
    ),
    sorts=(Sort("newest", _("Newest first"), "id", descending=True), Sort("place", _("By place"), "title")),
    search=("number", "title", "hint"),
    filters=(choice_filter("kind", _("On"), ReportingPoint.Kind, _("on")),),
    natural_key=("title",),
    powers={"create": MANAGE, "renew": MANAGE},
    about=_("A code at a machine, a bay or a product. Who scans it reports from there without a login."),
    clause="10.2",
    icon="qr-code",
)

NOTIFICATION_KINDS = (
    NotificationKind(
        "corrective-action-given",
        _("A corrective action is given to me"),
        _("%(number)s is yours, due on %(due)s: %(title)s"),
        days=("due",),
    ),
    NotificationKind(
        "corrective-action-due",
        _("A corrective action of mine is due soon"),
        _("%(number)s is due on %(due)s: %(title)s"),
        days=("due",),
    ),
    NotificationKind(
        "corrective-action-late",
        _("A corrective action of somebody I am responsible for is late"),
        _("%(number)s of %(owner)s was due on %(due)s: %(title)s"),
        days=("due",),
    ),
    NotificationKind(
        "effect-weighed",
        _("The data of a corrective action are weighed"),
        _("The data of %(number)s say “%(words)s”. Judge it by %(due)s: %(title)s"),
        days=("due",),
    ),
    NotificationKind(
        "effect-due",
        _("The effect of a corrective action has to be judged"),
        _("Say by %(due)s whether %(number)s worked: %(title)s"),
        days=("due",),
    ),
    NotificationKind(
        "improvement-decided",
        _("There is a decision on an improvement that I proposed"),
        _("%(number)s, which you proposed, is %(state)s: %(title)s"),
    ),
)

MODULE = Module(
    name="improvement",
    label=_("Improvement"),
    record_types=(NONCONFORMITY, CORRECTIVE_ACTION, IMPROVEMENT, REPORTING_POINT),
    work=(
        DueWork("nonconformities", _("Nonconformities"), waiting_for, waiting),
        DueWork("corrective-actions", _("Corrective actions"), corrective_actions_for, waiting_corrective_actions),
        DueWork("improvements", _("Improvements"), improvements_for, waiting_improvements),
    ),
    next_steps=(NextStep("corrective-action", effect_to_judge),),
    reactions=(
        Reaction("improvement.corrective-action.create", tell_owner),
        Reaction("improvement.corrective-action.update", tell_owner),
        Reaction("improvement.corrective-action.reopen", tell_owner),
        Reaction("improvement.improvement.select", tell_proposer),
        Reaction("improvement.improvement.decline", tell_proposer),
    ),
    schedules=(
        ScheduledTask("weigh-effects", weigh_effects, "FREQ=DAILY;BYHOUR=4;BYMINUTE=45;BYSECOND=0"),
        ScheduledTask(
            "escalate-corrective-actions",
            escalate_corrective_actions,
            "FREQ=DAILY;BYHOUR=5;BYMINUTE=20;BYSECOND=0",
        ),
        ScheduledTask(
            "remind-about-corrective-actions",
            remind_about_corrective_actions,
            "FREQ=DAILY;BYHOUR=5;BYMINUTE=15;BYSECOND=0",
        ),
    ),
    measures=MEASURES,
    notification_kinds=NOTIFICATION_KINDS,
    parameters=(
        Parameter(
            CLOSING_SIGNED,
            _("Closing a nonconformity is signed"),
            "boolean",
            False,
            meaning=_("Whoever closes a nonconformity proves again who they are, and the signature stays with it."),
        ),
        Parameter(
            actions.corrective_action.APPROVED_FROM,
            _("A corrective action is approved before it begins"),
            "choice",
            "never",
            choices=(
                ("never", _("Only as 8D")),
                ("high", _("Against what is severe")),
                ("medium", _("From medium severity on")),
                ("low", _("Always, once the severity is judged")),
            ),
            meaning=_("Approving it fixes what the data will have to show, and needs a verified cause."),
        ),
        *severity.PARAMETERS,
        disposition.PARAMETER,
        reporting.PARAMETER,
        *analysis.PARAMETERS,
    ),
    sentences=SENTENCES,
    places={"report": "improvement:report"},
    public_pages={
        reporting.POINT: "everproof.improvement.views.reporting.ReportHere",
        reporting.FOLLOW: "everproof.improvement.views.reporting.FollowReport",
    },
    checks=checks_in(
        checks.nonconformity,
        checks.corrective_action,
        checks.improvement,
        checks.follow_up,
    ),
    faults=faults_in(
        faults.nonconformity,
        faults.corrective_action,
        faults.improvement,
        faults.follow_up,
    ),
    menu=(
        MenuEntry(
            _("Improvement"),
            _("Nonconformities"),
            "triangle-alert",
            "improvement:nonconformity_list",
            work=("nonconformities",),
        ),
        MenuEntry(_("Improvement"), _("Analysis"), "chart-column", "improvement:analysis", insiders=True),
        MenuEntry(_("Improvement"), _("Reports to take up"), "inbox", "improvement:queue", power=MANAGE),
        MenuEntry(
            _("Improvement"),
            _("Corrective actions"),
            "wrench",
            "improvement:corrective_action_list",
            work=("corrective-actions",),
        ),
        MenuEntry(
            _("Improvement"), _("Improvements"), "sprout", "improvement:improvement_list", work=("improvements",)
        ),
        MenuEntry(_("Improvement"), _("Reporting codes"), "qr-code", "improvement:reporting_point_list", power=MANAGE),
    ),
)
