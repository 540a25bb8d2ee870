"""What files contribute to the kernel's module: a limit, the sweeping schedule, sentences of the timeline."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.kernel.files.actions import LARGEST_FILE, USUAL_LARGEST
from everproof.kernel.files.tasks import sweep
from everproof.kernel.parameters import Parameter
from everproof.kernel.tasks.scheduling import ScheduledTask

FILE_PARAMETERS = (
    Parameter(
        LARGEST_FILE,
        _("Largest file"),
        "integer",
        USUAL_LARGEST,
        _("How large a file may be that is added to a record."),
        unit=_("MB"),
        least=1,
        most=200,
    ),
)
FILE_SCHEDULES = (ScheduledTask("files.sweep", sweep, "FREQ=DAILY;BYHOUR=3;BYMINUTE=40"),)
FILE_SENTENCES: Mapping[str, Any] = {
    "kernel.file.attach": _("{actor} added {file}"),
    "kernel.file.describe": _("{actor} described {file}"),
    "kernel.file.detach": _("{actor} removed {file}"),
}
