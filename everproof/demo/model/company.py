"""The model company while it is built: who is there, and the clock that its parts work by."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.people import actions as people_actions
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.models import Person, Role, Site
from everproof.kernel.tenancy.models import Organization

SLUG = "model"
ZONE = "Europe/Berlin"
AGE = timedelta(days=400)


@dataclass
class ModelCompany:
    """`people` by job title ("Quality manager"), `roles` by name, `kept` for what parts hand to later ones by name."""

    organization: Organization
    anchor: datetime
    setup: Actor
    site: Site | None = None
    people: dict[str, Person] = field(default_factory=dict)
    roles: dict[str, Role] = field(default_factory=dict)
    kept: dict[str, Any] = field(default_factory=dict)

    @property
    def today(self) -> date:
        return self.anchor.date()

    @property
    def founded(self) -> date:
        return (self.anchor - AGE).date()

    def days_ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    @contextmanager
    def on(self, days_ago: int) -> Iterator[date]:
        """Act so many days before the anchor, at noon; gives that day."""
        moment = (self.anchor - timedelta(days=days_ago)).replace(hour=11, minute=0)
        with clock.travel(moment):
            yield moment.date()

    def actor(self, title: str) -> Actor:
        """The person with a job title, acting with the access that they have."""
        return actor_for(self.organization, self.people[title], source="demo")


def found(*, anchor: datetime) -> ModelCompany:
    """Found the company, older than the catalogue's operating days."""
    with clock.travel(anchor - AGE):
        organization = people_actions.found_organization(slug=SLUG, name="Model Works", origin="demo/model", zone=ZONE)
    return ModelCompany(organization, anchor, Actor.system(organization, "setup", source="demo"))
