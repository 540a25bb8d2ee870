"""The page behind the personal link of a survey: one page, made for a phone, without JavaScript, answered once."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import translation
from django.utils.translation import gettext as _

from everproof.customers.actions.surveys import answer_survey, is_over
from everproof.customers.forms.surveys import AnswerForm
from everproof.customers.models import SurveyResponse
from everproof.customers.surveys import content
from everproof.kernel.errors import Refused
from everproof.kernel.ui import pages
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.views import PublicPage


class AnswerSurvey(PublicPage):
    """Shows the questions to the one who was asked, and keeps the answer once."""

    def get(self, request: HttpRequest) -> HttpResponse:
        with self.words():
            if not self.is_open:
                return self.closed()
            return self.shown(AnswerForm(content=self.questions, language=self.language))

    def post(self, request: HttpRequest) -> HttpResponse:
        with self.words():
            if not self.is_open:
                return self.closed()
            form = AnswerForm(request.POST, content=self.questions, language=self.language)
            if not form.is_valid():
                return self.shown(form)
            try:
                answer_survey(response=self.response, survey=self.survey, answers=form.given, language=self.language)
            except (Refused, ValidationError) as error:
                add_errors(form, error)
                return self.shown(form)
        return redirect(request.path)

    @cached_property
    def response(self) -> SurveyResponse:
        """Who holds the link; nobody where the answer or its survey was voided."""
        mine = SurveyResponse.objects.in_force().filter(organization_id=self.link.organization_id)
        found = mine.filter(pk=self.link.subject_id, survey__voided_at=None)
        one = found.select_related("survey", "customer__owner", "contact").first()
        if one is None:
            raise Http404
        one.organization = one.survey.organization = self.link.organization
        return one

    @property
    def survey(self) -> Any:
        return self.response.survey

    @cached_property
    def questions(self) -> list[content.Asked]:
        return content.asked(self.survey.content)

    @property
    def is_open(self) -> bool:
        return self.response.status == "invited" and self.survey.status == "running" and not is_over(self.survey)

    @cached_property
    def language(self) -> str:
        """The language that was chosen on the page, else that in which the person is written to."""
        offered = content.languages(self.questions)
        wanted = self.request.GET.get("language", ""), self.response.language
        return next((one for one in wanted if one in offered), offered[0] if offered else "")

    def words(self) -> Any:
        """The page's own words in the language of the questions, where Everproof speaks it."""
        known = {code for code, _name in settings.LANGUAGES}
        return translation.override(self.language if self.language in known else self.link.organization.language)

    def shown(self, form: AnswerForm) -> HttpResponse:
        survey = self.survey
        lead = content.in_language(survey.translations, self.language, survey.introduction)
        others = [one for one in content.languages(self.questions) if one != self.language]
        context = {
            "page": pages.FormPage(
                title=survey.title,
                lead=lead,
                submit_label=_("Send my answers"),
                action=f"{self.request.path}?language={self.language}",
            ),
            "form": form,
            "organization": self.link.organization.name,
            "until": survey.period_to,
            "tongue": self.language,
            "others": others,
        }
        return render(self.request, "customers/answer.html", context, status=422 if form.is_bound else 200)

    def closed(self) -> HttpResponse:
        """What is said to who has answered, and to who comes too late."""
        answered = self.response.status == "answered"
        title = _("Thank you for your answers") if answered else _("This survey is over")
        words = (
            _("They have arrived. If something is not as you expect it, somebody will get in touch with you.")
            if answered
            else _("No more answers are taken. Thank you all the same.")
        )
        context = {
            "page": pages.FormPage(title=title, lead=words, submit_label=""),
            "organization": self.link.organization.name,
            "closed": True,
        }
        return render(self.request, "customers/answer.html", context)
