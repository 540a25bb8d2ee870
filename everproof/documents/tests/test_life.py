"""The life of a document and its revisions: who may do what when, and what is refused in words."""

from datetime import timedelta

import pytest
from django.db import connection

from everproof.documents import actions, queries, tasks
from everproof.documents.models import ApprovalStep, Document
from everproof.documents.testing import (
    BODY,
    agree,
    asked,
    make_document,
    make_draft,
    make_effective,
    make_type,
    unsigned,
)
from everproof.kernel import clock, parameters, records, transitions
from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.files import actions as files
from everproof.kernel.files.models import Attachment
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.notifications.models import Notification
from everproof.kernel.people import actions as people


def today():
    """Asked when it is needed: a run may go past midnight."""
    return clock.today("Europe/Berlin")


@pytest.fixture
def ours(cast):
    unsigned(cast)
    return cast


def sent(cast, *steps, author=None, **values):
    draft = make_draft(cast, author=author or cast.person("manager"))
    return actions.send_for_review(revision=draft, by=cast.manager, approvers=steps or None, **values)


def fresh(record):
    return type(record).objects.get(pk=record.pk)


def verbs(record):
    rows = LedgerEntry.objects.filter(type=record.type_name, record_id=str(record.pk)).order_by("at", "id")
    return [row.verb.rpartition(".")[2] for row in rows]


# From draft to force ------------------------------------------------------------------------------------------------


def test_a_revision_is_written_judged_and_comes_into_force(ours):
    revision = sent(ours)
    document = fresh(revision.document)
    assert (revision.status, revision.number, document.status) == ("in-review", "QP-001.1", "in-review")

    revision = agree(revision, ours.boss)

    document = fresh(document)
    assert (revision.status, document.status, document.current_revision_id) == (
        "effective",
        "effective",
        revision.pk,
    )
    assert (revision.approved_by, revision.approved_on, revision.reviewed_on) == (ours.person("boss"), today(), today())
    assert revision.suitable
    assert document.review_due_on > today() + timedelta(days=700)
    assert verbs(revision) == ["create", "update", "ask", "send-for-review", "decide", "approve", "make-effective"]


def test_days_to_read_it_lie_between_approval_and_force(ours):
    type_ = make_type(ours, 2, number_pattern="TR-{00}", training_days=14)
    draft = make_draft(ours, document=make_document(ours, 2, type=type_))
    revision = agree(actions.send_for_review(revision=draft, by=ours.manager), ours.boss)

    assert (revision.status, revision.effective_from) == ("approved", today() + timedelta(days=14))
    tasks.bring_into_force.func(ours.organization.pk)
    assert fresh(revision).status == "approved"

    with clock.travel(clock.now() + timedelta(days=14)):
        tasks.bring_into_force.func(ours.organization.pk)
        tasks.bring_into_force.func(ours.organization.pk)

    assert fresh(revision).status == "effective"
    assert verbs(revision).count("make-effective") == 1


def test_a_day_that_the_author_names_later_stands(ours):
    later = today() + timedelta(days=40)
    revision = agree(sent(ours, effective_from=later), ours.boss)

    assert revision.effective_from == later
    with pytest.raises(Refused, match="day has not come"):
        actions.make_effective(revision=revision, by=ours.manager)


def test_a_new_revision_withdraws_the_former_one(ours):
    document = make_effective(ours)
    first = document.current_revision
    second = make_draft(ours, document=document)
    assert (second.revision, second.body) == ("2", first.body)

    second = agree(actions.send_for_review(revision=second, by=ours.manager), ours.boss)

    assert [row.status for row in queries.revisions(document)] == ["effective", "withdrawn"]
    assert fresh(first).withdrawn_on == today()
    assert queries.effective_revision(document) == second
    assert fresh(document).current_revision_id == second.pk


def test_a_later_revision_says_what_changed_and_why(ours):
    document = make_effective(ours)
    draft = actions.start_revision(document=document, by=ours.manager)

    with pytest.raises(Refused, match="what changed and why"):
        actions.send_for_review(revision=draft, by=ours.manager)


def test_one_revision_at_a_time_is_on_its_way(ours):
    draft = make_draft(ours)

    with pytest.raises(Refused, match="at work on revision 1"):
        actions.start_revision(document=draft.document, by=ours.manager)


def test_letters_name_revisions_where_the_type_says_so(ours):
    type_ = make_type(ours, 3, number_pattern="DR-{0}", revision_labels="letters")
    draft = make_draft(ours, document=make_document(ours, 3, type=type_))

    assert agree(actions.send_for_review(revision=draft, by=ours.manager), ours.boss).number == "DR-1.A"


# What is frozen ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["in-review", "effective"])
def test_what_left_the_draft_is_frozen(ours, state):
    revision = sent(ours) if state == "in-review" else make_effective(ours).current_revision
    before = fresh(revision)

    with pytest.raises(Refused, match="locked"):
        actions.write_content(revision=before, by=ours.manager, body="<p>Other words.</p>")
    with pytest.raises(Refused, match="locked"):
        actions.update_revision(revision=before, by=ours.manager, change_summary="Other.")
    with pytest.raises(Refused, match="locked"):
        records.update(before, by=ours.manager, link="https://elsewhere.example/")

    assert fresh(revision).body == before.body == BODY


def test_words_written_past_the_actions_are_refused_by_the_guard(ours):
    """The test suite's guard stands for what no code of ours may do: write a record's table directly."""
    revision = sent(ours)

    with pytest.raises(AssertionError), connection.cursor() as cursor:
        cursor.execute(
            "update documents_documentrevision set body = 'x' where organization_id = %s", [revision.organization_id]
        )


def test_a_file_takes_the_place_of_the_one_before(ours):
    draft = make_draft(ours)
    for words in (b"first words", b"second words"):
        [received] = files.receive([files.Upload("torque.txt", [words], len(words))], by=ours.manager)
        draft = actions.write_content(revision=draft, by=ours.manager, file=received)

    sent_ = actions.send_for_review(revision=draft, by=ours.manager)
    [kept] = Attachment.objects.filter(record_id=draft.pk, removed_at=None).select_related("file")
    assert (sent_.content_kind, sent_.checksum) == ("file", kept.file.sha256)
    with pytest.raises(Refused, match="locked"):
        files.add(sent_, [files.Upload("more.txt", [b"more"], 4)], by=ours.manager)


def test_script_in_the_words_is_taken_out(ours):
    draft = make_draft(ours)

    written = actions.write_content(
        revision=draft, by=ours.manager, body='<p onclick="x()">Safe<script>alert(1)</script></p>'
    )

    assert "script" not in written.body
    assert "onclick" not in written.body
    assert "Safe" in written.plain_text


def test_nothing_is_sent_without_words_or_approver(ours):
    type_ = make_type(ours, 4, number_pattern="NO-{0}", approval=[])
    draft = actions.start_revision(document=make_document(ours, 4, type=type_), by=ours.manager)

    with pytest.raises(Refused, match="has to approve"):
        actions.send_for_review(revision=draft, by=ours.manager)
    with pytest.raises(Refused, match="Nothing is written"):
        actions.send_for_review(revision=draft, by=ours.manager, approvers=[asked(ours.person("boss"))])
    assert fresh(draft).status == "draft"
    assert not ApprovalStep.objects.filter(revision=draft).exists()


# Who decides ---------------------------------------------------------------------------------------------------------


def test_the_author_never_decides_about_the_own_document(ours):
    with pytest.raises(Refused, match="author does not decide"):
        sent(ours, asked(ours.person("boss")), author=ours.person("boss"))


def test_who_could_not_decide_is_not_asked(ours):
    """The access of one is bound to another site, that of the other only reads."""
    document = make_document(ours, site=ours.main_site)
    draft = make_draft(ours, document=document)
    bound, reader = asked(ours.person("second")), asked(ours.person("administrator"))

    for step, name in ((bound, "Sue Second"), (reader, "Ada Admin")):
        with pytest.raises(Refused, match=f"The access of {name} .* documents of Main works"):
            actions.send_for_review(revision=draft, by=ours.manager, approvers=[step])
    assert fresh(draft).status == "draft"

    elsewhere = make_draft(ours, 2, make_document(ours, 2, site=ours.second_site))
    assert actions.send_for_review(revision=elsewhere, by=ours.manager, approvers=[bound]).status == "in-review"


def test_a_role_is_asked_where_enough_of_its_holders_could_decide(ours):
    for part in ("second", "administrator", "member"):
        people.give_responsibility(person=ours.person(part), role=ours.role, by=ours.manager)
    draft = make_draft(ours, document=make_document(ours, site=ours.main_site))
    role = {"order": 1, "meaning": "approval", "kind": "role", "id": str(ours.role.pk), "quorum": 2}

    with pytest.raises(Refused, match=r"Too few holders of the role “Quality lead” .* Main works"):
        actions.send_for_review(revision=draft, by=ours.manager, approvers=[role])
    sent = actions.send_for_review(revision=draft, by=ours.manager, approvers=[{**role, "quorum": 1}])

    assert sent.status == "in-review"


def test_a_tiny_company_may_allow_it(ours):
    parameters.change(name="allow_self_approval", to=True, by=ours.manager)
    revision = sent(ours, asked(ours.person("manager")))

    assert agree(revision, ours.manager).status == "effective"


def test_an_author_who_holds_the_role_does_not_slip_through(ours):
    """Asked by a role that only the author and one other hold, two deciders are not there."""
    for part in ("manager", "boss"):
        people.give_responsibility(person=ours.person(part), role=ours.role, by=ours.manager)
    role = {"order": 1, "meaning": "approval", "kind": "role", "id": str(ours.role.pk), "quorum": 2}

    draft = make_draft(ours)
    with pytest.raises(Refused, match="2 holders"):
        actions.send_for_review(revision=draft, by=ours.manager, approvers=[role])
    actions.send_for_review(revision=draft, by=ours.manager, approvers=[{**role, "quorum": 1}])
    step = ApprovalStep.objects.get(revision=draft)
    with pytest.raises(Refused, match="author does not decide"):
        actions.decide(step=step, by=ours.manager, decision="yes", suitable=True)


def test_steps_follow_their_order(ours):
    revision = sent(ours, asked(ours.person("member"), "review", 1), asked(ours.person("boss"), "approval", 2))
    second = ApprovalStep.objects.get(revision=revision, order=2)

    assert actions.step_of(revision, ours.boss) is None
    with pytest.raises(Refused, match="Others decide before you"):
        actions.decide(step=second, by=ours.boss, decision="yes", suitable=True)

    assert agree(revision, ours.member).status == "in-review"
    done = agree(fresh(revision), ours.boss)
    assert (done.reviewed_by, done.approved_by) == (ours.person("member"), ours.person("boss"))


def test_a_quorum_of_a_role_needs_so_many_people(ours):
    for part in ("member", "teammate", "boss"):
        people.give_responsibility(person=ours.person(part), role=ours.role, by=ours.manager)
    role = {"order": 1, "meaning": "approval", "kind": "role", "id": str(ours.role.pk), "quorum": 2}
    revision = sent(ours, role)

    assert agree(revision, ours.member).status == "in-review"
    assert actions.step_of(revision, ours.member) is None
    assert agree(revision, ours.teammate).status == "effective"


def test_nobody_else_decides(ours):
    revision = sent(ours)
    step = ApprovalStep.objects.get(revision=revision)

    with pytest.raises(Refused, match="Somebody else is asked"):
        actions.decide(step=step, by=ours.member, decision="yes", suitable=True)
    with pytest.raises(NotAllowed):
        actions.decide(step=step, by=ours.inspector, decision="yes", suitable=True)


def test_two_who_decide_the_same_at_once_are_told(ours):
    for part in ("member", "teammate"):
        people.give_responsibility(person=ours.person(part), role=ours.role, by=ours.manager)
    role = {"order": 1, "meaning": "review", "kind": "role", "id": str(ours.role.pk), "quorum": 1}
    revision = sent(ours, role, asked(ours.person("boss"), order=2))
    step = actions.step_of(revision, ours.teammate)
    agree(revision, ours.member)

    with pytest.raises(Refused, match="Mel Member has decided this already"):
        actions.decide(step=step, by=ours.teammate, decision="yes")


def test_an_approver_confirms_that_it_is_suitable(ours):
    revision = sent(ours)

    with pytest.raises(Refused, match="suitable and adequate"):
        actions.decide(step=actions.step_of(revision, ours.boss), by=ours.boss, decision="yes")


def test_a_decision_from_a_stale_page_is_refused(ours):
    revision = sent(ours)
    step, seen = actions.step_of(revision, ours.boss), revision.version
    back = actions.send_back(revision=revision, by=ours.manager, reason="A number is wrong.")
    changed = actions.write_content(revision=back, by=ours.manager, body="<p>Other words.</p>")
    actions.send_for_review(revision=changed, by=ours.manager)

    with pytest.raises(Conflict):
        actions.decide(step=step, by=ours.boss, decision="yes", suitable=True, expected_version=seen)
    with pytest.raises(Refused, match="not in review any more"):
        actions.decide(step=step, by=ours.boss, decision="yes", suitable=True)
    assert fresh(revision).approved_on is None


def test_a_decision_without_a_signature_is_refused_where_they_are_signed(cast):
    revision = sent(cast)

    with pytest.raises(Refused, match="needs your signature"):
        actions.decide(step=actions.step_of(revision, cast.boss), by=cast.boss, decision="yes", suitable=True)
    assert ApprovalStep.objects.get(revision=revision).decided_at is None


# Back again ----------------------------------------------------------------------------------------------------------


def test_sent_back_it_is_a_draft_and_everybody_decides_anew(ours):
    steps = (asked(ours.person("member"), "review", 1), asked(ours.person("boss"), "approval", 2))
    revision = agree(sent(ours, *steps), ours.member)
    with pytest.raises(Refused, match="what has to change"):
        actions.decide(step=actions.step_of(revision, ours.boss), by=ours.boss, decision="no")

    back = actions.decide(
        step=actions.step_of(revision, ours.boss), by=ours.boss, decision="no", comment="The torque is missing."
    )

    assert (back.status, fresh(back.document).status) == ("draft", "draft")
    assert [item.record_id for item in queries.decisions_for(ours.manager)] == [back.pk]
    again = actions.send_for_review(revision=fresh(back), by=ours.manager, approvers=steps)
    assert actions.step_of(again, ours.boss) is None
    assert actions.step_of(again, ours.member) is not None
    kept = ApprovalStep.objects.filter(revision=again, round=1).order_by("order")
    assert [step.decision for step in kept] == ["yes", "no"]


def test_strangers_to_a_review_do_not_send_it_back(ours):
    revision = sent(ours)

    with pytest.raises(Refused, match="Only its author"):
        actions.send_back(revision=revision, by=ours.teammate, reason="No.")


def test_an_approved_revision_is_recalled_before_its_day(ours):
    revision = agree(sent(ours, effective_from=today() + timedelta(days=3)), ours.boss)

    back = actions.recall(revision=revision, by=ours.manager, reason="A hazard was overlooked.")

    assert (back.status, back.approved_on, back.approved_by, back.suitable) == ("draft", None, None, False)
    with clock.travel(clock.now() + timedelta(days=4)):
        tasks.bring_into_force.func(ours.organization.pk)
    assert fresh(back).status == "draft"


# Out of use ----------------------------------------------------------------------------------------------------------


def test_an_obsolete_document_takes_its_revision_with_it(ours):
    document = make_effective(ours)

    document = actions.make_obsolete(document=document, by=ours.manager, reason="The machine is gone.")

    assert (document.status, document.obsolete_on) == ("obsolete", today())
    assert fresh(document.current_revision).status == "withdrawn"
    with pytest.raises(Refused, match="out of use"):
        actions.start_revision(document=document, by=ours.manager)
    back = actions.revive_document(document=document, by=ours.manager, reason="It was bought back.")
    assert (back.status, back.current_revision_id) == ("draft", None)
    assert actions.start_revision(document=back, by=ours.manager).revision == "2"


def test_what_has_a_revision_on_its_way_does_not_go_out_of_use(ours):
    document = make_effective(ours)
    make_draft(ours, document=document)

    with pytest.raises(Refused, match="Revision 2 is on its way"):
        actions.make_obsolete(document=document, by=ours.manager, reason="Gone.")


def test_the_state_of_a_document_is_not_set_by_hand(ours):
    document = make_document(ours)

    for step in ("send", "publish"):
        with pytest.raises(Refused):
            transitions.perform(document, step, by=ours.manager)
    assert fresh(document).status == "draft"


def test_an_effective_revision_is_not_withdrawn_by_itself(ours):
    revision = make_effective(ours).current_revision

    with pytest.raises(Refused, match="It applies until another"):
        actions.withdraw(revision=revision, by=ours.manager)


# Who hears of it -----------------------------------------------------------------------------------------------------


def test_those_asked_and_the_author_hear_of_it(ours):
    revision = sent(ours, asked(ours.person("member"), "review", 1), asked(ours.person("boss"), "approval", 2))
    tasks.tell_those_asked.func(ours.organization.pk, str(revision.pk))
    tasks.tell_those_asked.func(ours.organization.pk, str(revision.pk))

    told = Notification.objects.filter(kind="document-decision-wanted")
    assert [row.person_id for row in told] == [ours.person("member").pk]
    assert [item.record_id for item in queries.decisions_for(ours.member)] == [revision.pk]
    assert queries.decisions_for(ours.boss) == []

    back = actions.send_back(revision=revision, by=ours.member, reason="Not yet.")
    tasks.tell_author.func(ours.organization.pk, str(back.pk))
    assert Notification.objects.get(kind="document-sent-back").person_id == ours.person("manager").pk


def test_owners_are_reminded_of_a_review_once(ours):
    document = make_effective(ours)
    actions.update_document(document=document, by=ours.manager, review_due_on=today() + timedelta(days=1))

    tasks.remind_about_documents.func(ours.organization.pk)
    tasks.remind_about_documents.func(ours.organization.pk)

    assert Notification.objects.filter(kind="document-review-due").count() == 1
    assert [item.record_id for item in queries.reviews_for(ours.manager)] == [document.pk]


def test_a_document_is_counted_once_in_force(ours):
    document = make_effective(ours)

    assert list(queries.register(ours.member)) == [document]
    assert Document.objects.get().current_revision.status == "effective"
