"""References follow their targets, words freeze when a revision goes to review, pictures stay with their body."""

import hashlib

import pytest
from django.test import Client

from everproof.documents import actions, content
from everproof.documents.content import pictures, settling
from everproof.documents.content.tests.test_browser import png
from everproof.documents.content.tests.test_pages import at, client_of, now
from everproof.documents.models import Document, Snippet
from everproof.documents.testing import asked, make_document, make_draft, unsigned
from everproof.kernel import records, search
from everproof.kernel.errors import Refused
from everproof.kernel.files.actions import Upload
from everproof.kernel.tenancy import organization_scope


@pytest.fixture
def ours(cast):
    with organization_scope(cast.organization.pk):
        unsigned(cast)
        yield cast


@pytest.fixture
def draft(ours):
    return make_draft(ours, 1, make_document(ours, 1))


def written(ours, revision, body):
    return actions.write_content(revision=now(ours, revision), by=ours.manager, body=body)


def snippet(ours, key, text):
    return records.create(Snippet, by=ours.manager, title=key, key=key, text=text)


def test_a_reference_follows_the_title_of_its_document(ours, draft):
    target = make_document(ours, 2)
    made = written(ours, draft, f'<p>See <span data-document="{target.pk}">x</span></p>')
    assert f"{target.number} Canary procedure 2</span>" in made.body

    target = Document.objects.select_related("organization").get(pk=target.pk)
    records.update(target, by=ours.manager, title="Slow turning")

    shown = content.render(now(ours, made), ours.manager)
    assert f">{target.number} Slow turning</a>" in shown
    assert "not yet in force" in shown


def test_a_reference_to_what_is_obsolete_or_voided_carries_a_sign(ours, draft):
    target, other = make_document(ours, 2), make_document(ours, 3)
    body = f'<p><span data-document="{target.pk}">x</span> <span data-record="document:{other.pk}">y</span></p>'
    made = written(ours, draft, body)
    actions.make_obsolete(document=target, by=ours.manager, reason="Nobody turns.")
    records.void(other, by=ours.manager, reason="Twice.")
    shown = content.render(now(ours, made), ours.manager)
    assert '<span class="doc-sign">obsolete</span>' in shown
    assert '<span class="doc-sign">voided</span>' in shown


def test_a_reference_to_a_part_of_the_text_follows_its_number(ours, draft):
    picture = pictures.add(draft, Upload("gauge.png", iter([png()])), by=ours.manager).file.sha256
    seen = f'<figure><img data-file="{picture}" alt="x"></figure>'
    grid = '<table data-caption="Torque, Nm"><tbody><tr><td><p>12</p></td></tr></tbody></table>'
    named = "".join(
        f'<p><span data-part="{key}">x</span></p>'
        for key in ("heading:how-to-turn", f"figure:{picture}", "table:torque-nm", "heading:gone")
    )
    made = written(ours, draft, f"<h1>Purpose</h1><h1>How to turn</h1>{named}{seen}{grid}")
    assert '">Section 2</span>' in made.body

    made = written(ours, made, made.body.replace("<h1>Purpose</h1>", "<h1>Purpose</h1><h1>Scope</h1>" + grid))

    shown = content.render(now(ours, made), ours.manager)
    assert '<a href="#s-3" title="How to turn">Section 3</a>' in shown
    assert '<a href="#figure-1">Figure 1</a>' in shown
    assert '<a href="#table-1" title="Torque, Nm">Table 1</a>' in shown
    assert shown.count("no longer in this text") == 1
    assert all(f'id="{name}"' in shown for name in ("s-3", "figure-1", "table-2"))
    words = [run["t"] for block in content.blocks(now(ours, made), ours.manager) for run in block.get("runs", ())]
    assert "Section 3" in words


def test_what_a_reader_may_not_see_keeps_its_words_and_leads_nowhere(ours, draft):
    secret = make_document(ours, 2, classification="secret", access_groups=[])
    made = written(ours, draft, f'<p>See <span data-document="{secret.pk}">x</span></p>')
    shown = content.render(now(ours, made), ours.member)
    assert "<a " not in shown
    assert "Canary procedure 2" in shown


def test_words_follow_a_draft_and_freeze_with_the_review(ours, draft):
    words = snippet(ours, "safety", "Wear gloves.")
    made = written(
        ours, draft, '<p><span data-snippet="safety">x</span> <span data-variable="company-name">y</span></p>'
    )
    assert "Wear gloves." in made.body
    records.update(words, by=ours.manager, text="Wear gloves and glasses.")
    assert "and glasses" in content.render(now(ours, made), ours.manager)

    made = written(ours, made, made.body)
    sent = actions.send_for_review(revision=made, by=ours.manager, approvers=[asked(ours.person("boss"))])
    words.refresh_from_db()
    records.update(words, by=ours.manager, text="Nothing to wear.")

    stored = now(ours, sent)
    assert "Wear gloves and glasses." in content.render(stored, ours.manager)
    assert "Wear gloves and glasses." in stored.plain_text
    assert "Our Company" in stored.body


def test_a_text_that_waits_for_review_is_the_one_that_stands_today(ours, draft):
    words = snippet(ours, "safety", "Old.")
    made = written(ours, draft, '<p><span data-snippet="safety">x</span></p>')
    records.update(words, by=ours.manager, text="New.")
    sent = actions.send_for_review(revision=now(ours, made), by=ours.manager, approvers=[asked(ours.person("boss"))])
    stored = now(ours, sent)
    assert stored.body == '<p><span data-snippet="safety">New.</span></p>'
    assert stored.checksum == hashlib.sha256(stored.body.encode()).hexdigest()


def test_where_a_snippet_is_used_and_what_a_change_does(ours, draft):
    words = snippet(ours, "safety", "Old.")
    written(ours, draft, '<p><span data-snippet="safety">x</span></p>')
    assert [one.pk for one in settling.uses(words, ours.manager)] == [draft.pk]
    page = client_of(ours, "manager").get(at(words, "snippet_use"))
    assert "1 draft takes a new text over." in page.content.decode()
    assert client_of(ours, "stranger").get(at(words, "snippet_use")).status_code == 404
    assert Client().get(at(words, "snippet_use")).status_code == 302


def test_a_snippet_is_text_whatever_stands_in_it(ours, draft):
    snippet(ours, "bad", "<img src=x onerror=alert(1)>\nline two")
    made = written(ours, draft, '<p><span data-snippet="bad">x</span></p>')
    assert made.body == '<p><span data-snippet="bad">&lt;img src=x onerror=alert(1)&gt;<br>line two</span></p>'
    assert "<img" not in content.render(now(ours, made), ours.manager)


def test_a_picture_goes_along_into_the_next_revision(ours, draft):
    added = pictures.add(draft, Upload(name="valve.png", portions=[png()]), by=ours.manager)
    made = written(ours, draft, f'<figure><img data-file="{added.file.sha256}" alt="Valve"></figure>')
    assert f'src="/ours/files/{added.key}/preview/large"' in content.render(made, ours.manager)
    other = make_draft(ours, 2, make_document(ours, 2))
    copied = written(ours, other, made.body)
    assert list(pictures.of(copied, pictures.named_in(copied.body))) == [added.file.sha256]


@pytest.mark.parametrize("name", ["notes.txt", "page.pdf"])
def test_only_pictures_stand_in_a_text(ours, draft, name):
    content_of = {"notes.txt": b"words", "page.pdf": b"%PDF-1.7 x"}[name]
    with pytest.raises(Refused, match="Only pictures"):
        pictures.add(draft, Upload(name=name, portions=[content_of]), by=ours.manager)


def test_a_picture_that_would_burst_is_refused(ours, draft):
    bomb = png()[:16] + (60_000).to_bytes(4, "big") * 2 + png()[24:]
    with pytest.raises(Refused, match="too large"):
        pictures.add(draft, Upload(name="bomb.png", portions=[bomb]), by=ours.manager)


def test_the_words_of_a_body_are_found_by_those_who_may_see_it(ours, draft):
    written(ours, draft, "<p>The zirconium gasket.</p>")
    found = [hit.record_id for hit in search.find(ours.manager, "zirconium")]
    assert draft.pk in found
    assert search.find(ours.member, "zirconium") == []
    with organization_scope(ours.other.pk):
        assert search.find(ours.stranger, "zirconium") == []
