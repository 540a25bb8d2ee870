"""The pages of one's tokens."""

import time

import pytest

from everproof.kernel.api import tokens
from everproof.kernel.api.models import ApiToken

LIST, NEW = "/ours/kernel/tokens/", "/ours/kernel/tokens/new/"
FORM = {"name": "Night report", "days": "90", "access": "*:read", "scopes": ""}


@pytest.fixture
def proven(sign_in, everyone):
    """A browser whose person has just proven who they are."""

    def browser(part):
        client = sign_in(part)
        session = client.session
        session["account_authentication_methods_user"] = str(everyone.users[part].pk)
        session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
        session.save()
        return client

    return browser


def make(cast, part, name="A program"):
    return tokens.make_token(by=getattr(cast, part), name=name, scopes=["*:read"], days=30)[0]


def test_shows_the_token_once(cast, proven, client):
    browser = proven("member")

    made = browser.post(NEW, FORM)

    token = ApiToken.objects.get(name="Night report")
    text = made.content.decode().partition('class="secret">')[2].partition("<")[0]
    assert client.get("/api/v1/", headers={"authorization": f"Bearer {text}"}).status_code == 200
    assert made["Cache-Control"] == "no-store"
    listed = browser.get(LIST).content.decode()
    assert token.hint in listed
    assert text not in listed


def test_asks_who_one_is_first(cast, sign_in):
    for answer in (sign_in("member").get(NEW), sign_in("member").post(NEW, FORM)):
        assert answer.status_code == 302
        assert "/account/reauthenticate/" in answer["Location"]
    assert not ApiToken.objects.exists()


def test_takes_scopes_that_are_listed(cast, proven):
    listed = FORM | {"access": "listed", "scopes": "nonconformities:create\r\nsites:read\r\n"}

    proven("member").post(NEW, listed)

    assert ApiToken.objects.get().scopes == ["nonconformities:create", "sites:read"]


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"name": " "}, "Give the token a name."),
        ({"access": "listed"}, "Say what the token may do."),
        ({"access": "listed", "scopes": "nonconformities:fly"}, "“nonconformities:fly” is no scope."),
        ({"days": "9999"}, ""),
    ],
)
def test_says_what_is_wrong(cast, proven, wrong, words):
    answer = proven("member").post(NEW, FORM | wrong)

    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_revokes_ones_own(cast, sign_in):
    token = make(cast, "member")
    browser, page = sign_in("member"), f"{LIST}{token.pk}/revoke/"

    assert "A program" in browser.get(page).content.decode()
    assert browser.post(page).status_code == 302
    token.refresh_from_db()
    assert token.revoked_at is not None
    assert browser.get(page).status_code == 404


def test_of_others_only_an_administrator_sees_any(cast, sign_in):
    token = make(cast, "member", "Meters of the night shift")
    page = f"{LIST}{token.pk}/revoke/"

    for part in ("manager", "teammate", "auditor"):
        assert "Meters" not in sign_in(part).get(LIST).content.decode()
        assert sign_in(part).get(page).status_code == sign_in(part).post(page).status_code == 404
    administrator = sign_in("administrator")
    assert "Mel Member" in administrator.get(LIST).content.decode()
    assert administrator.post(page).status_code == 302


def test_another_companys_administrator_finds_none(cast, sign_in):
    token = make(cast, "member")

    assert sign_in("stranger").get(f"/other/kernel/tokens/{token.pk}/revoke/").status_code == 404


def test_the_account_leads_to_the_tokens(everyone, sign_in, client):
    assert sign_in("member").get("/account/tokens/")["Location"] == LIST
    assert "/account/login/" in client.get("/account/tokens/")["Location"]
