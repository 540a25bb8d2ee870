"""The ledger's pages: entries in words, found by who, what, when and why; proofs; the state; a check on demand."""

import csv
import io
import json
import random
import re
from datetime import timedelta

import pytest
from django.db import connection

from everproof.improvement import actions
from everproof.kernel import clock, parameters, records
from everproof.kernel.ledger import checkpoints, reading, sequencer, tasks, witnesses
from everproof.kernel.ledger.models import LedgerEntry, LedgerLog, LedgerWitness
from everproof.kernel.notifications.models import Notification, OutgoingMail
from everproof.kernel.people import actions as people
from everproof.kernel.people import witnessing
from everproof.kernel.tasks import jobs
from everproof.kernel.tasks.models import Job
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing.cast import PASSWORD
from everproof.kernel.tests.ledger.forger import bend, key
from everproof.kernel.ui import ledger as entries
from everproof.kernel.ui.ledger import Wanted

LIST = "/ours/kernel/ledger/"


@pytest.fixture(autouse=True)
def own_keys(settings, tmp_path):
    settings.EVERPROOF_DATA = tmp_path


@pytest.fixture
def history(cast):
    """Some work of several people."""
    made = [actions.report_nonconformity(title=f"Leak {number}", by=cast.member) for number in range(4)]
    records.update(made[0], by=cast.manager, title="Leak at the seat", reason="Misspelt")
    records.void(made[1], by=cast.manager, reason="Reported twice")
    return made


def words(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def confirm(cast):
    if connection.vendor == "postgresql":
        sequencer.sequence(cast.organization.pk)
    return checkpoints.checkpoint(cast.organization.pk)


# The list ------------------------------------------------------------------------------------------------------------


def test_entries_are_told_in_words_with_their_reason(cast, history, sign_in):
    shown = words(sign_in("manager").get(LIST))

    assert "Mel Member reported it" in shown
    assert "Quinn Manager changed" in shown
    assert "Misspelt" in shown
    assert "Reported twice" in shown


def test_only_readers_of_the_whole_history_see_it(cast, history, sign_in):
    for part, status in {"boss": 200, "inspector": 200, "auditor": 200, "member": 403, "kiosk": 403}.items():
        assert sign_in(part).get(LIST).status_code == status
    with organization_scope(cast.organization.pk):
        people.give_access(
            access_role="quality-manager", person=cast.person("second"), by=cast.administrator, at_site=cast.second_site
        )
    assert sign_in("second").get(LIST).status_code == 403
    assert sign_in("stranger").get(LIST).status_code == 404


def test_the_menu_leads_readers_there_and_nobody_else(cast, sign_in):
    assert LIST in sign_in("manager").get("/ours/").content.decode()
    assert LIST not in sign_in("member").get("/ours/").content.decode()


def test_a_hundred_random_filters_find_what_sql_finds(cast, history):
    pick = random.Random(12)
    people_ = [cast.person(part).pk for part in ("manager", "member", "administrator")]
    today = clock.today("Europe/Berlin")
    for _number in range(100):
        wanted = Wanted(
            person_id=pick.choice([None, *people_]),
            type=pick.choice(["", "nonconformity", "person", "organization"]),
            verb=pick.choice(["", "create", "update", "void", "found"]),
            first_day=pick.choice([None, today - timedelta(days=1), today, today + timedelta(days=1)]),
            last_day=pick.choice([None, today - timedelta(days=1), today, today + timedelta(days=1)]),
        )
        found = {row.pk for row in entries.entries(cast.manager, wanted)}
        assert found == by_hand(cast, wanted)


def by_hand(cast, wanted):
    """The same, read out of the entries' own bytes."""
    from datetime import datetime
    from zoneinfo import ZoneInfo

    found = set()
    for row in LedgerEntry.objects.filter(organization=cast.organization):
        body = json.loads(bytes(row.body))
        day = datetime.fromisoformat(body["at"]).astimezone(ZoneInfo("Europe/Berlin")).date()
        fits = [
            wanted.person_id is None or body["actor"] == str(wanted.person_id),
            not wanted.type or body["type"] == wanted.type,
            not wanted.verb or body["verb"].split(".")[-1] == wanted.verb,
            wanted.first_day is None or day >= wanted.first_day,
            wanted.last_day is None or day <= wanted.last_day,
        ]
        if all(fits):
            found.add(row.pk)
    return found


def test_the_filters_of_the_page_narrow_the_list(cast, history, sign_in):
    browser = sign_in("manager")

    voided = words(browser.get(LIST, {"verb": "void"}))
    of_manager = words(browser.get(LIST, {"who": str(cast.person("manager").pk), "about": "nonconformity"}))

    assert "Reported twice" in voided
    assert "reported it" not in voided
    assert "Misspelt" in of_manager
    assert "Mel Member reported it" not in of_manager


def test_it_is_found_by_the_words_of_a_record(cast, history, sign_in):
    shown = words(sign_in("manager").get(LIST, {"q": history[2].number}))

    assert "Leak 2" in shown
    assert "Leak 3" not in shown


def test_nonsense_in_the_address_is_left_out(cast, history, sign_in):
    browser = sign_in("manager")

    for query in ({"who": "x"}, {"since": "yesterday"}, {"after": "%%"}, {"verb": "'; drop"}, {"about": "nothing"}):
        assert browser.get(LIST, query).status_code == 200


def test_pages_follow_each_other_without_a_gap(cast, sign_in):
    for number in range(60):
        actions.report_nonconformity(title=f"Leak {number}", by=cast.member)
    browser = sign_in("manager")
    first = browser.get(LIST).content.decode()
    older = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")

    second = browser.get(older).content.decode()

    seen = [set(re.findall(r"ledger/entries/([0-9a-f-]{36})/", page)) for page in (first, second)]
    assert len(seen[0]) == 50
    assert not seen[0] & seen[1]
    newest = LedgerEntry.objects.filter(organization=cast.organization).order_by("-at", "-id")
    assert {str(key) for key in newest.values_list("pk", flat=True)[:100]} <= seen[0] | seen[1]


def test_a_record_that_may_not_be_seen_has_no_title_here(cast, history):
    for line in entries.lines(cast.kiosk, list(entries.entries(cast.kiosk, Wanted(type="nonconformity")))):
        assert (line.number, line.title, line.url) == ("", "", "")


def test_it_is_exported_as_csv_and_json_and_the_export_is_noted(cast, history, sign_in):
    browser = sign_in("manager")
    query = "?about=nonconformity"

    table = browser.post(f"{LIST}export/csv/{query}")
    objects = browser.post(f"{LIST}export/json/{query}")

    rows = list(csv.DictReader(io.StringIO(table.content.decode("utf-8-sig"))))
    found = json.loads(objects.content)
    count = LedgerEntry.objects.filter(type="nonconformity").count()
    assert len(rows) == len(found) == count
    assert {row["Why"] for row in rows} >= {"Misspelt", "Reported twice"}
    (changed,) = [one for one in found if one["verb"].endswith(".update")]
    assert changed["actor"] == str(cast.person("manager").pk)
    assert set(changed) >= {"at", "actor", "role", "source", "verb", "type", "record", "version", "changes", "reason"}
    assert LedgerEntry.objects.filter(verb="kernel.export", type="ledger").count() == 2
    assert browser.get(f"{LIST}export/csv/").status_code == 405
    assert sign_in("member").post(f"{LIST}export/csv/").status_code == 403


# One entry -----------------------------------------------------------------------------------------------------------


def newest(cast):
    return LedgerEntry.objects.filter(organization=cast.organization, type="nonconformity").order_by("-at").first()


def test_an_entry_shows_what_it_says_and_its_proof(cast, history, sign_in):
    confirm(cast)
    entry = newest(cast)
    browser = sign_in("manager")

    shown = words(browser.get(f"{LIST}entries/{entry.pk}/"))
    checked = words(browser.get(f"{LIST}entries/{entry.pk}/?check=1"))

    assert f"This entry stands at place {entry.leaf_index} of the" in shown
    assert "The proof holds" in checked
    assert "The proof holds" not in shown


def test_an_entry_without_a_checkpoint_says_so(cast, history, sign_in):
    page = sign_in("manager").get(f"{LIST}entries/{newest(cast).pk}/?check=1")

    assert "No checkpoint covers this entry yet." in words(page)
    assert sign_in("manager").get(f"{LIST}entries/{newest(cast).pk}/proof/").status_code == 404


def test_the_proof_is_downloaded(cast, history, sign_in):
    confirm(cast)

    answer = sign_in("boss").get(f"{LIST}entries/{newest(cast).pk}/proof/")

    assert answer.content.startswith(b"c2sp.org/tlog-proof@v1\nextra ")
    assert sign_in("member").get(f"{LIST}entries/{newest(cast).pk}/proof/").status_code == 403


def test_an_entry_of_another_company_is_not_there(cast, sign_in):
    with organization_scope(cast.other.pk):
        foreign = LedgerEntry.objects.filter(organization=cast.other).first()

    assert sign_in("manager").get(f"{LIST}entries/{foreign.pk}/").status_code == 404


def test_a_bent_entry_does_not_pass_the_check(own_database, sign_in_to):
    cast = own_database
    with organization_scope(cast.organization.pk):
        actions.report_nonconformity(title="Leak", by=cast.member)
    sequencer.sequence_pending()
    checkpoints.checkpoint(cast.organization.pk)
    with organization_scope(cast.organization.pk):
        row = LedgerEntry.objects.filter(type="nonconformity").first()
    bend(
        "update kernel_ledgerentry set body = %s where id = %s", bytes(row.body).replace(b"create", b"delete"), key(row)
    )

    shown = words(sign_in_to(cast, "manager").get(f"{LIST}entries/{row.pk}/?check=1"))

    assert "The entry is not the one that was written." in shown
    assert "The proof does not hold." in shown


@pytest.fixture
def sign_in_to():
    from django.test import Client

    def signed_in(cast, part):
        browser = Client()
        browser.force_login(cast.users[part], backend="allauth.account.auth_backends.AuthenticationBackend")
        return browser

    return signed_in


# The state -----------------------------------------------------------------------------------------------------------


def test_the_state_says_how_old_how_many_and_who(cast, history, sign_in):
    signed = confirm(cast)

    shown = words(sign_in("boss").get(f"{LIST}state/"))

    assert f"Entries signed {signed.size}" in shown
    assert "Nobody outside was handed a checkpoint within the last 24 hours." in shown
    assert "test/ours+" in shown
    assert sign_in("member").get(f"{LIST}state/").status_code == 403


def test_a_frozen_ledger_is_said_on_every_page_with_what_to_do(cast, sign_in):
    LedgerLog.objects.filter(organization=cast.organization).update(state="frozen", frozen_reason="Entry 7 is gone.")

    assert "The ledger is frozen" in words(sign_in("member").get("/ours/"))
    assert "What to do" not in words(sign_in("member").get("/ours/"))
    assert "What to do" in words(sign_in("boss").get("/ours/"))
    shown = words(sign_in("boss").get(f"{LIST}state/"))
    assert "Entry 7 is gone." in shown
    assert "Change nothing and repair nothing." in shown


def test_the_newest_checkpoint_is_downloaded_as_text(cast, history, sign_in):
    assert sign_in("boss").get(f"{LIST}checkpoint/").status_code == 404
    signed = confirm(cast)

    assert sign_in("boss").get(f"{LIST}checkpoint/").content.decode() == signed.note
    assert sign_in("inspector").get(f"{LIST}checkpoint/").status_code == 200
    assert sign_in("member").get(f"{LIST}checkpoint/").status_code == 404


def test_a_check_runs_in_the_background_with_progress(own_database, sign_in_to, settings, monkeypatch):
    cast = own_database
    monkeypatch.setattr(reading, "BATCH", 1)
    monkeypatch.setattr(tasks.Progress, "SECONDS", 0.01)
    with organization_scope(cast.organization.pk):
        actions.report_nonconformity(title="Leak", by=cast.member)
    sequencer.sequence_pending()
    checkpoints.checkpoint(cast.organization.pk)
    browser = sign_in_to(cast, "manager")

    answer = browser.post(f"{LIST}check/")

    assert "It waits for its turn." in words(browser.get(answer["Location"]))
    assert browser.post(f"{LIST}check/")["Location"] == answer["Location"]
    job = Job.objects.get(name="ledger-check")
    tasks.check_ledger.call(cast.organization.pk, str(job.pk), str(job.person_id))
    job.refresh_from_db()
    assert job.state == "done"
    assert job.total > 0
    assert job.result["found"] == 0
    assert "Nothing was found" in words(browser.get(answer["Location"]))
    assert sign_in_to(cast, "boss").get(answer["Location"]).status_code == 404
    with organization_scope(cast.organization.pk):
        noted = LedgerEntry.objects.get(verb="kernel.ledger.verify")
    assert noted.actor == str(cast.person("manager").pk)
    assert "Last checked as a whole" in words(browser.get(f"{LIST}state/"))


def test_what_a_check_finds_is_listed(cast, sign_in):
    job = jobs.announce("ledger-check", by=cast.manager)
    findings = [{"kind": "live", "where": "nonconformity 7", "finding": "Changed past the ledger: severity."}]
    counts = dict.fromkeys(("entries", "versions", "records", "signed", "checkpoints"), 1)
    jobs.finish(cast.organization.pk, job.pk, result={"counts": counts, "found": 1, "findings": findings, "epochs": []})

    shown = words(sign_in("manager").get(f"{LIST}check/{job.pk}/"))

    assert "1 finding." in shown
    assert "Changed past the ledger: severity." in shown


# Witnesses -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def inspect(everyone, client):
    """The external auditor signs in, with the browser that the test holds."""

    def sign_in(browser=client):
        form = {"login": "inspector@ours.example", "password": PASSWORD}
        answer = browser.post("/account/login/", form)
        assert answer.status_code == 302
        page = words(browser.get("/ours/"))
        browser.post("/account/logout/")
        return page

    return sign_in


def test_who_comes_from_outside_is_handed_the_newest_checkpoint(cast, history, inspect):
    signed = confirm(cast)

    shown = inspect()

    assert f"You hold the history of Our Company as it stands: {signed.size} entries." in shown
    witness = LedgerWitness.objects.get()
    assert (witness.witness, witness.kind, witness.size) == (str(cast.person("inspector").pk), "sign-in", signed.size)
    mail = OutgoingMail.objects.get(to="inspector@ours.example")
    assert signed.note in mail.body


def test_next_time_it_is_proven_to_be_the_beginning(cast, history, inspect, client):
    then = confirm(cast)
    inspect()
    actions.report_nonconformity(title="Since then", by=cast.member)
    now = confirm(cast)

    shown = inspect()

    assert f"The {then.size} entries of Our Company that you saw last time are still the beginning" in shown
    assert f"of the {now.size} of now" in shown
    client.force_login(cast.users["inspector"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert "is still the beginning" in words(client.get(f"{LIST}held/"))


def test_another_history_is_an_alarm_for_the_witness_and_for_us(cast, history, inspect, client):
    confirm(cast)
    inspect()
    client.cookies[witnessing.cookie_name("ours")] = witnesses.Held(1, 7, bytes(32)).text()

    shown = inspect()

    assert "are not the beginning of what stands here now" in shown
    assert LedgerEntry.objects.filter(verb="kernel.ledger.contradict").count() == 1
    assert Notification.objects.get(kind="witness-contradicted").person_id == cast.person("administrator").pk
    assert LedgerWitness.objects.count() == 1
    assert client.cookies[witnessing.cookie_name("ours")].value == witnesses.Held(1, 7, bytes(32)).text()


def test_our_own_people_are_no_witnesses(cast, history, client):
    confirm(cast)
    client.post("/account/login/", {"login": "manager@ours.example", "password": PASSWORD})

    assert not LedgerWitness.objects.exists()
    assert client.get(f"{LIST}held/").status_code == 404


def test_only_who_comes_from_outside_finds_what_they_hold_in_the_account_menu(cast, history, sign_in):
    link = f'href="{LIST}held/"'

    assert link in sign_in("inspector").get("/ours/").content.decode()
    assert link not in sign_in("manager").get("/ours/").content.decode()


@pytest.mark.parametrize("text", ["", "x", "1.2", "1.2.AAAA", "1.-3." + "A" * 43, "9" * 90, "1.2.%%%"])
def test_a_cookie_that_cannot_be_read_is_none(text):
    assert witnesses.Held.read(text) is None


def test_a_cookie_holds_what_was_put_in():
    held = witnesses.Held(3, 12_345, bytes(range(32)))

    assert witnesses.Held.read(held.text()) == held


def test_the_day_brings_one_mail_to_each_named_address(cast, history):
    confirm(cast)
    parameters.change(
        name=tasks.WITNESS_ADDRESSES, to="a@body.example, nonsense; b@body.example", by=cast.administrator
    )

    tasks.mail_checkpoint.call(cast.organization.pk)
    tasks.mail_checkpoint.call(cast.organization.pk)

    assert sorted(OutgoingMail.objects.values_list("to", flat=True)) == ["a@body.example", "b@body.example"]
    assert not witnesses.is_stale(cast.organization.pk)
    with clock.travel(clock.now() + timedelta(hours=25)):
        assert witnesses.is_stale(cast.organization.pk)


def test_without_an_address_nothing_is_mailed(cast, history):
    confirm(cast)

    tasks.mail_checkpoint.call(cast.organization.pk)

    assert not OutgoingMail.objects.exists()
