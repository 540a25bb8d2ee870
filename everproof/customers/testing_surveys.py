"""Feedback, surveys and scorecards for tests of every type."""

from typing import Any

from everproof.customers.actions.feedback import record_feedback
from everproof.customers.models import (
    Customer,
    CustomerScorecard,
    Feedback,
    Survey,
    SurveyQuestion,
    SurveyResponse,
)
from everproof.kernel import clock, records
from everproof.kernel.testing.cast import Cast


def customer(cast: Cast, number: int = 1) -> Customer:
    """A customer with nothing but a name."""
    return records.create(Customer, by=cast.manager, title=f"Canary Chemicals {number}", site=cast.main_site)


def feedback(cast: Cast, number: int = 1) -> Feedback:
    """Something that a customer said on a visit."""
    return record_feedback(
        title=f"Canary praise {number}",
        text="The new crates are easier to open.",
        kind="praise",
        customer=customer(cast, number),
        by=cast.manager,
        site=cast.main_site,
    )


def survey_question(cast: Cast, number: int = 1, **values: Any) -> SurveyQuestion:
    """A question of the library."""
    return records.create(
        SurveyQuestion, by=cast.manager, title=f"How satisfied are you, canary {number}?", site=cast.main_site, **values
    )


def survey(cast: Cast, number: int = 1, **values: Any) -> Survey:
    """A survey that nobody has sent yet."""
    return records.create(
        Survey, by=cast.manager, **{"title": f"Canary survey {number}", "site": cast.main_site, **values}
    )


def survey_response(cast: Cast, number: int = 1) -> SurveyResponse:
    """Somebody who was asked and has not answered yet."""
    asked = customer(cast, number)
    return records.create(
        SurveyResponse,
        by=cast.manager,
        title=asked.title,
        survey=survey(cast, number),
        customer=asked,
        invited_on=clock.today("Europe/Berlin"),
        site=cast.main_site,
    )


def scorecard(cast: Cast, number: int = 1) -> CustomerScorecard:
    """One line of a customer's rating."""
    return records.create(
        CustomerScorecard,
        by=cast.manager,
        title=f"Canary delivery {number}",
        customer=customer(cast, number),
        period_to=clock.today("Europe/Berlin"),
        given="B, 87.5 %",
        points="87.5",
        best="100",
        site=cast.main_site,
    )


FACTORIES = {
    "customer-scorecard": scorecard,
    "feedback": feedback,
    "survey": survey,
    "survey-question": survey_question,
    "survey-response": survey_response,
}
