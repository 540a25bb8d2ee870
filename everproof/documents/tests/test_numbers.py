"""Numbers of documents by the pattern of their type: without gaps, never twice, and one's own kept."""

import pytest
from django.core.exceptions import ValidationError
from django.db import transaction

from everproof.documents import actions, numbering
from everproof.documents.models import Document
from everproof.documents.testing import make_document, make_type
from everproof.kernel import transitions
from everproof.kernel.errors import Refused
from everproof.kernel.ui.views.links import record_by_number


def given(cast, number, type_=None):
    """A document that has its number already."""
    type_ = type_ or make_type(cast)
    return actions.register_document(title="Known", type=type_, number=number, by=cast.manager)


def test_each_type_counts_for_itself(cast):
    procedures, orders = make_type(cast, 1), make_type(cast, 2, number_pattern="WI-{area}-{0000}")

    made = [
        make_document(cast, 1, type=procedures),
        make_document(cast, 2, type=procedures),
        make_document(cast, 3, type=orders, area="TURN"),
        make_document(cast, 4, type=orders, area="MILL"),
        make_document(cast, 5, type=orders, area="TURN"),
    ]

    assert [one.number for one in made] == ["QP-001", "QP-002", "WI-TURN-0001", "WI-MILL-0001", "WI-TURN-0002"]


def test_what_fails_leaves_no_gap(cast):
    make_document(cast, 1)
    with transaction.atomic():
        make_document(cast, 2)
        transaction.set_rollback(True)
    with pytest.raises(ValidationError):
        make_document(cast, 3, access_groups=[{"kind": "nobody", "id": ""}])

    assert make_document(cast, 4).number == "QP-002"


def test_two_types_whose_numbers_look_alike_share_a_counter(cast):
    first, second = make_type(cast, 1), make_type(cast, 2, number_pattern="QP-{000}")

    assert [make_document(cast, n, type=kind).number for n, kind in enumerate((first, second, first))] == [
        "QP-001",
        "QP-002",
        "QP-003",
    ]


def test_a_number_of_ones_own_stands_and_is_passed_over(cast):
    type_ = make_type(cast)

    own = given(cast, "QP-002", type_)
    counted = [make_document(cast, place, type=type_).number for place in (2, 3)]

    assert (own.number, own.original_number) == ("QP-002", "QP-002")
    assert counted == ["QP-001", "QP-003"]
    with pytest.raises(ValidationError):
        given(cast, "QP-002", type_)


@pytest.mark.parametrize("number", ["QP 7", "a/b-1", "no-digit", "1" * 31, "../1", "é1"])
def test_a_number_that_no_address_can_hold_is_refused(cast, number):
    with pytest.raises(Refused):
        given(cast, number)
    assert not Document.objects.exists()


def test_without_a_pattern_the_number_is_given(cast):
    type_ = make_type(cast, 3, number_pattern="")

    with pytest.raises(Refused, match="no number pattern"):
        make_document(cast, type=type_)
    assert given(cast, "ISO-9001", type_).number == "ISO-9001"


def test_an_area_is_asked_for_where_it_stands_in_the_number(cast):
    type_ = make_type(cast, 2, number_pattern="WI-{area}-{0000}")

    with pytest.raises(Refused, match="names an area"):
        make_document(cast, type=type_)
    with pytest.raises(ValidationError):
        make_document(cast, type=type_, area="A/B")


@pytest.mark.parametrize(
    "pattern", ["QP", "QP-{000}-{00}", "QP {000}", "{title}-{000}", "X" * 40 + "{0}", "{area}{area}{0}", "{000000000}"]
)
def test_a_pattern_that_cannot_number_is_refused(cast, pattern):
    assert numbering.problem(pattern)
    with pytest.raises(ValidationError):
        make_type(cast, 9, number_pattern=pattern)


@pytest.mark.parametrize(
    ("position", "expected"), [(1, "A"), (26, "Z"), (27, "AA"), (52, "AZ"), (53, "BA"), (703, "AAA")]
)
def test_letters_go_on_after_z(position, expected):
    assert numbering.label(position, letters=True) == expected


def test_a_preview_shows_what_numbers_look_like():
    assert numbering.preview("WI-{area}-{000}", "TURN", 2) == ["WI-TURN-001", "WI-TURN-002"]
    assert numbering.preview("wrong") == []


def test_a_document_is_linked_by_its_number(cast):
    document = make_document(cast)

    assert record_by_number(cast.member, "QP-001") == document
    assert record_by_number(cast.stranger, "QP-001") is None


def test_a_retired_type_takes_nothing_new(cast):
    type_ = transitions.perform(make_type(cast), "retire", by=cast.manager, reason="Merged.")

    with pytest.raises(Refused, match="no longer used"):
        actions.register_document(title="Late", type=type_, by=cast.manager)
