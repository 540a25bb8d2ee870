"""The life of customers' property in our care, and of what is owed after delivery."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.customers.models import CustomerProperty, PostDelivery
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by


@settled_by("verified_result")
def result_is_said(held: CustomerProperty) -> Any:
    """8.5.3: what was received is verified."""
    return None if held.verified_result else _("Nobody has said in what state it is.")


@settled_by("location")
def place_is_known(held: CustomerProperty) -> Any:
    """8.5.3: it is looked after, so somebody knows where it is."""
    return None if held.location.strip() else _("Nobody has said where it is.")


@settled_by("incident", "incident_record")
def incident_is_described(held: CustomerProperty) -> Any:
    """8.5.3: what happened is kept as documented information."""
    if held.incident == CustomerProperty.Incident.NONE:
        return _("Say what happened: lost, damaged or found unfit.")
    return None if held.incident_record.strip() else _("What happened is not described.")


def something_happened(held: CustomerProperty) -> Any:
    """There is something to tell the owner."""
    return None if held.incident != CustomerProperty.Incident.NONE else _("Nothing happened to it.")


def owner_knows_what_happened(held: CustomerProperty) -> Any:
    """8.5.3: the owner is told before it is off our hands."""
    if held.incident != CustomerProperty.Incident.NONE and held.reported_on is None:
        return _("The owner was not told what happened to it.")
    return None


def _while_held(name: str, label: Any, guard: Any, *fields: str, help: Any = "") -> Transition:
    return Transition(name, label, ("held",), "held", owner_may=True, guards=(guard,), fields=fields, help=help)


PROPERTY = Lifecycle(
    states=(
        State("held", _("With us"), tone="progress"),
        State("returned", _("Returned"), tone="good", closed=True),
        State("consumed", _("Used up"), tone="neutral", closed=True),
    ),
    steps=(
        _while_held(
            "verify", _("Verify"), result_is_said, "verified_result", help=_("Is it what was agreed, and fit?")
        ),
        _while_held("check", _("Check"), place_is_known, "location", help=_("It is there, marked and unharmed.")),
        _while_held(
            "report-incident",
            _("Something happened to it"),
            incident_is_described,
            "incident",
            "incident_on",
            "incident_record",
            help=_("Lost, damaged or found unfit: the owner has to be told."),
        ),
        _while_held("tell-owner", _("The owner was told"), something_happened, "reported_on"),
        Transition("return", _("Return"), ("held",), "returned", owner_may=True, guards=(owner_knows_what_happened,)),
        Transition("consume", _("Used up"), ("held",), "consumed", owner_may=True, guards=(owner_knows_what_happened,)),
        Transition("take-back", _("It is with us again"), ("returned",), "held", power=MANAGE, reason_needed=True),
    ),
    initial="held",
    order=("held", "returned"),
)


@settled_by("done")
def what_was_done_is_said(owed: PostDelivery) -> Any:
    """8.5.5: the requirements are met."""
    return None if owed.done.strip() else _("Nobody has said what was done.")


CONSIDERED = (
    "legal_considered",
    "consequences_considered",
    "lifetime_considered",
    "customer_requirements_considered",
    "feedback_considered",
)


@settled_by(*CONSIDERED)
def everything_is_considered(owed: PostDelivery) -> Any:
    """8.5.5: law, unwanted consequences, use and lifetime, customers and what they said."""
    empty = [name for name in CONSIDERED if not getattr(owed, name).strip()]
    return _("Each of the five considerations is written down, or says why there is nothing.") if empty else None


POST_DELIVERY = Lifecycle(
    states=(
        State("open", _("Owed"), tone="progress"),
        State("fulfilled", _("Fulfilled"), tone="good", closed=True),
        State("cancelled", _("Cancelled"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "fulfil",
            _("Fulfilled"),
            ("open",),
            "fulfilled",
            owner_may=True,
            guards=(what_was_done_is_said,),
            fields=("done",),
        ),
        Transition(
            "reconsider",
            _("Consider it anew"),
            ("open",),
            "open",
            owner_may=True,
            guards=(everything_is_considered,),
            fields=CONSIDERED,
            help=_("Law, consequences, lifetime, customers and what they said: does it still fit?"),
        ),
        Transition("cancel", _("Cancel"), ("open",), "cancelled", power=MANAGE, reason_needed=True),
        Transition("reopen", _("Reopen"), ("fulfilled", "cancelled"), "open", power=MANAGE, reason_needed=True),
    ),
    initial="open",
    order=("open", "fulfilled"),
)
