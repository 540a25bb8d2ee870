"""Records as PDF for programs."""

import pytest

from everproof.improvement.actions import report_nonconformity
from everproof.kernel.pdf import child, prints
from everproof.kernel.tests.pdf.tools import marker, text_of

NC = "nonconformities/"


@pytest.fixture(autouse=True)
def folders(settings, tmp_path):
    settings.EVERPROOF_DATA = tmp_path / "installation"
    settings.EVERPROOF_DATA.mkdir(mode=0o700)
    settings.MEDIA_ROOT = settings.EVERPROOF_DATA / "files"


@pytest.fixture
def record(cast):
    return report_nonconformity(title="Leak at press 3", by=cast.member, site=cast.main_site)


def test_a_program_gets_what_its_person_would_print(program, record):
    answer = program("manager", "*:read").get(f"{NC}{record.number}/print/?paper=a4")

    assert (answer.status_code, answer["Content-Type"]) == (200, "application/pdf")
    words = text_of(answer.content)
    assert "Leak at press 3" in words
    assert "Printed by Quinn Manager" in words
    assert marker(answer.content) == (True, True)


@pytest.mark.parametrize("query", ["", "?paper=", "?paper=a0"])
def test_paper_has_to_be_said(program, record, query):
    answer = program("manager", "*:read").get(f"{NC}{record.number}/print/{query}")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["field"] == "paper"


def test_a_record_that_the_person_may_not_see_is_not_there(program, record):
    assert program("second", "*:read").get(f"{NC}{record.number}/print/?paper=a4").status_code == 404
    assert program("manager", "*:read").get(f"{NC}NC-2026-9999/print/?paper=a4").status_code == 404


def test_a_scope_that_does_not_reach_the_type_gets_none(program, record):
    assert program("manager", "people:read").get(f"{NC}{record.number}/print/?paper=a4").status_code in (403, 404)


def test_while_others_are_made_it_is_to_ask_again(program, record, monkeypatch):
    monkeypatch.setattr(prints, "WAIT_FOR_A_SLOT", 0.1)
    sender = program("manager", "*:read")

    with child.slot(1), child.slot(1):
        answer = sender.get(f"{NC}{record.number}/print/?paper=a4")

    assert answer.status_code == 429
    assert int(answer["Retry-After"]) > 0


def test_a_record_with_a_sealed_pdf_gives_that(program, cast, record):
    sender = program("manager", "*:read")
    copy = sender.get(f"{NC}{record.number}/print/?paper=a4").content
    order = prints.Order(prints.RELEASED, "Leak.pdf", "record", {}, record, kept=True)
    kept = prints.keep(prints.order_kept(order, by=cast.manager), copy)

    answer = sender.get(f"{NC}{record.number}/print/?paper=a4")

    assert answer.content.startswith(copy)
    assert len(answer.content) == kept.file.size
    assert b"ETSI.CAdES.detached" in answer.content
