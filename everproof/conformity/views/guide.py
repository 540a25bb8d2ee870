"""The way to the first certificate, with where the company is on it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from everproof.conformity import drawing, guide, runs
from everproof.conformity.guide import BEGUN, DONE, OPEN, Progress
from everproof.conformity.views.base import ConformityView, edition_name
from everproof.kernel import modules
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui import addresses
from everproof.kernel.ui.pages import State


class Guide(ConformityView):
    """All steps."""

    tab = "guide"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        runs.catch_up(self.organization)
        stored = self.stored
        found = drawing.kept(
            self.organization, self.catalogue.id, stored.standing, "guide", lambda: guide.progress(stored)
        )
        page = {
            "title": _("The way to the first certificate"),
            "lead": _(
                "Most companies need six to nine months, three of them simply to run what they set up. "
                "The steps stand in the order in which they are easiest; where you are is read from your records."
            ),
            "tabs": self.tabs(),
            "steps": steps(self.organization, found, drawing.address(self.organization, self.catalogue.id)),
            "done": sum(one.state == DONE for one in found),
            "edition": edition_name(self.catalogue),
        }
        return render(request, "conformity/guide.html", {"page": page})


def steps(organization: Organization, found: list[Progress], prefix: str) -> list[dict[str, Any]]:
    """The steps ready to show: state as shape and word, and where each is done."""
    states = {DONE: State(_("Done"), "good"), BEGUN: State(_("Begun"), "progress"), OPEN: State(_("To do"))}
    now = guide.current(found)
    return [
        {
            "progress": one,
            "step": one.step,
            "state": states[one.state],
            "now": one is now,
            "url": addresses.of_type(organization, modules.record_type(one.type)) if one.type else "",
            "clauses": [(clause, f"{prefix}?clause={clause}#requirements") for clause in one.step.clauses],
        }
        for one in found
    ]
