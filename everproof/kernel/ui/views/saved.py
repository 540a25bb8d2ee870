"""Lists that a person keeps under a name: filters, order and columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.modules import RecordType
from everproof.kernel.ui import pages
from everproof.kernel.ui.asking import Answer, Part, Question, kept
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.listing import Listing
from everproof.kernel.ui.models import SavedView
from everproof.kernel.ui.surroundings import surroundings
from everproof.kernel.ui.views.organization import TypeView

NEVER_SAVED = frozenset({"after", "before", "csrfmiddlewaretoken"})
MOST_VIEWS = 30
NOBODY = UUID(int=0)


def question(actor: Actor, record_type: RecordType) -> Part:
    """Asks for the actor's own views of a type and those shared by others: whose, name and query, id."""
    # Who is no person has no views of one's own, and nobody is the person of this id.
    person = actor.person_id or NOBODY
    return _views(organization=actor.organization_id, person=person, type_name=record_type.name)


@kept
def _views(organization: int, person: UUID, type_name: str) -> Question:
    found = SavedView.objects.filter(
        Q(person_id=person) | Q(shared=True), organization_id=organization, record_type=type_name
    )
    return Question(found, key="person_id", texts=("name", "query"), number="id")


def tabs(
    page: pages.ListPage, actor: Actor, views: Sequence[Answer], listing: Listing, address: Callable[..., str]
) -> None:
    """Put saved views on a list page by name, mark the one that is shown, offer to keep or to drop it."""
    now = set(listing.parameters().items())
    views = sorted(views, key=lambda view: (view.texts[0].casefold(), view.number))
    shown = next((view for view in views if set(parse_qsl(view.texts[1])) == now), None)
    if views:
        links = [Link(view.texts[0], f"{address()}?{view.texts[1]}", current=view is shown) for view in views]
        page.views = [Link(_("All"), address(), current=not now), *links]
    if shown is None and now:
        page.save_view_url = address("record_views")
        page.may_share_view = actor.has(MANAGE)
    elif shown is not None and shown.key == actor.person_id:
        page.drop_view_url = address("record_view_drop", view=shown.number)


class SaveView(TypeView):
    """Keeps the list as it is shown under a name; `shared` shows it to everybody and needs the right to manage."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        name = request.POST.get("name", "").strip()[:80]
        query = self._query(request.POST.get("query", ""))
        if not name or "\x00" in name + query or len(query) > 1000:
            messages.error(request, _("The view was not kept: it needs a name and fewer filters."))
            return redirect(f"{self.address()}?{query[:1000]}")
        own = SavedView.objects.filter(
            organization_id=self.actor.organization_id,
            person=self.actor.person,
            record_type=self.record_type.name,
        )
        if own.count() >= MOST_VIEWS:
            messages.error(request, _("You have many views already. Forget one first."))
            return redirect(f"{self.address()}?{query}")
        view = SavedView(
            organization_id=self.actor.organization_id,
            person=self.actor.person,
            record_type=self.record_type.name,
            name=name,
            query=query,
            shared="shared" in request.POST and self.actor.has(MANAGE),
            created_at=clock.now(),
        )
        try:
            with transaction.atomic():
                view.save()
        except IntegrityError:
            messages.error(request, _("You have a view of this name. Choose another one."))
        return redirect(f"{self.address()}?{query}")

    def _query(self, text: str) -> str:
        """The query of an address, canonical: as the list itself would write it."""
        params = QueryDict(text, mutable=True)
        for name in NEVER_SAVED:
            params.pop(name, None)
        return Listing(self.record_type, self.actor, params, sites=surroundings(self.request).sites).query()


class DropView(TypeView):
    """Forgets one of the person's own views."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        found = SavedView.objects.filter(
            pk=self.kwargs["view"], organization_id=self.actor.organization_id, person=self.actor.person
        )
        if not found.delete()[0]:
            raise Http404
        return redirect(self.address())
