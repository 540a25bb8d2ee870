"""The form with which people choose what comes by mail, and when."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.kernel.notifications import preferences
from everproof.kernel.people.models import Person


class TimeInput(forms.TimeInput):
    """The browser's own clock."""

    input_type = "time"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%H:%M", **options)


class MailForm(forms.Form):
    """A box for each kind of notification, ticked for those that come by mail; how often; and when not."""

    mail_rhythm = forms.ChoiceField(
        label=_("How often do you want mail?"),
        choices=Person.MailRhythm.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    quiet_from = forms.TimeField(
        label=_("No mail from"),
        help_text=_("What comes in your quiet hours waits until they are over."),
        widget=TimeInput,
        required=False,
    )
    quiet_until = forms.TimeField(label=_("Until"), widget=TimeInput, required=False)
    kinds = forms.MultipleChoiceField(
        label=_("Tell me by mail when"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, person: Person, data: Any = None) -> None:
        choices = preferences.choices(person)
        initial = {
            "kinds": [kind.name for kind, by_mail in choices if by_mail],
            "mail_rhythm": person.mail_rhythm,
            "quiet_from": person.quiet_from,
            "quiet_until": person.quiet_until,
        }
        super().__init__(data, initial=initial)
        self.person = person
        self.fields["kinds"].choices = [(kind.name, kind.label) for kind, _by_mail in choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if (values.get("quiet_from") is None) != (values.get("quiet_until") is None):
            missing = "quiet_from" if values.get("quiet_from") is None else "quiet_until"
            if missing not in self.errors:
                self.add_error(missing, _("Quiet hours need a beginning and an end."))
        return values

    def wanted(self) -> dict[str, bool]:
        """Every kind, with whether it is to come by mail."""
        chosen = self.cleaned_data["kinds"]
        return {name: name in chosen for name, _label in self.fields["kinds"].choices}  # type: ignore[attr-defined]

    def when(self) -> dict[str, Any]:
        """How often mail comes and when not, as the person keeps it."""
        values = self.cleaned_data
        rhythm = values["mail_rhythm"] or self.person.mail_rhythm
        return {"mail_rhythm": rhythm, "quiet_from": values["quiet_from"], "quiet_until": values["quiet_until"]}
