"""Makes, finds and revokes tokens."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.kernel import clock, ledger, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import ADMINISTER
from everproof.kernel.access.scopes import ALL, READ_SCOPE, WRITE_SCOPE
from everproof.kernel.api.models import ApiToken
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.modules import RecordType
from everproof.kernel.prepared import Prepared
from everproof.kernel.tenancy.models import Membership

# Scanners that look for leaked secrets find ours by this.
PREFIX = "evp_"
HINT = 9
MOST_DAYS = 365
MOST_TOKENS = 20
MOST_SCOPES = 100
KERNEL_VERBS = ("create", "update", "void", "reinstate", "link")


@transaction.atomic
def make_token(*, by: Actor, name: str, scopes: Sequence[str], days: int) -> tuple[ApiToken, str]:
    """A token that acts for `by` for so many days, and its text, which nobody can be shown a second time.

    Never by a token: one that leaked must not outlive its own end by making others.
    """
    if by.scopes is not None or by.person_id is None:
        raise NotAllowed(_("A token is made by a person who is signed in."))
    if days not in range(1, MOST_DAYS + 1):
        raise ValidationError({"days": _("Choose between 1 day and one year.")})
    membership = Membership.objects.filter(
        organization_id=by.organization_id, person_id=by.person_id, ended_at=None
    ).first()
    if membership is None:
        raise NotAllowed(_("Only who can sign in here makes tokens."))
    if of_person(by).count() >= MOST_TOKENS:
        raise Refused(_("You have %(count)s tokens. Revoke one first.") % {"count": MOST_TOKENS})
    now = clock.now()
    text = f"{PREFIX}{secrets.token_urlsafe(32)}"
    token = ApiToken(
        membership=membership,
        token_hash=_hash(text),
        hint=text[:HINT],
        name=_checked_name(name),
        scopes=checked_scopes(scopes),
        created_at=now,
        expires_at=now + timedelta(days=days),
    )
    token.save(force_insert=True)
    facts = {"token": token.pk, "scopes": token.scopes, "expires": token.expires_at}
    ledger.note(by, "kernel.token.make", type="person", record_id=str(by.person_id), facts=facts)
    return token, text


@transaction.atomic
def revoke_token(*, token: ApiToken, by: Actor) -> None:
    """End a token, from the next request on: one's own, or as an administrator anybody's."""
    membership = token.membership
    if by.scopes is not None or membership.organization_id != by.organization_id:
        raise Refused(_("There is no such token."))
    if membership.person_id != by.person_id and not by.has(ADMINISTER):
        raise NotAllowed(_("Only its owner or an administrator revokes a token."))
    if ApiToken.objects.filter(pk=token.pk, revoked_at=None).update(revoked_at=clock.now()):
        person = str(membership.person_id)
        ledger.note(by, "kernel.token.revoke", type="person", record_id=person, facts={"token": token.pk})


def find(text: str) -> ApiToken | None:
    """The token with its membership, login and organisation, if all three still work; None as if it never was."""
    found = next(iter(_WITH_HASH.instances(token_hash=_hash(text), now=clock.now())), None)
    if found is not None and found.last_used_on != (today := clock.now().date()):
        ApiToken.objects.filter(pk=found.pk).update(last_used_on=today)
    return found


def _with_hash(token_hash: str, now: datetime) -> QuerySet[ApiToken]:
    return (
        ApiToken.objects.select_related("membership__user", "membership__organization")
        .filter(token_hash=token_hash, revoked_at=None, expires_at__gt=now)
        .filter(membership__ended_at=None, membership__user__is_active=True)
    )


# Each request of a program begins with it.
_WITH_HASH = Prepared(_with_hash)


def of_person(actor: Actor) -> QuerySet[ApiToken]:
    """The person's own tokens that work, newest first."""
    return _working(actor).filter(membership__person_id=_person_id(actor))


def of_others(actor: Actor) -> QuerySet[ApiToken]:
    """Everybody else's tokens that work; for administrators."""
    return _working(actor).exclude(membership__person_id=_person_id(actor))


def _person_id(actor: Actor) -> UUID:
    if actor.person_id is None:
        raise NotAllowed(_("A token is made by a person who is signed in."))
    return actor.person_id


def _working(actor: Actor) -> QuerySet[ApiToken]:
    now = clock.now()
    return (
        ApiToken.objects.select_related("membership")
        .filter(membership__organization_id=actor.organization_id, membership__ended_at=None)
        .filter(revoked_at=None, expires_at__gt=now)
        .order_by("-pk")
    )


def checked_scopes(scopes: Sequence[str]) -> list[str]:
    """The scopes in order and without doubles; ValidationError names the first that says nothing."""
    wanted = list(dict.fromkeys(scope.strip() for scope in scopes if scope.strip()))
    if not wanted or len(wanted) > MOST_SCOPES:
        raise ValidationError({"scopes": _("Say what the token may do.")})
    for scope in wanted:
        path, _colon, word = scope.partition(":")
        record_type = modules.record_type_by_plural(path)
        known = {READ_SCOPE, WRITE_SCOPE, *(verbs_of(record_type) if record_type else ())}
        if word not in known or (record_type is None and path != ALL):
            raise ValidationError({"scopes": _("“%(scope)s” is no scope.") % {"scope": scope[:80]}})
    return wanted


def verbs_of(record_type: RecordType) -> list[str]:
    """The verbs that a scope may name for this type."""
    steps = [step.name for step in record_type.lifecycle.steps] if record_type.lifecycle else []
    return [*KERNEL_VERBS, *steps]


def _checked_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > ApiToken._meta.get_field("name").max_length or "\x00" in name:  # type: ignore[operator]
        raise ValidationError({"name": _("Give the token a name, so that you know later what uses it.")})
    return name


def _hash(text: str) -> bytes:
    return hashlib.sha256(text.encode()).digest()
