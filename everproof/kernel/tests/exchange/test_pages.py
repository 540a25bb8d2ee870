"""The pages of an import: from the upload to the way back, for those who may."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from everproof.kernel import clock
from everproof.kernel.exchange.importing.models import Import
from everproof.kernel.people.models import Person
from everproof.kernel.tenancy import organization_scope

IMPORTS = "/ours/kernel/imports/"
TABLE = "Name;E-mail\nNora Newt;nora@ours.example\nOtto Owl;no address\n"


@pytest.fixture
def admin(sign_in):
    return sign_in("administrator")


def upload(client, content=TABLE, name="people.csv"):
    return client.post(f"{IMPORTS}people/", {"file": SimpleUploadedFile(name, content.encode())})


def test_from_upload_to_the_way_back(admin):
    page = upload(admin).headers["Location"]
    assert "Otto Owl" in admin.get(page).content.decode()

    admin.post(f"{page}check/", {"column_0": "title", "column_1": "email"})
    shown = admin.get(page).content.decode()
    assert "Import the one good row" in shown
    assert "row 3, column “E-mail”" in shown

    admin.post(f"{page}run/", {"only_good": "1"})
    assert Person.objects.get(email="nora@ours.example").title == "Nora Newt"
    assert "Undo this import" in admin.get(page).content.decode()

    admin.post(f"{page}undo/")
    assert Person.objects.get(email="nora@ours.example").is_voided
    assert "was undone" in admin.get(page).content.decode()


def test_the_list_shows_what_one_may_import_and_what_was(admin, sign_in):
    upload(admin)
    assert "people.csv" in admin.get(IMPORTS).content.decode()
    # A quality manager imports other things than people.
    assert "people.csv" not in sign_in("manager").get(IMPORTS).content.decode()


@pytest.mark.parametrize("part", ["member", "boss", "auditor", "inspector", "kiosk"])
def test_who_only_reports_or_works_imports_nothing(sign_in, part):
    browser = sign_in(part)
    assert browser.get(IMPORTS).status_code == 403
    assert browser.get(f"{IMPORTS}nonconformities/").status_code == 403


def test_access_is_not_given_by_a_table(admin):
    assert admin.get(f"{IMPORTS}access/").status_code == 403


def test_who_may_not_make_records_imports_none(sign_in, admin):
    page = upload(admin).headers["Location"]
    member = sign_in("member")
    assert upload(member).status_code == 403
    assert member.get(page).status_code == 403
    assert member.post(f"{page}run/").status_code == 403
    assert sign_in("inspector").get(IMPORTS).status_code == 403


def test_an_import_of_another_company_does_not_exist(cast, sign_in, admin):
    with organization_scope(cast.other.pk):
        theirs = Import.objects.create(organization=cast.other, type="person", created_at=clock.now())
    assert admin.get(f"{IMPORTS}file/{theirs.pk}/").status_code == 404


@pytest.mark.parametrize(("content", "words"), [("", "The file is empty."), ("Name\n", "headings but no rows")])
def test_a_file_without_a_table_is_refused_beside_the_field(admin, content, words):
    answer = upload(admin, content)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_two_columns_for_one_field_are_refused(admin):
    page = upload(admin).headers["Location"]
    answer = admin.post(f"{page}check/", {"column_0": "title", "column_1": "title"})
    assert answer.status_code == 422
    assert "More than one column goes into" in answer.content.decode()


def test_all_rows_are_written_only_when_none_has_a_problem(admin):
    page = upload(admin).headers["Location"]
    admin.post(f"{page}check/", {"column_0": "title", "column_1": "email"})
    admin.post(f"{page}run/")
    assert Person.objects.filter(email="nora@ours.example").count() == 0
    assert Import.objects.get().state == Import.State.PLANNED


def test_the_spreadsheet_to_fill_in_can_be_imported_again(admin):
    import python_calamine

    content = admin.get(f"{IMPORTS}people/template/").content
    book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    headings = book.get_sheet_by_index(0).to_python()[0]
    assert headings[0] == "Name"
    assert {"E-mail", "Job title", "Supervisor", "Original number"} <= set(headings)
