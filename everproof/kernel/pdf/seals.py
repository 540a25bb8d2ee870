"""The organisation's seal on a PDF: its certificate and key, sealing, and what can be said of a file that comes back.

The seal is an advanced electronic seal by a certificate of the organisation's own, no qualified one: it proves that the
file left this installation as it is. Key and rotation are like those of the ledger; a retired certificate still proves
what it sealed. What was sealed is noted with its digest, in a table and in the ledger.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import subprocess
import threading
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from cryptography.x509.oid import NameOID
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from everproof.kernel import clock, ledger
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import ADMINISTER
from everproof.kernel.errors import NotAllowed
from everproof.kernel.ledger import keys
from everproof.kernel.pdf import child
from everproof.kernel.pdf.child import Limits
from everproof.kernel.pdf.models import Printout, Seal, SealCertificate
from everproof.kernel.pdf.typesetting import Broken
from everproof.kernel.tenancy.models import Organization

PROGRAM = Path(__file__).with_name("sealer.py")
LIMITS = Limits(seconds=30, memory=1000 * child.MEGABYTE, output=120 * child.MEGABYTE, patience=15)
YEARS = 10
# A certificate is replaced while it still holds, so that nothing is sealed in its last days.
RENEWED_BEFORE = timedelta(days=90)
LARGEST_TO_VERIFY = 60 * child.MEGABYTE
REASON = "Released"


@dataclass(frozen=True)
class Sealed:
    """A sealed PDF with the digest that the seal is over."""

    content: bytes
    digest: str
    certificate: SealCertificate


# Certificates --------------------------------------------------------------------------------------------------------


def certificates(organization_id: int) -> list[SealCertificate]:
    """All certificates of an organisation, newest first."""
    return list(SealCertificate.objects.filter(organization_id=organization_id).order_by("-id"))


def certificate(organization: Organization) -> SealCertificate:
    """The certificate that seals now; made at the first use, and again when its key is gone or its end is near."""
    mine = SealCertificate.objects.filter(organization=organization, retired_at=None)
    found = mine.first()
    if found and found.ends_at - RENEWED_BEFORE > clock.now() and _key_path(organization, found.fingerprint).exists():
        return found
    try:
        with transaction.atomic():
            return _replace(organization, Actor.system(organization, "seal"))
    except IntegrityError:
        # Somebody else made it at the same moment.
        return mine.get()


@transaction.atomic
def rotate(organization: Organization, *, by: Actor) -> SealCertificate:
    """Seal with a new key and certificate from now on. Raises NotAllowed but for administrators."""
    if not by.has(ADMINISTER):
        raise NotAllowed(_("Only administrators change the seal."))
    return _replace(organization, by)


def _replace(organization: Organization, by: Actor) -> SealCertificate:
    now = clock.now()
    SealCertificate.objects.filter(organization=organization, retired_at=None).update(retired_at=now)
    key = ec.generate_private_key(ec.SECP256R1())
    made = _self_signed(organization, key)
    fingerprint = made.fingerprint(hashes.SHA256()).hex()
    _write_new(_key_path(organization, fingerprint), key)
    ledger.note(
        by,
        "kernel.seal.certify",
        type="seal",
        record_id=fingerprint[:40],
        facts={"fingerprint": fingerprint, "ends": made.not_valid_after_utc},
    )
    return SealCertificate.objects.create(
        organization=organization,
        fingerprint=fingerprint,
        certificate=made.public_bytes(Encoding.PEM).decode(),
        made_at=now,
        ends_at=made.not_valid_after_utc,
    )


def _self_signed(organization: Organization, key: ec.EllipticCurvePrivateKey) -> x509.Certificate:
    """A certificate for sealing and nothing else; whom it names is the organisation."""
    words = organization.name[:64]
    name = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, words),
            x509.NameAttribute(NameOID.COMMON_NAME, f"Everproof seal of {words}"[:64]),
        ]
    )
    now = clock.now()
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=365 * YEARS))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_key_usage(), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )


def _key_usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=True,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )


def _key_path(organization: Organization, fingerprint: str) -> Path:
    return keys.folder() / f"seal-{organization.pk}-{fingerprint[:16]}.pem"


def _write_new(path: Path, key: ec.EllipticCurvePrivateKey) -> None:
    """The key, on disk and readable by the installation's own user alone before a row speaks of it."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())


def _key(organization: Organization, fingerprint: str) -> ec.EllipticCurvePrivateKey:
    key = load_pem_private_key(_key_path(organization, fingerprint).read_bytes(), password=None)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise TypeError("a seal's key lies on an elliptic curve")
    return key


# Sealing -------------------------------------------------------------------------------------------------------------


def seal(content: bytes, organization: Organization) -> Sealed:
    """Append the organisation's seal to a PDF. Raises Broken where the file does not take one, child.Busy."""
    used = certificate(organization)
    key = _key(organization, used.fingerprint)
    job = {"job": "seal", "certificate": used.certificate, "reason": REASON, "name": organization.name}
    with child.folder() as folder:
        _prepare(folder, content, job)
        with child.slot(30.0), child.start(PROGRAM, folder, LIMITS) as process:
            _answer(process, key)
        if process.returncode:
            raise Broken
        (said,) = json.loads((folder / "said.json").read_text(encoding="utf-8"))["seals"]
        sealed = (folder / "out.pdf").read_bytes()
    return Sealed(sealed, said["digest"], used)


def _answer(process: subprocess.Popen[bytes], key: ec.EllipticCurvePrivateKey) -> None:
    """Sign what the child asks for, once; the child is ended when it takes too long."""
    assert process.stdin is not None
    assert process.stdout is not None
    ending = threading.Timer(LIMITS.wall, process.kill)
    ending.start()
    try:
        if asked := process.stdout.readline(65_536).strip():
            signature = key.sign(bytes.fromhex(asked.decode()), ec.ECDSA(hashes.SHA256()))
            with contextlib.suppress(BrokenPipeError):
                process.stdin.write(signature.hex().encode() + b"\n")
                process.stdin.flush()
        process.communicate()
    finally:
        ending.cancel()


def _prepare(folder: Path, content: bytes, job: dict[str, Any]) -> None:
    (folder / "in.pdf").write_bytes(content)
    (folder / "job.json").write_text(json.dumps(job), encoding="utf-8")


def note(sealed: Sealed, printout: Printout, sha256: str) -> Seal:
    """Remember what was sealed, in the table and in the ledger; part of the caller's transaction."""
    by = Actor.system(printout.organization, "seal")
    ledger.note(
        by,
        "kernel.seal.seal",
        type=printout.type or "seal",
        record_id=str(printout.record_id or printout.pk),
        facts={"sha256": sha256, "digest": sealed.digest, "certificate": sealed.certificate.fingerprint},
    )
    return Seal.objects.create(
        organization=printout.organization,
        certificate=sealed.certificate,
        digest=sealed.digest,
        sha256=sha256,
        type=printout.type,
        record_id=printout.record_id,
        version=printout.version,
        status=printout.status,
        sealed_at=clock.now(),
    )


# Verifying -----------------------------------------------------------------------------------------------------------


class Verdict(StrEnum):
    """What can be said of a file."""

    UNREADABLE = "unreadable"
    UNSEALED = "unsealed"
    FOREIGN = "foreign"
    CHANGED = "changed"
    ADDED = "added"
    UNKNOWN = "unknown"
    SEALED = "sealed"


@dataclass(frozen=True)
class Verified:
    """The verdict; `seal` is ours where there is one, `names` are those that foreign certificates give themselves."""

    verdict: Verdict
    seal: Seal | None = None
    names: tuple[str, ...] = ()


def verify(content: bytes, organization: Organization) -> Verified:
    """Say whether this organisation sealed a file and whether it is still as it was then.

    Only a file that is, to the last bit, what was sealed is called sealed. A seal of ours under a file with anything
    after it is ADDED, whatever the addition claims to be. Raises child.Busy.
    """
    exact = _seals(organization).filter(sha256=hashlib.sha256(content).hexdigest()).first()
    found = _read(content)
    if found is None:
        return Verified(Verdict.UNREADABLE)
    own = set(SealCertificate.objects.filter(organization=organization).values_list("fingerprint", flat=True))
    ours = [one for one in found if one.get("fingerprint") in own]
    if exact and any(one["intact"] and one["whole"] for one in ours):
        return Verified(Verdict.SEALED, exact)
    if any("damaged" in one for one in found) and not ours:
        return Verified(Verdict.CHANGED)
    if not ours:
        names = tuple(str(one["name"]) for one in found)
        return Verified(Verdict.FOREIGN if found else Verdict.UNSEALED, names=names)
    intact = [one for one in ours if one["intact"]]
    if not intact:
        return Verified(Verdict.CHANGED)
    known = _seals(organization).filter(digest__in=[one["digest"] for one in intact]).first()
    if len(found) > 1 or not intact[0]["whole"] or known is not None:
        return Verified(Verdict.ADDED, known)
    return Verified(Verdict.UNKNOWN)


def _seals(organization: Organization) -> Any:
    return Seal.objects.select_related("certificate").filter(organization=organization)


def _read(content: bytes) -> list[dict[str, Any]] | None:
    """The signatures of a file, or None where it is no PDF that can be read within the limits."""
    if not content.startswith(b"%PDF-") or len(content) > LARGEST_TO_VERIFY:
        return None
    with child.folder() as folder:
        _prepare(folder, content, {"job": "verify"})
        try:
            child.run(PROGRAM, folder, LIMITS, wait=5.0)
        except child.Failed:
            return None
        found: list[dict[str, Any]] = json.loads((folder / "said.json").read_text(encoding="utf-8"))["seals"]
    return found
