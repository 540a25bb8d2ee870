"""Asks for the person again: password (with the code of the second factor where there is one) or passkey.

The first signature of a session asks for the address too, and so does one that comes more than an hour after the last
(21 CFR 11.200 a 1: "a single, continuous period"). A passkey signs the very offer: its challenge is the digest of the
token, so an answer fits nothing else. Wrong answers are counted over all sessions of the login.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

from allauth.core.internal import ratelimit
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from fido2.utils import websafe_encode
from fido2.webauthn import UserVerificationRequirement

from everproof.kernel import clock, ledger
from everproof.kernel.access.actor import Actor
from everproof.kernel.notifications import notify
from everproof.kernel.notifications.recipients import administrators
from everproof.kernel.people import attempts
from everproof.kernel.people.models import User, email_key
from everproof.kernel.signatures.offers import Seen

CONTINUOUS = timedelta(hours=1)
LAST_SIGNED = "last_signed"
WRONG_AT_MOST = 5
RATES = {"signature": f"{WRONG_AT_MOST}/300s/key"}
APP = "everproof.signatures"


@dataclass(frozen=True)
class Proof:
    """Somebody proved, for this and nothing else, who they are. `method`: password, password+totp or passkey."""

    seen: Seen
    person_id: UUID
    method: str


@dataclass(frozen=True)
class Answer:
    """What the signer gave; `credential` is the passkey's answer as the browser sends it."""

    address: str = ""
    password: str = ""
    code: str = ""
    credential: str = ""


@dataclass(frozen=True)
class Ways:
    """How a login can prove itself: never with less than it needs to sign in."""

    password: bool
    code: bool
    passkey: bool


def ways(user: User) -> Ways:
    """Who has a second factor signs with it; a passkey, which knows its owner, is both at once."""
    kinds = set(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    has_code, has_key = Authenticator.Type.TOTP in kinds, Authenticator.Type.WEBAUTHN in kinds
    return Ways(user.has_usable_password() and (has_code or not has_key), has_code, has_key)


def needs_all_components(request: HttpRequest) -> bool:
    """Whether this would be the first signature of a continuous period."""
    last = request.session.get(LAST_SIGNED)
    return not isinstance(last, int | float) or not 0 <= clock.now().timestamp() - last <= CONTINUOUS.total_seconds()


def remember(request: HttpRequest) -> None:
    """A signature was given: those that follow soon in this session need the secret alone."""
    request.session[LAST_SIGNED] = int(clock.now().timestamp())


def passkey_options(user: User, token: str) -> dict[str, Any]:
    """What the browser hands to the authenticator to answer this offer."""
    options, _state = webauthn.get_server().authenticate_begin(
        credentials=webauthn.get_credentials(user),
        user_verification=UserVerificationRequirement.REQUIRED,
        challenge=_challenge(token),
    )
    return dict(options)


def prove(request: HttpRequest, seen: Seen, answer: Answer, *, by: Actor) -> Proof:
    """Check the answer. Raises ValidationError, by field, for a wrong one and once too many were wrong."""
    user = cast(User, request.user)
    key = str(user.pk)
    if not (answer.password or answer.credential):
        raise _missing(user)
    if ratelimit.consume(request, app=APP, action="signature", config=RATES, key=key) is None:
        raise ValidationError(_("Too many wrong answers. Wait five minutes, then sign again."))
    method = _method(request, user, seen, answer)
    if by.person_id is None or not method:
        _failed(request, user, by)
        raise _wrong(answer, needs_address=needs_all_components(request), with_code=ways(user).code)
    ratelimit.clear(request, app=APP, action="signature", config=RATES, key=key)
    return Proof(seen, by.person_id, method)


def _method(request: HttpRequest, user: User, seen: Seen, answer: Answer) -> str:
    """How the answer proves the login; empty when it does not."""
    if needs_all_components(request) and email_key(answer.address) != user.email_key:
        return ""
    if answer.credential:
        return "passkey" if _passkey_fits(user, seen.token, answer.credential) else ""
    possible = ways(user)
    if not possible.password or not user.check_password(answer.password):
        return ""
    if not possible.code:
        return "password"
    factor = Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP)
    return "password+totp" if factor.wrap().validate_code(answer.code) else ""


def _passkey_fits(user: User, token: str, credential: str) -> bool:
    state = {
        "challenge": websafe_encode(_challenge(token)),
        "user_verification": UserVerificationRequirement.REQUIRED,
    }
    try:
        response = json.loads(credential)
        webauthn.parse_authentication_response(response)
        bound = webauthn.get_server().authenticate_complete(state, webauthn.get_credentials(user), response)
    except (ValueError, TypeError, KeyError, AttributeError, ValidationError):
        return False
    used = webauthn.get_authenticator_by_credential_id(user, bound.credential_id)
    if used is None:
        return False
    used.record_usage()
    return True


def _challenge(token: str) -> bytes:
    return hashlib.sha256(b"everproof-signature-v1" + token.encode()).digest()


def _wrong(answer: Answer, *, needs_address: bool, with_code: bool) -> ValidationError:
    """Words that do not say which part was wrong, at the field where the person goes on."""
    if answer.credential:
        return ValidationError(_("The key did not confirm it. Try again."))
    if with_code:
        return ValidationError({"signature_password": _("Password and code do not fit. Use a new code.")})
    if needs_address:
        return ValidationError({"signature_password": _("Address and password do not fit together.")})
    return ValidationError({"signature_password": _("This is not your password.")})


def _missing(user: User) -> ValidationError:
    """Nothing was given, which is no attempt."""
    if ways(user).password:
        return ValidationError({"signature_password": _("Enter your password to sign.")})
    return ValidationError(_("Sign with your passkey: your login asks for one."))


def _failed(request: HttpRequest, user: User, by: Actor) -> None:
    """Count it; the last one that was free locks signing for a while, which is noted and told."""
    attempts.failed(user.email, method="signature")
    if ratelimit.consume(request, app=APP, action="signature", config=RATES, key=str(user.pk), dry_run=True):
        return
    if by.person is None:
        return
    with transaction.atomic():
        facts = {"failures": WRONG_AT_MOST}
        ledger.note(by, "kernel.signature.lock", type="login", record_id=str(by.person_id), facts=facts)
        hour = clock.now().strftime("%Y-%m-%dT%H:%M")
        told = {person.pk: person for person in (by.person, *administrators(by.organization_id))}
        notify(
            told.values(),
            "signing-locked",
            facts={"name": by.person.title, "count": WRONG_AT_MOST},
            key=f"signing-locked:{by.person_id}:{hour}",
        )
