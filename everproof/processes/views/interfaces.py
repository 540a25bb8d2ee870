"""The interfaces between the processes: what passes, by what it is judged, and what does not fit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from everproof.kernel import access
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView
from everproof.processes.actions import parts as actions
from everproof.processes.models import ProcessInput, ProcessOutput
from everproof.processes.queries import health
from everproof.processes.queries.interfaces import landscape
from everproof.processes.showing_interfaces import shown
from everproof.processes.views.map import require_reading


class InterfaceList(OrganizationView):
    """Every interface once, those that do not fit first; of all processes, or of one."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        require_reading(self.actor)
        found = landscape(self.actor)
        number = request.GET.get("process", "")
        chosen = next((one for one in found.processes.values() if one.number == number), None)
        ours = [one for one in found.interfaces if chosen is None or chosen.pk in (one.giver, one.receiver)]
        failed = health.interface_problems(self.actor, [key for one in ours for key in one.part_ids])
        rows = [shown(one, found.processes, self.actor, len(_problems(one, failed))) for one in ours]
        here = reverse("processes:interfaces", args=[self.organization.slug])
        page = {
            "title": _("Interfaces"),
            "lead": _("What passes between the processes, and by what the receiver sees that it is good."),
            "crumbs": [Link(_("Process map"), reverse("processes:map", args=[self.organization.slug]))],
            "process": chosen,
            "all_url": here,
            "failed": [row for row in rows if row.problems],
            "open": [row for row in rows if row.is_open and not row.problems],
            "fitting": [row for row in rows if not row.is_open and not row.problems],
            "settle_url": reverse("processes:settle", args=[self.organization.slug]),
            "here": request.get_full_path(),
            "empty": not found.processes,
        }
        return render(request, "processes/landscape/interfaces.html", {"page": page})


def _problems(one: Any, failed: dict[UUID, set[UUID]]) -> set[UUID]:
    return set().union(*(failed.get(key, set()) for key in one.part_ids))


class SettleInterface(OrganizationView):
    """Does what closes a gap: the receiver expects it, the source promises it, or one side takes the other's word."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        try:
            messages.success(request, self._settle(request.POST.get("how", "")))
        except NotAllowed:
            raise
        except Refused as refusal:
            messages.error(request, str(refusal))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        return redirect(self._back())

    def _settle(self, how: str) -> str:
        by = self.actor
        if how == "receive":
            need = actions.receive_output(output=self._output(), by=by)
            return _("%(process)s expects it now.") % {"process": need.process.title}
        if how == "deliver":
            output = actions.deliver_input(need=self._need(), by=by)
            return _("%(process)s promises it now.") % {"process": output.process.title}
        if how == "take-promise":
            actions.agree_on_promise(need=self._need(), output=self._output(), by=by)
            return _("Both sides say the same now.")
        if how == "take-need":
            actions.agree_on_need(need=self._need(), output=self._output(), by=by)
            return _("Both sides say the same now.")
        raise Http404

    def _output(self) -> ProcessOutput:
        return self._part(ProcessOutput, "output", "receiver")

    def _need(self) -> ProcessInput:
        return self._part(ProcessInput, "need", "source")

    def _part(self, model: Any, name: str, other: str) -> Any:
        try:
            key = UUID(self.request.POST.get(name, ""))
        except ValueError as error:
            raise Http404 from error
        rows = access.visible(self.actor, model.objects.in_force()).select_related(
            "organization", "process__organization", f"{other}__organization"
        )
        found = rows.filter(pk=key).first()
        if found is None:
            raise Http404
        return found

    def _back(self) -> str:
        url = self.request.POST.get("next", "")
        allowed = url_has_allowed_host_and_scheme(url, {self.request.get_host()}, self.request.is_secure())
        return url if allowed else reverse("processes:interfaces", args=[self.organization.slug])
