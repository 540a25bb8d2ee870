"""The life of a complaint, from its arrival to an answer that settles it, and of what came back with it."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.customers.models import Complaint, CustomerReturn
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.kernel.work.queries import open_actions_of

CAUSE_OPEN = ("reported", "open")


@settled_by("owner")
def owner_is_named(complaint: Complaint) -> Any:
    """8.2.1 c: somebody sees to it."""
    return None if complaint.owner_id else _("It has no owner yet.")


@settled_by("severity")
def severity_is_judged(complaint: Complaint) -> Any:
    """Its clocks go by its severity."""
    return None if complaint.severity else _("Its severity is not judged yet.")


@settled_by("containment")
def containment_is_described(complaint: Complaint) -> Any:
    """What was done at once, so that it does no further harm."""
    return None if complaint.containment.strip() else _("What was done at once is not described.")


@settled_by("interim_answer")
def first_answer_is_written(complaint: Complaint) -> Any:
    """The complainant hears how it stands before the final answer."""
    return None if complaint.interim_answer.strip() else _("The first answer is not written.")


@settled_by("answer")
def answer_is_written(complaint: Complaint) -> Any:
    """8.2.1 c: the complainant is told what came of it."""
    return None if complaint.answer.strip() else _("The answer is not written.")


@settled_by("justified")
def it_is_judged(complaint: Complaint) -> Any:
    """Whether it is justified decides what follows inside; the answer goes out either way."""
    return None if complaint.justified is not None else _("Nobody has decided whether it is justified.")


def danger_is_contained(complaint: Complaint) -> Any:
    """What can hurt somebody is contained before anything is answered."""
    if complaint.danger and complaint.contained_on is None:
        return _("Somebody was or could be hurt, and what was done at once is not recorded.")
    return None


def complainant_was_told(complaint: Complaint) -> Any:
    """8.2.1 c: no complaint ends before the complainant heard the answer."""
    return None if complaint.answered_on else _("The complainant was not told what came of it.")


def nobody_disputes_it(complaint: Complaint) -> Any:
    """A complainant who is not content is heard again first."""
    return _("The complainant is not content with the answer.") if complaint.disputed else None


def somebody_else_closes(complaint: Complaint) -> Any:
    """Whoever the complaint is about does not close it."""
    if complaint.caused_by_id and complaint.closed_by_id == complaint.caused_by_id:
        return _("It is about your own work. Ask somebody else to close it.")
    return None


def nonconformity_is_worked_on(complaint: Complaint) -> Any:
    """10.2.1: what it led to inside is at least contained."""
    case = complaint.nonconformity
    if case is None or case.voided_at or case.status not in CAUSE_OPEN:
        return None
    return _("%(number)s, which it led to, is not contained yet.") % {"number": case.number}


def every_return_is_settled(complaint: Complaint) -> Any:
    """What came back was looked into and settled."""
    waiting = CustomerReturn.objects.filter(
        organization_id=complaint.organization_id, complaint=complaint, voided_at=None
    ).exclude(status="settled")
    count = waiting.count()
    return _("%(count)s of its returns are not settled.") % {"count": count} if count else None


def every_action_is_done(complaint: Complaint) -> Any:
    """What was promised is done."""
    count = open_actions_of(complaint).count()
    return _("%(count)s of its actions are still open.") % {"count": count} if count else None


def still_open(label: Any, name: str, guard: Any, fields: tuple[str, ...], help: Any) -> Transition:
    """A step of the owner's that leaves the complaint open."""
    return Transition(name, label, ("open",), "open", owner_may=True, guards=(guard,), fields=fields, help=help)


COMPLAINT = Lifecycle(
    states=(
        State("received", _("Received"), tone="warn"),
        State("open", _("In work"), tone="progress"),
        State("answered", _("Answered"), tone="progress"),
        State("closed", _("Closed"), tone="good", closed=True),
        State("rejected", _("Not a complaint"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "acknowledge",
            _("Take up and acknowledge"),
            ("received",),
            "open",
            power=MANAGE,
            guards=(owner_is_named, severity_is_judged),
            fields=("severity", "danger", "owner", "customer", "order", "product_service", "issue", "caused_by"),
            help=_("Judge how severe it is and say who owns it. The complainant sees that it is in good hands."),
        ),
        Transition(
            "reject",
            _("Not a complaint"),
            ("received",),
            "rejected",
            power=MANAGE,
            reason_needed=True,
            help=_("For what is no complaint at all. Whoever sent it reads the reason."),
        ),
        still_open(
            _("Contain"),
            "contain",
            containment_is_described,
            ("containment",),
            _("Say what was done at once: deliveries stopped, stock checked, a replacement sent."),
        ),
        still_open(
            _("Give a first answer"),
            "inform",
            first_answer_is_written,
            ("interim_answer",),
            _("Say how it stands and when the answer comes. The complainant reads it at once."),
        ),
        Transition(
            "answer",
            _("Answer"),
            ("open",),
            "answered",
            owner_may=True,
            guards=(answer_is_written, it_is_judged, danger_is_contained),
            fields=("answer", "justified", "outcome"),
            help=_(
                "Tell the complainant what came of it. They read it at once and may say that it does not settle it."
            ),
        ),
        Transition(
            "close",
            _("Close"),
            ("answered",),
            "closed",
            owner_may=True,
            guards=(
                complainant_was_told,
                nobody_disputes_it,
                somebody_else_closes,
                nonconformity_is_worked_on,
                every_return_is_settled,
                every_action_is_done,
            ),
            help=_("The complainant was told, and what came back is settled."),
        ),
        Transition(
            "reopen",
            _("Reopen"),
            ("answered", "closed", "rejected"),
            "open",
            power=MANAGE,
            reason_needed=True,
            help=_("It goes back to work, and its clock for the answer starts anew."),
        ),
    ),
    initial="received",
    order=("received", "open", "answered", "closed"),
    imported=(Transition("settle", _("Closed elsewhere"), ("received",), "closed"),),
)


@settled_by("received_on")
def it_has_arrived(back: CustomerReturn) -> Any:
    """What is not here cannot be looked into."""
    return None if back.received_on else _("It has not arrived yet.")


@settled_by("finding")
def finding_is_written(back: CustomerReturn) -> Any:
    """What the analysis showed."""
    return None if back.finding.strip() else _("Nobody has said what was found.")


@settled_by("responsibility")
def responsibility_is_decided(back: CustomerReturn) -> Any:
    """Whose fault it is decides who pays."""
    return None if back.responsibility else _("Nobody has decided whose fault it is.")


@settled_by("settlement")
def settlement_is_said(back: CustomerReturn) -> Any:
    """What the customer got for it."""
    return None if back.settlement else _("Nobody has said how it was settled.")


RETURN = Lifecycle(
    states=(
        State("announced", _("Announced"), tone="neutral"),
        State("received", _("Received"), tone="warn"),
        State("analysed", _("Looked into"), tone="progress"),
        State("settled", _("Settled"), tone="good", closed=True),
    ),
    steps=(
        Transition(
            "receive",
            _("It has arrived"),
            ("announced",),
            "received",
            owner_may=True,
            guards=(it_has_arrived,),
            fields=("received_on", "quantity", "condition"),
        ),
        Transition(
            "analyse",
            _("Look into it"),
            ("received",),
            "analysed",
            owner_may=True,
            guards=(finding_is_written, responsibility_is_decided),
            fields=("finding", "responsibility"),
            help=_("Say what was found and whose fault it is."),
        ),
        Transition(
            "settle",
            _("Settle"),
            ("analysed",),
            "settled",
            owner_may=True,
            guards=(settlement_is_said,),
            fields=("settlement",),
        ),
        Transition("reopen", _("Reopen"), ("settled",), "analysed", power=MANAGE, reason_needed=True),
    ),
    initial="announced",
    order=("announced", "received", "analysed", "settled"),
)
