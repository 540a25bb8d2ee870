"""`everproof ledger export`: a zip with the whole ledger, the values behind it, live records and the verifier."""

from __future__ import annotations

import base64
import json
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from everproof.kernel import clock
from everproof.kernel.ledger import everproof_verify, reading
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.ledger.models import LedgerKey, LedgerLog
from everproof.kernel.ledger.notes import verifier_key
from everproof.kernel.ledger.verification import one_moment
from everproof.kernel.tenancy import organization_scope

README = """This is the ledger of {origin}, exported at {at}.

Check it with Python 3.9 or newer, on any machine, without a network:

    python3 everproof_verify.py .
    python3 everproof_verify.py . --checkpoint KEPT.txt --key "{key}"

A signer who kept the proof of a signature adds --proof FILE, or checks it alone with --proof FILE --key KEY.

KEPT.txt is any checkpoint you were given or mailed before. With it, a history that was rewritten, shortened or forked
since then is found, whoever runs the server.

entries.jsonl      every entry: "body" holds its bytes exactly as they were hashed (base64), "kept" the values behind
                   its commitments but for what was lawfully erased, "live" the record as it stands now where it is
                   at this version, "columns" what the table repeats of it (type, record, version, verb, actor, at)
checkpoints.jsonl  the signed statements over the entries
signatures.jsonl   who signed which version of what, and with which meaning
records.jsonl      records that stand there and belong to no entry; there should be none
"""


def write_bundle(organization_id: int, path: Path) -> dict[str, Any]:
    """Write the zip; gives its manifest. Everything in it is of one moment."""
    with one_moment(), organization_scope(organization_id):
        log = LedgerLog.objects.get(organization_id=organization_id)
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as bundle:
            portions = reading.Portions(organization_id)
            counts = _write(bundle, "entries.jsonl", _entries(portions))
            _write(bundle, "checkpoints.jsonl", _checkpoints(organization_id))
            keys = list(_keys(organization_id))
            _write(bundle, "keys.jsonl", keys)
            signatures = _write(bundle, "signatures.jsonl", _with_seed(reading.signatures(organization_id)))
            strays = _write(bundle, "records.jsonl", _strays(organization_id, portions))
            manifest = {
                "format": everproof_verify.FORMAT,
                "origin": log.origin,
                "epoch": log.epoch,
                "size": counts["i"],
                "signatures": signatures["seed"],
                "versions": counts["kept"],
                "records": counts["live"] + strays["record"],
                "exported_at": plain(clock.now()),
            }
            bundle.writestr("manifest.json", json.dumps(manifest, indent=1))
            bundle.writestr("everproof_verify.py", Path(everproof_verify.__file__).read_bytes())
            key = keys[-1]["vkey"] if keys else ""
            bundle.writestr("README.txt", README.format(origin=log.origin, at=manifest["exported_at"], key=key))
    return manifest


def _write(bundle: zipfile.ZipFile, name: str, rows: Iterable[dict[str, Any]]) -> Counter[str]:
    """Write rows as lines of JSON; gives how many there are, and how many hold something, by name."""
    counts: Counter[str] = Counter()
    with bundle.open(name, "w", force_zip64=True) as file:
        for row in rows:
            file.write(_line(row).encode() + b"\n")
            counts.update(key for key, value in row.items() if value is not None)
    return counts


_line = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode


def _entries(portions: reading.Portions) -> Iterator[dict[str, Any]]:
    for portion in portions:
        for index, body, columns, kept, live in portion:
            encoded = None if body is None else base64.b64encode(body).decode()
            read = None if kept is None else next(_with_seed([everproof_verify.opened(kept)]))
            yield {"i": index, "body": encoded, "columns": columns, "kept": read, "live": live}


def _checkpoints(organization_id: int) -> Iterator[dict[str, Any]]:
    for row in reading.checkpoints(organization_id):
        yield row | {"root": base64.b64encode(row["root"]).decode()}


def _keys(organization_id: int) -> Iterator[dict[str, Any]]:
    for key in LedgerKey.objects.filter(organization_id=organization_id).order_by("pk"):
        public = bytes(key.public_key)
        yield {
            "name": key.name,
            "public_key": base64.b64encode(public).decode(),
            "vkey": verifier_key(key.name, public),
            "valid_from": key.valid_from_index,
            "retired_at": key.retired_at_index,
        }


def _with_seed(rows: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for row in rows:
        yield row | {"seed": base64.b64encode(row["seed"]).decode() if row["seed"] else None}


def _strays(organization_id: int, portions: reading.Portions) -> Iterator[dict[str, Any]]:
    """Live records that belong to no entry, without those whose newest entry is not in this bundle yet."""
    pending = reading.pending_records(organization_id)
    for row in portions.strays:
        if (row["type"], row["record"]) not in pending:
            yield row
