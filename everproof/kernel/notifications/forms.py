"""The form with which people choose what comes by mail."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.kernel.notifications import preferences
from everproof.kernel.people.models import Person


class MailForm(forms.Form):
    """A box for each kind of notification, ticked for those that come by mail."""

    kinds = forms.MultipleChoiceField(
        label=_("Tell me by mail when"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, person: Person, data: Any = None) -> None:
        choices = preferences.choices(person)
        super().__init__(data, initial={"kinds": [kind.name for kind, by_mail in choices if by_mail]})
        self.fields["kinds"].choices = [(kind.name, kind.label) for kind, _by_mail in choices]  # type: ignore[attr-defined]

    def wanted(self) -> dict[str, bool]:
        """Every kind, with whether it is to come by mail."""
        chosen = self.cleaned_data["kinds"]
        return {name: name in chosen for name, _label in self.fields["kinds"].choices}  # type: ignore[attr-defined]
