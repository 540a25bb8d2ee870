"""Passkeys in a real browser with an authenticator that it plays, against the server as it is run."""

import base64
import json
from urllib.parse import parse_qs

import pytest
from allauth.mfa.models import Authenticator
from django.db import connections

from everproof.kernel.people.models import User
from everproof.kernel.testing.cast import PASSWORD
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
def page(own_database, monkeypatch, settings):
    # The server takes no hash of the quick kind that tests use.
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[-1:]
    user = User.objects.get(email="member@ours.example")
    user.set_password(PASSWORD)
    user.save()
    # Playwright runs an event loop in this thread; the test asks the database between its steps all the same.
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
    with served() as url, chromium() as browser:
        context = browser.new_context(base_url=url)
        context.set_default_timeout(10_000)
        yield context.new_page()
        context.close()
        # What was opened beside the event loop belongs to the loop and would outlive this test's database.
        connections.close_all()


@pytest.fixture
def phone(page):
    """The page's authenticator: a fingerprint that is always right, until a test says otherwise."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    key = session.send("WebAuthn.addVirtualAuthenticator", {"options": PHONE})["authenticatorId"]

    def finger(*, right: bool) -> None:
        session.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": right})

    return finger


def sign_in(page, part="member"):
    page.goto("/account/login/")
    page.fill("input[name=login]", f"{part}@ours.example")
    page.fill("input[name=password]", PASSWORD)
    page.click("form:has(input[name=password]) button[type=submit]")
    page.wait_for_url(lambda url: "/login" not in url)


def sign_out(page):
    page.goto("/account/logout/")
    page.click("main form[method=post] button[type=submit]")
    page.wait_for_url(lambda url: "/logout" not in url)


def add_key(page, *, passwordless=True):
    page.goto("/account/2fa/webauthn/add/")
    page.fill("input[name=name]", "My phone")
    if passwordless:
        page.check("input[name=passwordless]")
    page.click("#mfa_webauthn_add")


def passkeys(part="member"):
    return Authenticator.objects.filter(user__email=f"{part}@ours.example", type="webauthn")


def test_a_passkey_is_added_and_signs_in_without_password(page, phone):
    sign_in(page)
    add_key(page)
    page.wait_for_url("**/recovery-codes/")
    assert passkeys().count() == 1
    sign_out(page)

    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_url(lambda url: "/account/" not in url)

    assert page.goto("/ours/kernel/people/").status == 200


def test_a_key_is_the_second_step_after_the_password(page, phone):
    sign_in(page)
    add_key(page, passwordless=False)
    page.wait_for_url("**/recovery-codes/")
    sign_out(page)

    sign_in(page)
    page.goto("/ours/kernel/people/")
    assert "/2fa/authenticate" in page.url
    page.click("#mfa_webauthn_authenticate")
    page.wait_for_url(lambda url: "/account/" not in url)

    assert page.goto("/ours/kernel/people/").status == 200


@pytest.mark.parametrize("passwordless", [True, False])
def test_a_key_that_does_not_know_its_owner_is_not_added(page, phone, passwordless):
    sign_in(page)
    phone(right=False)
    add_key(page, passwordless=passwordless)
    page.wait_for_selector("[data-passkey-error]:not([hidden])")

    assert not passkeys().exists()


def test_someone_else_with_the_key_does_not_get_in(page, phone):
    sign_in(page)
    add_key(page)
    page.wait_for_url("**/recovery-codes/")
    sign_out(page)
    phone(right=False)

    page.goto("/account/login/")
    page.click("#passkey_login")
    page.wait_for_selector("[data-passkey-error]:not([hidden])")

    assert "/login" in page.goto("/ours/kernel/people/").url


def test_the_server_itself_refuses_an_assertion_without_its_owner(page, phone):
    sign_in(page)
    add_key(page)
    page.wait_for_url("**/recovery-codes/")
    sign_out(page)
    phone(right=False)
    page.goto("/account/login/")

    # A browser under the attacker's control asks the key for less than the server did, and sends what it gets.
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.evaluate(ASK_FOR_LESS)
    page.wait_for_selector("text=Incorrect code")

    assert not _flags(sent.value) & USER_VERIFIED
    assert "/login" in page.goto("/ours/kernel/people/").url


def _flags(request):
    """What the key says about its owner, in an assertion on its way to the server."""
    credential = json.loads(parse_qs(request.post_data)["credential"][0])
    data = credential["response"]["authenticatorData"]
    return base64.urlsafe_b64decode(data + "=" * (-len(data) % 4))[32]


# WebAuthn 6.1: bit 2 of the flags that follow the 32 octets of the relying party's hash.
USER_VERIFIED = 4
ASK_FOR_LESS = """async () => {
  const answer = await fetch('/account/2fa/webauthn/login/', {headers: {accept: 'application/json'}});
  const options = (await answer.json()).request_options;
  options.publicKey.userVerification = 'discouraged';
  const credential = await webauthnJSON.get(options);
  document.querySelector('#mfa_credential').value = JSON.stringify(credential);
  document.querySelector('#mfa_login').submit();
}"""
