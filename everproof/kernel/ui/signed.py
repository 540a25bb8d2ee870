"""Signatures as a record's page shows them: name, role, meaning, day, time and zone, and whether they still stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import HISTORY
from everproof.kernel.records import Record
from everproof.kernel.signatures import meanings, queries
from everproof.kernel.signatures.models import Signature
from everproof.kernel.ui import formats
from everproof.kernel.ui.asking import Answer, Part, Question, kept
from everproof.kernel.ui.pages import Signed

SIGNATURES = "signatures"
# A checkpoint follows within two seconds; who looks longer than this is not told to wait.
SOON = timedelta(minutes=1)
METHODS = {
    "password": gettext_lazy("password"),
    "password+totp": gettext_lazy("password and code"),
    "passkey": gettext_lazy("passkey"),
}


def questions(record: Record) -> dict[str, Part]:
    """Whether there are any: most records have none, and then nothing more is asked."""
    return {SIGNATURES: _own(organization=record.organization_id, type_name=record.type_name, record=record.pk)}


@kept
def _own(organization: int, type_name: str, record: UUID) -> Question:
    own = Signature.objects.filter(organization_id=organization, type=type_name, record_id=record)
    return Question(own, count=True)


def shown(record: Record, actor: Actor, around: Mapping[str, Sequence[Answer]]) -> list[Signed]:
    """The signatures of a record, newest first."""
    if not around[SIGNATURES][0].number:
        return []
    return [_shown(record, actor, standing) for standing in queries.of(record)]


def _shown(record: Record, actor: Actor, standing: queries.Standing) -> Signed:
    signature, checkpoint = standing.signature, standing.confirmed_by
    slug = actor.organization.slug
    with timezone.override(ZoneInfo(signature.zone)):
        at = formats.moment(signature.signed_at)
        confirmed = _("Confirmed %(at)s") % {"at": formats.moment(checkpoint.signed_at)} if checkpoint else ""
    may_have_proof = checkpoint and (signature.signer_id == actor.person_id or actor.has(HISTORY))
    return Signed(
        name=signature.signer_name,
        role=signature.signer_role,
        meaning=meanings.label(signature.meaning),
        at=at,
        zone=signature.zone,
        about=_about(record, standing),
        stands=standing.stands,
        method=str(METHODS.get(signature.method, signature.method)),
        confirmed=confirmed,
        waits=not checkpoint and clock.now() - signature.signed_at < SOON,
        proof_url=reverse("kernel:signature_proof", args=[slug, signature.pk]) if may_have_proof else "",
        entry_url=reverse("kernel:ledger_entry", args=[slug, signature.entry_id]) if actor.has(HISTORY) else "",
    )


def _about(record: Record, standing: queries.Standing) -> str:
    versions = {"signed": standing.signature.version, "now": record.version}
    if not standing.same_version:
        return _("Signed version %(signed)s; the current version is %(now)s, unsigned.") % versions
    if not standing.same_files:
        return _("Signed version %(signed)s with other files; the files of now are unsigned.") % versions
    return _("Signed version %(signed)s, which is the current one.") % versions
