"""What earlier cases taught, shown where the next mistake could be made: on pages of processes, products, FMEAs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from everproof.improvement.models import Nonconformity
from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.links.models import Link
from everproof.kernel.modules import Filter, Panel
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses
from everproof.kernel.ui.asking import Question

MOST = 6
CASE = Nonconformity.type_name

FILTER = Filter(
    "lesson",
    _("Lesson"),
    lambda actor: [("yes", _("with a lesson")), ("no", _("without one"))],
    lambda value, actor: ~Q(lesson="") if value == "yes" else Q(lesson=""),
)


def linked_with(organization_id: int, type_name: str, record_id: UUID) -> Q:
    """The condition on cases that a link, read either way, joins with a record."""
    links = Link.objects.filter(organization_id=organization_id, removed_at=None)
    away = links.filter(from_type=CASE, to_type=type_name, to_id=record_id).values("from_id")
    here = links.filter(from_type=type_name, from_id=record_id, to_type=CASE).values("to_id")
    return Q(pk__in=away) | Q(pk__in=here)


def taught(actor: Actor, condition: Q) -> QuerySet[Nonconformity]:
    """Cases with a lesson that the actor may see, the newest first."""
    found = access.visible(actor, Nonconformity.objects.in_force()).filter(condition)
    return found.exclude(lesson="").exclude(status="rejected").order_by("-id")


def _about(record: Any) -> Q:
    """The cases that teach something about a record: linked with it, of its process, or of its product."""
    condition = linked_with(record.organization_id, record.type_name, record.pk)
    if record.type_name == "process":
        return condition | Q(process_id=record.pk)
    if getattr(record, "process_id", None):
        condition |= Q(process_id=record.process_id)
    if getattr(record, "product_id", None):
        condition |= linked_with(record.organization_id, "product-service", record.product_id)
    return condition


def questions(actor: Actor, record: Record) -> dict[str, Question]:
    """What to ask for the panel."""
    if not access.may(actor, "view", Nonconformity):
        return {}
    rows = taught(actor, _about(record))[:MOST]
    return {"lessons": Question(rows, key="id", texts=("number", "title", "lesson"))}


def panel(request: HttpRequest, _record: Record, answers: Mapping[str, Sequence[Any]]) -> Mapping[str, Any] | None:
    """The newest lessons; nothing where there are none."""
    found = answers.get("lessons", ())
    if not found:
        return None
    organization = request.actor.organization  # type: ignore[attr-defined]
    prefix = addresses.row_prefix(organization, modules.type_of(Nonconformity))
    lessons = [
        {"number": number, "title": title, "lesson": lesson, "url": f"{prefix}{number}/"}
        for number, title, lesson in sorted((one.texts for one in found), reverse=True)
    ]
    all_url = reverse("improvement:nonconformity_list", args=[organization.slug])
    return {"lessons": lessons, "all_url": f"{all_url}?{urlencode({'lesson': 'yes'})}"}


PANELS = tuple(
    Panel(type_name, _("Lessons learned"), "improvement/lessons.html", panel, questions)
    for type_name in ("process", "product-service", "fmea")
)
