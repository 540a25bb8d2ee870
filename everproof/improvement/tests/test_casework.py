"""Severity by rule, the clock of containment, pieces with their disposition, and who decides on it."""

from datetime import timedelta
from decimal import Decimal

import pytest

from everproof.improvement import actions
from everproof.improvement.models import Nonconformity
from everproof.improvement.tasks import escalate_containment
from everproof.kernel import clock, parameters, records
from everproof.kernel.errors import Refused
from everproof.kernel.notifications.models import Notification

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(cast):
    return actions.report_nonconformity(title="Leaking valve", by=cast.member, site=cast.main_site)


def at(record, step=""):
    return f"/ours/improvement/nonconformities/{record.number}/" + (f"{step}/" if step else "")


def fresh(record):
    return Nonconformity.objects.get(pk=record.pk)


def taken_up(cast, found, **more):
    return actions.triage_nonconformity(nonconformity=found, by=cast.manager, owner=cast.person("member"), **more)


@pytest.mark.parametrize(
    ("consequence", "extent", "severity"), [(1, 2, "low"), (3, 1, "medium"), (2, 3, "high"), (4, 3, "high")]
)
def test_the_rule_gives_the_severity(cast, found, consequence, extent, severity):
    assert taken_up(cast, found, consequence=consequence, extent=extent).severity == severity


def test_the_company_sets_the_rule(cast, found):
    parameters.change(name="severity_high_from", to=12, by=cast.manager)

    assert taken_up(cast, found, consequence=3, extent=3).severity == "medium"


def test_another_severity_than_the_rule_gives_needs_a_reason(cast, found):
    judged = {"consequence": 1, "extent": 1, "severity": "high"}

    with pytest.raises(Refused, match="By the rule it is Low"):
        taken_up(cast, found, **judged)
    assert taken_up(cast, found, **judged, severity_reason="The customer stands still").severity == "high"


def test_the_form_says_the_rule_and_applies_it(cast, found, sign_in):
    browser = sign_in("manager")
    assert "from 3 on it is medium, from 6 on high, out of 12" in browser.get(at(found, "triage")).content.decode()

    data = {"consequence": "3", "extent": "2", "owner": str(cast.member.person_id), "source": "product"}
    assert browser.post(at(found, "triage"), data).status_code == 302
    assert fresh(found).severity == "high"


@pytest.mark.parametrize(("severity", "hours"), [("high", 24), ("medium", 72), ("low", 240)])
def test_containment_has_a_clock_by_severity(cast, found, severity, hours):
    before = clock.now()
    taken = taken_up(cast, found, severity=severity)

    assert timedelta(0) <= taken.contain_by - before - timedelta(hours=hours) < timedelta(minutes=1)


def test_the_page_says_by_when_it_has_to_be_contained(cast, found, sign_in):
    taken_up(cast, found, severity="high")

    assert "Contain by" in sign_in("manager").get(at(found)).content.decode()


def test_pieces_are_counted_and_scrapped_by_whoever_owns_it(cast, found, sign_in):
    taken_up(cast, found, severity="low")
    answer = sign_in("member").post(
        at(found, "pieces"),
        {
            "quantity_checked": "40",
            "quantity_bad": "12",
            "quantity_unit": "pieces",
            "disposition": "scrap",
            "cost": "310.50",
            "cost_kind": "internal-failure",
        },
    )

    kept = fresh(found)
    assert answer.status_code == 302
    assert (kept.quantity_bad, kept.cost, kept.disposition) == (Decimal(12), Decimal("310.50"), "scrap")
    assert (kept.disposed_by_id, kept.disposed_on) == (cast.member.person_id, clock.today("Europe/Berlin"))
    assert "310.50" in sign_in("manager").get(at(found)).content.decode()


def test_more_bad_than_checked_is_refused_in_words(cast, found, sign_in):
    taken_up(cast, found, severity="low")
    answer = sign_in("member").post(at(found, "pieces"), {"quantity_checked": "4", "quantity_bad": "12"})

    assert answer.status_code == 422
    assert fresh(found).quantity_bad is None


@pytest.mark.parametrize("disposition", ["use-as-is", "repair"])
def test_a_concession_needs_somebody_who_may_approve(cast, found, sign_in, disposition):
    taken_up(cast, found, severity="low")
    data = {"disposition": disposition, "disposition_rationale": "Concession 12 of the customer"}

    refused = sign_in("member").post(at(found, "pieces"), data)
    assert refused.status_code == 422
    assert "needs somebody who may approve" in refused.content.decode()
    assert sign_in("manager").post(at(found, "pieces"), data).status_code == 302
    assert fresh(found).disposed_by_id == cast.manager.person_id


def test_a_concession_rests_on_something(cast, found):
    taken = taken_up(cast, found, severity="low")

    with pytest.raises(Refused, match="rests on"):
        actions.update_nonconformity(nonconformity=taken, by=cast.manager, disposition="use-as-is")


def test_containing_by_a_program_asks_for_the_same_authority(cast, found):
    taken = taken_up(cast, found, severity="low")

    with pytest.raises(Refused, match="may approve"):
        actions.contain_nonconformity(nonconformity=taken, by=cast.member, correction="Sorted", disposition="use-as-is")


def test_another_disposition_is_decided_anew(cast, found):
    taken = taken_up(cast, found, severity="low")
    first = actions.update_nonconformity(nonconformity=taken, by=cast.member, disposition="rework")
    second = actions.update_nonconformity(nonconformity=first, by=cast.manager, disposition="scrap")
    none = actions.update_nonconformity(nonconformity=second, by=cast.manager, disposition="")

    assert (second.disposed_by_id, none.disposed_by_id, none.disposed_on) == (cast.manager.person_id, None, None)


def test_hostile_words_stay_words(cast, found, sign_in):
    taken_up(cast, found, severity="low")
    sign_in("manager").post(at(found, "pieces"), {"quantity_bad": "1", "quantity_unit": "<script>x()</script>"[:20]})

    page = sign_in("manager").get(at(found)).content.decode()
    assert "<script>x()" not in page
    assert "&lt;script&gt;" in page


def test_what_is_not_contained_in_time_is_shown_to_owner_and_supervisor_once(cast, found):
    records.update(cast.person("member"), by=cast.administrator, supervisor=cast.person("teammate"))
    found = taken_up(cast, found, severity="high")

    def told():
        escalate_containment.func(cast.organization.pk)
        return set(Notification.objects.filter(kind="containment-late").values_list("person_id", flat=True))

    assert told() == set()
    with clock.travel(found.contain_by + timedelta(hours=1)):
        assert told() == {cast.member.person_id, cast.teammate.person_id}
        assert Notification.objects.filter(kind="containment-late").count() == len(told())
        actions.contain_nonconformity(nonconformity=found, by=cast.manager, correction="Stopped")
        Notification.objects.all().delete()
        assert told() == set()
