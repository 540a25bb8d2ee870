"""What can be done with a survey and with the answer of one who was asked."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from everproof.customers.actions.feedback import record_feedback
from everproof.customers.models import Feedback, Survey, SurveyResponse
from everproof.customers.surveys import asking, content, results
from everproof.customers.surveys.content import Asked
from everproof.kernel import clock, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.notifications.mail import queue_mail

CENT = Decimal("0.01")


@transaction.atomic
def send_survey(
    *,
    survey: Survey,
    by: Actor,
    period_to: date | None = None,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Survey:
    """Fix the questions as they stand, draw the customers, and prepare a link for each.

    Raises Refused where nobody can be asked, or the last day lies in the past.
    """
    today = clock.today(by.organization.zone)
    until = period_to or survey.period_to
    if until is not None and until < today:
        raise Refused(_("The last day for answers has passed already."))
    drawn = asking.draw(survey)
    sent = transitions.perform(
        survey,
        "send",
        by=by,
        at=at,
        expected_version=expected_version,
        period_from=survey.period_from or today,
        period_to=until,
        seed=asking.seed_of(survey),
        content=content.freeze(asking.questions_of(survey), by.organization.language),
        population=len(drawn.population),
        sent_to=len(drawn.chosen),
        sent_on=today,
    )
    if not drawn.chosen:
        raise Refused(_("There is no customer to ask. Enter customers, or choose others."))
    records.create_many(SurveyResponse, _invitations(sent, drawn, by, today), by=by, at=at)
    return sent


def _invitations(survey: Survey, drawn: asking.Draw, by: Actor, today: date) -> list[dict[str, Any]]:
    """A row for each who is asked, in the person's language or else the customer's."""
    customers = results.customers_by_id(survey.organization_id, drawn.chosen)
    rows = []
    for key in drawn.chosen:
        customer, contact = customers[key], drawn.people.get(key)
        language = (contact.language if contact else "") or customer.language or by.organization.language
        rows.append(
            {
                "title": customer.title,
                "survey": survey,
                "customer": customer,
                "contact": contact,
                "language": language,
                "invited_on": today,
                "site_id": customer.site_id,
            }
        )
    return rows


@transaction.atomic
def ask_one_more(
    *, survey: Survey, customer: Any, by: Actor, id: UUID | None = None, at: datetime | None = None, **values: Any
) -> SurveyResponse:
    """Ask a customer who was not drawn, while the survey runs. Raises Refused when it does not."""
    if survey.status != "running":
        raise Refused(_("Only a survey that runs can ask somebody."))
    today = clock.today(by.organization.zone)
    values = {"title": customer.title, "invited_on": today, "language": customer.language, **values}
    made = records.create(SurveyResponse, by=by, at=at, id=id, survey=survey, customer=customer, **values)
    records.update(survey, by=by, verb="ask-more", sent_to=(survey.sent_to or 0) + 1)
    return made


@transaction.atomic
def answer_survey(
    *, response: SurveyResponse, survey: Survey, answers: Mapping[str, Any], language: str = ""
) -> SurveyResponse:
    """Keep the answer that came by a personal link, once; a low score becomes somebody's task to hear the customer.

    An answer that is sent again changes nothing. Raises ValidationError by question, Refused when the survey is over.
    """
    if response.status == "answered":
        return response
    by = Actor.system(survey.organization, "survey", source="survey")
    if response.is_voided or survey.status != "running" or is_over(survey):
        raise Refused(_("This survey is over. Thank you all the same."))
    asked = content.asked(survey.content)
    kept = content.clean_answers(asked, answers)
    main = content.main(asked)
    score = kept.get(main.key) if main else None
    answered = transitions.perform(
        response,
        "answer",
        by=by,
        answers=kept,
        answered_on=clock.today(survey.organization.zone),
        language=language or response.language,
        score=score,
        points=Decimal(str(main.points(score))).quantize(CENT) if main and score is not None else None,
        is_low=bool(main and score is not None and main.is_low(score)),
    )
    if answered.is_low and main is not None:
        _hear(answered, survey, main, asked, by)
    return answered


def is_over(survey: Survey) -> bool:
    """Whether its last day has passed."""
    return survey.period_to is not None and survey.period_to < clock.today(survey.organization.zone)


def _hear(response: SurveyResponse, survey: Survey, main: Asked, asked: list[Asked], by: Actor) -> Feedback:
    """A low score as feedback that waits for an answer."""
    said = content.own_words(asked, response.answers)
    words = _("“%(question)s”: %(score)s of %(best)s.") % {
        "question": main.question(),
        "score": response.score,
        "best": main.high,
    }
    customer = response.customer
    return record_feedback(
        title=_("Low score of %(customer)s in %(survey)s") % {"customer": customer.title, "survey": survey.number},
        by=by,
        customer=customer,
        contact=response.contact,
        kind=Feedback.Kind.DISSATISFACTION,
        channel=Feedback.Channel.SURVEY,
        text=f"{words}\n\n{said}".strip(),
        response=response,
        owner=customer.owner or survey.owner,
        answer_needed=True,
        site_id=response.site_id,
    )


def close_survey(
    *, survey: Survey, by: Actor, at: datetime | None = None, expected_version: int | None = None
) -> Survey:
    """End it and keep what came out: how many answered, the score and its interval."""
    found = results.of(survey)
    score, interval = found.score, found.interval
    return transitions.perform(
        survey,
        "close",
        by=by,
        at=at,
        expected_version=expected_version,
        closed_on=clock.today(by.organization.zone),
        sent_to=found.asked,
        responses=found.answered,
        score=None if score is None else Decimal(str(score)).quantize(CENT),
        score_low=None if interval is None else Decimal(str(interval[0])).quantize(CENT),
        score_high=None if interval is None else Decimal(str(interval[1])).quantize(CENT),
    )


def review_survey(
    *,
    survey: Survey,
    by: Actor,
    conclusion: str,
    at: datetime | None = None,
    expected_version: int | None = None,
) -> Survey:
    """Say what it tells and what follows."""
    return transitions.perform(
        survey,
        "review",
        by=by,
        at=at,
        expected_version=expected_version,
        conclusion=conclusion,
        reviewed_on=clock.today(by.organization.zone),
        reviewed_by=by.person,
    )


@transaction.atomic
def mail_links(*, survey: Survey, by: Actor, reminder: bool = False) -> int:
    """Queue a mail with the personal link for each who has not answered and has an address; gives how many.

    The invitation is queued once; a reminder once for each reminder. Raises Refused while the survey does not run.
    """
    if survey.status != "running" or is_over(survey):
        raise Refused(_("Only a survey that runs can ask somebody."))
    waiting = SurveyResponse.objects.in_force().filter(
        organization_id=survey.organization_id, survey=survey, status="invited", contact__voided_at=None
    )
    rows = list(waiting.exclude(contact=None).exclude(contact__mail="").select_related("contact").order_by("id"))
    links = asking.links_of(by.organization, rows)
    for one, link in zip(rows, links, strict=True):
        subject, body = asking.words_of_mail(survey, one, link, by.organization, reminder=reminder)
        key = f"survey:{one.pk}:{one.reminders + 1 if reminder else 0}"
        queue_mail(by.organization, key=key, to=one.contact.mail, subject=subject, body=body)
    if reminder:
        for one in rows:
            records.update(one, by=by, verb="remind", reminders=one.reminders + 1)
        records.update(survey, by=by, verb="remind", reminded_on=clock.today(by.organization.zone))
    return len(rows)
