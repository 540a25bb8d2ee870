"""Opens, adds and removes the files of records.

Files live under /<organisation>/files/<key>/…; whoever asks must see the record at that moment. A file leaves as a
download in a sandbox, with the type our list gives it; only pictures that we made are shown in a page.
"""

from __future__ import annotations

import logging
import re
from typing import Any, BinaryIO
from urllib.parse import unquote
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.kernel import access
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.files import actions, queries, sheets, store
from everproof.kernel.files.incoming import uploads_of
from everproof.kernel.files.models import Attachment
from everproof.kernel.ui import files, pages, values
from everproof.kernel.ui.forms import ReasonForm, add_errors
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views.errors import missing_content
from everproof.kernel.ui.views.organization import OrganizationView, RecordView

logger = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "private, no-store",
}
PAGE = re.compile(r"page-([1-9][0-9]{0,3})")
PDF = "application/pdf"
RANGE = re.compile(r"bytes=([0-9]{1,12})-([0-9]{0,12})")
LARGEST_PART = 2_000_000
"""So many octets of a video are sent at once; a player asks for the next ones."""
# What a browser says it wants a resource for. Nobody includes a file of ours as a script, a style or a frame.
FOR_OPENING = frozenset({"", "document", "empty"})
FOR_SHOWING = FOR_OPENING | {"image"}
FOR_PLAYING = FOR_OPENING | {"video", "audio"}


class _Bytes(OrganizationView):
    """Bytes of the store, with the record's permission asked each time."""

    wanted_for = FOR_OPENING

    def found(self, key: str) -> Attachment:
        """The attachment, or 404 whether it is not there, of another organisation or not this person's to see."""
        attachment = queries.find(self.actor, key)
        if attachment is None or self.request.headers.get("Sec-Fetch-Dest", "") not in self.allowed(attachment):
            raise Http404
        return attachment

    def allowed(self, attachment: Attachment) -> frozenset[str]:
        """What a browser may want it for."""
        return self.wanted_for


class OpenFile(_Bytes):
    """Gives the file back as it was sent; a video in parts too, so that a player can begin and jump."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        attachment = self.found(kwargs["key"])
        try:
            opened = store.open_file(attachment.organization_id, attachment.file.sha256)
        except FileNotFoundError:
            logger.error("the content %s is missing from the store", attachment.file.sha256)
            return missing_content(request)
        if (part := self.part_asked(attachment)) is not None:
            return sandboxed(part_of(opened, part, attachment))
        response = FileResponse(
            opened, as_attachment=True, filename=attachment.name, content_type=attachment.file.media_type
        )
        response.block_size = store.PORTION
        if is_video(attachment):
            response.headers["Accept-Ranges"] = "bytes"
        return sandboxed(response)

    def allowed(self, attachment: Attachment) -> frozenset[str]:
        return FOR_PLAYING if is_video(attachment) else FOR_OPENING

    def part_asked(self, attachment: Attachment) -> tuple[int, int] | None:
        """The octets (first, last) of a video that are asked for; None for the whole of it, and of any other file."""
        asked = RANGE.fullmatch(self.request.headers.get("Range", ""))
        size = attachment.file.size
        if asked is None or not is_video(attachment):
            return None
        first = int(asked[1])
        last = min(int(asked[2] or size), first + LARGEST_PART - 1, size - 1)
        return (first, last) if first <= last else None


def is_video(attachment: Attachment) -> bool:
    """Whether a browser plays it: one of the kinds of video that we take."""
    return attachment.file.media_type.startswith("video/")


def part_of(opened: BinaryIO, part: tuple[int, int], attachment: Attachment) -> HttpResponse:
    """Some octets of a content."""
    first, last = part
    with opened:
        opened.seek(first)
        content = opened.read(last - first + 1)
    response = HttpResponse(content, status=206, content_type=attachment.file.media_type)
    response.headers["Content-Range"] = f"bytes {first}-{last}/{attachment.file.size}"
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Content-Disposition"] = "attachment"
    return response


class ShowPicture(_Bytes):
    """Shows a picture that we made of a file: small for lists, large to look at, or one page of a PDF."""

    wanted_for = FOR_SHOWING

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponseBase:
        attachment = self.found(kwargs["key"])
        content = self.picture(attachment, kwargs["size"])
        if not content:
            raise Http404
        return sandboxed(HttpResponse(content, content_type="image/webp"))

    def picture(self, attachment: Attachment, size: str) -> bytes:
        """The picture of that size, or of that page; nothing where there is none."""
        of = attachment.organization_id, attachment.file.sha256
        if (page := PAGE.fullmatch(size)) and attachment.file.media_type == PDF:
            return sheets.picture(*of, int(page[1]))
        try:
            return store.preview_path(*of, size).read_bytes()
        except (FileNotFoundError, ValueError):
            return b""


def sandboxed(response: Any) -> Any:
    """A response whose content can do nothing in a browser but be saved."""
    for name, value in HEADERS.items():
        response.headers[name] = value
    response._csp_exempt_ro = True
    return response


# Adding ---------------------------------------------------------------------------------------------------------------


class AddFiles(RecordView):
    """Adds files by a plain form, which works without scripts; with them the record's page sends each by itself."""

    template_name = "ui/upload.html"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "attach", self.record)
        return self.shown(forms.Form())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "attach", self.record)
        form = forms.Form({})
        form.full_clean()
        try:
            uploads = uploads_of(request)
            if not uploads:
                raise Refused(_("Choose at least one file."))
            made = actions.add(self.record, uploads, by=self.actor)
        except NotAllowed:
            raise
        except Refused as refusal:
            add_errors(form, refusal)
            return self.shown(form)
        count = len(made)
        messages.success(request, ngettext("%(n)d file is added.", "%(n)d files are added.", count) % {"n": count})
        return redirect(f"{self.here()}#files")

    def shown(self, form: forms.Form) -> HttpResponse:
        page = pages.FormPage(
            title=_("Add files"),
            submit_label=_("Add"),
            cancel_url=self.here(),
            crumbs=[Link(str(self.record_type.plural), self.address()), Link(self.record.title, self.here())],
            action=self.request.path,
        )
        upload = files.upload(
            self.here("record_files"), actions.largest_file(self.organization.pk), record_id=self.record.pk
        )
        context = {"page": page, "form": form, "record": self.record, "upload": upload}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)


class SendFile(RecordView):
    """Takes one file as the body of a PUT, under an id that the sender made; a GET tells whether it has arrived.

    So a browser on a bad connection sends a file until it knows that it is here, and it is here once.
    """

    http_method_names = ["get", "put"]

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return JsonResponse({"there": queries.is_there(self.actor, self.record, kwargs["id"])})

    def put(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        key: UUID = kwargs["id"]
        was_there = queries.is_there(self.actor, self.record, key)
        try:
            (made,) = actions.add(self.record, [self._upload(request, key)], by=self.actor)
        except Refused as refusal:
            # With the file alone in the request, its name before each reason says nothing new.
            bare = refusal.__cause__ if isinstance(refusal.__cause__, Refused) else refusal
            return JsonResponse({"reasons": [str(reason) for reason in bare.reasons]}, status=_status_of(refusal))
        return JsonResponse(
            {"name": made.name, "url": files.address(self.organization, made.key, made.name)},
            status=200 if was_there else 201,
        )

    def _upload(self, request: HttpRequest, key: UUID) -> actions.Upload:
        return actions.Upload(
            name=unquote(request.headers.get("X-File-Name", "")),
            portions=iter(lambda: request.read(store.PORTION), b""),
            size=int(request.META.get("CONTENT_LENGTH") or 0),
            id=key,
        )


def _status_of(refusal: Refused) -> int:
    if isinstance(refusal, NotAllowed):
        return 403
    if isinstance(refusal, store.TooLarge):
        return 413
    if isinstance(refusal, store.NoRoom):
        return 507
    if isinstance(refusal, store.Incomplete):
        return 400
    return 422


# One file of a record -------------------------------------------------------------------------------------------------


class _FilePage(RecordView):
    """Does something with one file of a record that stands there."""

    template_name = "ui/confirm.html"

    def attachment(self) -> Attachment:
        found = queries.find(self.actor, self.kwargs["key"])
        if found is None or found.record_id != self.record.pk or found.removed_at:
            raise Http404
        return found

    def shown(self, form: forms.Form, page: pages.StepPage) -> HttpResponse:
        context = {"page": page, "form": form, "record": self.record}
        return render(self.request, self.template_name, context, status=422 if form.is_bound else 200)


class RemoveFile(_FilePage):
    """Takes a file off its record, with a reason."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.shown(ReasonForm(), self.page(self._removable()))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        attachment, form = self._removable(), ReasonForm(request.POST)
        if form.is_valid():
            try:
                actions.remove(attachment, self.record, by=self.actor, reason=form.cleaned_data["reason"])
            except NotAllowed:
                raise
            except Refused as refusal:
                add_errors(form, refusal)
            else:
                messages.success(request, _("%(name)s is removed.") % {"name": attachment.name})
                return redirect(f"{self.here()}#files")
        return self.shown(form, self.page(attachment))

    def _removable(self) -> Attachment:
        attachment = self.attachment()
        answer = actions.may_remove(attachment, self.record, by=self.actor)
        if not answer:
            raise NotAllowed(answer.reason)
        return attachment

    def page(self, attachment: Attachment) -> pages.StepPage:
        return pages.StepPage(
            title=_("Remove this file"),
            submit_label=_("Remove"),
            cancel_url=self.here(),
            record=values.record_link(self.record, self.record_type),
            lead=attachment.name,
            consequences=[
                _("It leaves the record, and the timeline still tells of it."),
                _("Its content is kept; who may read the history can open it."),
            ],
            submit_tone="danger",
            action=self.request.path,
        )


class CaptionForm(forms.Form):
    """What a file shows, in a line."""

    caption = forms.CharField(label=gettext_lazy("What does it show?"), max_length=300, required=False)


class DescribeFile(_FilePage):
    """Gives a file a caption."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "attach", self.record)
        attachment = self.attachment()
        return self.shown(CaptionForm(initial={"caption": attachment.caption}), self.page(attachment))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        access.require(self.actor, "attach", self.record)
        attachment, form = self.attachment(), CaptionForm(request.POST)
        if form.is_valid():
            try:
                actions.describe(attachment, self.record, by=self.actor, caption=form.cleaned_data["caption"])
            except NotAllowed:
                raise
            except Refused as refusal:
                add_errors(form, refusal)
            else:
                return redirect(f"{self.here()}#files")
        return self.shown(form, self.page(attachment))

    def page(self, attachment: Attachment) -> pages.StepPage:
        return pages.StepPage(
            title=_("Describe this file"),
            submit_label=_("Save"),
            cancel_url=self.here(),
            record=values.record_link(self.record, self.record_type),
            lead=attachment.name,
            action=self.request.path,
        )
