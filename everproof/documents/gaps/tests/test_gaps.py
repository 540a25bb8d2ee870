"""Proposals are made from what documents say, decided by people, and never counted as evidence."""

import ast
from pathlib import Path

import pytest
from django.test import Client

import everproof.documents
from everproof.documents import actions
from everproof.documents.gaps import service
from everproof.documents.gaps.ranking import Index, Passage, pieces, question_of, stem
from everproof.documents.models import ClauseProposal, Document, GapReading
from everproof.documents.testing import make_document, unsigned
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.search.words import words
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing.tasks import run_waiting_tasks

AUDITS = (
    "<h2>Purpose</h2><p>How internal audits of the quality management system are planned and done.</p>"
    "<h2>Programme</h2><p>The audit programme says which process is audited when; auditors do not audit their own "
    "work, and each audit ends with an audit report.</p>"
)
BUYING = (
    "<h2>Suppliers</h2><p>Purchasing evaluates each supplier before the first purchase order and again every year; "
    "qualified suppliers stand on the supplier list.</p>"
)


@pytest.fixture
def ours(cast):
    unsigned(cast)
    with organization_scope(cast.organization.pk):
        for number, title, body in ((1, "Internal audit", AUDITS), (2, "Purchasing", BUYING)):
            document = make_document(cast, number)
            actions.update_document(document=document, by=cast.manager, title=title)
            draft = actions.start_revision(document=document, by=cast.manager)
            actions.write_content(revision=draft, by=cast.manager, body=body)
        yield cast


@pytest.fixture
def read(ours):
    service.begin(by=ours.manager)
    run_waiting_tasks()
    return ours


def proposed(clause):
    rows = ClauseProposal.objects.filter(clause=clause).select_related("document").order_by("rank")
    return [row.document.title for row in rows]


def test_each_clause_gets_the_document_that_speaks_of_it_with_the_passage(read):
    assert proposed("9.2.2")[0] == "Internal audit"
    assert proposed("8.4.1")[0] == "Purchasing"
    row = ClauseProposal.objects.get(clause="9.2.2", rank=1)
    assert (row.heading, row.decision, row.score) == ("Programme", "open", 1.0)
    assert "auditors do not audit their own work" in row.passage
    kept = GapReading.objects.get()
    assert (kept.state, kept.documents) == ("done", 2)


def test_a_decision_is_kept_with_who_and_when_and_stays_when_all_is_read_anew(read):
    row = ClauseProposal.objects.get(clause="9.2.2", rank=1)
    decided = service.decide(row, by=read.manager, decision="confirmed")
    assert (decided.decision, decided.decided_by_id) == ("confirmed", read.manager.person_id)
    entry = LedgerEntry.objects.get(verb="documents.clause-match.confirm")
    assert entry.record_id == str(row.document_id)
    service.begin(by=read.manager)
    run_waiting_tasks()
    assert ClauseProposal.objects.get(pk=row.pk).decision == "confirmed"
    assert ClauseProposal.objects.filter(clause="9.2.2", document=row.document_id).count() == 1
    back = service.decide(decided, by=read.manager, decision="open")
    assert (back.decided_by_id, back.decided_at) == (None, None)


def test_no_verdict_can_rest_on_a_proposal():
    """No check of any room reads the table, by name or by import."""
    root = Path(everproof.documents.__file__).parents[1]
    readers = set()
    for path in root.rglob("*.py"):
        names = {node.id for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Name)}
        if "ClauseProposal" in names:
            readers.add(path.relative_to(root).as_posix())
    allowed = ("documents/gaps/", "documents/models/")
    assert readers
    assert all(name.startswith(allowed) for name in readers), readers


def test_a_confirmed_proposal_changes_nothing_of_its_document(read):
    row = ClauseProposal.objects.get(clause="9.2.2", rank=1)
    before = Document.objects.get(pk=row.document_id)
    service.decide(row, by=read.manager, decision="confirmed")
    after = Document.objects.get(pk=row.document_id)
    assert (after.version, after.required_by, after.status) == (before.version, [], before.status)


def test_only_who_looks_after_documents_reads_and_decides(read):
    row = ClauseProposal.objects.first()
    with pytest.raises(NotAllowed):
        service.begin(by=read.teammate)
    with pytest.raises(NotAllowed):
        service.decide(row, by=read.actors["kiosk"], decision="confirmed")
    with pytest.raises(Refused):
        service.decide(row, by=read.manager, decision="perhaps")


def test_the_page_shows_clauses_with_passages_and_takes_a_decision(read):
    browser = Client()
    browser.force_login(read.users["manager"])
    page = browser.get("/ours/documents/clauses/").content.decode()
    assert "auditors do not audit their own work" in page
    assert "nothing here counts as evidence" in page
    row = ClauseProposal.objects.get(clause="9.2.2", rank=1)
    answer = browser.post(f"/ours/documents/clauses/{row.pk}/decide/", {"decision": "rejected"})
    assert answer["Location"] == "/ours/documents/clauses/#c-9.2.2"
    assert ClauseProposal.objects.get(pk=row.pk).decision == "rejected"
    table = browser.post("/ours/documents/clauses/export/csv/").content.decode("utf-8-sig")
    assert "Internal audit,Rejected" in table


def test_a_document_that_somebody_may_not_see_is_not_proposed_to_them(read):
    hidden = Document.objects.get(title="Purchasing")
    actions.update_document(document=hidden, by=read.manager, classification="secret", access_groups=[])
    seen = service.visible_proposals(read.actors["second"])
    assert not seen.filter(document=hidden).exists()


# The search itself ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("forms", "one"),
    [
        (("audit", "audits", "audited", "auditing"), "audit"),
        (("policy", "policies"), "policy"),
        (("process",), "process"),
    ],
)
def test_forms_of_a_word_are_one(forms, one):
    assert {stem(form) for form in forms} == {one}


def test_a_passage_that_says_more_of_it_stands_first_and_length_does_not_help():
    index = Index(
        [
            Passage("a", "", "", "calibration of gauges " * 1),
            Passage("b", "", "", "calibration " + "of other matters there is much to tell " * 40),
            Passage("c", "", "", "nothing of the kind"),
        ],
        words,
    )
    ranked = index.rank(question_of(index, [("calibration of gauges", 1.0)]), 5)
    assert [one.document for one in ranked] == ["a", "b"]


def test_a_long_text_is_cut_between_sentences():
    text = "One sentence here. " * 100
    assert all(len(piece) <= 200 and piece.endswith(".") for piece in pieces(text.strip(), 200))
