"""An outsider with Python, an exported bundle, an old checkpoint and the public key finds what was bent with SQL.

The demo company is built once. Each test bends a copy of its database as somebody would who owns the server, exports
the bundle, and runs the standalone file as a program of its own, without Everproof and what else is installed.
"""

import json
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger import everproof_verify, export, keys, witnesses
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.ledger.notes import Checkpoint, signed
from everproof.kernel.ledger.tree import of_leaves
from everproof.kernel.people import actions as people
from everproof.kernel.people import erasure
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.testing import databases
from everproof.kernel.tests.ledger.forger import (
    as_key,
    bend,
    bend_log,
    body_of,
    entry,
    forged,
    forget_memory,
    forget_signatures,
    insert_entry,
    key,
    move_up,
    note,
    replace_entry,
    rewrite,
    sign,
)

SECONDS = 120

pytestmark = pytest.mark.slow


@dataclass(frozen=True)
class Company:
    """The demo company, what its auditor noted when she was there last, and what is bent since."""

    organization: Organization
    size: int
    checkpoint: str
    public_key: str
    record: UUID
    leaver: UUID

    @property
    def by(self) -> Actor:
        return Actor.system(self.organization, "setup")

    @property
    def middle(self) -> int:
        return self.size // 2

    def work(self, count: int) -> None:
        """So many reports, signed."""
        with organization_scope(self.organization.pk):
            for number in range(count):
                actions.report_nonconformity(title=f"After the audit {number}", by=self.by)
        sign(self.organization.pk)


@pytest.fixture(scope="module")
def base(demo_company, django_db_blocker, tmp_path_factory):
    """The company after an audit: the auditor has a checkpoint, and work went on."""
    folder = tmp_path_factory.mktemp("base")
    with django_db_blocker.unblock(), demo_company.copied_to(folder) as built:
        company = audited(built.organization)
        company.work(3)
        connection.close()
        yield company, folder


def audited(organization: Organization) -> Company:
    with organization_scope(organization.pk):
        by = Actor.system(organization, "setup")
        leaver = people.add_person(name="Zephyrine Quatrefages", by=by, email="z@canary.example", active=False)
        record = Nonconformity.objects.filter(organization=organization, voided_at=None).exclude(severity="low").first()
    newest = sign(organization.pk)
    with organization_scope(organization.pk):
        public_key = witnesses.public_key_line(organization.pk)
    return Company(organization, newest.size, newest.note, public_key, record.pk, leaver.pk)


@pytest.fixture
def company(base, settings, tmp_path, django_db_blocker):
    """A copy of the company that can be bent."""
    made, folder = base
    shutil.copytree(folder, tmp_path / "data")
    settings.EVERPROOF_DATA = tmp_path / "data"
    with django_db_blocker.unblock(), databases.cloned():
        yield made


@pytest.fixture
def found(company, tmp_path):
    """What the outsider finds: she has the bundle, and from before the file, the checkpoint and the key."""

    def look(checkpoint: str = company.checkpoint) -> set[str]:
        outside = tmp_path / "outside"
        outside.mkdir(exist_ok=True)
        shutil.copy(Path(everproof_verify.__file__), outside)
        (outside / "kept.txt").write_text(checkpoint, encoding="utf-8")
        export.write_bundle(company.organization.pk, outside / "bundle.zip")
        command = [sys.executable, "-I", "-S", "everproof_verify.py", "bundle.zip", "--checkpoint", "kept.txt"]
        done = subprocess.run(
            [*command, "--key", company.public_key, "--json"],
            cwd=outside, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        assert done.returncode in (0, 1), done.stderr
        findings = json.loads(done.stdout)["findings"]
        assert bool(findings) == bool(done.returncode)
        return {finding["kind"] for finding in findings}

    return look


# Found ---------------------------------------------------------------------------------------------------------------


def test_an_entry_is_edited(company, found):
    replace_entry(entry(company, company.middle), actor="somebody else")

    assert {"checkpoint", "held"} <= found()


def test_an_entry_is_deleted_in_the_middle(company, found):
    bend("delete from kernel_ledgerentry where id = %s", key(entry(company, company.middle)))

    assert {"missing", "checkpoint", "held"} <= found()


def test_an_entry_is_inserted_in_the_middle(company, found):
    body = body_of(entry(company, company.middle)) | {"id": "01a20000-0000-7000-8000-000000000000", "verb": "invented"}
    body.pop("digest", None)
    move_up(company, company.middle)
    insert_entry(company, body, company.middle)

    assert {"checkpoint", "held"} <= found()


def test_the_tail_is_cut_off(company, found):
    bend_log("delete from kernel_ledgerentry where leaf_index >= %s and organization_id = %s", company, company.middle)
    forget_signatures(company)

    assert {"version", "held"} <= found()


def test_the_log_is_rewritten_and_signed_with_another_key(company, found):
    rewrite(company, company.middle)
    forged(company, Ed25519PrivateKey.generate())

    assert {"signature", "held"} <= found()


def test_the_log_is_rewritten_and_signed_with_the_stolen_key(company, found):
    rewrite(company, company.middle)
    forged(company, keys.signing_key())

    assert found() == {"held"}


def test_a_back_dated_entry_is_appended(company, found):
    with organization_scope(company.organization.pk):
        size = LedgerEntry.objects.filter(organization=company.organization).count()
    body = body_of(entry(company, size - 1)) | {
        "id": "01a20000-0000-7000-8000-000000000001", "at": "2020-01-01T00:00:00.000000Z",
    }  # fmt: skip
    body.pop("digest", None)
    insert_entry(company, body, size)
    sign(company.organization.pk)

    assert found() == {"time"}


def test_a_backup_is_put_back_and_work_goes_on(company, found):
    forget_signatures(company)
    bend_log("delete from kernel_ledgerentry where leaf_index >= %s and organization_id = %s", company, company.middle)
    forget_memory()
    company.work(20)

    assert "held" in found()


def test_another_history_was_shown_to_this_outsider(company, found):
    origin = company.organization.origin
    with organization_scope(company.organization.pk):
        rows = LedgerEntry.objects.filter(organization=company.organization, leaf_index__lt=company.size)
        leaves = [bytes(leaf) for leaf in rows.order_by("leaf_index").values_list("leaf_hash", flat=True)]
    other = of_leaves([*leaves[:-1], b"\x00" * 32])

    assert found(signed(Checkpoint(origin, other.size, other.root()), name=origin, key=keys.signing_key())) == {"held"}


def test_a_kept_value_is_edited(company, found):
    bend("update kernel_recordversion set reason = 'No reason', \"values\" = '{}' where record_id = %s",
         as_key(company.record))  # fmt: skip

    assert "value" in found()


def test_a_live_record_is_edited(company, found):
    bend("update improvement_nonconformity set severity = 'low' where id = %s", as_key(company.record))

    assert found() == {"live"}


# Quiet ---------------------------------------------------------------------------------------------------------------


def test_nothing_was_bent(company, found):
    assert found() == set()
    assert found(note(company)) == set()


def test_a_person_was_lawfully_erased(company, found):
    with organization_scope(company.organization.pk):
        person = Person.objects.select_related("organization").get(pk=company.leaver)
        erasure.erase_person(person=person, by=company.by, basis="request")
    sign(company.organization.pk)

    assert found() == set()
