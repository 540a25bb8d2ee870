"""What the timeline says about filled-in copies."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

FILLED_SENTENCES: Mapping[str, Any] = {
    "documents.filled-form.create": _("{actor} filled it in"),
    "documents.filled-form.update": _("{actor} went on with it"),
    "documents.filled-form.complete": _("{actor} finished it"),
    "documents.filled-form.reopen": _("{actor} opened it again"),
}
