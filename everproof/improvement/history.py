"""What the timeline says about a nonconformity."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

SENTENCES: Mapping[str, Any] = {
    "improvement.nonconformity.create": _("{actor} reported it"),
    "improvement.nonconformity.triage": _("{actor} took it up"),
    "improvement.nonconformity.reject": _("{actor} found that it is no nonconformity"),
    "improvement.nonconformity.contain": _("{actor} contained it"),
    "improvement.nonconformity.close": _("{actor} closed it"),
    "improvement.nonconformity.reopen": _("{actor} reopened it"),
}
