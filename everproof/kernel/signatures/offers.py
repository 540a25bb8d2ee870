"""What a signer is shown, and the token that carries what they saw from the page to the signature."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest
from django.utils.translation import gettext as _

from everproof.kernel import clock
from everproof.kernel.errors import Refused
from everproof.kernel.records import Record

LASTS = timedelta(minutes=5)


@dataclass(frozen=True)
class Seen:
    """Which version of what somebody was shown to sign, with which meaning and digest; good once, for five minutes."""

    user_id: str
    type: str
    record_id: UUID
    version: int
    meaning: str
    digest: str
    nonce: str
    at: datetime
    token: str = ""

    def is_about(self, record: Record, meaning: str) -> bool:
        return (self.type, self.record_id, self.meaning) == (record.type_name, record.pk, meaning)


@dataclass(frozen=True)
class Offer:
    """What is shown before signing. `files` are names; `all_components` asks for the address too (21 CFR 11.200 a 1).

    `with_password`, `with_code` and `passkey` say how the signer may prove themself; `passkey` are the options that the
    browser hands to the authenticator. None of them: the login has nothing to sign with.
    """

    seen: Seen
    statement: str
    name: str
    role: str
    files: tuple[str, ...]
    all_components: bool
    with_password: bool
    with_code: bool
    passkey: dict[str, Any] | None

    @property
    def token(self) -> str:
        return self.seen.token

    @property
    def is_possible(self) -> bool:
        return self.with_password or self.passkey is not None


def sealed(request: HttpRequest, record: Record, meaning: str, digest: str) -> Seen:
    """A new token for this session: it proves what was shown, to whom and when."""
    nonce, at = secrets.token_hex(16), clock.now()
    payload = {
        "user": str(request.user.pk),
        "type": record.type_name,
        "record": str(record.pk),
        "version": record.version,
        "meaning": str(meaning),
        "digest": digest,
        "nonce": nonce,
        "at": at.timestamp(),
    }
    token = signing.dumps(payload, salt=_salt(request))
    return Seen(
        str(request.user.pk), record.type_name, record.pk, record.version, str(meaning), digest, nonce, at, token
    )


def opened(request: HttpRequest, token: str) -> Seen:
    """What the token proves. Raises Refused for one of another session, a changed one, and one that is too old."""
    try:
        found = signing.loads(token, salt=_salt(request))
    except signing.BadSignature as error:
        raise Refused(_("What you were shown cannot be found again. Look at it once more, then sign.")) from error
    seen = Seen(
        user_id=found["user"],
        type=found["type"],
        record_id=UUID(found["record"]),
        version=found["version"],
        meaning=found["meaning"],
        digest=found["digest"],
        nonce=found["nonce"],
        at=datetime.fromtimestamp(found["at"], tz=UTC),
        token=token,
    )
    if seen.user_id != str(request.user.pk):
        raise Refused(_("What you were shown cannot be found again. Look at it once more, then sign."))
    require_fresh(seen.at)
    return seen


def require_fresh(at: datetime) -> None:
    """Raise Refused for something that is older than a signature allows."""
    if not timedelta(0) <= clock.now() - at + timedelta(seconds=1) <= LASTS + timedelta(seconds=1):
        raise Refused(_("More than five minutes have passed. Look at it once more, then sign."))


def _salt(request: HttpRequest) -> str:
    return f"everproof.signature.{request.session.session_key}"
