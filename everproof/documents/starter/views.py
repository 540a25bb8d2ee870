"""Pages of the starter set: questions, what would be made, what is still to be decided."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.documents import content
from everproof.documents.content.markdown import html_of
from everproof.documents.filled import paper
from everproof.documents.models import Document, DocumentType, Kind
from everproof.documents.starter import words
from everproof.documents.starter.decisions import open_decisions
from everproof.documents.starter.making import make_set
from everproof.documents.starter.questions import ChosenForm, Questions, titles_in_use
from everproof.documents.starter.texts import Text, texts_for
from everproof.documents.views.common import at, writing_url
from everproof.kernel import access
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ui import drafts, pages
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

DRAFT = "documents:starter"


class StarterView(OrganizationView):
    """What the pages of the set share: who may make documents and their types."""

    def check(self) -> None:
        access.require(self.actor, "create", DocumentType)
        access.require(self.actor, "create", Document)

    def crumbs(self) -> list[Link]:
        return [Link(_("Documents"), at(self.actor, "document_list"))]


class StarterPage(StarterView):
    """Asks ten questions; the answers lead to what would be made."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        return self.shown(Questions(actor=self.actor))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Both steps come here: questions, then the choice among the texts as they would read."""
        self.check()
        questions = Questions(request.POST, actor=self.actor)
        if not questions.is_valid() or "back" in request.POST:
            return self.shown(questions)
        company = questions.cleaned_data["company"]
        if "make" not in request.POST:
            return self.preview(questions, ChosenForm(actor=self.actor, company=company))
        form = ChosenForm(request.POST, actor=self.actor, company=company)
        if not form.is_valid():
            return self.preview(questions, form)
        return self.make(questions, form)

    def make(self, questions: Questions, form: ChosenForm) -> HttpResponse:
        given = form.cleaned_data
        try:
            made = make_set(
                company=given["company"],
                answers=form.answers,
                themes=given["themes"],
                owner=given["owner"],
                approver=given["approver"],
                by=self.actor,
                chosen=given["chosen"],
            )
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.preview(questions, form)
        drafts.acknowledge(self.request, DRAFT)
        count = len(made.documents)
        said = ngettext("%(n)d draft is made.", "%(n)d drafts are made.", count) % {"n": count}
        messages.success(self.request, said)
        return redirect(at(self.actor, "open_decisions"))

    def shown(self, form: Questions) -> HttpResponse:
        page = pages.FormPage(
            title=_("A first draft of everything"),
            lead=_(
                "Policy, manual, procedures and forms that a quality system needs, in plain words. They become drafts: "
                "you read, change and approve each. What only you can decide is marked and listed."
            ),
            submit_label=_("See the drafts"),
            cancel_url=at(self.actor, "document_list"),
            crumbs=self.crumbs(),
            draft_key=DRAFT,
            action=self.request.path,
            groups=[
                (_("The company"), "", ("company", "products", "customers", "sites")),
                (
                    _("Who does what"),
                    _("As a name that may begin a sentence. You can change it later in one place for all documents."),
                    ("top_management", "quality_manager", "operations", "sales", "purchasing"),
                ),
                (_("How"), "", ("themes", "record_years", "owner", "approver")),
            ],
        )
        context = {"page": page, "form": form}
        status = 422 if form.errors else 200
        return render(self.request, "ui/form.html", context, status=status)

    def preview(self, questions: Questions, form: ChosenForm) -> HttpResponse:
        company = questions.cleaned_data["company"]
        texts = texts_for(company)
        known = titles_in_use(self.actor)
        chosen = set(self.request.POST.getlist("chosen")) if form.is_bound else {one.slug for one in texts}
        answers = questions.answers
        shown = [self._shown(text, answers, text.title in known, text.slug in chosen) for text in texts]
        hidden = [(name, value) for name in questions.fields for value in self.request.POST.getlist(name)]
        page = pages.FormPage(
            title=_("What will be made"),
            lead=_("Open a draft to read it. Take away what you do not need."),
            submit_label=_("Make these drafts"),
            cancel_url=at(self.actor, "document_list"),
            crumbs=self.crumbs(),
            action=self.request.path,
        )
        context = {
            "page": page,
            "form": form,
            "texts": shown,
            "hidden": hidden,
            "count": sum(not one["known"] for one in shown),
            "decisions": sum(len(one["decisions"]) for one in shown if not one["known"]),
        }
        status = 422 if form.is_bound and form.errors else 200
        return render(self.request, "documents/starter/preview.html", context, status=status)

    def _shown(self, text: Text, answers: Any, known: bool, chosen: bool) -> dict[str, Any]:
        own = {**answers, "company-name": self.organization.name}
        intro = words.plain(text.body, own, self.organization.name)
        html = paper.html_of(intro, text.fields) if text.fields else words.dressed(html_of(text.body), own, {})
        return {
            "slug": text.slug,
            "title": text.title,
            "kind": self.kinds[text.kind],
            "about": words.plain(text.about, own, self.organization.name),
            "html": mark_safe(content.clean(html)),  # noqa: S308 (cleaned)
            "decisions": [words.plain(one, own, self.organization.name) for one in text.decisions],
            "known": known,
            "chosen": chosen and not known,
        }

    @cached_property
    def kinds(self) -> dict[str, str]:
        return {value: str(label) for value, label in Kind.choices}


class OpenDecisions(OrganizationView):
    """What is still to be decided in drafts, by document."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = open_decisions(self.actor)
        rows = []
        for one in found:
            one.revision.organization = one.revision.document.organization = self.organization
            rows.append(
                {
                    "number": one.revision.document.number,
                    "title": one.revision.document.title,
                    "url": one.revision.get_absolute_url(),
                    "write_url": writing_url(self.actor, one.revision)
                    if access.may(self.actor, "update", one.revision)
                    else "",
                    "lines": one.lines,
                }
            )
        context = {
            "page": {
                "title": _("Still to decide"),
                "crumbs": [Link(_("Documents"), at(self.actor, "document_list"))],
                "lead": _(
                    "What stands as [Decide: …] in a draft. Write what you decided in place of the mark; then it "
                    "leaves this list. A draft with a mark is not sent for review."
                ),
            },
            "rows": rows,
            "count": sum(len(one.decisions) for one in found),
        }
        return render(request, "documents/starter/decisions.html", context)
