"""Whom a survey asks, and the personal link of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from everproof.analytics.surveys import sampling
from everproof.customers.models import Customer, CustomerContact, Survey, SurveyQuestion, SurveyResponse
from everproof.customers.surveys import content
from everproof.kernel.records.lists import records_in
from everproof.kernel.tenancy import access_links
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui import addresses

KIND = "survey"
Method = Survey.Method


@dataclass(frozen=True)
class Draw:
    """Who could be asked and who is: customers by id, with the person there where one is named."""

    population: Sequence[UUID]
    chosen: Sequence[UUID]
    people: dict[UUID, CustomerContact]


def questions_of(survey: Survey) -> list[SurveyQuestion]:
    """Its questions in the order of the library."""
    return list(records_in(SurveyQuestion, survey.questions).order_by("place", "id"))


def draw(survey: Survey) -> Draw:
    """Draw the customers as the survey says; the same survey and seed draw the same, whoever asks.

    Left out are customers all of whose contacts do not want to be asked. One person is asked at each customer: who
    answered the earlier survey, or the first who may be asked.
    """
    segments = dict(_could_be_asked(survey).order_by("id").values_list("pk", "segment"))
    people, silent = _people(survey, segments)
    keys = {str(key): segment for key, segment in segments.items() if key not in silent}
    size = survey.sample_size if survey.sample_size is not None else len(keys)
    if survey.method == Method.STRATIFIED:
        drawn = sampling.draw_stratified(keys, size, seed_of(survey))
    elif survey.method == Method.RANDOM:
        drawn = sampling.draw(list(keys), size, seed_of(survey))
    else:
        drawn = list(keys)
    return Draw([UUID(key) for key in keys], [UUID(key) for key in drawn], people)


def seed_of(survey: Survey) -> str:
    """What the sample is drawn by: the seed that somebody set, or the survey's number."""
    return survey.seed or survey.number


def _could_be_asked(survey: Survey) -> QuerySet[Customer]:
    found = Customer.objects.in_force().filter(organization_id=survey.organization_id, active=True)
    if survey.segment:
        found = found.filter(segment=survey.segment)
    if survey.method == Method.CHOSEN:
        return found.filter(pk__in=survey.chosen)
    if survey.method in (Method.LOW, Method.SAME):
        return found.filter(pk__in=_earlier(survey).values("customer"))
    return found


def _earlier(survey: Survey) -> QuerySet[SurveyResponse]:
    answers = SurveyResponse.objects.in_force().filter(
        organization_id=survey.organization_id, survey_id=survey.follows_id, status="answered"
    )
    return answers.filter(is_low=True) if survey.method == Method.LOW else answers


def _people(survey: Survey, customers: dict[UUID, Any]) -> tuple[dict[UUID, CustomerContact], set[UUID]]:
    """The person to ask at each customer, and the customers at which nobody wants to be asked."""
    contacts = CustomerContact.objects.in_force().filter(organization_id=survey.organization_id, active=True)
    before = set(_earlier(survey).values_list("contact", flat=True)) if survey.follows_id else set()
    people: dict[UUID, CustomerContact] = {}
    unwilling: set[UUID] = set()
    for one in contacts.filter(customer__in=list(customers)).order_by("id"):
        if not one.surveyed:
            unwilling.add(one.customer_id)
        elif one.customer_id not in people or one.pk in before:
            people[one.customer_id] = one
    return people, unwilling - set(people)


def links_of(organization: Organization, responses: Sequence[SurveyResponse], *, whole: bool = True) -> list[str]:
    """The personal link of each; asked again, they are the same. Two statements for any number."""
    subjects: list[tuple[str, UUID, dict[str, Any]]] = [(one.type_name, one.pk, {}) for one in responses]
    return [addresses.public(token, whole=whole) for token in access_links.lasting(organization, KIND, subjects)]


def words_of_mail(
    survey: Survey, response: SurveyResponse, link: str, organization: Organization, *, reminder: bool
) -> tuple[str, str]:
    """Subject and text of the mail with a link, in the language of who gets it."""
    with translation.override(response.language or organization.language):
        subject = _("A reminder: %(title)s") if reminder else _("Your opinion: %(title)s")
        variables = {
            "survey": survey,
            "name": response.contact.name if response.contact else "",
            "introduction": content.in_language(survey.translations, response.language, survey.introduction),
            "link": link,
            "organization": organization.name,
            "reminder": reminder,
        }
        body = render_to_string("customers/survey_mail.txt", variables)
        return subject % {"title": survey.title}, body
