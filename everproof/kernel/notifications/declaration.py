"""The kernel's own kinds of notifications."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.notifications.kinds import NotificationKind

KINDS = (
    NotificationKind(
        "mail-given-up",
        _("A mail could not be sent"),
        _("The mail “%(subject)s” to %(to)s could not be sent for %(days)s days. Check address and mail server."),
        mail=False,
    ),
)
