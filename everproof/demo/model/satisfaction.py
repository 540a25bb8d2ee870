"""How customers see the model company: a survey with an unhappy customer who was heard, and what others said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from everproof.customers.actions import feedback, surveys
from everproof.customers.models import Customer, CustomerContact, Feedback, Survey, SurveyQuestion, SurveyResponse
from everproof.demo.model.company import ModelCompany
from everproof.kernel import links, records, transitions
from everproof.kernel.records.lists import ids_of

ASKED = ("Aller Dairy", "Brook Water Works", "Cobalt Chemicals", "Dune Power", "Elm Foods", "Fjord Shipping")
RECOMMENDS = (9, 10, 4, 8, 9, 10)


def add(company: ModelCompany) -> None:
    """A survey of six customers, one of whom scored low, was heard and scored better; praise and a suggestion."""
    customers = _customers(company)
    with company.on(110):
        library = _library(company)
    first = _survey(company, library, customers, sent=100, scores=dict(zip(ASKED, RECOMMENDS, strict=True)))
    _hear(company, first)
    _survey(company, library, customers, sent=45, scores={"Cobalt Chemicals": 8}, follows=first)
    praise = _say(company, customers["Elm Foods"], 60, "praise", "The new crates are easier to open")
    _say(company, customers["Dune Power"], 50, "suggestion", "Print the torque on the label")
    analysis = company.kept["analyses"]["customer-satisfaction"]
    with company.on(16):
        for named in (first, praise):
            links.link(analysis, links.Relation.CONCERNS, named, by=company.actor("Quality manager"))


def _customers(company: ModelCompany) -> dict[str, Customer]:
    """Six customers with somebody there to ask."""
    by = company.actor("Quality manager")
    found = {}
    with company.on(380):
        for place, title in enumerate(ASKED):
            one = records.create(
                Customer,
                by=by,
                title=title,
                segment="Process industry" if place % 2 else "Food",
                owner=company.people["Quality manager"],
                site=company.site,
            )
            records.create(
                CustomerContact,
                by=by,
                customer=one,
                title=f"Buyer of {title}",
                function="Purchasing",
                mail=f"buyer{place}@customer.example",
                site=company.site,
            )
            found[title] = one
    return found


def _library(company: ModelCompany) -> list[SurveyQuestion]:
    by = company.actor("Quality manager")
    words: tuple[Mapping[str, Any], ...] = (
        {"title": "How likely is it that you recommend us?", "kind": "nps", "required": True, "place": 1},
        {
            "title": "How satisfied are you with our deliveries?",
            "kind": "csat",
            "aspect": "performance",
            "topic": "Delivery",
            "place": 2,
        },
        {"title": "What should we do better?", "kind": "text", "place": 9},
    )
    return [records.create(SurveyQuestion, by=by, site=company.site, **one) for one in words]


def _survey(
    company: ModelCompany,
    library: list[SurveyQuestion],
    customers: Mapping[str, Customer],
    *,
    sent: int,
    scores: Mapping[str, int],
    follows: Survey | None = None,
) -> Survey:
    """Planned, sent, answered, closed after two weeks and gone over a week later."""
    by = company.actor("Quality manager")
    with company.on(sent) as day:
        survey = records.create(
            Survey,
            by=by,
            title="Customers of the year" if follows is None else "Customers of the year, asked again",
            purpose="How satisfied are they, and what comes first?",
            introduction="Three questions, two minutes.",
            owner=company.people["Quality manager"],
            questions=ids_of(library),
            method="all" if follows is None else "low",
            follows=follows,
            site=company.site,
        )
        survey = surveys.send_survey(survey=survey, by=by, period_to=day + timedelta(days=14))
    with company.on(sent - 5):
        asked = SurveyResponse.objects.select_related("customer__owner", "contact", "organization").filter(
            survey=survey
        )
        for one in asked.filter(customer__in=[customers[title] for title in scores]).order_by("title"):
            score = scores[one.customer.title]
            answers = {str(library[0].pk): score, str(library[1].pk): 2 if score < 7 else 4}
            surveys.answer_survey(response=one, survey=survey, answers=answers)
    with company.on(sent - 15):
        survey = surveys.close_survey(survey=survey, by=by)
    with company.on(sent - 22):
        return surveys.review_survey(
            survey=survey, by=by, conclusion="Deliveries come first; who scored low was visited and heard."
        )


def _hear(company: ModelCompany, survey: Survey) -> None:
    """The low score was looked at and answered in time."""
    said = Feedback.objects.select_related("organization", "owner").get(response__survey=survey)
    by = company.actor("Quality manager")
    with company.on(94):
        said = feedback.review_feedback(feedback=said, by=by)
    with company.on(90):
        feedback.answer_feedback(
            feedback=said,
            by=by,
            outcome="Visited; their orders are now confirmed with a day that the works has checked.",
            answer="We came, listened, and told you what we changed.",
        )


def _say(company: ModelCompany, customer: Customer, days_ago: int, kind: str, title: str) -> Feedback:
    by = company.actor("Quality manager")
    with company.on(days_ago):
        said = feedback.record_feedback(
            title=title, by=by, customer=customer, kind=kind, channel="visit", answer_needed=False, site=company.site
        )
    with company.on(days_ago - 2):
        said = feedback.review_feedback(feedback=said, by=by)
        outcome = "Told to those who did it; kept in mind."
        return transitions.perform(said, "settle", by=by, outcome=outcome)
