"""What performance contributes: KPIs with their comments, objectives and analyses as record types, duties, settings."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.checks import checks_in, faults_in
from everproof.kernel.modules import (
    Act,
    Column,
    DueWork,
    Filter,
    MenuEntry,
    Panel,
    ProcessHealth,
    Reaction,
    RecordType,
    Sort,
)
from everproof.kernel.notifications.kinds import NotificationKind
from everproof.kernel.parameters import Parameter
from everproof.kernel.tasks.scheduling import ScheduledTask
from everproof.kernel.ui.filters import choice_filter, due_filter, owner_filter, state_filter
from everproof.processes import duties, health, tasks
from everproof.processes.actions import analyses, kpis, objectives, values
from everproof.processes.checks import performance as checks
from everproof.processes.faults import performance as faults
from everproof.processes.forms.performance import AnalysisForm, CommentForm, ObjectiveForm
from everproof.processes.lifecycle.performance import ANALYSIS_LIFECYCLE, KPI_LIFECYCLE, OBJECTIVE_LIFECYCLE
from everproof.processes.models import Analysis, Kpi, KpiComment, Objective
from everproof.processes.models.performance import EXACT
from everproof.processes.standing import RULES

NUMBER = Column("number", _("Number"))
NEWEST = Sort("newest", _("Newest first"), "id", descending=True)
BY_TITLE = Sort("title", _("By name"), "title")
OWNER = Column("owner", _("Owner"), source="owner.title", kind="person", related="owner")
SITE = Column("site", _("Site"), source="site.title", related="site", shown=False)


def _attention(value: str, actor: Actor) -> Q:
    """KPIs by what they ask of somebody."""
    if value == "signal":
        return Q(status="active", standing__open_signals__gt=0)
    return Q(status="active", standing__awaits_from__lte=clock.today(actor.organization.zone))


ATTENTION = Filter(
    "asks",
    _("Asks for"),
    lambda actor: [("value", _("a value")), ("signal", _("a comment on a signal"))],
    _attention,
    _("asking for"),
)

KPI = RecordType(
    model=Kpi,
    label=_("KPI"),
    plural=_("KPIs"),
    path="kpis",
    prefix="KPI",
    lifecycle=KPI_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("KPI")),
        Column("process", _("Process"), source="process.title", related="process"),
        OWNER,
        Column("status", _("State"), kind="state", shown=False),
        Column("period", _("Rhythm"), kind="choice", shown=False),
        Column(
            "newest_on", _("Newest period"), source="standing.newest_on", kind="day", related="standing", shown=False
        ),
        Column(
            "newest_value",
            _("Newest value"),
            source="standing.newest_value",
            kind="number",
            related="standing",
            shown=False,
        ),
        Column("unit", _("Unit"), shown=False),
        Column("target", _("Target"), kind="number", shown=False),
        Column("direction", _("Direction"), kind="choice", shown=False),
        Column("topic", _("Topic"), kind="choice", shown=False),
        Column("source_kind", _("How the figures come"), kind="choice", shown=False),
        SITE,
    ),
    sorts=(BY_TITLE, NEWEST),
    search=("number", "title", "formula", "method", "source"),
    filters=(
        state_filter(KPI_LIFECYCLE),
        ATTENTION,
        choice_filter("topic", _("Topic"), Kpi.Topic, _("about")),
        owner_filter(),
    ),
    natural_key=("title",),
    owner="owner",
    powers={"create": MANAGE, "keep-limits": MANAGE},
    acts={
        "create": Act(kpis.define_kpi),
        "update": Act(kpis.change_kpi),
        "enter": Act(
            values.enter_value,
            fields=(),
            takes={
                "period_on": models.DateField(_("any day of the period"), null=True),
                "value": models.DecimalField(_("value"), null=True, **EXACT),
                "numerator": models.DecimalField(_("numerator"), null=True, **EXACT),
                "denominator": models.DecimalField(_("denominator"), null=True, **EXACT),
            },
        ),
        "retire": Act(kpis.retire_kpi),
        "reactivate": Act(kpis.reactivate_kpi),
    },
    about=_(
        "A figure that tells whether a process does what it should, judged as a signal and not as a traffic light."
    ),
    clause="9.1.1",
    icon="chart-line",
)

KPI_COMMENT = RecordType(
    model=KpiComment,
    label=_("Comment on a KPI"),
    plural=_("Comments on KPIs"),
    path="kpi-comments",
    prefix="KC",
    columns=(
        NUMBER,
        Column("title", _("What happened")),
        Column("kpi", _("KPI"), source="kpi.title", related="kpi"),
        Column("period_on", _("Period until"), kind="day"),
        Column("explanation", _("What was done"), shown=False),
    ),
    sorts=(NEWEST, Sort("period", _("By period"), "period_on", descending=True)),
    search=("number", "title", "explanation"),
    acts={
        "create": Act(kpis.comment_on_kpi, ("kpi", "period_on", "title", "explanation")),
        "update": Act(fields=CommentForm.Meta.fields),
    },
    about=_("What was behind a signal of a KPI, or why a period has no value, so that nobody has to ask twice."),
    clause="9.1.3",
    icon="message-square",
)

OBJECTIVE = RecordType(
    model=Objective,
    label=_("Objective"),
    plural=_("Objectives"),
    path="objectives",
    prefix="OBJ",
    lifecycle=OBJECTIVE_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Objective")),
        Column("status", _("State"), kind="state"),
        Column("level", _("Level"), kind="choice"),
        OWNER,
        Column("due_on", _("Due"), kind="day"),
        Column("kpi", _("KPI"), source="kpi.title", related="kpi", shown=False),
        Column("target", _("Target"), kind="number", shown=False),
        Column("unit", _("Unit"), shown=False),
        Column("parent", _("Serves"), source="parent.title", related="parent", shown=False),
        Column("reviewed_on", _("Reviewed"), kind="day", shown=False),
        Column("review_due_on", _("Review due"), kind="day", shown=False),
        Column("off_track_since", _("Off track since"), kind="day", shown=False),
        SITE,
    ),
    sorts=(Sort("due", _("By due day"), "due_on"), BY_TITLE, NEWEST),
    search=("number", "title", "plan", "progress", "result"),
    filters=(
        state_filter(OBJECTIVE_LIFECYCLE),
        choice_filter("level", _("Level"), Objective.Level, _("at the level")),
        owner_filter(),
        due_filter("due_on", OBJECTIVE_LIFECYCLE),
    ),
    natural_key=("title",),
    owner="owner",
    due="due_on",
    powers={"create": MANAGE},
    acts={
        "create": Act(objectives.set_objective),
        "update": Act(objectives.change_objective, ObjectiveForm.Meta.fields),
        "approve": Act(objectives.approve_objective),
        "review": Act(objectives.review_objective),
        "achieve": Act(objectives.achieve_objective),
        "miss": Act(objectives.miss_objective),
        "cancel": Act(objectives.cancel_objective),
        "reopen": Act(objectives.reopen_objective),
    },
    lists={"processes": UUID, "functions": str, "relevance": Objective.Relevance},
    about=_("What is to be better, by how much, until when, who sees to it, and how it is judged."),
    clause="6.2",
    icon="goal",
)

ANALYSIS = RecordType(
    model=Analysis,
    label=_("Analysis"),
    plural=_("Analyses"),
    path="analyses",
    prefix="AN",
    lifecycle=ANALYSIS_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Analysis")),
        Column("topic", _("Topic"), kind="choice"),
        Column("period_to", _("Period until"), kind="day"),
        Column("status", _("State"), kind="state"),
        Column("verdict", _("Verdict"), kind="choice"),
        Column("author", _("Author"), source="author.title", kind="person", related="author"),
        Column("concluded_on", _("Concluded"), kind="day", shown=False),
        Column("due_on", _("Due"), kind="day", shown=False),
        SITE,
    ),
    sorts=(NEWEST, Sort("period", _("By period"), "period_to", descending=True)),
    search=("number", "title", "data", "method", "conclusion"),
    filters=(
        state_filter(ANALYSIS_LIFECYCLE),
        choice_filter("topic", _("Topic"), Analysis.Topic, _("about")),
        choice_filter("verdict", _("Verdict"), Analysis.Verdict, _("with the verdict")),
    ),
    owner="author",
    due="due_on",
    acts={
        "create": Act(analyses.start_analysis),
        "update": Act(fields=AnalysisForm.Meta.fields),
        "conclude": Act(analyses.conclude_analysis),
        "reopen": Act(analyses.reopen_analysis),
    },
    lists={"kpis": UUID, "objectives": UUID},
    about=_("What the figures of a period mean, and what is decided because of it."),
    clause="9.1.3",
    icon="search-check",
)

PERFORMANCE_TYPES = (KPI, KPI_COMMENT, OBJECTIVE, ANALYSIS)

PERFORMANCE_WORK = (
    DueWork("kpi-values", _("Values of KPIs"), duties.values_due, duties.kpis_that_wait_for_values),
    DueWork("kpi-signals", _("Signals of KPIs"), duties.signals_due, duties.kpis_with_signals),
    DueWork("objective-reviews", _("Reviews of objectives"), duties.reviews_due, duties.objectives_to_review),
    DueWork("analyses", _("Analyses"), duties.analyses_due, duties.analyses_in_work),
)

PERFORMANCE_REACTIONS = (
    Reaction("processes.kpi-comment.update", tasks.renew_commented),
    Reaction("processes.kpi-comment.void", tasks.renew_commented),
    Reaction("processes.kpi-comment.reinstate", tasks.renew_commented),
    Reaction("processes.kpi.reinstate", tasks.renew_standing),
)

PERFORMANCE_SCHEDULES = (
    ScheduledTask("record-kpi-measures", tasks.record_measures, "FREQ=DAILY;BYHOUR=4;BYMINUTE=30;BYSECOND=0"),
    ScheduledTask("chase-kpi-values", tasks.chase_values, "FREQ=DAILY;BYHOUR=5;BYMINUTE=20;BYSECOND=0"),
)

PERFORMANCE_NOTIFICATIONS = (
    NotificationKind(
        "kpi-value-missing",
        _("A value of a KPI of mine is missing"),
        _("%(number)s has no value for %(period)s yet: %(title)s"),
    ),
    NotificationKind(
        "kpi-signal",
        _("A KPI of mine shows a signal"),
        _("%(number)s shows a signal in %(period)s that waits for your comment: %(title)s"),
    ),
)

PERFORMANCE_PARAMETERS = (
    Parameter(
        tasks.ENTRY_DAYS,
        _("Days to enter the value of a KPI"),
        "integer",
        5,
        meaning=_("So many days after the end of its period a value is late, and its owner is reminded."),
        unit=_("days"),
        least=0,
        most=90,
    ),
    Parameter(
        tasks.COMMENT_DAYS,
        _("Days to comment on a signal of a KPI"),
        "integer",
        14,
        meaning=_("So many days after a signal was found its comment is late."),
        unit=_("days"),
        least=0,
        most=90,
    ),
    Parameter(
        RULES,
        _("Rules that tell a signal of a KPI"),
        "choices",
        ["1", "2", "3", "5"],
        meaning=_("Each rule finds more, and raises more false alarms. A chart uses those that hold for its figures."),
        choices=(
            ("1", _("One point beyond a limit")),
            ("2", _("Nine points in a row on one side of the centre line")),
            ("3", _("Six points in a row rising or falling")),
            ("4", _("Fourteen points in a row alternating")),
            ("5", _("Two of three points beyond two sigma")),
            ("6", _("Four of five points beyond one sigma")),
            ("7", _("Fifteen points in a row within one sigma")),
            ("8", _("Eight points in a row outside one sigma")),
        ),
    ),
)

PERFORMANCE_MENU = (
    MenuEntry(_("Performance"), _("KPIs"), "chart-line", "processes:kpi_list", work=("kpi-signals",)),
    MenuEntry(
        _("Performance"), _("Values due"), "pencil-line", "processes:values", work=("kpi-values",), insiders=True
    ),
    MenuEntry(
        _("Performance"),
        _("Objectives"),
        "goal",
        "processes:objective_tree",
        work=("objective-reviews",),
        insiders=True,
    ),
    MenuEntry(_("Performance"), _("Analyses"), "search-check", "processes:analysis_list", work=("analyses",)),
)

PERFORMANCE_PANELS = (
    Panel("process", _("KPIs"), "processes/panels/kpis.html", health.kpi_panel, health.kpi_questions),
    Panel(
        "process",
        _("Objectives"),
        "processes/panels/objectives.html",
        health.objective_panel,
        health.objective_questions,
    ),
)

PERFORMANCE_HEALTH = (ProcessHealth("kpis", _("KPIs"), health.active_kpis, health.of_kpis),)

PERFORMANCE_CHECKS = checks_in(checks)
PERFORMANCE_FAULTS = faults_in(faults)
