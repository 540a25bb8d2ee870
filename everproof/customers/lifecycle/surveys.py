"""The lives of a survey and of the answer of one who was asked."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.customers.models import Survey, SurveyResponse
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by


def questions_are_chosen(survey: Survey) -> Any:
    """9.1.2: it asks something."""
    return None if survey.questions else _("It has no questions yet.")


def sample_is_said(survey: Survey) -> Any:
    """9.1.2: who is asked is drawn by a rule, not by liking."""
    method = Survey.Method(survey.method)
    if method in (Survey.Method.RANDOM, Survey.Method.STRATIFIED) and not survey.sample_size:
        return _("Say how many customers are asked.")
    if method == Survey.Method.CHOSEN and not survey.chosen:
        return _("Choose the customers who are asked.")
    if method in (Survey.Method.LOW, Survey.Method.SAME) and survey.follows_id is None:
        return _("Name the earlier survey.")
    return None


@settled_by("period_to")
def end_is_set(survey: Survey) -> Any:
    """9.1.2: answers come in until a day."""
    return None if survey.period_to else _("Say until when answers count.")


@settled_by("conclusion")
def conclusion_is_drawn(survey: Survey) -> Any:
    """9.1.2, 9.1.3 b: somebody went over it and said what it means."""
    return None if survey.conclusion.strip() else _("Say what it says and what follows.")


def something_is_answered(response: SurveyResponse) -> Any:
    """An answer comes by the personal link."""
    return None if response.answers else _("Open its link and answer there, also for somebody on the telephone.")


SURVEY_LIFECYCLE = Lifecycle(
    states=(
        State("planned", _("Planned"), tone="neutral"),
        State("running", _("Running"), tone="progress"),
        State("closed", _("Closed"), tone="warn"),
        State("reviewed", _("Gone over"), tone="good", closed=True),
        State("cancelled", _("Cancelled"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "send",
            _("Send"),
            ("planned",),
            "running",
            guards=(questions_are_chosen, sample_is_said, end_is_set),
            fields=("period_to",),
            help=_("The questions are fixed as they stand now, the customers are drawn, and each gets a link."),
        ),
        Transition(
            "close",
            _("Close"),
            ("running",),
            "closed",
            help=_("No answer counts after this. The score is kept with its interval."),
        ),
        Transition(
            "review",
            _("Go over it"),
            ("closed",),
            "reviewed",
            guards=(conclusion_is_drawn,),
            fields=("conclusion",),
            help=_("Say what it tells you, and what you do about it."),
        ),
        Transition("cancel", _("Cancel"), ("planned",), "cancelled", reason_needed=True),
    ),
    initial="planned",
    order=("planned", "running", "closed", "reviewed"),
)

RESPONSE_LIFECYCLE = Lifecycle(
    states=(
        State("invited", _("Asked"), tone="progress"),
        State("answered", _("Answered"), tone="good", closed=True),
        State("declined", _("Does not want to answer"), tone="neutral", closed=True),
    ),
    steps=(
        Transition("answer", _("Answer"), ("invited",), "answered", power=MANAGE, guards=(something_is_answered,)),
        Transition("decline", _("Does not want to answer"), ("invited",), "declined", power=MANAGE),
    ),
    initial="invited",
    order=("invited", "answered"),
)
