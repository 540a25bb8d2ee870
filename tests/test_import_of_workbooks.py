"""Sheets of one workbook come in as one: each may name what another sheet brings, and all goes back together."""

import io

import pytest
import python_calamine
import xlsxwriter
from django.core.files.uploadedfile import SimpleUploadedFile

from everproof.kernel import modules
from everproof.kernel.exchange.importing import service, sheets, template, workbooks
from everproof.kernel.exchange.importing.models import Import
from everproof.kernel.people.models import Role
from everproof.kernel.testing.tasks import run_waiting_tasks
from everproof.processes.models import Process, ProcessOutput
from everproof.risks.models import Risk

IMPORTS = "/ours/kernel/imports/"
# The risks stand first and the processes last: the order of the sheets is not the order of writing.
BAKERY = {
    "Risks": [["Risk", "Processes", "Likelihood", "Impact"], ["The oven fails", "Bake", 2, 4]],
    "Roles": [["Role"], ["Baker"]],
    "Notes": [["Do not read this"]],
    "Process outputs": [["Process", "Output", "Receiver"], ["Bake", "Bread", "Deliver"]],
    "Processes": [
        ["Process", "Group", "Purpose", "Owner"],
        ["Bake", "Core", "Bread on the table.", "Mel Member"],
        ["Deliver", "Core", "Bread at the door.", "Mel Member"],
    ],
}


def book(content=None):
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made:
        for name, rows in (content or BAKERY).items():
            sheet = made.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return file.getvalue()


def bring(cast, content=None, **more):
    return workbooks.import_at_once(book(content), file_name="bakery.xlsx", by=cast.manager, **more)


def upload(browser, content=None):
    file = SimpleUploadedFile("bakery.xlsx", book(content))
    return browser.post(f"{IMPORTS}workbook/", {"file": file})


def test_sheets_are_written_in_the_order_in_which_they_refer_to_each_other(cast):
    told = bring(cast)

    assert told["problems"] == []
    assert [one["type"] for one in told["sheets"]][-1] in ("process-outputs", "risks")
    assert (told["read"], told["new"]) == (5, 5)
    assert ProcessOutput.objects.get(title="Bread").receiver.title == "Deliver"
    assert Risk.objects.get().processes == [str(Process.objects.get(title="Bake").pk)]


def test_bringing_it_twice_changes_nothing(cast):
    bring(cast)
    again = bring(cast)
    assert (again["new"], again["changed"], again["unchanged"], again["problems"]) == (0, 0, 5, [])


def test_a_dry_run_sees_what_the_other_sheets_bring_and_keeps_nothing(cast):
    told = bring(cast, dry_run=True)

    assert (told["new"], told["problems"]) == (5, [])
    assert Process.objects.count() == Role.objects.filter(title="Baker").count() == Import.objects.count() == 0


def test_a_row_that_refers_to_a_bad_one_is_a_problem_of_its_own_sheet(cast):
    processes = [BAKERY["Processes"][0], ["Bake", "Sideways", "Bread.", "Mel Member"], BAKERY["Processes"][2]]
    told = bring(cast, {**BAKERY, "Processes": processes})

    where = {one["where"]: one["reason"] for one in told["problems"]}
    assert where["sheet “Processes”, row 2, column “Group”"] == "“Sideways” is not among the choices."
    assert where["sheet “Risks”, row 2, column “Processes”"] == "There is no process “Bake” here."
    assert [one.title for one in Process.objects.all()] == ["Deliver"]


def test_a_workbook_without_a_known_sheet_is_refused(cast):
    with pytest.raises(sheets.Unreadable, match="No sheet of this file is called like a list"):
        bring(cast, {"Notes": [["x"], ["y"]]})
    with pytest.raises(sheets.Unreadable, match="has a row below its headings"):
        bring(cast, {"Roles": [["Role"]]})


def test_every_reference_points_upwards():
    """What a list refers to comes before it, but for lists that refer to each other in a circle."""
    order = [one.name for one in workbooks.in_order(modules.all_record_types())]
    for first, second in (("person", "process"), ("role", "process-step"), ("process", "risk"), ("kpi", "objective")):
        assert order.index(first) < order.index(second)


# Pages ----------------------------------------------------------------------------------------------------------------


def test_from_upload_to_the_way_back(cast, sign_in):
    browser = sign_in("manager")
    page = upload(browser).headers["Location"]
    shown = browser.get(page).content.decode()
    assert "Every row was tried and can be written." in shown
    assert "Not read, because no list is called so: “Notes”." in shown
    assert Process.objects.count() == 0

    browser.post(f"{page}run/")
    assert Process.objects.count() == 2
    assert "5 new, 0 changed." in browser.get(page).content.decode()

    browser.post(f"{page}undo/")
    assert all(one.is_voided for one in (*Process.objects.all(), Risk.objects.get(), ProcessOutput.objects.get()))
    assert "was undone" in browser.get(page).content.decode()


def test_all_or_good_rows(cast, sign_in):
    risks = [*BAKERY["Risks"], ["Flour runs out", "No such process", 1, 1]]
    browser = sign_in("manager")
    page = upload(browser, {**BAKERY, "Risks": risks}).headers["Location"]
    shown = browser.get(page).content.decode()
    assert "Import the 5 good rows" in shown
    assert "There is no process “No such process” here." in shown

    browser.post(f"{page}run/")
    assert Process.objects.count() == 0
    browser.post(f"{page}run/", {"only_good": "1"})
    assert [one.title for one in Risk.objects.all()] == ["The oven fails"]


def test_a_sheet_whose_columns_are_not_clear_is_asked_about_and_all_are_checked_again(cast, sign_in):
    risks = [["What we fear", "Where"], ["The oven fails", "Bake"]]
    browser = sign_in("manager")
    page = upload(browser, {**BAKERY, "Risks": risks}).headers["Location"]
    assert "Say which column is which" in browser.get(page).content.decode()
    sheet = Import.objects.get(sheet="Risks")

    columns = {"column_0": "title", "column_1": "processes"}
    answer = browser.post(f"{IMPORTS}file/{sheet.pk}/check/", columns)
    assert answer.headers["Location"] == page
    assert "Every row was tried and can be written." in browser.get(page).content.decode()


def test_one_sheet_of_a_workbook_is_not_written_alone(sign_in):
    browser = sign_in("manager")
    upload(browser)
    sheet = Import.objects.get(sheet="Roles")
    assert "All sheets" in browser.get(f"{IMPORTS}file/{sheet.pk}/").content.decode()
    for step in ("run", "undo"):
        assert browser.post(f"{IMPORTS}file/{sheet.pk}/{step}/").status_code == 404


def test_a_long_workbook_is_worked_on_in_the_background(cast, sign_in, monkeypatch):
    monkeypatch.setattr(service, "AT_ONCE", 2)
    browser = sign_in("manager")
    page = upload(browser).headers["Location"]
    assert "of the rows are worked on" in browser.get(page).content.decode()

    run_waiting_tasks()
    browser.post(f"{page}run/")
    run_waiting_tasks()
    assert Process.objects.count() == 2
    assert "5 new, 0 changed." in browser.get(page).content.decode()


def test_the_workbook_to_fill_in_has_a_sheet_for_each_list_and_can_be_brought_back(cast, sign_in):
    browser = sign_in("manager")
    content = browser.get(f"{IMPORTS}workbook/template/", {"lists": ["role", "process", "risk"]}).content
    names = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names
    assert names == ["Roles", "Processes", "Risks", "What belongs where"]
    file = SimpleUploadedFile("workbook.xlsx", content)
    answer = browser.post(f"{IMPORTS}workbook/", {"file": file})
    assert "has a row below its headings" in answer.content.decode()


def test_every_list_fits_into_one_workbook(cast):
    kinds = service.importable(cast.manager)
    content = template.workbook(kinds)
    assert len(python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)).sheet_names) == len(kinds) + 1


@pytest.mark.parametrize(("part", "status"), [("member", 403), ("auditor", 403), ("kiosk", 403), ("stranger", 404)])
def test_who_imports_nothing_sees_none_of_it(sign_in, part, status):
    manager = sign_in("manager")
    page = upload(manager).headers["Location"]
    browser = sign_in(part)
    assert browser.get(f"{IMPORTS}workbook/").status_code == status
    assert browser.get(f"{IMPORTS}workbook/template/").status_code == status
    assert browser.get(page).status_code == status
    for step in ("check", "run", "undo"):
        assert browser.post(f"{page}{step}/").status_code == status
