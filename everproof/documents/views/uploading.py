"""Content that comes from outside: a Word file as text, a file as it is, a link."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.documents.actions import revision as actions
from everproof.documents.content import word
from everproof.documents.models import DocumentRevision
from everproof.documents.views.attached import attached_file
from everproof.documents.views.writing import DraftView
from everproof.kernel.errors import Conflict, NotAllowed, Refused
from everproof.kernel.files import actions as files
from everproof.kernel.files.incoming import uploads_of
from everproof.kernel.files.kinds import accepted
from everproof.kernel.ui import drafts, pages
from everproof.kernel.ui.forms import add_errors

Kind = DocumentRevision.ContentKind


class BringInForm(forms.Form):
    """A Word or Markdown file, and where its text goes."""

    uploads = forms.FileField(
        label=gettext_lazy("Word or Markdown file"),
        help_text=gettext_lazy("Headings, lists, tables and pictures come along. Layout stays behind."),
        widget=forms.FileInput(attrs={"accept": word.ENDINGS}),
    )
    where = forms.ChoiceField(
        label=gettext_lazy("Where it goes"),
        choices=[
            ("replace", gettext_lazy("In place of the text that is here")),
            ("append", gettext_lazy("Behind the text that is here")),
        ],
        widget=forms.RadioSelect,
        initial="replace",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class BringIn(DraftView):
    """Makes the text of a file the text of a draft, and says what stayed behind."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        return self.shown(BringInForm(initial={"version": self.record.version, "where": "replace"}))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        form = BringInForm(request.POST, request.FILES)
        if not form.is_valid():
            return self.shown(form)
        try:
            brought = self.bring_in(form)
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        drafts.acknowledge(request, f"document-revision:{self.record.pk}:body")
        page = {"title": _("The text is here"), "crumbs": self.crumbs()}
        context = {"page": page, "brought": brought, "held": held_in_words(brought), "write_url": self.at("write")}
        return render(request, "documents/content/brought_in.html", context)

    def bring_in(self, form: BringInForm) -> word.Brought:
        upload: UploadedFile = form.cleaned_data["uploads"]
        if refusal := getattr(upload, "refused", None):
            raise refusal
        path = Path(upload.temporary_file_path())  # type: ignore[attr-defined]
        brought = word.brought_in(self.record, path, upload.name or "", by=self.actor)
        body = self.record.body + brought.html if form.cleaned_data["where"] == "append" else brought.html
        try:
            actions.write_content(
                revision=self.record, by=self.actor, body=body, expected_version=form.cleaned_data["version"]
            )
        except Conflict as conflict:
            form.data = {**form.data, "version": str(conflict.current.version)}
            raise Refused(
                _("Somebody changed this draft meanwhile. Look at it, then bring the file in again.")
            ) from conflict
        return brought

    def shown(self, form: BringInForm) -> HttpResponse:
        page = pages.FormPage(
            title=_("Bring in a Word file"),
            submit_label=_("Bring it in"),
            cancel_url=self.at("write"),
            crumbs=self.crumbs(),
            action=self.at("bring_in"),
        )
        return render(self.request, "ui/form.html", {"page": page, "form": form}, status=422 if form.is_bound else 200)


def held_in_words(brought: word.Brought) -> list[str]:
    """What came along, in words."""
    held = brought.held
    found = [
        ngettext("%(n)d heading", "%(n)d headings", held["headings"]) % {"n": held["headings"]},
        ngettext("%(n)d table", "%(n)d tables", held["tables"]) % {"n": held["tables"]},
        ngettext("%(n)d picture", "%(n)d pictures", held["pictures"]) % {"n": held["pictures"]},
    ]
    return [words for words, count in zip(found, held.values(), strict=True) if count]


class ContentForm(forms.Form):
    """Where the content of a revision stands."""

    content_kind = forms.ChoiceField(
        label=gettext_lazy("Where the content stands"), choices=Kind.choices, widget=forms.RadioSelect
    )
    uploads = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        help_text=gettext_lazy(
            "PDF, office document, drawing, picture or video. It takes the place of the one before."
        ),
        widget=forms.FileInput(attrs={"accept": accepted()}),
    )
    link = forms.URLField(
        label=gettext_lazy("Link"), required=False, max_length=1000, assume_scheme="https", help_text="https://…"
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, *args: Any, has_file: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        self.has_file = has_file

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        kind = given.get("content_kind")
        if kind == Kind.LINK and not given.get("link") and "link" not in self.errors:
            self.add_error("link", _("Say where the content lies."))
        if kind == Kind.FILE and not given.get("uploads") and not self.has_file:
            self.add_error("uploads", _("Choose the file."))
        return given


class ContentPage(DraftView):
    """Chooses between text, file and link, and takes the file or the link."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        record = self.record
        initial = {"content_kind": record.content_kind, "link": record.link, "version": record.version}
        return self.shown(ContentForm(initial=initial))

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.check()
        has_file = self.record.content_kind == Kind.FILE and attached_file(self.record) is not None
        form = ContentForm(request.POST, request.FILES, has_file=has_file)
        if not form.is_valid():
            return self.shown(form)
        try:
            self.act(form)
        except NotAllowed:
            raise
        except (Refused, ValidationError) as error:
            add_errors(form, error)
            return self.shown(form)
        if form.cleaned_data["content_kind"] == Kind.WRITTEN:
            return redirect(self.at("write"))
        messages.success(request, _("The content is saved."))
        return redirect(self.here())

    def act(self, form: ContentForm) -> None:
        given = form.cleaned_data
        asked: dict[str, Any] = {"revision": self.record, "by": self.actor, "expected_version": given["version"]}
        if given["content_kind"] == Kind.LINK:
            actions.write_content(link=given["link"], **asked)
        elif given["content_kind"] == Kind.WRITTEN:
            actions.write_content(body=self.record.body, **asked)
        elif given.get("uploads"):
            (upload,) = uploads_of(self.request)[:1]
            (received,) = files.receive([upload], by=self.actor)
            actions.write_content(file=received, **asked)

    def shown(self, form: ContentForm) -> HttpResponse:
        page = pages.FormPage(
            title=_("Content of this revision"),
            submit_label=_("Save"),
            cancel_url=self.here(),
            crumbs=self.crumbs(),
            action=self.at("content"),
        )
        file = attached_file(self.record) if self.record.content_kind == Kind.FILE else None
        context = {"page": page, "form": form, "record": self.record, "file": file}
        return render(self.request, "documents/content/content.html", context, status=422 if form.is_bound else 200)
