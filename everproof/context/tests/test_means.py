"""Resources, know-how and concerns."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError

from everproof.context import knowledge
from everproof.context.actions import concerns, means
from everproof.context.models import Concern, KnowledgeItem
from everproof.context.testing import a_concern, a_resource, some_knowledge, today
from everproof.kernel import access, transitions
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerEntry, RecordVersion
from everproof.kernel.records import store
from everproof.kernel.records.lists import ids_of
from everproof.processes.testing import FACTORIES as PROCESSES

pytestmark = pytest.mark.django_db
OWN = {"internal_capability": "One machine", "internal_constraint": "Always busy", "source": "external"}


def test_a_need_is_decided_with_a_look_at_the_own_means(cast):
    plan = a_resource(cast)
    with pytest.raises(Refused) as refused:
        means.decide_on_resource(plan=plan, decision="approve", by=cast.boss)
    assert len(refused.value.reasons) == 2

    decided = means.decide_on_resource(plan=plan, decision="approve", by=cast.boss, **OWN)

    assert (decided.status, decided.decided_by_id, decided.decided_on) == ("needed", cast.boss.person_id, today())
    assert means.provide_resource(plan=decided, by=cast.member).status == "provided"


def test_what_is_deferred_or_undecided_is_not_provided(cast):
    plan = a_resource(cast)
    with pytest.raises(Refused, match="not approved"):
        means.provide_resource(plan=plan, by=cast.manager)
    deferred = means.decide_on_resource(plan=plan, decision="defer", by=cast.boss, **OWN)
    with pytest.raises(Refused, match="not approved"):
        means.provide_resource(plan=deferred, by=cast.manager)


def test_a_rejection_keeps_its_reason_and_reopening_forgets_the_decision(cast):
    rejected = means.reject_resource(plan=a_resource(cast), reason="Shared with the other works", by=cast.boss)
    assert (rejected.decision, rejected.decision_reason) == ("reject", "Shared with the other works")

    again = means.reopen_resource(plan=rejected, reason="Not enough", by=cast.manager)
    assert (again.decision, again.decided_on) == ("", None)


def test_a_member_decides_nothing(cast):
    with pytest.raises(NotAllowed):
        means.decide_on_resource(plan=a_resource(cast), decision="approve", by=cast.member, **OWN)


def test_a_gap_says_how_it_is_closed(cast):
    item = some_knowledge(cast)
    with pytest.raises(Refused, match="What is missing"):
        means.review_knowledge(item=item, by=cast.manager, current_sufficient=False)

    reviewed = means.review_knowledge(
        item=item,
        by=cast.manager,
        current_sufficient=False,
        gap_reason="One person",
        acquisition="Two learn it",
        acquisition_due_on=today() + timedelta(days=90),
    )
    assert reviewed.current_sufficient is False


@pytest.mark.parametrize(
    ("critical", "kept_as", "holders", "level"),
    [
        (True, "heads", 1, 2),
        (True, "document", 1, 1),
        (True, "notes", 2, 1),
        (True, "system", 2, 0),
        (False, "heads", 0, 1),
    ],
)
def test_few_heads_and_no_paper_are_easily_lost(critical, kept_as, holders, level):
    assert knowledge.level(KnowledgeItem(critical=critical, kept_as=kept_as), holders) == level


def test_the_map_names_processes_without_know_how(cast, sign_in):
    item = some_knowledge(cast)
    bare = PROCESSES["process"](cast, 7)

    response = sign_in("member").get("/ours/context/knowledge/map/")

    shown = response.context["map"]
    assert [(str(risk.label), [place.item.pk for place in places]) for risk, places in shown.levels] == [
        ("high", [item.pk])
    ]
    assert [title for title, _url in shown.without] == [bare.title]


def test_holders_who_left_do_not_count(cast):
    item = some_knowledge(cast, holders=ids_of([cast.person("member"), cast.person("teammate")]))
    store.update(cast.person("teammate"), by=cast.administrator, active=False)

    ((_risk, (place,)),) = knowledge.drawn(cast.manager).levels
    assert (place.item.pk, list(place.holders)) == (item.pk, ["Mel Member"])


def test_a_list_names_only_records_of_its_own_company(cast):
    with pytest.raises(ValidationError, match="There is no such record"):
        some_knowledge(cast, processes=["01900000-0000-7000-8000-000000000000"])
    with pytest.raises(ValidationError, match="There is no such record"):
        some_knowledge(cast, processes=["nonsense"])


def test_the_timeline_names_who_was_added(cast, sign_in):
    item = some_knowledge(cast)
    means.share_knowledge(item=item, by=cast.manager, holders=ids_of([cast.person("member"), cast.person("teammate")]))

    page = sign_in("manager").get(f"/ours/context/knowledge/{item.number}/").content.decode()

    assert "Mel Member, Tim Teammate" in page


# Concerns -------------------------------------------------------------------------------------------------------------


def test_an_anonymous_concern_leads_to_nobody(cast):
    concern = concerns.raise_concern(title="Untrue records", topic="records", anonymous=True, by=cast.member)

    assert (concern.raised_by_id, concern.created_by_id) == (None, None)
    entries = LedgerEntry.objects.filter(type="concern", record_id=str(concern.pk))
    versions = RecordVersion.objects.filter(type="concern", record_id=concern.pk)
    name = str(cast.member.person_id)
    assert not any(name in bytes(entry.body).decode() or entry.actor == name for entry in entries)
    assert not any(name in str(version.values) for version in versions)
    assert not access.visible(cast.member, Concern.objects.all()).exists()


@pytest.mark.parametrize(
    ("part", "sees"),
    [
        ("manager", True),
        ("boss", True),
        ("auditor", True),
        ("inspector", True),
        ("member", True),
        ("teammate", False),
        ("second", False),
        ("administrator", False),
    ],
)
def test_few_see_a_concern(cast, part, sees):
    concerns.raise_concern(title="Pressure to ship", topic="pressure", by=cast.member)

    assert access.visible(getattr(cast, part), Concern.objects.all()).exists() is sees


def test_a_concern_is_closed_once_it_brought_no_disadvantage(cast):
    concern = concerns.answer_concern(concern=a_concern(cast), answer="Looked into.", by=cast.manager)
    with pytest.raises(Refused, match="disadvantage"):
        store_close(concern, cast)

    checked = concerns.check_for_retaliation(concern=concern, by=cast.manager)
    assert store_close(checked, cast).status == "closed"


def store_close(concern, cast):
    return transitions.perform(concern, "close", by=cast.manager)


def test_without_a_name_one_is_led_away_from_the_concern(cast, sign_in):
    typed = {"title": "Untrue records", "topic": "records", "anonymous": "on"}

    response = sign_in("member").post("/ours/context/concerns/new/", typed)

    assert response["Location"] == "/ours/context/overview/"
    assert Concern.objects.get().anonymous
