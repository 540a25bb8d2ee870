"""Signatures in the demo: the people of the story confirm at their screens, as the story has it."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.records import Record
from everproof.kernel.signatures import digests
from everproof.kernel.signatures.offers import Seen
from everproof.kernel.signatures.proofs import Proof


def at_the_screen(by: Actor) -> Actor:
    """The same person at a screen: nobody signs from anywhere else."""
    return replace(by, source="page")


def confirmed(record: Record, meaning: str, by: Actor) -> Proof:
    """What a password would have proved. Only a company whose ledger says "demo" or "test" can be built with it."""
    if not record.organization.origin.startswith("demo/"):
        raise clock.TravelRefused(f"{record.organization.origin} is a real ledger; nobody signs for others there.")
    assert by.person_id is not None
    files = [sha256 for sha256, _name in digests.attached(record)]
    digest = digests.digest_of(record, files)
    seen = Seen("", record.type_name, record.pk, record.version, str(meaning), digest, uuid4().hex, clock.now())
    return Proof(seen, by.person_id, "password")
