"""The fields of a signature, put under the fields of whatever is signed. They work without JavaScript, by password."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.kernel.signatures.offers import Offer
from everproof.kernel.signatures.proofs import Answer

TOKEN, ADDRESS, PASSWORD, CODE, CREDENTIAL = (
    f"signature_{name}" for name in ("token", "address", "password", "code", "credential")
)
NAMES = (TOKEN, ADDRESS, PASSWORD, CODE, CREDENTIAL)


class Secret(forms.CharField):
    """Asked like a field that must be filled; whether it may stay empty is decided where the answer is checked."""

    def validate(self, value: Any) -> None:
        """A passkey may answer instead."""


class Fixed(forms.HiddenInput):
    """Shows its own value, whatever was posted: token and answer belong to one showing of the page."""

    def __init__(self, value: str) -> None:
        super().__init__()
        self.value = value

    def format_value(self, value: Any) -> str:
        return self.value


def add_signature(form: forms.BaseForm, offer: Offer) -> None:
    """Ask for what this offer needs."""
    form.fields[TOKEN] = forms.CharField(widget=Fixed(offer.token), required=False)
    form.fields[CREDENTIAL] = forms.CharField(widget=Fixed(""), required=False)
    if offer.all_components and offer.is_possible:
        form.fields[ADDRESS] = Secret(
            label=_("Your e-mail address"),
            help_text=_("As you sign in. Asked at the first signature; those that follow within the hour need less."),
            widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        )
    if offer.with_password:
        form.fields[PASSWORD] = Secret(
            label=_("Your password"),
            strip=False,
            widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        )
    if offer.with_password and offer.with_code:
        form.fields[CODE] = Secret(
            label=_("Code from your authenticator app"),
            widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        )


def answer_of(form: forms.BaseForm) -> Answer:
    """What the signer gave."""
    given = {name.removeprefix("signature_"): form.cleaned_data.get(name, "") for name in NAMES}
    return Answer(given["address"], given["password"], given["code"].strip(), given["credential"])


def visible(form: forms.BaseForm) -> tuple[str, ...]:
    """The names of the signature's fields that are seen."""
    return tuple(name for name in (ADDRESS, PASSWORD, CODE) if name in form.fields)
