"""Salted commitments: an entry can be checked against a value, and says nothing once value and salt are gone."""

import hashlib
import hmac
import secrets
from collections.abc import Collection, Iterable, Mapping
from typing import Any

from everproof.kernel.ledger.canonical import encode

LABEL = b"everproof-commit-v1"
# What says nothing: it is not sealed, and not erased either.
EMPTY: tuple[Any, ...] = (None, "", [], {})


def new_seed() -> bytes:
    """The secret from which one record version derives the salt of each of its fields."""
    return secrets.token_bytes(32)


def salt(seed: bytes, field: str) -> bytes:
    """The salt of one field: HMAC-SHA256 of its name under the version's seed.

    A field can be erased alone: the salts of the others are then kept one by one and the seed is destroyed.
    """
    return hmac.digest(seed, field.encode(), "sha256")


def commit(salt_: bytes, value: Any) -> str:
    """SHA-256 of label, salt and the value's canonical bytes, in hex. `value` is plain (see canonical.plain)."""
    return hashlib.sha256(LABEL + salt_ + encode(value)).hexdigest()


def sealed(values: Mapping[str, Any], clear: Collection[str]) -> list[str]:
    """Which fields of a version are committed: those that may not stand in clear and hold anything."""
    return sorted(name for name, value in values.items() if name not in clear and value not in EMPTY)


def seal(seed: bytes, values: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """The commitment of each of these fields."""
    return {name: commit(salt(seed, name), values[name]) for name in names}


def record_digest(
    type_name: str, record_id: str, version: int, values: Mapping[str, Any], commitments: Mapping[str, str]
) -> str:
    """SHA-256 over the whole record: what it is, and each field that this version knew, as value or as commitment.

    A value in clear needs no salt: it stands in an entry anyway, and committing all of them took most of the time that
    it takes to write and to check an entry.
    """
    fields = {**values, **{name: {"commit": committed} for name, committed in commitments.items()}}
    whole = {"type": type_name, "record": record_id, "version": version, "fields": fields}
    return hashlib.sha256(encode(whole)).hexdigest()


def leaf_hash(body: bytes) -> bytes:
    """RFC 6962: SHA-256 of a zero byte and the entry's bytes."""
    return hashlib.sha256(b"\x00" + body).digest()
