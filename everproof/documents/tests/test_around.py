"""What stands around the life of a document: reviews, change requests, the policy, where it is used."""

import re
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from everproof.documents import actions, queries, tasks
from everproof.documents.models import ChangeRequest, DocumentRevision, PeriodicReview, Policy
from everproof.documents.testing import agree, make_document, make_draft, make_effective, unsigned
from everproof.kernel import clock, links, records, transitions
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.people import actions as people
from everproof.processes.models import ProcessStep
from everproof.processes.testing import FACTORIES as PROCESSES
from everproof.products import actions as products

MOST = 8  # statements of a record's page
TEXT = "We fulfil what customers and law require.\n\nWe improve our quality system every year."
COMMITMENTS = [
    {"commitment": "applicable-requirements", "place": "fulfil what customers and law require"},
    {"commitment": "continual-improvement", "place": "improve our quality system every year"},
]


def today():
    """Asked when it is needed: a run may go past midnight."""
    return clock.today("Europe/Berlin")


@pytest.fixture
def ours(cast):
    unsigned(cast)
    return cast


def fresh(record):
    return type(record).objects.get(pk=record.pk)


# Reviews -------------------------------------------------------------------------------------------------------------


def test_kept_it_is_due_again_after_its_interval(ours):
    document = make_effective(ours)

    review = actions.review_document(document=document, verdict="keep", by=ours.manager)

    document = fresh(document)
    assert (document.reviewed_on, document.review_due_on) == (today(), review.next_due_on)
    assert review.next_due_on > today() + timedelta(days=700)
    assert review.revision_id == document.current_revision_id


def test_to_be_revised_it_has_an_accepted_change_request(ours):
    document = make_effective(ours)
    with pytest.raises(Refused, match="Say why"):
        actions.review_document(document=document, verdict="revise", by=ours.manager)

    actions.review_document(document=document, verdict="revise", reasons="The machine changed.", by=ours.manager)

    wish = ChangeRequest.objects.get(document=document)
    assert (wish.status, wish.what) == ("accepted", "The machine changed.")


def test_a_draft_is_not_reviewed_again(ours):
    with pytest.raises(Refused, match="Only a document that applies"):
        actions.review_document(document=make_document(ours), verdict="keep", by=ours.manager)
    assert not PeriodicReview.objects.exists()


# Change requests -----------------------------------------------------------------------------------------------------


def test_a_wish_is_done_when_its_revision_applies(ours):
    document = make_effective(ours)
    wish = actions.request_change(document=document, title="Step 4 is wrong", by=ours.member)
    assert [item.record_id for item in queries.wishes_for(ours.manager)] == [wish.pk]
    wish = actions.accept_change(change_request=wish, by=ours.manager, answer="With the next one.")

    draft = make_draft(ours, document=document, requests=[wish])
    assert fresh(wish).status == "accepted"
    agree(actions.send_for_review(revision=draft, by=ours.manager), ours.boss)

    assert (fresh(wish).status, fresh(wish).revision_id) == ("done", draft.pk)


def test_a_wish_is_declined_with_a_reason(ours):
    wish = actions.request_change(document=make_effective(ours), title="Larger letters", by=ours.member)
    with pytest.raises(Refused, match="Say why"):
        actions.decline_change(change_request=wish, by=ours.manager, reason=" ")

    wish = actions.decline_change(change_request=wish, by=ours.manager, reason="The printer sets them.")

    assert (wish.status, wish.answer, wish.decided_by) == (
        "declined",
        "The printer sets them.",
        ours.person("manager"),
    )


def test_a_document_with_open_wishes_stays_in_use(ours):
    document = make_effective(ours)
    actions.request_change(document=document, title="Step 4 is wrong", by=ours.member)

    with pytest.raises(Refused, match="1 change requests are open"):
        actions.make_obsolete(document=document, by=ours.manager, reason="Gone.")


# The policy ----------------------------------------------------------------------------------------------------------


def policy(cast, **values):
    given = {"commitments": COMMITMENTS, "objective_framework": ["On-time delivery"], **values}
    return actions.draft_policy(title="Quality policy", text=given.pop("text", TEXT), by=cast.manager, **given)


def lead(cast):
    role = people.add_role(name="Managing director", by=cast.manager, top_management=True)
    people.give_responsibility(person=cast.person("boss"), role=role, by=cast.manager)


def test_top_management_approves_the_policy_and_the_former_one_ends(ours):
    lead(ours)
    first = actions.approve_policy(policy=policy(ours), by=ours.boss)
    second = actions.draft_next_policy(policy=first, by=ours.manager)
    assert (second.text, second.commitments, second.status) == (first.text, first.commitments, "draft")

    second = actions.approve_policy(policy=second, by=ours.boss)

    assert (second.status, second.approved_by, second.reviewed_on) == ("approved", ours.person("boss"), today())
    assert fresh(first).status == "superseded"


def test_nobody_else_approves_it(ours):
    draft = policy(ours)

    with pytest.raises(Refused, match="top management"):
        actions.approve_policy(policy=draft, by=ours.manager)
    with pytest.raises(NotAllowed):
        actions.approve_policy(policy=draft, by=ours.member)
    assert fresh(draft).status == "draft"


def test_top_management_looks_at_it_again_and_nobody_else(ours):
    lead(ours)
    approved = actions.approve_policy(policy=policy(ours), by=ours.boss)
    with pytest.raises(Refused, match="top management"):
        actions.review_policy(policy=approved, by=ours.manager)

    with clock.travel(clock.now() + timedelta(days=300)):
        day = clock.today("Europe/Berlin")
        reviewed = actions.review_policy(policy=fresh(approved), by=ours.boss)

    assert (reviewed.reviewed_by, reviewed.reviewed_on) == (ours.person("boss"), day)
    assert day > today()


def test_the_themes_of_the_policy_are_offered_where_an_objective_is_set(ours, sign_in):
    lead(ours)
    themes = ["On-time delivery", "Fewer complaints & returns"]
    actions.approve_policy(policy=policy(ours, objective_framework=themes), by=ours.boss)
    policy(ours, objective_framework=["Of a draft"])

    page = sign_in("manager").get("/ours/processes/objectives/new/").content.decode()

    assert "<option>On-time delivery</option><option>Fewer complaints &amp; returns</option>" in page
    assert "Of a draft" not in page


def test_a_refused_successor_leaves_the_former_one_in_force(ours):
    lead(ours)
    first = actions.approve_policy(policy=policy(ours), by=ours.boss)
    second = policy(ours, commitments=COMMITMENTS[:1])

    with pytest.raises(Refused, match="Improve the quality system"):
        actions.approve_policy(policy=second, by=ours.boss)

    assert fresh(first).status == "approved"


def test_a_commitment_stands_in_the_text(ours):
    with pytest.raises(ValidationError, match="do not stand in the text"):
        policy(ours, text="We do our best.")


def test_an_approval_is_signed_where_decisions_are(cast):
    lead(cast)

    with pytest.raises(Refused, match="needs your signature"):
        actions.approve_policy(policy=policy(cast), by=cast.boss)
    assert Policy.objects.get().status == "draft"


def test_it_is_published_with_the_revision_that_applies(ours):
    lead(ours)
    approved = actions.approve_policy(policy=policy(ours), by=ours.boss)
    with pytest.raises(Refused, match="has to be effective"):
        actions.publish_policy(policy=approved, by=ours.manager, document=make_document(ours, 2))

    document = make_effective(ours)
    published = actions.publish_policy(
        policy=approved, by=ours.manager, document=document, public_location="on request"
    )

    assert (published.published_revision, published.public_location) == (document.current_revision, "on request")
    assert [one.pk for one in queries.where_used(document, ours.member).policies] == [approved.pk]


def test_its_document_is_chosen_when_it_is_published(ours, sign_in):
    lead(ours)
    approved = actions.approve_policy(policy=policy(ours), by=ours.boss)
    document = make_effective(ours)

    sign_in("manager").post(
        f"/ours/documents/policies/{approved.number}/publish/",
        {"document": document.pk, "public_location": "on request", "version": approved.version},
    )

    assert fresh(approved).published_revision_id == document.current_revision_id


def test_the_page_shows_each_commitment_at_its_place(ours, sign_in):
    draft = policy(ours, text=TEXT + "\n\n<script>alert(1)</script>")

    page = sign_in("manager").get(f"/ours/documents/policies/{draft.number}/").content.decode()

    assert "<mark>fulfil what customers and law require</mark>" in page
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;" in page


# Where it is used ----------------------------------------------------------------------------------------------------


def test_where_a_document_is_used(ours):
    document = make_effective(ours)
    child = make_document(ours, 2, parent=document)
    naming = make_draft(ours, 3)
    body = f'<p>See <span data-document="{document.pk}">QP-001</span>.</p>'
    actions.write_content(revision=naming, by=ours.manager, body=body)

    uses = queries.where_used(document, ours.manager)

    assert [one.pk for one in uses.named_in] == [naming.pk]
    assert [one.pk for one in uses.children] == [child.pk]
    assert queries.where_used(document, ours.member).named_in == []


def test_a_document_is_used_by_processes_their_steps_and_what_is_linked(ours, sign_in):
    works_by_it = PROCESSES["process"](ours, 1)
    document = actions.update_document(document=make_effective(ours), by=ours.manager, processes=[str(works_by_it.pk)])
    named, other = (
        records.create(ProcessStep, by=ours.manager, process=works_by_it, title=title, document=words)
        for title, words in (("Clamp", f"{document.number}, page 2"), ("Measure", f"{document.number}1"))
    )
    product = products.add_product(title="Gate valve", type="Valve", by=ours.manager)
    links.link(product, links.Relation.DESCRIBED_IN, document, by=ours.manager)

    page = sign_in("member").get(f"/ours/documents/documents/{document.number}/used/").content.decode()

    uses = queries.where_used(document, ours.member)
    assert list(uses.processes) == [works_by_it]
    assert list(uses.steps) == [named]
    assert [one.record for one in uses.linked] == [product]
    assert all(words in page for words in (works_by_it.title, "Clamp", "Gate valve"))
    assert other.title not in page


# One takes the place of another --------------------------------------------------------------------------------------


def succeeding(ours, former):
    successor = make_document(ours, 7, supersedes=former)
    return agree(actions.send_for_review(revision=make_draft(ours, document=successor), by=ours.manager), ours.boss)


def test_what_takes_the_place_of_another_retires_it_when_it_applies(ours):
    former = make_effective(ours)
    successor = make_document(ours, 7, supersedes=former)
    assert fresh(former).status == "effective"

    agree(actions.send_for_review(revision=make_draft(ours, document=successor), by=ours.manager), ours.boss)

    retired = fresh(former)
    assert (retired.status, retired.obsolete_on) == ("obsolete", today())
    assert fresh(former.current_revision).status == "withdrawn"


def test_a_former_with_open_wishes_stays_until_they_are_answered(ours):
    former = make_effective(ours)
    wish = actions.request_change(document=former, title="A sketch is missing", by=ours.member)
    succeeding(ours, former)
    assert fresh(former).status == "effective"

    actions.decline_change(change_request=wish, by=ours.manager, reason="Its successor has one.")
    tasks.bring_into_force.func(ours.organization.pk)

    assert fresh(former).status == "obsolete"


def test_named_later_a_successor_in_force_retires_it_at_once(ours):
    former, successor = make_effective(ours, 1), make_effective(ours, 2)

    actions.update_document(document=successor, by=ours.manager, supersedes=former)

    assert fresh(former).status == "obsolete"


def test_who_may_not_take_it_out_of_use_names_no_successor(ours):
    former, own = make_effective(ours, 1), make_document(ours, 2, owner=ours.person("member"))

    with pytest.raises(Refused, match=f"Only who may take {former.number} out of use"):
        actions.update_document(document=own, by=ours.member, supersedes=former)
    assert fresh(own).supersedes is None


def test_nothing_takes_its_own_place(ours):
    first = make_document(ours, 1)
    second = make_document(ours, 2, supersedes=first)

    for former in (first, second):
        with pytest.raises(Refused, match="cannot take its own place"):
            actions.update_document(document=first, by=ours.manager, supersedes=former)


def test_a_tree_has_no_circle(ours):
    top = make_document(ours, 1)
    below = make_document(ours, 2, parent=top)

    with pytest.raises(Refused, match="under itself"):
        actions.update_document(document=top, by=ours.manager, parent=below)


# Pages ---------------------------------------------------------------------------------------------------------------


def test_the_page_of_a_document_in_force_costs_no_more_than_any_other(ours, sign_in):
    document = make_effective(ours)
    browser, address = sign_in("manager"), f"/ours/documents/documents/{document.number}/"
    browser.get(address)

    with CaptureQueriesContext(connection) as asked:
        page = browser.get(address).content.decode()

    statements = [
        one["sql"] for one in asked if not re.match("savepoint|release|begin|commit|select set_", one["sql"], re.I)
    ]
    assert "Who has read it" in page
    assert len(statements) <= MOST, "\n".join(statements)


def test_a_document_is_registered_in_a_few_fields(ours, sign_in):
    type_ = make_document(ours, 9).type
    answer = sign_in("manager").post(
        "/ours/documents/documents/new/",
        {"title": "Turning", "type": type_.pk, "content_kind": "written", "owner": ours.person("member").pk},
        follow=True,
    )

    revision = DocumentRevision.objects.get(document__title="Turning")
    assert (revision.document.number, revision.status, revision.author) == ("QP-002", "draft", ours.person("manager"))
    assert "QP-002 is registered" in answer.content.decode()


def test_a_decision_on_its_page(ours, sign_in):
    revision = actions.send_for_review(revision=make_draft(ours), by=ours.manager)
    browser = sign_in("boss")
    address = f"/ours/documents/revisions/{revision.number}/decide/"

    page = browser.get(address)
    assert "turn the valve slowly" in page.content.decode()
    incomplete = browser.post(address, {"decision": "yes", "version": revision.version})
    assert incomplete.status_code == 422
    browser.post(address, {"decision": "yes", "suitable": "on", "version": revision.version})

    assert fresh(revision).status == "effective"
    again = browser.post(address, {"decision": "yes", "suitable": "on", "version": revision.version})
    assert again.status_code in (404, 409, 422)


def test_a_stale_decision_page_says_what_happened(ours, sign_in):
    revision = actions.send_for_review(revision=make_draft(ours), by=ours.manager)
    seen = revision.version
    back = actions.send_back(revision=revision, by=ours.manager, reason="Not yet.")
    back = actions.write_content(revision=back, by=ours.manager, body="<p>Other words.</p>")
    sent = actions.send_for_review(revision=back, by=ours.manager)

    answer = sign_in("boss").post(
        f"/ours/documents/revisions/{sent.number}/decide/", {"decision": "yes", "suitable": "on", "version": seen}
    )

    assert answer.status_code == 409
    assert "Somebody else changed" in answer.content.decode()
    assert fresh(sent).status == "in-review"


def test_a_revision_in_review_is_not_approved_past_its_deciders(ours):
    revision = actions.send_for_review(revision=make_draft(ours), by=ours.manager)

    with pytest.raises(Refused, match="1 decisions are still open"):
        transitions.perform(revision, "approve", by=ours.manager)
