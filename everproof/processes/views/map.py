"""The process map: to look at and to print, and to arrange."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.kernel import access
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView
from everproof.processes.actions import landscape as actions
from everproof.processes.models import Process
from everproof.processes.queries.landscape import active_processes
from everproof.processes.queries.map import GROUPS, process_map


class MapPage(OrganizationView):
    """The whole map, by group or by site."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_reading(self.actor)
        by_site = request.GET.get("lanes") == "site"
        drawing = process_map(self.actor, by_site=by_site)
        slug = self.organization.slug
        here = reverse("processes:map", args=[slug])
        page = {
            "title": _("Process map"),
            "lead": "" if drawing.is_empty else drawing.sentence,
            "views": [
                Link(_("By group"), here, current=not by_site),
                Link(_("By site"), f"{here}?lanes=site", current=by_site),
            ],
            "arrange_url": reverse("processes:arrange", args=[slug]) if may_arrange(self.actor) else "",
            "create_url": reverse("processes:process_create", args=[slug])
            if access.may(self.actor, "create", Process)
            else "",
        }
        return render(request, "processes/landscape/map.html", {"page": page, "map": drawing})


class ArrangeMap(OrganizationView):
    """Puts the processes of each band in order: by buttons, by dragging, by the arrow keys. All of it is one post.

    `move` is an id and a number of places ("…:-1"), or `group` with every id of the band as `order`. What a script
    sends is answered with the new drawing alone.
    """

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self._require()
        return self._shown()

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self._require()
        try:
            group, order = self._wanted()
            actions.order_band(group=group, order=order, by=self.actor)
        except NotAllowed:
            raise
        except Refused as refusal:
            if is_fragment(request):
                return HttpResponse(str(refusal), status=409, content_type="text/plain; charset=utf-8")
            messages.error(request, str(refusal))
        if is_fragment(request):
            drawing = process_map(self.actor)
            return render(request, "processes/landscape/parts/drawing.html", {"map": drawing})
        return redirect(reverse("processes:arrange", args=[self.organization.slug]))

    def _require(self) -> None:
        if not may_arrange(self.actor):
            raise NotAllowed(_("Only those who manage processes put them in order on the map."))

    def _wanted(self) -> tuple[str, list[UUID]]:
        posted = self.request.POST
        try:
            if "move" in posted:
                key, _colon, by = posted["move"].partition(":")
                return self._moved(UUID(key), int(by))
            return posted.get("group", ""), [UUID(key) for key in posted.getlist("order")]
        except ValueError as error:
            raise Refused(_("The map has changed meanwhile. Look at it again, then move the process.")) from error

    def _moved(self, key: UUID, by: int) -> tuple[str, list[UUID]]:
        ours = list(active_processes(self.actor).values_list("pk", "group"))
        group = next((group for pk, group in ours if pk == key), "")
        band = [pk for pk, of in ours if of == group]
        if key not in band:
            raise ValueError
        place = band.index(key)
        band.insert(min(max(place + by, 0), len(band) - 1), band.pop(place))
        return group, band

    def _shown(self) -> HttpResponse:
        slug = self.organization.slug
        processes = list(active_processes(self.actor))
        here = reverse("processes:map", args=[slug])
        page = {
            "title": _("Arrange the map"),
            "lead": _("Drag a process to its place, or move it with the arrow keys. Each move is saved at once."),
            "crumbs": [Link(_("Process map"), here)],
            "bands": [(group, [one for one in processes if one.group == group]) for group in GROUPS],
            "url": reverse("processes:arrange", args=[slug]),
            "back": here,
        }
        return render(self.request, "processes/landscape/arrange.html", {"page": page, "map": process_map(self.actor)})


def is_fragment(request: HttpRequest) -> bool:
    """Whether a script asks for a part of the page."""
    return bool(getattr(request, "htmx", False))


def require_reading(actor: Any) -> None:
    answer = access.may(actor, "view", Process)
    if not answer:
        raise NotAllowed(answer.reason)


def may_arrange(actor: Any) -> bool:
    return bool(access.may(actor, "place", Process))
