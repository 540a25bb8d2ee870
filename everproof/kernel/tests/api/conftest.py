"""Programs that work by the token of someone of the cast."""

from collections.abc import Sequence

import pytest
from django.test import Client

from everproof.kernel.api import throttle, tokens

V1 = "/api/v1/"


class Program:
    """A client with a token; paths are below /api/v1/, bodies are JSON."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.client = Client(headers={"authorization": f"Bearer {text}"})

    def ask(self, method: str, path: str, body=None, **headers: str):
        options = {} if body is None else {"data": body, "content_type": "application/json"}
        address = path if path.startswith("/") else V1 + path
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        return getattr(self.client, method)(address, headers=sent, **options)

    def get(self, path: str, **headers: str):
        return self.ask("get", path, **headers)

    def post(self, path: str, body=None, **headers: str):
        return self.ask("post", path, body, **headers)

    def patch(self, path: str, body=None, **headers: str):
        return self.ask("patch", path, body, **headers)


@pytest.fixture
def program(cast):
    """`program("manager", "*:read")`: a program that acts for the quality manager and may only read."""
    throttle.forget()

    def made(part: str = "manager", *scopes: str) -> Program:
        wanted: Sequence[str] = scopes or ["*:write"]
        _token, text = tokens.make_token(by=getattr(cast, part), name="A program", scopes=wanted, days=30)
        return Program(text)

    return made
