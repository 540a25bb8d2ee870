"""Search over all records, and the command palette that answers while one types."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from everproof.kernel import access, modules, search
from everproof.kernel.ui import addresses, context
from everproof.kernel.ui.pages import State
from everproof.kernel.ui.views import OrganizationView

FOUND = 50
IN_PALETTE = 8
COMMANDS = 6


class SearchPage(OrganizationView):
    """Everything that holds all the words, newest first."""

    place = "search"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        text = request.GET.get("q", "").strip()[:200]
        hits = search.find(self.actor, text, limit=FOUND, voided=True) if text else []
        meant = search.did_you_mean(self.actor, text) if text and not hits else ""
        page = {
            "title": _("Search"),
            "text": text,
            "hits": [(hit, hit.url(self.organization.slug), _state(hit)) for hit in hits],
            "is_cut": len(hits) == FOUND,
            "meant": meant,
        }
        return render(request, "kernel/search.html", {"page": page})


class Palette(OrganizationView):
    """Records by number or words, pages by name, and what one can create; as JSON for the palette."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        text = request.GET.get("q", "").strip()[:200]
        groups = [
            {"label": _("Records"), "items": self.records(text)},
            {"label": _("Go to"), "items": self.places(text)},
            {"label": _("Create"), "items": self.commands(text)},
        ]
        return JsonResponse({"groups": groups})

    def records(self, text: str) -> list[dict[str, str]]:
        if not text:
            return []
        return [
            {
                "label": hit.title,
                "url": hit.url(self.organization.slug),
                "number": hit.number,
                "hint": str(hit.record_type.label),
            }
            for hit in search.find(self.actor, text, limit=IN_PALETTE)
        ]

    def places(self, text: str) -> list[dict[str, str]]:
        frame = context.build(self.request)
        lines = [
            {"label": line.label, "url": line.url, "hint": group.label} for group in frame.menu for line in group.items
        ]
        return [line for line in lines if _fits(line["label"], text)][: COMMANDS * 2]

    def commands(self, text: str) -> list[dict[str, str]]:
        found = []
        for record_type in modules.all_record_types():
            label = _("New: %(kind)s") % {"kind": record_type.label}
            if _fits(label, text) and access.may(self.actor, "create", record_type.model):
                found.append(
                    {"label": label, "url": addresses.of_type(self.organization, record_type, "record_create")}
                )
        return found[:COMMANDS]


def _fits(label: str, text: str) -> bool:
    return all(word in label.casefold() for word in text.casefold().split())


def _state(hit: search.Hit) -> Any:
    if hit.voided:
        return State(_("Voided"), "void")
    lifecycle = hit.record_type.lifecycle
    return lifecycle.by_state.get(hit.status) if lifecycle else None
