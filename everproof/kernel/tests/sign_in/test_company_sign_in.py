"""Signing in at the company's identity provider (OpenID Connect), against a provider that says what a test wants."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount
from django.test import Client

from everproof.config.environment import provider_name
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people import actions, invitations
from everproof.kernel.people.models import User
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Membership
from everproof.kernel.testing.cast import PASSWORD

CLIENT_ID = "everproof"
PAGE = "/ours/kernel/people/"


class Provider:
    """An identity provider on this machine. `claims` is what it asserts about whoever comes."""

    def __init__(self) -> None:
        self.claims: dict = {"sub": "mel-4711", "email": "member@ours.example", "email_verified": True}
        self.server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def token(self) -> dict:
        usual = {"iss": self.url, "aud": CLIENT_ID, "iat": int(time.time()), "exp": int(time.time()) + 60}
        id_token = jwt.encode(usual | self.claims, "s" * 32, algorithm="HS256")
        return {"access_token": "opaque", "token_type": "Bearer", "expires_in": 60, "id_token": id_token}

    def _handler(provider) -> type[BaseHTTPRequestHandler]:
        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                url = provider.url
                self._answer(
                    {
                        "issuer": url,
                        "authorization_endpoint": f"{url}/authorize",
                        "token_endpoint": f"{url}/token",
                        "jwks_uri": f"{url}/jwks",
                        "token_endpoint_auth_methods_supported": ["client_secret_post"],
                    }
                )

            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["Content-Length"]))
                self._answer(provider.token())

            def _answer(self, said: dict) -> None:
                body = json.dumps(said).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *words: object) -> None:
                """Says nothing."""

        return Handler


@pytest.fixture
def provider(settings):
    provider = Provider()
    settings.SOCIALACCOUNT_PROVIDERS = configured(provider)
    yield provider
    provider.server.shutdown()


def configured(provider):
    app = {
        "provider_id": provider_name(provider.url),
        "name": "Our directory",
        "client_id": CLIENT_ID,
        "secret": "between us",
        "settings": {"server_url": provider.url, "oauth_pkce_enabled": True, "fetch_userinfo": False},
    }
    return {"openid_connect": {"APPS": [app]}}


def address_of(provider, page="login"):
    return f"/account/oidc/{provider_name(provider.url)}/{page}/"


def come_back(browser, provider, to_provider):
    """The provider sends the browser back with a code."""
    state = parse_qs(urlsplit(to_provider["Location"]).query)["state"][0]
    return browser.get(address_of(provider, "login/callback"), {"code": "abc", "state": state})


def sign_in_at(provider, browser, process="login"):
    return come_back(browser, provider, browser.post(f"{address_of(provider)}?process={process}"))


def connect(provider, enter, part="member"):
    browser, _answer = enter(part)
    sign_in_at(provider, browser, "connect")
    return browser


def test_an_address_alone_opens_and_links_nothing(everyone, provider):
    browser = Client()

    answer = sign_in_at(provider, browser)

    assert "Accounts come by invitation" in answer.content.decode()
    assert browser.get(PAGE).status_code == 302
    assert not SocialAccount.objects.exists()
    assert not User.objects.filter(email__startswith="mel").exists()


def test_the_owner_connects_while_signed_in_and_then_signs_in_there(everyone, provider, enter):
    connect(provider, enter)
    browser = Client()

    answer = sign_in_at(provider, browser)

    assert answer["Location"] == "/"
    assert browser.get(PAGE).status_code == 200
    with organization_scope(everyone.organization.pk):
        body = bytes(LedgerEntry.objects.filter(verb="kernel.sign_in.succeed").order_by("-at")[0].body)
    assert b'"method":"company"' in body


def test_the_account_page_offers_it_where_there_is_one(everyone, provider, enter, settings):
    browser, _answer = enter("member")
    assert "Company sign-in" in browser.get("/account/2fa/").content.decode()

    settings.SOCIALACCOUNT_PROVIDERS = {}
    assert "Company sign-in" not in browser.get("/account/2fa/").content.decode()


def test_the_subject_decides_whatever_address_is_asserted(everyone, provider, enter):
    connect(provider, enter)
    provider.claims = {"sub": "mel-4711", "email": "administrator@ours.example", "email_verified": True}
    browser = Client()

    sign_in_at(provider, browser)

    assert browser.get(PAGE).status_code == 200
    assert browser.get("/ours/kernel/logins/").status_code == 403


def test_another_subject_with_the_same_address_is_somebody_else(everyone, provider, enter):
    connect(provider, enter)
    provider.claims = {"sub": "evil-1", "email": "member@ours.example", "email_verified": True}
    browser = Client()

    sign_in_at(provider, browser)

    assert browser.get(PAGE).status_code == 302


def test_the_same_subject_of_another_provider_is_somebody_else(everyone, provider, enter, settings):
    connect(provider, enter)
    other = Provider()
    settings.SOCIALACCOUNT_PROVIDERS = configured(other)
    browser = Client()

    sign_in_at(other, browser)

    assert browser.get(PAGE).status_code == 302
    other.server.shutdown()


@pytest.mark.parametrize(
    "claims", [{"iss": "https://elsewhere.example"}, {"aud": "another-program"}, {"exp": 1_500_000_000}]
)
def test_a_token_that_was_not_made_for_us_now_is_refused(everyone, provider, enter, claims):
    connect(provider, enter)
    provider.claims |= claims
    browser = Client()

    sign_in_at(provider, browser)

    assert browser.get(PAGE).status_code == 302


def test_a_connection_of_one_login_is_not_taken_by_another(everyone, provider, enter):
    connect(provider, enter)

    connect(provider, enter, "teammate")

    assert SocialAccount.objects.get().user == everyone.users["member"]


def test_nobody_is_connected_by_a_page_that_is_only_opened(everyone, provider, enter):
    browser, _answer = enter("member")

    answer = browser.get(f"{address_of(provider)}?process=connect")

    assert answer.status_code == 200
    assert "authorize" not in answer.get("Location", "")


def test_a_switched_off_login_does_not_come_in_that_way(everyone, provider, enter):
    connect(provider, enter)
    User.objects.filter(email="member@ours.example").update(is_active=False)
    browser = Client()

    sign_in_at(provider, browser)

    assert browser.get(PAGE).status_code == 302


class TestWithAnInvitation:
    @pytest.fixture
    def newcomer(self, cast):
        person = actions.add_person(name="Nia Newcomer", by=cast.administrator, email="nia@ours.example")
        actions.give_access(access_role="member", person=person, by=cast.administrator)
        return person

    def test_a_newcomer_needs_no_password(self, cast, provider, newcomer):
        url = invitations.invite(person=newcomer, by=cast.administrator).url
        provider.claims = {"sub": "nia-1", "email": "whatever@elsewhere.example"}
        browser = Client()
        assert "Continue with Our directory" in browser.get(url).content.decode()

        answer = come_back(browser, provider, browser.post(url, {"company": "1"}))

        assert answer["Location"] == "/ours/"
        assert browser.get(PAGE).status_code == 200
        user = User.objects.get(email_key="nia@ours.example")
        assert not user.has_usable_password()
        assert user.memberships.get().person_id == newcomer.pk

    def test_an_existing_login_is_not_taken_over(self, cast, provider, newcomer):
        url = invitations.invite(person=newcomer, by=cast.administrator).url
        provider.claims = {"sub": "nia-1", "email": "nia@ours.example"}
        browser = Client()
        to_provider = browser.post(url, {"company": "1"})
        theirs = User.objects.create_user("nia@ours.example", PASSWORD)

        come_back(browser, provider, to_provider)

        assert browser.get(PAGE).status_code == 302
        assert not SocialAccount.objects.filter(user=theirs).exists()
        assert not Membership.objects.filter(user=theirs).exists()

    def test_an_identity_that_opens_another_login_does_not_use_the_invitation_up(self, cast, provider, newcomer, enter):
        connect(provider, enter)
        url = invitations.invite(person=newcomer, by=cast.administrator).url
        browser = Client()

        come_back(browser, provider, browser.post(url, {"company": "1"}))

        assert invitations.find(url.rstrip("/").rpartition("/")[2]) is not None
        assert not User.objects.filter(email_key="nia@ours.example").exists()
