"""The short questionnaire: what the set has to know of a company."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from everproof.documents.models import Document
from everproof.documents.starter.texts import texts_for
from everproof.kernel import access
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Person
from everproof.kernel.ui.forms import LinesField, in_use

MANUFACTURER, SERVICE = "manufacturer", "service"
KEYS = (
    "products",
    "customers",
    "sites",
    "top-management",
    "quality-manager",
    "operations",
    "sales",
    "purchasing",
    "record-years",
)
"""Variables that the answers become; `themes` besides, which is a list."""


class Questions(forms.Form):
    """About ten questions; each has an answer that fits most companies."""

    company = forms.ChoiceField(
        label=_("What does the company do?"),
        choices=[(MANUFACTURER, _("It makes products")), (SERVICE, _("It renders services"))],
        initial=MANUFACTURER,
        widget=forms.RadioSelect,
    )
    products = forms.CharField(
        label=_("What does it supply?"),
        help_text=_("As it goes on in a sentence: “turned parts of steel and brass”, “maintenance of lifts”."),
        max_length=200,
    )
    customers = forms.CharField(
        label=_("To whom?"), help_text=_("Such as: “makers of pumps and valves”, “owners of houses”."), max_length=200
    )
    sites = forms.CharField(label=_("Where does it work?"), max_length=200)
    top_management = forms.CharField(label=_("Who leads the company?"), initial=_("Management"), max_length=100)
    quality_manager = forms.CharField(
        label=_("Who looks after quality?"), initial=_("Quality management"), max_length=100
    )
    operations = forms.CharField(
        label=_("Who leads production, or the work for customers?"),
        initial=_("Operations"),
        max_length=100,
    )
    sales = forms.CharField(label=_("Who talks with customers?"), initial=_("Sales"), max_length=100)
    purchasing = forms.CharField(label=_("Who buys?"), initial=_("Purchasing"), max_length=100)
    themes = LinesField(
        label=_("On which themes will objectives be set?"),
        help_text=_("Three to five, one a line."),
        initial=["On-time delivery", "Complaints", "Right first time", "Skills"],
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    record_years = forms.IntegerField(
        label=_("How many years are records kept?"),
        help_text=_("Ten fit most. Laws and contracts may ask for more."),
        initial=10,
        min_value=1,
        max_value=100,
    )
    owner = forms.ModelChoiceField(label=_("Who looks after the documents?"), queryset=Person.objects.none())
    approver = forms.ModelChoiceField(
        label=_("Who approves them?"),
        help_text=_("Somebody other than the one who writes them."),
        queryset=Person.objects.none(),
    )

    def __init__(self, data: Any = None, *, actor: Actor, **options: Any) -> None:
        super().__init__(data, **options)
        people = access.visible(actor, Person.objects.filter(in_use(Person))).order_by("title", "id")
        for name in ("owner", "approver"):
            field: Any = self.fields[name]
            field.queryset, field.empty_label = people, _("Choose one")
        self.initial.setdefault("owner", actor.person_id)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if given.get("owner") and given.get("owner") == given.get("approver"):
            self.add_error("approver", _("Choose somebody else: nobody approves what is the own."))
        return given

    @property
    def answers(self) -> dict[str, str]:
        """The values of the variables."""
        given = self.cleaned_data
        found = {key: str(given[key.replace("-", "_")]).strip() for key in KEYS}
        themes = given["themes"]
        words = ", ".join(theme[:1].lower() + theme[1:] for theme in themes)
        return {**found, "themes": words}


class ChosenForm(Questions):
    """The same answers once more, hidden, with which documents are to be made."""

    chosen = forms.MultipleChoiceField(label=_("Which drafts do you want?"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, data: Any = None, *, actor: Actor, company: str, **options: Any) -> None:
        super().__init__(data, actor=actor, **options)
        chosen: Any = self.fields["chosen"]
        chosen.choices = [(text.slug, text.title) for text in texts_for(company)]


def titles_in_use(actor: Actor) -> set[str]:
    """Titles of documents that are here already: the set makes none of them a second time."""
    rows = Document.objects.in_force().filter(organization_id=actor.organization_id)
    return set(rows.values_list("title", flat=True))
