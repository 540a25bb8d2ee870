"""Controlled copies: numbered, called back when their revision ends, all accounted for."""

from datetime import timedelta

import pytest
from django.urls import reverse

from everproof.documents import actions as documents
from everproof.documents.copies import actions
from everproof.documents.copies.declaration import to_come_back
from everproof.documents.models import ControlledCopy, Document
from everproof.documents.printing import sheets
from everproof.documents.printing.sheets import Sheet
from everproof.documents.testing import make_document, make_effective
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.testing.tasks import run_waiting_tasks


def issued(cast, document, **more):
    return actions.issue_copy(document=document, by=cast.manager, **{"place": "Furnace board", **more})


def next_revision(cast, document):
    return make_effective(cast, document=Document.objects.get(pk=document.pk))


def stored(copy):
    return ControlledCopy.objects.select_related("organization").get(pk=copy.pk)


def test_copies_are_counted_through_all_revisions(cast):
    document = make_effective(cast)
    first = [issued(cast, document).copy_number, issued(cast, document).copy_number]
    document = next_revision(cast, document)

    third = issued(cast, document)

    assert (first, third.copy_number, third.revision.revision) == ([1, 2], 3, "2")
    assert "copy 3" in third.title


def test_a_new_revision_calls_the_copies_of_the_former_back(cast):
    document = make_effective(cast)
    out, back = issued(cast, document, holder=cast.teammate.person), issued(cast, document)
    actions.return_copy(copy=back, by=cast.manager)

    next_revision(cast, document)
    run_waiting_tasks()
    run_waiting_tasks()

    out, back = stored(out), stored(back)
    assert (out.status, back.status) == ("recalled", "returned")
    assert out.recall_by - out.issued_on == timedelta(days=7)
    assert list(to_come_back(cast.teammate)) == [out]


def test_taking_a_document_out_of_use_calls_its_copies_back(cast):
    document = make_effective(cast)
    copy = issued(cast, document)

    documents.make_obsolete(document=document, by=cast.manager, reason="No more.")
    run_waiting_tasks()

    assert stored(copy).status == "recalled"


def test_a_lost_copy_needs_a_reason_and_may_be_found(cast):
    copy = issued(cast, make_effective(cast))

    with pytest.raises(Refused):
        actions.lose_copy(copy=copy, by=cast.manager, reason=" ")
    copy = actions.lose_copy(copy=copy, by=cast.manager, reason="Not on the board.")
    copy = actions.find_copy(copy=copy, by=cast.manager, reason="Behind the board.")

    assert (copy.status, copy.settled_on) == ("recalled", None)


def test_it_is_not_settled_before_it_was_issued_or_tomorrow(cast):
    copy = issued(cast, make_effective(cast))

    for day in (copy.issued_on - timedelta(days=1), copy.issued_on + timedelta(days=1)):
        with pytest.raises(Refused):
            actions.destroy_copy(copy=copy, by=cast.manager, settled_on=day)


def test_only_what_applies_is_issued_and_only_by_those_who_look_after_documents(cast):
    with pytest.raises(Refused):
        issued(cast, make_document(cast))
    with pytest.raises(NotAllowed):
        actions.issue_copy(document=make_effective(cast, 2), place="My desk", by=cast.teammate)


def test_the_paper_bears_the_number_of_the_copy(cast):
    document = make_effective(cast)
    copy = issued(cast, document)
    revision = Document.objects.get(pk=document.pk).current_revision
    revision.organization = cast.organization

    order = sheets.order(revision, cast.manager, Sheet(copy=f"Controlled copy {copy.copy_number}"))

    assert "Controlled copy 1" in str(order.data)
    assert "Controlled copy 1" in order.line


def test_a_copy_that_is_back_is_not_printed_again(cast, sign_in):
    copy = actions.return_copy(copy=issued(cast, make_effective(cast)), by=cast.manager)
    page = reverse("documents:print_copy", args=["ours", copy.number])

    answer = sign_in("manager").post(page, {"paper": "a4"})

    assert answer.status_code == 422
    assert "nothing to print" in answer.text


def test_every_copy_is_accounted_for(cast, sign_in):
    document = make_effective(cast)
    copies = [issued(cast, document) for _n in range(4)]
    actions.return_copy(copy=copies[0], by=cast.manager)
    actions.destroy_copy(copy=copies[1], by=cast.manager)
    actions.lose_copy(copy=copies[2], by=cast.manager, reason="Gone.")

    answer = sign_in("manager").get(reverse("documents:copies_account", args=["ours", document.number]))

    (row,) = answer.context["rows"]
    names = ("issued", "returned", "destroyed", "lost", "out")
    assert [row[name] for name in names] == [4, 1, 1, 1, 1]
