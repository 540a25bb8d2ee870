"""The starter set: what it makes, what it leaves to be decided, what documents alone can satisfy."""

import re

import pytest
from django.urls import reverse

from everproof.documents import actions
from everproof.documents.filled.design import problems
from everproof.documents.models import Document, DocumentRevision, DocumentType, Policy, RetentionRule, Snippet
from everproof.documents.starter import words
from everproof.documents.starter.decisions import in_text, open_decisions
from everproof.documents.starter.making import make_set
from everproof.documents.starter.testing import ANSWERS, THEMES, made_by, put_in_force, settle
from everproof.documents.starter.texts import texts_for
from everproof.documents.testing import unsigned
from everproof.kernel.errors import NotAllowed, Refused

both = pytest.mark.parametrize("company", ["manufacturer", "service"])


# The texts -----------------------------------------------------------------------------------------------------------


@both
def test_every_text_can_be_made(company):
    for text in texts_for(company):
        assert problems(text.fields, text.signed_as) == [] if text.fields else text.body
        assert "{{" not in words.plain(text.body + text.about + text.because, ANSWERS, "Us")
        assert not re.search(r"\[(manufacturer|service|end)", text.body)


@both
def test_what_a_text_names_is_in_the_set(company):
    titles = {text.title for text in texts_for(company)}

    for text in texts_for(company):
        assert set(re.findall(r"(?<!\*)\*([^*\n]+)\*(?!\*)", text.body)) <= titles, text.slug


def test_a_manufacturer_and_a_service_company_get_different_texts():
    made = {company: {text.slug for text in texts_for(company)} for company in ("manufacturer", "service")}

    assert {"40-production", "41-release", "76-first-piece"} <= made["manufacturer"] - made["service"]
    assert {"40-service", "41-handover", "76-service-report"} <= made["service"] - made["manufacturer"]


# Making it -----------------------------------------------------------------------------------------------------------


@both
def test_an_empty_company_gets_a_draft_of_everything(cast, company):
    made = made_by(cast, company)

    titles = [text.title for text in texts_for(company)]
    assert [document.title for document in made.documents] == titles
    drafts = DocumentRevision.objects.filter(document__in=made.documents)
    assert {draft.status for draft in drafts} == {"draft"}
    assert all(draft.plain_text.strip() for draft in drafts)
    assert Policy.objects.get().commitments


def test_the_words_follow_a_variable(cast):
    made_by(cast)
    manual = DocumentRevision.objects.get(title="Quality manual")

    assert 'data-variable="products">turned parts<' in manual.body
    assert "Our Company supplies turned parts to makers of pumps" in " ".join(manual.plain_text.split())
    risks = Document.objects.get(title="Risks, opportunities and changes")
    assert f'data-document="{risks.pk}"' in manual.body


def test_made_again_it_adds_nothing(cast):
    made_by(cast)
    models = (Document, DocumentRevision, DocumentType, Policy, RetentionRule, Snippet)
    before = [model.objects.count() for model in models]

    again = made_by(cast)

    assert [model.objects.count() for model in models] == before
    assert again.documents == []
    assert len(again.known) == len(texts_for("manufacturer"))


def test_only_what_is_chosen_is_made(cast):
    made = made_by(cast, chosen=["11-scope", "70-order-review"])

    assert [document.title for document in made.documents] == ["Scope of the quality system", "Order review"]


def test_who_may_not_set_up_documents_makes_none(cast):
    with pytest.raises(NotAllowed):
        make_set(
            company="service",
            answers=ANSWERS,
            themes=THEMES,
            owner=cast.manager.person,
            approver=cast.boss.person,
            by=cast.teammate,
        )

    assert not Document.objects.exists()


# Deciding ------------------------------------------------------------------------------------------------------------


def test_what_is_open_is_listed_and_keeps_a_draft_from_review(cast):
    made_by(cast)
    unsigned(cast)
    found = {one.revision.title: one.decisions for one in open_decisions(cast.manager)}
    texts = {text.title: text for text in texts_for("manufacturer")}

    asked = {title: [words.plain(one, ANSWERS, "") for one in text.decisions] for title, text in texts.items()}
    assert found == {title: decisions for title, decisions in asked.items() if decisions}
    scope = DocumentRevision.objects.get(title="Scope of the quality system")
    with pytest.raises(Refused, match="3 decisions"):
        actions.send_for_review(revision=scope, by=cast.manager)
    scope = settle(scope, cast.manager)
    assert in_text(scope.plain_text) == []
    assert actions.send_for_review(revision=scope, by=cast.manager).status == "in-review"


def test_every_draft_can_be_approved_once_decided(cast):
    put_in_force(cast, made_by(cast, "service").documents)

    assert set(Document.objects.values_list("status", flat=True)) == {"effective"}


# Pages ---------------------------------------------------------------------------------------------------------------


def test_questions_preview_drafts(cast, sign_in):
    client = sign_in("manager")
    page = reverse("documents:starter", args=["ours"])
    typed = {
        "company": "service",
        "products": "care of <b>lifts</b>",
        "customers": "owners of houses",
        "sites": "Main works",
        "top_management": "the managing director",
        "quality_manager": "the quality manager",
        "operations": "the dispatcher",
        "sales": "sales",
        "purchasing": "purchasing",
        "themes": "Reaction\nSkills",
        "record_years": "10",
        "owner": str(cast.manager.person.pk),
        "approver": str(cast.boss.person.pk),
    }

    same = client.post(page, {**typed, "approver": typed["owner"]})
    preview = client.post(page, typed)
    nothing_yet = Document.objects.exists()
    done = client.post(page, {**typed, "make": "1", "chosen": ["12-manual", "76-service-report"]})

    assert same.status_code == 422
    assert preview.status_code == 200
    assert "Service report" in preview.text
    assert "First-piece inspection" not in preview.text
    assert "<b>lifts</b>" not in preview.text
    assert not nothing_yet
    assert done.status_code == 302
    assert set(Document.objects.values_list("title", flat=True)) == {"Quality manual", "Service report"}
    assert "if you design or develop" in client.get(done["Location"]).text


def test_the_page_is_for_those_who_set_up_documents(sign_in):
    assert sign_in("teammate").get(reverse("documents:starter", args=["ours"])).status_code == 403
