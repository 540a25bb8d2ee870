"""Reporting a problem: by anyone, in under a minute."""

import pytest

from everproof.improvement.models import Nonconformity
from everproof.kernel import clock

pytestmark = pytest.mark.django_db
REPORT = "/ours/improvement/report/"


def test_one_sentence_is_enough(sign_in, cast):
    response = sign_in("kiosk").post(REPORT, {"title": "Oil on the floor"}, follow=True)

    made = Nonconformity.objects.get()
    assert (made.title, made.status, made.source) == ("Oil on the floor", "reported", "process")
    assert made.created_by_id == cast.kiosk.person_id
    assert made.detected_on == clock.today("Europe/Berlin")
    assert f"{made.number} is reported" in response.content.decode()


def test_the_site_of_the_reporter_is_chosen_already(sign_in, cast):
    form = sign_in("member").get(REPORT).context["form"]

    assert form["site"].value() == cast.main_site.pk
    assert form["site"].field.widget.input_type == "radio"


def test_the_site_one_looks_at_comes_first(sign_in, cast):
    browser = sign_in("member")
    browser.get("/ours/site/", {"site": cast.second_site.pk, "next": REPORT})

    assert browser.get(REPORT).context["form"]["site"].value() == cast.second_site.pk


def test_the_reporter_finds_what_became_of_it(sign_in):
    browser = sign_in("kiosk")
    browser.post(REPORT, {"title": "Oil on the floor"})

    assert b"Oil on the floor" in browser.get("/ours/work/").content


def test_an_external_auditor_reports_nothing(sign_in):
    assert sign_in("inspector").post(REPORT, {"title": "Oil"}).status_code == 403
    assert not Nonconformity.objects.exists()


def test_the_keyboard_of_a_phone_is_helped(sign_in):
    page = sign_in("member").get(REPORT).content.decode()

    assert 'enterkeyhint="next"' in page
    assert 'name="title"' in page
    assert "autofocus" in page
