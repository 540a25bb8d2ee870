"""What the timeline says about customers and what they say."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    "customers.customer.create": _("{actor} entered the customer"),
    "customers.customer-contact.create": _("{actor} entered the contact"),
    "customers.customer-requirement.create": _("{actor} wrote down what the customer requires"),
}
