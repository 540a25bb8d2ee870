"""What the answers to a survey say: every question with its interval, what silence may hide, what comes first, and
whether it helped."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from everproof.analytics.surveys import change, importance, response, scores
from everproof.customers.models import Customer, Survey, SurveyResponse
from everproof.customers.surveys import content
from everproof.customers.surveys.content import Asked, Aspect, Kind
from everproof.kernel import parameters

MOST_WORDS = 200
LEAST_RESPONSE = "survey_least_response"


@dataclass(frozen=True)
class Answered:
    """The answers to one question. `estimate` is the score of a scale, `counts` how often each choice was taken."""

    asked: Asked
    n: int
    estimate: scores.PromoterEstimate | scores.BoxEstimate | None = None
    counts: Sequence[tuple[str, int]] = ()

    @property
    def score(self) -> float | None:
        """The figure that stands for the question: the net promoter score, or the share of favourable answers."""
        if isinstance(self.estimate, scores.PromoterEstimate):
            return self.estimate.nps
        return self.estimate.percent if self.estimate else None

    @property
    def interval(self) -> tuple[float, float] | None:
        if isinstance(self.estimate, scores.PromoterEstimate):
            return self.estimate.ci
        return self.estimate.percent_ci if self.estimate else None


@dataclass(frozen=True)
class Results:
    """What a survey says, computed from its answers when it is asked."""

    survey: Survey
    questions: Sequence[Asked]
    rows: Sequence[SurveyResponse]
    asked: int
    least_percent: int

    @property
    def answered(self) -> int:
        return len(self.rows)

    @cached_property
    def main(self) -> Answered | None:
        """The question whose figure is the survey's score."""
        found = content.main(self.questions)
        return self.of_question(found) if found else None

    @property
    def score(self) -> float | None:
        return self.main.score if self.main else None

    @property
    def interval(self) -> tuple[float, float] | None:
        return self.main.interval if self.main else None

    @cached_property
    def silence(self) -> response.Response | None:
        """What those who did not answer may hide; None without a scale."""
        if self.main is None:
            return None
        values = [row.answers.get(self.main.asked.key) for row in self.rows]
        scale = self.main.asked.scale
        return response.response(values, max(self.asked, len(values)), scale=scale, least_percent=self.least_percent)

    @property
    def population(self) -> int | None:
        """How many could have been asked, where the sample was drawn from all of them; it narrows the intervals."""
        known = self.survey.population
        drawn = self.survey.method != Survey.Method.CHOSEN
        return max(known, self.answered) if known and drawn else None

    def of_question(self, asked: Asked) -> Answered:
        """One question: its score with interval, or how often each choice was taken."""
        values = [row.answers[asked.key] for row in self.rows if asked.key in row.answers]
        if asked.kind == Kind.NPS:
            return Answered(asked, len(values), scores.promoters(values, population=self.population))
        if asked.is_scored:
            estimate = scores.boxes(
                values, scale=asked.scale, favourable_from=asked.favourable_from, population=self.population
            )
            return Answered(asked, len(values), estimate)
        if asked.kind == Kind.TEXT:
            return Answered(asked, len(values))
        taken = Counter(place for value in values for place in (value if isinstance(value, list) else [value]))
        return Answered(asked, len(values), counts=[(w, taken[k]) for k, w in enumerate(asked.options())])

    def all_questions(self) -> list[Answered]:
        return [self.of_question(one) for one in self.questions]

    def priorities(self) -> importance.ImportancePerformance | None:
        """What matters against how it is done: stated importance where it was asked, derived where it was not."""
        done = {one.topic: one for one in self.questions if one.is_scored and one.aspect == Aspect.PERFORMANCE}
        matters = {one.topic: one for one in self.questions if one.is_scored and one.aspect == Aspect.IMPORTANCE}
        both = [topic for topic in done if topic in matters]
        if len(both) >= 2:
            return importance.stated(
                {topic: (self._points(matters[topic]), self._points(done[topic])) for topic in both}
            )
        if len(done) < 2 or self.main is None:
            return None
        overall = self._points(self.main.asked)
        return importance.derived({topic: self._points(one) for topic, one in done.items()}, overall)

    def _points(self, asked: Asked) -> list[float | None]:
        """The answers of everybody to a question as 0 to 100, so that scales of different length compare."""
        values = (row.answers.get(asked.key) for row in self.rows)
        return [None if value is None else asked.points(value) for value in values]

    def words(self) -> list[tuple[Asked, SurveyResponse, str]]:
        """What was said in own words, the newest first."""
        texts = [one for one in self.questions if one.kind == Kind.TEXT]
        rows = sorted(self.rows, key=lambda row: str(row.pk), reverse=True)
        return [(one, row, row.answers[one.key]) for row in rows for one in texts if row.answers.get(one.key)][
            :MOST_WORDS
        ]


def of(survey: Survey) -> Results:
    """The results of a survey; three statements."""
    invited = SurveyResponse.objects.in_force().filter(organization_id=survey.organization_id, survey=survey)
    rows = list(
        invited.filter(status="answered").select_related("customer").order_by("answered_on", "updated_at", "id")
    )
    least = parameters.value(survey.organization_id, LEAST_RESPONSE)
    return Results(survey, content.asked(survey.content), rows, invited.count(), least)


def change_since(results: Results) -> tuple[change.Change, Sequence[tuple[SurveyResponse, SurveyResponse]]] | None:
    """The same customers before and now, as points from 0 to 100; None for a survey that follows none."""
    survey = results.survey
    if survey.follows_id is None:
        return None
    earlier = SurveyResponse.objects.in_force().filter(
        organization_id=survey.organization_id, survey_id=survey.follows_id, status="answered"
    )
    first = {row.customer_id: row for row in earlier.select_related("customer")}
    pairs = [(first[row.customer_id], row) for row in results.rows if row.customer_id in first]
    values = [(_number(before), _number(after)) for before, after in pairs]
    return change.change(values, chosen_low=survey.method == Survey.Method.LOW), pairs


def _number(row: SurveyResponse) -> float | None:
    return None if row.points is None else float(row.points)


def customers_by_id(organization_id: int, keys: Iterable[UUID]) -> Mapping[UUID, Customer]:
    """Customers by id, with whoever looks after them."""
    found = Customer.objects.filter(organization_id=organization_id, pk__in=list(keys))
    return {one.pk: one for one in found.select_related("owner")}
