"""Looks for the cause of a nonconformity: three tables, the diagram, similar earlier cases and what they taught."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.improvement import actions, cause
from everproof.improvement.cause import Table
from everproof.improvement.drawing import fishbone
from everproof.improvement.forms.cause import CauseForm, merged
from everproof.improvement.lifecycle.corrective_action import LIFECYCLE as ACTION_LIFE
from everproof.improvement.models import Nonconformity
from everproof.improvement.similar import Similar, how_often, lessons_for, similar_to
from everproof.kernel import modules
from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.ui import addresses, conflicts, finding, values
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import EditPage


class CausePage(EditPage):
    """Everything that helps to find a cause, on one page; each table is saved as it stands."""

    model = Nonconformity
    template_name = "improvement/cause.html"
    fields = ("five_whys", "ishikawa", "is_is_not")

    def form(self, data: Any = None) -> CauseForm:  # type: ignore[override]
        return CauseForm(data, record=self.record)

    def save(self, form: CauseForm, besides: str = "") -> HttpResponse:  # type: ignore[override]
        if not form.is_valid():
            return self.shown(form)
        try:
            record = self.write(form.values, form.cleaned_data.get("version"))
        except Conflict as conflict:
            return self.join(form, conflict)
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        return self.saved(record, besides)

    def join(self, form: CauseForm, conflict: Conflict) -> HttpResponse:
        """Somebody saved meanwhile: their lines and mine are put together, so that none is lost."""
        mine, current = form.values, conflict.current
        for name in self.fields:
            then, theirs = conflict.theirs.get(name, (getattr(current, name),) * 2)
            mine[name] = merged(then, mine[name], theirs)
        self.record = current
        self.record.organization = self.organization
        by, _at = conflicts.last_change(current)
        record = self.write(mine, current.version)
        return self.saved(record, _("%(who)s changed it meanwhile; the lines of both are kept.") % {"who": by})

    def write(self, lines: dict[str, Any], version: int | None) -> Nonconformity:
        return actions.update_nonconformity(nonconformity=self.record, by=self.actor, expected_version=version, **lines)

    def saved(self, record: Nonconformity, besides: str) -> HttpResponse:
        if record.version != self.record.version:
            messages.success(self.request, f"{_('The tables are kept.')} {besides}".strip())
        here = reverse("improvement:cause", args=[self.organization.slug, record.reference])
        return redirect(here if "stay" in self.request.POST else self.here())

    def shown(self, form: CauseForm) -> HttpResponse:  # type: ignore[override]
        record = self.record
        times, window = how_often(record)
        context = {
            "page": self.page(),
            "form": form,
            "record": record,
            "tables": [(table.value, table.label, formset) for table, formset in form.tables.items()],
            "chart": fishbone(record.title, cause.rows(Table.ISHIKAWA, record.ishikawa)) if record.ishikawa else None,
            "times": times,
            "window": window,
            "similar": [self.told(one) for one in similar_to(record, self.actor)],
            "lessons": [self.linked(one) for one in lessons_for(record, self.actor)],
            "repeats_url": reverse("improvement:repeats", args=[self.organization.slug, record.reference]),
        }
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)

    def page(self) -> Any:
        page = super().page()
        page.title, page.draft_key = _("Look for the cause"), ""
        page.crumbs = [Link(str(self.record_type.plural), self.address()), Link(self.record.title, self.here())]
        return page

    def linked(self, case: Nonconformity) -> dict[str, Any]:
        case.organization = self.organization
        return {"link": values.record_link(case, self.record_type), "case": case}

    def told(self, one: Similar) -> dict[str, Any]:
        """A similar case for the page: with its state, its cause, and what became of its actions."""
        action_type = modules.record_type("corrective-action")
        done = [
            {
                "title": action.title,
                "url": addresses.of_type(self.organization, action_type, "record", reference=action.number),
                "state": ACTION_LIFE.by_state[action.status],
            }
            for action in one.actions
        ]
        is_it = self.record.repeats_id == one.case.pk
        return {**self.linked(one.case), "same_cause": one.same_cause, "actions": done, "is_it": is_it}


class MarkRecurrence(EditPage):
    """Says that a nonconformity is an earlier one again; posted from the page of the cause."""

    model = Nonconformity

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        return redirect(reverse("improvement:cause", args=[self.organization.slug, self.record.reference]))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        earlier = finding.record(Nonconformity, request.POST.get("earlier", ""), self.actor, relations=())
        if earlier is None:
            raise Http404
        earlier.organization = self.organization
        try:
            actions.mark_recurrence(nonconformity=self.record, earlier=earlier, by=self.actor)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            words = _("%(number)s is noted as %(earlier)s again.")
            messages.success(request, words % {"number": self.record.number, "earlier": earlier.number})
        return redirect(reverse("improvement:cause", args=[self.organization.slug, self.record.reference]))
