"""What an administrator sees of the logins of an organisation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.db.models import Q, QuerySet

from everproof.kernel import clock
from everproof.kernel.people.invitations import KIND
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy.models import AccessLink, Membership, Organization

NONE, INVITED, EXPIRED, ACTIVE, ENDED = "none", "invited", "expired", "active", "ended"


@dataclass(frozen=True)
class Login:
    """How a person signs in: `state` is one of none, invited, expired, active, ended.

    `address` is the login's own; `until` the end of an open invitation.
    """

    state: str = NONE
    address: str = ""
    last_used_at: datetime | None = None
    has_second_factor: bool = False
    until: datetime | None = None
    membership: Membership | None = None


def with_login(organization: Organization) -> QuerySet[Person]:
    """The persons who have, had or were offered a login, by name."""
    return Person.objects.filter(
        Q(pk__in=Membership.objects.filter(organization=organization).values("person_id"))
        | Q(pk__in=_open_links(organization).values("subject_id")),
        organization=organization,
        voided_at=None,
    )


def of(organization: Organization, person_ids: Iterable[UUID]) -> dict[UUID, Login]:
    """The login of each person; three statements for any number of them."""
    ids = list(person_ids)
    found = {key: Login() for key in ids}
    for link in _open_links(organization).filter(subject_id__in=ids).order_by("pk"):
        is_over = link.expires_at is not None and link.expires_at <= clock.now()
        assert link.subject_id is not None  # by the query
        found[link.subject_id] = Login(EXPIRED if is_over else INVITED, until=link.expires_at)
    memberships = list(
        Membership.objects.select_related("user")
        .filter(organization=organization, person_id__in=ids)
        # The last one of a person is the one that counts; one in force comes after all that ended.
        .order_by("ended_at", "pk")
    )
    memberships.sort(key=lambda one: one.ended_at is None)
    factors = _with_second_factor({one.user_id for one in memberships})
    for membership in memberships:
        if membership.ended_at is not None and found[membership.person_id].state == INVITED:
            continue
        found[membership.person_id] = Login(
            state=ACTIVE if membership.ended_at is None else ENDED,
            address=membership.user.email,
            last_used_at=membership.last_used_at,
            has_second_factor=membership.user_id in factors,
            membership=membership,
        )
    return found


def _open_links(organization: Organization) -> QuerySet[AccessLink]:
    return AccessLink.objects.filter(
        organization=organization, kind=KIND, revoked_at=None, uses=0, subject_id__isnull=False
    )


def _with_second_factor(user_ids: set[Any]) -> set[Any]:
    strong = Authenticator.objects.filter(user__in=user_ids).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return set(strong.values_list("user_id", flat=True))
