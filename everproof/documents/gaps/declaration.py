"""What the reading of gaps contributes to the room: sentences of the ledger."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

GAP_SENTENCES: Mapping[str, Any] = {
    "documents.clause-match.confirm": _("{actor} confirmed that it answers clause {clause}"),
    "documents.clause-match.reject": _("{actor} said that it does not answer clause {clause}"),
    "documents.clause-match.reopen": _("{actor} took back the decision about clause {clause}"),
}
