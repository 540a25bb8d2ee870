"""Checkpoints as signed notes (C2SP signed-note and tlog-checkpoint): text to check with the public key alone."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

ED25519 = b"\x01"
LARGEST_NOTE = 10_000
SIGNATURE_LINE = re.compile(r"^— (?P<name>[^\s+]+) (?P<signature>[A-Za-z0-9+/=]+)$")


class NoteInvalid(Exception):
    """The text is no note, or nobody we know signed it."""


@dataclass(frozen=True)
class Checkpoint:
    """What a checkpoint says: the log, how many entries it has, and the root over them."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"


def signed(checkpoint: Checkpoint, *, name: str, key: Ed25519PrivateKey) -> str:
    """The checkpoint as a note with one signature line of the key called `name`."""
    text = checkpoint.text()
    hint = key_id(name, key.public_key().public_bytes_raw())
    signature = base64.b64encode(hint + key.sign(text.encode())).decode()
    return f"{text}\n— {name} {signature}\n"


def opened(note: str, keys: Mapping[str, bytes]) -> Checkpoint:
    """The checkpoint of a note that one of `keys` (name to public key) signed. Raises NoteInvalid."""
    if len(note) > LARGEST_NOTE:
        raise NoteInvalid("the note is too long")
    text, separator, signatures = note.partition("\n\n")
    if not separator or not signatures.endswith("\n"):
        raise NoteInvalid("the note has no signature")
    text += "\n"
    if not any(_is_signed(text, line, keys) for line in signatures.splitlines()):
        raise NoteInvalid("no signature of a known key fits the note")
    return parsed(text)


def parsed(text: str) -> Checkpoint:
    """The checkpoint in a note's text, signed or not. Raises NoteInvalid."""
    lines = text.split("\n")
    try:
        origin, size, root = lines[0], lines[1], _decoded(lines[2])
    except (IndexError, ValueError) as error:
        raise NoteInvalid("the text is no checkpoint") from error
    if not origin or not re.fullmatch(r"0|[1-9][0-9]{0,18}", size) or len(root) != 32:
        raise NoteInvalid("the text is no checkpoint")
    return Checkpoint(origin, int(size), root)


def key_id(name: str, public_key: bytes) -> bytes:
    """The four bytes by which a signature line says whose it is."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def verifier_key(name: str, public_key: bytes) -> str:
    """The public key as one line to hand out (C2SP vkey)."""
    encoded = base64.b64encode(ED25519 + public_key).decode()
    return f"{name}+{key_id(name, public_key).hex()}+{encoded}"


def _decoded(text: str) -> bytes:
    """Base64 in its one canonical spelling; ValueError for any other of the same bytes."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not canonical base64")
    return raw


def _is_signed(text: str, line: str, keys: Mapping[str, bytes]) -> bool:
    found = SIGNATURE_LINE.match(line)
    public_key = keys.get(found["name"]) if found else None
    if found is None or public_key is None:
        return False
    try:
        raw = _decoded(found["signature"])
        if raw[:4] != key_id(found["name"], public_key):
            return False
        Ed25519PublicKey.from_public_bytes(public_key).verify(raw[4:], text.encode())
    except (ValueError, InvalidSignature):
        return False
    return True
