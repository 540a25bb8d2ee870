"""What ledger and signatures contribute: a line of the menu, settings, what runs by itself, what people are told."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import HISTORY
from everproof.kernel.ledger.tasks import WITNESS_ADDRESSES, mail_checkpoint
from everproof.kernel.modules import MenuEntry, groups
from everproof.kernel.notifications.kinds import NotificationKind
from everproof.kernel.parameters import Parameter
from everproof.kernel.tasks.scheduling import ScheduledTask

LEDGER_MENU = (MenuEntry(groups.ADMINISTRATION, _("Ledger"), "scroll-text", "kernel:ledger", power=HISTORY),)

LEDGER_PARAMETERS = (
    Parameter(
        WITNESS_ADDRESSES,
        _("Who is mailed a checkpoint every day"),
        "text",
        "",
        meaning=_(
            "E-mail addresses outside the company, with commas between them. Whoever holds a checkpoint can prove "
            "later that the history was not rewritten."
        ),
    ),
)

LEDGER_SCHEDULES = (ScheduledTask("mail-checkpoint", mail_checkpoint, "FREQ=DAILY;BYHOUR=6;BYMINUTE=0;BYSECOND=0"),)

LEDGER_NOTIFICATIONS = (
    NotificationKind(
        "signing-locked",
        _("Someone fails to sign"),
        _("Someone gave %(count)s wrong answers when signing as %(name)s. Signing rests for a few minutes."),
    ),
    NotificationKind(
        "witness-contradicted",
        _("A witness holds another history"),
        _("%(name)s holds a checkpoint of %(size)s entries that is no beginning of our ledger. Look at it at once."),
    ),
)
