"""Counters hold for the whole installation, not for the process that happens to answer."""

import http.client
import re
from urllib.parse import urlencode, urlsplit

import pytest

from tests.served import served

pytestmark = pytest.mark.slow
TOO_MANY = "Too many failed login attempts"


def guess(url: str, password: str = "not the right one") -> str:
    """One attempt in a new browser; returns the page that answers."""
    host = urlsplit(url).netloc
    page = http.client.HTTPConnection(host, timeout=30)
    page.request("GET", "/account/login/")
    shown = page.getresponse()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown.read().decode())[1]
    cookie = "; ".join(value.partition(";")[0] for value in shown.headers.get_all("Set-Cookie"))
    typed = urlencode({"csrfmiddlewaretoken": token, "login": "member@ours.example", "password": password})
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Cookie": cookie, "Origin": url}
    page.request("POST", "/account/login/", typed, headers)
    answer = page.getresponse().read().decode()
    page.close()
    return answer


def test_two_servers_count_together(own_database):
    with served() as first, served() as second:
        answers = [guess(url) for url in (first, second, first, second, first, second)]

    assert [TOO_MANY in answer for answer in answers] == [False] * 5 + [True]
