"""What the timeline says about feedback, surveys and scorecards."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    "customers.feedback.create": _("{actor} wrote down what the customer said"),
    "customers.feedback.review": _("{actor} looked at it"),
    "customers.feedback.answer": _("{actor} answered the customer"),
    "customers.feedback.settle": _("{actor} settled it without an answer"),
    "customers.feedback.reopen": _("{actor} reopened it"),
    "customers.survey-question.create": _("{actor} put it into the library"),
    "customers.survey.create": _("{actor} planned it"),
    "customers.survey.send": _("{actor} fixed the questions, drew the customers and sent it"),
    "customers.survey.ask-more": _("{actor} asked one more customer"),
    "customers.survey.remind": _("{actor} reminded those who had not answered"),
    "customers.survey.close": _("{actor} closed it"),
    "customers.survey.review": _("{actor} went over it"),
    "customers.survey.cancel": _("{actor} cancelled it"),
    "customers.survey-response.create": _("{actor} asked the customer"),
    "customers.survey-response.remind": _("{actor} reminded the customer"),
    "customers.survey-response.answer": _("The customer answered by the personal link"),
    "customers.survey-response.decline": _("{actor} noted that the customer does not want to answer"),
    "customers.customer-scorecard.create": _("{actor} entered what the customer gave"),
}
