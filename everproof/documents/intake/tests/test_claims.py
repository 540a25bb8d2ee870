"""What a document says of itself is read in the words that companies use, and kept in its own."""

import pytest

from everproof.documents.content import tree
from everproof.documents.intake import claims as said
from everproof.documents.intake import registers
from everproof.documents.intake.claims import Claims


@pytest.mark.parametrize(
    ("name", "number", "title"),
    [
        ("CSC-PR-013-Document-Record-Control.md", "CSC-PR-013", "Document Record Control"),
        ("QP-007 Purchasing.docx", "QP-007", "Purchasing"),
        ("WI_4.2-1_Turning shafts.pdf", "WI_4.2-1", "Turning shafts"),
        ("sop-internal-audit.md", "", "sop internal audit"),
        ("Quality Manual 2024.pdf", "", "Quality Manual 2024"),
    ],
)
def test_a_file_name_gives_a_number_in_front_and_words_behind(name, number, title):
    found = said.of_name(name)
    assert (found.number, found.title) == (number, title)


def test_a_form_is_told_by_its_own_number_and_not_by_that_of_its_procedure():
    front = {"qms_version": "2.2.0", "sop_id": "CSC PR.015", "sop_version": "3.0.1", "template_id": "CSC F.001"}
    found = said.out_of({**front, "template_version": "2.0.1"}.items())
    assert (found.number, found.revision) == ("CSC F.001", "2.0.1")
    assert said.number_of(found) == "CSC-F.001"


def test_the_table_on_the_first_page_is_read_and_a_field_of_the_form_is_not():
    html = (
        "<table><tr><td>Document ID</td><td>QP 12</td></tr><tr><td>Effective date</td><td>2024-03-01</td></tr>"
        "<tr><td>Approved by</td><td>M. Sattler</td></tr><tr><td>Date</td><td>2001-01-01</td></tr></table>"
    )
    found = said.of_tables(tree.read(html))
    assert found.plain() == {"number": "QP 12", "released_on": "2024-03-01", "approved_by": "M. Sattler"}


@pytest.mark.parametrize(
    ("label", "position"), [("C", 3), ("7", 7), ("2.0.4", 2), ("0.9", 1), ("2023-04", 1), ("draft", 1)]
)
def test_the_next_revision_continues_where_the_old_label_stood(label, position):
    assert said.position_of(label) == position


@pytest.mark.parametrize(
    ("claimed", "label"), [("Rev. C", "C"), ("v2.1", "2.1"), ("Revision 4", "4"), ("<b>", ""), ("a very long one", "")]
)
def test_a_label_is_what_can_stand_in_a_number(claimed, label):
    assert said.label_of(Claims(revision=claimed)) == label


@pytest.mark.parametrize(
    ("number", "title", "name", "kind"),
    [
        ("CSC PL.001", "Quality Manual", "CSC-PL-001-Quality-Manual.md", "manual"),
        ("CSC F.008", "Design Plan", "CSC-F-008-Design-Plan-Template.md", "form"),
        ("CSC PR.012", "Software Deployment SOP", "CSC-PR-012-Integration-and-Deployment.md", "procedure"),
        ("", "Internal Audit", "sop-internal-audit.md", "procedure"),
        ("", "Fire drill", "fire.md", "other"),
    ],
)
def test_the_kind_is_told_by_words_and_by_the_letters_of_the_number(number, title, name, kind):
    assert said.kind_of(Claims(number=number, title=title), name) == kind


def test_an_unknown_state_and_a_day_that_is_none_are_doubts_with_a_cure():
    found = said.out_of([("status", "somehow"), ("effective date", "soon")])
    assert [reason for reason, _cure in found.doubts] == [
        "“soon” is not a day.",
        "“somehow” is no state that is known here.",
    ]


def test_the_columns_of_a_register_are_known_by_many_names_and_by_choice():
    headings = ["Doc. No.", "Bezeichnung", "Rev.", "Gültig ab", "Datei", "Remarks"]
    assert registers.mapping(headings, {"Remarks": "owner"}) == {
        "Doc. No.": "number",
        "Bezeichnung": "title",
        "Rev.": "revision",
        "Gültig ab": "released_on",
        "Datei": "file",
        "Remarks": "owner",
    }
