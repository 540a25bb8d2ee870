"""The demo company itself: two sites, 120 people, their roles, responsibilities and access."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from everproof.demo.names import full_names
from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.people import actions as people
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.models import Person, Role, Site, User
from everproof.kernel.tenancy.models import Organization
from everproof.processes.models import Process

SLUG = "kestrel"
NAME = "Kestrel Valves"
ORIGIN = "demo/kestrel"
ZONE = "Europe/Berlin"
PEOPLE = 120
# Known to everyone on purpose: it opens the demo and nothing else.
PASSWORD = "turn the valve slowly"  # noqa: S105


@dataclass(frozen=True)
class Post:
    """A kind of work: department, how many do it, at which site, and the role of the quality system with it."""

    title: str
    department: str
    count: int
    site: str
    role: str = ""
    access: str = "member"


MAIN, SECOND = "Linden works", "Harbour works"

POSTS = (
    Post("Managing director", "Management", 1, MAIN, "Managing director", "top-management"),
    Post("Quality manager", "Quality", 1, MAIN, "Quality manager", "quality-manager"),
    Post("System administrator", "IT", 1, MAIN, "", "administrator"),
    Post("Site manager", "Management", 1, MAIN, "Site manager", "process-owner"),
    Post("Site manager", "Management", 1, SECOND, "Site manager", "process-owner"),
    Post("Head of engineering", "Engineering", 1, MAIN, "Head of engineering", "process-owner"),
    Post("Head of purchasing", "Purchasing", 1, MAIN, "Purchasing lead", "process-owner"),
    Post("Head of sales", "Sales", 1, MAIN, "Customer service lead", "process-owner"),
    Post("Head of human resources", "Human resources", 1, MAIN, "Training coordinator", "process-owner"),
    Post("Machining lead", "Machining", 1, MAIN, "Machining lead", "process-owner"),
    Post("Assembly lead", "Assembly", 1, SECOND, "Assembly lead", "process-owner"),
    Post("Maintenance lead", "Maintenance", 1, MAIN, "Maintenance lead", "process-owner"),
    Post("Warehouse lead", "Logistics", 1, SECOND, "Logistics lead", "process-owner"),
    Post("Quality engineer", "Quality", 3, MAIN, "Internal auditor", "internal-auditor"),
    Post("Metrologist", "Quality", 2, MAIN, "Metrologist"),
    Post("Inspector", "Quality", 5, MAIN, "Inspector"),
    Post("Inspector", "Quality", 3, SECOND, "Inspector"),
    Post("Design engineer", "Engineering", 6, MAIN),
    Post("Machinist", "Machining", 26, MAIN, "Operator"),
    Post("Welder", "Machining", 6, MAIN, "Operator"),
    Post("Assembler", "Assembly", 24, SECOND, "Operator"),
    Post("Test bench operator", "Assembly", 6, SECOND, "Operator"),
    Post("Maintenance technician", "Maintenance", 5, MAIN),
    Post("Storekeeper", "Logistics", 6, SECOND),
    Post("Buyer", "Purchasing", 3, MAIN),
    Post("Sales engineer", "Sales", 5, MAIN),
    Post("Accountant", "Finance", 3, MAIN),
    Post("Apprentice", "Machining", 4, MAIN),
)


@dataclass(frozen=True)
class Duty:
    """A role of the quality system with what it has to do and may decide."""

    name: str
    responsibilities: str
    authorities: tuple[str, ...] = ()
    qms_duties: tuple[str, ...] = ()
    top_management: bool = False
    headcount: int = 1


DUTIES = (
    Duty(
        "Managing director",
        "Answers for the quality system, its policy, its resources and its results.",
        ("change-approval", "plan-approval"),
        ("accountability", "customer-focus"),
        top_management=True,
    ),
    Duty(
        "Quality manager",
        "Keeps the quality system conforming to the standard, reports on its performance, leads improvement.",
        ("release", "release-exception", "disposition", "concession", "change-approval"),
        ("system-conformity", "performance-reporting", "improvement-reporting", "change-integrity"),
    ),
    Duty(
        "Site manager",
        "Runs the site so that its processes deliver what was planned, safely and on time.",
        ("change-approval",),
        ("process-outputs",),
        top_management=True,
        headcount=2,
    ),
    Duty(
        "Head of engineering",
        "Turns customer requirements into drawings, calculations and approved designs.",
        ("design-approval",),
        ("process-outputs",),
    ),
    Duty(
        "Purchasing lead", "Chooses and watches suppliers, orders what engineering specified.", (), ("process-outputs",)
    ),
    Duty("Customer service lead", "Hears the customer, answers complaints, reviews orders.", (), ("customer-focus",)),
    Duty("Training coordinator", "Keeps competence needs, training and its proof together.", (), ("process-outputs",)),
    Duty(
        "Machining lead",
        "Plans and watches machining and welding of bodies, stems and seats.",
        (),
        ("process-outputs",),
    ),
    Duty("Assembly lead", "Plans and watches assembly and pressure testing.", ("release",), ("process-outputs",)),
    Duty("Maintenance lead", "Keeps machines and test benches fit for work.", (), ("process-outputs",)),
    Duty("Logistics lead", "Receives, stores, preserves and ships.", (), ("process-outputs",)),
    Duty("Internal auditor", "Audits processes other than the own, reports what is found.", (), (), headcount=3),
    Duty("Metrologist", "Calibrates gauges and judges whether a measurement can be trusted.", (), (), headcount=2),
    Duty(
        "Inspector",
        "Inspects against the control plan and stops what does not conform.",
        ("disposition",),
        (),
        headcount=8,
    ),
    Duty("Operator", "Works to the instruction, checks the own work, reports what is wrong.", (), (), headcount=62),
)


@dataclass
class Company:
    """The company while it is built: who is who, so that the agenda can choose people."""

    organization: Organization
    anchor: datetime
    setup: Actor
    choose: random.Random
    sites: dict[str, Site] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    people: dict[str, list[Person]] = field(default_factory=dict)
    actors: dict[Person, Actor] = field(default_factory=dict)
    processes: dict[str, Process] = field(default_factory=dict)

    def actor(self, person: Person) -> Actor:
        """As whom a person acts; looked up once."""
        if person not in self.actors:
            self.actors[person] = actor_for(self.organization, person, source="demo")
        return self.actors[person]

    def one(self, title: str) -> Person:
        """The only, or the first, person with this job title."""
        return self.people[title][0]

    def any(self, title: str) -> Person:
        """Somebody with this job title."""
        return self.choose.choice(self.people[title])


def found(*, seed: int, start: datetime, anchor: datetime) -> Company:
    """Found the company at `start`. Runs inside its organisation's scope from then on (see build.py)."""
    with clock.travel(start):
        organization = people.found_organization(slug=SLUG, name=NAME, origin=ORIGIN, zone=ZONE)
    return Company(
        organization=organization,
        anchor=anchor,
        setup=Actor.system(organization, "setup", source="demo"),
        choose=random.Random(seed),  # noqa: S311  a demo must come out the same, not secret
    )


def staff(company: Company, *, start: date, anchor: date) -> None:
    """Bring in sites, roles and all people with what they hold."""
    _add_sites(company)
    for duty in DUTIES:
        company.roles[duty.name] = people.add_role(
            name=duty.name,
            by=company.setup,
            responsibilities=duty.responsibilities,
            authorities=list(duty.authorities),
            qms_duties=list(duty.qms_duties),
            top_management=duty.top_management,
            required_headcount=duty.headcount,
        )
    names = iter(full_names(PEOPLE, company.choose))
    for post in POSTS:
        for _number in range(post.count):
            _hire(company, post, next(names), start)
    _name_deputies(company, start)
    _let_the_auditor_in(company, anchor)


def _add_sites(company: Company) -> None:
    company.sites[MAIN] = people.add_site(
        name=MAIN, by=company.setup, zone=ZONE, address="Lindenstraße 12\n38100 Linden"
    )
    company.sites[SECOND] = people.add_site(
        name=SECOND, by=company.setup, zone=ZONE, address="Am Hafen 4\n27568 Hafenstadt", workdays=[0, 1, 2, 3, 4, 5]
    )


def _hire(company: Company, post: Post, name: str, start: date) -> None:
    supervisor = company.people.get("Managing director", [None])[0]
    person = people.add_person(
        name=name,
        by=company.setup,
        site=company.sites[post.site],
        email=f"{_plain(name)}@kestrel.example",
        job_title=post.title,
        department=post.department,
        supervisor=supervisor,
        started_on=start - timedelta(days=company.choose.randrange(90, 6000)),
        affects_quality=post.department != "Finance",
    )
    company.people.setdefault(post.title, []).append(person)
    at_site = company.sites[post.site] if post.title == "Site manager" else None
    people.give_access(access_role=post.access, person=person, by=company.setup, at_site=at_site)
    if post.role:
        people.give_responsibility(
            person=person,
            role=company.roles[post.role],
            by=company.setup,
            from_on=start,
            communicated_on=start,
            acknowledged_on=start + timedelta(days=company.choose.randrange(1, 12)),
        )


def _plain(name: str) -> str:
    return name.lower().replace(" ", ".")


def _name_deputies(company: Company, start: date) -> None:
    for title, deputy in (
        ("Quality manager", "Quality engineer"),
        ("Machining lead", "Machinist"),
        ("Assembly lead", "Assembler"),
        ("Head of purchasing", "Buyer"),
        ("Maintenance lead", "Maintenance technician"),
    ):
        role = next(post.role for post in POSTS if post.title == title)
        people.give_responsibility(
            person=company.one(deputy),
            role=company.roles[role],
            by=company.setup,
            from_on=start,
            is_deputy=True,
            communicated_on=start,
        )


def _let_the_auditor_in(company: Company, anchor: date) -> None:
    auditor = people.add_person(
        name="Mira Castell",
        by=company.setup,
        email="mira.castell@certifier.example",
        job_title="Lead auditor",
        department="Certification body",
        external=True,
        affects_quality=False,
    )
    company.people["Lead auditor"] = [auditor]
    people.give_access(
        access_role="external-auditor", person=auditor, by=company.setup, to_on=anchor + timedelta(days=60)
    )
    tablet = people.add_person(
        name="Tablet at bay 3",
        by=company.setup,
        site=company.sites[MAIN],
        email="bay3@kestrel.example",
        job_title="Shared device",
        department="Shared devices",
        affects_quality=False,
    )
    company.people["Shared device"] = [tablet]
    people.give_access(access_role="kiosk", person=tablet, by=company.setup)


# Which job title signs in for each access role.
LOGINS = (
    ("Quality manager", "Quality manager"),
    ("Top management", "Managing director"),
    ("Process owner", "Machining lead"),
    ("Member (operator)", "Machinist"),
    ("Internal auditor", "Quality engineer"),
    ("External auditor", "Lead auditor"),
    ("Administrator", "System administrator"),
    ("Kiosk", "Shared device"),
)


def open_logins(company: Company) -> None:
    """Give one person of each access role a login with the demo's password."""
    for _role, title in LOGINS:
        person = company.one(title)
        user = User.objects.create_user(person.email, PASSWORD)
        people.join(user=user, person=person, by=company.setup)
