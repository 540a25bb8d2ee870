"""What the timeline says about KPIs, objectives and analyses."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

PERFORMANCE_SENTENCES: Mapping[str, Any] = {
    "processes.kpi.create": _("{actor} defined it"),
    "processes.kpi.keep-limits": _("{actor} decided on its control limits"),
    "processes.kpi.enter": _("{actor} entered a value"),
    "processes.kpi.retire": _("{actor} retired it"),
    "processes.kpi.reactivate": _("{actor} had it measured again"),
    "processes.kpi-comment.create": _("{actor} wrote it"),
    "processes.objective.create": _("{actor} set it"),
    "processes.objective.approve": _("{actor} approved it"),
    "processes.objective.review": _("{actor} reviewed it"),
    "processes.objective.achieve": _("{actor} found it achieved"),
    "processes.objective.miss": _("{actor} found it missed"),
    "processes.objective.cancel": _("{actor} cancelled it"),
    "processes.objective.reopen": _("{actor} took it up again"),
    "processes.objective.settle-achieved": _("{actor} brought it in as achieved elsewhere"),
    "processes.objective.settle-missed": _("{actor} brought it in as missed elsewhere"),
    "processes.objective.hand-over": _("{actor} gave it another owner"),
    "processes.analysis.create": _("{actor} started it"),
    "processes.analysis.conclude": _("{actor} concluded it"),
    "processes.analysis.reopen": _("{actor} opened it again"),
}
