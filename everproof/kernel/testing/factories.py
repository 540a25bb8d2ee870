"""One way to make a record of each type, so that tests of all types need not know any of them.

A room keeps its own in `testing.py` as FACTORIES: type name to a function of the cast and a number, which makes a
record that a quality manager (or, for people and access, an administrator) may work on.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from importlib import import_module
from importlib.util import find_spec

from everproof.kernel import clock, modules
from everproof.kernel.drills import actions as drills
from everproof.kernel.people import actions as people
from everproof.kernel.records import Record
from everproof.kernel.testing.cast import Cast
from everproof.kernel.work import actions as work

Factory = Callable[[Cast, int], Record]


def _action(cast: Cast, number: int) -> Record:
    due_on = clock.today("Europe/Berlin") + timedelta(days=number % 40)
    return work.raise_action(title=f"Canary step {number}", owner=cast.person("member"), due_on=due_on, by=cast.manager)


def _responsibility(cast: Cast, number: int) -> Record:
    return people.give_responsibility(
        person=cast.person("member"),
        role=cast.role,
        by=cast.manager,
        from_on=clock.today("Europe/Berlin") - timedelta(days=number),
    )


def _access(cast: Cast, number: int) -> Record:
    until = clock.today("Europe/Berlin") + timedelta(days=number)
    return people.give_access(access_role="member", person=cast.person("teammate"), by=cast.administrator, to_on=until)


FACTORIES: dict[str, Factory] = {
    "person": lambda cast, number: people.add_person(name=f"Canary Person {number}", by=cast.administrator),
    "site": lambda cast, number: people.add_site(name=f"Canary site {number}", by=cast.administrator),
    "role": lambda cast, number: people.add_role(name=f"Canary role {number}", by=cast.manager),
    "responsibility": _responsibility,
    "access-assignment": _access,
    "action": _action,
    "backup-test": lambda cast, number: drills.record_backup_test(
        title=f"Canary restore {number}", result="pass", by=cast.administrator
    ),
}


@cache
def factories() -> dict[str, Factory]:
    """All factories, the kernel's and the rooms'."""
    found = dict(FACTORIES)
    for module in modules.all_modules():
        name = f"everproof.{module.name}.testing"
        if module.name != "kernel" and find_spec(name):
            found |= import_module(name).FACTORIES
    return found


def make(type_name: str, cast: Cast, number: int = 1) -> Record:
    """A record of this type, in the cast's own organisation."""
    return factories()[type_name](cast, number)
