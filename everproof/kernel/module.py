"""What the kernel itself contributes: people and actions as record types, their settings and sentences."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.access.roles import ADMINISTER, MANAGE, READ
from everproof.kernel.api.declaration import API_SCHEDULES
from everproof.kernel.checks import checks_in, faults_in
from everproof.kernel.drills.declaration import BACKUP_MENU, BACKUP_SENTENCES, BACKUP_TEST
from everproof.kernel.exchange.importing.declaration import IMPORT_SCHEDULES
from everproof.kernel.files.declaration import FILE_PARAMETERS, FILE_SCHEDULES, FILE_SENTENCES
from everproof.kernel.history import SENTENCES
from everproof.kernel.ledger.declaration import (
    LEDGER_MENU,
    LEDGER_NOTIFICATIONS,
    LEDGER_PARAMETERS,
    LEDGER_SCHEDULES,
)
from everproof.kernel.modules import Act, Column, MenuEntry, Module, RecordType, Sort, groups
from everproof.kernel.notifications.declaration import KINDS as NOTIFICATIONS
from everproof.kernel.notifications.digest import NOTIFICATION_SCHEDULES
from everproof.kernel.pdf.declaration import PDF_MENU, PDF_NOTIFICATIONS, PDF_SCHEDULES, PDF_SENTENCES
from everproof.kernel.people import actions, checks, faults
from everproof.kernel.people.declaration import LOGIN_MENU, LOGIN_NOTIFICATIONS, LOGIN_PANELS
from everproof.kernel.people.models import AccessAssignment, Person, Responsibility, Role, Site
from everproof.kernel.work.declaration import (
    ACTION,
    WORK,
    WORK_NOTIFICATIONS,
    WORK_PARAMETERS,
    WORK_REACTIONS,
    WORK_SCHEDULES,
)

NUMBER = Column("number", _("Number"))
NEWEST = Sort("newest", _("Newest first"), "id", descending=True)
BY_TITLE = Sort("title", _("By name"), "title")
ADMINISTERED = {"create": ADMINISTER, "update": ADMINISTER, "void": ADMINISTER, "reinstate": ADMINISTER}

PERSON = RecordType(
    model=Person,
    label=_("Person"),
    plural=_("People"),
    path="people",
    prefix="PE",
    columns=(
        Column("title", _("Name")),
        Column("job_title", _("Job title")),
        Column("department", _("Department")),
        Column("site", _("Site"), source="site.title", related="site"),
        Column("active", _("Active"), kind="boolean"),
        Column("email", _("E-mail"), shown=False),
        Column("started_on", _("Started"), kind="day", shown=False),
        Column("ended_on", _("Ended"), kind="day", shown=False),
    ),
    sorts=(BY_TITLE, NEWEST),
    search=("number", "title", "job_title", "department"),
    personal=("title", "email", "phone", "job_title"),
    natural_key=("email",),
    # Each person chooses their own mails; the action makes sure that it is theirs.
    powers={**ADMINISTERED, "choose-mail": READ, "erase": ADMINISTER},
    about=_("Everyone who works under the company's control, so that duties and competence have a name."),
    clause="7.1.2",
    icon="users",
)
SITE_FIELDS = ("title", "zone", "address", "workdays", "active")
SITE = RecordType(
    model=Site,
    label=_("Site"),
    plural=_("Sites"),
    path="sites",
    prefix="SI",
    columns=(
        Column("title", _("Name")),
        Column("zone", _("Time zone")),
        Column("address", _("Address")),
        Column("active", _("Active"), kind="boolean"),
    ),
    sorts=(BY_TITLE, NEWEST),
    natural_key=("title",),
    powers=ADMINISTERED,
    acts={
        "create": Act(actions.add_site, SITE_FIELDS, names={"title": "name"}),
        "update": Act(fields=SITE_FIELDS),
    },
    lists={"workdays": int},
    about=_("The places where the company works, each with its own time zone and working days."),
    clause="4.3",
    icon="factory",
)
ROLE_FIELDS = ("title", "responsibilities", "authorities", "qms_duties", "top_management", "required_headcount")
ROLE = RecordType(
    model=Role,
    label=_("Role"),
    plural=_("Roles"),
    path="roles",
    prefix="RO",
    columns=(
        NUMBER,
        Column("title", _("Name")),
        Column("top_management", _("Top management"), kind="boolean"),
        Column("required_headcount", _("People needed"), kind="number"),
    ),
    sorts=(BY_TITLE, NEWEST),
    search=("number", "title", "responsibilities"),
    natural_key=("title",),
    acts={"create": Act(fields=ROLE_FIELDS), "update": Act(fields=ROLE_FIELDS)},
    lists={"authorities": str, "qms_duties": Role.Duty},
    about=_("The functions of the company with their duties and powers, so that everybody knows who decides what."),
    clause="5.3",
    icon="user-cog",
)
RESPONSIBILITY_FIELDS = ("role", "person", "is_deputy", "from_on", "to_on")
RESPONSIBILITY = RecordType(
    model=Responsibility,
    label=_("Responsibility"),
    plural=_("Responsibilities"),
    path="responsibilities",
    prefix="RE",
    columns=(
        NUMBER,
        Column("role", _("Role"), source="role.title", related="role"),
        Column("person", _("Person"), source="person.title", kind="person", related="person"),
        Column("is_deputy", _("Deputy"), kind="boolean"),
        Column("from_on", _("From"), kind="day"),
        Column("to_on", _("To"), kind="day"),
        Column("acknowledged_on", _("Acknowledged"), kind="day", shown=False),
    ),
    sorts=(NEWEST, Sort("from_on", _("By start"), "from_on")),
    owner="person",
    # Access may hang on a role, so nobody takes one for themselves.
    powers={"create": MANAGE, "update": MANAGE, "link": MANAGE},
    acts={
        "create": Act(actions.give_responsibility, RESPONSIBILITY_FIELDS),
        "update": Act(fields=RESPONSIBILITY_FIELDS),
    },
    about=_("Who holds which role, since when, and who stands in."),
    clause="5.3",
    icon="user-check",
)
ACCESS_ASSIGNMENT = RecordType(
    model=AccessAssignment,
    label=_("Access"),
    plural=_("Access"),
    path="access",
    prefix="AA",
    columns=(
        NUMBER,
        Column("access_role", _("Access role"), source="role_label"),
        Column("person", _("Person"), source="person.title", kind="person", related="person"),
        Column("role", _("Holders of role"), source="role.title", related="role"),
        Column("at_site", _("Only at site"), source="at_site.title", related="at_site"),
        Column("from_on", _("From"), kind="day"),
        Column("to_on", _("To"), kind="day"),
    ),
    sorts=(NEWEST,),
    powers={**ADMINISTERED, "view": READ},
    reason_needed=("update",),
    acts={
        "create": Act(actions.give_access, ("person", "access_role", "at_site", "from_on", "to_on")),
        # The one thing that can change about given access is its last day.
        "update": Act(actions.end_access, ("to_on",), names={"to_on": "on"}),
    },
    about=_("Who may do what here, since when and until when."),
    clause="7.5.3",
    icon="key-round",
)

MODULE = Module(
    name="kernel",
    label=_("People and access"),
    record_types=(PERSON, SITE, ROLE, RESPONSIBILITY, ACCESS_ASSIGNMENT, ACTION, BACKUP_TEST),
    menu=(
        MenuEntry(groups.PEOPLE, _("People"), "users", "kernel:people"),
        MenuEntry(groups.PEOPLE, _("Roles"), "user-cog", "kernel:roles"),
        MenuEntry(groups.PEOPLE, _("Responsibilities"), "user-check", "kernel:responsibilities"),
        MenuEntry(groups.IMPROVEMENT, _("Actions"), "list-checks", "kernel:actions", work=("actions",)),
        MenuEntry(groups.ADMINISTRATION, _("Sites"), "factory", "kernel:sites", ADMINISTER),
        MenuEntry(groups.ADMINISTRATION, _("Access"), "key-round", "kernel:access", ADMINISTER),
        MenuEntry(groups.ADMINISTRATION, _("Import"), "file-up", "kernel:imports", MANAGE),
        *LOGIN_MENU,
        *LEDGER_MENU,
        *BACKUP_MENU,
        *PDF_MENU,
    ),
    panels=LOGIN_PANELS,
    work=WORK,
    reactions=WORK_REACTIONS,
    parameters=(*WORK_PARAMETERS, *FILE_PARAMETERS, *LEDGER_PARAMETERS),
    schedules=(
        *WORK_SCHEDULES,
        *FILE_SCHEDULES,
        *IMPORT_SCHEDULES,
        *LEDGER_SCHEDULES,
        *API_SCHEDULES,
        *PDF_SCHEDULES,
        *NOTIFICATION_SCHEDULES,
    ),
    notification_kinds=(
        *WORK_NOTIFICATIONS,
        *LOGIN_NOTIFICATIONS,
        *LEDGER_NOTIFICATIONS,
        *PDF_NOTIFICATIONS,
        *NOTIFICATIONS,
    ),
    checks=checks_in(checks),
    faults=faults_in(faults),
    sentences={**SENTENCES, **FILE_SENTENCES, **BACKUP_SENTENCES, **PDF_SENTENCES},
    places={
        "search": "search",
        "palette": "palette",
        "notifications": "notifications:list",
        "account": "mfa_index",
    },
)
