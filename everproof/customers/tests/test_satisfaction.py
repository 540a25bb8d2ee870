"""The satisfaction index: from what is known, saying what is missing; feedback and scorecards beside it."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from django.core.exceptions import ValidationError

from everproof.customers import testing_surveys as testing
from everproof.customers.actions import feedback as actions
from everproof.customers.models import CustomerScorecard, Feedback
from everproof.customers.satisfaction import index
from everproof.kernel import clock, parameters, records
from everproof.kernel.errors import Refused

pytestmark = pytest.mark.django_db
ZONE = "Europe/Berlin"


def rated(cast, customer, points, days_ago=10, **values):
    return records.create(
        CustomerScorecard,
        by=cast.manager,
        title=f"Delivery {days_ago}",
        customer=customer,
        period_to=clock.today(ZONE) - timedelta(days=days_ago),
        given=f"{points} of 100",
        points=points,
        best=100,
        **values,
    )


def test_the_index_knows_what_it_does_not_know(cast):
    customer = testing.customer(cast)
    rated(cast, customer, "80")
    rated(cast, customer, "90", days_ago=40)
    rated(cast, customer, "10", days_ago=500)
    found = index.read(cast.manager, index.last_year(clock.today(ZONE))).of(customer.pk)

    assert found.index.index == pytest.approx(85)
    assert found.index.shares == {"scorecards": 1.0}
    assert "surveys" in found.index.missing
    assert found.index.ci[0] < 85 < found.index.ci[1]


def test_weights_are_the_companys_own(cast, sign_in):
    customer = testing.customer(cast)
    rated(cast, customer, "80")
    parameters.change(name="satisfaction_weight_scorecards", to=0, by=cast.manager)
    found = index.read(cast.manager, index.last_year(clock.today(ZONE))).of(customer.pk)
    assert found.index.index is None

    page = sign_in("manager").get("/ours/customers/satisfaction/").content.decode()
    assert "missing:" in page
    assert customer.title in page


def test_quarters_are_whole_and_do_not_overlap():
    spans = index.quarters(date(2026, 2, 10), 5)
    assert spans[-1] == (date(2025, 10, 1), date(2025, 12, 31))
    assert spans[0][0] == date(2024, 10, 1)
    assert all(before[1] + timedelta(days=1) == after[0] for before, after in pairwise(spans))


def test_the_trend_of_a_customer_is_a_chart_with_limits(cast, sign_in):
    customer = testing.customer(cast)
    for place, points in enumerate((80, 82, 79, 81, 83, 80)):
        rated(cast, customer, str(points), days_ago=100 + 91 * place)
    page = sign_in("manager").get(f"/ours/customers/satisfaction/?customer={customer.number}").content.decode()
    assert "Satisfaction index by quarter" in page
    assert f"Satisfaction of {customer.title}" in page


def test_the_page_is_for_readers_of_customers(sign_in):
    assert sign_in("kiosk").get("/ours/customers/satisfaction/").status_code == 403
    assert sign_in("stranger").get("/ours/customers/satisfaction/").status_code == 404


def test_a_scorecard_is_kept_as_given_and_counts_only_with_numbers(cast):
    customer = testing.customer(cast)
    words = rated(cast, customer, None)
    assert (words.given, words.percent) == ("None of 100", None)
    with pytest.raises(ValidationError, match="best possible"):
        rated(cast, customer, "120", days_ago=11)


def test_feedback_is_due_by_the_rule_and_is_not_settled_while_an_answer_is_owed(cast):
    said = testing.feedback(cast)
    assert said.due_on == said.received_on + timedelta(days=10)
    with pytest.raises(Refused, match="no owner"):
        actions.review_feedback(feedback=said, by=cast.manager)
    seen = actions.review_feedback(feedback=said, by=cast.manager, owner=cast.person("member"))
    assert seen.reviewed_by_id == cast.manager.person_id
    answered = actions.answer_feedback(feedback=seen, by=cast.member, answer="Thank you.", outcome="Told the packers.")
    assert Feedback.objects.get().status == answered.status == "answered"
