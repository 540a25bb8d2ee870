import pytest

from everproof.kernel.api import throttle
from tests.access.identities import Company


@pytest.fixture
def company(cast, settings):
    settings.EVERPROOF_API_REQUESTS_PER_MINUTE = 1_000_000
    throttle.forget()
    return Company(cast)
