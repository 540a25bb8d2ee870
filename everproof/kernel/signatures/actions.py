"""Prepares what a person signs, and signs: with the change it belongs to, in one transaction."""

from __future__ import annotations

from typing import Any, cast

from django.core.cache import cache
from django.db import transaction
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from everproof.kernel import clock, ledger, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Conflict, Refused
from everproof.kernel.ledger import commitments
from everproof.kernel.people.models import Responsibility, User
from everproof.kernel.records import Record, store
from everproof.kernel.records.reactions import react
from everproof.kernel.signatures import digests, offers, proofs
from everproof.kernel.signatures.meanings import Meaning, statement
from everproof.kernel.signatures.models import Signature
from everproof.kernel.signatures.offers import Offer, Seen
from everproof.kernel.signatures.proofs import Answer, Proof

SPENT_SECONDS = 600


def prepare(record: Record, meaning: str, actor: Actor, request: HttpRequest) -> Offer:
    """What the signer sees: this version with its attachments, what signing means, how they prove themself.

    Raises Refused for who cannot sign at all, and for a record that is not as its history says.
    """
    require_signer(actor)
    files = digests.attached(record)
    seen = offers.sealed(request, record, meaning, digests.digest_of(record, [sha256 for sha256, _name in files]))
    user = cast(User, request.user)
    possible = proofs.ways(user)
    return Offer(
        seen=seen,
        statement=statement(meaning),
        name=actor.person.title if actor.person else "",
        role=role_of(actor),
        files=tuple(name for _sha256, name in files),
        all_components=proofs.needs_all_components(request),
        with_password=possible.password,
        with_code=possible.code,
        passkey=proofs.passkey_options(user, seen.token) if possible.passkey else None,
    )


def confirm(request: HttpRequest, record: Record, meaning: str, token: str, answer: Answer, *, by: Actor) -> Proof:
    """Ask for the person again, for this record as they saw it.

    What changed since is said first, before anything is typed in vain: Conflict. Refused for an offer of another
    session or older than five minutes, ValidationError for a wrong answer.
    """
    require_signer(by)
    seen = offers.opened(request, token)
    _require_unchanged(record, meaning, seen)
    return proofs.prove(request, seen, answer, by=by)


@transaction.atomic
def sign(record: Record, meaning: str, *, by: Actor, proof: Proof) -> Signature:
    """Sign a version of a record as it stands. Raises what `accept` raises."""
    accept(record, meaning, by=by, proof=proof)
    return put(record, meaning, by=by, proof=proof)


def accept(record: Record, meaning: str, *, by: Actor, proof: Any) -> None:
    """Spend a proof on a record that is still what the signer saw; part of the caller's transaction.

    Raises Refused for a proof of somebody else, for something else, too old or spent, and Conflict when the record
    changed meanwhile.
    """
    require_signer(by)
    if not isinstance(proof, Proof):
        raise Refused(_("This needs your signature."))
    if proof.person_id != by.person_id:
        raise Refused(_("Somebody else confirmed this. Sign it yourself."))
    offers.require_fresh(proof.seen.at)
    _require_unchanged(record, meaning, proof.seen)
    if not cache.add(f"signature-spent:{proof.seen.nonce}", 1, SPENT_SECONDS):
        raise Refused(_("This confirmation was used already. Sign again."))


def put(record: Record, meaning: str, *, by: Actor, proof: Proof) -> Signature:
    """Write the signature under a record as it stands now, with its entry; after `accept`, in the same transaction."""
    assert by.person is not None
    files = [sha256 for sha256, _name in digests.attached(record)]
    digest = digests.digest_of(record, files)
    name, role, zone = by.person.title, role_of(by), by.organization.zone
    _refuse_second(record, meaning, by)
    seed = commitments.new_seed()
    record_type = modules.type_of(record)
    verb = f"{record_type.room}.{record_type.name}.sign"
    facts = {
        "meaning": str(meaning),
        "method": proof.method,
        "version": record.version,
        "seen": proof.seen.version,
        "digest": digest,
        "signer": digests.signer_commitment(seed, name, role, zone),
    }
    entry = ledger.note(by, verb, type=record.type_name, record_id=str(record.pk), facts=facts)
    signature = Signature.objects.create(
        organization_id=by.organization_id,
        type=record.type_name,
        record_id=record.pk,
        version=record.version,
        digest=digest,
        files=files,
        meaning=str(meaning),
        signer=by.person,
        signer_name=name,
        signer_role=role,
        method=proof.method,
        signed_at=entry.at,
        zone=zone,
        seed=seed,
        entry_id=entry.pk,
    )
    react(verb, [record])
    return signature


def require_signer(by: Actor) -> None:
    """Raise Refused unless a person signs at the screen: never a token, a program, or the product itself."""
    if by.is_system or by.person is None or by.source != "page" or not by.can_sign:
        raise Refused(_("Only a person signs, at the screen: never a token, a file or a program."))


def role_of(by: Actor) -> str:
    """The functions that the signer holds today, else what their access lets them do."""
    today = clock.today(by.organization.zone)
    held = Responsibility.objects.filter(
        Q(to_on=None) | Q(to_on__gte=today),
        organization_id=by.organization_id,
        person=by.person,
        role__isnull=False,
        from_on__lte=today,
        voided_at=None,
    ).values_list("role__title", flat=True)
    titles = sorted(held) or ([by.person.job_title] if by.person and by.person.job_title else [])
    return ", ".join(titles or sorted({str(grant.role.label) for grant in by.grants}))[:200]


def _require_unchanged(record: Record, meaning: str, seen: Seen) -> None:
    if meaning not in Meaning.values:
        raise ValueError(f"{meaning!r} is no meaning of a signature")
    if not seen.is_about(record, meaning):
        raise Refused(_("This confirmation is for something else. Look at it once more, then sign."))
    stored = type(record)._default_manager.filter(pk=record.pk, organization_id=record.organization_id)
    if stored.values_list("version", flat=True).get() != seen.version or record.version != seen.version:
        raise store.conflict(record, seen.version)
    files = [sha256 for sha256, _name in digests.attached(record)]
    if digests.digest_of(record, files) != seen.digest:
        raise Conflict(
            _("Files were added or taken away since you looked. See them, then sign."), current=record, theirs={}
        )


def _refuse_second(record: Record, meaning: str, by: Actor) -> None:
    before = Signature.objects.filter(
        organization_id=by.organization_id,
        type=record.type_name,
        record_id=record.pk,
        version=record.version,
        signer=by.person,
        meaning=str(meaning),
    )
    if before.exists():
        raise Refused(_("You signed this version already."))
