"""The life of a communication plan."""

from django.utils.translation import gettext_lazy as _

from everproof.context.lifecycle.steps import kept_until, review

PLAN_LIFECYCLE = kept_until(
    "retired", _("Retired"), "retire", _("Retire"), review(("content", "channel", "next_due_on"))
)
