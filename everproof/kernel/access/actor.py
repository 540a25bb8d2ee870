"""Who acts: a person (or a named part of the system), with access roles, through a source."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING
from uuid import UUID

from everproof.kernel.access.roles import ACCESS_ROLES, POWERS, AccessRole
from everproof.kernel.access.scopes import Scopes

if TYPE_CHECKING:
    from everproof.kernel.people.models import Person
    from everproof.kernel.tenancy.models import Organization


@dataclass(frozen=True)
class Grant:
    """An access role in force: at one site or all, for one party or none."""

    role: AccessRole
    site_id: UUID | None = None
    party_type: str = ""
    party_id: UUID | None = None


@dataclass(frozen=True)
class Actor:
    """The one who acts in one organisation. Not a login: the same login acts as another person elsewhere.

    `source` is where the act came in: page, api, import, task, command, demo, kiosk or mail. `scopes` narrow what a
    token may do for its person.
    """

    organization: Organization
    person: Person | None = None
    grants: tuple[Grant, ...] = ()
    source: str = "page"
    system_name: str = ""
    can_sign: bool = field(default=False)
    scopes: Scopes | None = None

    @property
    def organization_id(self) -> int:
        return self.organization.pk

    @property
    def person_id(self) -> UUID | None:
        return self.person.pk if self.person else None

    @property
    def is_system(self) -> bool:
        """A part of the product itself: it works within one organisation and no access role limits it."""
        return bool(self.system_name)

    @cached_property
    def reach(self) -> Hashable:
        """All that decides what the actor may see and do: whoever has the same reach may the same.

        It names the person's version too, so that a rule may go by a field of the person. What is kept for one reach
        (see `prepared.Prepared`) is never shown to another.
        """
        grants = tuple(
            (
                grant.role.name,
                grant.role.powers,
                grant.role.needs_party,
                grant.site_id,
                grant.party_type,
                grant.party_id,
            )
            for grant in self.grants
        )
        person = (self.person.pk, self.person.version) if self.person else None
        return self.organization_id, person, self.system_name, grants, self.scopes

    @property
    def ledger_name(self) -> str:
        """The name that stands in the ledger: the person's id, which says nothing once the person is erased."""
        return str(self.person_id) if self.person else f"system:{self.system_name}"

    @property
    def ledger_role(self) -> str:
        return self.system_name or ",".join(sorted({grant.role.name for grant in self.grants}))

    def has(self, power: str) -> bool:
        """Whether any access role gives this power anywhere."""
        return self.is_system or any(power in grant.role.powers for grant in self.grants)

    def powers(self) -> list[str]:
        return [power for power in POWERS if self.has(power)]

    @classmethod
    def system(cls, organization: Organization, name: str, *, source: str = "task") -> Actor:
        """A named part of the product: "setup", "scheduler", "import"."""
        return cls(organization=organization, source=source, system_name=name)


def grants_from(rows: list[tuple[str, UUID | None, str, UUID | None]]) -> tuple[Grant, ...]:
    """Grants from stored assignments (role, site, party type, party); an unknown role grants nothing."""
    return tuple(
        Grant(ACCESS_ROLES[role], site, party_type, party)
        for role, site, party_type, party in rows
        if role in ACCESS_ROLES
    )
