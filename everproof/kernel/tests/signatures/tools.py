"""Tools of tests that sign: pages filled in, keys of software, a request as the kernel sees it."""

import hashlib
import html
import json
import re
import secrets
import time

from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection
from django.test import RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from fido2.cose import ES256
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData, CollectedClientData

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.kernel.ledger import checkpoints, sequencer
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.signatures import actions as signing
from everproof.kernel.signatures.models import Signature
from everproof.kernel.signatures.proofs import Answer
from everproof.kernel.testing.cast import PASSWORD

DECISION = {"action_needed": "False", "need_rationale": "A single event."}


def make_contained(cast, title="Leak at the seat"):
    reported = actions.report_nonconformity(title=title, by=cast.member)
    opened = actions.triage_nonconformity(
        nonconformity=reported, by=cast.manager, severity="high", owner=cast.person("member")
    )
    return actions.contain_nonconformity(nonconformity=opened, by=cast.manager, correction="Line stopped")


def closing(record):
    return f"/ours/improvement/nonconformities/{record.number}/close/"


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
    return json.loads(html.unescape(found[1]))["publicKey"]["challenge"]


def request_of(cast, part="manager"):
    """A request of somebody who is signed in, as the signing functions take it."""
    request = RequestFactory().post("/")
    request.session = SessionStore()
    request.session.create()
    request.user = cast.users[part]
    return request


def proof_for(cast, record, meaning, part="manager", request=None):
    """Somebody saw this record and proved by address and password that it is them."""
    request = request or request_of(cast, part)
    by = getattr(cast, part)
    with context.request_context(request):
        offer = signing.prepare(record, meaning, by, request)
        answer = Answer(address=request.user.email, password=PASSWORD)
        return signing.confirm(request, record, meaning, offer.token, answer, by=by)


def page_of(record):
    return f"/ours/improvement/nonconformities/{record.number}/"


def bodies(record):
    """The entries of a record, oldest first."""
    rows = LedgerEntry.objects.filter(record_id=str(record.pk)).order_by("at", "id")
    return [json.loads(bytes(row.body)) for row in rows]


def code_of(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def answer_with_key(browser, record, key, **how):
    """Post the answer of a passkey to the page that closes and signs."""
    page = browser.get(closing(record))
    form = {
        **DECISION,
        "version": "3",
        "signature_token": field(page, "signature_token"),
        "signature_address": "manager@ours.example",
        "signature_credential": key.answer(challenge_of(page), **how),
    }
    return browser.post(closing(record), form)


SAMPLES = {
    "slug": "ours", "int": "1", "uuid": "01a20000-0000-7000-8000-000000000000", "str": "x", "reference": "NC-2026-0001",
    "path": "x", "key": "x",
}  # fmt: skip


def addresses(patterns=None, before=""):
    """Every address of the product, with a sample for each part that varies."""
    for pattern in patterns if patterns is not None else get_resolver().url_patterns:
        path = before + str(pattern.pattern).lstrip("^")
        for name, converter in pattern.pattern.converters.items():
            kind = next((kind for kind in SAMPLES if kind in type(converter).__name__.lower()), "str")
            sample = "ours" if name == "organization" else SAMPLES[kind]
            for written in (f"<{kind}:{name}>", f"<{name}>"):
                path = path.replace(written, sample)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, path)
        elif isinstance(pattern, URLPattern) and not set("<>^$?\\") & set(path):
            yield f"/{path}"
