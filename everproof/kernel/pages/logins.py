"""Pages for those who let people in: the logins of the organisation, inviting, ending, the rules for signing in."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel.access.roles import ADMINISTER
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.people import actions, invitations, logins
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.forms import InvitePersonForm, SignInRulesForm
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages, paging, values
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView, RecordView

PAGE_SIZE = 50
BY_NAME = paging.Order("title")
STATES = {
    logins.NONE: (gettext_lazy("No login"), "neutral"),
    logins.INVITED: (gettext_lazy("Invited"), "progress"),
    logins.EXPIRED: (gettext_lazy("Invitation is over"), "warn"),
    logins.ACTIVE: (gettext_lazy("Active"), "good"),
    logins.ENDED: (gettext_lazy("Ended"), "void"),
}


def state_of(login: logins.Login) -> pages.State:
    """The state of a login as a page shows it."""
    label, tone = STATES[login.state]
    return pages.State(str(label), tone)


class LoginList(OrganizationView):
    """Who can sign in here: state, last sign-in, second factor."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.require_administrator(self.actor)
        return render(request, "kernel/logins.html", {"page": self.page(), "organization": self.organization})

    def page(self) -> pages.ListPage:
        start = {
            name: paging.decode(Person, BY_NAME, self.request.GET[name])
            for name in ("after", "before")
            if name in self.request.GET
        }
        found = paging.page(logins.with_login(self.organization), BY_NAME, PAGE_SIZE, **start)
        by_person = logins.of(self.organization, [person.pk for person in found.rows])
        page = pages.ListPage(
            title=_("Logins"),
            noun=_("logins"),
            lead=_(
                "Who can sign in here. The login is the person’s own; you decide whether it opens this organisation."
            ),
            columns=_columns(),
            rows=[self._row(person, by_person[person.pk]) for person in found.rows],
            url=self.request.path,
            today=self.today,
        )
        if found.rows and found.has_older:
            page.older_url = self._beyond("after", found.rows[-1])
        if found.rows and found.has_newer:
            page.newer_url = self._beyond("before", found.rows[0])
        return page

    def _row(self, person: Person, login: logins.Login) -> pages.Row:
        person.organization = self.organization
        factor = login.has_second_factor if login.membership else None
        row = [person.title, login.address or person.email, state_of(login), login.last_used_at, factor]
        return pages.Row(str(person.pk), addresses.of_record(person), row)

    def _beyond(self, name: str, person: Person) -> str:
        cursor = paging.encode(Person, BY_NAME, paging.position_of(person, BY_NAME))
        return f"{self.request.path}?{name}={cursor}"


def _columns() -> list[pages.Column]:
    return [
        pages.Column("name", _("Name")),
        pages.Column("address", _("Address")),
        pages.Column("state", _("State"), "state"),
        pages.Column("last_used_at", _("Last sign-in"), "moment"),
        pages.Column("second_factor", _("Second factor"), "yes-no"),
    ]


class _PersonStep(RecordView, ABC):
    """One thing that an administrator does about a person's login: a question, then the act."""

    model = Person
    form_class: type[forms.Form] | None = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.require_administrator(self.actor)
        return self.shown(self.form_class() if self.asks() else None)  # type: ignore[misc]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.require_administrator(self.actor)
        form = self.form_class(request.POST) if self.asks() else forms.Form(request.POST)  # type: ignore[misc]
        if not form.is_valid():
            return self.shown(form)
        try:
            messages.success(request, self.act(form.cleaned_data))
        except NotAllowed:
            raise
        except Refused as refusal:
            add_errors(form, refusal)
            return self.shown(form)
        return redirect(addresses.of_record(self.record))

    def asks(self) -> bool:
        return self.form_class is not None

    def shown(self, form: forms.Form | None) -> HttpResponse:
        status = 422 if form is not None and form.is_bound else 200
        return render(self.request, "ui/confirm.html", {"page": self.page(), "form": form}, status=status)

    def step(self, title: str, submit_label: str, consequences: list[str], tone: str = "primary") -> pages.StepPage:
        return pages.StepPage(
            title=title,
            submit_label=submit_label,
            cancel_url=addresses.of_record(self.record),
            record=values.record_link(self.record, self.record_type),
            consequences=consequences,
            submit_tone=tone,
            action=self.request.path,
        )

    @property
    def login(self) -> logins.Login:
        return logins.of(self.organization, [self.record.pk])[self.record.pk]

    @abstractmethod
    def act(self, answers: dict[str, Any]) -> str:
        """Do it; gives what was done, in a sentence."""

    @abstractmethod
    def page(self) -> pages.StepPage:
        """What stands round the form."""


class InvitePerson(_PersonStep):
    """Invites a person, with a first access role where there is none."""

    form_class = InvitePersonForm

    def asks(self) -> bool:
        return not actor_for(self.organization, self.record).grants

    def act(self, answers: dict[str, Any]) -> str:
        if answers:
            actions.give_access(access_role=answers["access_role"], person=self.record, by=self.actor)
        invitations.invite(person=self.record, by=self.actor)
        return _("The invitation to %(address)s is on its way.") % {"address": self.record.email}

    def page(self) -> pages.StepPage:
        page = self.step(
            _("Invite %(name)s to sign in") % {"name": self.record.title},
            _("Send the invitation"),
            [
                _("A mail with a personal link goes to %(address)s.") % {"address": self.record.email},
                _("The link works once, for seven days. An older one ends now."),
            ],
        )
        if not self.record.email:
            edit_url = addresses.of_record(self.record, "record_edit")
            page.missing = [pages.Missing(_("Give the person an e-mail address first."), edit_url)]
        return page


class RevokeInvitation(_PersonStep):
    """Takes an invitation back."""

    def act(self, answers: dict[str, Any]) -> str:
        invitations.revoke(person=self.record, by=self.actor)
        return _("The invitation is taken back.")

    def page(self) -> pages.StepPage:
        title = _("Take back the invitation of %(name)s") % {"name": self.record.title}
        return self.step(title, _("Take it back"), [_("The link in the mail stops working.")], "danger")


class EndMembership(_PersonStep):
    """Ends a login's entry to this organisation."""

    def act(self, answers: dict[str, Any]) -> str:
        membership = self.login.membership
        if membership is None:
            raise Http404
        actions.end_membership(membership=membership, by=self.actor)
        return _("%(name)s can no longer sign in here.") % {"name": self.record.title}

    def page(self) -> pages.StepPage:
        return self.step(
            _("End the login of %(name)s") % {"name": self.record.title},
            _("End it"),
            [
                _("The next click of %(name)s here finds the door closed.") % {"name": self.record.title},
                _("Records, history and responsibilities stay as they are."),
                _("The login itself is not touched: it may open other organisations."),
            ],
            "danger",
        )


class ReinstateMembership(_PersonStep):
    """Lets a login in again."""

    def act(self, answers: dict[str, Any]) -> str:
        membership = self.login.membership
        if membership is None:
            raise Http404
        actions.reinstate_membership(membership=membership, by=self.actor)
        return _("%(name)s can sign in again.") % {"name": self.record.title}

    def page(self) -> pages.StepPage:
        title = _("Let %(name)s in again") % {"name": self.record.title}
        return self.step(title, _("Let in again"), [_("The same login opens this organisation again.")])


class SignInRules(OrganizationView):
    """How strictly the organisation lets people in."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.require_administrator(self.actor)
        current = {
            "idle_minutes": self.organization.idle_minutes,
            "second_factor_needed": self.organization.second_factor_needed,
        }
        return self.shown(SignInRulesForm(initial=current))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        actions.require_administrator(self.actor)
        form = SignInRulesForm(request.POST, initial={"idle_minutes": self.organization.idle_minutes})
        if not form.is_valid():
            return self.shown(form)
        actions.change_sign_in_rules(by=self.actor, **form.cleaned_data)
        messages.success(request, _("The rules hold from everybody’s next click on."))
        return redirect(self.back())

    def shown(self, form: SignInRulesForm) -> HttpResponse:
        page = pages.FormPage(
            title=_("Rules for signing in"),
            submit_label=_("Save"),
            cancel_url=self.back(),
            crumbs=[Link(_("Logins"), self.back())],
        )
        return render(self.request, "ui/form.html", {"page": page, "form": form}, status=422 if form.is_bound else 200)

    def back(self) -> str:
        return reverse("kernel:logins", args=[self.organization.slug])


def login_panel(request: HttpRequest, person: Record) -> dict[str, Any] | None:
    """The part of a person's page that says how they sign in; for administrators."""
    actor = request.actor  # type: ignore[attr-defined]
    if not actor.has(ADMINISTER) or person.is_voided:
        return None
    login = logins.of(actor.organization, [person.pk])[person.pk]
    return {"login": login, "state": state_of(login), "is_self": person.pk == actor.person_id}
