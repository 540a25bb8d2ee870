"""A draft is sent for review, and those who are asked decide about it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.documents import actions, content
from everproof.documents.forms.revision import DecideForm, SendForm
from everproof.documents.models import ApprovalStep, DocumentRevision
from everproof.documents.parameters import decisions_are_signed
from everproof.documents.views.common import StepForm, at
from everproof.documents.views.comparing import Shown, pictures_of
from everproof.kernel import access
from everproof.kernel.errors import Refused
from everproof.kernel.records import Record
from everproof.kernel.signatures import forms as signing
from everproof.kernel.signatures import meanings
from everproof.kernel.ui import pages
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.views import TransitionPage


class SendForReview(StepForm):
    """Freezes a draft and asks those who decide about it."""

    model = DocumentRevision
    related = ("document", "author")
    title = gettext_lazy("Send for review")
    lead = gettext_lazy(
        "Nothing in it can change while others judge it. Decisions of the same order are made side by side."
    )
    template_name = "documents/send.html"

    def check(self) -> None:
        access.require(self.actor, "send-for-review", self.record)

    def missing(self) -> list[pages.Missing]:
        from everproof.documents.lifecycle.revision import document_has_an_owner, it_says_something

        if self.record.status != "draft" or self.record.is_voided:
            return [pages.Missing(_("Only a draft is sent for review."))]
        self.record.organization = self.organization
        reasons = [guard(self.record) for guard in (it_says_something, document_has_an_owner)]
        return [pages.Missing(str(reason)) for reason in reasons if reason]

    def consequences(self) -> list[str]:
        days = self.record.document.type.training_days
        if not days:
            return [_("Once all have agreed it applies, and the former revision is withdrawn.")]
        words = ngettext(
            "Once all have agreed, %(n)d day remains to read it before it applies.",
            "Once all have agreed, %(n)d days remain to read it before it applies.",
            days,
        )
        return [words % {"n": days}]

    def form(self, data: Any = None) -> RecordForm:
        return SendForm(data, actor=self.actor, instance=self.record)

    def act(self, form: Any) -> Record:
        return actions.send_for_review(
            revision=self.record,
            by=self.actor,
            approvers=form.asked,
            due_on=form.cleaned_data["due_on"],
            expected_version=form.cleaned_data.get("version"),
            **form.values,
        )

    def done(self, record: Any) -> str:
        return _("%(number)s is in review.") % {"number": record.number}


class Decide(TransitionPage):
    """One of those who were asked agrees, or sends it back; shown with what changed, and signed."""

    model = DocumentRevision
    transition = "approve"
    template_name = "documents/decide.html"
    related = ("document", "author")

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_asked()
        return super().get(request, **kwargs)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_asked()
        return super().post(request, **kwargs)

    def require_asked(self) -> None:
        """Who is not asked finds no page for it, unless somebody was faster and they have to hear of that."""
        access.require(self.actor, "approve", self.record)
        if self.own_step is None and not self._was_asked():
            raise Http404

    def _was_asked(self) -> bool:
        rows = ApprovalStep.objects.filter(organization=self.organization, revision=self.record)
        return any(step.person_id == self.actor.person_id or step.role_id for step in rows)

    @cached_property
    def own_step(self) -> ApprovalStep | None:
        return actions.step_of(self.record, self.actor)

    @cached_property
    def meaning(self) -> str:
        """What the signature means; empty where the company signs no decisions, or nothing is asked any more."""
        if self.own_step is None or not decisions_are_signed(self.organization.pk):
            return ""
        return self.own_step.meaning

    def form(self, data: Any = None) -> RecordForm:
        approves = self.own_step is not None and self.own_step.meaning == meanings.Meaning.APPROVAL
        form = DecideForm(data, actor=self.actor, instance=self.record, approves=approves)
        if self.meaning and not self.problem:
            signing.add_signature(form, self.offer)
        return form

    def confirm(self, form: RecordForm) -> None:
        """Only agreeing is signed; who sends it back only says why."""
        if form.cleaned_data["decision"] == "yes":
            super().confirm(form)

    def act(self, form: RecordForm) -> Record:
        if self.own_step is None:
            raise Refused(_("Nothing is asked of you any more. Somebody was faster, or it was sent back."))
        given = form.cleaned_data
        return actions.decide(
            step=self.own_step,
            by=self.actor,
            decision=given["decision"],
            comment=given["comment"],
            suitable=given.get("suitable", False),
            signature=self.proof,
            expected_version=given.get("version"),
        )

    def done(self, record: Any) -> str:
        words = {
            "draft": _("%(title)s went back to its author."),
            "in-review": _("Your decision is recorded. Others still decide."),
            "approved": _("All have agreed. It applies from its day."),
            "effective": _("All have agreed. It applies from now on."),
        }
        return words[record.status] % {"title": record.title}

    def missing(self) -> list[pages.Missing]:
        if self.own_step is None:
            return [pages.Missing(_("Nothing is asked of you any more. Somebody was faster, or it was sent back."))]
        author = self.record.author_id
        if author == self.actor.person_id and not actions.self_approval_is_allowed(self.organization.pk):
            return [pages.Missing(_("The author does not decide about the own document. Ask somebody else."))]
        return []

    def page(self) -> pages.StepPage:
        page = super().page()
        labels = {"review": _("Review"), "approval": _("Approve"), "release": _("Release")}
        label = labels.get(self.own_step.meaning if self.own_step else "", _("Decide"))
        page.title = _("%(what)s: %(title)s") % {"what": label, "title": self.record.title}
        page.submit_label = _("Decide")
        page.lead, page.from_state, page.to_state = "", None, None
        return page

    def shown(self, form: RecordForm, status: int = 0) -> HttpResponse:
        page = self.page()
        page.signing = None if page.missing else self.signing(form)
        context = {"page": page, "form": form, "record": self.record, **self.what_changed()}
        status = status or (422 if form.is_bound else 200)
        return render(self.request, self.template_name, context, status=status)

    def what_changed(self) -> dict[str, Any]:
        """What differs from the revision that applies; for a first one, the whole text."""
        record = self.record
        found: dict[str, Any] = {
            "read_url": at(self.actor, "read_revision", record),
            "compare_url": at(self.actor, "compare", record.document),
        }
        written = DocumentRevision.ContentKind.WRITTEN
        old = record.document.current_revision
        if record.content_kind != written:
            return found
        if old is None or old.content_kind != written:
            return found | {"shown": content.render(record, self.actor)}
        comparison = content.compare(old.body, record.body)
        parts = Shown(pictures_of(old, record)).parts(comparison, whole=False)
        return found | {"old": old, "parts": parts, "changes": comparison.changes}
