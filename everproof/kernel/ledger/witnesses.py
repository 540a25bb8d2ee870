"""Who outside holds a checkpoint, and whether what they hold is still the beginning of what stands here now.

Whoever owns the server and its key can rewrite everything but a checkpoint that lies elsewhere. So people of other
companies are handed the newest one whenever they sign in, and named people are mailed one every day.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum

from everproof.kernel import clock
from everproof.kernel.ledger import checkpoints
from everproof.kernel.ledger.models import LedgerCheckpoint, LedgerKey, LedgerLog, LedgerTile, LedgerWitness
from everproof.kernel.ledger.notes import verifier_key
from everproof.kernel.ledger.tree import verify_consistency

SIGN_IN, MAIL = "sign-in", "mail"
STALE_AFTER = timedelta(hours=24)


@dataclass(frozen=True)
class Held:
    """A checkpoint as a witness holds it: in which epoch, of how many entries, over which root."""

    epoch: int
    size: int
    root: bytes

    def text(self) -> str:
        """In one word, for a cookie."""
        return f"{self.epoch}.{self.size}.{base64.urlsafe_b64encode(self.root).decode().rstrip('=')}"

    @classmethod
    def read(cls, text: str) -> Held | None:
        """What `text` wrote; None for anything else."""
        try:
            epoch, size, root = text.split(".")
            raw = base64.urlsafe_b64decode(root + "=" * (-len(root) % 4))
            found = cls(int(epoch), int(size), raw)
        except ValueError:
            return None
        return found if len(raw) == 32 and 0 < found.size < 2**62 and 0 < found.epoch < 2**31 else None


class Finding(Enum):
    """What comparing a held checkpoint with the ledger shows."""

    HOLDS = "holds"
    LOST = "lost"
    BROKEN = "broken"


def compare(organization_id: int, held: Held) -> Finding:
    """Whether a held checkpoint is the beginning of the ledger as it was signed last.

    LOST: it is not, and the ledger itself says so, because it was restored and a new epoch was opened. BROKEN: it is
    not, and nothing explains it. Runs inside the organisation's scope.
    """
    newest = checkpoints.newest_checkpoint(organization_id)
    if newest is not None and _is_beginning(organization_id, held, newest):
        return Finding.HOLDS
    epoch = LedgerLog.objects.filter(organization_id=organization_id).values_list("epoch", flat=True).first()
    return Finding.LOST if epoch is not None and held.epoch < epoch else Finding.BROKEN


def _is_beginning(organization_id: int, held: Held, newest: LedgerCheckpoint) -> bool:
    if held.size > newest.size:
        return False
    try:
        tree = checkpoints.stored_tree(organization_id, newest.size)
        proof = tree.consistency_proof(held.size)
    except (LedgerTile.DoesNotExist, ValueError):
        return False
    return verify_consistency(held.size, newest.size, proof, held.root, bytes(newest.root))


def remember(checkpoint: LedgerCheckpoint, witness: str, kind: str) -> Held:
    """Note that somebody holds this checkpoint from now on. `witness` is a person's id, or an address."""
    LedgerWitness.objects.create(
        organization_id=checkpoint.organization_id,
        epoch=checkpoint.epoch,
        size=checkpoint.size,
        witness=witness,
        kind=kind,
        at=clock.now(),
    )
    return Held(checkpoint.epoch, checkpoint.size, bytes(checkpoint.root))


def newest_of_each(organization_id: int, *, limit: int = 50) -> list[LedgerWitness]:
    """What each witness was handed last, newest first."""
    found: dict[tuple[str, str], LedgerWitness] = {}
    for row in LedgerWitness.objects.filter(organization_id=organization_id).order_by("-at")[: limit * 20]:
        found.setdefault((row.kind, row.witness), row)
    return list(found.values())[:limit]


def is_stale(organization_id: int) -> bool:
    """Whether nobody outside was handed a checkpoint within a day."""
    since = clock.now() - STALE_AFTER
    return not LedgerWitness.objects.filter(organization_id=organization_id, at__gte=since).exists()


def public_key_line(organization_id: int) -> str:
    """The public key that signs now, as one line to note down (C2SP vkey); empty before the first checkpoint."""
    log = LedgerLog.objects.get(organization_id=organization_id)
    newest = LedgerKey.objects.filter(organization_id=organization_id).order_by("-pk").first()
    return verifier_key(log.origin, bytes(newest.public_key)) if newest else ""
