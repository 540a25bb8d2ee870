"""Signing in a real browser: in the dialog, with a passkey that the browser plays, and what a dead key says."""

import pytest
from django.db import connections

from everproof.improvement import actions
from everproof.improvement.lifecycle import CLOSING_SIGNED
from everproof.kernel import parameters
from everproof.kernel.people.models import User
from everproof.kernel.signatures.models import Signature
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing.cast import PASSWORD
from everproof.kernel.tests.signatures.tools import make_contained
from tests.browser import chromium
from tests.served import served

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PHONE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def record(own_database, monkeypatch, settings):
    # The server takes no hash of the quick kind that tests use.
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[-1:]
    user = User.objects.get(email="manager@ours.example")
    user.set_password(PASSWORD)
    user.save()
    # Playwright runs an event loop in this thread; the test asks the database between its steps all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with organization_scope(own_database.organization.pk):
        parameters.change(name=CLOSING_SIGNED, to=True, by=own_database.manager)
        return actions.analyse_nonconformity(
            nonconformity=make_contained(own_database),
            by=own_database.manager,
            effect="One valve",
            cause="Dry seal",
            cause_method="five-whys",
            action_needed=False,
            need_rationale="Single event; the other seals of the lot are in order.",
        )


@pytest.fixture
def page(record):
    with served() as url, chromium() as browser:
        context = browser.new_context(base_url=url)
        page = context.new_page()
        page.goto("/account/login/")
        page.fill("input[name=login]", "manager@ours.example")
        page.fill("input[name=password]", PASSWORD)
        page.click("form:has(input[name=password]) button[type=submit]")
        page.wait_for_url(lambda url: "/login" not in url)
        yield page
        context.close()
        # What was opened beside the event loop belongs to the loop and would outlive this test's database.
        connections.close_all()


@pytest.fixture
def finger(page):
    """A passkey of the page's browser: a fingerprint that is right until the test says otherwise."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})["authenticatorId"]
    page.goto("/account/2fa/webauthn/add/")
    page.fill("input[name=name]", "My phone")
    page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")
    page.wait_for_url("**/recovery-codes/")
    return lambda *, right: session.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": right})


def open_dialog(page, record):
    page.goto(f"/ours/improvement/nonconformities/{record.number}/")
    page.click(".rail-next .next a.button.primary")
    page.wait_for_selector("dialog[open] [data-signing]")
    page.fill("dialog [name=signature_address]", "manager@ours.example")


def methods(record):
    with organization_scope(record.organization_id):
        return list(Signature.objects.filter(record_id=record.pk).values_list("method", flat=True))


def test_the_dialog_signs_with_the_password(page, record):
    open_dialog(page, record)
    page.fill("dialog [name=signature_password]", PASSWORD)
    page.click("dialog button[type=submit]")
    page.wait_for_selector("#signatures")

    assert methods(record) == ["password"]
    assert "Being confirmed" in page.inner_text("#signatures")


def test_the_dialog_signs_with_a_passkey(page, record, finger):
    open_dialog(page, record)
    page.click("[data-sign-passkey]")
    page.wait_for_selector("#signatures")

    assert methods(record) == ["passkey"]


def test_a_finger_that_is_not_the_owners_says_so_and_signs_nothing(page, record, finger):
    finger(right=False)
    open_dialog(page, record)
    page.click("[data-sign-passkey]")
    page.wait_for_selector("[data-sign-error]:not([hidden])")

    assert methods(record) == []
    finger(right=True)
    page.click("[data-sign-passkey]")
    page.wait_for_selector("#signatures")
    assert methods(record) == ["passkey"]
