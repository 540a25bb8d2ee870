"""What is shown when a page cannot be: it does not exist, one may not, or something broke."""

from __future__ import annotations

import logging
import secrets
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from everproof.kernel.errors import Refused
from everproof.kernel.ui.frame import Frame, Link
from everproof.kernel.ui.pages import ErrorPage

logger = logging.getLogger(__name__)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, word for word the same for what never was and for what this person may not see."""
    page = ErrorPage(
        "404",
        _("This page does not exist"),
        _("Nothing lives at this address, or it is not yours to see."),
        safe=_("Nothing was changed. Records are never deleted; look for the number or the title."),
        links=[Link(_("Home"), "/")],
    )
    return _shown(request, page, 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 with the reason; only ever about something of the person's own organisation."""
    reasons = [str(reason) for reason in exception.reasons] if isinstance(exception, Refused) else []
    if isinstance(exception, PermissionDenied) and exception.args:
        reasons = [str(exception)]
    actor = getattr(request, "actor", None)
    home = f"/{actor.organization.slug}/" if actor else "/"
    page = ErrorPage(
        "403",
        _("You may not do this"),
        reasons[0] if reasons else _("Your access role does not include this."),
        safe=_("Nothing was changed."),
        reasons=reasons[1:],
        links=[Link(_("Home"), home)],
    )
    return _shown(request, page, 403)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that carries no valid sign of coming from us (CSRF)."""
    page = ErrorPage(
        "403",
        _("This form is too old"),
        _("The page was open for a long time, or you signed in again meanwhile. Go back, reload it and send it again."),
        safe=_("Nothing was changed. What you typed may be kept as a draft on this device."),
        links=[Link(_("Home"), "/")],
    )
    return _shown(request, page, 403)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    page = ErrorPage(
        "400",
        _("This request cannot be read"),
        _("The address or the form holds something that does not belong there."),
        safe=_("Nothing was changed."),
        links=[Link(_("Home"), "/")],
    )
    return _shown(request, page, 400)


def cannot_store(request: HttpRequest) -> HttpResponse:
    """The database takes no more writes: the disk is full, or it may only be read."""
    page = ErrorPage(
        "507",
        _("This could not be saved"),
        _("The server’s disk is full or may not be written. Reading goes on. Tell your administrator, then try again."),
        safe=_("Nothing was changed. What you typed may be kept as a draft on this device."),
        links=[Link(_("Home"), "/")],
    )
    return _shown(request, page, 507)


def missing_content(request: HttpRequest) -> HttpResponse:
    """A file whose row stands while its bytes do not: the disk lost them, and only a backup has them."""
    page = ErrorPage(
        "500",
        _("The content of this file is missing"),
        _("The record knows the file, but the server’s disk does not hold it any more. Tell your administrator."),
        safe=_("The record and its history are safe. A backup may hold the file."),
        links=[Link(_("Home"), "/")],
    )
    return _shown(request, page, 500)


def broken(request: HttpRequest) -> HttpResponse:
    """500; the reference stands in the log beside what happened."""
    reference = secrets.token_hex(4)
    logger.error("reference %s: %s %s", reference, request.method, request.path)
    page = ErrorPage(
        "500",
        _("Something broke on our side"),
        _("The page could not be made."),
        safe=_("What you had saved is safe. What you typed last may be kept as a draft on this device."),
        links=[Link(_("Try again"), request.path if request.method == "GET" else "/"), Link(_("Home"), "/")],
        reference=reference,
    )
    return _shown(request, page, 500)


def _shown(request: HttpRequest, page: ErrorPage, status: int) -> HttpResponse:
    # With a frame of its own the page asks the database nothing, so it also works when the database does not.
    context: dict[str, Any] = {"page": page, "frame": Frame()}
    return render(request, "ui/error.html", context, status=status)
