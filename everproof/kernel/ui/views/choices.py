"""Finds the records that a field may name, while one types; as JSON for the combobox of js/choice.js."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse

from everproof.kernel import access, modules
from everproof.kernel.ui.choosing import OFFERED, found_by, words_of
from everproof.kernel.ui.forms import closed_states, in_use
from everproof.kernel.ui.views.organization import OrganizationView

LONGEST = 200


class Choices(OrganizationView):
    """Records of one type in use that the actor may see: title, number, and the words that the field takes.

    `open` leaves out those that are over, for lists of records (see ui/choosing_several.py).
    """

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            model = modules.record_type(kwargs["type"]).model
        except KeyError:
            raise Http404 from None
        text = request.GET.get("q", "").strip().replace("\x00", "")[:LONGEST]
        offered = access.visible(self.actor, model._default_manager.filter(in_use(model)))
        if "open" in request.GET:
            offered = offered.exclude(status__in=closed_states(model))
        rows = found_by(offered, text) if text else offered.order_by("title", "id")
        found = list(rows.only("id", "number", "title", "organization_id")[: OFFERED + 1])
        items = [{"title": one.title, "number": one.number, "text": words_of(one)} for one in found[:OFFERED]]
        return JsonResponse({"items": items, "more": len(found) > OFFERED})
