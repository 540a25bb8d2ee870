"""What tests of the intake share."""

import pytest

from everproof.documents.testing import unsigned
from everproof.kernel.tenancy import organization_scope


@pytest.fixture
def ours(cast):
    unsigned(cast)
    with organization_scope(cast.organization.pk):
        yield cast
