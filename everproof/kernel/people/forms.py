"""Forms around signing in."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base.forms import AuthenticateForm
from django import forms
from django.contrib.auth.password_validation import password_validators_help_texts
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import ACCESS_ROLES
from everproof.kernel.people import attempts
from everproof.kernel.people.actions import IDLE_LEAST, IDLE_MOST

HOUR = 60
DAY = 24 * HOUR
IDLE_CHOICES = (
    (15, _("15 minutes")),
    (30, _("30 minutes")),
    (HOUR, _("1 hour")),
    (4 * HOUR, _("4 hours")),
    (12 * HOUR, _("12 hours")),
    (DAY, _("1 day")),
    (3 * DAY, _("3 days")),
    (7 * DAY, _("7 days")),
    (IDLE_MOST, _("14 days")),
)


class SecondFactorForm(AuthenticateForm):
    """The code of a second factor at sign-in; a wrong one counts like a wrong password, which was right before."""

    def clean_code(self) -> str:
        try:
            return super().clean_code()
        except ValidationError:
            attempts.failed(self.user.email, method="code")
            raise


class _InOurWords:
    """Names the fields of allauth's forms as all other fields are named: only the first word with a capital."""

    labels = {
        "oldpassword": _("Current password"),
        "password1": _("New password"),
        "password2": _("New password again"),
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in self.labels.items():
            if name in self.fields:  # type: ignore[attr-defined]
                self.fields[name].label = label  # type: ignore[attr-defined]


class ChangePasswordForm(_InOurWords, account.ChangePasswordForm):
    """Asks for the password in use and for a new one."""


class SetPasswordForm(_InOurWords, account.SetPasswordForm):
    """Asks for a first password, of someone who came in without one."""


class ResetPasswordKeyForm(_InOurWords, account.ResetPasswordKeyForm):
    """Asks for a new password, of someone who followed the link in a mail."""


class NewPasswordForm(forms.Form):
    """A password for a login that is to be made. Typed once: it can be shown, and reset by mail."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        help_text=lazy(lambda: " ".join(filter(None, password_validators_help_texts())), str)(),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class InvitePersonForm(forms.Form):
    """What someone may do who is let in; asked only where the person has no access role yet."""

    access_role = forms.ChoiceField(
        label=_("Access role"),
        help_text=_("What the person may do here. You can change it later."),
        initial="member",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Roles for other companies' people need a party or a last day; those are given on the page of access.
        simple = [role for role in ACCESS_ROLES.values() if not (role.must_end or role.needs_party)]
        self.fields["access_role"].choices = [(role.name, role.label) for role in simple]  # type: ignore[attr-defined]


class SignInRulesForm(forms.Form):
    """How strictly an organisation lets people in."""

    idle_minutes = forms.TypedChoiceField(
        label=_("Sign out after"),
        help_text=_("Time without any use. Nobody stays signed in for more than 14 days."),
        coerce=int,
    )
    second_factor_needed = forms.BooleanField(
        label=_("A second factor is needed"),
        help_text=_("Whoever has none adds a passkey or an authenticator app at the next visit."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = self.initial.get("idle_minutes")
        own = [] if now in dict(IDLE_CHOICES) or now not in range(IDLE_LEAST, IDLE_MOST) else [(now, f"{now} min")]
        self.fields["idle_minutes"].choices = sorted([*IDLE_CHOICES, *own])  # type: ignore[attr-defined]
