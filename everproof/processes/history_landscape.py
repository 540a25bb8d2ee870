"""What the timeline says about processes and their parts."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

LANDSCAPE_SENTENCES: Mapping[str, Any] = {
    "processes.process.create": _("{actor} described it"),
    "processes.process.activate": _("{actor} put it into force"),
    "processes.process.retire": _("{actor} retired it"),
    "processes.process.reactivate": _("{actor} put it into force again"),
    "processes.process.review": _("{actor} reviewed it"),
    "processes.process.evaluate": _("{actor} evaluated it"),
    "processes.process.hand-over": _("{actor} gave it another owner"),
    "processes.process.place": _("{actor} moved it on the map"),
    "processes.process-input.create": _("{actor} added it"),
    "processes.process-output.create": _("{actor} added it"),
    "processes.process-step.assign": _("{actor} changed who does, answers, is asked and is told"),
    "processes.process-step.create": _("{actor} added it"),
}
