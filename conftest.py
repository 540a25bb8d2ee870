"""Fixtures of the whole suite: the database of this run, the cast, and the guard over record tables."""

import os
from collections.abc import Iterator

import pytest
from django.test import Client, override_settings

FAST_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker) -> None:
    """One migrated database for the run, with the cast in it (SQLite file, or the PostgreSQL that was lent)."""
    from everproof.kernel.testing import databases

    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=FAST_HASHERS):
        databases.prepare()
        _build_cast()


def _build_cast() -> None:
    from django_tasks_db.models import DBTaskResult

    from everproof.kernel.testing import cast

    global _cast
    _cast = cast.build()
    # What rooms want to do about the newcomers is no part of any test.
    DBTaskResult.objects.all().delete()


_cast = None


@pytest.fixture(autouse=True)
def fast_passwords(settings) -> None:
    """Hashing is slow by design; tests sign in often."""
    settings.PASSWORD_HASHERS = [*FAST_HASHERS, *settings.PASSWORD_HASHERS]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


@pytest.fixture(autouse=True)
def record_guard() -> Iterator[None]:
    """No test and no code under test writes a record table but through the kernel's writers."""
    from django.db import connection

    from everproof.kernel.testing.guard import only_the_kernel_writes_records

    connection.execute_wrappers.append(only_the_kernel_writes_records)
    yield
    # A test that plays the forger has taken it away.
    if only_the_kernel_writes_records in connection.execute_wrappers:
        connection.execute_wrappers.remove(only_the_kernel_writes_records)


@pytest.fixture
def everyone(db):
    """The cast, without any organisation opened."""
    from django.core.cache import cache

    cache.clear()
    return _cast


@pytest.fixture
def cast(everyone):
    """The cast, working in their own organisation."""
    from everproof.kernel.tenancy import organization_scope

    with organization_scope(everyone.organization.pk):
        yield everyone


@pytest.fixture
def own_database(django_db_setup, django_db_blocker, settings, monkeypatch, tmp_path):
    """A copy of the run's database that the test may commit to, also from threads and other processes.

    It has a data folder of its own: a ledger's memory beside the key must not know of another test's copy.
    """
    from everproof.kernel.testing import databases

    settings.EVERPROOF_DATA = tmp_path / "installation"
    settings.EVERPROOF_DATA.mkdir(mode=0o700)
    settings.MEDIA_ROOT = settings.EVERPROOF_DATA / "files"
    monkeypatch.setenv("EVERPROOF_DATA", str(settings.EVERPROOF_DATA))
    monkeypatch.setenv("EVERPROOF_SECRET_KEY", settings.SECRET_KEY)
    with django_db_blocker.unblock(), databases.cloned():
        yield _cast


@pytest.fixture(scope="session")
def demo_company(django_db_setup, django_db_blocker, tmp_path_factory):
    """The demo company, built once a run: what its builder gave, a database to clone, a data folder to copy."""
    from everproof.demo.testing import built
    from everproof.kernel.testing import databases

    with django_db_blocker.unblock(), databases.copied() as database:
        yield built(database, tmp_path_factory.mktemp("demo"))


@pytest.fixture
def sign_in(everyone):
    """A browser of someone of the cast: `sign_in("manager").get(...)`."""

    def signed_in(part: str) -> Client:
        client = Client()
        client.force_login(everyone.users[part], backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out what holds for the other database only, and say so."""
    from django.db import connection

    for item in items:
        for vendor in ("sqlite", "postgresql"):
            if item.get_closest_marker(vendor) and connection.vendor != vendor:
                item.add_marker(pytest.mark.skip(reason=f"holds for {vendor} only; this run is on {connection.vendor}"))
        if item.get_closest_marker("looks") and os.environ.get("EVERPROOF_LOOKED_AT_ELSEWHERE"):
            item.add_marker(pytest.mark.skip(reason="looked at in the run on the other database, which is under way"))
