"""Makes, finds, counts and revokes links that open one page without a login."""

import base64
import hashlib
import json
import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from everproof.kernel import clock
from everproof.kernel.tenancy.models import AccessLink, Organization


def make(
    *,
    organization: Organization,
    kind: str,
    expires_at: datetime | None = None,
    most_uses: int | None = None,
    subject_type: str = "",
    subject_id: UUID | None = None,
    data: dict[str, Any] | None = None,
) -> tuple[AccessLink, str]:
    """A new link and its token. The token is shown once; we keep only its hash."""
    token = secrets.token_urlsafe(24)
    link = AccessLink.objects.create(
        token_hash=_hash(token),
        organization=organization,
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        data=data or {},
        created_at=clock.now(),
        expires_at=expires_at,
        most_uses=most_uses,
    )
    return link, token


def lasting(organization: Organization, kind: str, subjects: Sequence[tuple[str, UUID, dict[str, Any]]]) -> list[str]:
    """Tokens of links that do not end, one for each (type, id, data); asked again, they are the same.

    For links that stand in every mail: the token follows from the installation's secret, so none needs to be kept.
    """
    tokens, links = [], []
    for subject_type, subject_id, data in subjects:
        said = json.dumps([organization.pk, kind, subject_type, str(subject_id), data], sort_keys=True)
        digest = salted_hmac("everproof.kernel.tenancy.access_links", said, algorithm="sha256").digest()
        token = base64.urlsafe_b64encode(digest[:24]).decode()
        tokens.append(token)
        links.append(
            AccessLink(
                token_hash=_hash(token),
                organization=organization,
                kind=kind,
                subject_type=subject_type,
                subject_id=subject_id,
                data=data,
                created_at=clock.now(),
            )
        )
    AccessLink.objects.bulk_create(links, ignore_conflicts=True)
    return tokens


def find(token: str, *, kind: str | Sequence[str]) -> AccessLink | None:
    """The link of this kind, or one of these, that still works; an ended link looks like one that never was."""
    now = clock.now()
    kinds = [kind] if isinstance(kind, str) else list(kind)
    return (
        AccessLink.objects.select_related("organization")
        .filter(token_hash=_hash(token), kind__in=kinds, revoked_at=None)
        .filter(Q(expires_at=None) | Q(expires_at__gt=now))
        .filter(Q(most_uses=None) | Q(uses__lt=F("most_uses")))
        .first()
    )


def count_use(link: AccessLink) -> bool:
    """Take one use of the link; False when another visitor just took the last one."""
    usable = AccessLink.objects.filter(pk=link.pk, revoked_at=None)
    return bool(
        usable.filter(Q(most_uses=None) | Q(uses__lt=F("most_uses"))).update(uses=F("uses") + 1, used_at=clock.now())
    )


def revoke(link: AccessLink) -> None:
    AccessLink.objects.filter(pk=link.pk, revoked_at=None).update(revoked_at=clock.now())


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
