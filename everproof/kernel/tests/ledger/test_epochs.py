"""A database that was restored goes on under a new epoch that names what is lost."""

import json

import pytest
from django.db import connection, transaction

from everproof.improvement import actions
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger import checkpoints, sequencer, verification, witnesses
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.tenancy import organization_scope


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.EVERPROOF_DATA = tmp_path


def test_a_new_epoch_names_what_is_lost_and_signing_goes_on(everyone):
    organization = everyone.organization
    by = Actor.system(organization, "restore", source="command")

    def work(reports):
        with organization_scope(organization.pk):
            for _number in range(reports):
                actions.report_nonconformity(title="Leak", by=everyone.manager)
        if connection.vendor == "postgresql":
            sequencer.sequence(organization.pk)
        return checkpoints.checkpoint(organization.pk)

    first = work(2)
    with transaction.atomic():
        lost = work(5)
        transaction.set_rollback(True)  # the database as it was before, under the same keys
    with pytest.raises(checkpoints.Frozen):
        work(1)

    with organization_scope(organization.pk):
        log = checkpoints.open_epoch(organization, "restored from the backup of 3 March", by)
    second = work(1)

    assert (log.epoch, log.state) == (2, "active")
    assert (second.epoch, second.size > first.size) == (2, True)
    with organization_scope(organization.pk):
        opening = json.loads(bytes(LedgerEntry.objects.get(verb="kernel.ledger.open_epoch").body))
        assert opening["facts"]["kept"] == first.size
        assert opening["facts"]["known"] == lost.size
        assert opening["facts"]["reason"] == "restored from the backup of 3 March"
        assert witnesses.compare(organization.pk, witnesses.Held(1, first.size, bytes(first.root))).value == "holds"
        assert witnesses.compare(organization.pk, witnesses.Held(1, lost.size, bytes(lost.root))).value == "lost"
    result = verification.verify(organization.pk)
    assert result["findings"] == []
    assert result["epochs"] == [{"epoch": 2, "kept": first.size}]
    assert {one["kind"] for one in verification.verify(organization.pk, [("kept", lost.note)])["findings"]} == {"held"}


def test_a_database_from_before_the_epoch_is_noticed(everyone):
    organization = everyone.organization
    by = Actor.system(organization, "restore", source="command")
    with transaction.atomic():
        with organization_scope(organization.pk):
            actions.report_nonconformity(title="Leak", by=everyone.manager)
            checkpoints.open_epoch(organization, "a trial", by)
        if connection.vendor == "postgresql":
            sequencer.sequence(organization.pk)
        checkpoints.checkpoint(organization.pk)
        transaction.set_rollback(True)

    with organization_scope(organization.pk):
        actions.report_nonconformity(title="Leak", by=everyone.manager)
    if connection.vendor == "postgresql":
        sequencer.sequence(organization.pk)
    with pytest.raises(checkpoints.Frozen, match="remembers epoch 2"):
        checkpoints.checkpoint(organization.pk)
