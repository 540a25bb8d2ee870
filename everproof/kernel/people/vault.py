"""Encrypts what a second factor rests on, so that a copy of the database opens no login."""

from __future__ import annotations

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings


def encrypt(text: str) -> str:
    """The text under the installation's secret."""
    return _vault().encrypt(text.encode()).decode()


def decrypt(encrypted: str) -> str:
    """The text again, also when the secret was replaced since and the old one is still named.

    Raises Unreadable when neither opens it.
    """
    try:
        return _vault().decrypt(encrypted.encode()).decode()
    except InvalidToken as error:
        raise Unreadable from error


class Unreadable(ValueError):
    """The secret that this was encrypted with is not known any more."""

    def __init__(self) -> None:
        super().__init__("a second factor cannot be read: name the former secret in EVERPROOF_OLD_SECRET_KEYS")


def _vault() -> MultiFernet:
    return MultiFernet([Fernet(_key(secret)) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)])


def _key(secret: str) -> bytes:
    digest = hashlib.sha256(b"everproof.kernel.people.vault:" + secret.encode()).digest()
    return base64.urlsafe_b64encode(digest)
