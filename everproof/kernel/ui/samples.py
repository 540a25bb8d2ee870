"""Sample data for the gallery: a maker of industrial valves on an ordinary day, in plausible states and lengths."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django import forms

from everproof.kernel.ui.frame import Banner, Frame, Link, MenuGroup, Self
from everproof.kernel.ui.pages import (
    BulkAction,
    Change,
    Column,
    ColumnChoice,
    Due,
    Empty,
    Event,
    Fact,
    File,
    Filter,
    LifeStep,
    LinkGroup,
    ListPage,
    Missing,
    RecordLink,
    RecordPage,
    Row,
    Section,
    State,
    Step,
    Upload,
    Void,
    Work,
)

TODAY = date(2026, 11, 20)

OPEN = State("Reported", "neutral")
CONTAINED = State("Contained", "progress")
REVIEW = State("Effect to review", "warn")
OVERDUE = State("Escalated", "bad")
CLOSED = State("Closed", "good")

PEOPLE = ("Ana Lindqvist", "Tomasz Wierzbicki", "Priya Raman", "Jörg-Peter Achternbusch", "Mei Tanaka", "")

PROBLEMS = (
    ("Seat ring DN 80 scratched after lapping", CONTAINED, "Final inspection", 3),
    (
        "Certificate 3.1 missing for batch 26-1184 of ASTM A105 forgings, delivery already booked in",
        OVERDUE,
        "Stores",
        -6,
    ),
    ("Torque wrench TW-14 used past its calibration date on four actuator assemblies", REVIEW, "Assembly", 0),
    ("Label shows PN 16 instead of PN 40", OPEN, "Packing", 12),
    ("Customer received two left-hand yokes", CLOSED, "Dispatch", -40),
    ("Leak at 1.1 x PS on hydro test bench 2", CONTAINED, "Test bench", 1),
    ("Drawing 4711-B issued to the floor in an obsolete revision", OPEN, "Machining", 5),
    ("Coating thickness below 80 µm on body 26-0931", REVIEW, "Paint shop", -2),
)


ROOMS: tuple[tuple[str, list[tuple[str, str]]], ...] = (
    ("", [("Home", "house"), ("My work", "list-checks")]),
    ("Improve", [("Nonconformities", "triangle-alert"), ("Risks", "shield-alert"), ("Audits", "clipboard-check")]),
    (
        "Do",
        [
            ("Orders", "package"),
            ("Operations", "factory"),
            ("Design", "drafting-compass"),
            ("Customers", "handshake"),
            ("Suppliers", "truck"),
        ],
    ),
    (
        "Support",
        [
            ("Documents", "file-text"),
            ("Training", "graduation-cap"),
            ("Equipment", "ruler"),
            ("Products", "box"),
            ("Context", "compass"),
        ],
    ),
    (
        "Steer",
        [
            ("Processes", "workflow"),
            ("Management review", "presentation"),
            ("Conformity", "grid-3x3"),
            ("Certification", "award"),
        ],
    ),
)


def frame(**changes: Any) -> Frame:
    """A frame as the quality manager of the larger site sees it."""
    counts = {"My work": 7, "Nonconformities": 23}
    menu = [
        MenuGroup(
            label,
            [Link(name, "#", icon, name == "Nonconformities", counts.get(name)) for name, icon in items],
            is_open=any(name == "Nonconformities" for name, _icon in items),
        )
        for label, items in ROOMS
    ]
    defaults: dict[str, Any] = {
        "organization": "Halden Valves",
        "organizations": [Link("Halden Valves", "#", current=True), Link("Halden Service AB", "#")],
        "site": "Gävle",
        "sites": [Link("All sites", "#"), Link("Gävle", "#", current=True), Link("Sundsvall", "#")],
        "menu": menu,
        "person": Self("Ana Lindqvist", "AL", "ana.lindqvist@halden.example", "Quality manager"),
        "unread": 4,
        "work_count": 7,
        "today": TODAY,
        "section": "work",
        **dict.fromkeys(
            (
                "home_url",
                "work_url",
                "search_url",
                "report_url",
                "notifications_url",
                "account_url",
                "preferences_url",
                "logout_url",
                "help_url",
            ),
            "#",
        ),
    }
    return Frame(**{**defaults, **changes})


def banners() -> list[Banner]:
    return [Banner("This is the demo company. Nothing here is real.", "warn", "#", "Start your own")]


class FilterForm(forms.Form):
    state = forms.ChoiceField(label="State", choices=[("open", "open"), ("closed", "closed")], required=False)
    site = forms.ChoiceField(label="Site", choices=[("", "any"), ("g", "Gävle"), ("s", "Sundsvall")], required=False)
    older = forms.IntegerField(label="Older than, in days", required=False)


def list_page(*, rows: int = 50, **changes: Any) -> ListPage:
    """The list of nonconformities with `rows` rows."""
    columns = [
        Column("number", "Number", "number", "#", "descending"),
        Column("title", "What happened", "title", "#"),
        Column("state", "State", "state", "#"),
        Column("owner", "Owner", "person", "#"),
        Column("due", "Due", "due", "#"),
        Column("found", "Found at", "text"),
        Column("cost", "Cost", "amount", "#"),
    ]
    made = []
    for index in range(rows):
        title, state, place, days = PROBLEMS[index % len(PROBLEMS)]
        due = Due(TODAY + timedelta(days=days + index // 8), done=state is CLOSED)
        cost = None if index % 3 else (Decimal("48.50") * (index + 1), "EUR")
        values = [f"NC-2026-{342 - index:04}", title, state, PEOPLE[index % 6], due if index % 7 else None, place, cost]
        made.append(Row(str(index), "../detail/", values, voided=index == 9))
    defaults: dict[str, Any] = {
        "title": "Nonconformities",
        "noun": "nonconformities",
        "columns": columns,
        "rows": made,
        "url": "",
        "today": TODAY,
        "count": 1000,
        "count_is_capped": True,
        "views": [
            Link("All", "#"),
            Link("Open", "#", current=True, count=23),
            Link("Mine", "#", count=4),
            Link("Waiting for review of effect", "#", count=2),
        ],
        "save_view_url": "#",
        "filters": [Filter("open", "#"), Filter("Gävle", "#", "at"), Filter("30 days", "#", "older than")],
        "filter_form": FilterForm(),
        "clear_url": "?",
        "search": "",
        "choosable": [ColumnChoice(column.key, column.label, True) for column in columns[1:]]
        + [ColumnChoice("product", "Product", False), ColumnChoice("supplier", "Supplier", False)],
        "older_url": "#",
        "newer_url": "",
        "create_url": "../form/",
        "create_label": "New nonconformity",
        "exports": [Link("Excel (.xlsx)", "#"), Link("CSV", "#", "file-text")],
        "bulk": [BulkAction("Assign", "#"), BulkAction("Export", "#"), BulkAction("Void", "#", "danger")],
    }
    return ListPage(**{**defaults, **changes})


def empty_list() -> ListPage:
    return list_page(
        rows=0,
        count=0,
        count_is_capped=False,
        empty=Empty(
            title="Nothing reported yet",
            purpose="A nonconformity is anything that is not as it should be: a part, a paper, a service. "
            "Writing it down in time is what lets you contain it and stop it from coming back.",
            clause="10.2",
            example_title="Seat ring DN 80 scratched after lapping",
            example=[
                ("What happened", "12 of 40 rings carry a radial scratch of about 3 mm."),
                ("What we did at once", "Lot 26-1184 blocked in stores, the 28 good rings inspected again."),
                ("Why it happened", "Burr on the fixture after the change of 14 November."),
            ],
            first_label="Report the first one",
            first_url="../form/",
        ),
    )


def moment(day: int, hour: int, minute: int) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def record_page(**changes: Any) -> RecordPage:
    """A nonconformity in the middle of its life, with something missing."""
    defaults: dict[str, Any] = {
        "kind": "Nonconformity",
        "number": "NC-2026-0342",
        "title": "Seat ring DN 80 scratched after lapping",
        "today": TODAY,
        "state": CONTAINED,
        "owner": "Ana Lindqvist",
        "due": Due(TODAY + timedelta(days=3)),
        "facts": [Fact("Severity", "2 of 3"), Fact("Site", "Gävle")],
        "crumbs": [Link("Nonconformities", "../list/")],
        "sections": _sections(),
        "life": [
            LifeStep("Reported", "done", "14 Nov, Tomasz Wierzbicki"),
            LifeStep("Contained", "current", "14 Nov, Ana Lindqvist"),
            LifeStep("Cause known"),
            LifeStep("Effect to review"),
            LifeStep("Closed"),
        ],
        "next_step": Step("Confirm the cause", "../transition/"),
        "steps": [Step("Hand over", "#", icon="user-round-plus"), Step("Reopen as complaint", "#")],
        "missing": [
            Missing("The lot is blocked in stores", met=True),
            Missing("Say why it happened", "#"),
            Missing("Severity 2 needs at least one corrective action", "#"),
        ],
        "missing_title": "Before it can be closed",
        "people": [
            Fact("Owner", "Ana Lindqvist"),
            Fact("Reported by", "Tomasz Wierzbicki"),
            Fact("Approves", "Jörg-Peter Achternbusch"),
        ],
        "links": _links(),
        "link_url": "#",
        "work": _work(),
        "work_url": "#",
        "files": _files(),
        "upload": Upload("#/", accept="image/*,.pdf", largest=50_000_000),
        "timeline": _timeline(),
        "timeline_url": "#",
        "edit_url": "../form/",
        "menu": [
            Link("Print", "#", "printer"),
            Link("Export as PDF", "#", "file-down"),
            Link("Void this record", "../void/", "ban"),
        ],
    }
    return RecordPage(**{**defaults, **changes})


def _work() -> list[Work]:
    return [
        Work(
            "Deburr the fixture and add the check to work instruction WI-031",
            "#",
            State("Done", "good"),
            "Priya Raman",
            Due(TODAY - timedelta(days=2), done=True),
        ),
        Work(
            "Inspect all rings of lots 26-1170 to 26-1184",
            "#",
            State("In work", "progress"),
            "Mei Tanaka",
            Due(TODAY - timedelta(days=2)),
        ),
    ]


def _files() -> list[File]:
    return [
        File(
            "seat-ring-scratch-1.jpg",
            "#",
            2_412_000,
            "Tomasz Wierzbicki",
            moment(14, 7, 3).date(),
            caption="The scratch, beside a scale of 1 mm",
            icon="image",
            describe_url="#",
            remove_url="#",
        ),
        File(
            "hydro-test-report-26-1184.pdf",
            "#",
            184_220,
            "Mei Tanaka",
            moment(15, 13, 40).date(),
            icon="file-text",
            cautions=["Locked by a password: no preview, and its words are not found."],
        ),
    ]


def _sections() -> list[Section]:
    return [
        Section(
            "What happened",
            prose="12 of 40 seat rings carry a radial scratch of about 3 mm on the sealing face. Found by the "
            "operator at final inspection, before assembly.\n\nThe rings come from lot 26-1184, lapped on the night "
            "shift on fixture F-07.",
        ),
        Section(
            "At a glance",
            facts=[
                Fact("Happened", moment(14, 6, 50), "moment"),
                Fact("Recorded", moment(14, 7, 2), "moment"),
                Fact("Place", "Final inspection, Gävle"),
                Fact("Product", ("SR-080-40 Seat ring DN 80 PN 40", "#"), "link"),
                Fact("Quantity", (12, "of 40"), "amount"),
                Fact("Cost so far", (Decimal("1284.50"), "EUR"), "amount"),
                Fact("Customer informed", None),
            ],
            edit_url="#",
        ),
        Section("Cause", empty="Nobody has said yet why it happened.", edit_url="#"),
    ]


def _links() -> list[LinkGroup]:
    return [
        LinkGroup("Concerns", [RecordLink("LOT-26-1184", "Seat rings DN 80, 40 pieces", "#", State("Blocked", "bad"))]),
        LinkGroup(
            "Raised",
            [
                RecordLink(
                    "CA-2026-0061", "Fixture check before each lapping shift", "#", State("In work", "progress")
                ),
                RecordLink("CA-2026-0060", "Lap by hand until the fixture is back", "#", State("Void", "void"), True),
            ],
        ),
        LinkGroup("Raised from", [RecordLink("INS-2026-2210", "Final inspection, order 88-1204", "#")]),
    ]


def _timeline() -> list[Event]:
    return [
        Event(moment(15, 13, 40), "Mei Tanaka added hydro-test-report-26-1184.pdf."),
        Event(
            moment(14, 9, 12),
            "Ana Lindqvist contained the nonconformity.",
            said="Lot blocked, the 28 good rings inspected again under 10x.",
            seal="Signed and confirmed",
            url="#",
        ),
        Event(
            moment(14, 8, 31),
            "Ana Lindqvist changed the assessment.",
            changes=[Change("Severity", "not said", "2 of 3"), Change("Owner", "nobody", "Ana Lindqvist")],
        ),
        Event(moment(14, 7, 2), "Tomasz Wierzbicki reported the nonconformity from his phone, with one photo."),
    ]


def voided_page() -> RecordPage:
    note = Void(moment(16, 10, 5), "Ana Lindqvist", "Reported twice, see NC-2026-0341.", "#")
    return record_page(state=State("Void", "void"), void=note, next_step=None, steps=[], missing=[])


def draft_page() -> RecordPage:
    return record_page(
        number="",
        title="Draft of a nonconformity with a rather long title that has to break over two lines on any screen",
        state=State("Draft"),
        owner="",
        due=None,
        sections=[Section("What happened", empty="Not written yet.")],
        links=[],
        work=[],
        files=[],
        timeline=[],
        life=[LifeStep("Draft", "current"), LifeStep("Reported")],
        missing=[Missing("Say what happened", "#")],
        next_step=Step("Report", "#", ready=False),
        steps=[],
    )
