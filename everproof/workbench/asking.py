"""From what a person posted to a study, or to words that say what to mend."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from everproof.analytics.errors import BadInput
from everproof.workbench import numbers
from everproof.workbench.catalogue import Method
from everproof.workbench.columns import Data, chosen_columns, read_data
from everproof.workbench.forms import DataForm, SettingsForm
from everproof.workbench.study import Study
from everproof.workbench.table import Table, UnreadableData, Writing, decoded, read_table


@dataclass
class Asked:
    """A method with what was posted. `form` is ready to show again; `study` is there where it could be computed."""

    method: Method
    form: SettingsForm
    study: Study | None = None
    text: str = ""
    columns: Mapping[str, Sequence[str]] = field(default_factory=dict)
    read: str = ""
    """What was read, in words: `24 rows, 3 columns; decimal point`."""

    @property
    def settings(self) -> dict[str, str]:
        """The settings as posted, without the data: what a file or a link needs to rebuild the study."""
        names = [*self.form.setting_names(), *(name for name in ("decimal", "header") if name in self.form.fields)]
        given = {name: self.form.data.get(name, "") for name in names}
        return {name: value for name, value in given.items() if value != ""}


def empty(method: Method, given: Mapping[str, Any] | None = None) -> Asked:
    """The form before anything was posted, with an example in it where one was asked for."""
    initial = dict(given or {})
    return Asked(method, method.form(initial=initial))


def answer(method: Method, posted: QueryDict, files: MultiValueDict[str, Any] | None = None) -> Asked:
    """Read what was posted and compute. What is wrong stands in the form; nothing that was typed is lost."""
    posted = posted.copy()
    if not method.takes_data:
        return _compute(Asked(method, _filled(method, posted, files)), Data())
    form = _filled(method, posted, files)
    form.is_valid()
    file = form.cleaned_data.get("file")
    text = posted.get("data", "")
    if file is not None:
        try:
            text = decoded(file.read())
        except UnreadableData as error:
            return _refused(Asked(method, form, text=text), "file", error)
        # The text takes the file's place, so that the next post still has it.
        posted["data"] = text
        form = _filled(method, posted, None)
    asked = Asked(method, form, text=text)
    try:
        table = read_table(text, _writing(method, posted))
    except UnreadableData as error:
        return _refused(asked, "data", error)
    choices = {role.name: posted.getlist(f"column_{role.name}") for role in method.roles}
    asked.columns = chosen_columns(table, method.roles, choices)
    assert isinstance(form, DataForm)
    form.offer_columns(table, method.roles, asked.columns)
    try:
        asked.read = _in_words(table, asked.columns)
        data = read_data(table, method.roles, asked.columns)
    except UnreadableData as error:
        return _refused(asked, "data", error)
    return _compute(asked, data)


def _filled(method: Method, posted: QueryDict, files: MultiValueDict[str, Any] | None) -> SettingsForm:
    """The form with what was posted; settings that a link leaves out have their usual value."""
    for name, field_ in method.form.base_fields.items():
        if name not in posted and field_.initial not in (None, ""):
            posted[name] = str(field_.initial)
        choices = getattr(field_, "choices", None)
        if name not in posted and choices and field_.required:
            posted[name] = str(next(iter(choices))[0])
    return method.form(posted, files)


def _compute(asked: Asked, data: Data) -> Asked:
    if not asked.form.is_valid():
        return asked
    try:
        asked.study = asked.method.run(data, asked.form.cleaned_data)
    except BadInput as error:
        asked.form.add_error(None, _sentence(error))
    except MemoryError:
        asked.form.add_error(None, _("This is too much to compute at once. Take a part of the data."))
    return asked


def _sentence(error: BadInput) -> str:
    """The words of a statistic, with the place they speak of."""
    message = error.args[0] if error.args else str(error)
    sentence = f"{error.where}: {message}" if error.where else str(message)
    return sentence if sentence.endswith(".") else f"{sentence}."


def _refused(asked: Asked, name: str, error: UnreadableData) -> Asked:
    asked.form.is_valid()
    for problem in error.problems:
        asked.form.add_error(name, problem)
    return asked


def _writing(method: Method, posted: Mapping[str, Any]) -> Writing:
    needed = sum(role.required for role in method.roles)
    # Counts without their sizes may stand alone; with a comma between, two numbers are two columns.
    needed += any(role.name == "sizes" for role in method.roles) and not posted.get("size")
    header = {"yes": True, "no": False}.get(posted.get("header", ""))
    decimal = posted.get("decimal") if posted.get("decimal") in (numbers.POINT, numbers.COMMA) else None
    words = [role.pattern for role in method.roles if role.hints]
    return Writing(decimal=decimal, header=header, needs_columns=needed, header_words=words)


def _in_words(table: Table, chosen: Mapping[str, Sequence[str]]) -> str:
    rows = ngettext("%(count)d row", "%(count)d rows", len(table)) % {"count": len(table)}
    columns = ngettext("%(count)d column", "%(count)d columns", len(table.columns)) % {"count": len(table.columns)}
    used = [column for names in chosen.values() for name in names if (column := table.column(name))]
    signs = {column.sign for column in used if column.is_numeric and _has_sign(column.cells)}
    written = {numbers.POINT: _("decimal point"), numbers.COMMA: _("decimal comma")}
    return ", ".join([rows, columns, *(written[sign] for sign in sorted(signs))])


def _has_sign(cells: Sequence[str]) -> bool:
    return any("." in cell or "," in cell for cell in cells)
