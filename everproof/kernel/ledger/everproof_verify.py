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
import multiprocessing
import os
import pathlib
import re
import sys
import zipfile
from datetime import datetime
from functools import partial

FORMAT, ENTRY_FORMAT = "everproof-ledger-bundle/2", 2
LABEL = b"everproof-commit-v1"
# A slow transaction may get its place a little after a faster one; more than this is no accident.
SECONDS_OUT_OF_ORDER = 300
SIGNED = ("type", "record", "version", "meaning", "method", "digest", "at", "person")
COLUMNS = ("type", "record", "version", "verb", "actor", "at")
# Octets of a bundle that are looked at together; entries from which on every core works.
PORTION, WORTH_HELP = 1 << 21, 20_000


def examine(origin, portion):
    """What entries show by themselves, each with the values kept beside it, and what only all of them can show.

    `kept` is None where nothing is kept and False where that is not to be looked at.
    """
    seen = {"entries": [], "versions": [], "signed": [], "epochs": [], "findings": []}
    find = lambda *words: seen["findings"].append(words)  # noqa: E731
    for index, body, columns, kept, live in rows_of(portion):
        if index is None:  # kept values that belong to no entry
            _version(seen, {}, kept, live)
            continue
        leaf, where = hashlib.sha256(b"\x00" + body).digest(), "entry %d" % index
        try:
            content = json.loads(body)
            words = [content[name] + "" for name in ("type", "record", "verb", "actor", "at")]
            said = (*words[:2], content.get("version", 0) + 0, *words[2:])
            if content["v"] != ENTRY_FORMAT:
                raise ValueError("unknown format")
            if said[3] == "kernel.ledger.open_epoch":
                seen["epochs"].append({name: int(content["facts"][name]) for name in ("epoch", "kept")})
            seen["entries"].append((index, leaf, content["id"] + "", said[5]))
        except (ValueError, KeyError, TypeError):
            find("unreadable", where, "The entry is not readable.")
            seen["entries"].append((index, leaf, leaf.hex(), ""))
            continue
        if content.get("log") != origin:
            find("origin", where, "The entry belongs to another log: {}.".format(content.get("log")))
        if columns is not None and tuple(columns) != said:
            wrong = ", ".join(COLUMNS[place] for place, value in enumerate(columns) if value != said[place])
            find("columns", where, f"The table says something else than the entry: {wrong}.")
        if said[3].endswith(".sign"):
            seen["signed"].append((content["id"], content))
        if kept is not False and ("digest" in content or kept is not None):
            _version(seen, content, kept, live)
    return seen


def _version(seen, content, kept, live):
    """Whether what is kept of a version is what its entry sealed, and the live record is what is kept."""
    find, key = lambda *words: seen["findings"].append(words), tuple(map(content.get, COLUMNS[:3]))
    mine = "digest" in content and kept is not None and tuple(map(kept.get, COLUMNS[:3])) == key
    if kept is not None and not mine:
        find("version", "{type} {record}, version {version}".format(**kept), "No entry speaks of this version.")
    if "digest" not in content:
        return None
    where = "{} {}, version {}".format(*key)
    seen["versions"].append((*key, content["digest"], mine, live is not None))
    if not mine:
        return find("version", where, "The kept values of this version are gone.")
    try:
        values, erased = kept["values"], kept["erased"] or {}
        sealed = {name: erased.get(name) or commit(salt_of(kept, name), values[name]) for name in content["sealed"]}
        fields = dict(values, **{name: {"commit": sealed[name]} for name in sealed})
        if digest_of(key, fields=fields) != content["digest"] or not erased.keys().isdisjoint(values):
            find("value", where, "The kept values are not those of the entry.")
        else:
            for name, change in content["changes"].items():
                if change != ({"to": values.get(name)} if "to" in change else {"commit": sealed.get(name)}):
                    find("value", where, f"The entry says something else of {name}.")
        if "reason" in content:
            secret = salt_of(kept, "reason:")
            if content["reason"] != (commit(secret, kept["reason"]) if secret else erased.get("reason:")):
                find("value", where, "The kept reason is not that of the entry.")
        wrong = [name for name, value in values.items() if live.get(name) != value] if live is not None else ()
        if wrong:
            find("live", "%s %s" % key[:2], "Changed past the ledger: {}.".format(", ".join(sorted(wrong))))
    except (ValueError, KeyError, TypeError, AttributeError):
        find("value", where, "What is kept of this version is not readable.")


def rows_of(portion):
    """(index, body, columns, kept, live) of lines of a bundle; rows of a database are that, with JSON still as text."""
    for row in portion.splitlines() if isinstance(portion, bytes) else portion:
        if isinstance(row, bytes):
            line = json.loads(row)
            row = (line["i"], base64.b64decode(line["body"] or ""), line["columns"], line["kept"], line["live"])
        yield (*row[:3], row[3] and opened(row[3]), row[4])


def opened(row):
    """With the seed in bytes, and what a database gives as text read as the JSON it is."""
    texts = {name: json.loads(row[name]) for name in ("values", "salts", "erased") if isinstance(row.get(name), str)}
    seed = row.get("seed")
    return dict(row, seed=base64.b64decode(seed) if isinstance(seed, str) else seed, **texts)


def in_turn(function, portions, count):
    """The function's results for all portions, in their order; where many entries wait, every core works on them."""
    if count < WORTH_HELP or (os.cpu_count() or 1) < 2:
        yield from map(function, portions)
    else:
        with multiprocessing.get_context("spawn").Pool(min(os.cpu_count(), 8)) as pool:
            yield from pool.imap(function, portions)


class Verification:
    """Collects what was counted and what was found while the parts of a ledger pass by."""

    def __init__(self, origin, signatures=()):
        self.origin, self.size, self.roots, self.epochs, self.findings = origin, 0, {}, [], []
        self.counts = dict.fromkeys("entries checkpoints versions records held signatures signed".split(), 0)  # noqa: SIM905
        self._signatures, self._signing = list(signatures), {}
        self._digests = {(row["type"], row["record"], row["version"]): None for row in self._signatures}
        self._newest, self._identities, self._stack, self._latest = {}, set(), [], ""

    def find(self, kind, where, words):
        self.findings.append({"kind": kind, "where": where, "finding": words})

    def entries(self, examined, wanted_sizes):
        """`examined`: what `examine` gave for each portion, in order. Roots are kept at `wanted_sizes`."""
        wanted, self.roots = set(wanted_sizes), {0: self._root()}
        for seen in examined:
            for row in seen["entries"]:
                self._entry(*row)
                if self.size in wanted:
                    self.roots[self.size] = self._root()
            for row in seen["versions"]:
                self._version(*row)
            for finding in seen["findings"]:
                self.find(*finding)
            self._signing.update(seen["signed"])
            self.epochs += seen["epochs"]
        self.roots.setdefault(self.size, self._root())

    def _entry(self, index, leaf, identity, at):
        self.counts["entries"] += 1
        if index > self.size:
            self.find("missing", "entries %d to %d" % (self.size, index - 1), "These entries are not there.")
        elif index < self.size:
            self.find("order", "entry %d" % index, "The index is given twice or out of order.")
        self._push(leaf)
        self.size += 1
        if identity in self._identities:
            self.find("twice", "entry %d" % index, f"The entry {identity} stands in the log twice.")
        self._identities.add(identity)
        if at >= self._latest:
            self._latest = at
        elif at and seconds_between(at, self._latest) > SECONDS_OUT_OF_ORDER:
            self.find("time", "entry %d" % index, f"It says {at}, after an entry of {self._latest}.")

    def _version(self, type_, record, version, digest, is_kept, is_live):
        self.counts["versions"] += is_kept
        self.counts["records"] += is_live
        if (type_, record, version) in self._digests:
            self._digests[type_, record, version] = digest
        newest = self._newest.get((type_, record), (0, False))[0]
        if version > newest:
            self._newest[type_, record] = (version, is_live)
        else:
            self.find("version", f"{type_} {record}", "Version %d comes after version %d." % (version, newest))

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
            if said and said[1:] != (row["size"], row["root"]):
                self.find("columns", where, "The table says something else than the signed note.")
            kept = [opening["kept"] for opening in self.epochs if opening["epoch"] > row["epoch"]]
            if row["size"] <= min(kept, default=row["size"]):
                self.compare(row["size"], row["root"], where, "checkpoint")

    def held(self, name, note, keys):
        """A checkpoint somebody outside kept."""
        self.counts["held"] += 1
        said = self._opened(note, keys, f"the checkpoint in {name}")
        if said:
            self.compare(*said[1:], f"the checkpoint in {name}", "held")

    def _opened(self, note, keys, where):
        try:
            said, signers = open_note(note, keys)
        except ValueError as error:
            return self.find("signature", where, str(error))
        self.counts["signatures"] += len(signers)
        return said if said[0] == self.origin else self.find("origin", where, f"It belongs to another log: {said[0]}.")

    def compare(self, size, root, where, kind):
        if size > self.size:
            self.find(kind, where, "It speaks of %d entries; only %d are there." % (size, self.size))
        elif self.roots.get(size) != root:
            self.find(kind, where, "The first %d entries are not those that were signed." % size)

    def signatures(self):
        """The signatures, held against the entries that speak of them."""
        for row in self._signatures:
            self.counts["signed"] += 1
            key = (row["type"], row["record"], row["version"])
            where, entry = "the signature of %s %s, version %d" % key, self._signing.pop(row["entry"], None)
            if entry is None:
                self.find("signed", where, "No entry speaks of this signature.")
                continue
            facts = {**entry, **entry.get("facts", {}), "person": entry["actor"]}
            wrong = [name for name in SIGNED if row[name] != facts.get(name)]
            said = {"name": row["name"], "role": row["role"], "zone": row["zone"]}
            fits = commit(salt_of(row, "signer"), said) == facts.get("signer") if row["seed"] else not row["name"]
            signed = digest_of(key, digest=self._digests[key], files=row["files"]) == facts.get("digest")
            wrong += ["name, role or zone"] * (not fits) + ["what was signed"] * (not signed)
            if wrong:
                self.find("signed", where, "It is not what was signed: {}.".format(", ".join(wrong)))

    def records(self, rows, pending=frozenset()):
        """`rows`: live records beside no entry. `pending`: (type, record) of those that wait for an index."""
        for key in pending:
            self._newest.pop(key, None)
        for row in rows:
            self.counts["records"] += 1
            key = (row["type"], row["record"])
            if key not in pending:
                known = "knows %d" % self._newest.pop(key)[0] if key in self._newest else "has no history of it"
                self.find("live", "%s %s" % key, "It is version {}; the ledger {}.".format(row["version"], known))

    def finish(self):
        """What should have come and did not."""
        for key, (_version, is_live) in self._newest.items():
            if not is_live:
                self.find("live", "%s %s" % key, "The record is gone.")
        for entry in self._signing.values():
            self.find("signed", "{type} {record}".format(**entry), "A signature is gone.")
        return self.result()

    def result(self):
        return {name: getattr(self, name) for name in ("origin", "size", "counts", "findings", "epochs")}


def seconds_between(earlier, later):
    try:
        first, second = (datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%f%z") for text in (earlier, later))
        return (second - first).total_seconds()
    except ValueError:
        return float("inf")


encode = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False).encode


def commit(salt, value):
    return hashlib.sha256(LABEL + salt + encode(value).encode()).hexdigest()


def salt_of(row, field):  # None once it is erased
    if row.get("seed"):
        return hmac.digest(row["seed"], field.encode(), "sha256")
    kept = (row.get("salts") or {}).get(field)
    return bytes.fromhex(kept) if kept else None


def digest_of(key, **more):
    return hashlib.sha256(encode(dict(more, type=key[0], record=key[1], version=key[2])).encode()).hexdigest()


def open_note(note, keys):
    """(origin, size, root) of a signed note and the names of the keys that signed it. ValueError says what is wrong."""
    text, separator, lines = note.replace("\r\n", "\n").partition("\n\n")
    parts = (text + "\n").split("\n")
    if not separator or len(parts) < 4 or not re.fullmatch(r"0|[1-9][0-9]{0,18}", parts[1]):
        raise ValueError("This is no checkpoint.")
    signers, said = [], (parts[0], int(parts[1]), base64.b64decode(parts[2], validate=True))
    for line in lines.splitlines():
        found = re.fullmatch(r"— ([^\s+]+) ([A-Za-z0-9+/=]+)", line)
        for name, public_key in keys if found else ():
            raw = base64.b64decode(found[2])
            hint = hashlib.sha256(name.encode() + b"\n\x01" + public_key).digest()[:4]
            if name == found[1] and raw[:4] == hint and ed25519_verify(public_key, (text + "\n").encode(), raw[4:]):
                signers.append(name)
    if not signers:
        raise ValueError("No known key signed it.")
    return said, signers


def check_proof(text, keys):
    """What the proof of one entry shows: the entry, its place, and the checkpoint. ValueError says what is wrong."""
    head, _separator, note = text.replace("\r\n", "\n").partition("\n\n")
    found = re.fullmatch(r"c2sp\.org/tlog-proof@v1\nextra (\S+)\nindex (0|[1-9]\d{0,17})((?:\n\S+)*)", head)
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


def _point(encoded):
    """The point that the 32 octets stand for; None where there is none."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * I % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        return None
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def _add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(scalar, point):
    total = (0, 1, 1, 0)
    while scalar:
        total = _add(total, point) if scalar & 1 else total
        point, scalar = _add(point, point), scalar >> 1
    return total


_BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


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


class Bundle:
    """The exported folder or zip."""

    def __init__(self, path):
        self.path = zipfile.Path(path) if pathlib.Path(path).is_file() else pathlib.Path(path)
        self.manifest = json.loads((self.path / "manifest.json").read_text(encoding="utf-8"))
        if self.manifest.get("format") != FORMAT:
            raise ValueError("the format is {!r}, not {}".format(self.manifest.get("format"), FORMAT))

    def rows(self, name):
        with (self.path / name).open("rb") as file:
            yield from map(opened, map(json.loads, file))

    def portions(self):
        """The lines of the entries, many at a time."""
        with (self.path / "entries.jsonl").open("rb") as file:
            while lines := file.read(PORTION):
                yield lines + file.readline()

    def keys(self):
        return [(row["name"], base64.b64decode(row["public_key"])) for row in self.rows("keys.jsonl")]


def verify(bundle, notes=(), vkeys=()):
    """Check a whole bundle; gives counts and findings."""
    checking = Verification(bundle.manifest["origin"], bundle.rows("signatures.jsonl"))
    keys = [open_key(line) for line in vkeys] or bundle.keys()
    signed = [dict(row, root=base64.b64decode(row["root"])) for row in bundle.rows("checkpoints.jsonl")]
    sizes = [row["size"] for row in signed]
    sizes += [int(line) for _name, note in notes for line in note.split("\n")[1:2] if line.isdigit()]
    announced = bundle.manifest["size"]
    checking.entries(in_turn(partial(examine, checking.origin), bundle.portions(), announced), sizes)
    if checking.size != announced:
        checking.find("missing", "the bundle", "It announces %d entries and holds %d." % (announced, checking.size))
    checking.checkpoints(signed, keys)
    for name, note in notes:
        checking.held(name, note, keys)
    checking.signatures()
    checking.records(bundle.rows("records.jsonl"))
    return checking.finish()


def report(result):
    """The result in lines for a reader."""
    if "counts" in result:
        yield "%(origin)s: %(size)d entries" % result
        yield ", ".join("%s %d" % pair for pair in result["counts"].items())
    for opening in result.get("epochs", ()):
        yield "EPOCH {epoch}: what was signed after the first {kept} entries is lost, says the ledger".format(**opening)
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
    for name in ("checkpoint", "key", "proof"):
        parser.add_argument(f"--{name}", action="append", default=[], help=f"a {name} that you kept yourself")
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args(arguments)
    if not given.bundle and not (given.proof and given.key):
        parser.error("give a bundle, or a proof and the public key")
    try:
        result = run(given)
    except Exception as error:  # whatever is wrong with the files: nothing was checked
        print(f"could not check: {error}", file=sys.stderr)
        return 2
    print(json.dumps(result, indent=1) if given.json else "\n".join(report(result)))
    return 1 if result["findings"] else 0


if __name__ == "__main__":
    sys.exit(main())
