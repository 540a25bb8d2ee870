"""Revisions, change requests and reviews of documents."""

from django.utils.translation import gettext_lazy as _

from everproof.documents import actions, numbering
from everproof.documents.declarations.common import NEWEST, NUMBER, OF_DOCUMENT, STATE
from everproof.documents.lifecycle import REQUEST_LIFECYCLE, REVISION_LIFECYCLE
from everproof.documents.models import ChangeRequest, DocumentRevision, PeriodicReview
from everproof.documents.visibility import may_see_part, may_see_revision
from everproof.kernel.access.roles import CONTRIBUTE, REPORT
from everproof.kernel.modules import Act, Column, RecordType, Sort
from everproof.kernel.ui.filters import choice_filter, reporter_filter, state_filter

DRAFTED = ("author", "content_kind", "link", "change_summary", "reason_for_change", "effective_from")

REVISION = RecordType(
    model=DocumentRevision,
    label=_("Document revision"),
    plural=_("Document revisions"),
    path="revisions",
    numbering=numbering.revision_numbers,
    lifecycle=REVISION_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Document")),
        Column("revision", _("Revision")),
        STATE,
        Column("author", _("Author"), source="author.title", kind="person", related="author"),
        Column("approved_on", _("Approved"), kind="day"),
        Column("effective_from", _("Applies from"), kind="day"),
        Column("content_kind", _("Content"), kind="choice", shown=False),
        Column("change_summary", _("What changed"), shown=False),
        Column("reason_for_change", _("Why"), shown=False),
        Column("withdrawn_on", _("Withdrawn"), kind="day", shown=False),
    ),
    sorts=(NEWEST, Sort("effective", _("By day it applies"), "effective_from", descending=True)),
    search=("number", "title", "change_summary", "reason_for_change", "plain_text"),
    filters=(
        state_filter(REVISION_LIFECYCLE),
        choice_filter("content_kind", _("Content"), DocumentRevision.ContentKind),
    ),
    owner="author",
    whole="document",
    # Said here, so that being the author is no right to judge.
    powers={"send-back": CONTRIBUTE, "approve": CONTRIBUTE},
    visibility=may_see_revision,
    acts={
        "create": Act(actions.start_revision, ("document", *DRAFTED)),
        "update": Act(actions.update_revision, DRAFTED),
        "send-for-review": Act(actions.send_for_review),
        "send-back": Act(actions.send_back),
        "recall": Act(actions.recall),
        "make-effective": Act(actions.make_effective),
        "check-readable": Act(actions.check_readable),
        "withdraw": Act(actions.withdraw),
    },
    about=_("One version of a document, with who wrote, checked and approved it."),
    clause="7.5.2",
    icon="file-clock",
)

CHANGE_REQUEST = RecordType(
    model=ChangeRequest,
    label=_("Change request"),
    plural=_("Change requests"),
    path="change-requests",
    prefix="DCR",
    lifecycle=REQUEST_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("What should change")),
        STATE,
        OF_DOCUMENT,
        Column("urgency", _("Urgency"), kind="choice"),
        Column("raised_by", _("Raised by"), source="raised_by.title", kind="person", related="raised_by"),
        Column("decided_on", _("Decided"), kind="day", shown=False),
        Column("recorded_at", _("Recorded"), kind="moment", shown=False),
    ),
    sorts=(NEWEST,),
    search=("number", "title", "what", "why", "answer"),
    filters=(
        state_filter(REQUEST_LIFECYCLE),
        choice_filter("urgency", _("Urgency"), ChangeRequest.Urgency),
        reporter_filter(),
    ),
    powers={"create": REPORT},
    visibility=may_see_part,
    acts={
        "create": Act(actions.request_change, ("document", "title", "what", "why", "urgency")),
        "update": Act(fields=("title", "what", "why", "urgency")),
        "accept": Act(actions.accept_change),
        "decline": Act(actions.decline_change),
        "reopen": Act(actions.reopen_change),
    },
    about=_("A wish that a document be changed. Anyone who reads it may ask, and gets an answer."),
    clause="7.5.3",
    icon="message-square-plus",
)

PERIODIC_REVIEW = RecordType(
    model=PeriodicReview,
    label=_("Document review"),
    plural=_("Document reviews"),
    path="document-reviews",
    prefix="DRV",
    columns=(
        NUMBER,
        OF_DOCUMENT,
        Column("verdict", _("Verdict"), kind="choice"),
        Column("reviewed_by", _("Reviewed by"), source="reviewed_by.title", kind="person", related="reviewed_by"),
        Column("reviewed_on", _("Reviewed"), kind="day"),
        Column("next_due_on", _("Next review"), kind="day"),
        Column("reasons", _("Reasons"), shown=False),
    ),
    sorts=(NEWEST, Sort("reviewed", _("By day of review"), "reviewed_on", descending=True)),
    search=("number", "title", "reasons"),
    filters=(choice_filter("verdict", _("Verdict"), PeriodicReview.Verdict),),
    visibility=may_see_part,
    acts={
        "create": Act(actions.review_document, ("document", "verdict", "reasons", "reviewed_on", "next_due_on")),
        "update": Act(fields=("reasons",)),
    },
    about=_("A regular look at a document: keep it, revise it, or retire it."),
    clause="7.5.3.1",
    icon="calendar-check",
)
