"""The groups of the navigation: what people come to do, in the order in which they stand. Rooms name one of them."""

from django.utils.translation import gettext_lazy as _

PROCESSES = _("Processes")
PERFORMANCE = _("Performance")
WORK = _("Daily work")
SUPPLY = _("Customers and suppliers")
IMPROVEMENT = _("Improvement")
RISKS = _("Risks and changes")
DOCUMENTS = _("Documents")
DIRECTION = _("Direction")
PROOF = _("Conformity")
STATISTICS = _("Statistics")
PEOPLE = _("People")
ADMINISTRATION = _("Administration")

IN_ORDER = (
    PROCESSES,
    PERFORMANCE,
    WORK,
    SUPPLY,
    IMPROVEMENT,
    RISKS,
    DOCUMENTS,
    DIRECTION,
    PROOF,
    STATISTICS,
    PEOPLE,
    ADMINISTRATION,
)
