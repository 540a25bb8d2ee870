"""Two editions side by side for this company: what the move asks, where it stands on it, and how well that is known."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from everproof.conformity import catalogues, drawing, runs
from everproof.conformity import editions as compared
from everproof.conformity.editions import Moved
from everproof.conformity.queries_for_pages import standing_of
from everproof.conformity.views.base import ConformityView, edition_name

SORTS = (
    ("added", gettext_lazy("New")),
    ("changed", gettext_lazy("Changed")),
    ("moved", gettext_lazy("At another place")),
    ("removed", gettext_lazy("Gone")),
)


class Editions(ConformityView):
    """What the transition from an edition to the next asks of this company."""

    tab = "editions"

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        self.require_reader()
        runs.catch_up(self.organization)
        old, new = _pair(self.certified_to)
        page: dict[str, Any] = {"title": _("Editions compared"), "tabs": self.tabs()}
        if old and new:
            # Both editions are evaluated together, but the state of either may be the newer one.
            older, newer = (standing_of(self.organization.pk, name) for name in (old, new))
            state = f"editions {newer.version} {newer.as_of}" if newer else ""
            page |= drawing.kept(self.organization, old, newer and older, state, lambda: self.drawn(old, new))
        return render(request, "conformity/editions.html", {"page": page})

    def drawn(self, old: str, new: str) -> dict[str, Any]:
        """The sentence above and the page below it: the same for every reader, and long."""
        variables = self.comparison(old, new)
        body = render_to_string("conformity/parts/editions_body.html", {"page": variables})
        return {"lead": variables["lead"], "body": body}

    def comparison(self, old: str, new: str) -> dict[str, Any]:
        """The variables of the page for a pair of editions."""
        found = compared.compared(self.organization.pk, old, new)
        older, newer = found.comparison.old, found.comparison.new
        return {
            "lead": in_a_sentence(found.moved, found.open, edition_name(older), edition_name(newer)),
            "old": edition_name(older),
            "new": edition_name(newer),
            "old_url": drawing.address(self.organization, older.id),
            "new_url": drawing.address(self.organization, newer.id),
            "open": found.open,
            "sorts": dict(SORTS),
            "groups": [
                (name, label, moved)
                for name, label in SORTS
                if (moved := [one for one in found.moved if one.difference.change.change == name and not one.asks])
            ],
            "only_reported": found.only_reported,
            "revision": newer.revision,
            "unchanged": len(found.comparison.unchanged),
            "clauses": [one for one in found.comparison.clause_changes if one.title],
            "globals": found.comparison.global_changes,
        }


def _pair(certified_to: str) -> tuple[str, str]:
    """The edition to be certified to and the next one; where that is the newest, the one before and itself."""
    newer = compared.newer_edition(certified_to)
    if newer:
        return certified_to, newer
    catalogue = catalogues.readable().get(certified_to)
    if catalogue is None or catalogue.revision is None:
        return "", ""
    return catalogue.revision.based_on, certified_to


def in_a_sentence(moved: tuple[Moved, ...], open_: tuple[Moved, ...], old: str, new: str) -> str:
    """How much the move asks."""
    changes = ngettext("%(n)d change", "%(n)d changes", len(moved)) % {"n": len(moved)}
    values = {"changes": changes, "old": old, "new": new, "n": len(open_)}
    if not open_:
        return _("From %(old)s to %(new)s: %(changes)s, and you meet all of them.") % values
    return (
        ngettext(
            "From %(old)s to %(new)s: %(changes)s. %(n)d of them asks for something that you do not meet today.",
            "From %(old)s to %(new)s: %(changes)s. %(n)d of them ask for something that you do not meet today.",
            len(open_),
        )
        % values
    )
