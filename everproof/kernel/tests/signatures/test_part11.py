"""21 CFR Part 11, 11.10: controls for closed systems, row by row; each test carries the number of its row.

Rows 11.50 to 11.300 stand in test_part11_signatures.py, Annex 11 in test_annex11.py; rows that wait for a room, in
docs/roadmap.md.
"""

import json
import random

import pytest
from django.conf import settings as installation
from django.core.exceptions import ValidationError
from django.db import transaction
from django.test import Client

from everproof.improvement import actions
from everproof.improvement.lifecycle import CLOSING_SIGNED
from everproof.improvement.lifecycle import LIFECYCLE as NONCONFORMITY
from everproof.improvement.models import Nonconformity
from everproof.kernel import modules, parameters, records, transitions
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger import verification
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion
from everproof.kernel.people import actions as people
from everproof.kernel.people.actors import actor_for
from everproof.kernel.signatures.models import Signature
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing.cast import PASSWORD
from everproof.kernel.tests.ledger.forger import as_key, bend, kinds, replace_entry, standalone
from everproof.kernel.tests.signatures.tools import (
    DECISION,
    addresses,
    bodies,
    closing,
    field,
    page_of,
    stored,
)

# P11-10: controls for closed systems ----------------------------------------------------------------------------------


ALTERED = {
    "improvement_nonconformity": (
        "update improvement_nonconformity set title = 'Leak at the meat' where id = %s",
        "live",
    ),
    "kernel_person": ("update kernel_person set job_title = 'x' where title = 'Quinn Manager'", "live"),
    "kernel_recordversion": ("update kernel_recordversion set \"values\" = '{}' where record_id = %s", "value"),
    "kernel_signature": ("update kernel_signature set meaning = 'release' where record_id = %s", "signed"),
    "kernel_signature, its signer": (
        "update kernel_signature set signer_name = 'Quinn' where record_id = %s",
        "signed",
    ),
    "kernel_ledgerentry": ("update kernel_ledgerentry set verb = 'x.y.void' where record_id = %s", "columns"),
}


class TestP11_10a_AlteredRecordsAreFound:
    @pytest.mark.parametrize("table", ALTERED)
    def test_p11_10a_a_changed_value_in_each_table_is_found(self, company, table):
        statement, kind = ALTERED[table]
        key = as_key(company.record.pk) if "ledgerentry" not in table else str(company.record.pk)
        bend(statement, *([key] if "%s" in statement else []))

        found = verification.verify(company.organization.pk)

        assert kind in kinds(found)
        assert kind in kinds(standalone(company))
        if table != "kernel_person":
            assert any(str(company.record.pk) in one["where"] or "entry" in one["where"] for one in found["findings"])

    def test_p11_10a_one_byte_of_an_entry_is_found(self, company):
        with organization_scope(company.organization.pk):
            row = LedgerEntry.objects.filter(record_id=str(company.record.pk)).first()
        replace_entry(row, actor="b" + row.actor[1:])

        assert "checkpoint" in kinds(verification.verify(company.organization.pk))

    def test_p11_10a_a_whole_history_is_quiet(self, company):
        assert verification.verify(company.organization.pk)["findings"] == []


OPEN_TO_ALL = {
    "/healthz", "/readyz", "/", "/account/login/", "/account/password/reset/", "/account/password/reset/done/",
    "/account/inactive/", "/ui/gallery/", "/account/password/reset/key/done/", "/account/signup/",
    "/account/3rdparty/login/cancelled/", "/account/3rdparty/login/error/", "/account/confirm-email/",
    "/account/2fa/webauthn/login/", "/api/openapi.json", "/api/docs",
}  # fmt: skip


def test_p11_10d_a_stranger_is_let_in_nowhere_but_at_the_door(cast):
    found = sorted(set(addresses()))
    assert len(found) > 80

    answers = {address: Client().get(address).status_code for address in found}

    opened = {address for address, status in answers.items() if status == 200}
    assert {one for one in opened if not one.startswith("/ui/gallery/")} <= OPEN_TO_ALL
    assert {address for address, status in answers.items() if status >= 500 and address != "/readyz"} == set()


class TestP11_10e_AuditTrail:
    def test_p11_10e_each_change_makes_one_entry_with_old_and_new_value(self, cast, contained, enter):
        before = stored(contained)
        browser = enter()
        page = browser.get(f"{page_of(contained)}edit/")
        form = {
            "version": field(page, "version"), "title": "Leak at the stem",
            "detected_on": before.detected_on.isoformat(), "source": "process",
            "severity": "high", "owner": str(before.owner_id), "correction": before.correction,
        }  # fmt: skip
        assert browser.post(f"{page_of(contained)}edit/", form).status_code == 302

        entries = [body for body in bodies(contained) if body["version"] == before.version + 1]
        assert len(entries) == 1
        assert "title" in entries[0]["changes"]
        kept = RecordVersion.objects.filter(record_id=contained.pk).order_by("version")
        assert [one.values["title"] for one in kept][-2:] == ["Leak at the seat", "Leak at the stem"]

    def test_p11_10e_what_is_rolled_back_leaves_none(self, cast, contained):
        count = LedgerEntry.objects.count()

        def fail():
            with transaction.atomic():
                records.update(contained, by=cast.manager, place="Hall 3")
                raise ValueError

        with pytest.raises(ValueError):
            fail()

        assert LedgerEntry.objects.count() == count
        assert stored(contained).place == ""

    def test_p11_10e_deleting_is_voiding_and_leaves_the_values(self, cast, contained):
        voided = records.void(contained, by=cast.manager, reason="Twice reported")

        assert bodies(voided)[-1]["verb"] == "improvement.nonconformity.void"
        assert Nonconformity.objects.filter(pk=contained.pk, title="Leak at the seat").exists()

    def test_p11_10e_there_is_no_switch(self):
        names = [name for name in dir(installation) if name.isupper()]
        switches = [one.name for one in modules.declared("parameters") if one.kind == "boolean"]

        # Numbers and words of the company's audits (of its quality system) switch nothing off.
        assert not [name for name in (*names, *switches) if "ledger" in name.lower() or "audit" in name.lower()]


@pytest.mark.slow
def test_p11_10f_twenty_thousand_random_steps_reach_no_illegal_state(cast):
    """A model of the lifecycle predicts each answer; the product must agree, and so must the database at the end."""
    pick = random.Random(20_000)
    expected = {
        actions.report_nonconformity(title=f"Leak {number}", by=cast.manager).pk: ("reported", 1)
        for number in range(25)
    }
    live = {
        record.pk: record for record in Nonconformity.objects.select_related("organization").filter(pk__in=expected)
    }
    filled = {
        "triage": {"severity": "low", "owner": cast.person("member")},
        "contain": {"correction": "Line stopped"},
        "close": {"action_needed": False, "need_rationale": "Single event"},
    }
    done = refused = 0
    for _attempt in range(20_000):
        key = pick.choice(list(expected))
        state, version = expected[key]
        step = pick.choice(NONCONFORMITY.steps)
        # Most attempts are wrong on purpose; of the right ones enough are made to walk the whole lifecycle.
        is_right = state in step.sources and pick.random() < 0.15
        reason = "Because" if is_right or pick.random() < 0.3 else ""
        by = cast.manager if is_right else pick.choice([cast.manager, cast.member, cast.kiosk, cast.inspector])
        values = filled.get(step.name, {}) if is_right else {}
        try:
            live[key] = transitions.perform(live[key], step.name, by=by, reason=reason, **values)
        except (Refused, ValidationError):
            refused += 1
        else:
            assert state in step.sources
            expected[key] = (step.target, version + 1)
            done += 1
        assert (live[key].status, live[key].version) == expected[key]

    rows = Nonconformity.objects.filter(pk__in=expected).values_list("pk", "status", "version")
    assert {key: (status, version) for key, status, version in rows} == expected
    assert done > 200
    assert done + refused == 20_000
    assert {state for state, _version in expected.values()} <= set(NONCONFORMITY.by_state)


@pytest.mark.parametrize("part", ["kiosk", "teammate", "inspector", "auditor", "administrator", "stranger"])
def test_p11_10g_who_has_no_authority_neither_closes_nor_signs(cast, contained, enter, part):
    form = {**DECISION, "signature_password": PASSWORD, "signature_address": cast.users[part].email}

    answer = enter(part).post(closing(contained), form)

    assert answer.status_code in (403, 404)
    assert stored(contained).status == "contained"
    with pytest.raises(NotAllowed):
        transitions.perform(contained, "close", by=cast.kiosk)
    assert not Signature.objects.exists()


def test_p11_10h_each_way_in_leaves_its_source(cast, contained, enter):
    enter().post(f"{page_of(contained)}void/", {"reason": "Twice", "version": "3"})
    for source in ("api", "import", "task", "command", "kiosk", "mail"):
        by = actor_for(cast.organization, cast.person("manager"), source=source)
        record = actions.report_nonconformity(title=f"By {source}", by=by)
        assert bodies(record)[-1]["source"] == source

    assert bodies(contained)[-1]["source"] == "page"
    assert bodies(contained)[-1]["verb"].endswith(".void")


def test_p11_10k_each_setting_leaves_old_and_new_value(cast):
    parameters.change(name=CLOSING_SIGNED, to=True, by=cast.manager)
    people.change_sign_in_rules(by=cast.administrator, idle_minutes=30, second_factor_needed=False)

    entries = LedgerEntry.objects.order_by("at", "id")
    changed = json.loads(bytes(entries.filter(verb="kernel.parameter.change").last().body))
    assert changed["facts"] == {"from": "False", "to": "True"}
    assert changed["record"] == CLOSING_SIGNED
    rules = json.loads(bytes(entries.filter(verb="kernel.sign_in_rules.change").last().body))
    assert "30" in json.dumps(rules["facts"])
