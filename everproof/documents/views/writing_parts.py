"""What the editor asks for while somebody writes: records to refer to, room for a picture, who else is here."""

from __future__ import annotations

from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse

from everproof.documents.content import pictures, presence, references
from everproof.documents.views.writing import DraftView
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.files import actions, store
from everproof.kernel.ui import conflicts


class References(DraftView):
    """Finds what an author may refer to, by number or words; as JSON for the editor."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        text = request.GET.get("q", "").strip()[:200]
        found = references.found_by(self.actor, text, limit=20) if text else []
        items = [{"kind": kind, "key": key, "label": target.label, "hint": hint} for (kind, key), target, hint in found]
        return JsonResponse({"items": items})


class Presence(DraftView):
    """Takes the news that somebody has the page open, and says who else has."""

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        others = presence.note(self.record, self.actor)
        by, _at = conflicts.last_change(self.record)
        return JsonResponse({"others": others, "version": self.record.version, "by": str(by)})


class AddPicture(DraftView):
    """Takes a picture for the text as the body of a PUT, under an id that the browser made."""

    http_method_names = ["put"]

    def put(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        try:
            made = pictures.add(self.record, _upload(request, kwargs["id"]), by=self.actor)
        except NotAllowed:
            raise
        except Refused as refusal:
            return JsonResponse({"reasons": [str(reason) for reason in refusal.reasons]}, status=422)
        shown = pictures.shown(made, self.record)
        return JsonResponse({"digest": shown.digest, "url": shown.url, "name": shown.name}, status=201)


def _upload(request: HttpRequest, key: UUID) -> actions.Upload:
    return actions.Upload(
        name=unquote(request.headers.get("X-File-Name", "")),
        portions=iter(lambda: request.read(store.PORTION), b""),
        size=int(request.META.get("CONTENT_LENGTH") or 0),
        id=key,
    )
