"""Documents and their types."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.documents import actions, audience, numbering
from everproof.documents.declarations.audiences import ENTRIES
from everproof.documents.declarations.common import NEWEST, NUMBER, OWNER, SITE, STATE
from everproof.documents.lifecycle import DOCUMENT_LIFECYCLE, TYPE_LIFECYCLE
from everproof.documents.models import Classification, Document, DocumentType, Kind
from everproof.documents.visibility import may_see_document
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.modules import Act, Column, Filter, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, due_filter, owner_filter, state_filter
from everproof.processes.queries.landscape import visible_processes

TYPE_FIELDS = (
    "title",
    "kind",
    "description",
    "number_pattern",
    "revision_labels",
    "review_interval_months",
    "training_days",
    "classification",
    "access_groups",
    "acknowledged_by",
    "retention_rule",
)
DOCUMENT_FIELDS = (
    "title",
    "area",
    "description",
    "owner",
    "parent",
    "processes",
    "site",
    "classification",
    "access_groups",
    "distribution",
    "acknowledged_by",
    "origin",
    "issuer",
    "edition",
    "watched_on",
    "watch_interval_months",
    "format",
    "medium",
    "location",
    "language",
    "needed_because",
    "required_by",
    "record_type",
    "review_due_on",
    "retention_rule",
    "supersedes",
)
# The area stands in the number, and what a requirement asks for is said when the document is registered.
CHANGED_FIELDS = tuple(name for name in DOCUMENT_FIELDS if name not in ("area", "required_by"))


def _process_filter() -> Filter:
    """Documents by which a process works."""

    def choices(actor: Actor) -> list[tuple[str, str]]:
        rows = visible_processes(actor).order_by("title", "id").values_list("pk", "title")
        return [(str(key), title) for key, title in rows]

    return Filter(
        "process",
        _("Process"),
        choices,
        lambda value, actor: audience.names_record("processes", UUID(value)),
        _("for"),
    )


DOCUMENT_TYPE = RecordType(
    model=DocumentType,
    label=_("Document type"),
    plural=_("Document types"),
    path="document-types",
    prefix="DT",
    lifecycle=TYPE_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Document type")),
        STATE,
        Column("kind", _("Kind"), kind="choice"),
        Column("number_pattern", _("Number pattern")),
        Column("review_interval_months", _("Reviewed every (months)"), kind="number"),
        Column("training_days", _("Days to read it"), kind="number"),
        Column("classification", _("Classification"), kind="choice", shown=False),
    ),
    sorts=(Sort("title", _("By title"), "title"), NEWEST),
    search=("number", "title", "description"),
    filters=(state_filter(TYPE_LIFECYCLE), choice_filter("kind", _("Kind"), Kind)),
    natural_key=("title",),
    lists={"access_groups": ENTRIES, "acknowledged_by": ENTRIES},
    powers={"create": MANAGE, "update": MANAGE},
    acts={
        "create": Act(actions.add_document_type, TYPE_FIELDS),
        "update": Act(actions.update_document_type, TYPE_FIELDS),
    },
    about=_("What documents of one sort have in common: numbers, who approves them, when they are looked at again."),
    clause="7.5.2",
    icon="files",
)

DOCUMENT = RecordType(
    model=Document,
    label=_("Document"),
    plural=_("Documents"),
    path="documents",
    numbering=numbering.issue,
    lifecycle=DOCUMENT_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Document")),
        Column("revision", _("Revision"), source="current_revision.revision", related="current_revision"),
        STATE,
        Column("kind", _("Kind"), kind="choice"),
        OWNER,
        Column("review_due_on", _("Review due"), kind="day"),
        Column("classification", _("Classification"), kind="choice", shown=False),
        Column("type", _("Type"), source="type.title", related="type", shown=False),
        Column("area", _("Area"), shown=False),
        Column("origin", _("Origin"), kind="choice", shown=False),
        Column("edition", _("Edition"), shown=False),
        Column("issuer", _("Issued by"), shown=False),
        Column("language", _("Language"), shown=False),
        Column("location", _("Where it is found"), shown=False),
        SITE,
        Column("recorded_at", _("Recorded"), kind="moment", shown=False),
    ),
    sorts=(
        NEWEST,
        Sort("title", _("By title"), "title"),
        Sort("number", _("By number"), "number"),
        Sort("review", _("By review day"), "review_due_on"),
    ),
    search=("number", "title", "description", "issuer", "edition"),
    filters=(
        state_filter(DOCUMENT_LIFECYCLE),
        choice_filter("kind", _("Kind"), Kind),
        owner_filter(),
        _process_filter(),
        due_filter("review_due_on", DOCUMENT_LIFECYCLE),
        choice_filter("classification", _("Classification"), Classification),
        choice_filter("origin", _("Origin"), Document.Origin),
    ),
    owner="owner",
    due="review_due_on",
    visibility=may_see_document,
    lists={
        "processes": UUID,
        "required_by": str,
        "access_groups": ENTRIES,
        "distribution": ENTRIES,
        "acknowledged_by": ENTRIES,
    },
    acts={
        "create": Act(actions.register_document, ("type", *DOCUMENT_FIELDS)),
        "update": Act(actions.update_document, CHANGED_FIELDS),
        "make-obsolete": Act(actions.make_obsolete),
        "revive": Act(actions.revive_document),
    },
    about=_("What says how something is done: its revisions, who approved them, and who has read them."),
    clause="7.5",
    icon="file-text",
)
