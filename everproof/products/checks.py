"""What the standard asks of products and services by themselves, and the flags that they decide."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.kernel.records.lists import names_one_of
from everproof.processes.models import Process
from everproof.products.models import ProductService


def check_4_4_1_4(at: Situation) -> Evidence:
    """Every process says where it is used, and every product comes out of a core process of the system."""
    processes = at.records(Process).filter(status="active", in_scope=True)
    nowhere = processes.filter(applies_to=[])
    core = processes.filter(group=Process.Group.CORE)
    unmade = at.records(ProductService).filter(status="active").exclude(Q(names_one_of("processes", core)))
    return Evidence(
        processes,
        (
            Finding(_("It does not say where it applies."), Cure(_("Say at which sites or in which units")), nowhere),
            Finding(_("It is linked to no core process."), Cure(_("Say which processes make it")), unmade),
        ),
    )


def check_8_1_3(at: Situation) -> Evidence:
    """Every product and service says what customers, the law and the company itself require of it."""
    offered = at.records(ProductService).filter(status="active")
    return Evidence(
        offered,
        (
            Finding(
                _("It does not say what customers require of it."),
                Cure(_("Say what customers require")),
                offered.filter(requirements=[]),
            ),
            Finding(
                _("It does not say what the law requires of it."),
                Cure(_("Say what the law requires, or “none”")),
                offered.filter(legal_requirements=[]),
            ),
            Finding(
                _("It does not say what the company itself requires of it."),
                Cure(_("Say what you require yourselves")),
                offered.filter(internal_requirements=[]),
            ),
        ),
    )


def something_has_to_be_traceable(at: Situation) -> bool:
    """The flag if-traceability."""
    return at.records(ProductService).filter(status="active", traceability_required=True).exists()


def something_needs_care_after_delivery(at: Situation) -> bool:
    """The flag if-post-delivery, as far as products decide it."""
    return at.records(ProductService).filter(status="active", post_delivery_needed=True).exists()


FLAGS = {
    "if-traceability": something_has_to_be_traceable,
    "if-post-delivery": something_needs_care_after_delivery,
}
