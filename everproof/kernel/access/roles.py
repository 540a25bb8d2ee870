"""Access roles, to be read aloud. A role is a set of powers; a custom role is a combination of these.

Powers
    read        see records
    report      raise a problem, an idea or a complaint, and follow one's own
    contribute  create records, and work on those one owns or made
    manage      work on any record: change, assign, void, reinstate, close
    approve     approve and release
    audit       raise and verify audit findings, assess requirements
    history     read the ledger
    administer  people, access, sites, parameters; says nothing about quality records
"""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

READ = "read"
REPORT = "report"
CONTRIBUTE = "contribute"
MANAGE = "manage"
APPROVE = "approve"
AUDIT = "audit"
ASSESS = "assess"
HISTORY = "history"
ADMINISTER = "administer"
POWERS = (READ, REPORT, CONTRIBUTE, MANAGE, APPROVE, AUDIT, ASSESS, HISTORY, ADMINISTER)


@dataclass(frozen=True)
class AccessRole:
    """A named set of powers.

    `external`: for people of other companies; sees only records of the party it is assigned for, or, with an
    assignment that ends, everything to read (the certification body's auditor).
    """

    name: str
    label: Any
    description: Any
    powers: frozenset[str]
    external: bool = False
    must_end: bool = False
    needs_party: bool = False


def _role(name: str, label: Any, description: Any, *powers: str, **flags: bool) -> AccessRole:
    return AccessRole(name, label, description, frozenset(powers), **flags)


ADMINISTRATOR = _role(
    "administrator",
    _("Administrator"),
    _("Looks after people, access, sites and settings. Reads records, but does not work on them."),
    READ,
    REPORT,
    HISTORY,
    ADMINISTER,
)
TOP_MANAGEMENT = _role(
    "top-management",
    _("Top management"),
    _("Sees everything, decides and approves."),
    READ,
    REPORT,
    CONTRIBUTE,
    APPROVE,
    HISTORY,
)
QUALITY_MANAGER = _role(
    "quality-manager",
    _("Quality manager"),
    _("Runs the quality system: works on every record, approves, reads the history."),
    READ,
    REPORT,
    CONTRIBUTE,
    MANAGE,
    APPROVE,
    ASSESS,
    HISTORY,
)
PROCESS_OWNER = _role(
    "process-owner",
    _("Process owner"),
    _("Works on every record of the own sites and approves there."),
    READ,
    REPORT,
    CONTRIBUTE,
    MANAGE,
    APPROVE,
    ASSESS,
)
MEMBER = _role(
    "member",
    _("Member"),
    _("Reads, reports, and works on what is assigned to them."),
    READ,
    REPORT,
    CONTRIBUTE,
)
INTERNAL_AUDITOR = _role(
    "internal-auditor",
    _("Internal auditor"),
    _("Reads everything with its history and raises findings."),
    READ,
    REPORT,
    CONTRIBUTE,
    AUDIT,
    ASSESS,
    HISTORY,
)
EXTERNAL_AUDITOR = _role(
    "external-auditor",
    _("External auditor"),
    _("The certification body's auditor: reads everything with its history until the day the assignment ends."),
    READ,
    AUDIT,
    HISTORY,
    external=True,
    must_end=True,
)
SUPPLIER_CONTACT = _role(
    "supplier-contact",
    _("Supplier contact"),
    _("Sees and answers what concerns the own company."),
    READ,
    REPORT,
    external=True,
    needs_party=True,
)
CUSTOMER_CONTACT = _role(
    "customer-contact",
    _("Customer contact"),
    _("Sees and follows what concerns the own company."),
    READ,
    REPORT,
    external=True,
    needs_party=True,
)
KIOSK = _role(
    "kiosk",
    _("Kiosk"),
    _("A shared device that may only report."),
    REPORT,
)

ACCESS_ROLES: dict[str, AccessRole] = {
    role.name: role
    for role in (
        ADMINISTRATOR,
        TOP_MANAGEMENT,
        QUALITY_MANAGER,
        PROCESS_OWNER,
        MEMBER,
        INTERNAL_AUDITOR,
        EXTERNAL_AUDITOR,
        SUPPLIER_CONTACT,
        CUSTOMER_CONTACT,
        KIOSK,
    )
}

# Which power a verb needs unless its record type says otherwise.
USUAL_POWERS: dict[str, str] = {
    "view": READ,
    "export": READ,
    "create": CONTRIBUTE,
    "update": MANAGE,
    "void": MANAGE,
    "reinstate": MANAGE,
    "link": MANAGE,
}
# These change a record too, and need what "update" needs of its type unless the type says otherwise.
AS_UPDATE = frozenset({"attach", "detach"})
# What the owner and the maker of a record may do with it when they hold `contribute`.
OWN_VERBS = frozenset({"view", "update", "link", "attach", "detach"})
# What they may do already when they hold `report`: follow what they reported, and add photos to it.
REPORTER_VERBS = frozenset({"view", "attach"})
# What comes with the right to change the whole, for a record that is a part of another one (`RecordType.whole`).
PART_VERBS = frozenset({"update", "void", "reinstate", "link", "attach", "detach"})
