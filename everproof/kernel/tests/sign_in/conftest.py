"""What tests of signing in share."""

import pytest
from django.test import Client

from everproof.kernel.testing.cast import PASSWORD

SIGN_IN = "/account/login/"


@pytest.fixture
def enter(everyone):
    """Signs someone of the cast in through the page: `enter("member")` gives the browser and the answer."""

    def entered(part: str, password: str = PASSWORD, **headers) -> tuple:
        browser = Client(**headers)
        answer = browser.post(SIGN_IN, {"login": everyone.users[part].email, "password": password})
        return browser, answer

    return entered
