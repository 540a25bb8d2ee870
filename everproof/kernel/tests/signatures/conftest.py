"""What tests of signing share: a nonconformity whose closing is signed, a browser at its page, keys made of software."""

import hashlib
import json
import re
import secrets

import pytest
from allauth.mfa.models import Authenticator
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.db import connection
from django.test import Client
from fido2.cose import ES256
from fido2.utils import websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from everproof.improvement import actions
from everproof.improvement.lifecycle import CLOSING_SIGNED
from everproof.improvement.models import Nonconformity
from everproof.kernel import parameters
from everproof.kernel.ledger import checkpoints, sequencer
from everproof.kernel.signatures.models import Signature
from everproof.kernel.testing.cast import PASSWORD

DECISION = {"action_needed": "False", "need_rationale": "A single event."}


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.EVERPROOF_DATA = tmp_path


@pytest.fixture
def contained(cast):
    """A nonconformity that waits for its closing, in an organisation that signs closings."""
    parameters.change(name=CLOSING_SIGNED, to=True, by=cast.manager)
    return make_contained(cast)


def make_contained(cast, title="Leak at the seat"):
    reported = actions.report_nonconformity(title=title, by=cast.member)
    opened = actions.triage_nonconformity(
        nonconformity=reported, by=cast.manager, severity="high", owner=cast.person("member")
    )
    return actions.contain_nonconformity(nonconformity=opened, by=cast.manager, correction="Line stopped")


def closing(record):
    return f"/ours/improvement/nonconformities/{record.number}/close/"


@pytest.fixture
def enter(everyone):
    """A browser of somebody who signed in through the page."""

    def entered(part="manager", password=PASSWORD):
        browser = Client()
        answer = browser.post("/account/login/", {"login": everyone.users[part].email, "password": password})
        assert answer.status_code == 302
        return browser

    return entered


def field(page, name):
    """The value of a hidden field of a page."""
    found = re.search(rf'name="{name}" value="([^"]*)"', page.content.decode())
    return found and found[1]


def typed(browser, record, *, address="manager@ours.example", password=PASSWORD, **more):
    """What somebody fills in on the page that closes and signs."""
    page = browser.get(closing(record))
    assert page.status_code == 200, page.content.decode()[:500]
    return {
        **DECISION,
        "version": field(page, "version") or str(record.version),
        "signature_token": field(page, "signature_token"),
        "signature_address": address,
        "signature_password": password,
        **more,
    }


def sign(browser, record, **more):
    return browser.post(closing(record), typed(browser, record, **more))


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def stored(record):
    return Nonconformity.objects.get(pk=record.pk)


def signatures(record):
    return Signature.objects.filter(record_id=record.pk).order_by("signed_at")


def confirm_everything(cast):
    if connection.vendor == "postgresql":
        sequencer.sequence(cast.organization.pk)
    return checkpoints.checkpoint(cast.organization.pk)


class SoftKey:
    """A passkey of software: it answers like a phone, and says of its owner what the test wants."""

    def __init__(self, user, rp="testserver"):
        self.private = ec.generate_private_key(ec.SECP256R1())
        self.rp_hash = hashlib.sha256(rp.encode()).digest()
        self.id = secrets.token_bytes(16)
        public = ES256.from_cryptography_key(self.private.public_key())
        attested = AttestedCredentialData.create(Aaguid(bytes(16)), self.id, public)
        flags = AuthenticatorData.FLAG.UP | AuthenticatorData.FLAG.UV | AuthenticatorData.FLAG.AT
        made = AttestationObject.create("none", AuthenticatorData.create(self.rp_hash, flags, 0, attested), {})
        client = CollectedClientData.create("webauthn.create", secrets.token_bytes(32), f"http://{rp}")
        credential = {
            "id": websafe_encode(self.id),
            "rawId": websafe_encode(self.id),
            "type": "public-key",
            "response": {"clientDataJSON": websafe_encode(client), "attestationObject": websafe_encode(made)},
            "clientExtensionResults": {"credProps": {"rk": True}},
        }
        Authenticator.objects.create(user=user, type="webauthn", data={"name": "Phone", "credential": credential})

    def answer(self, challenge, *, verified=True, origin="http://testserver"):
        """The answer to a challenge (base64url as the page carries it), as the browser sends it."""
        from fido2.utils import websafe_decode

        client = CollectedClientData.create("webauthn.get", websafe_decode(challenge), origin)
        flags = AuthenticatorData.FLAG.UP | (AuthenticatorData.FLAG.UV if verified else 0)
        data = AuthenticatorData.create(self.rp_hash, flags, 1)
        signature = self.private.sign(data + client.hash, ec.ECDSA(hashes.SHA256()))
        return json.dumps(
            {
                "id": websafe_encode(self.id),
                "rawId": websafe_encode(self.id),
                "type": "public-key",
                "response": {
                    "authenticatorData": websafe_encode(data),
                    "clientDataJSON": websafe_encode(client),
                    "signature": websafe_encode(signature),
                    "userHandle": None,
                },
                "clientExtensionResults": {},
            }
        )


def challenge_of(page):
    """The challenge that a page asks a passkey to answer."""
    found = re.search(r'data-sign-passkey="([^"]*)"', page.content.decode())
    import html

    return json.loads(html.unescape(found[1]))["publicKey"]["challenge"]
