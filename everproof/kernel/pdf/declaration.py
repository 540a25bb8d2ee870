"""What prints and seals contribute to the kernel's module: menu, sweeping, a notice, sentences."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import ADMINISTER, READ
from everproof.kernel.modules import MenuEntry, groups
from everproof.kernel.notifications.kinds import NotificationKind
from everproof.kernel.pdf.prints import READY_NOTICE, sweep
from everproof.kernel.tasks.scheduling import ScheduledTask

PDF_MENU = (
    MenuEntry(groups.PROOF, _("Check a PDF"), "file-check", "kernel:verify_pdf", READ),
    MenuEntry(groups.ADMINISTRATION, _("Seal"), "stamp", "kernel:seal", ADMINISTER),
)
PDF_SCHEDULES = (ScheduledTask("prints.sweep", sweep, "FREQ=DAILY;BYHOUR=3;BYMINUTE=55"),)
PDF_NOTIFICATIONS = (
    NotificationKind(READY_NOTICE, _("A PDF I asked for is ready"), _("The PDF you asked for: %(name)s"), mail=False),
)
PDF_SENTENCES: Mapping[str, Any] = {
    "kernel.seal.certify": _("{actor} made a new certificate for the seal"),
    "kernel.seal.seal": _("{actor} sealed the PDF of it"),
}
