"""Lessons stand on the pages of what they are about, for those who may read the case."""

import pytest

from everproof.improvement import actions
from everproof.kernel import links, records
from everproof.kernel.testing import factories

pytestmark = pytest.mark.django_db
LESSON = "Count the seals before the cover goes on."


@pytest.fixture
def case(cast):
    return actions.report_nonconformity(title="Seal forgotten", by=cast.manager, lesson=LESSON)


def page(record, browser):
    return browser.get(record.get_absolute_url()).content.decode()


def test_a_process_shows_what_its_cases_taught(cast, case, sign_in):
    process = factories.make("process", cast)
    assert LESSON not in page(process, sign_in("manager"))

    records.update(case, by=cast.manager, process=process)
    shown = page(process, sign_in("manager"))
    assert LESSON in shown
    assert f"/nonconformities/{case.number}/" in shown


@pytest.mark.parametrize("turned", [False, True])
def test_a_product_shows_what_linked_cases_taught(cast, case, sign_in, turned):
    product = factories.make("product-service", cast)
    first, second = (product, case) if turned else (case, product)
    links.link(first, "concerns", second, by=cast.manager)

    assert LESSON in page(product, sign_in("manager"))
    links.unlink(first, "concerns", second, by=cast.manager)
    assert LESSON not in page(product, sign_in("manager"))


def test_a_withdrawn_case_teaches_nothing(cast, case, sign_in):
    process = factories.make("process", cast)
    case = records.update(case, by=cast.manager, process=process)
    records.void(case, by=cast.manager, reason="A trial")

    assert LESSON not in page(process, sign_in("manager"))


def test_the_list_tells_lessons_apart(cast, case, sign_in):
    other = actions.report_nonconformity(title="Label torn", by=cast.manager)
    rows = sign_in("manager").get("/ours/improvement/nonconformities/?lesson=yes").content.decode()

    assert case.number in rows
    assert other.number not in rows
