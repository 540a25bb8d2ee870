"""Salted commitments: an entry can be checked against a value, and says nothing once value and salt are gone."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from typing import Any

from everproof.kernel.ledger.canonical import encode

LABEL = b"everproof-commit-v1"


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


def commit_all(seed: bytes, values: Mapping[str, Any]) -> dict[str, str]:
    return {field: commit(salt(seed, field), value) for field, value in values.items()}


def record_digest(type_name: str, record_id: str, version: int, commitments: Mapping[str, str]) -> str:
    """SHA-256 over the whole record: what it is, and the commitment of each field that this version knew."""
    whole = {"type": type_name, "record": record_id, "version": version, "fields": dict(commitments)}
    return hashlib.sha256(encode(whole)).hexdigest()


def leaf_hash(body: bytes) -> bytes:
    """RFC 6962: SHA-256 of a zero byte and the entry's bytes."""
    return hashlib.sha256(b"\x00" + body).digest()
