"""The pages of this room: who sees what, the way from strip to record and back, and what each page says."""

import csv
import io
import re

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from django.utils.translation import gettext_lazy

from everproof.conformity import catalogues, queries, runs
from everproof.conformity.actions import assess_requirement
from everproof.conformity.models import ManualAssessment, Standing, Verdict
from everproof.conformity.tests.conftest import NEWER, STANDARD
from everproof.conformity.views.base import may_see
from everproof.improvement.actions import report_nonconformity
from everproof.improvement.models import Nonconformity
from everproof.kernel import clock, parameters
from everproof.kernel.access.actor import Actor, Grant
from everproof.kernel.access.roles import SUPPLIER_CONTACT
from everproof.kernel.checks import Cure, Evidence, Finding
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.parameters.models import ParameterValue

pytestmark = pytest.mark.django_db
ROOT = "/ours/conformity/"
READINESS = f"{ROOT}{STANDARD}/"
ATOM, MANUAL = "10.2.1-1", "5.1.1-4"
PATHS = (
    READINESS,
    f"{ROOT}{NEWER}/",
    f"{READINESS}{ATOM}/",
    f"{READINESS}{MANUAL}/",
    f"{READINESS}next/",
    f"{ROOT}editions/",
    f"{ROOT}rules/",
    f"{ROOT}guide/",
    f"{ROOT}assessments/",
)
READERS = ("manager", "boss", "member", "auditor", "inspector", "administrator", "second")


def unanswered(at):
    """Each nonconformity lacks an answer: finds every one."""
    found = at.records(Nonconformity)
    return Evidence(found, (Finding("Nobody has answered.", Cure(gettext_lazy("Answer it")), found),))


@pytest.fixture
def company(cast, room):
    """A check that finds every nonconformity, and one nonconformity at the main works."""
    room.declare(checks={ATOM: unanswered})
    cast.found = report_nonconformity(title="Leak at press 3", by=cast.member, site=cast.main_site)
    runs.run_full(cast.organization.pk)
    # On PostgreSQL entries get their index later, and then what they touch is evaluated again.
    runs.catch_up(cast.organization)
    return cast


def rewrite(**values):
    """Store another verdict on ATOM, as an evaluation does."""
    Verdict.objects.filter(standard=STANDARD, atom=ATOM).update(**values)
    Standing.objects.filter(standard=STANDARD).update(version=F("version") + 1)


def text_of(response):
    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split())


# Who may see --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", READERS)
def test_whoever_reads_records_sees_every_page(part, company, sign_in):
    client = sign_in(part)

    assert {path: client.get(path).status_code for path in PATHS} == dict.fromkeys(PATHS, 200)


def test_a_shared_device_sees_none(company, sign_in):
    """The list of assessments opens as every list does, and is empty: no record is for a shared device."""
    assess_requirement(
        requirement=MANUAL,
        verdict="met",
        evidence_note="Seen at the bench.",
        assessed_on=clock.today(company.organization.zone),
        by=company.manager,
    )
    client = sign_in("kiosk")
    answers = {path: client.get(path) for path in PATHS}
    assessments = answers.pop(f"{ROOT}assessments/")

    assert {answer.status_code for answer in answers.values()} == {403}
    assert "MA-" not in assessments.content.decode()
    assert "MA-" in sign_in("member").get(f"{ROOT}assessments/").content.decode()


def test_for_a_stranger_the_pages_do_not_exist(company, sign_in):
    client = sign_in("stranger")

    assert {client.get(path).status_code for path in PATHS} == {404}


def test_a_contact_of_another_company_does_not_see_how_this_one_stands(cast):
    contact = Actor(cast.organization, cast.member.person, (Grant(SUPPLIER_CONTACT, party_type="supplier"),))

    assert not may_see(contact)
    assert may_see(cast.member)


def test_who_may_not_see_a_record_does_not_read_of_it(company, sign_in):
    page = sign_in("second").get(f"{READINESS}{ATOM}/")

    assert company.found.number not in page.content.decode()
    assert "1 more finding is not shown" in text_of(page)
    assert company.found.number in sign_in("manager").get(f"{READINESS}{ATOM}/").content.decode()


def test_what_to_do_next_hides_records_too(company, sign_in):
    page = sign_in("second").get(f"{READINESS}next/")

    assert company.found.title not in page.content.decode()
    assert "Something that your access role does not show you." in text_of(page)


# From strip to record and back ---------------------------------------------------------------------------------------


def test_from_the_strip_to_a_record_and_back_in_two_clicks_each(company, sign_in):
    client = sign_in("manager")

    strip = client.get("/ours/").content.decode()
    requirement = re.search(rf'href="([^"]+{ATOM}/)" class="fail"', strip)[1]
    record = re.search(rf'href="([^"]+{company.found.number}/)"', client.get(requirement).content.decode())[1]
    back = re.search(rf'href="([^"]+{ATOM}/)"', client.get(record).content.decode())[1]

    assert back == requirement
    assert f'href="{READINESS}"' in client.get(back).content.decode()


def test_a_record_says_what_is_found_about_it_and_what_it_is_proof_for(company, sign_in):
    other = report_nonconformity(title="Another", by=company.member, site=company.main_site)
    client = sign_in("manager")
    base = "/ours/improvement/nonconformities/"

    assert "Nobody has answered. Answer it." in text_of(client.get(f"{base}{company.found.number}/"))
    page = text_of(client.get(f"{base}{other.number}/"))
    assert "No requirement finds anything wanting here." in page
    assert "Records like this are proof for" in page


def test_home_shows_the_strip_once_there_are_verdicts(cast, sign_in):
    client = sign_in("member")
    before = client.get("/ours/").content.decode()
    runs.run_full(cast.organization.pk)

    assert "<conformity-strip" not in before
    assert client.get("/ours/").content.decode().count("data-id=") == len(catalogues.catalogue_of(STANDARD).atoms) + 1
    assert "<conformity-strip" not in sign_in("kiosk").get("/ours/").content.decode()


def test_the_icon_of_the_tab_follows_the_strip(company, sign_in):
    address = f"{ROOT}icon.svg"
    client = sign_in("member")
    page = client.get("/ours/").content.decode()
    icon = client.get(address)
    bars = [float(height) for height in re.findall(r'height="([\d.]+)" rx=".6"/>', icon.content.decode())]

    assert f'<link rel="icon" href="{address}"' in page
    assert icon["Content-Type"] == "image/svg+xml"
    assert len(bars) == 7, "a bar for each of the clauses 4 to 10"
    assert all(0 <= bar <= 20 for bar in bars)
    assert sign_in("kiosk").get(address).url.endswith("icon.svg")


# Readiness ------------------------------------------------------------------------------------------------------------


def test_the_room_leads_to_the_edition_to_be_certified_to(cast, sign_in):
    parameters.change(name="conformity_standard", to=NEWER, by=cast.manager)

    assert sign_in("member").get(ROOT).url == f"{ROOT}{NEWER}/"


def test_a_first_visit_evaluates_everything(cast, sign_in):
    page = sign_in("member").get(READINESS)

    assert Verdict.objects.filter(standard=STANDARD).count() == len(catalogues.catalogue_of(STANDARD).atoms)
    assert "Not ready yet." in text_of(page)
    assert "Show the path" in text_of(page)


def test_each_requirement_stands_once_in_the_tree(company, sign_in):
    page = sign_in("member").get(READINESS).content.decode()
    tree = page[page.index('<div class="tree">') :]
    shown = re.findall(rf'<a href="{READINESS}([^/"]+)/">', tree)

    assert shown == [atom.id for atom in catalogues.catalogue_of(STANDARD).atoms]
    assert '<details class="fold" id="clause-10.2">' in tree


def test_a_filter_shows_what_it_takes_and_says_so(company, sign_in):
    page = sign_in("member").get(f"{READINESS}?outcome=fail&clause=10.2.1")
    tree = page.content.decode().split('<div class="tree">')[1]

    assert re.findall(rf'<a href="{READINESS}([^/"]+)/">', tree)[0] == ATOM
    assert "Requirements that are not met" in text_of(page)
    assert "in clause 10.2.1" in text_of(page)


def test_a_filter_by_owner_offers_only_whom_findings_wait_for(company, sign_in):
    rewrite(concerns={"owner": [str(company.member.person_id)], "site": [str(company.main_site.pk)]})
    page = sign_in("manager").get(f"{READINESS}?owner={company.member.person_id}&site={company.main_site.pk}")

    assert "waiting for Mel Member" in text_of(page)
    assert "at Main works" in text_of(page)
    assert [label for label, _url in _rows(page)] == [ATOM]


def _rows(page):
    tree = page.content.decode().split('<div class="tree">')[1]
    return re.findall(r'<span class="number">([^<]+)</span>(<span class="what">)', tree)


def test_a_filter_that_nothing_matches_says_what_to_do(company, sign_in):
    assert "No requirement is like that" in text_of(sign_in("member").get(f"{READINESS}?outcome=manual-due&clause=7.4"))


def test_a_value_that_means_nothing_is_no_filter(company, sign_in):
    page = sign_in("member").get(f"{READINESS}?outcome=lovely&clause=99&owner=x")

    assert "All requirements" in text_of(page)


def test_empty_fields_leave_the_address(company, sign_in):
    answer = sign_in("member").get(f"{READINESS}?outcome=fail&clause=&site=")

    assert answer.url == f"{READINESS}?outcome=fail#requirements"


@pytest.mark.parametrize("path", [f"{ROOT}iso9001-1987/", f"{READINESS}4.1-999/", f"{ROOT}rules/nothing/"])
def test_what_no_catalogue_has_is_not_found(path, cast, sign_in):
    assert sign_in("manager").get(path).status_code == 404


def test_the_drawn_page_follows_the_verdicts(company, sign_in):
    client = sign_in("manager")
    assert f'{ATOM}/" class="fail"' in client.get(READINESS).content.decode()

    rewrite(outcome="pass")

    assert f'{ATOM}/" class="pass"' in client.get(READINESS).content.decode()


def test_the_texts_for_the_pointer_are_kept_by_browsers(cast, sign_in):
    catalogue = catalogues.catalogue_of(STANDARD)
    answer = sign_in("member").get(f"{READINESS}words/{catalogue.digest[:12]}.json")

    assert answer.json()[ATOM] == catalogue.atom(ATOM).text
    assert "immutable" in answer["Cache-Control"]
    assert sign_in("member").get(f"{READINESS}words/{'0' * 12}.json").status_code == 404


# One requirement ------------------------------------------------------------------------------------------------------


def test_a_requirement_says_what_was_found_and_looked_at_and_whose_rule_applied(company, sign_in):
    page = text_of(sign_in("manager").get(f"{READINESS}{ATOM}/"))
    atom = catalogues.catalogue_of(STANDARD).atom(ATOM)

    assert atom.text in page
    assert "Not met" in page
    assert "Nobody has answered. Answer it NC-" in page
    assert "Time to correct a nonconformity 14 days Our default" in page
    assert "not compared with a licensed copy" in page
    assert "The first evaluation" in page


def test_a_rule_of_the_company_is_named_as_theirs(company, sign_in):
    parameters.change(name="nc_correction_days", to=7, by=company.manager)

    page = sign_in("manager").get(f"{READINESS}{ATOM}/")

    assert "Time to correct a nonconformity 7 days Yours, Quinn Manager" in text_of(page)
    assert '<a class="applied" href="#rule-nc_correction_days">7\xa0days</a>' in page.content.decode()


def test_the_history_names_the_ledger_entry_for_who_may_read_it(company, sign_in):
    entry = LedgerEntry.objects.order_by("-leaf_index").first()
    change = queries.VerdictChange.objects.filter(standard=STANDARD, atom=ATOM).first()
    change.before, change.cause, change.entry_id = "pass", "entry", entry.pk
    change.save()

    assert f"{entry.pk}/" in sign_in("manager").get(f"{READINESS}{ATOM}/").content.decode()
    assert f"{entry.pk}/" not in sign_in("member").get(f"{READINESS}{ATOM}/").content.decode()


# Assessing ------------------------------------------------------------------------------------------------------------

ANSWER = {"requirement": MANUAL, "verdict": "met", "evidence_note": "Asked two managers.", "assessed_on": "2026-01-15"}


def test_an_assessment_counts_at_once_on_the_requirements_page(cast, sign_in):
    client = sign_in("manager")
    today = clock.today(cast.organization.zone).isoformat()

    answer = client.post(f"{ROOT}assessments/new/", {**ANSWER, "assessed_on": today})

    assert answer.url == f"{READINESS}{MANUAL}/"
    page = text_of(client.get(answer.url))
    assert "Asked two managers." in page
    assert Verdict.objects.get(standard=STANDARD, atom=MANUAL).outcome == "pass"


def test_the_form_shows_the_question_and_keeps_what_was_typed(cast, sign_in):
    client = sign_in("auditor")
    question = catalogues.catalogue_of(STANDARD).atom(MANUAL).question

    assert question[:40] in text_of(client.get(f"{ROOT}assessments/new/?requirement={MANUAL}"))
    refused = client.post(f"{ROOT}assessments/new/", {**ANSWER, "verdict": ""})
    assert refused.status_code == 422
    assert "Asked two managers." in refused.content.decode()
    assert ManualAssessment.objects.count() == 0


@pytest.mark.parametrize(("part", "status"), [("manager", 200), ("auditor", 200), ("inspector", 403), ("member", 403)])
def test_who_assesses(part, status, cast, sign_in):
    assert sign_in(part).get(f"{ROOT}assessments/new/").status_code == status


def test_the_list_finds_what_ends_soon(cast, sign_in):
    client = sign_in("manager")
    today = clock.today(cast.organization.zone)
    client.post(f"{ROOT}assessments/new/", {**ANSWER, "assessed_on": today, "valid_until": today})

    assert "MA-" in text_of(client.get(f"{ROOT}assessments/?valid=soon"))
    assert "No assessments match" in text_of(client.get(f"{ROOT}assessments/?valid=past"))


# What to do next, editions, the way ----------------------------------------------------------------------------------


def test_what_to_do_next_names_cure_place_and_owner(company, sign_in):
    page = sign_in("manager").get(f"{READINESS}next/")

    assert "Nobody has answered." in text_of(page)
    assert f'href="/ours/improvement/nonconformities/{company.found.number}/">Answer it</a>' in page.content.decode()
    assert f'href="{ROOT}assessments/new/?requirement={MANUAL}"' in page.content.decode()


def test_two_things_to_do_about_one_record_stay_two(cast, room, sign_in):
    def late(at):
        found = at.records(Nonconformity)
        return Evidence(found, (Finding("It is late.", Cure("Hurry"), found),))

    room.declare(checks={ATOM: unanswered, "10.2.1-2": late})
    report_nonconformity(title="Leak at press 3", by=cast.member, site=cast.main_site)
    page = text_of(sign_in("manager").get(f"{READINESS}next/"))

    assert page.count("Leak at press 3") == 2
    assert "It is late." in page
    assert "Nobody has answered." in page


def test_editions_say_what_is_asked_and_how_well_it_is_known(company, sign_in):
    page = text_of(sign_in("member").get(f"{ROOT}editions/"))

    assert "From ISO 9001:2015 to ISO 9001:2026" in page
    assert "Only reported, not acted on" in page
    assert "confirmed" in page


def test_the_way_begins_with_the_first_step_that_is_not_done(cast, sign_in):
    page = sign_in("manager").get(f"{ROOT}guide/")
    steps = page.context["page"]["steps"]

    assert [one["progress"].number for one in steps] == list(range(1, 16))
    now = next(one for one in steps if one["now"])
    assert all(one["state"].label == "Done" for one in steps[: now["progress"].number - 1])


def test_a_step_with_requirements_that_nothing_checks_is_not_called_done(cast, sign_in):
    for one in sign_in("manager").get(f"{ROOT}guide/").context["page"]["steps"]:
        assert not (one["progress"].unchecked and one["state"].label == "Done")


# Rules ----------------------------------------------------------------------------------------------------------------


def test_every_parameter_stands_on_the_page_once(cast, sign_in):
    answer = sign_in("member").get(f"{ROOT}rules/")
    page = answer.content.decode()

    assert sorted(re.findall('<li id="([a-z0-9_-]+)">', page)) == sorted(parameters.values(cast.organization.pk))
    assert "A quality manager or an administrator changes them." in page


def test_a_search_finds_by_words_and_by_name(cast, sign_in):
    client = sign_in("member")

    assert "Time to correct a nonconformity" in text_of(client.get(f"{ROOT}rules/?q=correct+nonconf"))
    assert "Time to correct a nonconformity" in text_of(client.get(f"{ROOT}rules/?q=nc_correction_days"))
    assert "No rule contains these words" in text_of(client.get(f"{ROOT}rules/?q=unicorn"))


@pytest.mark.parametrize(
    ("name", "typed", "stored"),
    [
        ("nc_correction_days", "7", 7),
        ("proxy_needs_assessment", "yes", True),
        ("auditor_skill", "lead auditor", "lead auditor"),
        ("allowed_media", "paper\nelectronic\n", ["paper", "electronic"]),
        ("required_process_groups", ["core", "support"], ["core", "support"]),
        ("conformity_standard", NEWER, NEWER),
    ],
)
def test_a_value_of_every_kind_is_set_and_set_back(name, typed, stored, cast, sign_in):
    client = sign_in("administrator")

    assert client.post(f"{ROOT}rules/{name}/", {"value": typed}).url == f"{ROOT}rules/#{name}"
    assert parameters.value(cast.organization.pk, name) == stored
    assert "we start from" in text_of(client.get(f"{ROOT}rules/?show=changed"))

    client.post(f"{ROOT}rules/{name}/reset/")
    assert parameters.value(cast.organization.pk, name) == parameters.values(0)[name]


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("nc_correction_days", "9999", "at most 90"),
        ("nc_correction_days", "soon", "whole number"),
        ("allowed_media", "", "Fill this in"),
        ("required_process_groups", [], "Choose one"),
        ("auditor_skill", "", "Fill this in"),
    ],
)
def test_a_wrong_value_is_refused_beside_the_field(name, typed, words, cast, sign_in):
    answer = sign_in("manager").post(f"{ROOT}rules/{name}/", {"value": typed})

    assert answer.status_code == 422
    assert words in text_of(answer)
    assert not ParameterValue.objects.exists()


@pytest.mark.parametrize("part", ["member", "boss", "inspector"])
def test_who_may_not_change_rules_gets_no_form_and_no_button(part, cast, sign_in):
    client = sign_in(part)

    assert client.get(f"{ROOT}rules/nc_correction_days/").status_code == 403
    assert client.post(f"{ROOT}rules/nc_correction_days/", {"value": "7"}).status_code == 403
    assert client.post(f"{ROOT}rules/nc_correction_days/reset/").status_code == 403
    assert "/rules/nc_correction_days/" not in client.get(f"{ROOT}rules/").content.decode()


# Export ---------------------------------------------------------------------------------------------------------------


def test_the_export_has_every_requirement_with_its_outcome_and_leaves_an_entry(company, sign_in):
    answer = sign_in("member").post(f"{READINESS}export/csv/")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert len(rows) == 1 + len(catalogues.catalogue_of(STANDARD).atoms)
    assert next(row for row in rows if row[0] == ATOM)[3] == "Not met"
    assert LedgerEntry.objects.filter(verb="kernel.export", type="requirement").count() == 1


def test_an_export_sends_what_the_page_shows(company, sign_in):
    answer = sign_in("member").post(f"{READINESS}export/csv/?outcome=fail&clause=10.2.1")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))

    assert rows[1][0] == ATOM
    assert {row[3] for row in rows[1:]} == {"Not met"}
    assert sign_in("member").post(f"{READINESS}export/xlsx/").content[:2] == b"PK"
    assert sign_in("member").post(f"{READINESS}export/pdf/").status_code == 404


# Cost -----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", [*PATHS, f"{READINESS}?outcome=fail", "/ours/"])
def test_a_page_asks_as_often_for_one_finding_as_for_many(path, company, sign_in):
    client = sign_in("manager")

    def statements():
        client.get(path)
        with CaptureQueriesContext(
            connection,
        ) as counted:
            client.get(path)
        return len(counted)

    one = statements()
    for number in range(12):
        report_nonconformity(title=f"More {number}", by=company.member, site=company.main_site)
    runs.run_changes(company.organization.pk)

    assert statements() == one
