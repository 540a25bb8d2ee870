"""The pages of the workbench, as a browser without scripts uses them."""

import json
import re
from urllib.parse import quote, unquote, urlsplit

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from everproof.kernel.ledger.models import LedgerEntry
from everproof.workbench.catalogue import METHODS
from everproof.workbench.recipe import data_hash

WRITES = re.compile(r"\s*(insert|update|delete)\b", re.IGNORECASE)
BORES = METHODS["i-mr"].example["data"]


def address(name="index", **more):
    return reverse(f"workbench:{name}", kwargs={"organization": "ours", **more})


def method(name):
    return address("method", method=name)


@pytest.fixture
def browser(sign_in):
    return sign_in("member")


def text_of(response):
    return re.sub(r"\s+", " ", response.content.decode())


def test_the_index_names_every_method(browser):
    page = text_of(browser.get(address()))
    for one in METHODS.values():
        assert method(one.name) in page


@pytest.mark.parametrize("name", METHODS)
def test_every_method_shows_its_form_and_its_example(browser, name):
    assert browser.get(method(name)).status_code == 200
    form = text_of(browser.get(method(name), {"example": 1}))
    assert 'method="post"' in form


@pytest.mark.parametrize("name", METHODS)
def test_every_method_answers_its_example(browser, name):
    example = METHODS[name].example
    defaults = {
        key: field.initial or next(iter(getattr(field, "choices", [("",)])))[0]
        for key, field in METHODS[name].form.base_fields.items()
        if key not in ("data", "file") and (field.initial or hasattr(field, "choices"))
    }
    response = browser.post(method(name), {**defaults, **example})
    page = text_of(response)
    assert response.status_code == 200
    assert "verdict-words" in page
    assert "What it rests on" in page


def test_the_study_comes_with_charts_numbers_and_the_form_as_it_was(browser):
    page = text_of(browser.post(method("i-mr"), {"data": BORES, "unit": "mm", "title": "Bore 7"}))
    assert page.count("<figure") == page.count('class="small-chart"') == 1
    assert "Point 15 (X) is a signal: rule 1" in page
    assert "Bore 7" in page
    assert "12.068" in page[page.index("<textarea") :]
    assert data_hash(BORES)[:12] in page
    assert "style=" not in page


def test_a_mistake_is_told_by_line_and_nothing_is_lost(browser):
    response = browser.post(method("i-mr"), {"data": "12.1\n12.x\n12.3", "title": "Kept"})
    page = text_of(response)
    assert response.status_code == 422
    assert "Line 2, column “Column 1”: “12.x” is no number." in page
    assert "12.x\n12.3" in response.content.decode()
    assert "Kept" in page


def test_hostile_text_stays_text(browser):
    hostile = "<script>alert(1)</script>"
    page = text_of(browser.post(method("pareto"), {"data": f"cause\n{hostile}\nb\n{hostile}", "title": hostile}))
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_a_file_takes_the_place_of_the_text(browser):
    file = SimpleUploadedFile("bores.csv", BORES.replace(".", ",").encode("cp1252"))
    page = text_of(browser.post(method("i-mr"), {"data": "", "file": file, "decimal": "comma"}))
    assert "decimal comma" in page
    assert "12,068" in page[page.index("<textarea") :]


def test_an_excel_file_is_refused_in_words(browser):
    file = SimpleUploadedFile("bores.xlsx", b"PK\x03\x04" + b"x" * 50)
    response = browser.post(method("i-mr"), {"data": "", "file": file})
    assert response.status_code == 422
    assert "Save the sheet as CSV" in text_of(response)


def test_a_file_that_is_too_large_is_refused_and_the_settings_stay(browser):
    file = SimpleUploadedFile("huge.csv", b"1\n" * 1_100_000)
    response = browser.post(method("i-mr"), {"data": "", "file": file, "title": "Kept"})
    assert response.status_code == 422
    assert "larger than 2 MB" in text_of(response)
    assert "Kept" in text_of(response)


def test_a_huge_paste_is_refused_in_words(browser):
    response = browser.post(method("i-mr"), {"data": "1.2345\n" * 300_000})
    assert response.status_code == 422
    assert "characters" in text_of(response)


def test_a_long_series_is_drawn_thin_and_says_so(browser):
    values = "\n".join(str(10 + (k * 7919 % 101) / 1000) for k in range(20_000))
    page = text_of(browser.post(method("run"), {"data": values}))
    assert "each column of pixels shows its smallest and largest" in page
    assert len(page) < 1_500_000


def test_columns_can_be_chosen_once_the_data_are_known(browser):
    page = text_of(browser.post(method("i-mr"), {"data": "yield;purity\n72.6;60.4\n81.7;61.2\n75.1;50.7"}))
    assert 'name="column_values"' in page
    chosen = text_of(
        browser.post(
            method("i-mr"), {"data": "yield;purity\n72.6;60.4\n81.7;61.2\n75.1;50.7", "column_values": "purity"}
        )
    )
    assert re.search(r'<option value="purity" selected', chosen)


def test_a_choice_that_no_longer_exists_is_forgotten(browser):
    response = browser.post(method("i-mr"), {"data": "a;b\n1;2\n3;4\n5;6", "column_values": "gone"})
    assert response.status_code == 200


def test_small_data_can_be_shared_as_a_link(browser):
    page = browser.post(method("i-mr"), {"data": "1\n2\n3\n2\n1", "unit": "mm"}).content.decode()
    link = re.search(r'<p class="study-link[^>]*><a href="([^"]+)"', page)[1].replace("&amp;", "&")
    assert "verdict-words" in text_of(browser.get(link))
    assert urlsplit(link).path == method("i-mr")


def test_large_data_have_no_link(browser):
    page = text_of(browser.post(method("i-mr"), {"data": "\n".join(map(str, range(2000)))}))
    assert 'class="study-link' not in page


# Files --------------------------------------------------------------------------------------------------------------


def posted(browser, kind, **more):
    return browser.post(method("i-mr"), {"data": BORES, "unit": "mm", "export": kind, **more})


def test_a_picture_is_whole_by_itself_and_knows_what_made_it(browser):
    response = posted(browser, "svg-0", title="Bore 7")
    svg = response.content.decode()
    assert response["Content-Type"].startswith("image/svg+xml")
    assert response["Content-Disposition"] == 'attachment; filename="i-mr-bore-7-1.svg"'
    assert "var(" not in svg
    assert data_hash(BORES) in svg


def test_the_numbers_are_guarded_against_formulas(browser):
    data = "cause,count\n=1+1,5\n@x,3\n"
    table = browser.post(method("pareto"), {"data": data, "export": "csv"}).content.decode("utf-8-sig")
    assert "'=1+1" in table
    assert "\n=1+1" not in table


def test_the_numbers_hold_verdict_figures_and_points(browser):
    table = posted(browser, "csv").content.decode("utf-8-sig")
    assert "not stable" in table
    assert "12.068" in table
    assert data_hash(BORES) in table


def test_a_wrong_export_does_not_exist(browser):
    assert posted(browser, "svg-9").status_code == 404
    assert posted(browser, "exe").status_code == 404


@pytest.mark.parametrize("name", METHODS)
def test_every_study_can_be_saved_and_computed_again(browser, name):
    example = METHODS[name].example
    found = json.loads(_saved(browser, name, example))
    assert found["format"] == "everproof-study/1"
    again = _opened(browser, found)
    assert "every figure agrees" in text_of(again)


def _saved(browser, name, example):
    fields = METHODS[name].form.base_fields
    defaults = {
        key: field.initial or next(iter(field.choices))[0]
        for key, field in fields.items()
        if key not in example and (field.initial or hasattr(field, "choices"))
    }
    return browser.post(method(name), {**defaults, **example, "export": "json"}).content


def _opened(browser, document):
    content = document if isinstance(document, bytes) else json.dumps(document).encode()
    return browser.post(address("open"), {"study": SimpleUploadedFile("study.json", content)})


def test_a_long_study_is_saved_in_short_and_still_compared(browser):
    data = "\n".join(str(10 + (k * 7919 % 101) / 1000) for k in range(5000))
    content = browser.post(method("ewma"), {"data": data, "weight": "0.2", "width": "3", "export": "json"}).content
    document = json.loads(content)
    assert document["results"]["chart"]["panel"]["values"]["count"] == 5000
    assert "every figure agrees" in text_of(_opened(browser, document))
    document["results"]["chart"]["panel"]["values"]["sum"] += 0.01
    assert "not every figure agrees" in text_of(_opened(browser, document))


def test_data_changed_after_saving_are_noticed(browser):
    document = json.loads(posted(browser, "json").content)
    document["data"] = document["data"].replace("12.068", "12.050")
    response = _opened(browser, document)
    assert response.status_code == 422
    assert "their hash differs" in text_of(response)


def test_figures_changed_after_saving_are_named(browser):
    document = json.loads(posted(browser, "json").content)
    document["results"]["chart"]["sigma"] *= 1.01
    page = text_of(_opened(browser, document))
    assert "not every figure agrees" in page
    assert "chart.sigma" in page


def test_another_version_of_the_method_is_told(browser):
    document = json.loads(posted(browser, "json").content)
    document["method_version"] = 0
    assert "The method has changed since" in text_of(_opened(browser, document))


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"format": "x"}', b'{"format": "everproof-study/1"}', b"\xff\xfe\x00", b"[" * 5000,
     b'{"format": "everproof-study/1", "method": "i-mr", "settings": [], "columns": {}, "data": "", "results": {}}',
     b'{"format": "everproof-study/1", "method": ["i-mr"]}'],
)  # fmt: skip
def test_what_is_no_study_is_refused_in_words(browser, content):
    response = _opened(browser, content)
    assert response.status_code == 422
    assert "This file cannot be opened" in text_of(response)


def test_opening_nothing_asks_for_a_file(browser):
    assert browser.get(address("open")).status_code == 200
    assert "Choose the JSON file" in text_of(browser.post(address("open")))


# The proof ----------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_proof_runs_in_this_installation_and_says_what_it_compared(browser):
    page = text_of(browser.post(address("verification")))
    assert "agree with their references" in page
    assert "NIST" in page
    assert "deviates" not in page
    assert "numpy" in page


@pytest.mark.slow
def test_the_report_of_the_proof_can_be_kept(browser):
    response = browser.post(address("verification"), {"export": "json"})
    report = json.loads(response.content)
    assert report["failed"] == 0
    assert report["figures"] > 1000
    assert response["Content-Disposition"] == 'attachment; filename="verification.json"'


@pytest.mark.slow
def test_the_report_of_the_proof_is_printed_as_pdf(browser):
    shown = browser.post(address("verification"), {"export": "pdf"}, follow=True)
    link = re.search(r'href="([^"]+verification [^"]+\.pdf)"', unquote(shown.content.decode()))
    content = b"".join(browser.get(quote(link[1])).streaming_content)

    pages = pypdfium2.PdfDocument(content)
    words = "".join(pages[number].get_textpage().get_text_range() for number in range(len(pages)))
    assert "Verification of the statistics" in words
    assert "NIST" in words
    assert "deviates" not in words


def test_nothing_is_computed_before_it_is_asked_for(browser):
    page = text_of(browser.get(address("verification")))
    assert "Run the proof" in page
    assert "verdict" not in page


# Who, and what is kept ----------------------------------------------------------------------------------------------


def test_a_stranger_is_asked_to_sign_in(everyone):
    assert Client().get(address()).status_code == 302


def test_someone_of_another_company_finds_nothing(sign_in):
    assert sign_in("stranger").get(address()).status_code == 404


def test_a_kiosk_may_not(sign_in):
    for page in (address(), method("i-mr"), address("open"), address("verification")):
        assert sign_in("kiosk").get(page).status_code == 403
    assert sign_in("kiosk").post(method("i-mr"), {"data": "1\n2"}).status_code == 403


def test_a_method_that_does_not_exist_is_a_404(browser):
    assert browser.get(method("magic")).status_code == 404


def test_a_post_without_our_form_is_refused(everyone):
    client = Client(enforce_csrf_checks=True)
    client.force_login(everyone.users["member"], backend="allauth.account.auth_backends.AuthenticationBackend")
    assert client.post(method("i-mr"), {"data": "1\n2"}).status_code == 403


def test_nothing_is_kept(browser, cast):
    before = LedgerEntry.objects.count()
    with CaptureQueriesContext(connection) as captured:
        browser.post(method("i-mr"), {"data": BORES})
    assert LedgerEntry.objects.count() == before
    assert [query["sql"] for query in captured if WRITES.match(query["sql"])] == []


def test_the_menu_leads_here(browser):
    assert f'href="{address()}"' in text_of(browser.get("/ours/"))
