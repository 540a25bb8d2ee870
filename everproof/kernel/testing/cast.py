"""Two companies with people in every access role, built once for a test run."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.people import actions as people
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.models import Person, Role, Site, User
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization

# Tests may travel to a day of their own; everybody had access then, too.
LONG_AGO = date(2020, 1, 1)
PASSWORD = "correct horse battery staple"  # noqa: S105  known on purpose
PEOPLE = {
    "administrator": ("administrator", "Ada Admin"),
    "manager": ("quality-manager", "Quinn Manager"),
    "boss": ("top-management", "Tara Top"),
    "member": ("member", "Mel Member"),
    "teammate": ("member", "Tim Teammate"),
    "auditor": ("internal-auditor", "Iris Internal"),
    "inspector": ("external-auditor", "Ed External"),
    "kiosk": ("kiosk", "Kim Kiosk"),
}


@dataclass
class Cast:
    """Everybody by part: `cast.manager` is the quality manager's Actor, `cast.stranger` another company's."""

    organization: Organization
    other: Organization
    main_site: Site
    second_site: Site
    role: Role
    actors: dict[str, Actor]
    users: dict[str, User]

    def __getattr__(self, part: str) -> Actor:
        try:
            return self.__dict__["actors"][part]
        except KeyError:
            raise AttributeError(part) from None

    def person(self, part: str) -> Person:
        person = self.actors[part].person
        assert person is not None
        return person


def build() -> Cast:
    """Found both companies and everyone in them. Runs on an empty, migrated database."""
    ours = people.found_organization(slug="ours", name="Our Company", origin="test/ours", zone="Europe/Berlin")
    other = people.found_organization(slug="other", name="Other Company", origin="test/other")
    setup = Actor.system(ours, "setup")
    actors: dict[str, Actor] = {}
    users: dict[str, User] = {}
    with organization_scope(ours.pk):
        main = people.add_site(name="Main works", by=setup)
        second = people.add_site(name="Second works", by=setup, zone="America/New_York")
        role = people.add_role(name="Quality lead", by=setup, responsibilities="Keeps the system alive.")
        for part, (access_role, name) in PEOPLE.items():
            person = people.add_person(name=name, by=setup, site=main, email=f"{part}@ours.example")
            ends = clock.today(ours.zone) + timedelta(days=30) if access_role == "external-auditor" else None
            people.give_access(access_role=access_role, person=person, by=setup, from_on=LONG_AGO, to_on=ends)
            users[part] = _login(person, setup)
            actors[part] = actor_for(ours, person)
        owner = people.add_person(name="Sue Second", by=setup, site=second, email="second@ours.example")
        people.give_access(access_role="process-owner", person=owner, by=setup, from_on=LONG_AGO, at_site=second)
        users["second"] = _login(owner, setup)
        actors["second"] = actor_for(ours, owner)
    with organization_scope(other.pk):
        theirs = Actor.system(other, "setup")
        stranger = people.add_person(name="Stan Stranger", by=theirs, email="stranger@other.example")
        people.give_access(access_role="quality-manager", person=stranger, by=theirs, from_on=LONG_AGO)
        users["stranger"] = _login(stranger, theirs)
        actors["stranger"] = actor_for(other, stranger)
    return Cast(ours, other, main, second, role, actors, users)


def _login(person: Person, by: Actor) -> User:
    user = User.objects.create_user(person.email, PASSWORD)
    people.join(user=user, person=person, by=by)
    return user
