"""Tasks that exist for the tests; each leaves jobs behind, so that other processes see what it did."""

import os
import time

from everproof.kernel import clock
from everproof.kernel.people.models import Person
from everproof.kernel.tasks.models import Job
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy import current_organization_id


def leave(organization_id: int, name: str, **result: object) -> None:
    Job.objects.create(organization_id=organization_id, name=name, result=result, created_at=clock.now())


@task(delays=(1,))
def say(organization_id: int, word: str) -> None:
    leave(organization_id, word, scope=current_organization_id(), people=Person.objects.count())


@task(scoped=False)
def say_unscoped(organization_id: int, word: str) -> None:
    leave(organization_id, word, scope=current_organization_id())


@task(delays=(2, 7))
def fail(organization_id: int) -> None:
    leave(organization_id, "tried")
    raise RuntimeError("not today")


@task(delays=())
def fail_for_good(organization_id: int) -> None:
    raise RuntimeError("never")


@task(delays=(1,), seconds=1, scoped=False)
def be_stuck(organization_id: int) -> None:
    time.sleep(60)


@task(delays=(1,), scoped=False)
def be_slow_at_first(organization_id: int) -> None:
    """Tells which process it is and takes very long, unless another process was there before."""
    first = not Job.objects.filter(name="slow task began").exists()
    leave(organization_id, "slow task began", pid=os.getpid())
    if first:
        time.sleep(120)
    leave(organization_id, "slow task done", pid=os.getpid())
