import pytest

from everproof.kernel import prepared
from everproof.kernel.api import throttle
from tests.access.identities import Company


@pytest.fixture
def company(cast, settings):
    settings.EVERPROOF_API_REQUESTS_PER_MINUTE = 1_000_000
    throttle.forget()
    return Company(cast)


@pytest.fixture
def unprepared(monkeypatch):
    """For a test that bends the rules: each query is built when it is asked, by the rules of that moment."""

    def anew(query, given, form, values):
        return prepared._compile(lambda: query._build(*given, **values), {})

    monkeypatch.setattr(prepared.Prepared, "_get", anew)
