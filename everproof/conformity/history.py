"""What the timeline says about an assessment."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    "conformity.manual-assessment.create": _("{actor} assessed the requirement"),
}
