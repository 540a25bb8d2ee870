"""The sentence for each verb of this room."""

from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "risks.risk.create": _("{actor} recorded the risk"),
    "risks.risk.assess": _("{actor} assessed it"),
    "risks.risk.treat": _("{actor} decided the treatment"),
    "risks.risk.accept": _("{actor} accepted it for a time"),
    "risks.risk.judge": _("{actor} judged the effect"),
    "risks.risk.close": _("{actor} closed it"),
    "risks.risk.reopen": _("{actor} opened it again"),
    "risks.opportunity.create": _("{actor} recorded the opportunity"),
    "risks.opportunity.assess": _("{actor} assessed it"),
    "risks.opportunity.decide": _("{actor} decided upon it"),
    "risks.opportunity.judge": _("{actor} judged the effect"),
    "risks.opportunity.close": _("{actor} closed it"),
    "risks.opportunity.reopen": _("{actor} opened it again"),
    "risks.rating.create": _("{actor} rated it"),
    "risks.fmea.create": _("{actor} began the analysis"),
    "risks.fmea.release": _("{actor} released the analysis"),
    "risks.fmea.revise": _("{actor} took the analysis back into work"),
    "risks.fmea.withdraw": _("{actor} withdrew the analysis"),
    "risks.fmea.restore": _("{actor} took the analysis up again"),
    "risks.failure-mode.create": _("{actor} added the line"),
    "risks.fmea-rating.create": _("{actor} rated the line"),
    "risks.change.create": _("{actor} proposed the change"),
    "risks.change.approve": _("{actor} approved the change"),
    "risks.change.reject": _("{actor} rejected the change"),
    "risks.change.implement": _("{actor} said that it is carried out"),
    "risks.change.review": _("{actor} reviewed the change"),
    "risks.change.reopen": _("{actor} opened it again"),
}
