"""What the landscape of processes contributes: processes, their inputs, outputs and steps as record types."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import CONTRIBUTE, MANAGE
from everproof.kernel.checks import checks_in, faults_in
from everproof.kernel.modules import Act, Column, DueWork, MenuEntry, ProcessHealth, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, owner_filter, state_filter, yes_no_filter
from everproof.processes import duties
from everproof.processes.actions import landscape, parts
from everproof.processes.checks import landscape as checks
from everproof.processes.checks.landscape import a_special_process_runs
from everproof.processes.faults import landscape as faults
from everproof.processes.lifecycle.landscape import PROCESS_LIFECYCLE
from everproof.processes.models import Process, ProcessInput, ProcessOutput, ProcessStep
from everproof.processes.queries import health

NUMBER = Column("number", _("Number"))
OF_PROCESS = Column("process", _("Process"), source="process.title", related="process")
CONTRACT = (
    Column("criterion", _("Criterion")),
    Column("measure", _("Measured by"), shown=False),
    Column("bound", _("Bound"), kind="choice", shown=False),
    Column("limit", _("Limit"), kind="number", shown=False),
    Column("unit", _("Unit"), shown=False),
)
DESCRIBED = (
    "title",
    "group",
    "purpose",
    "owner",
    "manager_role",
    "in_scope",
    "applies_to",
    "criteria",
    "methods",
    "resources",
    "documents_not_needed_reason",
    "record_types",
    "outsourced",
    "special",
    "site",
)
AGREED = ("criterion", "measure", "bound", "limit", "unit")
INPUT_FIELDS = ("process", "title", "source", "external_source", "output", *AGREED)
OUTPUT_FIELDS = ("process", "title", "receiver", "external_receiver", *AGREED)
STEP_FIELDS = ("process", "title", "role", "control", "record", "document")
IN_ORDER = Sort("order", _("In their order"), "position")
NEWEST = Sort("newest", _("Newest first"), "id", descending=True)

PROCESS = RecordType(
    model=Process,
    label=_("Process"),
    plural=_("Processes"),
    path="processes",
    prefix="PR",
    lifecycle=PROCESS_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Process")),
        Column("group", _("Group"), kind="choice"),
        Column("status", _("State"), kind="state"),
        Column("owner", _("Owner"), source="owner.title", kind="person", related="owner"),
        Column("reviewed_on", _("Reviewed"), kind="day"),
        Column("evaluated_on", _("Evaluated"), kind="day"),
        Column("evaluation_result", _("Result"), kind="choice", shown=False),
        Column("in_scope", _("In scope"), kind="boolean", shown=False),
        Column("outsourced", _("Outsourced"), kind="boolean", shown=False),
        Column("special", _("Special"), kind="boolean", shown=False),
        Column("site", _("Site"), source="site.title", related="site", shown=False),
        Column("purpose", _("Purpose"), shown=False),
        Column("position", _("Place on the map"), kind="number", shown=False),
    ),
    sorts=(
        Sort("title", _("By name"), "title"),
        Sort("reviewed", _("Longest without review first"), "reviewed_on"),
        NEWEST,
    ),
    search=("number", "title", "purpose", "criteria", "methods", "resources"),
    filters=(
        state_filter(PROCESS_LIFECYCLE),
        choice_filter("group", _("Group"), Process.Group, _("in the group")),
        owner_filter(),
        yes_no_filter("special", _("Special"), _("special"), _("not special")),
        yes_no_filter("outsourced", _("Outsourced"), _("outsourced"), _("done in-house")),
    ),
    natural_key=("title",),
    owner="owner",
    # Its actions ask besides whether the actor may change the process, which its owner may.
    powers={"review": CONTRIBUTE, "evaluate": CONTRIBUTE, "hand-over": MANAGE, "place": MANAGE},
    acts={
        "create": Act(landscape.describe_process, DESCRIBED),
        "update": Act(fields=DESCRIBED),
        "activate": Act(landscape.activate_process),
        "retire": Act(landscape.retire_process),
        "reactivate": Act(landscape.reactivate_process),
    },
    lists={"applies_to": str, "record_types": str},
    about=_("What the company does to turn what comes in into what its customers get, with an owner for each part."),
    clause="4.4",
    icon="workflow",
)

PROCESS_INPUT = RecordType(
    model=ProcessInput,
    label=_("Process input"),
    plural=_("Process inputs"),
    path="process-inputs",
    prefix="PRI",
    columns=(
        NUMBER,
        Column("title", _("Input")),
        OF_PROCESS,
        Column("source", _("Source"), source="source.title", related="source"),
        Column("external_source", _("Source outside")),
        Column("output", _("Output that meets it"), source="output.number", related="output", shown=False),
        *CONTRACT,
    ),
    sorts=(NEWEST, IN_ORDER),
    search=("number", "title", "criterion", "measure", "external_source"),
    natural_key=("process", "title", "source", "external_source"),
    whole="process",
    acts={
        "create": Act(parts.add_input, INPUT_FIELDS),
        "update": Act(parts.change_input, tuple(name for name in INPUT_FIELDS[1:] if name != "output")),
    },
    about=_("What a process needs, from whom, and what it must be like."),
    clause="4.4.1",
    icon="log-in",
)

PROCESS_OUTPUT = RecordType(
    model=ProcessOutput,
    label=_("Process output"),
    plural=_("Process outputs"),
    path="process-outputs",
    prefix="PRO",
    columns=(
        NUMBER,
        Column("title", _("Output")),
        OF_PROCESS,
        Column("receiver", _("Receiver"), source="receiver.title", related="receiver"),
        Column("external_receiver", _("Receiver outside")),
        *CONTRACT,
    ),
    sorts=(NEWEST, IN_ORDER),
    search=("number", "title", "criterion", "measure", "external_receiver"),
    natural_key=("process", "title", "receiver", "external_receiver"),
    whole="process",
    acts={
        "create": Act(parts.add_output, OUTPUT_FIELDS),
        "update": Act(parts.change_output, OUTPUT_FIELDS[1:]),
    },
    about=_("What a process delivers, to whom, and by what the receiver sees that it is good."),
    clause="4.4.1",
    icon="log-out",
)

PROCESS_STEP = RecordType(
    model=ProcessStep,
    label=_("Process step"),
    plural=_("Process steps"),
    path="process-steps",
    prefix="PRS",
    columns=(
        NUMBER,
        Column("title", _("Step")),
        OF_PROCESS,
        Column("position", _("Place"), kind="number"),
        Column("role", _("Done by"), source="role.title", related="role"),
        Column("control", _("Control")),
        Column("record", _("Record"), shown=False),
        Column("document", _("Document"), shown=False),
    ),
    sorts=(NEWEST, IN_ORDER),
    search=("number", "title", "control", "record", "document"),
    natural_key=("process", "title"),
    whole="process",
    # The matrix of duties is set on the page of the process, by those who may change it.
    powers={"assign": CONTRIBUTE},
    acts={
        "create": Act(parts.add_step, STEP_FIELDS),
        "update": Act(parts.change_step, STEP_FIELDS[1:]),
    },
    about=_("What is done in a process, by whom, how it is kept under control and what it leaves behind."),
    clause="4.4.1",
    icon="list-ordered",
)

LANDSCAPE_MENU = (
    MenuEntry(_("Processes"), _("Process map"), "map", "processes:map", insiders=True),
    MenuEntry(_("Processes"), _("Processes"), "workflow", "processes:process_list"),
    MenuEntry(_("Processes"), _("Interfaces"), "arrow-left-right", "processes:interfaces", insiders=True),
)
LANDSCAPE_WORK = (
    DueWork("process-reviews", _("Reviews of processes"), duties.process_reviews_due, duties.processes_to_review),
)
LANDSCAPE_CHECKS = checks_in(checks)
LANDSCAPE_FAULTS = faults_in(faults)
LANDSCAPE_FLAGS = {"if-special-process": a_special_process_runs}
LANDSCAPE_HEALTH = (
    ProcessHealth("open-problems", _("Open problems"), health.concerning_processes, health.open_problems),
    ProcessHealth("late-work", _("Late work"), health.late_actions, health.late_work),
)
LANDSCAPE_TYPES = (PROCESS, PROCESS_INPUT, PROCESS_OUTPUT, PROCESS_STEP)
