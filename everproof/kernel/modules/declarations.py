"""What a room may declare in its `module.py`. Plain dataclasses: reading one tells all it does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import date
    from uuid import UUID

    from django.db.models import Field as ModelField
    from django.db.models import Q, QuerySet
    from django.http import HttpRequest

    from everproof.kernel.access.actor import Actor
    from everproof.kernel.checks.declarations import Check, Fault
    from everproof.kernel.checks.situation import Situation
    from everproof.kernel.exchange.importing.folders import FolderImport
    from everproof.kernel.exchange.importing.tables import ImportTable
    from everproof.kernel.lifecycle import Lifecycle
    from everproof.kernel.notifications.kinds import NotificationKind
    from everproof.kernel.parameters import Parameter
    from everproof.kernel.records.models import Record
    from everproof.kernel.tasks.backend import OrganizationTask
    from everproof.kernel.tasks.duties import Duty
    from everproof.kernel.tasks.scheduling import ScheduledTask
    from everproof.kernel.ui.asking import Part, Question, Rows

KINDS = ("text", "number", "state", "person", "day", "moment", "quantity", "choice", "boolean")


@dataclass(frozen=True)
class Column:
    """One column of a list and of its export.

    `source` is an attribute path on the record ("owner.title"); `kind` says how it is shown (one of KINDS).
    A column that is not `shown` can be chosen by the person; `related` names the relation to fetch with the list,
    `reads` fields of the record beside its own that say how it is written.
    """

    name: str
    label: Any
    source: str = ""
    kind: str = "text"
    shown: bool = True
    related: str = ""
    reads: tuple[str, ...] = ()

    @property
    def path(self) -> str:
        return self.source or self.name


@dataclass(frozen=True)
class Sort:
    """A way to order a list. `field` is one model field; the id breaks ties, so pages never skip or repeat a row."""

    name: str
    label: Any
    field: str
    descending: bool = False


@dataclass(frozen=True)
class Filter:
    """A filter that reads as part of a sentence ("open", "at Site 2", "late").

    `choices(actor)` gives (value, label) pairs; `apply(value, actor)` the condition for a chosen value, by the value,
    the actor and the organisation's day alone, since the query is kept for them; `lead` is the quiet word before it
    ("at", "older than").
    """

    name: str
    label: Any
    choices: Callable[[Actor], Sequence[tuple[str, Any]]]
    apply: Callable[[str, Actor], Q]
    lead: Any = ""


@dataclass(frozen=True)
class Act:
    """The room's own action behind a verb, for those who do verbs without knowing the room: API, import, bulk.

    The action takes its record first (but for "create"), then `by`, `at` and the rest by keyword; without one the
    kernel itself does the verb. `fields` are the fields of the record that the verb takes (None: those of the
    transition, or all that may be edited); `names` says which argument takes a field that it calls otherwise; `takes`
    are model fields, unbound, for what the action takes that is no field of the record (the value of a KPI).
    """

    action: Callable[..., Record] | None = None
    fields: tuple[str, ...] | None = None
    names: Mapping[str, str] = field(default_factory=dict)
    takes: Mapping[str, ModelField[Any, Any]] = field(default_factory=dict)


@dataclass(frozen=True)
class ListItem:
    """What the items of a JSON list are, where they are more than words, ids or choices.

    `schema` is the type that the API takes and gives (one that pydantic knows), `reader(actor)` gives what turns one
    item of an import's cell into its value, and `hint` says what may stand in such a cell.
    """

    schema: Any
    reader: Callable[[Actor], Callable[[Any], Any]]
    hint: Any


@dataclass(frozen=True)
class RecordType:
    """The one declaration of a record type. Lists, export, import, API and search read it.

    `powers` maps a verb to the power it needs where the usual one does not fit (see access.roles);
    `personal` names the fields that erasure of a person blanks; `search` the fields whose words are found;
    `natural_key` the fields by which an import recognises a record it has seen before;
    `visibility` narrows who sees a record beyond access roles, by the actor and the actor's person alone: the query it
    is a part of is kept for them, so what it looks up it asks inside the condition; `about` is one sentence for empty
    lists;
    `owner` and `due` name the fields that say whose it is and until when; `acts` maps a verb to the room's action for
    it; `whole` names the relation to the record that this one is a part of: who may change the whole may change its
    parts; `lists` says of which type the items of a JSON field are that holds a list (the others are not written to):
    str, int, UUID, a TextChoices or a ListItem;
    `numbering` gives the numbers of new records where the type numbers them by rules of its own and not by `prefix`.
    """

    model: type[Record]
    label: Any
    plural: Any
    path: str
    prefix: str = ""
    numbering: Callable[[Sequence[Any]], Sequence[str]] | None = None
    lifecycle: Lifecycle | None = None
    columns: tuple[Column, ...] = ()
    sorts: tuple[Sort, ...] = ()
    filters: tuple[Filter, ...] = ()
    search: tuple[str, ...] = ("number", "title")
    personal: tuple[str, ...] = ()
    natural_key: tuple[str, ...] = ()
    powers: Mapping[str, str] = field(default_factory=dict)
    owner: str = ""
    due: str = ""
    party: str = ""
    whole: str = ""
    reason_needed: tuple[str, ...] = ()
    visibility: Callable[[Actor], Q] | None = None
    acts: Mapping[str, Act] = field(default_factory=dict)
    lists: Mapping[str, Any] = field(default_factory=dict)
    about: Any = ""
    clause: str = ""
    icon: str = "file"

    @property
    def name(self) -> str:
        """The catalogue's word for it, e.g. "internal-audit"; unique over all rooms."""
        return self.model.type_name

    @property
    def room(self) -> str:
        """The app label of the room it belongs to."""
        return self.model._meta.app_label

    @property
    def is_numbered(self) -> bool:
        """Whether its records have numbers once they are no drafts."""
        return bool(self.prefix) or self.numbering is not None

    @property
    def plural_name(self) -> str:
        """The word that the command line takes, e.g. "nonconformities"."""
        return self.path


@dataclass(frozen=True)
class MenuEntry:
    """A line of the navigation: its group (see modules.groups), words and icon, and the URL name that takes the
    organisation.

    `work` names the due work that is counted behind the line; `insiders` keeps the line from contacts of other
    companies, who may not see what it leads to.
    """

    group: Any
    label: Any
    icon: str
    url_name: str
    power: str = "read"
    work: tuple[str, ...] = ()
    insiders: bool = False


@dataclass(frozen=True)
class DueWork:
    """Work that waits for a person. `query(actor)` gives items of `work.WorkItem`'s shape in few statements.

    `waiting(actor)` gives the same as a query set, for pages that only count it. It may go by the actor, the actor's
    person and the organisation's day, and by nothing else: it is kept for them.
    """

    name: str
    label: Any
    query: Callable[[Actor], Sequence[Any]]
    waiting: Callable[[Actor], QuerySet[Any]] | None = None


@dataclass(frozen=True)
class Panel:
    """A piece of another room's record page; with an empty `record_type` a piece of every record's page.

    `questions(actor, record)` gives what it wants to know, by name: the page asks it together with everything else, in
    its one statement. `build(request, record, answers)` gives template variables, or None for nothing; `answers` are
    those to its own questions.
    """

    record_type: str
    label: Any
    template: str
    build: Callable[[HttpRequest, Record, Mapping[str, Sequence[Any]]], Mapping[str, Any] | None]
    questions: Callable[[Actor, Record], Mapping[str, Question | Rows | Part]] | None = None


@dataclass(frozen=True)
class Suggestion:
    """Words that forms of another room offer for a text field; anything else may be typed all the same.

    `words(actor)` gives them in one statement, when a form with that field is made.
    """

    record_type: str
    field: str
    words: Callable[[Actor], Sequence[str]]


@dataclass(frozen=True)
class Gate:
    """A reason to refuse another room's transition, asked in bulk.

    `refuse(records)` gives {record id: reason} for those that may not pass.
    """

    record_type: str
    transition: str
    refuse: Callable[[Sequence[Record]], Mapping[Any, Any]]


@dataclass(frozen=True)
class Reaction:
    """A task that follows a verb. It is enqueued in the same transaction and never vetoes; it must be idempotent."""

    verb: str
    task: OrganizationTask


@dataclass(frozen=True)
class Measure:
    """A named series that KPIs and effectiveness tests may use.

    `read(organization_id, start, end)` gives (day, count or value) pairs, days being the organisation's. `fold` says
    how those of a longer period become one: "sum", "mean" or "last". `out_of` counts the whole of which `read` counts
    a part, so that both become a share.
    """

    name: str
    label: Any
    unit: str
    read: Callable[[int, date, date], Sequence[tuple[date, float]]]
    fold: str = "sum"
    out_of: Callable[[int, date, date], Sequence[tuple[date, float]]] | None = None


@dataclass(frozen=True)
class ReviewInput:
    """One input of the management review: its clause item and what to show for a period."""

    item: str
    label: Any
    read: Callable[[Actor, date, date], Any]


@dataclass(frozen=True)
class NextStep:
    """The one step a record of a type asks for next; `find(record, actor)` gives (label, URL) or None."""

    record_type: str
    find: Callable[[Record, Actor], tuple[Any, str] | None]


@dataclass(frozen=True)
class Signal:
    """How something stands, in a few words ("2 actions are late"); `tone` as for a state, `url` leads to the reason."""

    tone: str
    words: Any
    url: str = ""


@dataclass(frozen=True)
class ProcessHealth:
    """What a room knows of the health of processes, for their boxes on the map and for their pages.

    `questions(actor, process_ids)` gives what it wants to know of all of them, by name and only of what the actor may
    see: the page asks it together with everything else. `judge(actor, process_ids, answers)` gives {process id: Signal}
    out of the answers; a process about which there is nothing to say is left out. A signal in good tone says that all
    is well, which differs from silence.
    """

    name: str
    label: Any
    questions: Callable[[Actor, Sequence[UUID]], Mapping[str, Question | Rows | Part]]
    judge: Callable[[Actor, Sequence[UUID], Mapping[str, Sequence[Any]]], Mapping[UUID, Signal]]


@dataclass(frozen=True)
class Module:
    """All that a room contributes.

    `sentences` maps a ledger verb (`improvement.nonconformity.triage`) to its sentence ("{actor} took it up").
    `places` names the addresses that the frame of every page leads to: "home", "work", "report", "icon".
    `flags` decides a catalogue's applicability flags ("if-special-process") from the room's own records; where several
    rooms declare one flag, it holds as soon as one of them says so. `exclusions` gives the requirements (a clause's or
    an atom's id) that the approved scope statement leaves out, with the reason, and None where none is approved.
    `more_parameters` gives those that stand in a file, which is read only when somebody asks for a parameter.
    `duties` are done over and over by the worker, for all organisations; each must be cheap when nothing happened.
    `import_tables` are what a file may bring in besides records, `folder_imports` the types whose records are files.
    `public_pages` names the page (dotted, a `ui.views.public.PublicPage`) that /p/<token>/ opens for each kind of link.
    """

    name: str
    label: Any
    record_types: tuple[RecordType, ...] = ()
    menu: tuple[MenuEntry, ...] = ()
    work: tuple[DueWork, ...] = ()
    panels: tuple[Panel, ...] = ()
    suggestions: tuple[Suggestion, ...] = ()
    gates: tuple[Gate, ...] = ()
    reactions: tuple[Reaction, ...] = ()
    measures: tuple[Measure, ...] = ()
    review_inputs: tuple[ReviewInput, ...] = ()
    next_steps: tuple[NextStep, ...] = ()
    process_health: tuple[ProcessHealth, ...] = ()
    parameters: tuple[Parameter, ...] = ()
    more_parameters: Callable[[], Sequence[Parameter]] | None = None
    schedules: tuple[ScheduledTask, ...] = ()
    notification_kinds: tuple[NotificationKind, ...] = ()
    checks: tuple[Check, ...] = ()
    faults: tuple[Fault, ...] = ()
    flags: Mapping[str, Callable[[Situation], bool]] = field(default_factory=dict)
    exclusions: Callable[[Situation], Mapping[str, Any] | None] | None = None
    duties: tuple[Duty, ...] = ()
    import_tables: tuple[ImportTable, ...] = ()
    folder_imports: tuple[FolderImport, ...] = ()
    sentences: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, str] = field(default_factory=dict)
    public_pages: Mapping[str, str] = field(default_factory=dict)
