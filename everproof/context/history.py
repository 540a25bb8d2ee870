"""What the timeline says about the records of this room."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

REVIEWED = _("{actor} reviewed it")
REOPENED = _("{actor} took it up again")

SENTENCES: Mapping[str, Any] = {
    "context.strategic-direction.create": _("{actor} drafted it"),
    "context.strategic-direction.approve": _("{actor} approved it"),
    "context.strategic-direction.review": REVIEWED,
    "context.strategic-direction.supersede": _("Another direction took its place, approved by {actor}"),
    "context.scope-statement.create": _("{actor} drafted it"),
    "context.scope-statement.approve": _("{actor} approved it"),
    "context.scope-statement.review": REVIEWED,
    "context.scope-statement.supersede": _("Another scope took its place, approved by {actor}"),
    "context.context-issue.review": REVIEWED,
    "context.context-issue.close": _("{actor} closed it"),
    "context.context-issue.reopen": REOPENED,
    "context.interested-party.review": REVIEWED,
    "context.interested-party.close": _("{actor} closed it"),
    "context.interested-party.reopen": REOPENED,
    "context.legal-requirement.review": _("{actor} evaluated compliance"),
    "context.legal-requirement.repeal": _("{actor} noted that it no longer applies"),
    "context.legal-requirement.reopen": REOPENED,
    "context.communication-plan.create": _("{actor} planned it"),
    "context.communication-plan.review": REVIEWED,
    "context.communication-plan.advance": _("It took place, recorded by {actor}"),
    "context.communication-plan.retire": _("{actor} retired it"),
    "context.communication-plan.reopen": REOPENED,
    "context.resource-plan.create": _("{actor} asked for it"),
    "context.resource-plan.decide": _("{actor} decided on it"),
    "context.resource-plan.provide": _("{actor} noted that it is there"),
    "context.resource-plan.reject": _("{actor} rejected it"),
    "context.resource-plan.withdraw": _("{actor} withdrew it"),
    "context.resource-plan.reopen": _("{actor} asked for it again"),
    "context.knowledge-item.review": REVIEWED,
    "context.knowledge-item.share": _("{actor} noted that it was passed on"),
    "context.knowledge-item.retire": _("{actor} found that it is no longer needed"),
    "context.knowledge-item.reopen": REOPENED,
    "context.concern.create": _("Raised by {actor}"),
    "context.concern.answer": _("{actor} answered it"),
    "context.concern.check": _("{actor} asked, and it brought no disadvantage"),
    "context.concern.close": _("{actor} closed it"),
    "context.concern.reopen": _("{actor} reopened it"),
}
