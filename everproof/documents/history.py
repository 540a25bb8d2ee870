"""What the timeline says about documents and what belongs to them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    "documents.document-type.retire": _("{actor} retired it"),
    "documents.document-type.reactivate": _("{actor} put it back in use"),
    "documents.retention-rule.retire": _("{actor} retired it"),
    "documents.retention-rule.reactivate": _("{actor} put it back in use"),
    "documents.document.create": _("{actor} registered it"),
    "documents.document.send": _("Its revision went to review"),
    "documents.document.return": _("It went back to draft with its revision"),
    "documents.document.publish": _("It came into force"),
    "documents.document.supersede": _("A new revision came into force"),
    "documents.document.make-obsolete": _("{actor} took it out of use"),
    "documents.document.revive": _("{actor} brought it back"),
    "documents.document.review": _("{actor} reviewed it"),
    "documents.document-revision.create": _("{actor} began this revision"),
    "documents.document-revision.write": _("{actor} wrote in it"),
    "documents.document-revision.send-for-review": _("{actor} sent it for review"),
    "documents.document-revision.send-back": _("{actor} sent it back"),
    "documents.document-revision.ask": _("{actor} asked for decisions"),
    "documents.document-revision.decide": _("{actor} decided about it"),
    "documents.document-revision.approve": _("All who were asked have agreed"),
    "documents.document-revision.recall": _("{actor} recalled it"),
    "documents.document-revision.make-effective": _("It came into force"),
    "documents.document-revision.settle-in-force": _("{actor} brought it in as it was in force elsewhere"),
    "documents.document-revision.check-readable": _("{actor} opened it and could read it"),
    "documents.document-revision.withdraw": _("It was withdrawn"),
    "documents.document-change-request.create": _("{actor} asked for a change"),
    "documents.document-change-request.accept": _("{actor} accepted it"),
    "documents.document-change-request.decline": _("{actor} declined it"),
    "documents.document-change-request.finish": _("A revision brought it"),
    "documents.document-change-request.reopen": _("{actor} reopened it"),
    "documents.policy.create": _("{actor} drafted it"),
    "documents.policy.approve": _("{actor} approved it"),
    "documents.policy.publish": _("{actor} published it"),
    "documents.policy.review": _("{actor} reviewed it"),
    "documents.policy.supersede": _("{actor} ended it"),
}
