"""What the timeline says about controlled copies, and what a company decides about them."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from everproof.documents.copies.actions import RECALL_DAYS
from everproof.kernel.parameters import Parameter

COPY_SENTENCES: Mapping[str, Any] = {
    "documents.controlled-copy.create": _("{actor} issued it"),
    "documents.controlled-copy.recall": _("{actor} called it back"),
    "documents.controlled-copy.return": _("{actor} took it back"),
    "documents.controlled-copy.destroy": _("{actor} destroyed it"),
    "documents.controlled-copy.lose": _("{actor} reported it lost"),
    "documents.controlled-copy.find": _("{actor} found it again"),
}
COPY_PARAMETERS = (
    Parameter(
        RECALL_DAYS,
        _("Days until a copy on paper is back"),
        "integer",
        7,
        meaning=_("Within so many days whoever has a copy that was called back returns or destroys it."),
    ),
)
