"""What the improvement room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.improvement.lifecycle import LIFECYCLE
from everproof.improvement.models import Nonconformity
from everproof.kernel.access.roles import REPORT
from everproof.kernel.modules import Column, MenuEntry, Module, RecordType, Sort

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
    owner="owner",
    powers={"create": REPORT},
    about=_("Something that did not meet a requirement. Reporting it takes a minute and blames nobody."),
    clause="10.2",
    icon="triangle-alert",
)

MODULE = Module(
    name="improvement",
    label=_("Improvement"),
    record_types=(NONCONFORMITY,),
    menu=(MenuEntry(_("Improvement"), _("Nonconformities"), "triangle-alert", "improvement:nonconformity_list"),),
)
