"""Pages of the library, of surveys, and of the answers: how they are built, sent and read."""

from __future__ import annotations

import csv
from abc import ABC
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.analytics.surveys.sampling import size_needed
from everproof.customers.actions import surveys as actions
from everproof.customers.forms.surveys import AnswerForm, QuestionForm, SurveyForm
from everproof.customers.lifecycle.surveys import RESPONSE_LIFECYCLE
from everproof.customers.models import Survey, SurveyQuestion, SurveyResponse
from everproof.customers.surveys import asking, content, results
from everproof.customers.views import survey_words
from everproof.kernel import access
from everproof.kernel.errors import Refused
from everproof.kernel.ui import pages
from everproof.kernel.ui.asking import Rows
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import CreatePage, EditPage, Part, RecordList, RecordPage, RecordView

MARGIN = 0.1
WHO_IS_ASKED = (
    *("method", "segment", "sample_size", "seed", "chosen", "follows"),
    *("population", "sent_to", "period_from", "period_to"),
)
OUTCOME = (
    *("sent_on", "reminded_on", "closed_on", "responses", "score", "score_low", "score_high"),
    *("target", "reviewed_on", "reviewed_by"),
)
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


class QuestionList(RecordList):
    model = SurveyQuestion
    create_label = gettext_lazy("New question")
    example_title = gettext_lazy("How satisfied are you with our deliveries?")
    example = (
        (gettext_lazy("Kind of answer"), gettext_lazy("How satisfied, 1 to 5")),
        (gettext_lazy("Topic"), gettext_lazy("Delivery; how much it matters is a second question")),
        (gettext_lazy("In German"), gettext_lazy("Wie zufrieden sind Sie mit unseren Lieferungen?")),
    )


class QuestionPage(RecordPage):
    model = SurveyQuestion
    takes_actions = False
    parts = (
        Part(gettext_lazy("At a glance"), ("kind", "scale_to", "aspect", "topic", "place", "required", "active")),
        Part(gettext_lazy("Answers to choose from"), ("options",), hidden_while_empty=True),
        Part(gettext_lazy("In other languages"), ("translations",), hidden_while_empty=True),
    )


class AddQuestion(CreatePage):
    model = SurveyQuestion
    form_class = QuestionForm
    title = gettext_lazy("New question")


class EditQuestion(EditPage):
    model = SurveyQuestion
    form_class = QuestionForm


class SurveyList(RecordList):
    model = Survey
    create_label = gettext_lazy("New survey")
    example_title = gettext_lazy("Customers 2026")
    example = (
        (gettext_lazy("Who is asked"), gettext_lazy("A random sample of 40 from each segment in its share")),
        (gettext_lazy("Score"), gettext_lazy("+31, between +12 and +50, because 24 of 40 answered")),
        (gettext_lazy("What followed"), gettext_lazy("Three customers with a low score were visited")),
    )


class SurveyPage(RecordPage):
    """A survey: what it asks, whom, and how it stands; its answers have a page of their own."""

    model = Survey
    parts = (
        Part(gettext_lazy("What it is to find out"), ("purpose",), gettext_lazy("Nobody has said it yet.")),
        Part(
            gettext_lazy("Who is asked"),
            WHO_IS_ASKED,
        ),
        Part(gettext_lazy("Words of welcome"), ("introduction",), hidden_while_empty=True),
        Part(gettext_lazy("What it says, and what follows"), ("conclusion",), hidden_while_empty=True),
        Part(
            gettext_lazy("Outcome"),
            OUTCOME,
            hidden_while_empty=True,
        ),
    )

    def sections(self) -> list[pages.Section]:
        return [self.asked(), *super().sections()]

    def asked(self) -> pages.Section:
        """The questions as they stand, or as they were sent; and the ways to preview, links and answers."""
        survey = self.record
        sent = bool(survey.content)
        questions = content.asked(survey.content) if sent else self.planned
        own = [self.organization.slug, survey.reference]
        waiting = survey.status == "planned"
        context = {
            "questions": questions,
            "sent": sent,
            "preview_url": reverse("customers:survey_preview", args=own) if questions else "",
            "results_url": reverse("customers:survey_results", args=own) if sent else "",
            "links_url": reverse("customers:survey_links", args=own) if self.may_send and sent else "",
            "again_url": self.again_url if sent and survey.status != "running" else "",
            "reach": self.reach() if waiting and questions else "",
        }
        html = render_to_string("customers/survey_questions.html", context, request=self.request)
        return pages.Section(_("What it asks"), html=html)

    @cached_property
    def planned(self) -> list[content.Asked]:
        return content.asked(content.freeze(asking.questions_of(self.record), self.organization.language))

    @property
    def may_send(self) -> bool:
        return bool(access.may(self.actor, "ask-more", self.record))

    @property
    def again_url(self) -> str:
        address = reverse("customers:survey_create", args=[self.organization.slug])
        return f"{address}?follows={self.record.pk}" if access.may(self.actor, "create", Survey) else ""

    def reach(self) -> str:
        """How many would be asked now, and what that is worth."""
        drawn = asking.draw(self.record)
        needed = size_needed(len(drawn.population), MARGIN)
        words = ngettext(
            "As it stands, %(n)d customer of %(all)d would be asked.",
            "As it stands, %(n)d customers of %(all)d would be asked.",
            len(drawn.chosen),
        ) % {"n": len(drawn.chosen), "all": len(drawn.population)}
        return f"{words} {_('For a share within ± 10 points, %(n)d answers are needed.') % {'n': needed}}"


class AddSurvey(CreatePage):
    model = Survey
    form_class = SurveyForm
    title = gettext_lazy("New survey")

    def initial(self) -> dict[str, Any]:
        """The same questions again, to those who scored low, where an earlier survey stands in the address."""
        found = {**super().initial(), "owner": self.actor.person_id}
        wanted = self.request.GET.get("follows", "")
        surveys = access.visible(self.actor, Survey.objects.in_force()).filter(status__in=("closed", "reviewed"))
        earlier = next((one for one in surveys if str(one.pk) == wanted), None) if wanted else None
        if earlier is None:
            return found
        kept = ("introduction", "translations", "questions", "remind_after_days", "target")
        again = {name: getattr(earlier, name) for name in kept}
        title = _("%(title)s, asked again") % {"title": earlier.title}
        return {**found, **again, "title": title[:200], "follows": earlier.pk, "method": Survey.Method.LOW}


class EditSurvey(EditPage):
    model = Survey
    form_class = SurveyForm


# What stands beside a survey ------------------------------------------------------------------------------------------


class SurveyView(RecordView, ABC):
    """A page about one survey beside its own."""

    model = Survey
    verb = "view"

    def check(self) -> None:
        access.require(self.actor, self.verb, self.record)

    def frame(self, title: str) -> dict[str, Any]:
        crumbs = [Link(str(self.record_type.plural), self.address()), Link(self.record.title, self.here())]
        return {"title": title, "crumbs": crumbs}


class SurveyPreview(SurveyView):
    """The page as a customer will see it; nothing can be sent from here."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        survey = self.record
        frozen = survey.content or content.freeze(asking.questions_of(survey), self.organization.language)
        questions = content.asked(frozen)
        offered = content.languages(questions)
        language = request.GET.get("language", "")
        language = language if language in offered else next(iter(offered), "")
        lead = content.in_language(survey.translations, language, survey.introduction)
        context = {
            "page": pages.FormPage(title=survey.title, lead=lead, submit_label="", action=request.path),
            "form": AnswerForm(content=questions, language=language),
            "organization": self.organization.name,
            "until": survey.period_to,
            "tongue": language,
            "others": [one for one in offered if one != language],
            "preview": True,
        }
        return render(request, "customers/answer.html", context)


class SurveyResults(SurveyView):
    """What the answers say, each figure with its interval, and what silence may hide."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        found = results.of(self.record)
        followed = results.change_since(found)
        context = {
            "page": self.frame(_("What the answers say")),
            "survey": self.record,
            "figures": survey_words.figures(found),
            "notes": survey_words.notes(found),
            "charts": survey_words.charts(found),
            "priorities": survey_words.priorities(found),
            "change": survey_words.change(followed[0]) if followed else None,
            "pairs": survey_words.pairs(followed[1], self.organization) if followed else [],
            "low": survey_words.low(found, self.organization),
            "words": found.words(),
        }
        return render(request, "customers/survey_results.html", context)


class SurveyLinks(SurveyView):
    """The personal links of those who were asked, to copy, to export and to mail."""

    verb = "ask-more"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        if request.GET.get("format") == "csv":
            return self.export()
        context = {
            "page": self.frame(_("Personal links")),
            "survey": self.record,
            "rows": self.rows,
            "can_mail": self.record.status == "running",
            "export_url": "?format=csv",
            "mail_url": request.path,
        }
        return render(request, "customers/survey_links.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        """Queue the mails: the invitation, or a reminder to who has not answered."""
        self.check()
        reminder = request.POST.get("what") == "remind"
        try:
            count = actions.mail_links(survey=self.record, by=self.actor, reminder=reminder)
        except Refused as refusal:
            messages.error(request, str(refusal))
        else:
            words = ngettext("%(n)d mail is on its way.", "%(n)d mails are on their way.", count) % {"n": count}
            messages.success(request, words)
        return redirect(request.path)

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        """Each who was asked with the link; two statements beside the links' own two."""
        asked = SurveyResponse.objects.in_force().filter(organization=self.organization, survey=self.record)
        found = list(asked.select_related("customer", "contact").order_by("title", "id"))
        links = asking.links_of(self.organization, found)
        return [
            {
                "customer": one.title,
                "name": one.contact.name if one.contact else "",
                "mail": one.contact.mail if one.contact else "",
                "language": one.language,
                "state": RESPONSE_LIFECYCLE.by_state[one.status],
                "link": link,
            }
            for one, link in zip(found, links, strict=True)
        ]

    def export(self) -> HttpResponse:
        """The list for a mail merge; a text that a spreadsheet would run is written so that it does not."""
        answer = HttpResponse(content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="{self.record.number}-links.csv"'
        answer.write("\ufeff")
        writer = csv.writer(answer)
        writer.writerow([_("Customer"), _("Name"), _("Mail"), _("Language"), _("State"), _("Link")])
        for row in self.rows:
            texts = (row["customer"], row["name"], row["mail"], row["language"], str(row["state"].label), row["link"])
            writer.writerow([_harmless(text) for text in texts])
        return answer


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULAS) else text


class AnswerPage(RecordPage):
    """One who was asked, with the answer question by question."""

    model = SurveyResponse
    takes_actions = False
    parts = (
        Part(gettext_lazy("At a glance"), ("survey", "customer", "contact", "language", "invited_on", "reminders")),
        Part(gettext_lazy("Score"), ("answered_on", "score", "points", "is_low"), hidden_while_empty=True),
    )

    def more_questions(self) -> dict[str, Any]:
        asked = Survey.objects.filter(organization=self.organization, pk=self.record.survey_id)
        return {"asked": Rows(asked.only("id", "content"))}

    def sections(self) -> list[pages.Section]:
        frozen = [one.content for one in self.around["asked"]]
        said = survey_words.answered(content.asked(frozen[0] if frozen else []), self.record)
        answers = pages.Section(_("Answers"), facts=said, empty="" if said else _("There is no answer yet."))
        return [answers, *super().sections()]
