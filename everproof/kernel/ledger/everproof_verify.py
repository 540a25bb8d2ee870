#!/usr/bin/env python3
"""Checks an exported Everproof ledger without Everproof: one file, Python's standard library, no trust in anyone.

    python3 everproof_verify.py BUNDLE [--checkpoint NOTE ...] [--key VKEY ...] [--proof FILE ...] [--json]
    python3 everproof_verify.py --proof FILE --key VKEY

BUNDLE is the folder or zip that `everproof ledger export` wrote. NOTE is a file with a checkpoint that you kept from
earlier (an e-mail will do): with it, a history that was rewritten, shortened or forked is found even if whoever runs
the server holds every key. VKEY is a public key you noted yourself; without one the keys in the bundle are believed.
FILE is the proof of one entry, as a signer downloads it. Every finding is printed, not only the first.
Exit code 0: nothing found. 1: something found. 2: could not check.
"""

import argparse
import base64
import hashlib
import hmac
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
SIGNED = ("type", "record", "version", "meaning", "method", "digest", "at")
COLUMNS = ("type", "record", "version", "verb", "actor", "at")
COUNTED = ("entries", "checkpoints", "versions", "records", "held", "signatures", "signed")
PROOF = "c2sp.org/tlog-proof@v1"


class Verification:
    """Collects what was counted and what was found while the parts of a ledger pass by."""

    def __init__(self, origin):
        self.origin = origin
        self.counts = dict.fromkeys(COUNTED, 0)
        self.findings = []
        self.roots = {}
        self.size = 0
        self.entry_of_version = {}
        self.newest = {}
        self.digests = {}
        self.signed = {}
        self.epochs = []
        self._stack = []
        self._latest = ""

    def find(self, kind, where, words):
        self.findings.append({"kind": kind, "where": where, "finding": words})

    def entries(self, rows, wanted_sizes):
        """`rows`: (index, body bytes, columns or None) in order of index. Roots are kept at `wanted_sizes`."""
        wanted, seen = set(wanted_sizes), set()
        self.roots[0] = self._root()
        for index, body, columns in rows:
            if index > self.size:
                self.find("missing", "entries %d to %d" % (self.size, index - 1), "These entries are not there.")
            elif index < self.size:
                self.find("order", "entry %d" % index, "The index is given twice or out of order.")
            self._push(hashlib.sha256(b"\x00" + body).digest())
            self.size += 1
            self.counts["entries"] += 1
            self._entry(index, body, columns, seen)
            if self.size in wanted:
                self.roots[self.size] = self._root()
        self.roots.setdefault(self.size, self._root())

    def _entry(self, index, body, columns, seen):
        where = "entry %d" % index
        try:
            content = json.loads(body)
            identity, at, verb, *_strings = (content[name] + "" for name in ("id", "at", "verb", *COLUMNS[:2], "actor"))
            if "digest" in content:
                key = (content["type"], content["record"], int(content["version"]))
            if verb == "kernel.ledger.open_epoch":
                self.epochs.append({name: int(content["facts"][name]) for name in ("epoch", "kept")})
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
            wrong = [name for name in COLUMNS if columns.get(name) != content.get(name, "" if name != "version" else 0)]
            if wrong:
                words = "The table says something else than the entry: {}."
                self.find("columns", where, words.format(", ".join(wrong)))
        if verb.endswith(".sign"):
            self.signed[identity] = content
        if "digest" in content:
            self.entry_of_version[key] = content
            newest = self.newest.get(key[:2])
            if newest is not None and content["version"] <= newest:
                self.find("version", where, "Version %d of %s %s comes after %d." % (key[2], key[0], key[1], newest))
            self.newest[key[:2]] = max(content["version"], newest or 0)

    def _time(self, where, at):
        if at < self._latest:
            if seconds_between(at, self._latest) > SECONDS_OUT_OF_ORDER:
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
        root = self._stack[-1] if self._stack else hashlib.sha256(b"").digest()
        for left in reversed(self._stack[:-1]):
            root = hashlib.sha256(b"\x01" + left + root).digest()
        return root

    def checkpoints(self, rows, keys):
        """`rows`: dicts with epoch, size, root (bytes), note. What a later epoch says to be lost is not looked for."""
        for row in rows:
            self.counts["checkpoints"] += 1
            where = "checkpoint of %d entries" % row["size"]
            said = self._opened(row["note"], keys, where)
            if said is not None and (said[1], said[2]) != (row["size"], row["root"]):
                self.find("columns", where, "The table says something else than the signed note.")
            kept = [opening["kept"] for opening in self.epochs if opening["epoch"] > row["epoch"]]
            if row["size"] <= min(kept, default=row["size"]):
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

    def signatures(self, rows):
        """`rows`: dicts of signatures with seed (bytes) or None. Comes before `versions`, which use up the entries."""
        for row in rows:
            self.counts["signed"] += 1
            key = (row["type"], row["record"], row["version"])
            where = "the signature of %s %s, version %d" % key
            entry = self.signed.pop(row["entry"], None)
            if entry is None:
                self.find("signed", where, "No entry speaks of this signature.")
                continue
            facts = dict(entry.get("facts", {}), type=entry["type"], record=entry["record"], at=entry["at"])
            wrong = [name for name in SIGNED if row[name] != facts.get(name)]
            wrong += ["person"] if row["person"] != entry["actor"] else []
            said = {"name": row["name"], "role": row["role"], "zone": row["zone"]}
            fits = commit(salt_of(row, "signer"), said) == facts.get("signer") if row["seed"] else not row["name"]
            wrong += [] if fits else ["name, role or zone"]
            digest = self.entry_of_version.get(key, {}).get("digest")
            if digest_of(key, digest=digest, files=row["files"]) != facts.get("digest"):
                wrong.append("what was signed")
            if wrong:
                self.find("signed", where, "It is not what was signed: {}.".format(", ".join(wrong)))

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
            if digest_of(key, fields=committed) != entry["digest"]:
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
        """`rows`: live records. `pending`: (type, record) of those that wait for an index and are not checked."""
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
        for entry in self.signed.values():
            self.find("signed", "{type} {record}".format(**entry), "A signature is gone.")
        return {name: getattr(self, name) for name in ("origin", "size", "counts", "findings", "epochs")}


# Hashes and notes ------------------------------------------------------------------------------------------


def seconds_between(earlier, later):
    try:
        first, second = (datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z") for text in (earlier, later))
        return (second - first).total_seconds()
    except ValueError:
        return float("inf")


def encode(value):
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode()


def commit(salt, value):
    return hashlib.sha256(LABEL + salt + encode(value)).hexdigest()


def salt_of(row, field):  # None once it is erased
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


def digest_of(key, **more):
    whole = dict(more, type=key[0], record=key[1], version=key[2])
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


def check_proof(text, keys):
    """What the proof of one entry shows: the entry, its place, and the checkpoint. ValueError says what is wrong."""
    head, _separator, note = text.replace("\r\n", "\n").partition("\n\n")
    found = re.fullmatch(r"%s\nextra (\S+)\nindex (0|[1-9]\d{0,17})((?:\n\S+)*)" % re.escape(PROOF), head)
    if found is None:
        raise ValueError("This is no proof of an entry.")
    (origin, size, root), _signers = open_note(note, keys)
    body, index = base64.b64decode(found[1], validate=True), int(found[2])
    current, place, last = hashlib.sha256(b"\x00" + body).digest(), index, size - 1
    for line in found[3].split():
        sibling = base64.b64decode(line, validate=True)
        left = place & 1 or place == last
        current = hashlib.sha256(b"\x01" + (sibling + current if left else current + sibling)).digest()
        while left and not place & 1 and place:
            place, last = place >> 1, last >> 1
        place, last = place >> 1, last >> 1
    if index >= size or last != 0 or current != root:
        raise ValueError("The entry does not stand at place %d of the %d that were signed." % (index, size))
    entry = json.loads(body)
    if entry.get("log") != origin:
        raise ValueError(f"The entry belongs to another log than {origin}.")
    return {"entry": entry, "index": index, "size": size, "origin": origin, "note": note}


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


# The bundle ------------------------------------------------------------------------------------------


class Bundle:
    """The exported folder or zip."""

    def __init__(self, path):
        self.path = zipfile.Path(path) if pathlib.Path(path).is_file() else pathlib.Path(path)
        self.manifest = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        if self.manifest.get("format") != FORMAT:
            raise ValueError("the format is {!r}, not {}".format(self.manifest.get("format"), FORMAT))

    def rows(self, name):
        with (self.path / name).open("rb") as file:
            for row in map(json.loads, file):
                yield dict(row, seed=base64.b64decode(row["seed"])) if row.get("seed") else row

    def keys(self):
        return [(row["name"], base64.b64decode(row["public_key"])) for row in self.rows("keys.jsonl")]


def verify(bundle, notes=(), vkeys=()):
    """Check a whole bundle; gives counts and findings."""
    checking = Verification(bundle.manifest["origin"])
    keys = [open_key(line) for line in vkeys] or bundle.keys()
    signed = [dict(row, root=base64.b64decode(row["root"])) for row in bundle.rows("checkpoints.jsonl")]
    sizes = [row["size"] for row in signed] + [
        int(line) for _name, note in notes for line in note.split("\n")[1:2] if line.isdigit()
    ]
    checking.entries(
        ((row["i"], base64.b64decode(row["body"]), row["columns"]) for row in bundle.rows("entries.jsonl")), sizes
    )
    announced = bundle.manifest["size"]
    if checking.size != announced:
        checking.find("missing", "the bundle", "It announces %d entries and holds %d." % (announced, checking.size))
    checking.checkpoints(signed, keys)
    for name, note in notes:
        checking.held(name, note, keys)
    checking.signatures(bundle.rows("signatures.jsonl"))
    checking.versions(bundle.rows("versions.jsonl"))
    checking.records(bundle.rows("records.jsonl"))
    return checking.finish()


def report(result):
    """The result in lines for a reader."""
    if "counts" in result:
        yield "%(origin)s: %(size)d entries" % result
        yield ", ".join("%s %d" % pair for pair in result["counts"].items())
    for opening in result.get("epochs", ()):
        yield "EPOCH {epoch}: the ledger says that what was signed after the first {kept} entries is lost".format(
            **opening
        )
    for proof in result["proofs"]:
        yield "PROVEN {name}: entry {index} of {size} signed by {origin}: {entry}".format(**proof)
    for finding in result["findings"]:
        yield "FOUND {where}: {finding}".format(**finding)
    yield "nothing found" if not result["findings"] else "%d findings" % len(result["findings"])


def run(given):
    """Check what was given; a bundle with a checkpoint in a proof is held against it."""
    files = {name: pathlib.Path(name).read_text(encoding="utf-8") for name in given.checkpoint + given.proof}
    bundle = Bundle(given.bundle) if given.bundle else None
    keys = [open_key(line) for line in given.key] or bundle.keys()
    notes, result = [(name, files[name]) for name in given.checkpoint], {"proofs": [], "findings": []}
    for name in given.proof:
        try:
            proof = dict(check_proof(files[name], keys), name=name)
        except ValueError as error:
            result["findings"].append({"kind": "proof", "where": name, "finding": str(error)})
            continue
        notes.append((name, proof.pop("note")))
        result["proofs"].append(proof)
    whole = verify(bundle, notes, given.key) if bundle else {"findings": []}
    return dict(result, **dict(whole, findings=result["findings"] + whole["findings"]))


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("bundle", nargs="?")
    parser.add_argument("--checkpoint", action="append", default=[], help="a file with a checkpoint you kept")
    parser.add_argument("--key", action="append", default=[], help="a public key you noted yourself")
    parser.add_argument("--proof", action="append", default=[], help="a file with the proof of one entry")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    if not given.bundle and not (given.proof and given.key):
        parser.error("give a bundle, or a proof and the public key")
    try:
        result = run(given)
    except (OSError, ValueError, KeyError, zipfile.BadZipFile) as error:
        print(f"could not check: {error}", file=sys.stderr)
        return 2
    print(json.dumps(result, indent=1) if given.json else "\n".join(report(result)))
    return 1 if result["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
