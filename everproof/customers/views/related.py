"""Lists of what belongs to a record, on its page: all asked in the page's one statement."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template.loader import render_to_string

from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.records import Record
from everproof.kernel.ui import addresses, pages
from everproof.kernel.ui.asking import Answer, Question
from everproof.kernel.ui.views import RecordPage

MOST = 12


@dataclass(frozen=True)
class Related:
    """Records of `model` whose `field` is the record of the page: a heading, what is said while there is none, and
    the words on the button that adds one. `meta` is a text beside the title, `day` the day that is shown."""

    name: str
    title: Any
    model: type[Record]
    field: str
    empty: Any
    add: Any = ""
    meta: str = ""
    day: str = ""

    def question(self, actor: Actor, record: Record) -> Question:
        """The newest of them, by words, state and day."""
        rows = access.visible(actor, self.model._default_manager.filter(voided_at=None, **{self.field: record.pk}))
        texts = ("number", "title", "status", *([self.meta] if self.meta else []))
        return Question(rows.order_by("-id")[:MOST], key="id", texts=texts, day=self.day or None)

    def section(self, page: RecordPage, answers: Sequence[Answer]) -> pages.Section | None:
        """As it is shown; nothing where there is none and the actor could add none."""
        record_type = modules.type_of(self.model)
        add_url = ""
        if self.add and not page.is_locked and access.may(page.actor, "create", self.model):
            address = addresses.of_type(page.organization, record_type, "record_create")
            add_url = f"{address}?{self.field}={page.record.pk}"
        items = []
        for answer in sorted(answers, key=lambda one: str(one.key), reverse=True):
            number, title, status, *more = answer.texts
            state = record_type.lifecycle.by_state.get(status) if record_type.lifecycle else None
            url = addresses.of_type(page.organization, record_type, "record", reference=number or str(answer.key))
            items.append({"title": title, "url": url, "state": state, "meta": " ".join(more), "day": answer.day})
        whole = addresses.of_type(page.organization, record_type, "records") if len(items) == MOST else ""
        context = {"items": items, "add_url": add_url, "add": self.add, "empty": self.empty, "whole": whole}
        return pages.Section(str(self.title), html=render_to_string("customers/related.html", context))


class PageWithRelated(RecordPage):
    """A record's page with what belongs to it below its parts."""

    belonging: tuple[Related, ...] = ()

    def more_questions(self) -> dict[str, Any]:
        return {f"related-{one.name}": one.question(self.actor, self.record) for one in self.belonging}

    def sections(self) -> list[pages.Section]:
        found = [one.section(self, self.around.get(f"related-{one.name}", ())) for one in self.belonging]
        return [*super().sections(), *(section for section in found if section)]
