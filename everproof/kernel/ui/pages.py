"""What the generic pages show, as plain dataclasses: a view fills one, a template in templates/ui/ draws it.

Every label is ready to show (translated, and formatted where the type says str), every address ready to follow.
Values in list rows stay raw; the column's `kind` decides how they are drawn (see `components.CELLS`).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from everproof.kernel.ui.frame import Link


@dataclass(frozen=True, slots=True)
class State:
    """A state to show. `tone` picks shape and colour: neutral, progress, good, warn, bad or void."""

    label: str
    tone: str = "neutral"


@dataclass(frozen=True, slots=True)
class Due:
    """A due day with its state: a thing that is `done` is never late."""

    day: date
    done: bool = False


# Lists --------------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a list. `kind` is a key of `components.CELLS`; `sorted` is "", "ascending" or "descending".

    `sort_url` leads to the list sorted by this column (the other way round where it already is).
    """

    key: str
    label: str
    kind: str = "text"
    sort_url: str = ""
    sorted: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One record in a list: `values` in the order of the columns."""

    id: str
    url: str
    values: Sequence[Any]
    voided: bool = False


@dataclass(frozen=True, slots=True)
class Filter:
    """One clause of the sentence: `lead` is the quiet word before the chip ("at", "older than"), may be empty."""

    label: str
    remove_url: str
    lead: str = ""


@dataclass(frozen=True, slots=True)
class ColumnChoice:
    """A column the reader may show or hide."""

    key: str
    label: str
    shown: bool


@dataclass(frozen=True, slots=True)
class BulkAction:
    """Something to do with all chosen rows: a button that posts `chosen` (ids) to `url`. `tone` may be "danger"."""

    label: str
    url: str
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Empty:
    """The page before the first record: what this is for, the clause it serves, what good looks like, a first step."""

    title: str
    purpose: str
    clause: str = ""
    example_title: str = ""
    example: Sequence[tuple[str, str]] = ()
    first_label: str = ""
    first_url: str = ""


@dataclass(slots=True)
class ListPage:
    """A list of records (ui/list.html, variable `page`).

    `noun` is the plural inside a sentence. `search` is None where there is no text search. `keep` are the query
    parameters that each GET form on the page must repeat. `filter_form` is a form of all filters
    with `visible_fields`, Django's or one like it.
    """

    title: str
    noun: str
    columns: Sequence[Column]
    rows: Sequence[Row]
    url: str
    today: date
    count: int | None = None
    count_is_capped: bool = False
    lead: str = ""
    views: Sequence[Link] = ()
    save_view_url: str = ""
    drop_view_url: str = ""
    may_share_view: bool = False
    filters: Sequence[Filter] = ()
    filter_form: Any = None
    clear_url: str = ""
    search: str | None = None
    keep: Sequence[tuple[str, str]] = ()
    choosable: Sequence[ColumnChoice] = ()
    newer_url: str = ""
    older_url: str = ""
    create_url: str = ""
    create_label: str = ""
    exports: Sequence[Link] = ()
    import_url: str = ""
    bulk: Sequence[BulkAction] = ()
    empty: Empty | None = None


# One record ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value; `value` may be any kind that `components.CELLS` draws, or ready HTML (SafeString)."""

    label: str
    value: Any
    kind: str = "text"


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the content: facts, or prose, or ready HTML, under a heading. `edit_url` shows a quiet Edit link."""

    title: str
    facts: Sequence[Fact] = ()
    prose: str = ""
    html: str = ""
    edit_url: str = ""
    empty: str = ""


@dataclass(frozen=True, slots=True)
class LifeStep:
    """A step of the life: `where` is done, current or ahead; `note` says when and by whom."""

    label: str
    where: str = "ahead"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Missing:
    """What still stands before the next step, as the guard says it, with the place to mend it."""

    text: str
    url: str = ""
    met: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """Something that can be done next. A step that is not `ready` is shown but not offered as a button to press."""

    label: str
    url: str
    ready: bool = True
    icon: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class RecordLink:
    """Another record, linked by a named relation; `remove_url` only for those who may remove the link."""

    number: str
    title: str
    url: str
    state: Any = None
    voided: bool = False
    remove_url: str = ""


@dataclass(frozen=True, slots=True)
class LinkGroup:
    """All records on the other end of one relation, seen from here."""

    relation: str
    items: Sequence[RecordLink]


@dataclass(frozen=True, slots=True)
class Work:
    """An action that belongs to the record."""

    title: str
    url: str
    state: Any = None
    owner: str = ""
    due: Due | None = None


@dataclass(frozen=True, slots=True)
class File:
    """An attachment. `octets` is its size, `by` and `at` who added it and when.

    `small_url` and `large_url` lead to pictures of it; without them the `icon` stands there. `cautions` are sentences.
    `heard` says that it can be listened to at `url`.
    """

    name: str
    url: str
    octets: int
    by: str = ""
    at: date | None = None
    caption: str = ""
    icon: str = "paperclip"
    small_url: str = ""
    large_url: str = ""
    cautions: Sequence[str] = ()
    describe_url: str = ""
    remove_url: str = ""
    heard: bool = False


@dataclass(frozen=True, slots=True)
class Upload:
    """The element that adds files (ui/parts/upload.html). `accept` lists endings, `largest` is in octets.

    Each file goes to `url` and its id; `record_id` tells which of the files that wait are this record's. In a form of
    a record that is not made yet, `url` holds `{id}` in place of the id that the form carries, and the files wait until
    the draft `draft_key` has arrived.
    """

    url: str
    accept: str = ""
    largest: int = 0
    draft_key: str = ""
    record_id: str = ""


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature under the record: who, in which role, with which meaning, when and in which zone.

    `about` says which version it is of and whether that still stands; `stands` is false once the record changed.
    `confirmed` says since when a checkpoint proves it; `waits` that one will in a moment. `proof_url`: its file.
    """

    name: str
    meaning: str
    at: str
    zone: str
    role: str = ""
    about: str = ""
    stands: bool = True
    method: str = ""
    confirmed: str = ""
    waits: bool = False
    proof_url: str = ""
    entry_url: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One field before and after, in words."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Event:
    """A ledger entry as a sentence. `said` is the reason or comment; `seal` says that a signature stands behind it."""

    at: datetime
    sentence: str
    said: str = ""
    changes: Sequence[Change] = ()
    seal: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True)
class Void:
    """Why, when and by whom a record was voided; `reinstate_url` only for those who may."""

    at: datetime
    by: str
    reason: str
    reinstate_url: str = ""


@dataclass(slots=True)
class RecordPage:
    """One record (ui/detail.html, variable `page`). The same anatomy on every record.

    `number` is empty for a draft; `owner` is None for a type that nobody owns. `next_step` is the one step to take;
    `steps` are the other ones, quiet.
    """

    kind: str
    title: str
    number: str = ""
    today: date | None = None
    state: Any = None
    owner: str | None = ""
    due: Due | None = None
    facts: Sequence[Fact] = ()
    crumbs: Sequence[Link] = ()
    sections: Sequence[Section] = ()
    life: Sequence[LifeStep] = ()
    next_step: Step | None = None
    steps: Sequence[Step] = ()
    missing: Sequence[Missing] = ()
    missing_title: str = ""
    people: Sequence[Fact] = ()
    links: Sequence[LinkGroup] = ()
    link_url: str = ""
    work: Sequence[Work] = ()
    work_url: str = ""
    files: Sequence[File] = ()
    removed_files: Sequence[File] = ()
    upload: Upload | None = None
    signatures: Sequence[Signed] = ()
    timeline: Sequence[Event] = ()
    timeline_url: str = ""
    edit_url: str = ""
    menu: Sequence[Link] = ()
    void: Void | None = None


# Forms --------------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class FormPage:
    """A form on a page of its own (ui/form.html, with `page` and the Django form as `form`).

    `draft_key` names the draft in the reader's browser (empty: none is kept): type and id, e.g. `nonconformity:new`.
    `steps` shows where a long form stands. `groups` puts fields under headings: [(heading, help, [field names])].
    """

    title: str
    submit_label: str
    cancel_url: str = ""
    lead: str = ""
    crumbs: Sequence[Link] = ()
    draft_key: str = ""
    steps: Sequence[LifeStep] = ()
    groups: Sequence[tuple[str, str, Sequence[str]]] = ()
    action: str = ""
    submit_tone: str = "primary"


@dataclass(frozen=True, slots=True)
class Signing:
    """What is signed, beside the sentence in `StepPage.signature`.

    `facts` say what and as whom; `fields` are the names of the signature's own form fields, `others` those of the rest.
    `passkey` are the options for the browser as JSON; `problem` says why this login cannot sign, with a way out.
    """

    facts: Sequence[Fact]
    fields: Sequence[str] = ()
    others: Sequence[str] = ()
    with_password: bool = False
    passkey: str = ""
    problem: str = ""
    problem_url: str = ""


@dataclass(slots=True)
class StepPage:
    """A change of state (ui/transition.html) or another decision with consequences (ui/confirm.html, ui/void.html).

    `consequences` are sentences that say what will happen. `missing` refuses the step and says why. `signature` is the
    sentence a signer agrees to; the form then carries the fields of the signature.
    """

    title: str
    submit_label: str
    cancel_url: str
    record: RecordLink | None = None
    lead: str = ""
    consequences: Sequence[str] = ()
    missing: Sequence[Missing] = ()
    signature: str = ""
    signing: Signing | None = None
    submit_tone: str = "primary"
    action: str = ""
    from_state: Any = None
    to_state: Any = None


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field two people changed: what is stored now and what you typed, in words."""

    name: str
    label: str
    theirs: str
    yours: str


@dataclass(slots=True)
class ConflictPage:
    """Someone saved first (ui/conflict.html). Posts one radio per field, named after it, with `theirs` or `yours`.

    `hidden` repeats what was typed, so nothing is lost: [(name, value)].
    """

    title: str
    by: str
    at: datetime
    fields: Sequence[Disagreement]
    cancel_url: str
    hidden: Sequence[tuple[str, str]] = ()
    action: str = ""
    record: RecordLink | None = None


@dataclass(slots=True)
class ErrorPage:
    """What happened, what is safe, what to do next (ui/error.html)."""

    code: str
    title: str
    what: str
    safe: str = ""
    reasons: Sequence[str] = ()
    links: Sequence[Link] = field(default_factory=list)
    reference: str = ""
