#!/usr/bin/env python3
"""Checks an exported Everproof ledger without Everproof: one file, Python's standard library, no trust in anyone.

    python3 everproof_verify.py BUNDLE [--checkpoint NOTE ...] [--key VKEY ...] [--json]

BUNDLE is the folder or zip that `everproof ledger export` wrote. NOTE is a file with a checkpoint that you kept from
earlier (an e-mail will do): with it, a history that was rewritten, shortened or forked is found even if whoever runs
the server holds every key. VKEY is a public key you noted yourself; without one the keys in the bundle are believed.
Every finding is printed, not only the first. Exit code 0: nothing found. 1: something found. 2: could not check.
"""

import argparse
import base64
import hashlib
import hmac
import io
import json
import pathlib
import re
import sys
import zipfile
from datetime import datetime

FORMAT = "everproof-ledger-bundle/1"
LABEL = b"everproof-commit-v1"
# A slow transaction may get its place a little after a faster one; more than this is no accident.
SECONDS_OUT_OF_ORDER = 300
COLUMNS = ("type", "record", "version", "verb", "actor", "at")


class Verification:
    """Collects what was counted and what was found while the parts of a ledger pass by."""

    def __init__(self, origin):
        self.origin = origin
        self.counts = dict.fromkeys(("entries", "checkpoints", "versions", "records", "held", "signatures"), 0)
        self.findings = []
        self.roots = {}
        self.size = 0
        self.entry_of_version = {}
        self.newest = {}
        self.digests = {}
        self._stack = []
        self._latest = ""

    def find(self, kind, where, words):
        self.findings.append({"kind": kind, "where": where, "finding": words})

    # entries ------------------------------------------------------------------------------------------------------

    def entries(self, rows, wanted_sizes):
        """`rows`: (index, body bytes, columns or None) in order of index. Roots are kept at `wanted_sizes`."""
        wanted = set(wanted_sizes)
        seen = set()
        if 0 in wanted:
            self.roots[0] = hashlib.sha256(b"").digest()
        for index, body, columns in rows:
            if index != self.size:
                self._report_gap(index)
            self._push(hashlib.sha256(b"\x00" + body).digest())
            self.size += 1
            self.counts["entries"] += 1
            self._entry(index, body, columns, seen)
            if self.size in wanted:
                self.roots[self.size] = self._root()
        self.roots.setdefault(self.size, self._root())

    def _report_gap(self, index):
        if index > self.size:
            self.find("missing", "entries %d to %d" % (self.size, index - 1), "These entries are not there.")
        else:
            self.find("order", "entry %d" % index, "The index is given twice or out of order.")

    def _entry(self, index, body, columns, seen):
        where = "entry %d" % index
        try:
            content = json.loads(body)
            identity = content["id"]
            at = content["at"]
        except (ValueError, KeyError, TypeError):
            self.find("unreadable", where, "The entry is not readable.")
            return
        if content.get("log") != self.origin:
            self.find("origin", where, "The entry belongs to another log: {}.".format(content.get("log")))
        if identity in seen:
            self.find("twice", where, f"The entry {identity} stands in the log twice.")
        seen.add(identity)
        self._time(where, at)
        if columns is not None:
            wrong = [
                name for name in COLUMNS if columns.get(name, None) != content.get(name, 0 if name == "version" else "")
            ]
            if wrong:
                self.find(
                    "columns", where, "The table says something else than the entry: {}.".format(", ".join(wrong))
                )
        if "digest" in content:
            key = (content["type"], content["record"], content["version"])
            self.entry_of_version[key] = content
            newest = self.newest.get(key[:2])
            if newest is not None and content["version"] <= newest:
                self.find("version", where, "Version %d of %s %s comes after %d." % (key[2], key[0], key[1], newest))
            self.newest[key[:2]] = max(content["version"], newest or 0)

    def _time(self, where, at):
        if at < self._latest:
            try:
                back = (_moment(self._latest) - _moment(at)).total_seconds()
            except ValueError:
                back = SECONDS_OUT_OF_ORDER + 1
            if back > SECONDS_OUT_OF_ORDER:
                self.find("time", where, f"It says {at}, after an entry of {self._latest}.")
        else:
            self._latest = at

    def _push(self, leaf):
        """A compact range: one hash for each power of two in the size."""
        size = self.size
        while size & 1:
            leaf = hashlib.sha256(b"\x01" + self._stack.pop() + leaf).digest()
            size >>= 1
        self._stack.append(leaf)

    def _root(self):
        if not self._stack:
            return hashlib.sha256(b"").digest()
        root = self._stack[-1]
        for left in reversed(self._stack[:-1]):
            root = hashlib.sha256(b"\x01" + left + root).digest()
        return root

    # checkpoints ----------------------------------------------------------------------------------------------------

    def checkpoints(self, rows, keys):
        """`rows`: dicts with size, root (bytes) and note, of the epoch that is checked."""
        for row in rows:
            self.counts["checkpoints"] += 1
            where = "checkpoint of %d entries" % row["size"]
            said = self._opened(row["note"], keys, where)
            if said is not None and (said[1], said[2]) != (row["size"], row["root"]):
                self.find("columns", where, "The table says something else than the signed note.")
            self.compare(row["size"], row["root"], where, "checkpoint")

    def held(self, name, note, keys):
        """A checkpoint somebody outside kept."""
        self.counts["held"] += 1
        where = f"the checkpoint in {name}"
        said = self._opened(note, keys, where)
        if said is not None:
            self.compare(said[1], said[2], where, "held")

    def _opened(self, note, keys, where):
        try:
            said, signers = open_note(note, keys)
        except ValueError as error:
            self.find("signature", where, str(error))
            return None
        self.counts["signatures"] += len(signers)
        if said[0] != self.origin:
            self.find("origin", where, f"It belongs to another log: {said[0]}.")
            return None
        return said

    def compare(self, size, root, where, kind):
        if size > self.size:
            self.find(kind, where, "It speaks of %d entries; only %d are there." % (size, self.size))
        elif self.roots.get(size) != root:
            self.find(kind, where, "The first %d entries are not those that were signed." % size)

    # versions and live records --------------------------------------------------------------------------------

    def versions(self, rows):
        """`rows`: dicts with type, record, version, values, reason, and seed (bytes) or salts and erased."""
        for row in rows:
            self.counts["versions"] += 1
            key = (row["type"], row["record"], row["version"])
            where = "%s %s, version %d" % key
            entry = self.entry_of_version.pop(key, None)
            if entry is None:
                self.find("version", where, "No entry speaks of this version.")
                continue
            committed = commitments(row)
            if record_digest(key, committed) != entry["digest"]:
                self.find("value", where, "The kept values are not those of the entry.")
            else:
                self._changes(entry, row, committed, where)
            if row["version"] == self.newest.get(key[:2]):
                self.digests[key[:2]] = (row["version"], row["values"], row.get("erased") or {})

    def _changes(self, entry, row, committed, where):
        for name, change in entry.get("changes", {}).items():
            right = {"to": row["values"].get(name)} if "to" in change else {"commit": committed.get(name)}
            if change != right:
                self.find("value", where, f"The entry says something else of {name}.")
        if "reason" in entry:
            secret = salt_of(row, "reason:")
            erased = (row.get("erased") or {}).get("reason:")
            said = erased if secret is None else commit(secret, row.get("reason", ""))
            if said != entry["reason"]:
                self.find("value", where, "The kept reason is not that of the entry.")

    def records(self, rows, pending=frozenset()):
        """`rows`: dicts with type, record, version and values of the live records.

        `pending`: (type, record) of those with an entry that has no index yet; they are checked once it has.
        """
        for row in rows:
            self.counts["records"] += 1
            key = (row["type"], row["record"])
            if key in pending:
                self.digests.pop(key, None)
                continue
            where = "{} {}".format(*key)
            known = self.digests.pop(key, None)
            if known is None:
                self.find("live", where, "The record has no history.")
                continue
            version, values, erased = known
            if row["version"] != version:
                self.find("live", where, "It is version %d; the ledger knows %d." % (row["version"], version))
            wrong = [name for name in values if name not in erased and row["values"].get(name) != values[name]]
            if wrong:
                self.find("live", where, "Changed past the ledger: {}.".format(", ".join(sorted(wrong))))

    def finish(self):
        """What should have come and did not."""
        for key in self.entry_of_version:
            self.find("version", "%s %s, version %d" % key, "The kept values of this version are gone.")
        for key in self.digests:
            self.find("live", "{} {}".format(*key), "The record is gone.")
        return {"origin": self.origin, "size": self.size, "counts": self.counts, "findings": self.findings}


# Hashes and notes ------------------------------------------------------------------------------------------


def encode(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def commit(salt, value):
    return hashlib.sha256(LABEL + salt + encode(value)).hexdigest()


def salt_of(row, field):
    """The salt of a field, or None once it is erased."""
    if row.get("seed"):
        return hmac.digest(row["seed"], field.encode(), "sha256")
    kept = (row.get("salts") or {}).get(field)
    return bytes.fromhex(kept) if kept else None


def commitments(row):
    committed = dict(row.get("erased") or {})
    committed.pop("reason:", None)
    for name, value in row["values"].items():
        secret = salt_of(row, name)
        if name not in committed and secret is not None:
            committed[name] = commit(secret, value)
    return committed


def record_digest(key, committed):
    whole = {"type": key[0], "record": key[1], "version": key[2], "fields": committed}
    return hashlib.sha256(encode(whole)).hexdigest()


def open_note(note, keys):
    """(origin, size, root) of a signed note and the names of the keys that signed it. ValueError says what is wrong."""
    text, separator, lines = note.replace("\r\n", "\n").partition("\n\n")
    parts = (text + "\n").split("\n")
    if not separator or len(parts) < 4 or not re.fullmatch(r"0|[1-9][0-9]{0,18}", parts[1]):
        raise ValueError("This is no checkpoint.")
    root = base64.b64decode(parts[2], validate=True)
    signers = []
    for line in lines.splitlines():
        found = re.fullmatch(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)", line)
        for name, public_key in keys if found else ():
            raw = base64.b64decode(found[2])
            hint = hashlib.sha256(name.encode() + b"\n\x01" + public_key).digest()[:4]
            if name == found[1] and raw[:4] == hint and ed25519_verify(public_key, (text + "\n").encode(), raw[4:]):
                signers.append(name)
    if not signers:
        raise ValueError("No known key signed it.")
    return (parts[0], int(parts[1]), root), signers


def open_key(line):
    """(name, public key) of a verifier key line: name+hint+base64."""
    name, hint, encoded = line.strip().split("+", 2)
    raw = base64.b64decode(encoded)
    if raw[:1] != b"\x01" or len(raw) != 33 or hashlib.sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != hint:
        raise ValueError(f"{line.strip()} is no Ed25519 verifier key")
    return name, raw[1:]


# Ed25519 after RFC 8032, section 5.1.7. Slow and simple: it only ever checks.
P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
I = pow(2, (P - 1) // 4, P)  # noqa: E741


def _recover_x(y, sign):
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    if square == 0:
        return None if sign else 0
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * I % P
    if (x * x - square) % P:
        return None
    return P - x if x & 1 != sign else x


def _point(encoded):
    y = int.from_bytes(encoded, "little")
    x = _recover_x(y & (1 << 255) - 1, y >> 255)
    y &= (1 << 255) - 1
    return None if x is None else (x, y, 1, x * y % P)


def _add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar, point):
    total = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point = _add(point, point)
        scalar >>= 1
    return total


_BASE_Y = 4 * pow(5, P - 2, P) % P
_BASE = _point(_BASE_Y.to_bytes(32, "little"))


def ed25519_verify(public_key, message, signature):
    if len(public_key) != 32 or len(signature) != 64:
        return False
    key, commitment = _point(public_key), _point(signature[:32])
    scalar = int.from_bytes(signature[32:], "little")
    if key is None or commitment is None or scalar >= L:
        return False
    challenge = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % L
    left, right = _times(scalar, _BASE), _add(commitment, _times(challenge, key))
    return not ((left[0] * right[2] - right[0] * left[2]) % P or (left[1] * right[2] - right[1] * left[2]) % P)


def _moment(text):
    return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z")


# The bundle ------------------------------------------------------------------------------------------


class Bundle:
    """The exported folder or zip."""

    def __init__(self, path):
        self.path = pathlib.Path(path)
        self.zip = zipfile.ZipFile(self.path) if self.path.is_file() else None

    def _open(self, name):
        if self.zip is not None:
            return io.TextIOWrapper(self.zip.open(name), encoding="utf-8", newline="\n")
        return (self.path / name).open(encoding="utf-8", newline="\n")

    def manifest(self):
        with self._open("manifest.json") as file:
            found = json.load(file)
        if found.get("format") != FORMAT:
            raise ValueError("the format is {!r}, not {}".format(found.get("format"), FORMAT))
        return found

    def rows(self, name):
        with self._open(name) as file:
            for line in file:
                yield json.loads(line)


def verify(bundle, notes=(), vkeys=()):
    """Check a whole bundle; gives counts and findings."""
    manifest = bundle.manifest()
    checking = Verification(manifest["origin"])
    keys = [open_key(line) for line in vkeys]
    if not keys:
        keys = [(row["name"], base64.b64decode(row["public_key"])) for row in bundle.rows("keys.jsonl")]
    signed = [
        row | {"root": base64.b64decode(row["root"])}
        for row in bundle.rows("checkpoints.jsonl")
        if row["epoch"] == manifest["epoch"]
    ]
    sizes = [row["size"] for row in signed] + [int(note.split("\n")[1]) for _name, note in notes if _has_size(note)]
    checking.entries(
        ((row["i"], base64.b64decode(row["body"]), row["columns"]) for row in bundle.rows("entries.jsonl")), sizes
    )
    if checking.size != manifest["size"]:
        checking.find(
            "missing", "the bundle", "It announces %d entries and holds %d." % (manifest["size"], checking.size)
        )
    checking.checkpoints(signed, keys)
    for name, note in notes:
        checking.held(name, note, keys)
    checking.versions(
        row | {"seed": base64.b64decode(row["seed"]) if row.get("seed") else None}
        for row in bundle.rows("versions.jsonl")
    )
    checking.records(bundle.rows("records.jsonl"))
    return checking.finish()


def _has_size(note):
    lines = note.split("\n")
    return len(lines) > 1 and lines[1].isdigit()


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("bundle")
    parser.add_argument("--checkpoint", action="append", default=[], help="a file with a checkpoint you kept")
    parser.add_argument("--key", action="append", default=[], help="a public key you noted yourself")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    try:
        notes = [(name, pathlib.Path(name).read_text(encoding="utf-8")) for name in given.checkpoint]
        result = verify(Bundle(given.bundle), notes, given.key)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        print(f"could not check: {error}", file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps(result, indent=1))
    else:
        print("%(origin)s: %(size)d entries" % result)
        print(", ".join("%s %d" % pair for pair in result["counts"].items()))
        for finding in result["findings"]:
            print("FOUND {where}: {finding}".format(**finding))
        print("nothing found" if not result["findings"] else "%d findings" % len(result["findings"]))
    return 1 if result["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
