"""The seal: its certificates for administrators, and where anybody finds out whether a PDF is still what was sealed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.contrib import messages
from django.core.cache import cache
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views import View
from django.views.decorators.cache import never_cache

from everproof.kernel import modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import ADMINISTER, READ
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.pdf import prints, seals
from everproof.kernel.pdf.links import LINK, public_address
from everproof.kernel.pdf.models import Seal
from everproof.kernel.pdf.seals import Verdict, Verified
from everproof.kernel.records import Record
from everproof.kernel.tenancy import access_links, organization_scope
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui import formats, pages, values
from everproof.kernel.ui.forms import add_errors
from everproof.kernel.ui.views.organization import OrganizationView

LARGEST = seals.LARGEST_TO_VERIFY
# From one address: enough for a pile of papers, too little to keep the children busy.
MOST_FROM_STRANGERS, SECONDS = 20, 300

TONES = {Verdict.SEALED: "good", Verdict.UNKNOWN: "warn", Verdict.UNSEALED: "warn"}
WORDS: dict[Verdict, tuple[Any, Any]] = {
    Verdict.UNREADABLE: (
        gettext_lazy("This is no PDF, or a damaged one."),
        gettext_lazy("Nothing can be said of it. If it was sealed once, it is no longer what was sealed."),
    ),
    Verdict.UNSEALED: (
        gettext_lazy("This PDF is not sealed."),
        gettext_lazy("It may be a copy on demand, a scan, or from somewhere else. The valid revision is in here."),
    ),
    Verdict.FOREIGN: (
        gettext_lazy("Somebody else sealed this PDF."),
        gettext_lazy("The seal is none of this organisation’s. Whom it names is what it says of itself."),
    ),
    Verdict.CHANGED: (
        gettext_lazy("This PDF was changed after it was sealed."),
        gettext_lazy("Do not use it. Open the valid revision in here, and say where this file came from."),
    ),
    Verdict.ADDED: (
        gettext_lazy("Something was added to this PDF after it was sealed."),
        gettext_lazy("What is seen on its pages may not be what was sealed. Do not use it."),
    ),
    Verdict.UNKNOWN: (
        gettext_lazy("This PDF bears our seal, but is not in the list of what was sealed."),
        gettext_lazy("It may have been sealed before a backup was restored. Ask an administrator."),
    ),
    Verdict.SEALED: (
        gettext_lazy("This organisation sealed this PDF, and it is unchanged since."),
        gettext_lazy("Every bit of it is as it was then."),
    ),
}


class PdfForm(forms.Form):
    """One PDF."""

    file = forms.FileField(
        label=gettext_lazy("PDF"),
        help_text=gettext_lazy("It is looked at and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": "application/pdf,.pdf"}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST:
            most = LARGEST // 1_000_000
            words = _("This file is too large. Files of up to %(most)s MB are taken.")
            raise forms.ValidationError(words % {"most": most})
        return file


@dataclass(frozen=True)
class Finding:
    """The verdict in words. `facts` say what was sealed and when; `record` is there for who may see it."""

    title: str
    words: str
    tone: str
    facts: list[pages.Fact]
    record: pages.RecordLink | None = None


def finding(verified: Verified, actor: Actor | None) -> Finding:
    """What a reader is told. A stranger (no actor) learns number and state of what they hold, and nothing else."""
    title, words = WORDS[verified.verdict]
    facts: list[pages.Fact] = []
    if verified.names:
        facts.append(pages.Fact(_("The certificate names"), "; ".join(verified.names)))
    link, tone = None, TONES.get(verified.verdict, "bad")
    if verified.seal:
        facts.append(pages.Fact(_("Sealed"), formats.moment(verified.seal.sealed_at)))
        facts.append(pages.Fact(_("Certificate"), verified.seal.certificate.fingerprint))
        record = _record_of(verified.seal)
        if record is not None:
            facts += _standing(record, verified.seal)
            tone = "warn" if tone == "good" and not _is_current(record, verified.seal) else tone
            seen = actor is not None and prints.record_of(verified.seal, actor) is not None
            link = values.record_link(record, modules.type_of(record)) if seen else None
    return Finding(str(title), str(words), tone, facts, link)


def _record_of(seal: Seal) -> Record | None:
    if not seal.type or seal.record_id is None:
        return None
    model = modules.record_type(seal.type).model
    return (
        model._default_manager.select_related("organization")
        .filter(organization_id=seal.organization_id, pk=seal.record_id)
        .first()
    )


def _standing(record: Record, seal: Seal) -> list[pages.Fact]:
    record_type = modules.type_of(record)
    lifecycle = record_type.lifecycle
    state = lifecycle.by_state.get(record.status) if lifecycle else None
    now = _("Voided") if record.is_voided else str(state.label) if state else ""
    current = _("Yes") if _is_current(record, seal) else _("No: use the valid one.")
    facts = [
        pages.Fact(str(record_type.label), record.number),
        pages.Fact(_("Sealed version"), seal.version, "amount"),
        pages.Fact(_("State now"), now),
        pages.Fact(_("Still current"), current),
    ]
    return [fact for fact in facts if fact.value not in ("", 0)]


def _is_current(record: Record, seal: Seal) -> bool:
    """Whether a record is still in the state in which it was sealed: a withdrawn revision no longer is."""
    return not record.is_voided and record.status == seal.status


def _grouped(fingerprint: str) -> str:
    """A fingerprint in groups of four, as people compare it."""
    return " ".join(fingerprint[place : place + 4] for place in range(0, len(fingerprint), 4))


class _Verifying:
    """Takes a PDF and says what it is."""

    def verified(self, form: PdfForm, organization: Organization) -> Verified | None:
        if not form.is_valid():
            return None
        try:
            return seals.verify(form.cleaned_data["file"].read(), organization)
        except Refused as refusal:
            add_errors(form, refusal)
            return None


class VerifyPdf(OrganizationView, _Verifying):
    """For whoever is in the organisation."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return self.shown(PdfForm())

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        form = PdfForm(request.POST, request.FILES)
        return self.shown(form, self.verified(form, self.organization))

    def shown(self, form: PdfForm, verified: Verified | None = None) -> HttpResponse:
        context = {
            "page": pages.FormPage(
                title=_("Check a PDF"),
                lead=_("Is it one that this organisation sealed, is it unchanged, and is it still the valid one?"),
                submit_label=_("Check"),
                action=self.request.path,
            ),
            "form": form,
            "finding": finding(verified, self.actor) if verified else None,
            "public_url": public_address(self.organization) if self.actor.has(READ) else "",
        }
        status = 422 if form.is_bound and verified is None else 200
        return render(self.request, "kernel/verify_pdf.html", context, status=status)


@method_decorator(never_cache, name="dispatch")
class PublicVerification(View, _Verifying):
    """For whoever holds a paper or a file and no login."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        link = access_links.find(kwargs["token"], kind=LINK)
        if link is None:
            page = pages.FormPage(title=_("This page is not there"), submit_label="")
            return render(request, "ui/plain.html", {"page": page}, status=404)
        self.organization = link.organization
        with (
            translation.override(self.organization.language),
            timezone.override(ZoneInfo(self.organization.zone)),
            organization_scope(self.organization.pk),
        ):
            response: HttpResponse = super().dispatch(request, *args, **kwargs)  # type: ignore[assignment]
            return response

    def get(self, request: HttpRequest, token: str) -> HttpResponse:
        return self.shown(PdfForm())

    def post(self, request: HttpRequest, token: str) -> HttpResponse:
        form = PdfForm(request.POST, request.FILES)
        if self._is_too_often():
            form.add_error(None, _("Too many files within a few minutes. Try again later."))
            return self.shown(form)
        return self.shown(form, self.verified(form, self.organization))

    def _is_too_often(self) -> bool:
        key = f"verify-pdf:{self.organization.pk}:{self.request.META.get('REMOTE_ADDR', '')}"
        cache.add(key, 0, SECONDS)
        return int(cache.incr(key)) > MOST_FROM_STRANGERS

    def shown(self, form: PdfForm, verified: Verified | None = None) -> HttpResponse:
        context = {
            "page": pages.FormPage(
                title=_("Check a PDF of %(organization)s") % {"organization": self.organization.name},
                submit_label=_("Check"),
                action=self.request.path,
            ),
            "form": form,
            "finding": finding(verified, None) if verified else None,
        }
        status = 422 if form.is_bound and verified is None else 200
        return render(self.request, "kernel/verify_pdf_public.html", context, status=status)


class SealPage(OrganizationView):
    """The certificates that seal and sealed, with their fingerprints; a new one on demand."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self._require()
        found = seals.certificates(self.organization.pk)
        context = {
            "page": {"title": _("Seal")},
            "certificates": [(one, _grouped(one.fingerprint)) for one in found],
            "sealed": Seal.objects.filter(organization=self.organization).count(),
        }
        return render(request, "kernel/seal.html", context)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self._require()
        seals.rotate(self.organization, by=self.actor)
        messages.success(request, _("A new certificate seals from now on. What the earlier ones sealed stays valid."))
        return redirect(request.path)

    def _require(self) -> None:
        if not self.actor.has(ADMINISTER):
            raise NotAllowed(_("Only administrators see and change the seal."))
