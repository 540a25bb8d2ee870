"""The PDF of a record for a program: made at once, within the limits of what a page waits for."""

from __future__ import annotations

import copy

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.api import problems
from everproof.kernel.api.problems import Problem
from everproof.kernel.files import store
from everproof.kernel.pdf import child, prints, record, typesetting
from everproof.kernel.pdf.document import PAPERS
from everproof.kernel.records import Record

MEDIA_TYPE = "application/pdf"
SECONDS_TO_WAIT = 20


def answer(request: HttpRequest, of: Record, actor: Actor) -> HttpResponse:
    """The sealed PDF where the record has one, else its print as this person sees it. Raises Problem."""
    paper = request.GET.get("paper", "")
    if paper not in PAPERS:
        raise problems.invalid([("paper", _("Say a4 or us-letter."))])
    of.organization = actor.organization
    kept = prints.kept_for(of)
    if kept is not None and kept.file is not None and kept.status == of.status:
        with store.open_file(actor.organization_id, kept.file.sha256) as file:
            return _pdf(file.read(), kept.name)
    order = record.order_for(_as_page(request, actor), of, actor, paper=paper)
    try:
        made = typesetting.render(
            order.template, order.data, at=clock.now(), limits=typesetting.AT_ONCE, wait=prints.WAIT_FOR_A_SLOT
        )
    except child.Busy as busy:
        slow = Problem(429, "too-many-requests", str(busy))
        slow.headers["Retry-After"] = str(SECONDS_TO_WAIT)
        raise slow from busy
    except (typesetting.TooMuch, typesetting.Broken) as refusal:
        raise Problem(422, "refused", _("No PDF"), reasons=[str(refusal)]) from refusal
    return _pdf(made.content, order.name)


def _as_page(request: HttpRequest, actor: Actor) -> HttpRequest:
    """The request as the page of the record reads it; its answer is a PDF, never a page."""
    asked = copy.copy(request)
    asked.actor = actor  # type: ignore[attr-defined]
    asked.user = request.api_token.membership.user  # type: ignore[attr-defined]
    return asked


def _pdf(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name.encode("ascii", "replace").decode()}"'
    return response
