"""What the improvement room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.improvement import actions
from everproof.improvement.history import SENTENCES
from everproof.improvement.lifecycle import CLOSING_SIGNED, LIFECYCLE
from everproof.improvement.models import Nonconformity
from everproof.improvement.queries import waiting, waiting_for
from everproof.kernel.access.roles import REPORT
from everproof.kernel.modules import Act, Column, DueWork, MenuEntry, Module, RecordType, Sort
from everproof.kernel.parameters import Parameter
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
        Column("closed_on", _("Closed"), kind="day", shown=False),
        Column("recorded_at", _("Recorded"), kind="moment", shown=False),
    ),
    sorts=(
        Sort("newest", _("Newest first"), "id", descending=True),
        Sort("due", _("By due day"), "due_on"),
        Sort("detected", _("By day detected"), "detected_on", descending=True),
    ),
    search=("number", "title", "description", "place", "correction", "cause"),
    filters=(
        state_filter(LIFECYCLE),
        choice_filter("severity", _("Severity"), Nonconformity.Severity, _("of severity")),
        owner_filter(),
        due_filter("due_on", LIFECYCLE),
        choice_filter("source", _("Source"), Nonconformity.Source, _("from")),
        age_filter("detected_on"),
        reporter_filter(),
    ),
    owner="owner",
    due="due_on",
    powers={"create": REPORT},
    acts={
        "create": Act(actions.report_nonconformity, ("title", "description", "place", "site", "detected_on", "source")),
        "triage": Act(actions.triage_nonconformity),
        "reject": Act(actions.reject_nonconformity),
        "contain": Act(actions.contain_nonconformity),
        "close": Act(actions.close_nonconformity),
        "reopen": Act(actions.reopen_nonconformity),
    },
    about=_("Something that did not meet a requirement. Reporting it takes a minute and blames nobody."),
    clause="10.2",
    icon="triangle-alert",
)

MODULE = Module(
    name="improvement",
    label=_("Improvement"),
    record_types=(NONCONFORMITY,),
    work=(DueWork("nonconformities", _("Nonconformities"), waiting_for, waiting),),
    parameters=(
        Parameter(
            CLOSING_SIGNED,
            _("Closing a nonconformity is signed"),
            "boolean",
            False,
            meaning=_("Whoever closes a nonconformity proves again who they are, and the signature stays with it."),
        ),
    ),
    sentences=SENTENCES,
    places={"report": "improvement:report"},
    menu=(MenuEntry(_("Improvement"), _("Nonconformities"), "triangle-alert", "improvement:nonconformity_list"),),
)
