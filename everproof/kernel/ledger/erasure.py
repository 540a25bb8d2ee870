"""Takes values out of kept versions so that the proofs stay valid: the commitment stays, value and salt go."""

from __future__ import annotations

import json
from collections.abc import Iterable

from django.db import transaction

from everproof.kernel.ledger import commitments
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion

REASON = "reason:"
BATCH = 500


@transaction.atomic
def erase_versions(organization_id: int, type_name: str, record_id: str, fields: Iterable[str]) -> int:
    """Erase fields, and the reasons given, from every kept version of a record; gives how many versions changed.

    Each version's one seed would still give the erased fields' salts, so it is replaced by the salts of the others.
    """
    erased_fields = frozenset(fields)
    rows = list(RecordVersion.objects.filter(organization_id=organization_id, type=type_name, record_id=record_id))
    bodies = dict(LedgerEntry.objects.filter(pk__in=[row.entry_id for row in rows]).values_list("pk", "body"))
    # What is not sealed stands in the entry itself, which nobody changes.
    sealed = {key: frozenset(json.loads(bytes(body))["sealed"]) for key, body in bodies.items()}
    changed = [row for row in rows if _erase(row, erased_fields & sealed.get(row.entry_id, frozenset()))]
    RecordVersion.objects.bulk_update(changed, ["values", "reason", "seed", "salts", "erased"], batch_size=BATCH)
    return len(changed)


def _erase(row: RecordVersion, fields: frozenset[str]) -> bool:
    known = [name for name in fields if name in row.values]
    if not known and not row.reason:
        return False
    if row.seed:
        seed = bytes(row.seed)
        salts = {name: commitments.salt(seed, name) for name in (*row.values, REASON)}
    else:
        salts = {name: bytes.fromhex(text) for name, text in (row.salts or {}).items()}
    erased = dict(row.erased or {})
    for name in known:
        erased[name] = commitments.commit(salts.pop(name), row.values.pop(name))
    if row.reason:
        erased[REASON] = commitments.commit(salts.pop(REASON), row.reason)
        row.reason = ""
    row.seed, row.salts, row.erased = None, {name: salt.hex() for name, salt in salts.items()}, erased
    return True
