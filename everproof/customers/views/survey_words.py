"""What the pages of surveys say in words: figures with their intervals, warnings, what comes first, what changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.analytics.surveys import importance
from everproof.analytics.surveys.change import Change
from everproof.analytics.surveys.scores import FEW, BoxEstimate, PromoterEstimate
from everproof.customers.models import SurveyResponse
from everproof.customers.surveys.content import Asked, Kind
from everproof.customers.surveys.results import Answered, Results
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui import formats, pages
from everproof.kernel.ui.charts import Bars

QUADRANTS = {
    importance.IMPROVE: (gettext_lazy("Improve first"), "bad"),
    importance.KEEP: (gettext_lazy("Keep it up"), "good"),
    importance.LOW: (gettext_lazy("Later"), "neutral"),
    importance.OVERDONE: (gettext_lazy("More than asked for"), "neutral"),
}
NAMES = {
    Kind.NPS: gettext_lazy("Net promoter score"),
    Kind.CSAT: gettext_lazy("Satisfied, 4 or 5 of 5"),
    Kind.CES: gettext_lazy("Found it easy, 5 to 7 of 7"),
}


def name_of(asked: Asked) -> str:
    """What the figure of a question is called."""
    return str(NAMES.get(Kind(asked.kind)) or _("Gave the best answer, %(best)s") % {"best": asked.high})


def score(found: Answered) -> str:
    """The figure of a question: points with their sign, or percent."""
    if found.score is None:
        return "–"
    if found.asked.kind == Kind.NPS:
        return signed(found.score)
    return f"{formats.number(round(found.score))} %"


def signed(value: float) -> str:
    """A score that may be negative, with its sign; nothing has none."""
    return f"{round(value):+d}" if round(value) else "0"


def interval(bounds: tuple[float, float] | None, *, with_sign: bool = False, places: int = 0) -> str:
    """“between 12 and 50”; empty where nothing is known."""
    if bounds is None:
        return ""
    if bounds[0] == bounds[1]:
        return _("all have answered")
    low, high = (signed(one) if with_sign else formats.number(round(one, places), places) for one in bounds)
    return _("between %(low)s and %(high)s") % {"low": low, "high": high}


def figures(found: Results) -> list[tuple[str, str, str]]:
    """The three that stand on top: label, figure, what it rests on."""
    shown = []
    if found.main is not None:
        is_points = found.main.asked.kind == Kind.NPS
        shown.append((name_of(found.main.asked), score(found.main), interval(found.interval, with_sign=is_points)))
    silence = found.silence
    if silence is not None and silence.percent is not None:
        asked = _("%(answered)s of %(asked)s") % {"answered": silence.answered, "asked": silence.asked}
        shown.append((_("Answered"), f"{formats.number(round(silence.percent))} %", asked))
    target = found.survey.target
    if target is not None:
        shown.append((_("Target"), formats.number(target.normalize()), _verdict(found)))
    return shown


def _verdict(found: Results) -> str:
    """Whether the target is reached, as far as the interval lets it be said."""
    target, bounds = float(found.survey.target or 0), found.interval
    if bounds is None:
        return ""
    if bounds[0] >= target:
        return _("reached")
    return _("missed") if bounds[1] < target else _("cannot be told apart from it")


def notes(found: Results) -> list[str]:
    """What the reader has to know before believing a figure."""
    said = []
    if found.answered and found.answered < FEW:
        said.append(
            ngettext(
                "Only %(n)d answer: read the interval, not the figure.",
                "Only %(n)d answers: read the interval, not the figure.",
                found.answered,
            )
            % {"n": found.answered}
        )
    silence = found.silence
    if silence is None or not silence.asked:
        return said
    if silence.percent is not None and silence.percent < found.least_percent:
        said.append(
            _("Fewer than %(least)s %% answered. Those who did not may think otherwise: remind them.")
            % {"least": found.least_percent}
        )
    if silence.late_p is not None and silence.late_p <= 0.05 and silence.late_difference is not None:
        said.append(
            _("Late answers differ from early ones by %(points)s on the scale. The silent may be more like the late.")
            % {"points": formats.number(round(silence.late_difference, 1), 1)}
        )
    if silence.at_worst is not None and silence.at_best is not None and silence.answered < silence.asked:
        bounds = interval((silence.at_worst, silence.at_best), places=1)
        said.append(
            _("Whatever the silent think, the mean of all who were asked lies %(bounds)s.") % {"bounds": bounds}
        )
    if found.population is not None and found.population > found.answered:
        words = _("The intervals count in that %(n)s of %(all)s customers answered.")
        said.append(words % {"n": found.answered, "all": found.population})
    return said


def charts(found: Results) -> list[Bars]:
    """Each question but those in own words, as bars: how often each answer was given."""
    return [_bars(one) for one in found.all_questions() if one.n and one.asked.kind != Kind.TEXT]


def _bars(one: Answered) -> Bars:
    asked, estimate = one.asked, one.estimate
    answers = ngettext("%(n)d answer", "%(n)d answers", one.n) % {"n": one.n}
    if isinstance(estimate, PromoterEstimate):
        items = [
            (_("Promoters, 9 and 10"), estimate.promoters),
            (_("Passives, 7 and 8"), estimate.passives),
            (_("Detractors, 0 to 6"), estimate.detractors),
        ]
        sentence = f"{name_of(asked)}: {score(one)}, {interval(estimate.ci, with_sign=True)}. {answers}."
    elif isinstance(estimate, BoxEstimate):
        items = [(str(asked.low + place), count) for place, count in enumerate(estimate.counts)]
        middle = formats.number(round(estimate.mean or 0.0, 2), 2)
        sentence = _("%(name)s: %(score)s, %(interval)s; mean %(mean)s.") % {
            "name": name_of(asked),
            "score": score(one),
            "interval": interval(estimate.percent_ci),
            "mean": middle,
        }
        sentence = f"{sentence} {answers}."
    else:
        items = [(words, count) for words, count in one.counts]
        sentence = f"{answers}."
    return Bars(asked.question(), sentence, items, label_title=_("Answer"), value_title=_("Given"))


def priorities(found: Results) -> dict[str, Any] | None:
    """Topics by what to improve first; None where there are not two of them."""
    result = found.priorities()
    if result is None:
        return None
    rows = [
        {
            "topic": one.name,
            "importance": _weight(one),
            "performance": _round(one.performance),
            "gap": "" if one.gap is None else signed(one.gap),
            "verdict": _state(one.quadrant),
            "n": one.n,
        }
        for one in result.topics
    ]
    first = [one.name for one in result.topics if one.quadrant == importance.IMPROVE]
    sentence = (
        _("Matters more than the average and is done less well: %(topics)s.") % {"topics": ", ".join(first)}
        if first
        else _("No topic matters more than the average and is done less well.")
    )
    return {"rows": rows, "sentence": sentence, "derived": result.is_derived}


def _state(quadrant: str) -> pages.State | None:
    if not quadrant:
        return None
    label, tone = QUADRANTS[quadrant]
    return pages.State(str(label), tone)


def _weight(topic: importance.Topic) -> str:
    if topic.importance is None:
        return "–"
    return f"{topic.importance:.2f}" if topic.is_derived else _round(topic.importance)


def _round(value: float | None) -> str:
    return "–" if value is None else formats.number(round(value))


def change(found: Change) -> dict[str, Any]:
    """Whether it helped, in a sentence with what it rests on."""
    if not found.n or found.change is None:
        return {"sentence": _("Nobody who answered the earlier survey has answered this one yet.")}
    direction = _("better") if found.change > 0 else _("worse") if found.change < 0 else _("as before")
    words = ngettext(
        "%(n)d customer answered both: %(first)s before, %(second)s now.",
        "%(n)d customers answered both: %(first)s before, %(second)s now.",
        found.n,
    ) % {"n": found.n, "first": _round(found.first), "second": _round(found.second)}
    surely = (
        _("That is more than chance explains.")
        if found.is_change
        else _("That few answers and this spread leave it open whether it is more than chance.")
    )
    return {
        "sentence": f"{words} {surely}",
        "direction": direction,
        "change": signed(found.change),
        "interval": interval(_within(found.ci), with_sign=True),
        "better": found.better,
        "same": found.same,
        "worse": found.worse,
        "p": "" if found.p_value is None else f"{found.p_value:.3f}",
        "regression": bool(found.warnings) and any("chosen" in one for one in found.warnings),
    }


def _within(bounds: tuple[float, float] | None) -> tuple[float, float] | None:
    """No change of points from 0 to 100 is larger than 100."""
    return None if bounds is None else (max(-100.0, bounds[0]), min(100.0, bounds[1]))


def pairs(found: Sequence[tuple[SurveyResponse, SurveyResponse]], organization: Organization) -> list[dict[str, Any]]:
    """Each customer of the comparison with both scores."""
    rows = []
    for before, after in found:
        after.organization = organization
        rows.append(
            {
                "customer": after.customer.title,
                "url": after.get_absolute_url(),
                "before": _round(None if before.points is None else float(before.points)),
                "after": _round(None if after.points is None else float(after.points)),
            }
        )
    return rows


def low(found: Results, organization: Organization) -> list[SurveyResponse]:
    """Answers with a low score, each of which became feedback that waits for an answer."""
    rows = [row for row in found.rows if row.is_low]
    for row in rows:
        row.organization = organization
    return rows


def answered(questions: Sequence[Asked], response: SurveyResponse) -> list[pages.Fact]:
    """One answer, question by question, in words."""
    return [
        pages.Fact(one.question(), _said(one, response.answers[one.key]))
        for one in questions
        if one.key in response.answers
    ]


def _said(asked: Asked, value: Any) -> str:
    if asked.is_scored:
        return _("%(value)s of %(best)s") % {"value": value, "best": asked.high}
    if asked.kind == Kind.TEXT:
        return str(value)
    options = asked.options()
    places = value if isinstance(value, list) else [value]
    return ", ".join(options[place] for place in places)
