"""The fields of a record type that an import can fill, and which column of a file goes into which."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override

from everproof.kernel import access, modules, verbs
from everproof.kernel.access.actor import Actor
from everproof.kernel.exchange.importing import cells
from everproof.kernel.exchange.importing.cells import BadCell, DayOrder
from everproof.kernel.exchange.importing.sheets import Cell
from everproof.kernel.exchange.importing.tables import ImportTable, Target
from everproof.kernel.lifecycle import Transition
from everproof.kernel.modules import ListItem, RecordType
from everproof.kernel.people.models import Person
from everproof.kernel.records.lists import RecordIds

# What any import may carry besides the fields of the type.
NUMBER, ORIGINAL_NUMBER, HAPPENED = "number", "original_number", "happened_at"
# The state in which it comes from elsewhere, for types whose lifecycle has a step for that.
STATE, STATE_SINCE = "state", "state_since"
CARRIED = frozenset({NUMBER, ORIGINAL_NUMBER, HAPPENED, STATE, STATE_SINCE})
MOST_REFERENCES = 50_000
Reader = Callable[[Cell], Any]


def targets(kind: RecordType | ImportTable) -> dict[str, Target]:
    """Everything that can be filled, in the order of the type's own form; the fields of every record last."""
    if isinstance(kind, ImportTable):
        return kind.targets()
    model = kind.model
    settled = [name for _label, step in imported_steps(kind).values() for name in step.fields]
    taken = {
        **dict.fromkeys([*verbs.fields_of(kind, "update"), *settled], False),
        **verbs.fields_of(kind, "create"),
    }
    found = _told_apart({name: _target(model._meta.get_field(name), kind, needed) for name, needed in taken.items()})
    if closing := imported_steps(kind):
        labels = tuple(words for words, _step in closing.values())
        hint = _("Only where it was settled elsewhere: %(states)s.") % {"states": ", ".join(labels)}
        found[STATE] = Target(STATE, _("State"), hint, choices=labels)
        found[STATE_SINCE] = Target(STATE_SINCE, _("State since"), _("The day on which it was settled, elsewhere."))
    found[ORIGINAL_NUMBER] = Target(ORIGINAL_NUMBER, _("Original number"), _("Its number where it comes from."))
    found[NUMBER] = Target(NUMBER, _("Number"), _("The number of a record that is here already, to change it."))
    found[HAPPENED] = Target(HAPPENED, _("Happened"), _("When it happened: a day, or a day and time."))
    return found


def imported_steps(record_type: RecordType) -> dict[str, tuple[str, Transition]]:
    """{state: its label and the transition} of the states in which a record may come from elsewhere."""
    lifecycle = record_type.lifecycle
    if lifecycle is None:
        return {}
    return {step.target: (str(lifecycle.by_state[step.target].label), step) for step in lifecycle.imported}


def _told_apart(found: dict[str, Target]) -> dict[str, Target]:
    """Two fields that lists call alike are called after themselves: nobody could choose between them."""
    called = [target.label for target in found.values()]
    for name, target in found.items():
        if called.count(target.label) > 1 and name != "title":
            own = target.own_label if target.own_label != target.label else f"{target.label} ({name.replace('_', ' ')})"
            found[name] = replace(target, label=own)
    return found


def natural_key(record_type: RecordType, fields: Mapping[str, str]) -> tuple[str, ...]:
    """The fields by which rows are known again: the old number where there is one, else what the type declares.

    Of what it declares, columns may be missing for fields that a new record does not need.
    """
    mapped = set(fields.values())
    if ORIGINAL_NUMBER in mapped:
        return (ORIGINAL_NUMBER,)
    declared = tuple(name for name in record_type.natural_key if name in mapped)
    needed = verbs.fields_of(record_type, "create")
    missing = [name for name in record_type.natural_key if name not in mapped]
    if declared and not any(needed.get(name) for name in missing) and (len(declared) > 1 or not missing):
        return declared
    return ("title",) if "title" in mapped else ()


def guess(record_type: RecordType, headings: Sequence[str]) -> dict[str, str]:
    """{heading: field} for headings that say plainly which field they are: its name or label, here or in English.

    What records of a type are called stands for their title: a list of roles has its names below “Role”.
    """
    called = {name: [target.label] for name, target in targets(record_type).items()}
    return guessed(headings, called, record_type)


def guessed(
    headings: Sequence[str], called: Mapping[str, Sequence[str]], record_type: RecordType | None = None
) -> dict[str, str]:
    """{heading: field} for headings that equal a field's name or one of the words that it is called by."""
    words: dict[str, str] = {}
    for name, labels in called.items():
        for word in (name, *labels, *(_labels(record_type, name) if record_type else ())):
            words.setdefault(folded(word), name)
    found: dict[str, str] = {}
    for heading in headings:
        name = words.get(folded(heading), "")
        if name and name not in found.values():
            found[heading] = name
    return found


def _labels(record_type: RecordType, name: str) -> set[str]:
    """What a field is called in forms and in lists, in the reader's language and in English."""
    called = [column.label for column in record_type.columns if column.path.partition(".")[0] == name]
    if name == "title":
        called.append(record_type.label)
    if name not in CARRIED:
        called.append(record_type.model._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
    here = {str(label) for label in called}
    with override("en"):
        return here | {str(label) for label in called}


def folded(words: str) -> str:
    """Words as they are compared: without case, punctuation and the spaces between."""
    return re.sub(r"[\W_]+", " ", words.casefold()).strip()


def _target(field: Any, record_type: RecordType, needed: bool) -> Target:
    shown = {column.path.partition(".")[0]: column.label for column in record_type.columns}
    label = str(shown.get(field.name) or field.verbose_name)
    choices = tuple(str(words) for value, words in field.flatchoices if value) if field.choices else ()
    own = str(field.verbose_name)
    return Target(field.name, _upper(label), _hint(field, record_type, choices), needed, choices, _upper(own))


def _upper(words: str) -> str:
    return words[:1].upper() + words[1:]


def _hint(field: Any, record_type: RecordType, choices: tuple[str, ...]) -> str:
    if choices:
        return _("One of: %(choices)s.") % {"choices": ", ".join(choices)}
    if isinstance(field, models.ForeignKey):
        if field.related_model is Person:
            return _("The name or e-mail address of a person.")
        return _("The number or name of one that is here already.")
    if isinstance(field, RecordIds):
        return _("The numbers or names of some that are here already, separated by semicolons.")
    if isinstance(field, models.JSONField):
        kind = record_type.lists.get(field.name)
        return kind.hint if isinstance(kind, ListItem) else _("Several values, separated by semicolons.")
    if isinstance(field, models.BooleanField):
        return _("yes or no")
    if isinstance(field, models.DateTimeField):
        return _("A moment such as 2026-03-04 14:30.")
    if isinstance(field, models.DateField):
        return _("A day such as 2026-03-04.")
    if isinstance(field, models.DecimalField | models.FloatField | models.IntegerField):
        return _("A number.")
    return _("Text of up to %(number)s characters.") % {"number": field.max_length} if field.max_length else _("Text.")


def reader(record_type: RecordType, name: str, column: Sequence[Cell], by: Actor) -> Reader:
    """What turns the cells of one column into values of a field; `column` tells how its days are written."""
    zone = ZoneInfo(by.organization.zone)
    if name == HAPPENED:
        order = DayOrder.of(column)
        return lambda cell: cells.moment(cell, order, zone)
    if name == STATE_SINCE:
        order = DayOrder.of(column)
        return lambda cell: cells.day(cell, order)
    if name == STATE:
        return cells.choice_of({state: words for state, (words, _step) in imported_steps(record_type).items()})
    if name in (NUMBER, ORIGINAL_NUMBER):
        return cells.text
    field: Any = record_type.model._meta.get_field(name)
    if isinstance(field, models.ForeignKey):
        return References(field.related_model, by)
    if isinstance(field, RecordIds):
        return _several(References(field.target, by))
    if isinstance(field, models.JSONField):
        return cells.listed(_item_reader(record_type.lists[name], by))
    if field.choices:
        return cells.choice(field)
    return _plain_reader(field, column, zone)


def _plain_reader(field: Any, column: Sequence[Cell], zone: ZoneInfo) -> Reader:
    if isinstance(field, models.BooleanField):
        return cells.boolean_if_known if field.null else cells.boolean
    if isinstance(field, models.DateTimeField | models.DateField):
        order = DayOrder.of(column)
        if isinstance(field, models.DateTimeField):
            return lambda cell: cells.moment(cell, order, zone)
        return lambda cell: cells.day(cell, order)
    if isinstance(field, models.IntegerField):
        return cells.whole
    if isinstance(field, models.DecimalField):
        return cells.number
    if isinstance(field, models.FloatField):
        return lambda cell: float(cells.number(cell))
    return cells.text


def _item_reader(kind: Any, by: Actor) -> Reader:
    if isinstance(kind, ListItem):
        return kind.reader(by)
    if isinstance(kind, type) and issubclass(kind, models.TextChoices):
        field: models.Field = models.CharField(choices=kind.choices)
        return cells.choice(field)
    return cells.whole if kind is int else cells.text


def _several(find: References) -> Reader:
    """Ids of several records; a cell that names one as a whole is that one, whatever stands in its name."""

    def read(cell: Cell) -> list[str]:
        if cells.text(cell).casefold() in find:
            return [str(find(cell))]
        return [str(key) for key in cells.listed(find)(cell)]

    return read


class References:
    """Finds records by number, old number, name or natural key among those the actor may see; all read at once."""

    def __init__(self, model: Any, by: Actor) -> None:
        self._record_type = modules.type_of(model)
        fields = (
            "pk",
            NUMBER,
            ORIGINAL_NUMBER,
            "title",
            *(name for name in self._record_type.natural_key if name != "title"),
        )
        rows = access.visible(by, model._default_manager.filter(voided_at=None)).values_list(*fields)
        self._found: dict[str, set[Any]] = {}
        for key, *words in rows[:MOST_REFERENCES]:
            for word in words:
                if word:
                    self._found.setdefault(str(word).casefold(), set()).add(key)
        self._model = model

    def __contains__(self, words: str) -> bool:
        return words in self._found

    def __call__(self, cell: Cell) -> Any:
        written = cells.text(cell)
        keys = self._found.get(written.casefold(), set())
        names = {"cell": written, "type": str(self._record_type.label).lower()}
        if not keys:
            raise BadCell(
                _("There is no %(type)s “%(cell)s” here.") % names,
                _("Write the number or name of one that is here, or import it first."),
            )
        if len(keys) > 1:
            raise BadCell(
                _("There is more than one %(type)s “%(cell)s”.") % names,
                _("Write the number, or for a person the e-mail address."),
            )
        return next(iter(keys))
