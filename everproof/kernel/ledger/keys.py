"""The installation's signing key, and its memory of what it signed. Both lie beside the database, never in it."""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from django.conf import settings

from everproof.kernel.ledger.notes import Checkpoint, parsed


def folder() -> Path:
    """Where key and memory lie; readable by the installation's own user alone."""
    path = Path(settings.EVERPROOF_DATA) / "keys"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def signing_key() -> Ed25519PrivateKey:
    """The key that signs checkpoints now; made at the first use."""
    path = folder() / "ledger.pem"
    with contextlib.suppress(FileExistsError):
        _write_new(path, Ed25519PrivateKey.generate())
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path} holds no Ed25519 key")
    return key


def rotate() -> tuple[Ed25519PrivateKey, Ed25519PrivateKey]:
    """Put a new key in the place of the old one and keep the old file beside it; gives old and new."""
    old, path = signing_key(), folder() / "ledger.pem"
    retired = folder() / f"ledger-{old.public_key().public_bytes_raw().hex()[:16]}.pem"
    new = Ed25519PrivateKey.generate()
    fresh = folder() / "ledger.pem.new"
    fresh.unlink(missing_ok=True)
    _write_new(fresh, new)
    os.link(path, retired)
    fresh.replace(path)
    _sync_folder()
    return old, new


@dataclass(frozen=True)
class Memory:
    """The newest checkpoint this installation remembers having signed for a log, and in which epoch."""

    epoch: int
    checkpoint: Checkpoint


def remember(epoch: int, note: str) -> None:
    """Append a signed checkpoint to the memory, on disk before this returns."""
    line = json.dumps({"epoch": epoch, "note": note}) + "\n"
    with (folder() / "checkpoints.log").open("a", encoding="utf-8") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())


def remembered(origin: str) -> Memory | None:
    """The newest checkpoint of a log in the memory. A torn last line is one that was never handed out."""
    newest: Memory | None = None
    try:
        lines = (folder() / "checkpoints.log").read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return None
    for line in lines:
        try:
            entry = json.loads(line)
        except json.JSONDecodeError:
            continue
        checkpoint = parsed(entry["note"])
        if checkpoint.origin != origin:
            continue
        memory = Memory(entry["epoch"], checkpoint)
        if newest is None or (memory.epoch, checkpoint.size) >= (newest.epoch, newest.checkpoint.size):
            newest = memory
    return newest


def _write_new(path: Path, key: Ed25519PrivateKey) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        file.flush()
        os.fsync(file.fileno())
    _sync_folder()


def _sync_folder() -> None:
    if os.name != "nt":
        descriptor = os.open(folder(), os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
