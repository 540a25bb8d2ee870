"""Pages of one's own tokens: what they may do and until when, making one, which is shown once, and revoking one."""

from __future__ import annotations

from datetime import timedelta
from typing import Any, cast

from allauth.account.decorators import reauthentication_required
from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import clock, modules
from everproof.kernel.access.roles import ADMINISTER
from everproof.kernel.api import tokens
from everproof.kernel.api.models import ApiToken
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.people.models import Person, User
from everproof.kernel.tenancy.models import Membership
from everproof.kernel.ui import pages
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

DAYS = (
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("180", gettext_lazy("180 days")),
    ("365", gettext_lazy("One year")),
)
READ_ALL, WRITE_ALL, LISTED = "*:read", "*:write", "listed"


class TokenForm(forms.Form):
    """What a new token is for, what it may do at most, and when it ends."""

    name = forms.CharField(
        label=gettext_lazy("What is it for?"),
        help_text=gettext_lazy("The program or machine that will use it, so that you know later what to revoke."),
        max_length=80,
        error_messages={"required": gettext_lazy("Give the token a name.")},
    )
    days = forms.ChoiceField(label=gettext_lazy("How long does it work?"), choices=DAYS, initial="90")
    access = forms.ChoiceField(
        label=gettext_lazy("What may it do?"),
        help_text=gettext_lazy("Never more than you may yourself, and it can never sign."),
        choices=(
            (READ_ALL, gettext_lazy("Read everything")),
            (WRITE_ALL, gettext_lazy("Read and change everything")),
            (LISTED, gettext_lazy("Only what is listed below")),
        ),
        widget=forms.RadioSelect,
        initial=READ_ALL,
    )
    scopes = forms.CharField(
        label=gettext_lazy("List"),
        help_text=gettext_lazy(
            "One a line: a kind of record, a colon, and read, write or one verb, such as nonconformities:create."
        ),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "autocapitalize": "none"}),
    )

    def chosen_scopes(self) -> list[str]:
        access = self.cleaned_data["access"]
        return self.cleaned_data["scopes"].splitlines() if access == LISTED else [access]


class TokenView(OrganizationView):
    """A page about tokens."""

    def address(self, name: str = "tokens", *args: Any) -> str:
        return reverse(f"kernel:{name}", args=[self.organization.slug, *args])

    def crumbs(self) -> list[Link]:
        return [Link(_("Tokens"), self.address())]


class TokenList(TokenView):
    """One's own tokens; an administrator sees the others' too, to revoke what leaked."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        page = {
            "title": _("Tokens"),
            "lead": _("With a token, a program works for you in %(organization)s. What it does is recorded as yours.")
            % {"organization": self.organization.name},
            "add_url": self.address("token_add"),
            "address": f"{settings.EVERPROOF_URL}/api/v1/",
            "description": f"{settings.EVERPROOF_URL}/api/openapi.json",
        }
        own = [self._row(token) for token in tokens.of_person(self.actor)]
        return render(request, "kernel/tokens.html", {"page": page, "own": own, "others": self._others()})

    def _others(self) -> list[dict[str, Any]]:
        if not self.actor.has(ADMINISTER):
            return []
        found = list(tokens.of_others(self.actor))
        people = Person.objects.filter(
            organization=self.organization, pk__in={token.membership.person_id for token in found}
        )
        names = dict(people.values_list("pk", "title"))
        return [self._row(token, names.get(token.membership.person_id, "")) for token in found]

    def _row(self, token: ApiToken, owner: str = "") -> dict[str, Any]:
        return {
            "token": token,
            "owner": owner,
            "scopes": in_words(token),
            "ends_soon": token.expires_at - clock.now() < timedelta(days=14),
            "revoke_url": self.address("token_revoke", token.pk),
        }


class AddToken(TokenView):
    """Makes a token and shows it, once."""

    @method_decorator(reauthentication_required)
    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.shown(TokenForm())

    @method_decorator(reauthentication_required)
    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = TokenForm(request.POST)
        if not form.is_valid():
            return self.shown(form)
        try:
            token, text = tokens.make_token(
                by=self.actor,
                name=form.cleaned_data["name"],
                scopes=form.chosen_scopes(),
                days=int(form.cleaned_data["days"]),
            )
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        page = {"title": _("Your token"), "crumbs": self.crumbs(), "back_url": self.address()}
        example = f"{settings.EVERPROOF_URL}/api/v1/"
        return render(request, "kernel/token_made.html", {"page": page, "token": token, "text": text, "url": example})

    def shown(self, form: TokenForm) -> HttpResponse:
        page = pages.FormPage(
            title=_("Make a token"), submit_label=_("Make it"), cancel_url=self.address(), crumbs=self.crumbs()
        )
        context = {"page": page, "form": form, "types": modules.all_record_types()}
        return render(self.request, "kernel/token_form.html", context, status=422 if form.is_bound else 200)


class RevokeToken(TokenView):
    """Ends a token."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        token = self.token()
        page = pages.StepPage(
            title=_("Revoke this token"),
            submit_label=_("Revoke"),
            cancel_url=self.address(),
            lead=f"{token.name} ({token.hint}…)",
            consequences=[
                _("The program that uses it is refused from its next request on."),
                _("What it recorded stays."),
            ],
            submit_tone="danger",
            action=request.path,
        )
        return render(request, "ui/confirm.html", {"page": page})

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        tokens.revoke_token(token=self.token(), by=self.actor)
        messages.success(request, _("The token is revoked."))
        return redirect(self.address())

    def token(self) -> ApiToken:
        """One's own token, or for an administrator anybody's; 404 else."""
        pool = tokens.of_person(self.actor)
        if self.actor.has(ADMINISTER):
            pool = pool | tokens.of_others(self.actor)
        token = pool.filter(pk=self.kwargs["token"]).first()
        if token is None:
            raise Http404
        return token


def in_words(token: ApiToken) -> list[str]:
    """The scopes of a token as people read them; where words would hide what a verb is, as they were written."""
    words = {READ_ALL: _("Read everything"), WRITE_ALL: _("Read and change everything")}
    return [str(words.get(scope, scope)) for scope in token.scopes]


@login_required
def my_tokens(request: HttpRequest) -> HttpResponse:
    """From the pages of one's account to the tokens of the organisation that was used last."""
    user = cast(User, request.user)
    found = Membership.objects.select_related("organization").filter(user=user, ended_at=None).order_by("pk")
    memberships = sorted(found, key=lambda one: one.organization_id != user.last_organization_id)
    if not memberships:
        raise Http404
    return redirect("kernel:tokens", memberships[0].organization.slug)
