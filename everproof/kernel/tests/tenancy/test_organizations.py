"""Organisations, access links and the start-up checks of the embedded database."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.db import connection

from everproof.kernel import clock
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people import actions as people
from everproof.kernel.tenancy import access_links, organization_scope, startup


def test_founding_is_the_first_entry_of_the_own_ledger(db):
    founded = people.found_organization(slug="new-one", name="New One", origin="test/new-one")

    with organization_scope(founded.pk):
        assert LedgerEntry.objects.get(organization=founded).verb == "kernel.organization.found"


@pytest.mark.parametrize("slug", ["static", "account", "ours", "with space", ""])
def test_a_slug_is_free_plain_and_not_one_of_our_own_words(everyone, slug):
    with pytest.raises(ValidationError):
        people.found_organization(slug=slug, name="X", origin="test/x")


def test_a_link_is_found_by_its_token_alone(everyone):
    link, token = access_links.make(organization=everyone.organization, kind="report")

    assert access_links.find(token, kind="report") == link
    assert access_links.find(token + "x", kind="report") is None
    assert access_links.find(token, kind="calendar") is None
    assert token.encode() not in bytes(link.token_hash)


def test_a_link_ends(everyone):
    _link, token = access_links.make(
        organization=everyone.organization, kind="report", expires_at=clock.now() + timedelta(hours=1)
    )

    with clock.travel(clock.now() + timedelta(hours=2)):
        assert access_links.find(token, kind="report") is None


def test_a_revoked_link_is_gone(everyone):
    link, token = access_links.make(organization=everyone.organization, kind="report")
    access_links.revoke(link)

    assert access_links.find(token, kind="report") is None


def test_the_last_use_is_taken_once(everyone):
    link, token = access_links.make(organization=everyone.organization, kind="invitation", most_uses=1)

    assert access_links.count_use(link)
    assert not access_links.count_use(link)
    assert access_links.find(token, kind="invitation") is None


@pytest.mark.sqlite
def test_the_running_connection_has_our_pragmas(db):
    with connection.cursor() as cursor:
        found = {
            name: cursor.execute(f"pragma {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys")
        }

    assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
    startup.refuse_unsafe_database()


@pytest.mark.sqlite
def test_a_weaker_database_is_refused(own_database):
    with connection.cursor() as cursor:
        cursor.execute("pragma synchronous=normal")

    with pytest.raises(ImproperlyConfigured, match="synchronous"):
        startup.refuse_unsafe_database()
