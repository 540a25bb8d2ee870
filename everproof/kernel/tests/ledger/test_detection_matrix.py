"""Each manipulation at trees of 1, 255, 257 and 10,000 entries, with a checkpoint that a witness keeps.

The base is built once, and each test bends a copy of it. 255 and 257 lie on either side of a full tile. A manipulation
that needs a record, or a middle, is not tried on a tree of one.
"""

import shutil
from dataclasses import dataclass
from datetime import date
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.conf import settings as installation
from django.db import connection, transaction

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel import ledger, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger import keys, sequencer
from everproof.kernel.ledger.commitments import leaf_hash
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
    found,
    insert_entry,
    key,
    move_up,
    note,
    replace_entry,
    rewrite,
    sign,
)

SIZES = (1, 255, 257, 10_000)
RECORDS = 120
slow = pytest.mark.slow
every_size = pytest.mark.parametrize(
    "company", [pytest.param(size, marks=[slow] if size > 1000 else []) for size in SIZES], indirect=True
)
larger_sizes = pytest.mark.parametrize(
    "company", [pytest.param(size, marks=[slow] if size > 1000 else []) for size in SIZES[1:]], indirect=True
)


@dataclass
class Company:
    """A company of the base: how many entries it has, and which of its records may be bent."""

    organization: Organization
    size: int
    record: UUID | None = None
    person: UUID | None = None

    @property
    def by(self):
        return Actor.system(self.organization, "setup")

    @property
    def middle(self):
        return self.size // 2

    def work(self, count):
        """So many reports."""
        with organization_scope(self.organization.pk):
            for number in range(count):
                actions.report_nonconformity(title=f"Afterwards {number}", by=self.by)


@pytest.fixture(scope="module")
def base(request, django_db_setup, django_db_blocker, tmp_path_factory):
    """A database with a company of each size that is asked for, signed, and the folder of its key."""
    wanted = {item.callspec.params["company"] for item in request.session.items if item.path == request.path}
    patch, folder = pytest.MonkeyPatch(), tmp_path_factory.mktemp("base")
    patch.setattr(installation, "EVERPROOF_DATA", folder)
    with django_db_blocker.unblock(), databases.cloned():
        companies = {size: build(size) for size in sorted(wanted)}
        connection.close()
        yield companies, folder
    patch.undo()


def build(size):
    """A company whose ledger has exactly so many entries; the founding is the first of them."""
    organization = people.found_organization(slug=f"size-{size}", name=f"Size {size}", origin=f"test/size-{size}")
    company = Company(organization, size)
    with organization_scope(organization.pk), transaction.atomic():
        if size > RECORDS:
            fill(company)
        assert LedgerEntry.objects.filter(organization=organization).count() == size
    if connection.vendor == "postgresql":
        sequencer.sequence(organization.pk)
    sign(organization.pk)
    return company


def fill(company):
    person = people.add_person(name="Zephyrine Quatrefages", by=company.by, email="z@canary.example", active=False)
    rows = [{"title": f"Leak {number}", "detected_on": date(2026, 3, 1)} for number in range(RECORDS)]
    made = records.create_many(Nonconformity, rows, by=company.by)
    for number in range(company.size - RECORDS - 2):
        ledger.note(company.by, "kernel.test", type="test", record_id=str(number), facts={"n": number})
    company.record, company.person = made[RECORDS // 2].pk, person.pk


@pytest.fixture
def company(base, request, settings, tmp_path, django_db_blocker):
    """A copy of the company of this size, in a database and with keys that can be bent."""
    companies, folder = base
    shutil.copytree(folder, tmp_path / "data")
    settings.EVERPROOF_DATA = tmp_path / "data"
    with django_db_blocker.unblock(), databases.cloned():
        yield companies[request.param]


def kept(company):
    return [("kept.txt", note(company))]


# Found ---------------------------------------------------------------------------------------------------------------


@every_size
def test_a_row_is_edited(company):
    held = kept(company)
    replace_entry(entry(company, company.middle), actor="somebody else")

    assert {"checkpoint", "held"} <= found(company, held)


@larger_sizes
def test_a_row_is_deleted_in_the_middle(company):
    held = kept(company)
    bend("delete from kernel_ledgerentry where id = %s", key(entry(company, company.middle)))

    assert {"missing", "checkpoint", "held"} <= found(company, held)


@larger_sizes
def test_a_row_is_inserted_in_the_middle(company):
    held = kept(company)
    body = body_of(entry(company, company.middle)) | {"id": "01a20000-0000-7000-8000-000000000000", "verb": "invented"}
    body.pop("digest", None)
    move_up(company, company.middle)
    insert_entry(company, body, company.middle)

    assert {"checkpoint", "held"} <= found(company, held)


@every_size
def test_the_tail_is_cut_off(company):
    held = kept(company)
    bend_log(
        "delete from kernel_ledgerentry where leaf_index >= %s and organization_id = %s", company, company.size * 3 // 4
    )

    assert {"checkpoint", "held"} <= found(company, held)


@every_size
def test_the_log_is_rewritten_without_the_key(company):
    held = kept(company)
    rewrite(company, company.middle)
    forged(company, Ed25519PrivateKey.generate())
    forget_memory()

    assert {"signature", "held"} <= found(company, held)


@every_size
def test_the_log_is_rewritten_and_signed_with_the_stolen_key(company):
    held = kept(company)
    rewrite(company, company.middle)
    forged(company, keys.signing_key())
    forget_memory()

    assert "held" in found(company, held)


@every_size
def test_a_back_dated_entry_is_appended(company):
    body = body_of(entry(company, company.size - 1)) | {
        "id": "01a20000-0000-7000-8000-000000000001",
        "at": "2020-01-01T00:00:00.000000Z",
    }
    body.pop("digest", None)
    insert_entry(company, body, company.size)
    sign(company.organization.pk)

    assert "time" in found(company, kept(company))


@every_size
def test_a_backup_is_put_back_and_work_goes_on(company):
    held = kept(company)
    forget_signatures(company)
    bend_log(
        "delete from kernel_ledgerentry where leaf_index >= %s and organization_id = %s", company, company.size * 3 // 4
    )
    forget_memory()
    company.work(3)
    sign(company.organization.pk)

    assert "held" in found(company, held)


@every_size
def test_another_history_is_shown_to_another_person(company):
    other_branch = of_leaves([leaf_hash(b"another history")] * company.size)
    origin = company.organization.origin
    shown = signed(Checkpoint(origin, company.size, other_branch.root()), name=origin, key=keys.signing_key())

    assert "held" in found(company, [("shown.txt", shown)])


@larger_sizes
def test_a_kept_value_is_edited(company):
    bend(
        "update kernel_recordversion set reason = 'Another reason', \"values\" = '{}' where record_id = %s",
        as_key(company.record),
    )

    assert "value" in found(company, kept(company))


@larger_sizes
def test_a_live_record_is_edited_with_sql(company):
    bend("update improvement_nonconformity set severity = 'low' where id = %s", as_key(company.record))

    assert found(company, kept(company)) == {"live"}


# Quiet ---------------------------------------------------------------------------------------------------------------


@larger_sizes
def test_a_lawful_erasure_is_quiet(company):
    held = kept(company)
    with organization_scope(company.organization.pk):
        person = Person.objects.select_related("organization").get(pk=company.person)
        erasure.erase_person(person=person, by=company.by, basis="request")
    sign(company.organization.pk)

    assert found(company, held) == set()


@every_size
def test_nothing_changed_is_quiet(company):
    assert found(company, kept(company)) == set()
