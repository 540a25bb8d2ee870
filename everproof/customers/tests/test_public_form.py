"""The public form: a complaint without a login, followed by its link, and all that bots and strangers try there."""

import io
from uuid import uuid4

import pytest
from django.utils.dateparse import parse_date

from everproof.customers import intake
from everproof.customers.actions import complaints as actions
from everproof.customers.models import Complaint, ComplaintForm
from everproof.customers.testing import complaint_form
from everproof.kernel import access, parameters, records, search
from everproof.kernel.files.actions import LARGEST_FILE
from everproof.kernel.files.models import Attachment
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import AccessLink

pytestmark = pytest.mark.django_db
JSON = {"HTTP_ACCEPT": "application/json"}
HOST = "http://localhost:8000"


@pytest.fixture
def public(cast):
    return complaint_form(cast)


@pytest.fixture
def here(public):
    return intake.address_of(public).removeprefix(HOST)


def said(**more):
    return {"title": "The valve leaks", "id": str(uuid4()), **more}


def file(content, name):
    found = io.BytesIO(content)
    found.name = name
    return found


def take_up(cast, **values):
    return actions.acknowledge_complaint(
        complaint=Complaint.objects.get(), by=cast.manager, severity="low", owner=cast.person("member"), **values
    )


def test_a_customer_complains_follows_and_is_heard_again(client, cast, here):
    assert "Canary form 1" in client.get(here).content.decode()
    answer = client.post(here, said(complainant="Kim", lot="A-17", danger="on"))
    follow = answer["Location"]

    found = Complaint.objects.get()
    assert (found.channel, found.lot, found.danger, found.site_id) == ("web", "A-17", True, cast.main_site.pk)
    assert "It has arrived" in client.get(follow).content.decode()
    assert client.post(follow, {"content": "no", "words": "?"}).status_code == 422

    opened = take_up(cast, danger=False)
    opened = actions.inform_complainant(complaint=opened, by=cast.manager, interim_answer="We look into it.")
    assert "We look into it." in client.get(follow).content.decode()
    actions.answer_complaint(complaint=opened, by=cast.manager, answer="A new one comes.", justified=True)
    assert "A new one comes." in client.get(follow).content.decode()

    client.post(follow, {"content": "no", "words": "It leaks again."})
    found.refresh_from_db()
    assert (found.status, found.reply, found.reopened) == ("open", "It leaks again.", 1)
    page = client.get(follow).content.decode()
    assert "It leaks again." in page
    assert "A new one comes." not in page


def test_sent_twice_it_is_one(client, here):
    data = said()
    first, second = (client.post(here, data, **JSON) for _time in range(2))

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert Complaint.objects.count() == 1


def test_it_is_in_quarantine_until_somebody_takes_it_up(client, cast, here):
    client.post(here, said())
    found = Complaint.objects.get()

    def sees(actor):
        return access.visible(actor, Complaint.objects.filter(pk=found.pk)).exists()

    assert (sees(cast.manager), sees(cast.member)) == (True, False)
    assert not any(hit.record_id == found.pk for hit in search.find(cast.member, "valve leaks", limit=10))
    take_up(cast)
    assert sees(cast.member)


def test_a_program_that_fills_in_every_field_is_refused(client, here):
    assert client.post(here, said(website="https://spam.example"), **JSON).status_code == 422
    assert not Complaint.objects.exists()


def test_a_flood_ends_at_the_quota(client, cast, here):
    parameters.change(name=intake.QUOTA, to=2, by=cast.manager)
    answers = [client.post(here, said(), **JSON).status_code for _time in range(3)]

    assert answers == [201, 201, 422]
    assert Complaint.objects.count() == 2


def test_hostile_words_stay_words_for_everybody(client, here, sign_in):
    bad = "<img src=x onerror=x()>"
    answer = client.post(here, said(title=bad, description=bad, complainant=bad), **JSON)
    number = Complaint.objects.get().number

    for page in (client.get(answer.json()["url"]), sign_in("manager").get(f"/ours/customers/complaints/{number}/")):
        assert "<img src=x" not in page.content.decode()
        assert "&lt;img src=x" in page.content.decode()


@pytest.mark.parametrize(
    "wrong", [{"title": ""}, {"id": "1"}, {"title": "x" * 201}, {"complainant_mail": "nobody"}, {"title": "a\x00b"}]
)
def test_what_cannot_be_is_refused_in_words(client, here, wrong):
    answer = client.post(here, said(**wrong), **JSON)

    assert answer.status_code == 422
    assert answer.json()["reasons"]
    assert not Complaint.objects.exists()


def test_files_that_are_too_many_too_large_or_programs_are_refused(client, cast, here):
    parameters.change(name=LARGEST_FILE, to=1, by=cast.administrator)
    uploads = [
        [file(b"plain words", f"{number}.txt") for number in range(intake.MOST_FILES + 1)],
        [file(b"x" * 1_100_000, "huge.txt")],
        [file(b"<script>x()</script>", "photo.jpg")],
    ]

    assert [client.post(here, said(uploads=files), **JSON).status_code for files in uploads] == [422, 422, 422]
    assert not Complaint.objects.exists()
    assert not Attachment.objects.exists()


def test_the_id_of_another_record_gives_nothing_away(client, cast, here):
    mine = actions.record_complaint(title="Secret of the lab", by=cast.manager)
    answer = client.post(here, said(id=str(mine.pk)), **JSON)

    assert answer.status_code == 422
    assert "Secret" not in answer.content.decode()


def test_a_link_after_its_end_opens_nothing(client, cast, public, here):
    records.update(public, by=cast.manager, ends_on=parse_date("2020-01-31"))
    assert client.get(here).status_code == 404
    assert client.post(here, said()).status_code == 404


def test_a_renewed_link_and_a_form_out_of_use_open_nothing(client, cast, public, here, sign_in):
    sign_in("manager").post(f"/ours/customers/complaint-forms/{public.number}/renew/")
    assert client.get(here).status_code == 404

    public.refresh_from_db()
    new = intake.address_of(public).removeprefix(HOST)
    assert client.get(new).status_code == 200
    records.update(public, by=cast.manager, active=False)
    assert client.get(new).status_code == 404
    assert not Complaint.objects.exists()


def test_another_company_s_form_takes_complaints_for_that_company_alone(client, cast, here):
    with organization_scope(cast.other.pk):
        other = records.create(ComplaintForm, by=cast.stranger, title="Other form")
        theirs = intake.address_of(other).removeprefix(HOST)
    assert client.post(theirs, said(), **JSON).status_code == 201

    assert Complaint.objects.filter(organization=cast.organization).count() == 0
    with organization_scope(cast.other.pk):
        assert Complaint.objects.filter(organization=cast.other).count() == 1
    link = AccessLink.objects.get(kind=intake.COMPLAIN, subject_id=other.pk)
    link.organization = cast.organization
    assert intake.usable_form(link) is None


def test_the_link_that_is_followed_takes_no_complaint_and_a_guess_opens_nothing(client, here):
    url = client.post(here, said(), **JSON).json()["url"]

    assert client.post(url, said()).status_code == 422
    assert client.get(f"{url[:-6]}aaaaa/").status_code == 404
    assert Complaint.objects.count() == 1


def test_only_who_manages_sees_or_renews_the_link(public, sign_in):
    member = sign_in("member")
    at = f"/ours/customers/complaint-forms/{public.number}/"

    assert member.get(f"{at}open/").status_code == 403
    assert member.post(f"{at}renew/").status_code == 403
    assert "/p/" not in member.get(at).content.decode()
    assert "/p/" in sign_in("manager").get(f"{at}open/")["Location"]
