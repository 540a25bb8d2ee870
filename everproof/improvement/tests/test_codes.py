"""Reports without a seat: behind a code, never twice, in quarantine until taken up, followed by link."""

import io
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils.module_loading import import_string
from PIL import Image

from everproof.improvement import actions, reporting
from everproof.improvement.models import Nonconformity
from everproof.improvement.views.reporting import code_svg
from everproof.kernel import access, modules, parameters, records, search
from everproof.kernel.errors import Refused
from everproof.kernel.files.models import Attachment
from everproof.kernel.tenancy import access_links
from everproof.kernel.tenancy.models import AccessLink
from everproof.kernel.testing import factories
from everproof.kernel.ui.views import PublicPage

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}


@pytest.fixture
def point(cast):
    return factories.make("reporting-point", cast)


@pytest.fixture
def here(point):
    return reporting.address_of(point).removeprefix("http://localhost:8000")


def said(**more):
    return {"id": str(uuid4()), "title": "Oil under the machine", **more}


def photo():
    file = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(file, "JPEG")
    file.seek(0)
    file.name = "leak.jpg"
    return file


def test_anyone_reports_from_the_place_of_the_code(client, cast, point, here):
    assert "Canary bench 1" in client.get(here).content.decode()

    answer = client.post(here, said(reporter="Kim of the late shift", uploads=photo()))

    report = Nonconformity.objects.get()
    assert answer.status_code == 302
    assert (report.title, report.place, report.site_id) == ("Oil under the machine", point.title, cast.main_site.pk)
    assert (report.point_id, report.created_by_id, report.reporter) == (point.pk, None, "Kim of the late shift")
    assert Attachment.objects.get().record_id == report.pk
    followed = client.get(answer["Location"]).content.decode()
    assert report.number in followed
    assert "It has arrived" in followed


def test_sent_twice_it_is_one(client, here):
    data = said()
    first, second = (client.post(here, {**data, "uploads": photo()}, **JSON) for _time in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert (Nonconformity.objects.count(), Attachment.objects.count()) == (1, 1)


def test_the_id_of_another_record_gives_nothing_away(client, cast, here):
    mine = actions.report_nonconformity(title="Secret of the lab", by=cast.manager)
    answer = client.post(here, said(id=str(mine.pk)), **JSON)

    assert answer.status_code == 422
    assert "Secret" not in answer.content.decode()
    assert "follow" not in answer.content.decode()


def test_a_guessed_code_and_a_link_of_another_kind_open_no_form(client, cast, here):
    links = [("person", cast.member.person_id, {"kind": "action-given"})]
    (other,) = access_links.lasting(cast.organization, AccessLink.Kind.UNSUBSCRIBE, links)
    assert client.get(f"/p/mail/{other}/").status_code == 200

    for address in (f"{here[:-6]}aaaaa/", f"/p/{other}/"):
        assert client.get(address).status_code == 404
        assert client.post(address, said()).status_code == 404
    assert not Nonconformity.objects.exists()


def test_who_follows_a_report_can_send_nothing_there(client, here):
    url = client.post(here, said(), **JSON).json()["url"]

    assert client.post(url, said(), **JSON).status_code == 405
    assert Nonconformity.objects.count() == 1


def test_every_page_behind_a_link_stands_on_the_door_s_base():
    pages = [import_string(page) for page in modules.public_pages().values()]

    assert pages
    assert all(issubclass(page, PublicPage) for page in pages)


def test_a_renewed_code_and_one_out_of_use_open_nothing(client, cast, point, here, sign_in):
    sign_in("manager").post(f"/ours/improvement/reporting-points/{point.number}/renew/")
    assert client.get(here).status_code == 404

    point.refresh_from_db()
    new = reporting.address_of(point)
    assert here not in new
    assert client.get(new).status_code == 200
    records.update(point, by=cast.manager, active=False)
    assert client.get(new).status_code == 404


def test_only_who_manages_renews_a_code_or_prints_it(point, sign_in):
    for part in ("member", "auditor", "kiosk", "administrator"):
        assert sign_in(part).post(f"/ours/improvement/reporting-points/{point.number}/renew/").status_code in (403, 404)
        assert sign_in(part).get("/ours/improvement/codes/").status_code == 403
    point.refresh_from_db()
    assert point.renewals == 0
    page = sign_in("member").get(f"/ours/improvement/reporting-points/{point.number}/").content.decode()
    assert "/p/" not in page


def test_the_sheet_holds_a_code_for_each_place_in_use(cast, point, sign_in):
    page = sign_in("manager").get("/ours/improvement/codes/").content.decode()

    assert page.count("<svg") > page.count('class="icon"')
    assert point.title in page
    assert "style=" not in code_svg("https://example.org/p/abc/")


def test_it_is_in_quarantine_until_somebody_takes_it_up(client, cast, here):
    client.post(here, said())
    report = Nonconformity.objects.get()

    def sees(actor):
        return access.visible(actor, Nonconformity.objects.filter(pk=report.pk)).exists()

    assert (sees(cast.manager), sees(cast.member), sees(cast.inspector)) == (True, False, False)
    assert not search.find(cast.member, "oil")
    actions.triage_nonconformity(nonconformity=report, by=cast.manager, severity="low", owner=cast.person("manager"))
    assert sees(cast.member)


def test_a_code_lets_in_so_many_a_day(client, cast, here):
    parameters.change(name="reports_by_code_per_day", to=2, by=cast.manager)
    answers = [client.post(here, said(), **JSON).status_code for _time in range(3)]

    assert answers == [201, 201, 422]
    assert Nonconformity.objects.count() == 2


@pytest.mark.parametrize("wrong", [{"title": ""}, {"id": "1"}, {"title": "x" * 201}])
def test_what_cannot_be_is_refused_in_words(client, here, wrong):
    answer = client.post(here, said(**wrong), **JSON)

    assert answer.status_code == 422
    assert answer.json()["reasons"]
    assert client.post(here, said(**wrong)).status_code == 422


def test_a_program_is_not_taken_as_a_photo(client, here):
    file = io.BytesIO(b"<script>x()</script>")
    file.name = "photo.jpg"

    assert client.post(here, said(uploads=file), **JSON).status_code == 422
    assert not Nonconformity.objects.exists()


def test_hostile_words_stay_words_for_everybody(client, here, sign_in):
    bad = "<img src=x onerror=x()>"
    answer = client.post(here, said(title=bad, description=bad, reporter=bad), **JSON)

    for page in (client.get(answer.json()["url"]), sign_in("manager").get("/ours/improvement/queue/")):
        assert "<img src=x" not in page.content.decode()
        assert "&lt;img src=x" in page.content.decode()


def test_the_reporter_reads_the_answer_and_nothing_else(client, cast, here, sign_in):
    url = client.post(here, said(), **JSON).json()["url"]
    report = Nonconformity.objects.get()
    report = actions.triage_nonconformity(
        nonconformity=report, by=cast.manager, severity="low", owner=cast.person("member")
    )
    report = actions.contain_nonconformity(nonconformity=report, by=cast.manager, correction="Internal words")
    sign_in("manager").post(
        f"/ours/improvement/nonconformities/{report.number}/answer/", {"answer": "A new seal is in."}
    )

    page = client.get(url).content.decode()
    assert "A new seal is in." in page
    assert "Internal words" not in page
    assert "Mel Member" not in page


def test_why_it_was_rejected_is_the_answer(client, cast, here):
    url = client.post(here, said(), **JSON).json()["url"]
    actions.reject_nonconformity(nonconformity=Nonconformity.objects.get(), by=cast.manager, reason="It is only water.")

    assert "It is only water." in client.get(url).content.decode()


def test_one_report_is_merged_into_another(client, cast, here, sign_in):
    stands = actions.report_nonconformity(title="Oil at lathe 2", by=cast.member)
    client.post(here, said())
    double = Nonconformity.objects.exclude(pk=stands.pk).get()
    answer = sign_in("manager").post(
        f"/ours/improvement/nonconformities/{double.number}/merge/", {"into": stands.number}
    )

    double.refresh_from_db()
    assert (answer.status_code, double.status) == (302, "rejected")
    assert (
        double.number in sign_in("manager").get(f"/ours/improvement/nonconformities/{stands.number}/").content.decode()
    )
    with pytest.raises(Refused):
        actions.merge_nonconformity(nonconformity=stands, into=stands, by=cast.manager)


def test_the_queue_is_for_those_who_take_up(client, cast, here, sign_in):
    client.post(here, said())
    number = Nonconformity.objects.get().number

    assert number in sign_in("manager").get(reverse("improvement:queue", args=["ours"])).content.decode()
    for part in ("member", "auditor", "kiosk"):
        assert sign_in(part).get(reverse("improvement:queue", args=["ours"])).status_code == 403
    assert sign_in("stranger").get(reverse("improvement:queue", args=["ours"])).status_code == 404
