"""What the timeline says about products."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    "products.product-service.create": _("{actor} described it"),
    "products.product-service.activate": _("{actor} put it on offer"),
    "products.product-service.withdraw": _("{actor} withdrew it"),
    "products.product-service.reactivate": _("{actor} offered it again"),
    "products.product-characteristic.create": _("{actor} said that it must hold"),
    "products.product-version.create": _("{actor} prepared the version"),
    "products.product-version.release": _("{actor} released it"),
    "products.product-version.supersede": _("A later version took its place, released by {actor}"),
}
