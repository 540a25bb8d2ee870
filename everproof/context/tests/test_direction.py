"""Direction and scope: drafted by one, approved by another, one at a time."""

import pytest
from django.core.exceptions import ValidationError

from everproof.context.actions import direction
from everproof.context.models import ScopeStatement, StrategicDirection
from everproof.context.testing import a_direction, a_whole_scope, an_issue
from everproof.kernel import clock, parameters
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.records import store
from everproof.products.models import ProductService

pytestmark = pytest.mark.django_db


def stored(record):
    return type(record).objects.select_related("organization").get(pk=record.pk)


def test_a_draft_has_no_number_until_somebody_else_approves_it(cast):
    draft = a_direction(cast)
    assert draft.number == ""

    approved = direction.approve_direction(direction=draft, by=cast.boss)

    assert approved.number.startswith("SD-")
    assert (approved.approved_by_id, approved.reviewed_by_id) == (cast.boss.person_id, cast.boss.person_id)
    assert approved.approved_on == clock.today("Europe/Berlin") < approved.review_due_on


def test_nobody_approves_the_own_draft_unless_the_company_allows_it(cast):
    draft = a_direction(cast)
    with pytest.raises(Refused, match="Who wrote it does not approve it"):
        direction.approve_direction(direction=draft, by=cast.manager)

    parameters.change(name="allow_self_approval", to=True, by=cast.administrator)

    assert direction.approve_direction(direction=draft, by=cast.manager).status == "approved"


def test_a_member_approves_nothing(cast):
    with pytest.raises(NotAllowed):
        direction.approve_direction(direction=a_direction(cast), by=cast.member)


def test_the_next_one_supersedes_the_one_that_held(cast):
    first = direction.approve_direction(direction=a_direction(cast), by=cast.boss)
    second = direction.approve_direction(direction=a_direction(cast, 2), by=cast.boss)

    assert (stored(first).status, stored(first).replaced_by_id) == ("superseded", second.pk)
    assert StrategicDirection.objects.filter(status="approved").count() == 1


def test_what_is_refused_supersedes_nothing(cast):
    first = direction.approve_direction(direction=a_direction(cast), by=cast.boss)
    with pytest.raises(Refused):
        direction.approve_direction(direction=a_direction(cast, 2), by=cast.manager)

    assert stored(first).status == "approved"


def test_what_is_approved_is_not_edited(cast):
    approved = direction.approve_direction(direction=a_direction(cast), by=cast.boss)

    with pytest.raises(Refused, match="locked"):
        store.update(approved, by=cast.manager, text="Something else")


def test_a_scope_says_all_that_is_missing(cast):
    empty = direction.draft_scope(title="Scope", text="Valves.", by=cast.manager)

    with pytest.raises(Refused) as refused:
        direction.approve_scope(scope=empty, by=cast.boss)

    assert [str(reason) for reason in refused.value.reasons] == [
        "It names no site.",
        "It names no process.",
        "It names no kind of product or service.",
    ]


@pytest.mark.parametrize(
    ("entry", "why"),
    [
        ({"justification": " ", "effect_on_conformity": "none"}, "without a reason"),
        ({"justification": "We make to drawings.", "effect_on_conformity": "some"}, "bears on conformity"),
    ],
)
def test_a_requirement_is_left_out_only_with_a_reason_and_without_effect(cast, entry, why):
    scope = store.update(a_whole_scope(cast), by=cast.manager, exclusions=[{"requirement": "8.3", **entry}])

    with pytest.raises(Refused, match=why):
        direction.approve_scope(scope=scope, by=cast.boss)


def test_a_product_outside_needs_a_reason(cast):
    scope = a_whole_scope(cast)
    product = scope.considered_products[0]["product"]
    outside = [{"product": product, "inside": False, "reason": ""}]

    with pytest.raises(Refused, match="outside without a reason"):
        direction.approve_scope(scope=store.update(scope, by=cast.manager, considered_products=outside), by=cast.boss)


def test_a_list_that_is_not_what_it_should_be_is_refused(cast):
    with pytest.raises(ValidationError, match="Each says which product"):
        direction.draft_scope(title="Scope", text="Valves.", by=cast.manager, considered_products=[{"product": "x"}])


def test_the_form_of_a_scope_asks_about_every_product_and_keeps_the_answers(cast, sign_in):
    an_issue(cast)
    approved = direction.approve_scope(scope=a_whole_scope(cast), by=cast.boss)
    valve = ProductService.objects.get()
    browser = sign_in("manager")

    form = browser.get("/ours/context/scopes/new/").context["form"]
    assert form.initial["title"] == approved.title
    assert len(form.initial["considered_issues"]) == 1

    typed = {
        "title": "Next scope",
        "text": "Valves, without the service.",
        "sites": approved.sites,
        "processes": approved.processes,
        "products_services": approved.products_services,
        f"place_{valve.pk}": "outside",
        f"reason_{valve.pk}": "Sold for a partner.",
        "clause_0": "8.3",
        "why_0": "We make to customers' drawings only.",
        "effect_0": "none",
    }
    response = browser.post("/ours/context/scopes/new/", typed)

    assert response.status_code == 302
    draft = ScopeStatement.objects.get(status="draft")
    assert draft.considered_products == [{"product": str(valve.pk), "inside": False, "reason": "Sold for a partner."}]
    assert [entry["requirement"] for entry in draft.exclusions] == ["8.3"]

    page = sign_in("boss").get(response["Location"]).content.decode()
    assert "8.3 " in page
    assert "Sold for a partner." in page


def test_the_author_reads_on_the_page_that_somebody_else_approves(cast, sign_in):
    draft = a_direction(cast)
    page = f"/ours/context/directions/{draft.pk}/approve/"

    assert "Who wrote it does not approve it" in sign_in("manager").get(page).content.decode()
    sign_in("boss").post(page, {})
    assert stored(draft).status == "approved"


def test_whoever_sees_the_approved_one_may_draft_the_next(cast, sign_in):
    approved = direction.approve_direction(direction=a_direction(cast), by=cast.boss)
    page = f"/ours/context/directions/{approved.number}/"

    assert "Draft the next one" in sign_in("manager").get(page).content.decode()
    assert "Draft the next one" not in sign_in("member").get(page).content.decode()
