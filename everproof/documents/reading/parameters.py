"""What each company decides for itself about reading."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.parameters import Parameter

READING_DAYS = "document_reading_days"
REMINDER_DAYS = "document_reading_reminder_days"
ESCALATION_DAYS = "document_reading_escalation_days"
EVENT_DAYS = "document_access_event_days"

READING_PARAMETERS = (
    Parameter(
        READING_DAYS,
        _("Time to read a document"),
        "integer",
        14,
        unit=_("days"),
        least=1,
        most=180,
        meaning=_("How long somebody has to confirm a document whose type has no training window, or that applies."),
    ),
    Parameter(
        REMINDER_DAYS,
        _("Reminder before a document has to be read"),
        "integer",
        3,
        unit=_("days"),
        least=0,
        most=60,
        meaning=_("So many days before the day, whoever has not confirmed is reminded."),
    ),
    Parameter(
        ESCALATION_DAYS,
        _("Unread documents are told to their owner"),
        "integer",
        3,
        unit=_("days"),
        least=0,
        most=60,
        meaning=_("So many days after the day, the owner of the document is told how many have not confirmed."),
    ),
    Parameter(
        EVENT_DAYS,
        _("Access to documents is remembered"),
        "integer",
        730,
        unit=_("days"),
        least=30,
        most=3650,
        meaning=_("Who opened, printed or exported which document is forgotten after so many days."),
    ),
)
