"""The pages of bringing in documents: choose, look, do, take back; and who may."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from everproof.documents.intake.tests.test_intake import PURCHASING, REGISTER, of
from everproof.documents.models import Document, Intake
from everproof.kernel.testing.tasks import run_waiting_tasks

HERE = "/ours/documents/bring-in/"


def entered(cast, part="manager"):
    browser = Client()
    browser.force_login(cast.users[part])
    return browser


def sent(browser, *given, **form):
    uploads = [SimpleUploadedFile(name, content) for name, content in given]
    return browser.post(HERE, {"uploads": uploads, "state": "draft", **form})


@pytest.fixture
def planned(ours):
    browser = entered(ours)
    answer = sent(browser, ("purchasing.docx", PURCHASING), ("register.csv", REGISTER.encode()))
    assert answer.status_code == 302, answer.content.decode()
    return browser, answer["Location"]


def test_everything_is_shown_before_anything_is_written(planned):
    browser, address = planned
    page = browser.get(address).content.decode()
    for words in ("Procedure, revision C, in force since 2024-03-01", "approved by M. Sattler there", "1 table"):
        assert words in page
    assert "The file “forms/check.pdf” is not there." in page
    assert not Document.objects.exists()


def test_what_has_no_problem_comes_in_says_where_it_comes_from_and_goes_again(planned):
    browser, address = planned
    browser.post(f"{address}run/")
    page = browser.get(address).content.decode()
    assert "1 new, 0 changed." in page
    document = of("QP-701")
    origin = browser.get(f"/ours/documents/revisions/{document.current_revision.number}/").content.decode()
    for words in ("Where it comes from", "M. Sattler", "nobody here has checked them", "purchasing.docx"):
        assert words in origin
    report = browser.post(f"{address}report/csv/").content.decode("utf-8-sig")
    assert "purchasing.docx,QP-701,Purchasing,C,2024-03-01,M. Sattler,New" in report

    browser.post(f"{address}undo/")
    assert "This was undone" in browser.get(address).content.decode()
    assert not Document.objects.in_force().exists()


def test_many_files_are_worked_on_in_the_background(ours):
    browser = entered(ours)
    texts = [(f"note-{number}.md", f"# Note {number}\n\nWords of note {number}.".encode()) for number in range(7)]
    address = sent(browser, *texts)["Location"]
    assert "% of the files are worked on" in browser.get(address).content.decode()
    run_waiting_tasks()
    assert "Every file was read. Nothing is written yet." in browser.get(address).content.decode()
    browser.post(f"{address}run/")
    run_waiting_tasks()
    assert "7 new, 0 changed." in browser.get(address).content.decode()


def test_in_force_without_a_day_is_asked_for_one(ours):
    answer = sent(entered(ours), ("a.md", b"# A\n\nWords of it."), state="released")
    assert answer.status_code == 422
    assert "Say since when they are in force." in answer.content.decode()


def test_without_a_file_it_says_what_to_do(ours):
    answer = entered(ours).post(HERE, {"state": "draft"})
    assert answer.status_code == 422
    assert "Choose files, or a zip of them." in answer.content.decode()


@pytest.mark.parametrize("part", ["boss", "member", "auditor", "kiosk"])
def test_who_does_not_look_after_documents_is_told_so(planned, ours, part):
    _browser, address = planned
    other = entered(ours, part)
    for method, url in (("get", HERE), ("get", address), ("post", f"{address}run/"), ("post", f"{address}undo/")):
        assert getattr(other, method)(url).status_code == 403, (method, url)
    assert not Document.objects.exists()


def test_another_company_finds_nothing_and_a_stranger_is_asked_to_sign_in(planned, ours):
    _browser, address = planned
    assert entered(ours, "stranger").get(address).status_code == 404
    assert entered(ours, "stranger").get(address.replace("/ours/", "/other/")).status_code in (403, 404)
    assert "/login" in Client().get(address)["Location"] or Client().get(address).status_code == 302
    assert Intake.objects.count() == 1
