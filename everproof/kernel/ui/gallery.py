"""The live gallery: every component, chart and generic page with sample data, in all its states. No database."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse

from everproof.kernel.ui import samples
from everproof.kernel.ui import samples_forms as forms
from everproof.kernel.ui.pages import ErrorPage, FormPage
from everproof.kernel.ui.strip import OUTCOMES
from everproof.kernel.ui.strip_samples import strips

Sample = Callable[[], dict[str, Any]]


def _forbidden() -> ErrorPage:
    return ErrorPage(
        "403",
        "You may not close this record",
        "Closing needs the access role Quality manager at the site Gävle. You have Operator.",
        safe="Nothing was changed.",
        reasons=["Ana Lindqvist may close it."],
        links=[samples.Link("Back to NC-2026-0342", "../detail/"), samples.Link("My work", "#")],
    )


def _statistical_charts() -> list[Any]:
    from everproof.kernel.ui.charts import statistical_samples  # imports numpy when it draws

    return statistical_samples.all_charts()


def _broken() -> ErrorPage:
    return ErrorPage(
        "500",
        "Something broke on our side",
        "The page could not be made.",
        safe="What you had saved is safe. What you typed last may be kept as a draft on this device.",
        links=[samples.Link("Try again", ""), samples.Link("Home", "/")],
        reference="7f3a-19c2",
    )


# slug: (words in the gallery's menu, template, what it shows)
PAGES: dict[str, tuple[str, str, Sample]] = {
    "list": ("List", "ui/list.html", lambda: {"page": samples.list_page()}),
    "list-plain": (
        "List, no filters",
        "ui/list.html",
        lambda: {
            "page": samples.list_page(
                rows=3, filters=[], views=[], bulk=[], count=3, count_is_capped=False, older_url=""
            )
        },
    ),
    "list-none": (
        "List, nothing matches",
        "ui/list.html",
        lambda: {"page": samples.list_page(rows=0, count=0, count_is_capped=False, search="yoke")},
    ),
    "list-empty": ("List, first run", "ui/list.html", lambda: {"page": samples.empty_list()}),
    "detail": ("Record", "ui/detail.html", lambda: {"page": samples.record_page()}),
    "detail-draft": ("Record, draft", "ui/detail.html", lambda: {"page": samples.draft_page()}),
    "detail-void": ("Record, voided", "ui/detail.html", lambda: {"page": samples.voided_page()}),
    "form": ("Form", "ui/form.html", lambda: {"page": forms.form_page(), "form": forms.ReportForm()}),
    "form-errors": (
        "Form, with errors",
        "ui/form.html",
        lambda: {
            "page": forms.form_page(draft_key=""),
            "form": forms.ReportForm({"title": "", "depth": "deep"}),
        },
    ),
    "transition": (
        "Next step",
        "ui/transition.html",
        lambda: {"page": forms.step_page(), "form": forms.SignForm()},
    ),
    "transition-refused": ("Next step, refused", "ui/transition.html", lambda: {"page": forms.refused_step()}),
    "void": ("Void", "ui/void.html", lambda: {"page": forms.void_page(), "form": forms.ReasonForm()}),
    "confirm": ("Confirm", "ui/confirm.html", lambda: {"page": forms.confirm_page()}),
    "conflict": ("Conflict", "ui/conflict.html", lambda: {"page": forms.conflict_page()}),
    "error-403": ("Refused", "ui/error.html", lambda: {"page": _forbidden()}),
    "error-500": ("Broken", "ui/error.html", lambda: {"page": _broken()}),
    "strip": ("Conformity strip", "ui/gallery_strip.html", lambda: {"strips": strips(), "outcomes": OUTCOMES}),
    "charts": ("Statistical charts", "ui/gallery_charts.html", lambda: {"charts": _statistical_charts()}),
    "plain": (
        "Sign-in frame",
        "ui/plain.html",
        lambda: {"page": FormPage("Sign in", "Sign in"), "form": forms.SignForm()},
    ),
    "public": (
        "Public page",
        "ui/public.html",
        lambda: {
            "page": forms.form_page(draft_key="", cancel_url="", crumbs=[]),
            "form": forms.ReasonForm(),
        },
    ),
}


def gallery(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The index with all components, or one sample page. `?theme=dark&density=compact` shows it that way."""
    look = {name: request.GET[name] for name in ("theme", "density") if name in request.GET}
    context: dict[str, Any] = {"frame": samples.frame(palette_url=reverse("gallery_palette"), **look)}
    if not slug:
        return render(request, "ui/gallery.html", {**context, **_components()})
    if slug not in PAGES:
        raise Http404
    _words, template, sample = PAGES[slug]
    return render(request, template, {**context, **sample()})


def palette(request: HttpRequest) -> JsonResponse:
    """The answer of a command palette, from the sample list: what docs/developing/ui.md describes."""
    words = request.GET.get("q", "").casefold()
    rows = [(row.values[0], row.values[1], row.values[2].label) for row in samples.list_page(rows=8).rows]
    records = [
        {"number": number, "label": title, "hint": state, "url": reverse("gallery_page", args=["detail"])}
        for number, title, state in rows
        if words in f"{number} {title}".casefold()
    ]
    pages = [
        {"label": label, "url": reverse("gallery_page", args=[slug])}
        for slug, (label, _template, _sample) in PAGES.items()
        if words in label.casefold()
    ]
    return JsonResponse(
        {"groups": [{"label": "Records", "items": records[:5]}, {"label": "Pages", "items": pages[:6]}]}
    )


def _components() -> dict[str, Any]:
    from everproof.kernel.ui.charts import samples as charts

    return {
        "pages": [(slug, words) for slug, (words, _template, _sample) in PAGES.items()],
        "states": [
            samples.OPEN,
            samples.CONTAINED,
            samples.CLOSED,
            samples.REVIEW,
            samples.OVERDUE,
            samples.State("Void", "void"),
        ],
        "record": samples.record_page(),
        "form": forms.ReportForm(),
        "wrong": forms.ReportForm({"wrong-title": "", "wrong-depth": "deep"}, prefix="wrong"),
        "today": samples.TODAY,
        "dues": [samples.Due(samples.TODAY + samples.timedelta(days=days)) for days in (-6, 0, 1, 12)],
        "charts": charts.all_charts(),
        "banners": samples.banners(),
        "people": samples.PEOPLE,
    }


urlpatterns = [
    path("", gallery, name="gallery"),
    path("palette.json", palette, name="gallery_palette"),
    path("<slug:slug>/", gallery, name="gallery_page"),
]
