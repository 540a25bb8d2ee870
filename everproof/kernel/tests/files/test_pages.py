"""Files over HTTP: opened in a sandbox by those who see the record; added by form or one by one; foreign is missing."""

import io
import re
from urllib.parse import quote
from uuid import uuid4

import pytest
from django.test import Client

from everproof.improvement import actions as improvement
from everproof.improvement.models import Nonconformity
from everproof.kernel.files import actions, queries, store
from everproof.kernel.files.models import Attachment
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.testing.tasks import run_waiting_tasks
from everproof.kernel.tests.files import corpus
from everproof.kernel.ui import addresses, files


@pytest.fixture
def attachment(cast, record, upload, photo):
    (made,) = actions.add(record, [upload("Prüfung 1.jpg", photo)], by=cast.member)
    run_waiting_tasks()
    return made


@pytest.fixture
def here(record):
    return addresses.of_record(record)


def address(cast, attachment):
    return files.address(cast.organization, attachment.key, attachment.name)


def content_of(response):
    return b"".join(response.streaming_content) if response.streaming else response.content


def without_tokens(response):
    """The page without what differs from one answer to the next."""
    return re.sub(rb'(nonce=|x-csrftoken": )"[^"]+"', b"", response.content)


def put(client, url, content=b"words", name="note.txt", **headers):
    sent = {"X-File-Name": quote(name), **headers}
    return client.put(f"{url}files/{uuid4()}/", content, content_type="application/octet-stream", headers=sent)


# Opening --------------------------------------------------------------------------------------------------------------


def test_a_file_is_given_back_as_a_download_in_a_sandbox(cast, attachment, sign_in, photo):
    response = sign_in("member").get(address(cast, attachment))

    assert response.status_code == 200
    assert content_of(response) == photo
    assert response["Content-Type"] == "image/jpeg"
    assert response["Content-Length"] == str(len(photo))
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''Pr%C3%BCfung%201.jpg"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Referrer-Policy"] == "no-referrer"
    assert "script" not in str(response.headers)


def test_the_picture_is_shown_in_the_same_sandbox(cast, attachment, sign_in):
    response = sign_in("member").get(f"/ours/files/{attachment.key}/preview/large")

    assert response["Content-Type"] == "image/webp"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response.content[8:12] == b"WEBP"
    assert b"CANARY" not in response.content


@pytest.mark.parametrize("case", [*corpus.TAKEN, *corpus.HONEST])
def test_whatever_was_taken_leaves_with_a_type_that_runs_nothing(cast, record, sign_in, case):
    name, content = {**corpus.HONEST, **corpus.TAKEN}[case]
    (made,) = actions.add(record, [actions.Upload(name, iter([content]), len(content))], by=cast.member)

    response = sign_in("member").get(address(cast, made))

    assert content_of(response) == content
    assert response["Content-Disposition"].startswith("attachment; ")
    assert "\r" not in response["Content-Disposition"]
    assert response["Content-Type"].split("/")[0] in ("image", "video", "application", "text")
    assert not {"html", "xml", "svg", "javascript"} & set(response["Content-Type"].replace("/", "+").split("+"))


@pytest.mark.parametrize("purpose", ["script", "style", "object", "embed", "iframe", "worker", "image", "font"])
def test_nobody_includes_a_file_into_a_page(cast, attachment, sign_in, purpose):
    client = sign_in("member")

    assert client.get(address(cast, attachment), headers={"Sec-Fetch-Dest": purpose}).status_code == 404
    assert client.get(address(cast, attachment), headers={"Sec-Fetch-Dest": "document"}).status_code == 200


def test_a_voice_note_is_heard_on_its_record_s_page_and_nothing_else_is(cast, record, attachment, sign_in):
    content = corpus.WEBM
    (note,) = actions.add(record, [actions.Upload("voice note.webm", iter([content]), len(content))], by=cast.member)
    client, heard = sign_in("member"), {"Sec-Fetch-Dest": "audio"}

    page = client.get(record.get_absolute_url()).content.decode()
    assert re.findall(r'<audio[^>]* src="([^"]*)"', page) == [address(cast, note)]
    assert client.get(address(cast, note), headers=heard).status_code == 200
    assert client.get(address(cast, attachment), headers=heard).status_code == 404
    assert sign_in("stranger").get(address(cast, note), headers=heard).status_code == 404


@pytest.mark.parametrize(
    ("part", "sees"),
    [
        ("member", True),
        ("manager", True),
        ("teammate", True),
        ("inspector", True),
        ("administrator", True),
        ("kiosk", False),
        ("second", False),
        ("stranger", False),
    ],
)
def test_who_sees_the_record_opens_its_files(cast, attachment, sign_in, part, sees):
    client = sign_in(part)
    nothing = client.get(f"/ours/files/{'x' * 43}/Pr%C3%BCfung%201.jpg")

    for url in (address(cast, attachment), f"/ours/files/{attachment.key}/preview/small"):
        response = client.get(url)
        assert response.status_code == (200 if sees else 404)
        if not sees:
            # What is foreign looks exactly like what never was.
            assert without_tokens(response) == without_tokens(nothing)
            assert response.headers.keys() == nothing.headers.keys()


def test_a_stranger_is_asked_to_sign_in(cast, attachment):
    response = Client().get(address(cast, attachment))

    assert response.status_code == 302
    assert "login" in response["Location"]


def test_another_organisations_address_leads_nowhere(everyone, sign_in, upload):
    with organization_scope(everyone.organization.pk):
        record = improvement.report_nonconformity(title="Leak", by=everyone.member)
        (made,) = actions.add(record, [upload()], by=everyone.member)

    assert sign_in("stranger").get(f"/ours/files/{made.key}/note.txt").status_code == 404
    assert sign_in("stranger").get(f"/other/files/{made.key}/note.txt").status_code == 404


def test_permission_is_asked_each_time(cast, attachment, record, sign_in):
    from everproof.kernel import records

    client = sign_in("second")
    assert client.get(address(cast, attachment)).status_code == 404
    records.update(record, by=cast.manager, site=cast.second_site)

    assert client.get(address(cast, attachment)).status_code == 200


def test_the_name_in_the_address_changes_nothing(cast, attachment, sign_in):
    response = sign_in("member").get(f"/ours/files/{attachment.key}/evil.html")

    assert "evil" not in str(response.headers)
    assert response["Content-Type"] == "image/jpeg"


def test_content_that_the_disk_lost_is_said_to_be_lost(cast, attachment, sign_in):
    store.path_of(cast.organization.pk, attachment.file.sha256).unlink()

    response = sign_in("member").get(address(cast, attachment))

    assert response.status_code == 500
    assert b"does not hold it any more" in response.content


def test_a_head_request_tells_the_size(cast, attachment, sign_in, photo):
    assert sign_in("member").head(address(cast, attachment))["Content-Length"] == str(len(photo))


# The record's page ----------------------------------------------------------------------------------------------------


def test_the_records_page_shows_its_files(cast, attachment, here, sign_in):
    page = sign_in("member").get(here).content.decode()

    assert "Prüfung 1.jpg" in page
    assert f"/ours/files/{attachment.key}/preview/small" in page
    assert "Mel Member" in page
    assert f"{here}files/{attachment.key}/remove/" in page
    assert "<file-upload" in page


def test_who_may_not_change_the_record_is_offered_nothing(cast, attachment, here, sign_in):
    page = sign_in("teammate").get(here).content.decode()

    assert "Prüfung 1.jpg" in page
    assert "/remove/" not in page
    assert "<file-upload" not in page


def test_a_name_with_markup_stays_a_name(cast, record, here, upload, sign_in):
    actions.add(record, [upload("<img src=x onerror=alert(1)>'\".txt", caption="<script>x</script>")], by=cast.member)

    page = sign_in("member").get(here).content.decode()

    assert "onerror=alert(1)_" in page
    assert "<img src=x" not in page
    assert "<script>x" not in page


def test_an_opener_is_warned(cast, record, here, sign_in, upload):
    actions.add(record, [upload(*corpus.TAKEN["pdf with script"])], by=cast.member)

    assert "Holds script or programs" in sign_in("member").get(here).content.decode()


def test_files_cost_the_page_no_statement(cast, record, here, upload, sign_in, django_assert_max_num_queries):
    client = sign_in("member")
    client.get(here)
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as without:
        client.get(here)
    actions.add(record, [upload(f"{number}.txt", b"%d" % number) for number in range(5)], by=cast.member)
    with django_assert_max_num_queries(len(without) + 1):  # the timeline now has a note
        client.get(here)


# Adding by form -------------------------------------------------------------------------------------------------------


def test_several_files_are_added_by_a_plain_form(cast, record, here, sign_in, named_file, photo):
    response = sign_in("member").post(
        f"{here}files/", {"uploads": [named_file("a.jpg", photo), named_file("b.txt", b"words")]}
    )

    assert (response.status_code, response["Location"]) == (302, f"{here}#files")
    assert [one.name for one in queries.attached(record)] == ["a.jpg", "b.txt"]


def test_a_file_that_is_not_taken_is_named_on_the_page(cast, record, here, sign_in, named_file):
    response = sign_in("member").post(f"{here}files/", {"uploads": named_file("x.html", corpus.HTML)})

    assert response.status_code == 422
    assert "x.html: Files that end in “.html” are not taken" in response.content.decode()
    assert queries.attached(record) == []


def test_a_form_without_files_says_so(here, sign_in):
    assert b"Choose at least one file" in sign_in("member").post(f"{here}files/", {}).content


def test_the_form_stands_on_a_page_of_its_own(here, sign_in):
    page = sign_in("member").get(f"{here}files/").content.decode()

    assert 'enctype="multipart/form-data"' in page
    assert 'name="uploads"' in page


def test_who_may_not_add_is_told_why(here, sign_in, named_file):
    response = sign_in("teammate").post(f"{here}files/", {"uploads": named_file("a.txt", b"x")})

    assert response.status_code == 403
    assert b"Your access role" in response.content


def test_nothing_stays_in_the_waiting_room(here, sign_in, named_file, settings, photo):
    from pathlib import Path

    sign_in("member").post(f"{here}files/", {"uploads": [named_file("a.jpg", photo), named_file("x.svg", corpus.SVG)]})

    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == []


def test_a_form_larger_than_any_is_not_read(here, sign_in, monkeypatch, named_file):
    from everproof.kernel.files import incoming

    monkeypatch.setattr(incoming, "MOST_IN_A_FORM", 1000)

    assert sign_in("member").post(f"{here}files/", {"uploads": named_file("a.txt", b"x" * 2000)}).status_code == 400


def test_strangers_may_send_less(everyone, settings, monkeypatch, named_file):
    from everproof.kernel.files import incoming

    monkeypatch.setattr(incoming, "MOST_FROM_STRANGERS", 1000)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies[settings.CSRF_COOKIE_NAME] = "x" * 32

    assert strict.post("/ours/improvement/report/", {"uploads": named_file("a.txt", b"x" * 2000)}).status_code == 400


def test_a_report_comes_with_its_photos(cast, sign_in, named_file, photo):
    client = sign_in("kiosk")
    response = client.post(
        "/ours/improvement/report/",
        {"title": "Oil on the floor", "id": str(uuid4()), "uploads": [named_file("IMG_1.jpg", photo)]},
    )

    assert response.status_code == 302
    record = Nonconformity.objects.get(title="Oil on the floor")
    assert [one.name for one in queries.attached(record)] == ["IMG_1.jpg"]


def test_a_report_that_is_sent_twice_is_one_with_its_photos_once(cast, sign_in, named_file, photo):
    key, client = str(uuid4()), sign_in("member")
    for _attempt in range(2):
        response = client.post(
            "/ours/improvement/report/",
            {"title": "Oil on the floor", "id": key, "uploads": [named_file("IMG_1.jpg", photo)]},
        )
        assert response.status_code == 302

    record = Nonconformity.objects.get(title="Oil on the floor")
    assert len(queries.attached(record)) == 1


def test_a_report_whose_photo_is_not_taken_is_asked_again_and_not_made(cast, sign_in, named_file):
    response = sign_in("member").post(
        "/ours/improvement/report/", {"title": "Oil", "id": str(uuid4()), "uploads": [named_file("x.svg", corpus.SVG)]}
    )

    assert response.status_code == 422
    assert "x.svg" in response.content.decode()
    assert not Nonconformity.objects.filter(title="Oil").exists()


# Sending one by one ---------------------------------------------------------------------------------------------------


def test_a_file_is_sent_as_the_body_of_a_put(cast, record, here, sign_in):
    response = put(sign_in("member"), here, b"words", "Prüfung.txt")

    assert response.status_code == 201
    (made,) = queries.attached(record)
    assert response.json() == {"name": "Prüfung.txt", "url": address(cast, made)}


def test_a_file_sent_again_is_there_once_and_acknowledged(record, here, sign_in):
    client, url = sign_in("member"), f"{here}files/{uuid4()}/"
    sent = {"content_type": "application/octet-stream", "headers": {"X-File-Name": "a.txt"}}

    assert client.get(url).json() == {"there": False}
    assert client.put(url, b"words", **sent).status_code == 201
    assert client.get(url).json() == {"there": True}
    assert client.put(url, b"words", **sent).status_code == 200
    assert Attachment.objects.count() == 1


@pytest.mark.parametrize(
    ("content", "name", "status"),
    [
        (b"words", "x.html", 422),
        (corpus.SVG, "x.png", 422),
        (b"", "x.txt", 422),
        (b"words", "", 422),
        (b"x" * 1_000_001, "x.txt", 413),
    ],
)
def test_what_is_not_taken_is_answered_with_the_reason(cast, here, sign_in, content, name, status):
    from everproof.kernel import parameters

    parameters.change(name="largest-file", to=1, by=cast.manager)

    response = put(sign_in("member"), here, content, name)

    assert response.status_code == status
    assert response.json()["reasons"][0].endswith(".")
    assert not response.json()["reasons"][0].startswith("x.")


def test_a_body_that_broke_off_is_not_kept(record, here, sign_in):
    broken = {"CONTENT_LENGTH": "8", "wsgi.input": io.BytesIO(b"half"), "HTTP_X_FILE_NAME": "a.txt"}
    response = sign_in("member").generic("PUT", f"{here}files/{uuid4()}/", b"", "application/octet-stream", **broken)

    assert response.status_code == 400
    assert queries.attached(record) == []


def test_a_full_disk_is_told_in_words(here, sign_in, monkeypatch):
    monkeypatch.setattr(store, "RESERVE", 10**18)

    response = put(sign_in("member"), here)

    assert response.status_code == 507
    assert "disk is full" in response.json()["reasons"][0]


def test_sending_asks_permission_before_the_first_byte(here, folder, sign_in):
    assert put(sign_in("teammate"), here).status_code == 403
    assert put(sign_in("second"), here).status_code == 404
    assert put(sign_in("stranger"), here).status_code == 404
    assert not list(folder.rglob("*"))


def test_sending_needs_the_token_of_a_page_of_ours(everyone, here):
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(everyone.users["member"], backend="allauth.account.auth_backends.AuthenticationBackend")

    assert put(strict, here).status_code == 403


def test_only_a_uuid_names_an_upload(here, sign_in):
    response = sign_in("member").put(f"{here}files/not-an-id/", b"x", headers={"X-File-Name": "a.txt"})

    assert response.status_code == 404


# Removing and describing ----------------------------------------------------------------------------------------------


def test_a_file_is_removed_with_a_reason(cast, record, attachment, here, sign_in):
    client, url = sign_in("member"), f"{here}files/{attachment.key}/remove/"

    assert "Prüfung 1.jpg" in client.get(url).content.decode()
    assert client.post(url, {"reason": ""}).status_code == 422
    assert client.post(url, {"reason": "Shows a face"}).status_code == 302
    assert queries.attached(record) == []
    assert client.get(url).status_code == 404


def test_who_may_not_remove_is_told_why(attachment, here, sign_in):
    assert sign_in("teammate").get(f"{here}files/{attachment.key}/remove/").status_code == 403


def test_a_file_is_removed_only_through_its_own_record(cast, attachment, sign_in):
    other = improvement.report_nonconformity(title="Burr", by=cast.manager)

    assert sign_in("manager").get(f"{addresses.of_record(other)}files/{attachment.key}/remove/").status_code == 404


def test_a_file_is_described(record, attachment, here, sign_in):
    client, url = sign_in("member"), f"{here}files/{attachment.key}/describe/"

    assert client.get(url).status_code == 200
    assert client.post(url, {"caption": "The scratch"}).status_code == 302
    assert "The scratch" in client.get(here).content.decode()


def test_the_timeline_tells_of_files(cast, attachment, here, sign_in):
    assert "Mel Member added Prüfung 1.jpg" in sign_in("member").get(here).content.decode()


def test_removed_files_are_listed_for_those_who_read_the_history(cast, record, attachment, here, sign_in):
    actions.remove(attachment, record, by=cast.manager, reason="Shows a face")

    seen = sign_in("manager").get(here).content.decode()
    assert "1 removed file<" in seen
    assert "Shows a face" in seen
    assert sign_in("manager").get(address(cast, attachment)).status_code == 200
    assert "Shows a face" not in sign_in("member").get(here).content.decode()
    assert sign_in("member").get(address(cast, attachment)).status_code == 404


def test_the_timeline_names_removed_files_too(cast, record, attachment, here, sign_in):
    actions.remove(attachment, record, by=cast.manager, reason="Shows a face")

    for page in (here, f"{here}history/"):
        assert "Quinn Manager removed Prüfung 1.jpg" in sign_in("member").get(page).content.decode()
