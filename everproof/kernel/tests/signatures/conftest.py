"""What tests of signing share: keys of their own, a nonconformity whose closing is signed, a browser at the door."""

import pytest
from django.db import transaction
from django.test import Client

from everproof.improvement.lifecycle import CLOSING_SIGNED
from everproof.kernel import parameters
from everproof.kernel.signatures import actions as signing
from everproof.kernel.signatures.meanings import Meaning
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing.cast import PASSWORD
from everproof.kernel.tests.ledger.forger import sign as sign_the_ledger
from everproof.kernel.tests.signatures.tools import make_contained, proof_for


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.EVERPROOF_DATA = tmp_path


@pytest.fixture
def contained(cast):
    """A nonconformity that waits for its closing, in an organisation that signs closings."""
    parameters.change(name=CLOSING_SIGNED, to=True, by=cast.manager)
    return make_contained(cast)


@pytest.fixture
def enter(everyone):
    """A browser of somebody who signed in through the page."""

    def entered(part="manager", password=PASSWORD):
        browser = Client()
        answer = browser.post("/account/login/", {"login": everyone.users[part].email, "password": password})
        assert answer.status_code == 302
        return browser

    return entered


@pytest.fixture
def company(own_database):
    """A company with a signed record, in a database that can be bent."""
    with organization_scope(own_database.organization.pk), transaction.atomic():
        parameters.change(name=CLOSING_SIGNED, to=True, by=own_database.manager)
        record = make_contained(own_database)
        proof = proof_for(own_database, record, Meaning.REVIEW)
        signing.sign(record, Meaning.REVIEW, by=own_database.manager, proof=proof)
    sign_the_ledger(own_database.organization.pk)
    own_database.__dict__["record"] = record
    yield own_database
    del own_database.__dict__["record"]
