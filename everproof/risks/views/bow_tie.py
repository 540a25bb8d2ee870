"""The bow-tie of a risk: written in a form of its own, drawn on the page of the risk."""

from __future__ import annotations

from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.kernel.ui import pages
from everproof.kernel.ui.views import EditPage
from everproof.risks import bow_tie
from everproof.risks.forms.bow_tie import BowTieForm
from everproof.risks.models import Risk


class DrawBowTie(EditPage):
    """Causes and consequences with the barriers between them and the event."""

    model = Risk
    form_class = BowTieForm
    fields = BowTieForm.Meta.fields

    def page(self) -> pages.FormPage:
        page = super().page()
        page.title = _("Bow-tie of %(risk)s") % {"risk": self.record.number or self.record.title}
        return page

    @property
    def draft_key(self) -> str:
        """The other form of the risk keeps a draft of its own."""
        return f"bow-tie:{self.record.pk}"


def section(risk: Risk, *, may_edit: bool) -> pages.Section:
    """The bow-tie on the page of its risk, or how one is begun."""
    url = reverse("risks:risk_bow_tie", args=[risk.organization.slug, risk.number or risk.pk])
    context: dict[str, Any] = {
        "risk": risk,
        "drawing": bow_tie.drawn(risk) if risk.causes or risk.consequences else "",
        "open_ends": bow_tie.open_ends(risk),
        "url": url if may_edit else "",
    }
    return pages.Section(_("Bow-tie"), html=render_to_string("risks/parts/bow_tie.html", context))
