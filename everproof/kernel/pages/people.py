"""Pages of people, sites, roles, responsibilities and access."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import access
from everproof.kernel.access.roles import ACCESS_ROLES
from everproof.kernel.people import actions
from everproof.kernel.people.models import AccessAssignment, Person, Responsibility, Role, Site
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.forms import LinesField, RecordForm
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage

# People ---------------------------------------------------------------------------------------------------------------


class PersonForm(RecordForm):
    class Meta:
        model = Person
        fields = (
            "title",
            "email",
            "phone",
            "job_title",
            "department",
            "supervisor",
            "site",
            "started_on",
            "ended_on",
            "external",
            "affects_quality",
            "active",
        )
        labels = {"title": gettext_lazy("Name"), "site": gettext_lazy("Site")}
        help_texts = {
            "external": gettext_lazy("Works under the company’s control without being employed by it."),
            "affects_quality": gettext_lazy("The work has an effect on quality, so competence is kept track of (7.2)."),
            "active": gettext_lazy("Works here now. Someone who is not active cannot sign in."),
        }


class PersonList(RecordList):
    model = Person
    create_label = gettext_lazy("Add a person")


class PersonPage(RecordPage):
    model = Person
    parts = (
        Part(gettext_lazy("Work"), ("job_title", "department", "supervisor", "site", "affects_quality", "external")),
        Part(gettext_lazy("How to reach"), ("email", "phone"), gettext_lazy("No address yet.")),
        Part(gettext_lazy("Time here"), ("started_on", "ended_on", "active")),
    )

    def sections(self) -> list[pages.Section]:
        return [*super().sections(), self.held_roles(), *self.given_access()]

    def held_roles(self) -> pages.Section:
        """Roles and other duties that the person holds or held."""
        held = Responsibility.objects.filter(person=self.record, voided_at=None).select_related("role")
        rows = []
        for found in access.visible(self.actor, held).order_by("-from_on", "id"):
            found.organization = self.organization
            name = found.role.title if found.role else found.title
            label = _("Deputy") if found.is_deputy else _("Role")
            rows.append(pages.Fact(label, (name, addresses.of_record(found)), "link"))
        return pages.Section(_("Roles"), facts=rows, empty="" if rows else _("Holds no role."))

    def given_access(self) -> list[pages.Section]:
        """Access roles given to the person directly."""
        given = AccessAssignment.objects.filter(person=self.record, voided_at=None)
        rows = []
        for found in access.visible(self.actor, given).order_by("-from_on", "id"):
            found.organization = self.organization
            rows.append(pages.Fact(_("Access role"), (found.role_label, addresses.of_record(found)), "link"))
        return [pages.Section(_("Access"), facts=rows)] if rows else []


class AddPerson(CreatePage):
    model = Person
    form_class = PersonForm
    title = gettext_lazy("Add a person")

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        typed = form.values
        return actions.add_person(name=typed.pop("title"), by=self.actor, id=new_id, **typed)


class EditPerson(EditPage):
    model = Person
    form_class = PersonForm
    fields = PersonForm.Meta.fields


# Sites ----------------------------------------------------------------------------------------------------------------

WEEKDAYS = (
    (0, gettext_lazy("Monday")),
    (1, gettext_lazy("Tuesday")),
    (2, gettext_lazy("Wednesday")),
    (3, gettext_lazy("Thursday")),
    (4, gettext_lazy("Friday")),
    (5, gettext_lazy("Saturday")),
    (6, gettext_lazy("Sunday")),
)


class SiteForm(RecordForm):
    workdays = forms.TypedMultipleChoiceField(
        label=gettext_lazy("Working days"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Site
        fields = ("title", "zone", "address", "workdays", "active")
        labels = {"title": gettext_lazy("Name")}
        help_texts = {"zone": gettext_lazy("For example Europe/Berlin.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.instance._state.adding:
            self.initial.setdefault("workdays", actions.WORKDAYS)
            self.initial["zone"] = self.initial.get("zone") or self.actor.organization.zone

    def clean_zone(self) -> str:
        from zoneinfo import available_timezones

        zone: str = self.cleaned_data["zone"].strip()
        if zone not in available_timezones():
            raise forms.ValidationError(_("There is no time zone of this name. Write it like Europe/Berlin."))
        return zone


class SiteList(RecordList):
    model = Site
    create_label = gettext_lazy("Add a site")


class SitePage(RecordPage):
    model = Site
    parts = (Part(gettext_lazy("Site"), ("zone", "address", "active")),)

    def sections(self) -> list[pages.Section]:
        names = dict(WEEKDAYS)
        days = ", ".join(str(names[day]) for day in self.record.workdays if day in names)
        return [*super().sections(), pages.Section(_("Working days"), facts=[pages.Fact(_("Work on"), days)])]


class AddSite(CreatePage):
    model = Site
    form_class = SiteForm
    title = gettext_lazy("Add a site")

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        typed = form.values
        return actions.add_site(name=typed.pop("title"), by=self.actor, id=new_id, **typed)


class EditSite(EditPage):
    model = Site
    form_class = SiteForm
    fields = SiteForm.Meta.fields


# Roles ----------------------------------------------------------------------------------------------------------------


class RoleForm(RecordForm):
    authorities = LinesField(
        label=gettext_lazy("Authorities"),
        help_text=gettext_lazy("What the holder may decide, one a line."),
        required=False,
    )
    qms_duties = forms.MultipleChoiceField(
        label=gettext_lazy("Duties in the quality system (5.3)"),
        choices=Role.Duty.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Role
        fields = ("title", "responsibilities", "authorities", "qms_duties", "top_management", "required_headcount")
        labels = {"title": gettext_lazy("Name")}


class RoleList(RecordList):
    model = Role
    create_label = gettext_lazy("Add a role")


class RolePage(RecordPage):
    model = Role
    parts = (
        Part(gettext_lazy("Responsibilities"), ("responsibilities",)),
        Part(gettext_lazy("Authorities"), ("authorities",), gettext_lazy("Nothing is said about what it may decide.")),
        Part(gettext_lazy("In the company"), ("top_management", "required_headcount")),
    )

    def sections(self) -> list[pages.Section]:
        return [*super().sections(), *self.duties(), self.holders()]

    def duties(self) -> list[pages.Section]:
        labels = dict(Role.Duty.choices)
        named = [str(labels[duty]) for duty in self.record.qms_duties if duty in labels]
        return (
            [pages.Section(_("Duties in the quality system"), facts=[pages.Fact(_("Duties"), named, "tags")])]
            if named
            else []
        )

    def holders(self) -> pages.Section:
        """Who holds the role today or later, deputies after holders."""
        held = Responsibility.objects.filter(role=self.record, voided_at=None).select_related("person")
        rows = []
        for found in access.visible(self.actor, held).order_by("is_deputy", "from_on", "id"):
            if found.to_on is not None and found.to_on < self.today:
                continue
            found.organization = self.organization
            label = _("Deputy") if found.is_deputy else _("Holder")
            rows.append(pages.Fact(label, (found.person.title, addresses.of_record(found)), "link"))
        return pages.Section(_("Holders"), facts=rows, empty="" if rows else _("Nobody holds this role."))


class AddRole(CreatePage):
    model = Role
    form_class = RoleForm
    title = gettext_lazy("Add a role")

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        typed = form.values
        return actions.add_role(name=typed.pop("title"), by=self.actor, id=new_id, **typed)


class EditRole(EditPage):
    model = Role
    form_class = RoleForm
    fields = RoleForm.Meta.fields


# Responsibilities -----------------------------------------------------------------------------------------------------


class ResponsibilityForm(RecordForm):
    class Meta:
        model = Responsibility
        fields = ("role", "person", "is_deputy", "from_on", "to_on")
        labels = {
            "is_deputy": gettext_lazy("As deputy"),
            "to_on": gettext_lazy("To"),
        }
        help_texts = {"to_on": gettext_lazy("Leave it empty while there is no end in sight.")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("role")


class ResponsibilityList(RecordList):
    model = Responsibility
    create_label = gettext_lazy("Give a role")


class ResponsibilityPage(RecordPage):
    model = Responsibility
    parts = (
        Part(
            gettext_lazy("Responsibility"),
            ("role", "person", "is_deputy", "from_on", "to_on", "communicated_on", "acknowledged_on"),
        ),
    )


class GiveRole(CreatePage):
    model = Responsibility
    form_class = ResponsibilityForm
    title = gettext_lazy("Give a role")
    submit_label = gettext_lazy("Give the role")

    def initial(self) -> dict[str, Any]:
        return {**super().initial(), "from_on": self.today}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.give_responsibility(by=self.actor, id=new_id, **form.values)


class EditResponsibility(EditPage):
    model = Responsibility
    form_class = ResponsibilityForm
    fields = ResponsibilityForm.Meta.fields


# Access ---------------------------------------------------------------------------------------------------------------


class AccessForm(RecordForm):
    """Gives an access role. Roles for other companies need the company and are given where that is known."""

    access_role = forms.ChoiceField(label=gettext_lazy("Access role"), widget=forms.RadioSelect)

    class Meta:
        model = AccessAssignment
        fields = ("person", "access_role", "at_site", "from_on", "to_on")
        help_texts = {
            "at_site": gettext_lazy("Leave it empty for all sites."),
            "to_on": gettext_lazy("The last day. An external auditor’s access needs one."),
        }

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        fields: dict[str, Any] = self.fields
        self.require("person")
        fields["access_role"].choices = [
            (role.name, f"{role.label}: {role.description}") for role in ACCESS_ROLES.values() if not role.needs_party
        ]
        fields["at_site"].empty_label = _("All sites")


class EndAccessForm(RecordForm):
    class Meta:
        model = AccessAssignment
        fields = ("to_on",)
        labels = {"to_on": gettext_lazy("Last day")}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.require("to_on")


class AccessList(RecordList):
    model = AccessAssignment
    create_label = gettext_lazy("Give access")


class AccessPage(RecordPage):
    model = AccessAssignment

    def owner(self) -> str | None:
        return self.record.person.title if self.record.person else None

    def relations(self) -> list[str]:
        return [*super().relations(), "person", "role", "at_site"]

    def sections(self) -> list[pages.Section]:
        record = self.record
        whom = record.person or record.role
        site = record.at_site.title if record.at_site else _("All sites")
        facts = [
            pages.Fact(_("Access role"), record.role_label),
            pages.Fact(_("For"), whom.title if whom else None),
            pages.Fact(_("Where"), site),
            pages.Fact(_("From"), record.from_on, "day"),
            pages.Fact(_("To"), record.to_on, "day"),
        ]
        return [pages.Section(_("Access"), facts=facts), self.powers()]

    def powers(self) -> pages.Section:
        declared = ACCESS_ROLES.get(self.record.access_role)
        return pages.Section(_("What it lets them do"), prose=str(declared.description) if declared else "")


class GiveAccess(CreatePage):
    model = AccessAssignment
    form_class = AccessForm
    title = gettext_lazy("Give access")
    submit_label = gettext_lazy("Give access")

    def initial(self) -> dict[str, Any]:
        return {"from_on": self.today}

    def act(self, form: RecordForm, new_id: UUID) -> Record:
        return actions.give_access(by=self.actor, id=new_id, **form.values)


class EndAccess(EditPage):
    """The one thing that can change about given access is its last day."""

    model = AccessAssignment
    form_class = EndAccessForm
    fields = EndAccessForm.Meta.fields

    def page(self) -> pages.FormPage:
        page = super().page()
        page.title, page.submit_label = _("End this access"), _("End access")
        return page

    def act(self, form: RecordForm) -> Record:
        return actions.end_access(
            assignment=self.record,
            by=self.actor,
            reason=form.cleaned_data["reason"],
            on=form.cleaned_data["to_on"],
        )
