"""By what rows are known again, what columns are called, and which sheet of a workbook is read."""

import io

import pytest
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from everproof.kernel import modules
from everproof.kernel.exchange.importing import columns, service, sheets
from everproof.kernel.exchange.importing.models import Import
from everproof.kernel.people.models import Person, Role

IMPORTS = "/ours/kernel/imports/"
PEOPLE = "Name;E-mail;Job title\nJan Dough;;Dough maker\nKim Glaze;;Confectioner\nNora Newt;nora@ours.example;Turner\n"


def bring(cast, text, type_name="person", by=None):
    content = text if isinstance(text, bytes) else text.encode()
    return service.import_at_once(
        modules.record_type(type_name), content, file_name="table.csv", by=by or cast.administrator
    )


def workbook(**content):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file) as book:
        for name, rows in content.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def test_people_without_an_address_are_known_by_their_name(cast):
    first, second = bring(cast, PEOPLE), bring(cast, PEOPLE)

    assert (first["new"], first["problems"]) == (3, [])
    assert (second["new"], second["unchanged"]) == (0, 3)
    changed = bring(cast, PEOPLE.replace("Confectioner", "Baker"))
    assert (changed["changed"], changed["unchanged"]) == (1, 2)
    assert Person.objects.get(title="Kim Glaze").job_title == "Baker"


def test_a_name_that_has_an_address_here_is_another_person(cast):
    bring(cast, PEOPLE)
    told = bring(cast, "Name;E-mail\nNora Newt;\n")

    assert told["new"] == 1
    assert Person.objects.filter(title="Nora Newt").count() == 2


def test_two_rows_with_one_name_and_no_address_are_not_told_apart(cast):
    told = bring(cast, "Name;E-mail\nJan Dough;\nJan Dough;\n")
    assert [one["reason"] for one in told["problems"]] == ["This is in row 2 already."]


def test_what_the_records_are_called_stands_for_their_name(cast):
    assert bring(cast, "Role;Authorities\nBaker;Blocks a batch\n", "role", cast.manager)["new"] == 1
    assert Role.objects.get(title="Baker").authorities == ["Blocks a batch"]


@pytest.mark.parametrize("type_name", [one.name for one in modules.all_record_types()])
def test_no_two_fields_of_a_type_are_called_alike(type_name):
    labels = [target.label for target in columns.targets(modules.record_type(type_name)).values()]
    assert len(labels) == len(set(labels))


def test_a_workbook_gives_the_sheet_that_is_called_like_what_is_imported(cast):
    content = workbook(Read_me=[["Hello"]], Roles=[["Role"], ["Baker"]], People=[["Name"], ["Jan Dough"]])

    assert sheets.names(content) == ["Read_me", "Roles", "People"]
    assert bring(cast, content, "role", cast.manager)["new"] == 1
    assert Role.objects.filter(title="Baker").exists()


def test_rows_can_be_pasted(cast, sign_in):
    browser = sign_in("administrator")
    answer = browser.post(f"{IMPORTS}people/", {"rows": PEOPLE.replace(";", "\t")})
    assert answer.status_code == 302
    assert Import.objects.get().mapping == {"Name": "title", "E-mail": "email", "Job title": "job_title"}


def test_neither_file_nor_rows_is_said_in_words(cast, sign_in):
    answer = sign_in("administrator").post(f"{IMPORTS}people/", {"rows": " "})
    assert answer.status_code == 422
    assert "Choose a file, or paste rows." in answer.content.decode()


def test_a_file_goes_before_rows_that_were_pasted_too(cast, sign_in):
    file = SimpleUploadedFile("people.csv", b"Name\nNora Newt\n")
    sign_in("administrator").post(f"{IMPORTS}people/", {"file": file, "rows": PEOPLE})
    assert Import.objects.get().file_name == "people.csv"


def test_the_page_begins_with_what_the_rest_refers_to(cast, sign_in):
    shown = sign_in("manager").get(IMPORTS).content.decode()
    places = [shown.index(f'href="{IMPORTS}{path}/"') for path in ("roles", "processes", "kpi-values", "risks")]
    assert places == sorted(places)
