"""Makes the readiness report as PDF."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from everproof.conformity import report, runs
from everproof.conformity.views.base import ConformityView
from everproof.conformity.views.readiness import in_a_sentence
from everproof.kernel.pages import printing
from everproof.kernel.pdf import prints


class PrintReadiness(ConformityView):
    """A post, because it leaves a file behind; the page of that file says how far it is."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        runs.catch_up(self.organization)
        order = report.order(self.stored, self.actor, in_a_sentence(self.stored))
        return redirect(printing.address(self.organization, prints.ask(order, by=self.actor)))
