"""Values as bytes that anyone can compute again: JSON with sorted keys, no floats, times in UTC."""

import base64
import json
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

# Most values of a record; asked first, because every field of every version passes here.
AS_THEY_ARE = frozenset({str, int, bool})


def plain(value: Any) -> Any:
    """A value as JSON without floats: what the ledger keeps, hashes and gives back.

    Decimals lose trailing zeros (databases pad them), floats become their shortest exact text, moments become UTC with
    six decimals. Raises TypeError for anything that has no agreed form.
    """
    if value is None or type(value) in AS_THEY_ARE:
        return value
    if isinstance(value, Enum):
        return plain(value.value)
    if isinstance(value, int):
        return int(value)
    if isinstance(value, str):
        return str(value)
    if isinstance(value, float):
        return repr(value)
    if isinstance(value, dict):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return _plain_typed(value)


def _plain_typed(value: Any) -> str:
    if isinstance(value, datetime):
        return value.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, timedelta):
        return f"{value.total_seconds():.6f}s"
    if isinstance(value, UUID):
        return str(value)
    if isinstance(value, bytes | memoryview):
        return base64.b64encode(bytes(value)).decode("ascii")
    raise TypeError(f"the ledger has no form for {type(value).__name__}")


# Made once: every field of every version passes through it.
_encoder = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def encode(value: Any) -> bytes:
    """The bytes of a plain value, as they are hashed."""
    return _encoder.encode(value).encode()
