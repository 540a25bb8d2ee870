"""Pages of the workbench: the methods, one method, a study opened again, and the proof that the numbers are right."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.kernel.access.roles import READ
from everproof.kernel.errors import NotAllowed
from everproof.kernel.pages import printing
from everproof.kernel.pdf import prints
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.views import OrganizationView
from everproof.workbench import exports, recipe
from everproof.workbench.asking import Asked, answer, empty
from everproof.workbench.catalogue import GROUPS, METHODS, Method
from everproof.workbench.table import UnreadableData

LONGEST_LINK = 2000
"""A link longer than this is not offered: the file is for larger data."""


class WorkbenchView(OrganizationView):
    """For everybody who may read; it keeps nothing, so nothing is written to the ledger."""

    def require_reader(self) -> None:
        if not self.actor.has(READ):
            raise NotAllowed(_("Your access role does not include the workbench."))

    def address(self, name: str, **more: Any) -> str:
        return reverse(f"workbench:{name}", kwargs={"organization": self.organization.slug, **more})


class Index(WorkbenchView):
    """All methods by the question they answer."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        groups = [
            (group, [(method, self.address("method", method=method.name)) for method in methods])
            for group, methods in GROUPS
        ]
        page = {
            "title": _("Workbench"),
            "lead": _("Paste figures, choose what you want to know, see the chart and what it means. Nothing is kept."),
            "groups": groups,
            "open_url": self.address("open"),
            "verification_url": self.address("verification"),
        }
        return render(request, "workbench/index.html", {"page": page})


class StudyPage(WorkbenchView):
    """One method: its form, and the study once there are data. A link with small data shows the study at once."""

    def get(self, request: HttpRequest, method: str, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        chosen = _method(method)
        if "example" in request.GET:
            return self.shown(request, empty(chosen, chosen.example))
        if request.GET:
            return self.shown(request, answer(chosen, request.GET))
        return self.shown(request, empty(chosen))

    def post(self, request: HttpRequest, method: str, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        asked = answer(_method(method), request.POST, request.FILES)
        wanted = request.POST.get("export", "")
        if asked.study is not None and wanted:
            return _exported(asked, wanted)
        return self.shown(request, asked)

    def shown(self, request: HttpRequest, asked: Asked, notice: dict[str, Any] | None = None) -> HttpResponse:
        method, form = asked.method, asked.form
        page: dict[str, Any] = {
            "title": method.label,
            "lead": method.question,
            "help": method.help,
            "crumbs": [Link(_("Workbench"), self.address("index"))],
            "action": self.address("method", method=method.name),
            "example_url": f"{self.address('method', method=method.name)}?example=1",
            "takes_data": method.takes_data,
            "read": asked.read,
            "notice": notice,
        }
        if asked.study is not None:
            page |= {"study": asked.study, "stamp": self.stamp(asked), "link": self.link(asked)}
        status = 422 if form.is_bound and form.errors else 200
        return render(request, "workbench/method.html", {"page": page, "form": form}, status=status)

    def stamp(self, asked: Asked) -> list[tuple[str, str]]:
        """How the study was made, in rows."""
        found = recipe.stamp(asked)
        software = ", ".join(f"{name} {version}" for name, version in found["software"].items())
        rows = [(_("Method"), f"{asked.method.label}, {_('version %(n)d') % {'n': asked.method.version}}")]
        if asked.method.takes_data:
            rows.append((_("Data, SHA-256"), found["data_sha256"][: recipe.SHOWN_HASH]))
        settings = "; ".join(_said(asked, name, value) for name, value in found["settings"].items())
        return [*rows, (_("Settings"), settings or _("as usual")), (_("Computed with"), software)]

    def link(self, asked: Asked) -> str:
        """An address that shows this study, for data that fit into one."""
        query = dict(asked.settings)
        if asked.method.takes_data:
            query["data"] = asked.text
        pairs = [
            *query.items(),
            *((f"column_{name}", one) for name, columns in asked.columns.items() for one in columns),
        ]
        found = f"{self.address('method', method=asked.method.name)}?{urlencode(pairs)}"
        return found if len(found) <= LONGEST_LINK else ""


class OpenStudy(StudyPage):
    """A study file is computed again here, and compared with what it says."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        self.require_reader()
        return self.asking(request)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        self.require_reader()
        file = request.FILES.get("study")
        if file is None:
            return self.asking(request, [_("Choose the JSON file of a study.")])
        try:
            found = recipe.rebuilt(file.read(recipe.LARGEST + 1))
        except UnreadableData as error:
            return self.asking(request, list(error.problems))
        text = (
            _("Computed again from the file: the data are the same and every figure agrees.")
            if found.agrees
            else _("Computed again from the file, but not every figure agrees.")
        )
        return self.shown(
            request, found.asked, {"tone": "good" if found.agrees else "bad", "text": text, "notes": found.notes}
        )

    def asking(self, request: HttpRequest, problems: list[str] | None = None) -> HttpResponse:
        page = {
            "title": _("Open a study"),
            "lead": _(
                "The file that “Save for later” gave you. It is computed again here and compared, figure by figure."
            ),
            "crumbs": [Link(_("Workbench"), self.address("index"))],
            "problems": problems or [],
        }
        return render(request, "workbench/open.html", {"page": page}, status=422 if problems else 200)


class VerificationPage(WorkbenchView):
    """Runs the reference cases that ship with the program, inside this installation."""

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        return self.shown(request, None)

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        from everproof.analytics.verify import verify

        report = verify()
        if request.POST.get("export") == "json":
            response = HttpResponse(
                json.dumps(report.as_dict(), ensure_ascii=False, indent=1, allow_nan=False),
                content_type="application/json",
            )
            response["Content-Disposition"] = 'attachment; filename="verification.json"'
            return response
        if request.POST.get("export") == "pdf":
            from everproof.workbench.report import order

            asked = prints.ask(order(report, _by_file(report), self.actor), by=self.actor)
            return redirect(printing.address(self.organization, asked))
        return self.shown(request, report)

    def shown(self, request: HttpRequest, report: Any) -> HttpResponse:
        page = {
            "title": _("Are these numbers right?"),
            "lead": _(
                "Reference cases ship with this program, each with the source of its result. They are computed here, "
                "in your installation, and compared."
            ),
            "crumbs": [Link(_("Workbench"), self.address("index"))],
            "report": report,
            "files": _by_file(report) if report is not None else [],
        }
        return render(request, "workbench/verification.html", {"page": page})


def _said(asked: Asked, name: str, value: str) -> str:
    """A setting in the words of its form: `Rules: All that fit the chart`."""
    field = asked.form.fields[name]
    words = dict(getattr(field, "choices", ())).get(value, value)
    return f"{field.label}: {words}"


def _method(name: str) -> Method:
    if name not in METHODS:
        raise Http404
    return METHODS[name]


def _exported(asked: Asked, wanted: str) -> HttpResponse:
    assert asked.study is not None
    kind, _dash, number = wanted.partition("-")
    if kind == "csv":
        return exports.as_csv(asked)
    if kind == "json":
        return exports.as_json(asked)
    if kind == "svg" and number.isdigit() and int(number) < len(asked.study.charts):
        return exports.as_svg(asked, int(number))
    raise Http404


def _by_file(report: Any) -> list[tuple[str, list[dict[str, Any]]]]:
    """The cases by subject, each with its worst figure."""
    groups: dict[str, list[dict[str, Any]]] = {}
    for case in report.cases:
        subject = case.file.removesuffix(".json").replace("_", " ").capitalize()
        worst = _worst(case)
        row = {"case": case, "count": len(case.figures), "deviation": "", "allowed": ""}
        if worst is not None:
            row |= {"deviation": _short(worst.deviation), "allowed": _short(worst.allowed)}
        groups.setdefault(subject, []).append(row)
    return list(groups.items())


def _short(value: float | None) -> str:
    return "0" if not value else f"{value:.1e}"


def _worst(case: Any) -> Any:
    """The figure that comes nearest to its tolerance, or that breaks it."""
    compared = [figure for figure in case.figures if figure.deviation is not None]
    return max(
        compared,
        key=lambda figure: (
            not figure.agrees,
            figure.deviation / figure.allowed if figure.allowed else figure.deviation,
        ),
        default=None,
    )
