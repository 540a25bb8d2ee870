"""Feedback, surveys and scorecards as record types, and what else they contribute."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from everproof.customers import tasks
from everproof.customers.actions import feedback, surveys
from everproof.customers.declarations.register import NEWEST, NUMBER, OF_CUSTOMER
from everproof.customers.lifecycle.feedback import LIFECYCLE
from everproof.customers.lifecycle.surveys import RESPONSE_LIFECYCLE, SURVEY_LIFECYCLE
from everproof.customers.models import CustomerScorecard, Feedback, Survey, SurveyQuestion, SurveyResponse
from everproof.customers.queries_surveys import (
    feedback_for,
    surveys_for,
    waiting_feedback,
    waiting_surveys,
)
from everproof.customers.satisfaction.signals import PARAMETERS as INDEX_PARAMETERS
from everproof.customers.surveys.asking import KIND
from everproof.customers.surveys.results import LEAST_RESPONSE
from everproof.kernel.access.roles import MANAGE, REPORT
from everproof.kernel.modules import Act, Column, DueWork, MenuEntry, Reaction, RecordType, Sort, groups
from everproof.kernel.notifications.kinds import NotificationKind
from everproof.kernel.parameters import Parameter
from everproof.kernel.tasks.scheduling import ScheduledTask
from everproof.kernel.ui.filters import choice_filter, due_filter, owner_filter, state_filter, yes_no_filter

OWNER = Column("owner", _("Owner"), source="owner.title", kind="person", related="owner")
SITE = Column("site", _("Site"), source="site.title", related="site", shown=False)

FEEDBACK_FIELDS = (
    "title",
    "customer",
    "contact",
    "order",
    "received_on",
    "channel",
    "kind",
    "text",
    "owner",
    "answer_needed",
    "due_on",
    "site",
)

FEEDBACK = RecordType(
    model=Feedback,
    label=_("Feedback"),
    plural=_("Feedback"),
    path="feedback",
    prefix="FB",
    lifecycle=LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("What was said")),
        Column("status", _("State"), kind="state"),
        Column("kind", _("Kind"), kind="choice"),
        OF_CUSTOMER,
        OWNER,
        Column("due_on", _("Answer due"), kind="day"),
        Column("received_on", _("Received"), kind="day"),
        Column("channel", _("How it came"), kind="choice", shown=False),
        Column("answered_on", _("Answered"), kind="day", shown=False),
        SITE,
    ),
    sorts=(
        NEWEST,
        Sort("due", _("By due day"), "due_on"),
        Sort("received", _("By day received"), "received_on", descending=True),
    ),
    search=("number", "title", "text", "outcome", "answer"),
    filters=(
        state_filter(LIFECYCLE),
        choice_filter("kind", _("Kind"), Feedback.Kind),
        choice_filter("channel", _("How it came"), Feedback.Channel, _("by")),
        owner_filter(),
        due_filter("due_on", LIFECYCLE),
    ),
    owner="owner",
    due="due_on",
    powers={"create": REPORT},
    natural_key=("customer", "received_on", "title"),
    acts={
        "create": Act(
            feedback.record_feedback,
            FEEDBACK_FIELDS,
        ),
        "update": Act(fields=FEEDBACK_FIELDS),
        "review": Act(feedback.review_feedback),
        "answer": Act(feedback.answer_feedback),
    },
    about=_("What customers say: compliments, suggestions, questions, and what they are not content with."),
    clause="8.2.1",
    icon="message-square",
)

WORDED = (
    "title", "kind", "scale_to", "options", "aspect", "topic", "place", "required", "translations", "active",
)  # fmt: skip
ASKED = (
    "title", "purpose", "introduction", "translations", "questions", "method", "sample_size", "chosen", "follows",
    "owner", "period_to", "remind_after_days", "seed", "segment", "site", "target",
)  # fmt: skip
RATED = (
    "customer", "title", "period_from", "period_to", "given", "points", "best", "their_target", "comment",
    "received_on",
)  # fmt: skip

QUESTION = RecordType(
    model=SurveyQuestion,
    label=_("Survey question"),
    plural=_("Survey questions"),
    path="survey-questions",
    prefix="SQ",
    columns=(
        NUMBER,
        Column("title", _("Question")),
        Column("kind", _("Kind of answer"), kind="choice"),
        Column("aspect", _("About"), kind="choice"),
        Column("topic", _("Topic")),
        Column("place", _("Place"), kind="number"),
        Column("required", _("Has to be answered"), kind="boolean", shown=False),
        Column("active", _("In use"), kind="boolean", shown=False),
    ),
    sorts=(Sort("place", _("By place"), "place"), NEWEST),
    search=("number", "title", "topic"),
    filters=(
        choice_filter("kind", _("Kind of answer"), SurveyQuestion.Kind),
        yes_no_filter("active", _("In use"), _("in use"), _("no longer in use")),
    ),
    natural_key=("title",),
    powers={"create": MANAGE},
    lists={"options": str, "translations": str},
    acts={"update": Act(fields=WORDED)},
    about=_("The library from which surveys are built. Ask the same in the same words, and years compare."),
    clause="9.1.2",
    icon="list-plus",
)

SURVEY = RecordType(
    model=Survey,
    label=_("Survey"),
    plural=_("Surveys"),
    path="surveys",
    prefix="SV",
    lifecycle=SURVEY_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Survey")),
        Column("status", _("State"), kind="state"),
        OWNER,
        Column("period_to", _("Answers until"), kind="day"),
        Column("sent_to", _("Asked"), kind="number"),
        Column("responses", _("Answered"), kind="number"),
        Column("score", _("Score"), kind="quantity"),
        Column("closed_on", _("Closed"), kind="day", shown=False),
        Column("method", _("Who is asked"), kind="choice", shown=False),
        SITE,
    ),
    sorts=(NEWEST, Sort("closed", _("By day closed"), "closed_on", descending=True)),
    search=("number", "title", "purpose", "conclusion"),
    filters=(state_filter(SURVEY_LIFECYCLE), owner_filter()),
    owner="owner",
    due="period_to",
    powers={"create": MANAGE, "ask-more": MANAGE, "remind": MANAGE},
    lists={"questions": UUID, "chosen": UUID, "translations": str},
    acts={
        "update": Act(fields=ASKED),
        "send": Act(surveys.send_survey),
        "close": Act(surveys.close_survey),
        "review": Act(surveys.review_survey),
    },
    about=_("Asks customers how well they feel served, draws who is asked by a rule, and says how sure the score is."),
    clause="9.1.2",
    icon="clipboard-list",
)

RESPONSE = RecordType(
    model=SurveyResponse,
    label=_("Survey answer"),
    plural=_("Survey answers"),
    path="survey-answers",
    prefix="SA",
    lifecycle=RESPONSE_LIFECYCLE,
    columns=(
        NUMBER,
        Column("title", _("Customer")),
        Column("survey", _("Survey"), source="survey.number", related="survey"),
        Column("status", _("State"), kind="state"),
        Column("answered_on", _("Answered"), kind="day"),
        Column("score", _("Score"), kind="number"),
        Column("points", _("From 0 to 100"), kind="quantity", shown=False),
        Column("is_low", _("Low score"), kind="boolean"),
        Column("invited_on", _("Asked"), kind="day", shown=False),
        Column("language", _("Language"), shown=False),
    ),
    sorts=(NEWEST,),
    filters=(
        state_filter(RESPONSE_LIFECYCLE),
        yes_no_filter("is_low", _("Score"), _("with a low score"), _("without a low score")),
    ),
    powers={"create": MANAGE, "update": MANAGE, "remind": MANAGE},
    natural_key=("survey", "customer"),
    acts={
        "create": Act(surveys.ask_one_more, ("survey", "customer", "contact", "language", "site")),
        "update": Act(fields=("contact", "language")),
    },
    about=_("Who was asked in a survey, and what they answered. They come by themselves when a survey is sent."),
    clause="9.1.2",
    icon="message-circle",
)

SCORECARD = RecordType(
    model=CustomerScorecard,
    label=_("Scorecard line"),
    plural=_("Scorecards"),
    path="scorecards",
    prefix="SC",
    columns=(
        NUMBER,
        OF_CUSTOMER,
        Column("title", _("Criterion")),
        Column("period_to", _("Period until"), kind="day"),
        Column("given", _("As they gave it")),
        Column("points", _("Points"), kind="quantity"),
        Column("best", _("Best possible"), kind="quantity"),
        Column("their_target", _("Their target"), shown=False),
        Column("period_from", _("From"), kind="day", shown=False),
        Column("received_on", _("Received"), kind="day", shown=False),
        Column("comment", _("Their comment"), shown=False),
    ),
    sorts=(NEWEST, Sort("title", _("By criterion"), "title")),
    search=("number", "title", "given", "comment"),
    natural_key=("customer", "period_to", "title"),
    acts={"update": Act(fields=RATED)},
    about=_("How customers rate you, line by line as they sent it. Bring in the table they give you."),
    clause="9.1.2",
    icon="table-2",
)

RECORD_TYPES = (FEEDBACK, QUESTION, SURVEY, RESPONSE, SCORECARD)
WORK = (
    DueWork("feedback", _("Feedback"), feedback_for, waiting_feedback),
    DueWork("surveys", _("Surveys"), surveys_for, waiting_surveys),
)
MENU = (
    MenuEntry(
        groups.SUPPLY, _("Feedback"), "message-square", "customers:feedback_list", work=("feedback",), insiders=True
    ),
    MenuEntry(groups.SUPPLY, _("Surveys"), "clipboard-list", "customers:survey_list", work=("surveys",), insiders=True),
    MenuEntry(groups.SUPPLY, _("Satisfaction"), "smile", "customers:satisfaction", insiders=True),
)
PUBLIC_PAGES = {KIND: "everproof.customers.views.answering.AnswerSurvey"}
PARAMETERS = (
    feedback.ANSWER_DAYS,
    Parameter(
        LEAST_RESPONSE,
        _("Share of answers below which a survey is doubtful"),
        "integer",
        40,
        unit="%",
        least=1,
        most=100,
        meaning=_("With fewer answers the page warns that those who did not answer may think otherwise."),
    ),
    *INDEX_PARAMETERS,
)
NOTIFICATION_KINDS = (
    NotificationKind(
        "feedback-came",
        _("A customer said something that is mine to answer"),
        _("%(number)s is yours, to be answered by %(due)s: %(title)s"),
        days=("due",),
    ),
    NotificationKind(
        "feedback-due",
        _("An answer to feedback is due soon"),
        _("%(number)s has to be answered by %(due)s: %(title)s"),
        days=("due",),
    ),
    NotificationKind(
        "survey-quiet",
        _("A survey of mine waits for answers"),
        _("%(number)s has %(answered)s of %(asked)s answers. Remind the others: %(title)s"),
    ),
    NotificationKind(
        "survey-over",
        _("A survey of mine is over"),
        _("The last day of %(number)s has passed. Close it and go over it: %(title)s"),
    ),
)
SCHEDULES = (
    ScheduledTask("tend-surveys", tasks.tend_surveys, "FREQ=DAILY;BYHOUR=5;BYMINUTE=35;BYSECOND=0"),
    ScheduledTask("remind-about-feedback", tasks.remind_about_feedback, "FREQ=DAILY;BYHOUR=5;BYMINUTE=40;BYSECOND=0"),
)
REACTIONS = (Reaction("customers.feedback.create", tasks.tell_owner_of_feedback),)
