"""What the context room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.context.checks import communication, means, scope, surroundings
from everproof.context.declarations import RECORD_TYPES
from everproof.context.faults import communication as communication_faults
from everproof.context.faults import means as means_faults
from everproof.context.faults import scope as scope_faults
from everproof.context.faults import surroundings as surroundings_faults
from everproof.context.history import SENTENCES
from everproof.context.queries import WORK
from everproof.context.tasks import remind_of_reviews
from everproof.kernel.checks import checks_in, faults_in
from everproof.kernel.modules import MenuEntry, Module
from everproof.kernel.notifications.kinds import NotificationKind
from everproof.kernel.tasks.scheduling import ScheduledTask

GROUP = _("Direction")

MODULE = Module(
    name="context",
    label=_("Context"),
    record_types=RECORD_TYPES,
    work=WORK,
    menu=(
        MenuEntry(GROUP, _("Context"), "compass", "context:overview", insiders=True),
        MenuEntry(GROUP, _("Obligations"), "scale", "context:obligation_list"),
        MenuEntry(GROUP, _("Communication"), "megaphone", "context:communication_list"),
        MenuEntry(GROUP, _("Resources"), "boxes", "context:resource_list"),
        MenuEntry(GROUP, _("Know-how"), "lightbulb", "context:knowledge_list"),
        MenuEntry(GROUP, _("Concerns"), "ear", "context:concern_list", "report"),
    ),
    sentences=SENTENCES,
    checks=checks_in(surroundings, scope, means, communication),
    faults=faults_in(surroundings_faults, scope_faults, means_faults, communication_faults),
    flags=scope.FLAGS,
    exclusions=scope.exclusions,
    schedules=(ScheduledTask("remind-of-reviews", remind_of_reviews, "FREQ=DAILY;BYHOUR=5;BYMINUTE=20;BYSECOND=0"),),
    notification_kinds=(
        NotificationKind(
            "review-due",
            _("Something of mine is to be reviewed"),
            _("%(number)s is to be reviewed by %(due)s: %(title)s"),
            days=("due",),
        ),
    ),
)
