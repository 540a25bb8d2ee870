"""Seals a PDF, or reads the seals of one. Runs alone, as a child with little memory and time (see child.py).

    python -I sealer.py FOLDER

FOLDER holds in.pdf and job.json. To seal, the program asks its parent for the signature: one line of hex with the bytes
to be signed on its output, one line of hex with the signature on its input. So the private key is never in the process
that reads a PDF. Afterwards FOLDER holds said.json and, sealed, out.pdf.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

FIELD = "Seal"
# An ECDSA signature over P-256 in DER is at most this long.
LONGEST_SIGNATURE = 72
MOST_SEALS = 20


def seal(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    """Write out.pdf: the same file with an invisible PAdES signature (baseline B-B) appended."""
    from pyhanko.keys import load_certs_from_pemder_data
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign import fields, signers
    from pyhanko_certvalidator.registry import SimpleCertificateStore

    class Asking(signers.Signer):
        """Has the parent sign."""

        async def async_sign_raw(self, data: bytes, digest_algorithm: str, dry_run: bool = False) -> bytes:
            if dry_run:
                return bytes(LONGEST_SIGNATURE)
            print(data.hex(), flush=True)
            return bytes.fromhex(sys.stdin.readline().strip())

    (certificate,) = load_certs_from_pemder_data(job["certificate"].encode())
    signer = Asking(signing_cert=certificate, cert_registry=SimpleCertificateStore())
    source = (folder / "in.pdf").read_bytes()
    with (folder / "in.pdf").open("rb") as opened, (folder / "out.pdf").open("wb+") as output:
        metadata = signers.PdfSignatureMetadata(
            field_name=FIELD,
            md_algorithm="sha256",
            subfilter=fields.SigSeedSubFilter.PADES,
            reason=job["reason"],
            name=job["name"],
        )
        signers.PdfSigner(metadata, signer).sign_pdf(IncrementalPdfFileWriter(opened), output=output)
    assert (folder / "out.pdf").read_bytes().startswith(source)
    return {"seals": seals_of(folder / "out.pdf")}


def verify(folder: Path, job: dict[str, Any]) -> dict[str, Any]:
    """What the seals of a file say."""
    return {"seals": seals_of(folder / "in.pdf")}


def seals_of(path: Path) -> list[dict[str, Any]]:
    """Each signature: whose certificate, over which digest, whether that still fits, whether it covers the whole file.

    A signature that cannot be read at all is given as damaged.
    """
    from pyhanko.pdf_utils.reader import PdfFileReader

    with path.open("rb") as opened:
        reader = PdfFileReader(opened)
        return [_said(one) for one in reader.embedded_signatures[:MOST_SEALS]]


def _said(signature: Any) -> dict[str, Any]:
    from pyhanko.sign.validation import async_validate_pdf_signature
    from pyhanko.sign.validation.status import SignatureCoverageLevel
    from pyhanko_certvalidator import ValidationContext

    try:
        certificate = signature.signer_cert
        context = ValidationContext(trust_roots=[certificate], allow_fetching=False)
        status = asyncio.run(async_validate_pdf_signature(signature, context))
        return {
            "fingerprint": hashlib.sha256(certificate.dump()).hexdigest(),
            "name": certificate.subject.human_friendly[:200],
            "digest": signature.compute_digest().hex(),
            "intact": bool(status.intact and status.valid),
            "whole": status.coverage == SignatureCoverageLevel.ENTIRE_FILE,
            "at": status.signer_reported_dt.isoformat() if isinstance(status.signer_reported_dt, datetime) else "",
        }
    except Exception as error:  # the file is hostile: whatever its signature makes the library raise, it is no seal
        return {"damaged": type(error).__name__}


def main(arguments: list[str]) -> int:
    """Do the job that lies in the folder."""
    folder = Path(arguments[0])
    job = json.loads((folder / "job.json").read_text(encoding="utf-8"))
    said = {"seal": seal, "verify": verify}[job["job"]](folder, job)
    (folder / "said.json").write_text(json.dumps(said), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
