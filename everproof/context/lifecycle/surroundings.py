"""The lives of issues and of interested parties."""

from django.utils.translation import gettext_lazy as _

from everproof.context.lifecycle.steps import kept_until, relevance_is_decided, review

RELEVANCE = ("relevant", "relevance_rationale")

ISSUE_LIFECYCLE = kept_until(
    "closed", _("Closed"), "close", _("Close"), review((*RELEVANCE, "description", "affects"), relevance_is_decided)
)
PARTY_LIFECYCLE = kept_until(
    "closed", _("Closed"), "close", _("Close"), review((*RELEVANCE, "watched_how"), relevance_is_decided)
)
