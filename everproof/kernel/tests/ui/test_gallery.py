"""Every page of the gallery, and so every generic template: sound markup that a strict policy lets run."""

import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.test import RequestFactory

from everproof.kernel.ui.gallery import PAGES, gallery

VOID = {"input", "br", "img", "meta", "link", "hr", "path", "rect", "circle", "line", "polyline", "polygon", "ellipse"}


class Outline(HTMLParser):
    """What the tests ask of a page: its tags with attributes, and whether they nest."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.wrong.append(f"</{tag}> after {self.open[-3:]}")
        while self.open and self.open.pop() != tag:
            pass

    def all(self, name, attribute=""):
        return [attrs for tag, attrs in self.tags if tag == name and (not attribute or attribute in attrs)]


def _html(slug: str, **query: str) -> str:
    request = RequestFactory().get("/ui/gallery/", query)
    request.user, request.csp_nonce = AnonymousUser(), "n0nce"
    return gallery(request, slug).content.decode()


@pytest.fixture(params=["", *PAGES])
def html(request):
    return _html(request.param)


def test_the_markup_nests_and_no_id_is_given_twice(html):
    page = Outline(html)
    ids = [attrs["id"] for _tag, attrs in page.tags if "id" in attrs]
    assert page.wrong == []
    assert page.open == []
    assert sorted(ids) == sorted(set(ids))


def test_nothing_inline_that_the_policy_refuses(html):
    page = Outline(html)
    assert [attrs for _tag, attrs in page.tags if "style" in attrs] == []
    assert [name for _tag, attrs in page.tags for name in attrs if name.startswith("on")] == []
    assert {attrs.get("nonce") for attrs in page.all("script")} == {"n0nce"}


def test_one_main_heading_and_one_main_part(html):
    page = Outline(html)
    assert len(page.all("main")) == 1
    assert len(page.all("h1")) >= 1


def test_what_points_to_an_id_finds_it(html):
    page = Outline(html)
    ids = {attrs["id"] for _tag, attrs in page.tags if "id" in attrs}
    for _tag, attrs in page.tags:
        for name in ("for", "aria-labelledby", "aria-controls", "popovertarget", "data-opens", "data-closes"):
            wanted = set((attrs.get(name) or "").split())
            assert wanted <= ids, (name, wanted - ids)
        if (attrs.get("href") or "").startswith("#") and len(attrs["href"]) > 1:
            assert attrs["href"][1:] in ids


def test_every_field_has_a_name_for_readers(html):
    page = Outline(html)
    labelled = {attrs["for"] for attrs in page.all("label", "for")}
    bare = re.findall(r"<label[^>]*>\s*<input[^>]*>", html)
    for tag, attrs in page.tags:
        if tag not in {"input", "select", "textarea"} or attrs.get("type") in {"hidden", "submit"}:
            continue
        named = attrs.get("id") in labelled or "aria-label" in attrs
        assert named or any(f'name="{attrs.get("name")}"' in label for label in bare) or "data-single-keys" in attrs, (
            attrs
        )


def test_every_form_that_changes_something_carries_its_token(html):
    for form in re.findall(r"<form\b[^>]*method=\"post\".*?</form>", html, re.DOTALL):
        assert "csrfmiddlewaretoken" in form


def test_theme_and_density_can_be_chosen():
    html = _html("list", theme="dark", density="compact")
    assert 'data-theme="dark" data-density="compact"' in html


def test_errors_stand_on_top_and_lead_into_their_fields():
    page, html = Outline(_html("form-errors")), _html("form-errors")
    ids = {attrs.get("id") for _tag, attrs in page.tags}
    summary = re.search(r'<div class="error-summary".*?</div>', html, re.DOTALL).group()
    links = re.findall(r'href="#([^"]+)"', summary)
    assert len(links) == 6
    assert set(links) <= ids
    assert "This field is required" not in html
    assert "Choose one." in html


def test_a_step_that_is_refused_says_why_and_offers_no_button_to_press():
    html = _html("transition-refused")
    assert "Nobody has reviewed whether the correction worked." in html
    assert "Sign and confirm" not in html


def test_a_page_that_is_not_there_is_not_found():
    request = RequestFactory().get("/")
    with pytest.raises(Http404):
        gallery(request, "no-such-page")
