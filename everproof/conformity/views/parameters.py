"""The company's own rules: every value that it may set, with meaning, limits and default, and what it decides."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from everproof.conformity import parameter_queries as queries
from everproof.conformity.drawing import address, remembered
from everproof.conformity.forms import ParameterForm
from everproof.conformity.parameter_queries import Rule
from everproof.conformity.views.base import ConformityView
from everproof.kernel import parameters
from everproof.kernel.access.roles import ADMINISTER, HISTORY, MANAGE
from everproof.kernel.errors import NotAllowed
from everproof.kernel.parameters import Parameter
from everproof.kernel.parameters.values import declared
from everproof.kernel.ui import pages
from everproof.kernel.ui.frame import Link

LONGEST_SEARCH = 100


class ParametersView(ConformityView):
    """A page about rules."""

    tab = "rules"

    @property
    def may_change(self) -> bool:
        return self.actor.has(ADMINISTER) or self.actor.has(MANAGE)

    def rules(self) -> list[Rule]:
        return queries.rules(self.organization.pk, self.catalogue, with_names=self.actor.has(HISTORY))


class Parameters(ParametersView):
    """All of them by clause, or those that a search finds."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        words = request.GET.get("q", "").strip()[:LONGEST_SEARCH]
        only_changed = request.GET.get("show") == "changed"
        rules = self.rules()
        shown = [rule for rule in rules if rule.contains(words) and (rule.differs or not only_changed)]
        url = self.address("parameters")
        page = {
            "title": _("Our rules"),
            "lead": _(
                "The standard names no period and no number. These are yours: how long, how often, how many. "
                "We start from common practice."
            ),
            "tabs": self.tabs(),
            "any": bool(shown),
            "body": self.drawn(shown),
            "search": words,
            "url": url,
            "views": [
                Link(_("All"), url, current=not only_changed, count=len(rules)),
                Link(_("Set by us"), f"{url}?show=changed", current=only_changed, count=sum(r.differs for r in rules)),
            ],
            "only_changed": only_changed,
            "may_change": self.may_change,
        }
        return render(request, "conformity/parameters.html", {"page": page})

    def drawn(self, rules: list[Rule]) -> SafeString:
        """The rules by clause: over a hundred rows, drawn again only when one of them changes."""
        state = tuple((rule.name, rule.in_words, rule.changed_at, rule.by) for rule in rules)
        organization = self.organization
        reader = (self.may_change, self.catalogue.id, organization.slug, organization.zone)
        page = {
            "groups": queries.by_clause(rules, self.catalogue),
            "may_change": self.may_change,
            "prefix": address(organization, self.catalogue.id),
            "slug": organization.slug,
        }
        return remembered(
            ("rules", *reader, state), lambda: render_to_string("conformity/parts/rules.html", {"page": page})
        )


class _One(ParametersView):
    """A page about one rule."""

    def parameter(self) -> Parameter:
        found = declared().get(self.kwargs["name"])
        if found is None:
            raise Http404
        return found

    def require_changer(self) -> None:
        self.require_reader()
        if not self.may_change:
            raise NotAllowed(_("Only an administrator or a quality manager changes settings."))

    def title(self, parameter: Parameter) -> str:
        if parameter.name in self.catalogue.parameters:
            return str(parameter.meaning).rstrip(".")
        return str(parameter.label)

    def back(self, parameter: Parameter) -> str:
        return f"{self.address('parameters')}#{parameter.name}"

    def change(self, parameter: Parameter, to: Any) -> HttpResponse:
        """Set the value and go back to the list, where it stands."""
        parameters.change(name=parameter.name, to=to, by=self.actor)
        words = queries.in_words(parameter, parameter.read(parameter.clean(to)))
        messages.success(self.request, _("%(rule)s: %(value)s.") % {"rule": self.title(parameter), "value": words})
        return redirect(self.back(parameter))


class EditParameter(_One):
    """Asks for a new value, and says which requirements it decides."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_changer()
        parameter = self.parameter()
        current = parameters.value(self.organization.pk, parameter.name)
        return self.shown(parameter, ParameterForm(parameter=parameter, current=current))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_changer()
        parameter = self.parameter()
        form = ParameterForm(request.POST, parameter=parameter, current=None)
        if not form.is_valid():
            return self.shown(parameter, form)
        return self.change(parameter, form.value)

    def shown(self, parameter: Parameter, form: ParameterForm) -> HttpResponse:
        rule = next(rule for rule in self.rules() if rule.name == parameter.name)
        page = pages.FormPage(
            title=rule.title,
            lead=rule.help,
            submit_label=_("Save"),
            cancel_url=self.back(parameter),
            crumbs=[Link(_("Our rules"), self.address("parameters"))],
            action=self.request.path,
        )
        outcomes = self.stored.by_atom
        context = {
            "page": page,
            "form": form,
            "rule": rule,
            "users": [(one, outcomes[one.id].outcome) for one in rule.used_by],
            "prefix": address(self.organization, self.catalogue.id),
            "reset_url": self.address("parameter_reset", parameter.name) if rule.differs else "",
            "entry_url": entry_url(self.organization.slug, rule),
        }
        return render(self.request, "conformity/parameter.html", context, status=422 if form.is_bound else 200)


class ResetParameter(_One):
    """Goes back to the value that we start from."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_changer()
        parameter = self.parameter()
        return self.change(parameter, parameter.default)


def entry_url(slug: str, rule: Rule) -> str:
    """The ledger entry of the newest change of a rule; empty where there is none to show."""
    return reverse("kernel:ledger_entry", args=[slug, rule.entry]) if rule.entry else ""
