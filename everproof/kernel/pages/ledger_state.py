"""How the ledger stands: checkpoints, witnesses, a check on demand, and what somebody from outside holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timesince import timesince
from django.utils.translation import gettext as _

from everproof.kernel import clock
from everproof.kernel.access.roles import HISTORY
from everproof.kernel.ledger import checkpoints, witnesses
from everproof.kernel.ledger.models import LedgerCheckpoint, LedgerEntry, LedgerKey, LedgerLog, LedgerWitness
from everproof.kernel.ledger.tasks import check_ledger, witness_addresses
from everproof.kernel.ledger.witnesses import Held
from everproof.kernel.pages.ledger import LedgerView
from everproof.kernel.people import witnessing
from everproof.kernel.people.models import Person
from everproof.kernel.tasks import jobs
from everproof.kernel.tasks.models import Job
from everproof.kernel.ui import history
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

SHOWN_CHECKPOINTS = 10
CHECK = "ledger-check"


@dataclass(frozen=True)
class Witness:
    """Somebody outside, by name or address, with what they were handed last."""

    name: str
    how: str
    row: LedgerWitness


@dataclass(frozen=True)
class Summary:
    """The state of a ledger in figures."""

    log: LedgerLog
    newest: LedgerCheckpoint | None
    entries: int
    waiting: int
    age: str
    checked_at: datetime | None
    stale: bool


def summary(organization_id: int) -> Summary:
    """Six short statements."""
    mine = LedgerEntry.objects.filter(organization_id=organization_id)
    newest = checkpoints.newest_checkpoint(organization_id)
    numbered = mine.exclude(leaf_index=None).order_by("-leaf_index").values_list("leaf_index", flat=True).first()
    count = 0 if numbered is None else numbered + 1
    checked = mine.filter(type="ledger", verb="kernel.ledger.verify").order_by("-at").values_list("at", flat=True)
    return Summary(
        log=LedgerLog.objects.get(organization_id=organization_id),
        newest=newest,
        entries=count,
        waiting=count - newest.size if newest and newest.size <= count else 0,
        age=_age(newest.signed_at) if newest else "",
        checked_at=checked.first(),
        stale=witnesses.is_stale(organization_id),
    )


def _age(at: datetime) -> str:
    """How long ago, in words; empty for less than a minute."""
    return timesince(at, clock.now()) if clock.now() - at >= timedelta(minutes=1) else ""


class StatePage(LedgerView):
    """Checkpoints, witnesses, keys; in words, with what to do when something is wrong."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_history()
        organization_id = self.organization.pk
        own = {"organization_id": organization_id}
        context = {
            "page": {"title": _("State of the ledger"), "crumbs": self.crumbs()},
            "summary": summary(organization_id),
            "checkpoints": self._checkpoints(),
            "witnesses": self._witnesses(),
            "keys": list(LedgerKey.objects.filter(**own).order_by("-pk")),
            "key_line": witnesses.public_key_line(organization_id),
            "mailed": witness_addresses(organization_id),
            "newest_job": self._newest_job(),
            "check_url": self.address("ledger_check"),
            "checkpoint_url": self.address("ledger_checkpoint"),
            "opened": self._openings(),
        }
        return render(request, "kernel/ledger_state.html", context)

    def _checkpoints(self) -> list[tuple[LedgerCheckpoint, str]]:
        """The newest ones, each with its root in hex."""
        mine = LedgerCheckpoint.objects.filter(organization_id=self.organization.pk)
        return [(one, bytes(one.root).hex()) for one in mine.order_by("-epoch", "-size")[:SHOWN_CHECKPOINTS]]

    def _witnesses(self) -> list[Witness]:
        rows = witnesses.newest_of_each(self.organization.pk)
        keys = [key for row in rows if (key := history.as_uuid(row.witness))]
        people = Person.objects.filter(organization_id=self.organization.pk, pk__in=keys)
        names = {str(key): title for key, title in people.values_list("pk", "title")}
        found = []
        for row in rows:
            how = _("at a sign-in") if row.kind == witnesses.SIGN_IN else _("by mail")
            found.append(Witness(names.get(row.witness) or row.witness or _("Erased person"), how, row))
        return found

    def _newest_job(self) -> str:
        for job in jobs.newest_of(self.actor):
            if job.name == CHECK:
                return self.address("ledger_check_result", job.pk)
        return ""

    def _openings(self) -> list[LedgerEntry]:
        mine = LedgerEntry.objects.filter(organization_id=self.organization.pk, verb="kernel.ledger.open_epoch")
        return list(mine.order_by("-at")[:SHOWN_CHECKPOINTS])


class DownloadCheckpoint(OrganizationView):
    """The newest checkpoint as text, for whoever wants to keep one: readers of the history, people from outside."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        newest = checkpoints.newest_checkpoint(self.organization.pk)
        if newest is None or not (self.actor.has(HISTORY) or witnessing.is_external(self.actor)):
            raise Http404
        response = HttpResponse(newest.note, content_type="text/plain; charset=utf-8")
        name = f"{self.organization.slug}-checkpoint-{newest.size}.txt"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response


class StartCheck(LedgerView):
    """Starts a check of the whole ledger in the background."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_history()
        with transaction.atomic():
            job = self._running() or self._start()
        return redirect(self.address("ledger_check_result", job.pk))

    def _running(self) -> Job | None:
        """One check at a time is enough for one person."""
        open_states = (Job.State.WAITING, Job.State.RUNNING)
        return next((job for job in jobs.newest_of(self.actor) if job.name == CHECK and job.state in open_states), None)

    def _start(self) -> Job:
        job = jobs.announce(CHECK, by=self.actor)
        check_ledger.enqueue(self.organization.pk, job.pk, self.actor.person_id)
        return job


class CheckPage(LedgerView):
    """How far a check is, and what it found."""

    def get(self, request: HttpRequest, job: UUID, **kwargs: Any) -> HttpResponse:
        self.require_history()
        found = jobs.find(job, self.actor)
        if found is None or found.name != CHECK:
            raise Http404
        crumbs = [*self.crumbs(), Link(_("State of the ledger"), self.address("ledger_state"))]
        context = {
            "page": {"title": _("Check of the whole ledger"), "crumbs": crumbs},
            "job": found,
            "percent": min(100, found.done * 100 // found.total) if found.total else 0,
            "is_open": found.state in (Job.State.WAITING, Job.State.RUNNING),
            "state_url": self.address("ledger_state"),
        }
        return render(request, "kernel/ledger_check.html", context)


class HeldPage(OrganizationView):
    """What somebody from outside holds, and whether it is still the beginning of what stands here."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        if not witnessing.is_external(self.actor):
            raise Http404
        held = Held.read(request.COOKIES.get(witnessing.cookie_name(self.organization.slug), ""))
        context = {
            "page": {"title": _("The history you hold")},
            "held": held,
            "finding": self._finding(held),
            "noted": witnessing.last_held(self.actor),
            "newest": checkpoints.newest_checkpoint(self.organization.pk),
            "key_line": witnesses.public_key_line(self.organization.pk),
            "checkpoint_url": reverse("kernel:ledger_checkpoint", args=[self.organization.slug]),
        }
        return render(request, "kernel/ledger_held.html", context)

    def _finding(self, held: Held | None) -> str:
        if held is None:
            return ""
        return str(witnesses.compare(self.organization.pk, held).value)
