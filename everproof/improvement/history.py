"""What the timeline says about nonconformities, corrective actions and improvements."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    "improvement.nonconformity.create": _("{actor} reported it"),
    "improvement.nonconformity.triage": _("{actor} took it up"),
    "improvement.nonconformity.reject": _("{actor} found that it is no nonconformity"),
    "improvement.nonconformity.contain": _("{actor} contained it"),
    "improvement.nonconformity.analyse": _("{actor} analysed it"),
    "improvement.nonconformity.verify-cause": _("{actor} verified the cause"),
    "improvement.nonconformity.close": _("{actor} closed it"),
    "improvement.nonconformity.reopen": _("{actor} reopened it"),
    "improvement.corrective-action.create": _("{actor} planned it"),
    "improvement.corrective-action.approve": _("{actor} approved it and fixed what the data have to show"),
    "improvement.corrective-action.weigh": _("{actor} weighed the data"),
    "improvement.corrective-action.escalate": _("{actor} escalated it, because it is late"),
    "improvement.corrective-action.start": _("{actor} started it"),
    "improvement.corrective-action.complete": _("{actor} completed it"),
    "improvement.corrective-action.confirm": _("{actor} found that it worked"),
    "improvement.corrective-action.disprove": _("{actor} found that it did not work"),
    "improvement.corrective-action.cancel": _("{actor} cancelled it"),
    "improvement.corrective-action.reopen": _("{actor} reopened it"),
    "improvement.corrective-action.settle-completed": _("{actor} brought it in as completed elsewhere"),
    "improvement.corrective-action.settle-effective": _("{actor} brought it in as found effective elsewhere"),
    "improvement.corrective-action.settle-not-effective": _("{actor} brought it in as found not effective elsewhere"),
    "improvement.corrective-action.settle-cancelled": _("{actor} brought it in as cancelled elsewhere"),
    "improvement.reporting-point.create": _("{actor} set it up"),
    "improvement.reporting-point.renew": _("{actor} renewed its code"),
    "improvement.improvement.create": _("{actor} proposed it"),
    "improvement.improvement.select": _("{actor} selected it"),
    "improvement.improvement.decline": _("{actor} declined it"),
    "improvement.improvement.complete": _("{actor} completed it"),
    "improvement.improvement.answer": _("{actor} answered who proposed it"),
    "improvement.improvement-plan.create": _("{actor} planned it in stages"),
    "improvement.improvement-plan.begin": _("{actor} let it begin"),
    "improvement.improvement-plan.carry-out": _("{actor} carried it out"),
    "improvement.improvement-plan.secure": _("{actor} found that it worked"),
    "improvement.improvement-plan.repeat": _("{actor} sent it round once more"),
    "improvement.improvement-plan.confirm-benefit": _("{actor} confirmed the benefit"),
    "improvement.improvement-plan.close": _("{actor} closed it"),
    "improvement.improvement-plan.cancel": _("{actor} cancelled it"),
    "improvement.improvement-plan.reopen": _("{actor} reopened it"),
    "improvement.improvement.reopen": _("{actor} put it up for decision again"),
}
