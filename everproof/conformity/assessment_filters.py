"""How the list of assessments narrows: by requirement, and by how long each still counts."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.modules import Filter

SOON_DAYS = 60


def validity_filter() -> Filter:
    """Still counting, ending soon, or past."""

    def apply(value: str, actor: Actor) -> Q:
        today = clock.today(actor.organization.zone)
        if value == "soon":
            return Q(valid_until__gte=today, valid_until__lte=today + timedelta(days=SOON_DAYS))
        return Q(valid_until__gte=today) if value == "now" else Q(valid_until__lt=today)

    choices = [("now", _("valid")), ("soon", _("ending within 60 days")), ("past", _("no longer valid"))]
    return Filter("valid", _("Validity"), lambda actor: choices, apply)
