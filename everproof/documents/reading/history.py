"""What the ledger says about reading."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

READING_SENTENCES: Mapping[str, Any] = {
    "documents.reading.ask": _("People were asked to read it"),
    "documents.reading.acknowledge": _("{actor} confirmed having read it"),
    "documents.reading.questions": _("{actor} wrote questions about it"),
}
