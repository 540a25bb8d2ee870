"""What the customers room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.customers.declarations import RECORD_TYPES
from everproof.customers.history import SENTENCES
from everproof.kernel.modules import MenuEntry, Module, groups

GROUP = groups.SUPPLY

MODULE = Module(
    name="customers",
    label=_("Customers"),
    record_types=RECORD_TYPES,
    sentences=SENTENCES,
    menu=(MenuEntry(GROUP, _("Customers"), "handshake", "customers:customer_list"),),
)
