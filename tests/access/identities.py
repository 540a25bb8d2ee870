"""Who asks, and about what: the cast in every access role, people who may no longer come in, records of each kind."""

from dataclasses import dataclass, field, replace

from django.db import connection
from django.test import Client

from everproof.kernel import clock, modules, records
from everproof.kernel.access.actor import Actor, Grant
from everproof.kernel.access.roles import ACCESS_ROLES, PART_VERBS
from everproof.kernel.people import actions as people
from everproof.kernel.people.models import User
from everproof.kernel.records import Record
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Membership
from everproof.kernel.testing import factories
from everproof.kernel.testing.cast import PEOPLE, Cast
from tests.access import permissions

# Enough to try what row-level security adds: one who sees all, one bound to a site, one who sees only their own.
FEW = ("manager", "second", "kiosk")
ROLE_OF = {part: role for part, (role, _name) in PEOPLE.items() if part != "teammate"} | {"second": "process-owner"}
INSIDERS = tuple(ROLE_OF)
# They belong to no organisation of ours, or not any more; nothing of it exists for them.
OUTSIDERS = ("stranger", "ended")
# They have to sign in first, whatever they ask for.
AT_THE_DOOR = ("nobody", "disabled")
ALL_POWERS = tuple(Grant(ACCESS_ROLES[name]) for name in ("administrator", "quality-manager"))
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def insiders() -> tuple[str, ...]:
    """Everybody where the matrix is tried in full; a few on the second database."""
    return INSIDERS if connection.vendor == "sqlite" else FEW


@dataclass
class Company:
    """The cast with everybody's browser and the records that the matrix asks for."""

    cast: Cast
    table: dict = field(default_factory=permissions.read)

    def browser(self, part: str) -> Client:
        """Signed in as this part; someone disabled or ended was let in before that happened."""
        client = Client()
        if part == "nobody":
            return client
        user = self.newcomer(part) if part in ("disabled", "ended") else self.cast.users[part]
        client.force_login(user, backend=BACKEND)
        if part == "disabled":
            User.objects.filter(pk=user.pk).update(is_active=False)
        if part == "ended":
            Membership.objects.filter(user=user).update(ended_at=clock.now())
        return client

    def newcomer(self, part: str) -> User:
        """One more quality manager, so that only what happens to them then stands in the way."""
        setup = Actor.system(self.cast.organization, "setup")
        person = people.add_person(name=f"Nora {part.title()}", by=setup, email=f"{part}@ours.example")
        people.give_access(access_role="quality-manager", person=person, by=setup)
        user = User.objects.create_user(person.email, "correct horse battery staple")
        people.join(user=user, person=person, by=setup)
        return user

    def record(self, type_name: str, *, by: str = "", site: str = "main") -> Record:
        """A record of this type, made by the quality manager or by somebody else, at the main or the second works."""
        cast = disguised(self.cast, self.cast.actors[by]) if by else self.cast
        record = factories.make(type_name, cast)
        where = self.cast.main_site if site == "main" else self.cast.second_site
        return records.update(
            record, by=Actor.system(self.cast.organization, "setup"), reason="Where it is", site=where
        )

    def may(self, part: str, verb: str, record: Record) -> bool:
        """What the page of permissions says; who may change the whole may change its parts."""
        if self._may_alone(part, verb, record):
            return True
        whole = modules.type_of(record).whole
        return bool(whole) and verb in PART_VERBS and self._may_alone(part, "update", getattr(record, whole))

    def _may_alone(self, part: str, verb: str, record: Record) -> bool:
        narrowed = modules.type_of(record).visibility
        if (
            narrowed
            and not type(record)._default_manager.filter(narrowed(self.cast.actors[part]), pk=record.pk).exists()
        ):
            return False
        said = self.table[record.type_name][verb][ROLE_OF[part]]
        person_id = self.cast.actors[part].person_id
        owner = modules.type_of(record).owner
        owned = bool(owner) and getattr(record, f"{owner}_id") == person_id
        if said == permissions.YES and (
            part != "second" or record.site_id in (None, self.cast.second_site.pk) or self._is_own(verb, record, part)
        ):
            return True
        if said == permissions.OWN:
            return owned or record.created_by_id == person_id
        return said == permissions.OWNER and owned

    def _is_own(self, verb: str, record: Record, part: str) -> bool:
        """Whether a site-bound role's holder may do it anyway, as every member may with what is their own."""
        said = self.table[record.type_name][verb]["member"]
        person_id = self.cast.actors[part].person_id
        owner = modules.type_of(record).owner
        owned = bool(owner) and getattr(record, f"{owner}_id") == person_id
        if verb == "view":
            return owned or record.created_by_id == person_id
        return (said == permissions.OWN and (owned or record.created_by_id == person_id)) or (
            said == permissions.OWNER and owned
        )

    def may_with_type(self, part: str, verb: str, type_name: str) -> bool:
        return self.table[type_name][verb][ROLE_OF[part]] == permissions.YES

    def may_list(self, part: str, type_name: str) -> bool:
        return self.table[type_name]["view"][ROLE_OF[part]] != permissions.NO


def disguised(cast: Cast, actor: Actor) -> Cast:
    """The cast in which one person holds the parts of those who make records."""
    mighty = replace(actor, grants=(*actor.grants, *ALL_POWERS))
    return replace(cast, actors={**cast.actors, "manager": mighty, "administrator": mighty})


def foreign_cast(cast: Cast) -> Cast:
    """The other company with somebody in every part, so that the factories work there too."""
    theirs = Actor.system(cast.other, "setup")
    with organization_scope(cast.other.pk):
        site = people.add_site(name="Their works", by=theirs)
        role = people.add_role(name="Their role", by=theirs)
        mighty = replace(cast.stranger, grants=ALL_POWERS)
        other = people.add_person(name="Their teammate", by=theirs)
        people.give_access(access_role="member", person=other, by=theirs)
        actors = dict.fromkeys(cast.actors, mighty)
        actors["teammate"] = replace(mighty, person=other)
    return replace(
        cast,
        organization=cast.other,
        other=cast.organization,
        main_site=site,
        second_site=site,
        role=role,
        actors=actors,
    )
