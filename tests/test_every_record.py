"""What every record type promises, whoever wrote its room."""

import csv
import io
import json
import os
import re
from pathlib import Path

import pytest
import python_calamine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from everproof.kernel import access, modules, records, search
from everproof.kernel.ledger import commitments
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion
from everproof.kernel.records import snapshot
from everproof.kernel.testing import factories
from everproof.kernel.ui import history

RECORDED = Path(__file__).with_name("query_counts.json")
MOST = {"list": 8, "record": 8}
# Pages that also show what belongs to their record: logins and access of a person, holders of a role, values of a KPI
# with their comments, what serves an objective, the parts and panels of a process, ratings of a risk, lines of an
# analysis, what a change touches, characteristics and versions of a product, needs of a party, what came of a plan.
MOST_OF = {
    ("person", "record"): 12,
    ("role", "record"): 9,
    ("kpi", "record"): 11,
    ("objective", "record"): 10,
    ("process", "record"): 9,
    ("risk", "record"): 12,
    ("opportunity", "record"): 11,
    ("fmea", "record"): 12,
    ("failure-mode", "record"): 11,
    ("change", "record"): 11,
    ("product-service", "record"): 11,
    ("interested-party", "record"): 9,
    ("communication-plan", "record"): 9,
    ("manual-assessment", "record"): 9,
}
TYPES = [record_type.name for record_type in modules.all_record_types()]
every_type = pytest.mark.parametrize("type_name", TYPES)


def address(record_type, page="records", organization="ours", **more):
    where = {"organization": organization, "room": record_type.room, "path": record_type.path}
    return reverse(page, kwargs={**where, **more})


def worker_on(type_name):
    """Who of the cast works on records of this type."""
    power = access.policy.power_for(modules.record_type(type_name), "update")
    return "administrator" if power == "administer" else "manager"


def test_there_are_types():
    assert len(TYPES) >= 7


# Declarations --------------------------------------------------------------------------------------------------------


@every_type
def test_there_is_a_way_to_make_one(type_name):
    assert type_name in factories.factories()


@every_type
def test_its_life_is_whole(type_name):
    lifecycle = modules.record_type(type_name).lifecycle

    assert lifecycle is None or lifecycle.problems() == []


@every_type
def test_each_verb_has_its_sentence(type_name):
    record_type = modules.record_type(type_name)
    steps = [step.name for step in record_type.lifecycle.steps] if record_type.lifecycle else []
    verbs = [f"{record_type.room}.{type_name}.{verb}" for verb in ("create", "update", "void", "reinstate", *steps)]

    assert [verb for verb in verbs if not history.sentence_of(verb)] == []


@every_type
def test_each_field_it_names_exists(type_name, cast):
    record_type = modules.record_type(type_name)
    record = factories.make(type_name, cast)
    fields = {field.name for field in record_type.model._meta.concrete_fields}

    for name in (*record_type.search, *record_type.personal, *record_type.natural_key):
        assert name in fields
    for name in filter(None, (record_type.owner, record_type.party, record_type.due)):
        assert name in fields
    for sort in record_type.sorts:
        assert sort.field in fields
    for column in record_type.columns:
        assert column.path.split(".")[0] in fields | set(dir(record))


@every_type
def test_its_texts_say_what_it_is_for(type_name):
    record_type = modules.record_type(type_name)

    assert str(record_type.about).endswith(".")
    assert record_type.clause


# Strangers -----------------------------------------------------------------------------------------------------------


@every_type
def test_a_stranger_sees_nothing(type_name, cast):
    record = factories.make(type_name, cast)

    assert not access.visible(cast.stranger, type(record).objects.filter(pk=record.pk)).exists()
    assert not any(hit.record_id == record.pk for hit in search.find(cast.stranger, "canary", limit=100))


@every_type
@pytest.mark.parametrize("page", ["record", "record_edit", "record_void", "record_history", "record_link"])
def test_a_foreign_record_is_like_one_that_does_not_exist(type_name, page, cast, sign_in):
    record_type, record = modules.record_type(type_name), factories.make(type_name, cast)
    stranger = sign_in("stranger")

    foreign = stranger.get(address(record_type, page, reference=record.reference))
    in_own_company = stranger.get(address(record_type, page, "other", reference=record.reference))
    missing = stranger.get(address(record_type, page, "other", reference="XX-2026-9999"))

    assert foreign.status_code == in_own_company.status_code == missing.status_code == 404
    assert b"Canary" not in foreign.content + in_own_company.content
    assert without_nonce(in_own_company) == without_nonce(missing)


@every_type
def test_the_list_of_another_company_is_not_there(type_name, cast, sign_in):
    factories.make(type_name, cast)

    assert sign_in("stranger").get(address(modules.record_type(type_name))).status_code == 404


@every_type
def test_without_signing_in_one_is_led_to_the_door(type_name, cast, client):
    record = factories.make(type_name, cast)
    page = address(modules.record_type(type_name), "record", reference=record.reference)

    response = client.get(page)

    assert response.status_code == 302
    assert response["Location"].startswith("/account/login/")


def without_nonce(response):
    """The page, but for what differs on every request: nonces, tokens, and the address that was asked for."""
    text = re.sub(r'nonce="[^"]*"|\b[A-Za-z0-9]{64}\b', "", response.content.decode())
    return re.sub(r"/(?:ours|other)/[^\"' <]*", "", text)


# History -------------------------------------------------------------------------------------------------------------


@every_type
def test_each_change_is_in_the_ledger(type_name, cast):
    by = getattr(cast, worker_on(type_name))
    record = factories.make(type_name, cast)
    record = records.update(record, by=by, title="Another title", reason="Better words")
    record = records.void(record, by=by, reason="A trial")
    record = records.reinstate(record, by=by, reason="No trial after all")

    entries = LedgerEntry.objects.filter(type=type_name, record_id=str(record.pk)).order_by("version")
    assert [entry.verb.rpartition(".")[2] for entry in entries] == ["create", "update", "void", "reinstate"]
    assert [entry.version for entry in entries] == [1, 2, 3, 4]


@every_type
def test_the_ledger_knows_the_live_record(type_name, cast):
    record = factories.make(type_name, cast)
    version = RecordVersion.objects.get(type=type_name, record_id=record.pk, version=1)
    entry = LedgerEntry.objects.get(type=type_name, record_id=str(record.pk), version=1)

    live = snapshot.values(type(record).objects.get(pk=record.pk))

    sealed = commitments.sealed(live, snapshot.clear_fields(type(record)))
    committed = commitments.seal(bytes(version.seed), live, sealed)
    digest = commitments.record_digest(type_name, str(record.pk), 1, live, committed)
    assert json.loads(bytes(entry.body))["digest"] == digest


@every_type
def test_personal_fields_never_stand_in_clear(type_name, cast):
    record = factories.make(type_name, cast)
    changes = json.loads(bytes(LedgerEntry.objects.get(record_id=str(record.pk), version=1).body))["changes"]

    assert all("commit" in changes[name] for name in modules.record_type(type_name).personal if name in changes)


# Pages ---------------------------------------------------------------------------------------------------------------


@every_type
def test_its_pages_open(type_name, cast, sign_in):
    record_type, record = modules.record_type(type_name), factories.make(type_name, cast)
    browser = sign_in(worker_on(type_name))

    for page in ("record", "record_edit", "record_void", "record_history"):
        response = browser.get(address(record_type, page, reference=record.reference))
        assert (page, response.status_code) == (page, 200)
    linking = sign_in("manager").get(address(record_type, "record_link", reference=record.reference))
    assert linking.status_code == 200
    for page in ("records", "record_create"):
        assert (page, browser.get(address(record_type, page)).status_code) == (page, 200)


@every_type
def test_it_is_exported(type_name, cast, sign_in):
    record_type = modules.record_type(type_name)
    factories.make(type_name, cast)
    browser = sign_in(worker_on(type_name))

    text = browser.post(address(record_type, "record_export", format="csv"))
    book = browser.post(address(record_type, "record_export", format="xlsx"))

    rows = list(csv.reader(io.StringIO(text.content.decode("utf-8-sig"))))
    visible = access.visible(getattr(cast, worker_on(type_name)), record_type.model.objects.in_force()).count()
    assert len(rows) == visible + 1
    sheet = python_calamine.load_workbook(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    assert len(sheet) == len(rows)


@every_type
def test_a_list_costs_the_same_for_one_row_and_for_fifty(type_name, cast, sign_in):
    browser, page = sign_in(worker_on(type_name)), address(modules.record_type(type_name))
    factories.make(type_name, cast)
    few = statements(browser, page)
    for number in range(2, 51):
        factories.make(type_name, cast, number)

    many = statements(browser, page)

    assert few == many
    assert_recorded(type_name, "list", many)


@every_type
def test_a_record_page_costs_what_was_recorded(type_name, cast, sign_in):
    record = factories.make(type_name, cast)
    page = address(modules.record_type(type_name), "record", reference=record.reference)

    assert_recorded(type_name, "record", statements(sign_in(worker_on(type_name)), page))


def statements(browser, page):
    """The number of statements that a page costs a person who has been here before."""
    browser.get(page)
    with CaptureQueriesContext(connection) as captured:
        response = browser.get(page)
    assert response.status_code == 200
    # On PostgreSQL the test's own transaction makes savepoints of the request's, and the organisation is announced.
    return len([query for query in captured if not OURS.match(query["sql"])])


OURS = re.compile(r"^(SAVEPOINT|RELEASE|ROLLBACK|BEGIN|COMMIT|select set_config)", re.IGNORECASE)


def assert_recorded(type_name, page, count):
    """Compare with tests/query_counts.json; RECORD_QUERY_COUNTS=1 writes it anew, for review in the diff."""
    known = json.loads(RECORDED.read_text()) if RECORDED.exists() else {}
    if os.environ.get("RECORD_QUERY_COUNTS") == "1":
        known.setdefault(type_name, {})[page] = count
        RECORDED.write_text(json.dumps(known, indent=1, sort_keys=True) + "\n")
    assert known.get(type_name, {}).get(page) == count
    assert count <= MOST_OF.get((type_name, page), MOST[page])
