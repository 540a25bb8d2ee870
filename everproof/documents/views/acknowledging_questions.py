"""The questions of a draft: written beside its text, fixed with it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.documents.models import DocumentRevision
from everproof.documents.reading import questions_of, set_questions
from everproof.documents.reading.questions import LONGEST, MOST, MOST_CHOICES, Question
from everproof.kernel import access
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ui import addresses, finding
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView

NEW = 2


class QuestionForm(forms.Form):
    """One question: its choices stand a line each, the right one is named by its line."""

    question = forms.CharField(required=False, max_length=LONGEST, label=gettext_lazy("Question"))
    choices = forms.CharField(
        required=False,
        max_length=MOST_CHOICES * (LONGEST + 2),
        label=gettext_lazy("Choices, one on each line"),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    right = forms.IntegerField(
        required=False, min_value=1, max_value=MOST_CHOICES, label=gettext_lazy("Line of the right one")
    )
    explanation = forms.CharField(
        required=False, max_length=LONGEST, label=gettext_lazy("What helps somebody who chose wrongly")
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("question") and not given.get("right"):
            self.add_error("right", _("Say which line is right."))
        return given

    def said(self) -> Question | None:
        """The question, or None where nothing is asked."""
        given = self.cleaned_data
        if not given["question"].strip():
            return None
        choices = [line.strip() for line in given["choices"].splitlines() if line.strip()]
        return Question(given["question"], choices, given["right"] - 1, given["explanation"])


class WriteQuestions(OrganizationView):
    """All questions of a draft on one page; a question whose words are taken out goes."""

    @cached_property
    def revision(self) -> DocumentRevision:
        found = finding.record(DocumentRevision, self.kwargs["reference"], self.actor, relations=("document", "author"))
        if found is None:
            raise Http404
        return found

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self._require()
        there = [
            {
                "question": one.question,
                "choices": "\n".join(one.choices),
                "right": one.right + 1,
                "explanation": one.explanation,
            }
            for one in questions_of(self.revision)
        ]
        count = min(MOST, len(there) + NEW)
        given: list[dict[str, Any]] = [*there, *({} for _place in range(count - len(there)))]
        return self.shown([QuestionForm(prefix=f"q{n}", initial=one) for n, one in enumerate(given)])

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self._require()
        count = sum(f"q{place}-question" in request.POST for place in range(MOST))
        shown = [QuestionForm(request.POST, prefix=f"q{place}") for place in range(count)]
        valid = [form.is_valid() for form in shown]
        if not all(valid):
            return self.shown(shown, status=422)
        said = [question for form in shown if (question := form.said())]
        try:
            set_questions(self.revision, said, by=self.actor)
        except NotAllowed:
            raise
        except (ValidationError, Refused) as problem:
            reasons = problem.messages if isinstance(problem, ValidationError) else problem.reasons
            return self.shown(shown, problems=reasons, status=422)
        messages.success(request, _("The questions are kept."))
        return HttpResponseRedirect(self._record_url())

    def _require(self) -> None:
        access.require(self.actor, "update", self.revision)

    def _record_url(self) -> str:
        self.revision.organization = self.organization
        return addresses.of_record(self.revision)

    def shown(self, shown: Sequence[QuestionForm], *, problems: Sequence[Any] = (), status: int = 200) -> HttpResponse:
        context = {
            "page": {
                "title": _("Questions about the text"),
                "lead": _(
                    "Two or three that show whether it was understood. Whoever is wrong reads why, and tries again."
                ),
                "crumbs": [Link(self.revision.number or self.revision.title, self._record_url())],
            },
            "forms": shown,
            "problems": problems,
            "is_draft": self.revision.status == "draft",
        }
        return render(self.request, "documents/reading/questions.html", context, status=status)
