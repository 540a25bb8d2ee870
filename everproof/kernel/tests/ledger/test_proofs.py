"""The proof of one entry as a file: an outsider checks it, and no changed one passes."""

import random
import re

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from everproof.cli import main
from everproof.improvement import actions
from everproof.kernel.ledger import checkpoints, everproof_verify, keys, proofs, witnesses
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tests.ledger.forger import sign, standalone

MUTATIONS = 10_000
WITH_OWN_ARITHMETIC = 300


@pytest.fixture
def kept(own_database, settings, tmp_path):
    """Proofs of some entries, with the public key that was noted down."""
    settings.EVERPROOF_DATA = tmp_path
    organization = own_database.organization
    with organization_scope(organization.pk):
        for number in range(5):
            actions.report_nonconformity(title=f"Leak {number}", by=own_database.manager)
    sign(organization.pk)
    with organization_scope(organization.pk):
        rows = LedgerEntry.objects.filter(organization=organization).order_by("leaf_index")
        texts = [proofs.inclusion(row).text() for row in rows]
        return texts, everproof_verify.open_key(witnesses.public_key_line(organization.pk))


def test_every_entry_is_proven(kept):
    texts, key = kept

    for index, text in enumerate(texts):
        proven = everproof_verify.check_proof(text, [key])
        assert (proven["index"], proven["size"]) == (index, len(texts))
        assert proven["entry"]["log"] == "test/ours"


def test_no_mutated_proof_is_accepted(kept, monkeypatch):
    pick = random.Random(4)
    assert accepted(pick, WITH_OWN_ARITHMETIC, *kept) == []

    # The file's own arithmetic takes ten milliseconds a signature; it agrees with the library's (test_verification.py).
    monkeypatch.setattr(everproof_verify, "ed25519_verify", library_verify)
    assert accepted(pick, MUTATIONS - WITH_OWN_ARITHMETIC, *kept) == []


def accepted(pick, count, texts, key):
    """Which of so many changed proofs are believed and say anything else than before."""
    # Another white space in the note says nothing else.
    true = [said(everproof_verify.check_proof(text, [key])) for text in texts]
    believed = []
    for _number in range(count):
        place = pick.randrange(len(texts))
        changed = mutated(pick, texts[place])
        try:
            if said(everproof_verify.check_proof(changed, [key])) != true[place]:
                believed.append(changed)
        except ValueError:
            continue
    return believed


def library_verify(public_key, message, signature):
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def said(proven):
    return {name: value for name, value in proven.items() if name != "note"}


def mutated(pick, text):
    """One character changed, lost or doubled, two lines swapped, another index."""
    at = pick.randrange(len(text))
    lines = text.split("\n")
    first, second = pick.sample(range(len(lines)), 2)
    swapped = list(lines)
    swapped[first], swapped[second] = lines[second], lines[first]
    return pick.choice(
        [
            text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :],
            text[:at] + text[at + 1 :],
            text[:at] + text[at] + text[at:],
            "\n".join(swapped),
            re.sub(r"index \d+", f"index {pick.randrange(10_000)}", text),
            text[:at],
        ]
    )


def test_the_key_of_another_ledger_proves_nothing(kept):
    stranger = Ed25519PrivateKey.generate().public_key().public_bytes_raw()

    with pytest.raises(ValueError, match="No known key"):
        everproof_verify.check_proof(kept[0][0], [("test/ours", stranger)])


def test_a_proof_is_held_against_a_bundle(kept, own_database, tmp_path, capsys):
    texts, _key = kept
    standalone(own_database)
    file = tmp_path / "kept.tlog-proof"
    file.write_text(texts[3], encoding="utf-8")

    code = everproof_verify.main([str(keys.folder() / "bundle.zip"), "--proof", str(file)])

    printed = capsys.readouterr().out
    assert code == 0, printed
    assert "held 1" in printed
    assert "PROVEN" in printed


def test_a_proof_alone_needs_the_key_that_was_noted(kept, tmp_path, capsys):
    file = tmp_path / "kept.tlog-proof"
    file.write_text(kept[0][0], encoding="utf-8")

    with pytest.raises(SystemExit) as ended:
        everproof_verify.main(["--proof", str(file)])

    assert ended.value.code == 2


def test_an_entry_that_waits_has_no_proof(own_database, settings, tmp_path):
    settings.EVERPROOF_DATA = tmp_path
    with organization_scope(own_database.organization.pk):
        actions.report_nonconformity(title="Leak", by=own_database.manager)
        row = LedgerEntry.objects.filter(type="nonconformity").first()
        assert proofs.inclusion(row) is None


def test_the_command_opens_an_epoch_and_signs(own_database, settings, tmp_path, capsys):
    settings.EVERPROOF_DATA = tmp_path
    organization = own_database.organization
    sign(organization.pk)

    code = main(["ledger", "open-epoch", "--reason", "restored", "--organization", "ours", "--json"])

    assert code == 0
    assert '"epoch": 2' in capsys.readouterr().out
    with organization_scope(organization.pk):
        assert checkpoints.newest_checkpoint(organization.pk).epoch == 2
