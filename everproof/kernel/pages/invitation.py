"""The page behind the link of an invitation: a password for a new login, or the way in with the one that exists."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from allauth.socialaccount.adapter import get_adapter as get_social_adapter
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views import View
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from everproof.kernel.errors import Refused
from everproof.kernel.people import invitations
from everproof.kernel.people.adapters import PENDING_INVITATION
from everproof.kernel.people.forms import NewPasswordForm
from everproof.kernel.people.invitations import Invitation
from everproof.kernel.people.models import User
from everproof.kernel.ui.pages import FormPage


@method_decorator([never_cache, sensitive_post_parameters("password")], name="dispatch")
class InvitationPage(View):
    """Lets an invited person in. What it asks for depends on who is there and whether the address has a login."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        invitation = invitations.find(kwargs["token"])
        if invitation is None:
            return self._over(request)
        self.invitation: Invitation = invitation
        self.is_theirs = isinstance(request.user, User) and invitation.is_for(request.user)
        self.has_login = invitation.existing_login() is not None
        organization = invitation.organization
        with translation.override(organization.language), timezone.override(ZoneInfo(organization.zone)):
            try:
                return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]
            except Refused as refusal:
                return self._over(request, str(refusal))

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        asks = not request.user.is_authenticated and not self.has_login
        return self.shown(NewPasswordForm() if asks else None)

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        if self.is_theirs:
            invitations.accept_as(self.invitation, request.user)  # type: ignore[arg-type]
            return self._enter(request.user)  # type: ignore[arg-type]
        if request.user.is_authenticated or self.has_login:
            return self.shown(None)
        if "company" in request.POST and (provider := company_provider(request)):
            request.session[PENDING_INVITATION] = token
            return provider.redirect(request, process="login", next_url=self._home())
        return self._make_login(NewPasswordForm(request.POST))

    def _make_login(self, form: NewPasswordForm) -> HttpResponse:
        if not form.is_valid():
            return self.shown(form)
        try:
            user = invitations.accept_with_password(self.invitation, form.cleaned_data["password"])
        except ValidationError as error:
            form.add_error("password", error)
            return self.shown(form)
        self._remember(user)
        login = Login(user=user, email=user.email, redirect_url=self._home())
        return perform_password_login(self.request, {"email": user.email}, login)

    def _enter(self, user: User) -> HttpResponse:
        self._remember(user)
        words = _("You are in: %(organization)s.") % {"organization": self.invitation.organization.name}
        messages.success(self.request, words)
        return redirect(self._home())

    def _remember(self, user: User) -> None:
        User.objects.filter(pk=user.pk).update(last_organization=self.invitation.organization)

    def _home(self) -> str:
        return f"/{self.invitation.organization.slug}/"

    def shown(self, form: NewPasswordForm | None) -> HttpResponse:
        organization = self.invitation.organization
        here = self.request.path
        context = {
            "page": FormPage(
                title=_("Welcome to %(organization)s") % {"organization": organization.name},
                submit_label=_("Join") if form is None else _("Make my login"),
                action=here,
            ),
            "form": form,
            "address": self.invitation.address,
            "name": self.invitation.person.title,
            "expires": self.invitation.link.expires_at,
            "is_theirs": self.is_theirs,
            "company": company_provider(self.request) if form is not None else None,
            "sign_in_url": f"{reverse('account_login')}?{urlencode({'next': here})}",
            "sign_out_url": f"{reverse('account_logout')}?{urlencode({'next': here})}",
        }
        status = 422 if form is not None and form.is_bound else 200
        return render(self.request, "kernel/invitation.html", context, status=status)

    def _over(self, request: HttpRequest, words: str = "") -> HttpResponse:
        """Unknown, used, revoked, over: the page does not say which."""
        page = FormPage(
            title=_("This invitation cannot be used"),
            lead=words or str(invitations.NoLongerValid()),
            submit_label="",
        )
        return render(request, "ui/plain.html", {"page": page}, status=404)


def company_provider(request: HttpRequest) -> Any:
    """The company's identity provider as the settings name it, or None."""
    found = get_social_adapter().list_providers(request)
    return found[0] if found else None
