"""Two working quality systems come in whole: 69 documents with their headings, tables, numbers and gaps."""

import re

from everproof.documents import actions, content
from everproof.documents.content import outline, tree
from everproof.documents.intake import service
from everproof.documents.intake.tests.sets import SETS, needs_sets
from everproof.documents.models import Document, DocumentRevision, DocumentType, IntakeItem
from everproof.documents.printing import releasing
from everproof.documents.testing import asked
from everproof.kernel import search
from everproof.kernel.files import store
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.pdf import prints
from everproof.kernel.tests.pdf.tools import text_of

COUNTS = ("read", "new", "changed", "unchanged")
# What a reader counts in the files without any parser; the languages know further forms of both.
NOT_COUNTED = re.compile(r"\A---\n.*?\n---\n|```.*?```|<!--.*?-->", re.DOTALL)
HEADING = re.compile(r"^ {0,3}#{1,6} ", re.MULTILINE)
TABLE = re.compile(r"^ {0,3}\|?[ ]*:?-{2,}:?[ ]*(?:\|[ ]*:?-+:?[ ]*)+\|?[ \t]*$", re.MULTILINE)


def counted(result):
    return tuple(result[name] for name in COUNTS)


@needs_sets
def test_both_sets_come_in_whole_and_a_second_time_changes_nothing(ours):
    result = service.import_at_once(SETS, by=ours.manager)

    assert (counted(result), result["problems"]) == ((69, 69, 0, 0), [])
    assert result["left_out"] == [{"where": "gstt-csc-qms/LICENSE.txt", "reason": "No document."}]
    _are_numbered_as_they_were()
    _keep_their_structure()
    _name_what_is_missing(result)
    _are_found_by_their_words(ours)
    _can_be_approved_and_printed(ours)

    entries = LedgerEntry.objects.count()
    again = service.import_at_once(SETS, by=ours.manager)
    assert (counted(again), again["problems"]) == ((69, 0, 0, 69), [])
    assert LedgerEntry.objects.count() == entries


def _are_numbered_as_they_were():
    numbers = dict(Document.objects.in_force().values_list("number", "title"))
    assert len(numbers) == 69
    assert numbers["CSC-PR.013"] == "SOP Document and Record Control"
    assert numbers["CSC-PL.001"] == "Quality Manual"
    assert numbers["MAN-001"] == "Quality Manual, Policy and Objectives"
    assert sum(number.startswith("CSC-") for number in numbers) == 56
    kinds = list(Document.objects.in_force().values_list("kind", flat=True))
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {
        "procedure": 33,
        "form": 32,
        "manual": 2,
        "work-instruction": 1,
        "other": 1,
    }
    revision = DocumentRevision.objects.get(document__number="CSC-PR.013")
    assert (revision.revision, revision.position, revision.status) == ("2.1.2", 2, "draft")
    item = IntakeItem.objects.get(revision_id=revision.pk)
    assert (item.claims["number"], item.claims["revision"]) == ("CSC PR.013", "2.1.2")


def _keep_their_structure():
    exact = 0
    for item in IntakeItem.objects.all():
        text = NOT_COUNTED.sub("", (SETS / item.path).read_text())
        expected = len(HEADING.findall(text)), len(TABLE.findall(text))
        held = item.held["headings"], item.held["tables"]
        # The title stands above the text.
        assert held[0] >= expected[0] - 1, item.path
        assert held[1] >= expected[1], item.path
        exact += held[1] == expected[1]
    assert exact >= 58
    revision = DocumentRevision.objects.get(document__number="CSC-PR.013")
    headings = outline.headings(tree.read(revision.body).elements())
    assert [one.text for one in headings][:6] == [
        "General",
        "Purpose",
        "Scope",
        "Role and Responsibilities",
        "1. General Considerations",
        "1.1 Document and Record Labelling and Versioning",
    ]
    # The numbers that were typed stay, and none of ours stands before them.
    assert not any(one.number for one in headings)
    assert "CSC PR.013" in content.plain(revision.body)
    for body in DocumentRevision.objects.values_list("body", flat=True):
        assert "<!--" not in body
        assert "&lt;!--" not in body


def _name_what_is_missing(result):
    lost = [f"{one['where']}: {one['reason']}" for one in result["lost"]]
    missing = [line for line in lost if "is missing" in line]
    assert len(missing) == 9
    assert (
        "gstt-csc-qms/CSC-PR-002-Clinical-Risk-Management-System.md: The picture assets/CRMP-diagram.png is missing."
    ) in missing
    body = DocumentRevision.objects.get(document__number="CSC-PR.002").body
    assert "[Picture missing: image (assets/CRMP-diagram.png)]" in body


def _are_found_by_their_words(ours):
    found = search.find(ours.manager, "corrective preventive root cause", type_name="document-revision")
    assert {hit.title for hit in found} >= {
        "Corrective and Preventive Action (CAPA)",
        "Corrective and Preventive Action",
    }


def _can_be_approved_and_printed(ours):
    revision = DocumentRevision.objects.select_related("document", "organization").get(document__number="CSC-PR.013")
    sent = actions.send_for_review(revision=revision, by=ours.manager, approvers=[asked(ours.boss.person)])
    step = actions.step_of(sent, ours.boss)
    approved = actions.decide(step=step, by=ours.boss, decision="yes", suitable=True)
    assert approved.status == "effective"
    assert approved.approved_by == ours.boss.person
    releasing.make_released_pdf.func(approved.organization_id, str(approved.pk))
    printout = prints.kept_for(approved)
    assert printout.state == "ready", printout.note
    with store.open_file(approved.organization_id, printout.file.sha256) as file:
        words = text_of(file.read())
    assert "1.1 Document and Record Labelling and Versioning" in words
    assert "retention period" in words.lower()


@needs_sets
def test_the_types_that_are_missing_are_made_and_go_again_with_an_undo(ours):
    before = set(DocumentType.objects.in_force().values_list("title", flat=True))
    result = service.import_at_once(SETS / "radiotherapy-ai-qms", by=ours.manager)
    assert result["new"] == 13
    made = set(DocumentType.objects.in_force().values_list("title", flat=True)) - before
    assert made == {"Form", "Manual", "Other", "Procedure"}
