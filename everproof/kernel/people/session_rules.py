"""When a session is over: after its longest time, after resting too long, or where a second factor is needed.

The moment a session was last used lies in a signed cookie that belongs to it alone, so reading a page writes nothing
to the database. Who takes the cookie away gains nothing: then the moment of signing in counts.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse

from everproof.kernel import clock
from everproof.kernel.tenancy.models import Organization

SIGNED_IN_AT = "signed_in_at"
SECOND_FACTOR = "second_factor"
# A request that nobody asked for (a page that looks for news) carries this header and does not keep a session alive.
BACKGROUND_HEADER = "X-Everproof-Background"
FRESH_ENOUGH = timedelta(minutes=1)


def begin(request: HttpRequest) -> None:
    """A person just signed in."""
    request.session[SIGNED_IN_AT] = int(clock.now().timestamp())
    request.session.pop(SECOND_FACTOR, None)


def began_at(request: HttpRequest) -> datetime | None:
    """When the session's person signed in."""
    stamp = request.session.get(SIGNED_IN_AT)
    if isinstance(stamp, int):
        return datetime.fromtimestamp(stamp, tz=clock.now().tzinfo)
    return request.user.last_login if request.user.is_authenticated else None


def last_used_at(request: HttpRequest) -> datetime | None:
    """When the session was last used, as far as its cookie proves it."""
    value = request.COOKIES.get(cookie_name(), "")
    try:
        stamp = int(_signer(request).unsign(value))
    except (signing.BadSignature, ValueError):
        return began_at(request)
    return datetime.fromtimestamp(stamp, tz=clock.now().tzinfo)


def is_over(request: HttpRequest) -> bool:
    """Whether the session reached its longest time, however much it was used."""
    began = began_at(request)
    return began is not None and clock.now() - began > timedelta(seconds=settings.SESSION_COOKIE_AGE)


def rested_too_long(request: HttpRequest, organization: Organization) -> bool:
    """Whether the session was left alone for longer than the organisation allows."""
    used = last_used_at(request)
    return used is None or clock.now() - used > timedelta(minutes=organization.idle_minutes)


def lacks_second_factor(request: HttpRequest, organization: Organization) -> bool:
    """Whether the organisation asks for more than this session has shown.

    Who has a second factor could not sign in without it. The identity provider of the company looks after its own.
    """
    if not organization.second_factor_needed or request.session.get(SECOND_FACTOR):
        return False
    records = get_authentication_records(request, request.user)
    strong = any(record.get("method") in ("mfa", "socialaccount") for record in records)
    if strong or is_mfa_enabled(request.user, [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]):
        request.session[SECOND_FACTOR] = True
        return False
    return True


def touch(request: HttpRequest, response: HttpResponse) -> None:
    """Say in the cookie that the session is used now, unless it says so already or nobody asked for this page."""
    if BACKGROUND_HEADER in request.headers or not request.session.session_key:
        return
    now = clock.now()
    used = last_used_at(request)
    if cookie_name() in request.COOKIES and used is not None and abs(now - used) < FRESH_ENOUGH:
        return
    response.set_cookie(
        cookie_name(),
        _signer(request).sign(str(int(now.timestamp()))),
        max_age=settings.SESSION_COOKIE_AGE,
        httponly=True,
        secure=settings.SESSION_COOKIE_SECURE,
        samesite="Lax",
    )


def cookie_name() -> str:
    return f"{settings.SESSION_COOKIE_NAME}-used"


def _signer(request: HttpRequest) -> signing.Signer:
    # Of this session only: the cookie of another one, or of an earlier one, proves nothing.
    return signing.Signer(salt=f"everproof.session.{request.session.session_key}")
