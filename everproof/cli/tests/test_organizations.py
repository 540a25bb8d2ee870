"""A real installation from nothing: no account before `found`, and the first one only by its link."""

import json
import os
import re
import sqlite3
import subprocess
import sys

import pytest

from everproof.cli import main
from everproof.cli.outcome import Outcome
from everproof.kernel.people import invitations
from everproof.kernel.people.models import AccessAssignment, Person, User
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.testing.cast import PASSWORD

FOUND = ["found", "--slug", "nordwerk", "--name", "Nordwerk Valves", "--zone", "Europe/Berlin"]
ADMIN = ["--admin-name", "Ada Admin", "--admin-email", "ada@nordwerk.example"]


def token_in(text):
    return re.search(r"/p/invitation/([^/]+)/", text)[1]


def test_found_prints_the_link_that_lets_the_first_administrator_in(everyone, capsys, client):
    assert main([*FOUND, *ADMIN]) == Outcome.WELL

    token = token_in(capsys.readouterr().out)
    answer = client.post(f"/p/invitation/{token}/", {"password": "seven quiet boats at dawn"})
    assert answer["Location"] == "/nordwerk/"
    assert client.get("/nordwerk/kernel/logins/").status_code == 200
    assert Organization.objects.get(slug="nordwerk").origin == "localhost/nordwerk"


@pytest.mark.parametrize(
    ("option", "roles"),
    [([], {"administrator", "quality-manager"}), (["--only-administrator"], {"administrator"})],
)
def test_the_first_person_runs_the_quality_system_unless_told_otherwise(everyone, option, roles):
    assert main([*FOUND, *ADMIN, *option]) == Outcome.WELL

    organization = Organization.objects.get(slug="nordwerk")
    with organization_scope(organization.pk):
        given = AccessAssignment.objects.filter(organization=organization).values_list("access_role", flat=True)
        assert set(given) == roles


def test_found_answers_programs_too(everyone, capsys):
    assert main([*FOUND, *ADMIN, "--json"]) == Outcome.WELL

    said = json.loads(capsys.readouterr().out)
    assert invitations.find(token_in(said["invitation"])).address == "ada@nordwerk.example"
    assert said["organization"] == "nordwerk"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (["--slug", "ours"], "slug: "),
        (["--slug", "account"], "organization_slug_is_not_reserved"),
        (["--slug", "Not A Slug"], "slug: "),
        (["--zone", "Berlin"], "zone: There is no time zone of this name"),
        (["--admin-email", "ada"], "valid email address"),
        (["--origin", "demo/nordwerk"], "origin: "),
    ],
)
def test_found_says_what_is_wrong_and_leaves_nothing_behind(everyone, capsys, change, words):
    before = Organization.objects.count()

    assert main([*FOUND, *ADMIN, *change]) == Outcome.COULD_NOT_RUN

    assert words in capsys.readouterr().err
    assert Organization.objects.count() == before


def test_a_login_is_shown(everyone, capsys):
    assert main(["login", "MEMBER@ours.example", "--json"]) == Outcome.WELL

    said = json.loads(capsys.readouterr().out)
    assert said["active"] is True
    assert [row["slug"] for row in said["organizations"]] == ["ours"]


def test_a_login_that_is_not_there_is_said_to_be_missing(everyone, capsys):
    assert main(["login", "nobody@ours.example"]) == Outcome.COULD_NOT_RUN
    assert "no login" in capsys.readouterr().err


def test_a_login_that_is_switched_off_is_out_at_once_and_may_come_back(everyone, client):
    credentials = {"login": "member@ours.example", "password": PASSWORD}
    client.post("/account/login/", credentials)

    main(["login", "member@ours.example", "disable"])
    assert client.get("/ours/kernel/people/").status_code == 302
    main(["login", "member@ours.example", "enable"])

    assert client.post("/account/login/", credentials).status_code == 302


def test_who_lost_everything_gets_a_link_for_a_new_password(everyone, client, capsys):
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    TOTP.activate(everyone.users["member"], generate_totp_secret())

    assert main(["login", "member@ours.example", "reset", "--json"]) == Outcome.WELL

    link = json.loads(capsys.readouterr().out)["link"].removeprefix("http://localhost:8000")
    page = client.get(link)["Location"]
    client.post(page, {"password1": "gravel trombone quilt", "password2": "gravel trombone quilt"})
    answer = client.post("/account/login/", {"login": "member@ours.example", "password": "gravel trombone quilt"})
    assert answer["Location"] == "/"
    assert not Authenticator.objects.filter(user=everyone.users["member"]).exists()


def test_founding_is_in_the_new_ledger(everyone, capsys):
    from everproof.kernel.ledger.models import LedgerEntry

    main([*FOUND, *ADMIN])

    organization = Organization.objects.get(slug="nordwerk")
    with organization_scope(organization.pk):
        verbs = (
            LedgerEntry.objects.filter(organization=organization).order_by("at", "id").values_list("verb", flat=True)
        )
        assert list(verbs) == [
            "kernel.organization.found",
            "kernel.person.create",
            "kernel.access-assignment.create",
            "kernel.access-assignment.create",
            "kernel.invitation.make",
        ]
        assert Person.objects.filter(organization=organization).count() == 1
    assert not User.objects.filter(email_key="ada@nordwerk.example").exists()


def test_oidc_prints_where_the_provider_sends_people_back_to(capsys, settings):
    app = {"provider_id": "company-1", "client_id": "us", "settings": {"server_url": "https://id.example"}}
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": [app]}}

    assert main(["oidc", "--json"]) == Outcome.WELL

    redirect = json.loads(capsys.readouterr().out)["redirect"]
    assert redirect == "http://localhost:8000/account/oidc/company-1/login/callback/"


def test_oidc_says_what_to_set(capsys):
    assert main(["oidc"]) == Outcome.COULD_NOT_RUN
    assert "EVERPROOF_OIDC_URL" in capsys.readouterr().err


@pytest.mark.slow
@pytest.mark.sqlite
def test_a_new_installation_has_no_account_at_all(tmp_path):
    own = {key: value for key, value in os.environ.items() if not key.startswith("EVERPROOF_")}
    own |= {"EVERPROOF_DATA": str(tmp_path), "EVERPROOF_SECRET_KEY": "a secret for this test alone, long enough"}
    command = [sys.executable, "-m", "everproof.cli", "migrate"]
    subprocess.run(command, env=own, check=True, capture_output=True, timeout=300)

    with sqlite3.connect(tmp_path / "everproof.sqlite3") as database:
        for table in ("kernel_user", "kernel_organization", "kernel_membership", "account_emailaddress"):
            assert database.execute(f"select count(*) from {table}").fetchone() == (0,)
