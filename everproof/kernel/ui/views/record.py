"""The page of one record: state and next step, content, actions, links both ways, timeline."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.lifecycle import Lifecycle
from everproof.kernel.modules import Panel
from everproof.kernel.ui import addresses, files, formats, linked, named, pages, signed, values
from everproof.kernel.ui.asking import Part as AskedPart
from everproof.kernel.ui.asking import Question, Rows, kept
from everproof.kernel.ui.forms import editable_fields
from everproof.kernel.ui.frame import Link
from everproof.kernel.ui.history import History
from everproof.kernel.ui.steps import Way, ways
from everproof.kernel.ui.surroundings import surroundings
from everproof.kernel.ui.views.organization import RecordView
from everproof.kernel.work.models import Action
from everproof.kernel.work.queries import actions_from

PANEL = "panel-"


@dataclass(frozen=True)
class Part:
    """A part of a record's content: fields under a heading; `empty` is said where all of them are empty, or nothing."""

    title: Any
    fields: tuple[str, ...]
    empty: Any = ""
    hidden_while_empty: bool = False


class RecordPage(RecordView):
    """Shows one record. Rooms set `model` and `parts`; what else differs is a method to override."""

    template_name = "ui/detail.html"
    parts: tuple[Part, ...] = ()
    takes_actions: bool | None = None

    def get(self, request: HttpRequest, **kwargs: Any) -> HttpResponse:
        return render(request, self.template_name, {"page": self.page(), "record": self.record, **self.more_context()})

    def more_context(self) -> dict[str, Any]:
        """Further template variables of a room's own page."""
        return {}

    def relations(self) -> list[str]:
        shown = {name for part in self.content() for name in part.fields}
        related = [
            field.name
            for field in self.record_type.model._meta.concrete_fields
            if isinstance(field, models.ForeignKey) and field.name in shown
        ]
        return [*dict.fromkeys([*super().relations(), "voided_by", *related])]

    def content(self) -> Sequence[Part]:
        """The room's parts; without any, each long text is a part and the rest stands in one."""
        if self.parts:
            return self.parts
        model = self.record_type.model
        names = [name for name in editable_fields(model) if name != "title"]
        texts = [name for name in names if values.is_prose(model, name)]
        facts = tuple(name for name in names if name not in texts)
        label = {name: model._meta.get_field(name).verbose_name for name in texts}  # type: ignore[union-attr]
        return [*(Part(str(label[name]).capitalize(), (name,)) for name in texts), Part(_("At a glance"), facts)]

    @cached_property
    def history(self) -> History:
        return History(self.record)

    @cached_property
    def around(self) -> Mapping[str, list[Any]]:
        """Links, actions and the names in the timeline, asked together with what the frame wants to know."""
        record, actor = self.record, self.actor
        asked: dict[str, Question | Rows | AskedPart] = {**linked.questions(record, actor)}
        if self.has_actions:
            of: dict[str, Any] = {"organization": record.organization_id, "type_name": record.type_name}
            asked["actions"] = _actions(actor, form=actor.reach, record=record.pk, **of)
        asked |= named.questions(self.record, self.actor)
        asked |= files.questions(record, actor)
        asked |= signed.questions(record)
        asked |= self.history.names.questions()
        for place, panel in enumerate(self.declared_panels):
            if panel.questions:
                asked |= {f"{PANEL}{place}-{name}": one for name, one in panel.questions(actor, record).items()}
        asked |= self.more_questions()
        return linked.without_hidden(actor, surroundings(self.request, **asked).more)

    def more_questions(self) -> Mapping[str, Question | Rows | AskedPart]:
        """What a room's own page asks beside these, in the same statement; the answers stand in `around`."""
        return {}

    @cached_property
    def ways(self) -> list[Way]:
        return ways(self.record, self.actor)

    def page(self) -> pages.RecordPage:
        record, record_type = self.record, self.record_type
        self.history.names.learn(self.around)
        self.history.names.known |= linked.numbers(self.around)
        page = pages.RecordPage(
            kind=str(record_type.label),
            number=record.number,
            title=record.title,
            today=self.today,
            state=self.state(),
            owner=self.owner(),
            due=self.due(),
            facts=self.facts(),
            crumbs=[Link(str(record_type.plural), self.address())],
            sections=[*self.sections(), *self.panels()],
            life=self.life(),
            people=self.people(),
            links=self.links(),
            work=self.work(),
            files=self.files(),
            removed_files=files.removed(record, self.around),
            signatures=signed.shown(record, self.actor, self.around),
            timeline=self.history.events,
            timeline_url=self.here("record_history") if self.history.is_cut else "",
            menu=self.menu(),
            void=self.void(),
        )
        self.add_steps(page)
        self.add_tools(page)
        return page

    def state(self) -> Any:
        lifecycle = self.record_type.lifecycle
        if self.record.is_voided:
            return pages.State(_("Voided"), "void")
        return lifecycle.by_state.get(self.record.status) if lifecycle else None

    def owner(self) -> str | None:
        """Whose it is; "" while it is nobody's, None for a type that nobody owns."""
        if not self.record_type.owner:
            return None
        owner = getattr(self.record, self.record_type.owner)
        return owner.name if owner else ""

    def due(self) -> pages.Due | None:
        day = getattr(self.record, self.record_type.due) if self.record_type.due else None
        lifecycle = self.record_type.lifecycle
        return pages.Due(day, done=bool(lifecycle and self.record.status in lifecycle.closed_states)) if day else None

    def facts(self) -> list[pages.Fact]:
        """What stands in the title line beside state, owner and due day."""
        site = self.record.site
        return [pages.Fact(_("Site"), site.title)] if site else []

    def sections(self) -> list[pages.Section]:
        return [self.section(part) for part in self.content() if not (part.hidden_while_empty and self._is_empty(part))]

    def _is_empty(self, part: Part) -> bool:
        return all(getattr(self.record, name) in (None, "", []) for name in part.fields)

    def section(self, part: Part) -> pages.Section:
        model = self.record_type.model
        texts = [name for name in part.fields if values.is_prose(model, name)]
        if len(part.fields) == len(texts) == 1:
            words = getattr(self.record, texts[0])
            return pages.Section(str(part.title), prose=words, empty="" if words else self._empty(part))
        if self._is_empty(part):
            return pages.Section(str(part.title), empty=self._empty(part))
        facts = [self.fact(name) for name in part.fields]
        return pages.Section(str(part.title), facts=[one for one in facts if one.value not in (None, "", [])])

    def fact(self, name: str) -> pages.Fact:
        """One field as it is shown in a part; a list of other records leads to them."""
        fact = values.fact(self.record, name)
        if name not in named.list_fields(self.record_type.model):
            return fact
        return pages.Fact(fact.label, named.links(self.record, name, self.actor, self.around), "links")

    def _empty(self, part: Part) -> str:
        return str(part.empty) or _("Nothing written yet.")

    @cached_property
    def declared_panels(self) -> list[Panel]:
        return [panel for panel in modules.declared("panels") if panel.record_type in ("", self.record_type.name)]

    def panels(self) -> list[pages.Section]:
        """What rooms above show on this page."""
        found = []
        for place, panel in enumerate(self.declared_panels):
            own = f"{PANEL}{place}-"
            answers = {name.removeprefix(own): said for name, said in self.around.items() if name.startswith(own)}
            variables = panel.build(self.request, self.record, answers)
            if variables is not None:
                html = render_to_string(panel.template, {**variables, "record": self.record}, request=self.request)
                found.append(pages.Section(str(panel.label), html=html))
        return found

    def life(self) -> list[pages.LifeStep]:
        """The states on the way to the end, with when each was reached and by whom."""
        lifecycle = self.record_type.lifecycle
        if lifecycle is None:
            return []
        path = _path(lifecycle, self.record.status, self.history.reached)
        here = path.index(self.record.status)
        steps = []
        for place, name in enumerate(path):
            where = "current" if place == here else "done" if place < here else "ahead"
            note = ""
            if where != "ahead" and name in self.history.reached:
                at, who = self.history.reached[name]
                note = f"{formats.day(timezone.localdate(at))}, {who}"
            steps.append(pages.LifeStep(str(lifecycle.by_state[name].label), where, note))
        return steps

    def add_steps(self, page: pages.RecordPage) -> None:
        """The one next step with what is missing, and the other ones the actor may take."""
        lifecycle = self.record_type.lifecycle
        if lifecycle is None or self.record.is_voided:
            return
        offered = [way for way in self.ways if way.permitted]
        forward = [way for way in offered if self.record.status not in lifecycle.closed_states]
        steps = [self._declared_step(), *(self._step(way) for way in offered)]
        found = [step for step in steps if step is not None]
        if forward or (found and steps[0] is not None):
            page.next_step, found = found[0], found[1:]
            first = forward[0] if steps[0] is None else None
            page.missing = [pages.Missing(str(reason)) for reason in first.blocking] if first else []
            page.missing_title = _("Before this is possible")
        page.steps = [step for step in found if step.ready]

    def _declared_step(self) -> pages.Step | None:
        """What a room says comes next, where the lifecycle alone does not tell."""
        for declared in modules.declared("next_steps"):
            if declared.record_type == self.record_type.name:
                found = declared.find(self.record, self.actor)
                if found:
                    return pages.Step(str(found[0]), found[1])
        return None

    def _step(self, way: Way) -> pages.Step:
        return pages.Step(
            str(way.transition.label), self.here("record_step", step=way.transition.name), not way.blocking
        )

    def people(self) -> list[pages.Fact]:
        found = []
        if self.record_type.owner:
            found.append(pages.Fact(_("Owner"), getattr(self.record, self.record_type.owner), "person"))
        if self.record.created_by:
            found.append(pages.Fact(_("Recorded by"), self.record.created_by, "person"))
        return found

    def links(self) -> list[pages.LinkGroup]:
        """Both ways, by relation as it reads from here."""
        remove_url = self.here("record_unlink", link=0) if access.may(self.actor, "link", self.record) else ""
        return linked.groups(self.actor, self.around, remove_url)

    @property
    def has_actions(self) -> bool:
        """Whether actions are raised from records of this type: by default from those that have a life."""
        if self.takes_actions is None:
            return self.record_type.lifecycle is not None and self.record_type.model is not Action
        return self.takes_actions

    def work(self) -> list[pages.Work]:
        if not self.has_actions:
            return []
        record_type = modules.type_of(Action)
        assert record_type.lifecycle is not None
        found = []
        asked = self.around.get("actions", ())
        for answer in sorted(asked, key=lambda answer: (answer.day or self.today, answer.texts)):
            number, title, status, owner = answer.texts
            url = addresses.of_type(self.organization, record_type, "record", reference=number)
            due = pages.Due(answer.day, done=status != "open") if answer.day else None
            found.append(pages.Work(title, url, record_type.lifecycle.by_state[status], owner, due))
        return found

    def files(self) -> list[pages.File]:
        return files.shown(self.record, self.actor, self.around[files.FILES], may_change=not self.is_locked)

    @property
    def is_locked(self) -> bool:
        """Whether the record takes no change now: voided, or in a closed state."""
        lifecycle = self.record_type.lifecycle
        return self.record.is_voided or bool(lifecycle and self.record.status in lifecycle.closed_states)

    def menu(self) -> list[Link]:
        """What else can be done, behind the three dots."""
        found = [
            Link(_("Whole history"), self.here("record_history"), "history"),
            Link(_("Print (PDF)"), self.here("record_print"), "printer"),
        ]
        if not self.record.is_voided and access.may(self.actor, "void", self.record):
            found.append(Link(_("Void"), self.here("record_void"), "ban"))
        return found

    def void(self) -> pages.Void | None:
        record = self.record
        if not record.is_voided:
            return None
        may = access.may(self.actor, "reinstate", record)
        who = record.voided_by.name if record.voided_by else "Everproof"
        return pages.Void(record.voided_at, who, record.voided_reason, self.here("record_reinstate") if may else "")

    def add_tools(self, page: pages.RecordPage) -> None:
        """The addresses of the pages that change the record, where the actor may use them."""
        record = self.record
        if record.is_voided:
            return
        if access.may(self.actor, "link", record):
            page.link_url = self.here("record_link")
        if self.is_locked:
            return
        if access.may(self.actor, "update", record):
            page.edit_url = self.here("record_edit")
        if access.may(self.actor, "attach", record):
            page.upload = files.upload(self.here("record_files"), files.largest(self.around), record_id=record.pk)
        if self.has_actions and access.may(self.actor, "create", Action):
            page.work_url = self.here("record_action")


@kept
def _actions(actor: Actor, organization: int, type_name: str, record: UUID) -> Question:
    actions = access.visible(actor, actions_from(organization, type_name, record))
    return Question(actions, key="id", texts=("number", "title", "status", "owner__title"), day="due_on")


def _path(lifecycle: Lifecycle, status: str, reached: dict[str, Any]) -> list[str]:
    """The states to show: the declared order, or open states and the first closed one; a detour only once taken."""
    usual = lifecycle.order or (*lifecycle.open_states, *lifecycle.closed_states[:1])
    if status in usual:
        return list(usual)
    been = [name for name in usual if name in reached]
    return [*been, status]
