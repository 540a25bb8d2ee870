"""List as page and as JSON, one note, a new note: each as plain as Django allows."""

from datetime import date

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from benchmarks.minimal.models import Note

PAGE_SIZE = 50


def as_page(request: HttpRequest) -> HttpResponse:
    return render(request, "notes.html", {"notes": _page(request)})


def as_json(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"notes": list(_page(request).values())})


def detail(request: HttpRequest, key: int) -> HttpResponse:
    return render(request, "note.html", {"note": get_object_or_404(Note, pk=key)})


def create(request: HttpRequest) -> HttpResponse:
    today = date.today()  # noqa: DTZ011  any day will do
    sent = {name: request.POST[name] for name in ("title", "text", "severity", "owner")}
    return redirect("note", Note.objects.create(due_on=today, detected_on=today, **sent).pk)


def _page(request: HttpRequest):
    return Note.objects.filter(severity=request.GET["severity"]).order_by("due_on")[:PAGE_SIZE]
