"""kill -9 while documents are approved with a signature: what was acknowledged is there, whole and once."""

import random
import threading
import time
from uuid import UUID

import pytest
from django.conf import settings
from django.contrib.auth.hashers import get_hashers, make_password
from django.db import connections
from django.test import Client

from everproof.documents import actions
from everproof.documents.models import ApprovalStep, DocumentRevision
from everproof.documents.testing import make_document, make_draft
from everproof.kernel.ledger import sequencer, verification
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.models import User
from everproof.kernel.signatures.models import Signature
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing.cast import PASSWORD
from tests.faults.test_kill import Journal, Server, Writer, form_body, form_fields

KILLS = 5
DOCUMENTS = 16

pytestmark = pytest.mark.slow


class Signer(Writer):
    """Somebody of top management who signs one revision after the other, and again where no answer came."""

    def __init__(self, port, session, waiting, stop):
        super().__init__(0, port, session, Journal(), stop)
        self.waiting, self.acknowledged = waiting, set()

    def run(self):
        for revision_id, reference in self.waiting:
            self.sign(revision_id, f"/ours/documents/revisions/{reference}/decide/")

    def sign(self, revision_id: UUID, page: str) -> None:
        """Look, prove, send; a page that says that nothing is asked any more says that it was done."""
        while not self.stop.is_set():
            shown = self.request("GET", page)
            if shown is None or shown[0] == 503:
                time.sleep(0.02)
                continue
            assert shown[0] == 200, shown
            fields = form_fields(shown[2])
            if "signature_token" not in fields:
                self.acknowledged.add(revision_id)
                return
            given = {"decision": "yes", "suitable": "on", "comment": "Fit.", "signature_password": PASSWORD}
            if "signature_address" in fields:
                given["signature_address"] = "boss@ours.example"
            body, kind = form_body(fields | given, b"")
            answer = self.request("POST", page, body, {"Content-Type": kind})
            if answer is not None and answer[0] == 302:
                self.acknowledged.add(revision_id)
                return
            assert answer is None or answer[0] in (409, 503), answer


def waiting_revisions(cast):
    """Revisions that wait for one signature each."""
    found = []
    with organization_scope(cast.organization.pk):
        for number in range(DOCUMENTS):
            draft = make_draft(cast, document=make_document(cast, number))
            sent = actions.send_for_review(revision=draft, by=cast.manager)
            found.append((sent.pk, sent.reference))
    return found


def test_each_signature_that_was_acknowledged_is_there_once(own_database):
    waiting = waiting_revisions(own_database)
    boss = own_database.users["boss"]
    # The server does not know the fast hashes of the tests.
    User.objects.filter(pk=boss.pk).update(password=make_password(PASSWORD, hasher=get_hashers()[1].algorithm))
    browser = Client()
    browser.force_login(User.objects.get(pk=boss.pk), backend="allauth.account.auth_backends.AuthenticationBackend")
    session = browser.cookies[settings.SESSION_COOKIE_NAME].value
    connections.close_all()
    stop, server, choose = threading.Event(), Server(), random.Random(7)
    server.start()
    signer = Signer(server.port, session, waiting, stop)
    kills = 0
    try:
        signer.start()
        while signer.is_alive() and kills < KILLS:
            time.sleep(choose.uniform(0.1, 0.8))
            server.kill()
            kills += 1
            server.start()
        signer.join(120)
    finally:
        stop.set()
        server.kill()

    assert kills >= 3
    assert signer.acknowledged == {key for key, _reference in waiting}
    check(own_database.organization, {key for key, _reference in waiting})


def check(organization, keys):
    """Each revision applies, was decided once, and carries one signature with its entry; the ledger agrees."""
    with organization_scope(organization.pk):
        revisions = DocumentRevision.objects.filter(organization=organization, pk__in=keys)
        assert set(revisions.values_list("status", "suitable")) == {("effective", True)}
        steps = ApprovalStep.objects.filter(organization=organization, revision__in=keys)
        decided = dict(steps.exclude(decided_at=None).values_list("revision_id", "signature_id"))
        assert steps.count() == len(decided) == len(keys)
        signatures = Signature.objects.filter(organization=organization, record_id__in=keys)
        assert {row.record_id: row.pk for row in signatures} == decided
        entries = LedgerEntry.objects.filter(organization=organization, verb="documents.document-revision.sign")
        assert entries.count() == signatures.count()
    sequencer.sequence_pending()
    assert verification.verify(organization.pk)["findings"] == []
