"""What every page behind sign-in has: its actor, its organisation's day and zone, its record type, its record."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib.auth.views import redirect_to_login
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import View

from everproof.kernel import access, clock, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import NotAllowed
from everproof.kernel.modules import RecordType
from everproof.kernel.records import Record
from everproof.kernel.tenancy.middleware import require_actor
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.ui import addresses, finding
from everproof.kernel.ui.views.errors import forbidden


class OrganizationView(View):
    """A page of one organisation.

    Asks a stranger to sign in, answers 404 to someone who is no member, shows times in the organisation's zone, and
    turns a refused right into the page that says why.
    """

    request: HttpRequest
    actor: Actor
    place = ""
    """Which cell of the phone's bottom bar is current: home, work, report, search or none."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return _to_sign_in(request)
        require_actor(request)
        self.actor = request.actor  # type: ignore[attr-defined]
        request.place = self.place  # type: ignore[attr-defined]
        with timezone.override(ZoneInfo(self.organization.zone)):
            try:
                return super().dispatch(request, *args, **kwargs)  # type: ignore[return-value]
            except NotAllowed as refusal:
                return forbidden(request, refusal)

    @property
    def organization(self) -> Organization:
        return self.actor.organization

    @cached_property
    def today(self) -> date:
        """The organisation's day."""
        return clock.today(self.organization.zone)


class TypeView(OrganizationView):
    """A page about records of one type: the room's `model`, or the type that the address names."""

    model: type[Record] | None = None

    @cached_property
    def record_type(self) -> RecordType:
        if self.model is not None:
            return modules.type_of(self.model)
        found = modules.record_type_by_path(self.kwargs["room"], self.kwargs["path"])
        if found is None:
            raise Http404
        return found

    def address(self, page: str = "records", **more: Any) -> str:
        return addresses.of_type(self.organization, self.record_type, page, **more)

    def queryset(self) -> QuerySet[Any]:
        """The records of the type that the actor may see."""
        return access.visible(self.actor, self.record_type.model._default_manager.all())


class RecordView(TypeView):
    """A page about one record, named by its number, or by its id while it has none."""

    related: tuple[str, ...] = ()
    """Relations to read with the record, beside owner, site and who made it."""

    @cached_property
    def record(self) -> Any:
        """The record, or 404: a record that the actor may not see does not exist."""
        model, reference = self.record_type.model, self.kwargs["reference"]
        found = finding.record(model, reference, self.actor, relations=tuple(self.relations()))
        if found is None:
            raise Http404
        return found

    def relations(self) -> list[str]:
        owner = [self.record_type.owner] if self.record_type.owner else []
        return [*dict.fromkeys(["site", "created_by", *owner, *self.related])]

    def here(self, page: str = "record", **more: Any) -> str:
        """The address of a page about this record."""
        return addresses.of_record(self.record, page, **more)


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    answer = redirect_to_login(request.get_full_path())
    if getattr(request, "htmx", False):
        # A fragment must not be replaced by the sign-in page: the whole page goes there.
        return HttpResponse(headers={"HX-Redirect": answer["Location"]})
    return answer
