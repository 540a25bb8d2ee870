"""What two people changed at once: which of it can stand together, and what one of them has to decide."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.http import QueryDict
from django.utils.translation import gettext as _

from everproof.kernel.errors import Conflict
from everproof.kernel.ledger.canonical import plain
from everproof.kernel.ledger.models import LedgerEntry
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.ui.forms import RecordForm
from everproof.kernel.ui.history import SYSTEM, in_words
from everproof.kernel.ui.pages import Disagreement

TYPED = "typed-"
EMPTIED = "emptied"
THEIRS = "theirs"


def changed_by_me(form: RecordForm, conflict: Conflict) -> list[str]:
    """The fields whose typed value differs from what the record held when the person began."""
    found = []
    for name, mine in form.values.items():
        now = plain(_key(getattr(conflict.current, name)))
        then = conflict.theirs[name][0] if name in conflict.theirs else now
        if plain(_key(mine)) != then:
            found.append(name)
    return found


def disagreements(form: RecordForm, conflict: Conflict) -> list[Disagreement]:
    """The fields that both changed, to different values, in words."""
    found = []
    for name in changed_by_me(form, conflict):
        field: Any = conflict.current._meta.get_field(name)
        stored, mine = getattr(conflict.current, name), form.values[name]
        if name in conflict.theirs and plain(_key(stored)) != plain(_key(mine)):
            label = str(field.verbose_name)
            found.append(
                Disagreement(name, f"{label[:1].upper()}{label[1:]}", _words(field, stored), _words(field, mine))
            )
    return found


def kept(form: RecordForm, conflict: Conflict) -> list[tuple[str, str]]:
    """What the person typed, as hidden fields: the page that asks for a decision carries it along."""
    pairs: list[tuple[str, str]] = [("version", str(conflict.current.version))]
    data: Any = form.data
    for name in changed_by_me(form, conflict):
        values = data.getlist(name)
        pairs += [(f"{TYPED}{name}", value) for value in values] or [(EMPTIED, name)]
    if "reason" in form.fields:
        pairs.append((f"{TYPED}reason", data.get("reason", "")))
    return pairs


def merged(form: RecordForm, conflict: Conflict, as_stored: RecordForm) -> QueryDict:
    """Form data of what is stored now, with what this person changed over it."""
    mine = QueryDict(mutable=True)
    for name, value in kept(form, conflict):
        mine.appendlist(name, value)
    return decided(mine, as_stored)


def decided(posted: QueryDict, as_stored: RecordForm) -> QueryDict:
    """Form data out of a decision: what is stored, and over it what was typed wherever the person chose it."""
    data = QueryDict(mutable=True)
    for name in as_stored.fields:
        _put_stored(data, as_stored, name)
    for key in posted:
        name = key.removeprefix(TYPED)
        if key.startswith(TYPED) and posted.get(name) != THEIRS:
            data.setlist(name, posted.getlist(key))
    for name in posted.getlist(EMPTIED):
        if posted.get(name) != THEIRS:
            data.pop(name, None)
    data["version"] = posted.get("version", "")
    return data


def last_change(record: Record) -> tuple[str, Any]:
    """Who changed the record last, and when."""
    entry = (
        LedgerEntry.objects.filter(
            organization_id=record.organization_id, type=record.type_name, record_id=str(record.pk), version__gt=0
        )
        .order_by("-at", "-id")
        .only("actor", "at")
        .first()
    )
    if entry is None or entry.actor.startswith(SYSTEM):
        return "Everproof", record.updated_at
    who = Person.objects.filter(organization_id=record.organization_id, pk=entry.actor).only("title").first()
    return (who.title if who else _("Someone")), entry.at


def _put_stored(data: QueryDict, form: RecordForm, name: str) -> None:
    value = form.fields[name].prepare_value(form[name].value())
    if isinstance(value, list):
        data.setlist(name, [str(item) for item in value])
    elif value not in (None, False):
        data[name] = str(value)


def _key(value: Any) -> Any:
    return value.pk if isinstance(value, models.Model) else value


def _words(field: Any, value: Any) -> str:
    if isinstance(value, models.Model):
        return str(getattr(value, "title", value))
    return in_words(field, plain(value))
