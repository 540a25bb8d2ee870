"""What waits for people in this room, and what they are told; with what happens by itself."""

from django.utils.translation import gettext_lazy as _

from everproof.documents import queries, tasks
from everproof.kernel.modules import DueWork, Reaction
from everproof.kernel.notifications.kinds import NotificationKind
from everproof.kernel.tasks.scheduling import ScheduledTask

KINDS = (
    NotificationKind(
        "document-decision-wanted",
        _("I am asked to review, approve or release a document"),
        _("Your decision about %(number)s is wanted: %(title)s"),
    ),
    NotificationKind(
        "document-decision-due",
        _("My decision about a document is due"),
        _("Decide by %(due)s about %(number)s: %(title)s"),
        days=("due",),
    ),
    NotificationKind(
        "document-sent-back",
        _("A document that I wrote came back"),
        _("%(title)s came back to you. See what has to change."),
    ),
    NotificationKind(
        "document-approved",
        _("A document that I wrote is approved"),
        _("%(number)s is approved and applies from its day: %(title)s"),
        mail=False,
    ),
    NotificationKind(
        "document-in-force",
        _("A document that I wrote applies"),
        _("%(number)s applies from today: %(title)s"),
        mail=False,
    ),
    NotificationKind(
        "document-review-due",
        _("The review of a document of mine is due soon"),
        _("Review %(number)s by %(due)s: %(title)s"),
        days=("due",),
    ),
    NotificationKind(
        "document-change-wanted",
        _("Somebody asks for a change of a document of mine"),
        _("%(number)s asks for a change: %(title)s"),
    ),
    NotificationKind(
        "document-change-decided",
        _("There is a decision on a change that I asked for"),
        _("%(number)s, which you asked for, is %(state)s: %(title)s"),
    ),
)

WORK = (
    DueWork("document-decisions", _("Documents to decide about"), queries.decisions_for, queries.waiting_decisions),
    DueWork("document-reviews", _("Documents to review"), queries.reviews_for, queries.waiting_reviews),
    DueWork("document-changes", _("Change requests"), queries.wishes_for, queries.waiting_wishes),
)

REACTIONS = (
    Reaction("documents.document-revision.send-for-review", tasks.tell_those_asked),
    Reaction("documents.document-revision.send-back", tasks.tell_author),
    Reaction("documents.document-revision.recall", tasks.tell_author),
    Reaction("documents.document-revision.approve", tasks.tell_author),
    Reaction("documents.document-revision.make-effective", tasks.tell_author),
    Reaction("documents.document-change-request.create", tasks.tell_owner_of_wish),
    Reaction("documents.document-change-request.accept", tasks.tell_who_wished),
    Reaction("documents.document-change-request.decline", tasks.tell_who_wished),
    Reaction("documents.document-change-request.finish", tasks.tell_who_wished),
)

SCHEDULES = (
    ScheduledTask("bring-documents-into-force", tasks.bring_into_force, "FREQ=DAILY;BYHOUR=0;BYMINUTE=2;BYSECOND=0"),
    ScheduledTask("remind-about-documents", tasks.remind_about_documents, "FREQ=DAILY;BYHOUR=5;BYMINUTE=25;BYSECOND=0"),
)
