"""The lives of products and of their versions."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import APPROVE, MANAGE
from everproof.kernel.lifecycle import Lifecycle, State, Transition, settled_by
from everproof.products.models import ProductService, ProductVersion


@settled_by("processes")
def processes_are_named(product: ProductService) -> Any:
    """4.4.1: what is offered comes out of processes of the quality system."""
    return None if product.processes else _("Nobody has said which processes make it.")


@settled_by("acceptance_criteria")
def acceptance_is_described(product: ProductService) -> Any:
    """8.1 b 2: there are criteria for accepting it."""
    return None if product.acceptance_criteria.strip() else _("Nobody has said when it is good.")


def it_has_a_version(product: ProductService) -> Any:
    """8.2.2: what is on offer is defined."""
    has_one = ProductVersion.objects.in_force().filter(product=product, status="in-force").exists()
    return None if has_one else _("No version of it is released yet.")


PRODUCT_LIFECYCLE = Lifecycle(
    states=(
        State("planned", _("Planned"), tone="neutral"),
        State("active", _("On offer"), tone="good"),
        State("withdrawn", _("Withdrawn"), tone="neutral", closed=True),
    ),
    steps=(
        Transition(
            "activate",
            _("Put on offer"),
            ("planned",),
            "active",
            power=MANAGE,
            guards=(processes_are_named, acceptance_is_described, it_has_a_version),
            fields=("processes", "acceptance_criteria", "offered_since"),
            help=_("From this day customers can order it, and its requirements are checked."),
        ),
        Transition(
            "withdraw",
            _("Withdraw"),
            ("active", "planned"),
            "withdrawn",
            power=MANAGE,
            reason_needed=True,
            help=_("It can no longer be ordered. What was delivered stays traceable."),
        ),
        Transition(
            "reactivate",
            _("Offer again"),
            ("withdrawn",),
            "active",
            power=MANAGE,
            guards=(processes_are_named, it_has_a_version),
            reason_needed=True,
            help=_("It comes back with the version that was in force."),
        ),
    ),
    initial="planned",
    order=("planned", "active", "withdrawn"),
)


def a_later_version_is_in_force(version: ProductVersion) -> Any:
    """8.5.6: a version is replaced by the next one, so that something always holds."""
    later = ProductVersion.objects.in_force().filter(product_id=version.product_id, edition__gt=version.edition)
    return None if later.exists() else _("The release of the next version replaces it.")


VERSION_LIFECYCLE = Lifecycle(
    states=(
        State("prepared", _("Prepared"), tone="progress"),
        State("in-force", _("In force"), tone="good"),
        State("superseded", _("Superseded"), tone="neutral", closed=True),
    ),
    steps=(
        Transition("release", _("Release"), ("prepared",), "in-force", power=APPROVE),
        Transition(
            "supersede",
            _("Supersede"),
            ("in-force",),
            "superseded",
            power=APPROVE,
            guards=(a_later_version_is_in_force,),
        ),
    ),
    initial="prepared",
    order=("prepared", "in-force", "superseded"),
)
