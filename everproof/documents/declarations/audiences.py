"""The entries of an audience as programs and tables give them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from pydantic import ConfigDict, Field
from typing_extensions import TypedDict  # pydantic needs this one before Python 3.12

from everproof.documents import audience
from everproof.kernel.access.actor import Actor
from everproof.kernel.exchange.importing import cells
from everproof.kernel.exchange.importing.cells import BadCell
from everproof.kernel.exchange.importing.columns import References
from everproof.kernel.modules import ListItem


class AudienceEntry(TypedDict):
    """Everybody (the id stays empty), or the record that is named."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=True)  # type: ignore[misc]

    kind: Literal["everybody", "role", "site", "person", "process"]
    id: Annotated[str, Field(pattern=r"^([0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12})?$")]


def reader(by: Actor) -> Callable[[Any], dict[str, str]]:
    """Reads "everybody", a name or number, or one with its kind before it ("role: Inspector")."""
    known: dict[str, References] = {}

    def of(kind: str) -> References:
        if kind not in known:
            known[kind] = References(audience.MODELS[kind], by)
        return known[kind]

    def read(cell: Any) -> dict[str, str]:
        words = cells.text(cell)
        if words.casefold() in (audience.EVERYBODY, str(_("Everybody")).casefold()):
            return audience.everybody()[0]
        kind, colon, name = (part.strip() for part in words.partition(":"))
        if colon and kind.casefold() in audience.MODELS:
            kind = kind.casefold()
            return {"kind": kind, "id": str(of(kind)(name))}
        fitting = [kind for kind in audience.MODELS if words.casefold() in of(kind)]
        if len(fitting) != 1:
            raise _not_one(words, fitting)
        return {"kind": fitting[0], "id": str(of(fitting[0])(words))}

    return read


def _not_one(words: str, fitting: list[str]) -> BadCell:
    if not fitting:
        reason = _("There is no role, site, person or process “%(cell)s” here.") % {"cell": words}
    else:
        reason = _("“%(cell)s” is more than one of a role, a site, a person and a process.") % {"cell": words}
    return BadCell(reason, _("Write everybody, or what it is and its name: role: Inspector."))


ENTRIES = ListItem(
    AudienceEntry,
    reader,
    gettext_lazy("Everybody, or roles, sites, people and processes by name, separated by semicolons."),
)
