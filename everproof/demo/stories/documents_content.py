"""Gives the revisions of the demo their content: words with pictures, a drawing, or a link."""

from __future__ import annotations

import math
from collections.abc import Mapping

from everproof.demo import papers
from everproof.demo.company import Company
from everproof.demo.stories.kestrel_documents import SHEETS, Sheet
from everproof.demo.stories.kestrel_documents.writing import html_of, pictures_in
from everproof.documents import actions
from everproof.documents.content import pictures
from everproof.documents.models import Document, DocumentRevision
from everproof.kernel.access.actor import Actor
from everproof.kernel.files import actions as files

STEPS = ("Enquiry", "Design", "Planning", "Machining", "Assembly", "Dispatch")


def write(company: Company, draft: DocumentRevision, sheet: Sheet, number: int, by: Actor) -> DocumentRevision:
    """The content of one revision."""
    if sheet.link:
        return actions.write_content(revision=draft, by=by, link=sheet.link)
    if sheet.drawing:
        name = f"{draft.document.number}-{draft.revision}.pdf"
        [received] = files.receive([papers.upload(name, drawing(sheet, draft.revision))], by=by)
        return actions.write_content(revision=draft, by=by, file=received)
    digests = {
        name: pictures.add(draft, papers.upload(f"{name}.png", picture(name)), by=by).file.sha256
        for name in pictures_in(sheet.text, number)
    }
    body = html_of(sheet.text, number, documents=_known(company), pictures=digests.__getitem__)
    return actions.write_content(revision=draft, by=by, body=body)


def _known(company: Company) -> Mapping[str, tuple[str, str]]:
    """Each document by its key: id and words, or the words alone while it is not registered yet."""
    rows = Document.objects.filter(organization=company.organization).values_list("title", "pk", "number")
    there = {title: (str(key), f"{number} {title}") for title, key, number in rows}
    return {sheet.key: there.get(sheet.title, ("", sheet.title)) for sheet in SHEETS}


def picture(name: str) -> bytes:
    """A picture of the texts, as PNG."""
    if name == "processes":
        return papers.boxes_png(STEPS)
    if name == "curve":
        return papers.chart_png([(0, 0), (0.15, 0.85), (0.25, 0.78), (0.4, 0.77), (0.85, 0.77), (0.9, 0.02), (1, 0)])
    if name == "seat":
        return papers.chart_png([(0, 0.95), (0.3, 0.95), (0.6, 0.6), (0.8, 0.3), (1, 0.05)])
    raise KeyError(name)


def drawing(sheet: Sheet, revision: str) -> bytes:
    """A drawing of the texts, as PDF."""
    lines: list[papers.Line]
    texts: list[papers.Text]
    if sheet.drawing == "body":
        lines, texts = _body(6 if revision != "A" else 4)
    elif sheet.drawing == "ball":
        lines = [*_circle(300, 320, 150), *_circle(300, 320, 75), (120, 320, 480, 320), (300, 140, 300, 500)]
        texts = [(470, 480, 12, "S\xd8 76.2 -0.03"), (470, 460, 12, "Ra 0.2"), (470, 440, 12, "\xd8 50 H11")]
    else:
        lines = [
            (80, 200, 700, 200),
            (80, 400, 700, 400),
            (80, 200, 80, 400),
            (700, 200, 700, 400),
            (390, 200, 390, 400),
        ]
        lines += [*_circle(235, 200, 25), *_circle(545, 400, 25), *_circle(390, 300, 25)]
        texts = [(215, 150, 12, "P1 pump"), (525, 440, 12, "B1 tank"), (425, 296, 12, "V3 relief 440 bar")]
    return papers.plain_pdf(f"{sheet.title}    Rev. {revision}", lines, texts)


def _body(radius: int) -> tuple[list[papers.Line], list[papers.Text]]:
    lines: list[papers.Line] = [
        (120, 220, 120, 420), (150, 220, 150, 420), (120, 220, 150, 220), (120, 420, 150, 420),
        (470, 220, 470, 420), (500, 220, 500, 420), (470, 220, 500, 220), (470, 420, 500, 420),
        (150, 250, 470, 250), (150, 390, 260, 390), (360, 390, 470, 390), (260, 390, 260, 500), (360, 390, 360, 500),
        (230, 500, 390, 500), (230, 500, 230, 520), (390, 500, 390, 520), (230, 520, 390, 520),
    ]  # fmt: skip
    texts: list[papers.Text] = [
        (180, 305, 12, "\xd8 50 H8"),
        (270, 440, 12, f"R {radius}"),
        (520, 315, 12, "4 x \xd8 18, hole circle 125"),
        (120, 180, 12, "1.0619, 1.5 PN tested, [S] seat pocket 0.01"),
    ]
    return lines, texts


def _circle(x: float, y: float, radius: float, parts: int = 48) -> list[papers.Line]:
    corners = [
        (x + radius * math.cos(2 * math.pi * n / parts), y + radius * math.sin(2 * math.pi * n / parts))
        for n in range(parts + 1)
    ]
    return [(*corners[n], *corners[n + 1]) for n in range(parts)]
