"""How sign-in (django-allauth) meets our people: no open sign-up, one login for an address, mails through our queue."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.core.internal import ratelimit
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation

from everproof.kernel.errors import Refused
from everproof.kernel.ids import uuid7
from everproof.kernel.notifications.mail import absolute, queue_mail
from everproof.kernel.people import attempts, invitations, session_rules, vault, witnessing
from everproof.kernel.people.models import User, email_key
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Membership

# An invitation that its holder accepts at the company's identity provider waits here while they are there.
PENDING_INVITATION = "pending_invitation"
APP = "allauth.account"
# What the mails of the sign-in library call the place they come from.
_SITE = SimpleNamespace(name="Everproof", domain=urlsplit(settings.EVERPROOF_URL).netloc)


class AccountAdapter(DefaultAccountAdapter):
    """Logins are made by invitation only, and found by the key of their address."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Slow down guessing: for an address from one place, for an address from anywhere, for a place altogether.

        The first is the narrowest, so that an attacker does not lock the person out who signs in from elsewhere.
        """
        address = credentials.get("email", "")
        key = self._get_login_attempts_cache_key(request, email=address)
        self._usages = []
        for action, limited in (("password_here", f"{key} {self.get_client_ip(request)}"), ("password", key)):
            usage = ratelimit.consume(request, app=APP, action=action, key=limited)
            if usage is None:
                attempts.failed(address, method="password")
                raise self.validation_error("too_many_login_attempts")
            self._usages.append(usage)

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Only the address of a login opens it; one that its owner has typed but never confirmed does not."""
        address = credentials.pop("email", "")
        self.pre_authenticate(request, email=address)
        user = User.objects.filter(email_key=email_key(address)).first()
        found = _check(user, credentials.get("password", ""))
        if found is None:
            attempts.failed(address, method="password")
        else:
            self._rollback_login_failed_rl_usage()
        return found

    def login(self, request: HttpRequest, user: User) -> None:
        super().login(request, user)
        session_rules.begin(request)

    def post_login(self, request: HttpRequest, user: User, **kwargs: Any) -> HttpResponse:
        attempts.succeeded(user, method=_method(request, user))
        response: HttpResponse = super().post_login(request, user, **kwargs)
        witnessing.meet(request, response, user)
        return response

    def logout(self, request: HttpRequest) -> None:
        if isinstance(request.user, User):
            attempts.ended(request.user)
        super().logout(request)
        request.signed_out = True  # type: ignore[attr-defined]

    def is_reauthentication_required(self, *, app: str) -> bool:
        """Before something delicate the person proves themself again, unless they just did by signing in."""
        records = get_authentication_records(self.request, self.request.user)
        if records and time.time() - records[-1]["at"] < settings.ACCOUNT_REAUTHENTICATION_TIMEOUT:
            return False
        return bool(super().is_reauthentication_required(app=app))

    def confirm_email(self, request: HttpRequest, email_address: Any) -> bool:
        """A new address becomes the login's own, unless another login has it by now."""
        others = User.objects.exclude(pk=email_address.user_id)
        if others.filter(email_key=email_key(email_address.email)).exists():
            return False
        return bool(super().confirm_email(request, email_address))

    def send_password_reset_mail(self, user: User, email: str, context: dict[str, Any]) -> None:
        if email_key(email) == user.email_key:
            super().send_password_reset_mail(user, email, context)

    def get_reset_password_from_key_url(self, key: str) -> str:
        # The host of a request is what its sender says; a mail names the installation's own.
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return absolute(path.replace("UID-KEY", key))

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        return absolute(reverse("account_confirm_email", args=[emailconfirmation.key]))

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Queue the mail in an organisation of its login. A login without any enters nothing and gets no mail."""
        user: User | None = context.get("user") or _login_of(self.request, email)
        in_force = Membership.objects.select_related("organization").filter(user=user, ended_at=None)
        membership = in_force.order_by("pk").first()
        if user is None or membership is None:
            return
        organization = membership.organization
        with translation.override(user.language or organization.language):
            variables = {"request": self.request, "email": email, "current_site": _SITE, **context}
            message = self.render_mail(template_prefix, email, variables)
        with organization_scope(organization.pk):
            queue_mail(
                organization,
                key=f"sign-in:{uuid7()}",
                to=email,
                subject=message.subject,
                body=str(message.body),
            )

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        # Without the host, which the sender of a request may vary, and in the one form that all spellings share.
        return email_key(credentials.get("email", ""))

    def _rollback_login_failed_rl_usage(self) -> None:
        for usage in self._usages:
            usage.rollback()

    def _delete_login_attempts_cached_email(self, request: HttpRequest, **credentials: Any) -> None:
        key = self._get_login_attempts_cache_key(request, **credentials)
        ratelimit.clear(request, app=APP, action="password", key=key)
        ratelimit.clear(request, app=APP, action="password_here", key=f"{key} {self.get_client_ip(request)}")


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """The identity provider of the company opens a login that was connected to it, whatever address it asserts.

    A login is connected by its owner, signed in; or it is made with the connection, by whoever holds an invitation.
    """

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        token = request.session.pop(PENDING_INVITATION, "")
        if sociallogin.is_existing or request.user.is_authenticated:
            return
        invitation = invitations.find(token) if token else None
        if invitation is None:
            return
        try:
            user = invitations.accept_without_password(invitation)
        except Refused as refusal:
            messages.error(request, str(refusal))
            raise ImmediateHttpResponse(redirect("people:invitation", token)) from refusal
        sociallogin.connect(request, user)


class MFAAdapter(DefaultMFAAdapter):
    """Second factors: their secrets are encrypted at rest, and passkeys are ours by name."""

    def encrypt(self, text: str) -> str:
        return vault.encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        return vault.decrypt(encrypted_text)

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        return {**super().get_public_key_credential_rp_entity(), "name": "Everproof"}


def _check(user: User | None, password: str) -> User | None:
    """The login if it may be opened and the password is its own. An address without a login takes as long."""
    if user is None:
        User().set_password(password)
        return None
    return user if user.check_password(password) and user.is_active else None


def _login_of(request: HttpRequest, email: str) -> User | None:
    if isinstance(request.user, User):
        return request.user
    return User.objects.filter(email_key=email_key(email)).first()


def _method(request: HttpRequest, user: User) -> str:
    """How the person proved who they are: "password", "password+totp", "passkey", "company"."""
    steps = []
    for record in get_authentication_records(request, user):
        if record.get("method") == "mfa":
            steps.append("passkey" if record.get("type") == Authenticator.Type.WEBAUTHN else str(record.get("type")))
        else:
            steps.append({"socialaccount": "company"}.get(record["method"], record["method"]))
    return "+".join(dict.fromkeys(steps)) or "unknown"
