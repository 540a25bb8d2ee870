"""Everything the API describes, asked with made-up values that fit and that do not, as four who differ in their rights.

Nothing may break (no 5xx), and nothing may be answered that the description does not speak of.
"""

import json

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, connection
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from everproof.kernel import modules
from everproof.kernel.api import throttle, tokens
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing import factories

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
# Examples an operation; the second database gets fewer, because the code is the same.
EXAMPLES = {"sqlite": 12, "postgresql": 4}
SHARE = {"nobody": 0.2, "stranger": 0.3, "member": 0.6, "manager": 1.0}
TYPES = [record_type.name for record_type in modules.all_record_types()]

pytestmark = pytest.mark.slow


@pytest.fixture
def header(everyone, settings):
    settings.EVERPROOF_API_REQUESTS_PER_MINUTE = 1_000_000
    throttle.forget()

    def of(part):
        if part == "nobody":
            return {}
        actor = getattr(everyone, part)
        with organization_scope(actor.organization_id):
            _token, text = tokens.make_token(by=actor, name="Fuzz", scopes=["*:write"], days=1)
        return {"Authorization": f"Bearer {text}"}

    return of


@pytest.fixture
def description(header):
    """The description as the quality manager reads it; requests share the test's own connection."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield _described(header)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def _described(header):
    return schemathesis.openapi.from_wsgi("/api/openapi.json", get_wsgi_application(), headers=header("manager"))


@pytest.mark.parametrize("type_name", TYPES)
@pytest.mark.parametrize("part", SHARE)
def test_nothing_breaks_and_nothing_is_undocumented(part, type_name, description, header, everyone):
    path, headers = modules.record_type(type_name).path, header(part)
    with organization_scope(everyone.organization.pk):
        known = factories.make(type_name, everyone).reference
    asked = [one.ok() for one in description.get_all_operations()]

    tried = [operation for operation in asked if operation.path.startswith(f"/api/v1/{path}/")]

    assert len(tried) >= 9
    for operation in tried:
        ask(operation, headers, known, int(EXAMPLES[connection.vendor] * SHARE[part]))


def ask(operation, headers, known, examples):
    """Half the examples name a record that exists, half one that was made up; half fit the description."""
    references = [{"reference": known}, None] if "{reference}" in operation.path else [None]
    for reference in references:
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            cases = operation.as_strategy(generation_mode=mode, path_parameters=reference)
            run(cases, headers, max(1, examples // (2 * len(references))))


def run(cases, headers, examples):
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def once(case):
        case.headers = {name: value for name, value in (case.headers or {}).items() if name != "Authorization"}
        response = case.call(headers=headers)
        case.validate_response(response, checks=CHECKS, headers=headers)

    once()


def test_what_is_outside_the_types(description, header):
    for path in ("/api/v1/", "/api/openapi.json"):
        operation = description[path]["GET"]
        for part in SHARE:
            response = operation.Case().call(headers=header(part))
            assert response.status_code == (401 if part == "nobody" else 200)


def test_a_break_would_be_found(description, header, monkeypatch):
    """The check itself can fail."""
    from everproof.kernel.api import lists

    monkeypatch.setattr(lists, "found", lambda *given: json.loads("{"))
    operation = description["/api/v1/people/"]["GET"]
    response = operation.Case().call(headers=header("manager"))

    assert response.status_code == 500
    with pytest.raises(BaseExceptionGroup, match=r"(?i)500|server error|failure"):
        operation.Case().validate_response(response, checks=CHECKS)
