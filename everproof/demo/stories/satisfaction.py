"""How customers see the demo company over two years: two surveys, one unhappy customer who was heard, scorecards."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from everproof.customers.actions import feedback, surveys
from everproof.customers.models import (
    Customer,
    CustomerContact,
    CustomerScorecard,
    Feedback,
    Survey,
    SurveyQuestion,
    SurveyResponse,
)
from everproof.demo.agenda import Agenda
from everproof.demo.company import MAIN, Company
from everproof.demo.stories import kestrel_voices as kestrel
from everproof.kernel import clock, links, records, transitions
from everproof.kernel.access.actor import Actor
from everproof.kernel.records.lists import ids_of
from everproof.processes.models import Analysis

DAY = timedelta(days=1)


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Customers are entered at the beginning; each survey runs for two weeks and is gone over at its end."""
    story = Story(company)
    with clock.travel(start + timedelta(hours=2)):
        story.enter()
    first, again, second = start + 210 * DAY, start + 330 * DAY, start + 575 * DAY
    story.survey(agenda, first, kestrel.FIRST, kestrel.FIRST_SCORES)
    story.survey(agenda, again, kestrel.AGAIN, kestrel.AGAIN_SCORES, follows=kestrel.FIRST)
    story.survey(agenda, second, kestrel.SECOND, kestrel.SECOND_SCORES)
    for days, kind, customer, title, outcome in kestrel.SAID:
        agenda.at(start + days * DAY, story.hears(kind, customer, title))
        agenda.at(start + (days + 4) * DAY, story.settles(title, outcome))
    for quarter in range(7):
        agenda.at(start + (100 + 91 * quarter) * DAY, story.receives_scorecards(quarter))
        agenda.at(start + (128 + 91 * quarter) * DAY, story.names_what_was_said)


class Story:
    """The head of sales asks, listens and answers."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self.owner = company.one("Head of sales")

    @property
    def by(self) -> Actor:
        return self.company.actor(self.owner)

    def enter(self) -> None:
        """The customers with somebody to ask at each, and the library of questions."""
        site = self.company.sites[MAIN]
        for title, segment, person, function in kestrel.CUSTOMERS:
            one = records.create(Customer, by=self.by, title=title, segment=segment, owner=self.owner, site=site)
            mail = f"{person.lower().replace(' ', '.')}@customer.example"
            values: dict[str, Any] = {"title": person, "function": function, "mail": mail, "site": site}
            records.create(CustomerContact, by=self.by, customer=one, **values)
        for question in kestrel.QUESTIONS:
            records.create(SurveyQuestion, by=self.by, site=site, **question)

    def survey(
        self,
        agenda: Agenda,
        at: datetime,
        title: str,
        scores: Mapping[str, tuple[int, int, int, str]],
        follows: str = "",
    ) -> None:
        """Sent, answered within a week, low scores heard, closed after two weeks, gone over three days later."""
        agenda.at(at, lambda: self._send(title, follows))
        for place, (customer, answer) in enumerate(scores.items()):
            agenda.at(at + (1 + place % 7) * DAY, self._answers(title, customer, answer))
        agenda.at(at + 11 * DAY, lambda: self._hear(title))
        agenda.at(at + 15 * DAY, lambda: surveys.close_survey(survey=self._survey(title), by=self.by))
        agenda.at(at + 18 * DAY, lambda: self._go_over(title))

    def hears(self, kind: str, customer: str, title: str) -> Callable[[], object]:
        """Somebody of sales writes down what was said on a visit."""
        return lambda: feedback.record_feedback(
            title=title,
            by=self.by,
            kind=kind,
            channel="visit",
            customer=self._customer(customer),
            answer_needed=False,
            site=self.company.sites[MAIN],
        )

    def settles(self, title: str, outcome: str) -> Callable[[], object]:
        def act() -> object:
            said = self._of(Feedback).select_related("owner").get(title=title)
            said = feedback.review_feedback(feedback=said, by=self.by)
            return transitions.perform(said, "settle", by=self.by, outcome=outcome)

        return act

    def receives_scorecards(self, quarter: int) -> Callable[[], object]:
        """Two customers rate every quarter, each in its own way."""

        def act() -> None:
            until = clock.today(self.company.organization.zone) - 8 * DAY
            for customer, criterion, given in kestrel.SCORECARDS:
                self._rate(customer, criterion, given[quarter], until)

        return act

    def _rate(self, customer: str, criterion: str, points: int, until: date) -> None:
        records.create(
            CustomerScorecard,
            by=self.by,
            title=criterion,
            customer=self._customer(customer),
            period_from=until - 90 * DAY,
            period_to=until,
            received_on=until + 8 * DAY,
            given=f"{points} %",
            points=points,
            best=100,
            their_target="95 %",
            site=self.company.sites[MAIN],
        )

    def names_what_was_said(self) -> None:
        """The newest analysis of satisfaction names the feedback and the surveys of its period."""
        concluded = self._of(Analysis).filter(topic="customer-satisfaction", status="concluded")
        newest = concluded.order_by("-concluded_on").first()
        if newest is None:
            return
        period = (newest.period_from, newest.period_to)
        said = [
            *self._of(Feedback).filter(received_on__range=period),
            *self._of(Survey).filter(closed_on__range=period),
        ]
        for one in said:
            links.link(newest, links.Relation.CONCERNS, one, by=self.company.actor(self.company.one("Quality manager")))

    def _send(self, title: str, follows: str) -> None:
        today = clock.today(self.company.organization.zone)
        survey = records.create(
            Survey,
            by=self.by,
            title=title,
            purpose=kestrel.PURPOSE,
            introduction=kestrel.WELCOME,
            translations=[kestrel.WELCOME_DE],
            owner=self.owner,
            questions=ids_of(self._of(SurveyQuestion)),
            method="low" if follows else "all",
            follows=self._survey(follows) if follows else None,
            period_to=today + 14 * DAY,
            target=40,
            site=self.company.sites[MAIN],
        )
        surveys.send_survey(survey=survey, by=self.by)

    def _answers(self, title: str, customer: str, answer: tuple[int, int, int, str]) -> Callable[[], object]:
        def act() -> None:
            survey = self._survey(title)
            asked = self._of(SurveyResponse).select_related("customer__owner", "contact")
            one = asked.filter(survey=survey, customer__title=customer).first()
            if one is None:
                return
            questions = {question.place: str(question.pk) for question in self._of(SurveyQuestion)}
            recommends, delivery, service, words = answer
            said: dict[str, Any] = {questions[1]: recommends, questions[2]: delivery, questions[4]: service}
            said |= {questions[3]: 5 if delivery < 4 else 4, questions[5]: 3, questions[9]: words}
            surveys.answer_survey(response=one, survey=survey, answers=said)

        return act

    def _hear(self, title: str) -> None:
        """Who scored low is visited, and told what was changed."""
        low = self._of(Feedback).select_related("owner").filter(response__survey__title=title, status="received")
        for one in low.order_by("id"):
            seen = feedback.review_feedback(feedback=one, by=self.by, owner=self.owner)
            feedback.answer_feedback(feedback=seen, by=self.by, outcome=kestrel.OUTCOME, answer=kestrel.ANSWER)

    def _go_over(self, title: str) -> None:
        surveys.review_survey(survey=self._survey(title), by=self.by, conclusion=kestrel.CONCLUSIONS[title])

    def _survey(self, title: str) -> Survey:
        return self._of(Survey).get(title=title)

    def _customer(self, title: str) -> Customer:
        return self._of(Customer).select_related("owner").get(title=title)

    def _of(self, model: Any) -> Any:
        return model.objects.in_force().select_related("organization").filter(organization=self.company.organization)
