"""From uploaded files to documents, for pages, the background and the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from everproof.documents.intake import planning, registers, sources, taking
from everproof.documents.intake.planning import Plan, Row
from everproof.documents.intake.sources import Sources
from everproof.documents.intake.taking import Taker, described, note
from everproof.documents.models import Document, Intake, IntakeItem
from everproof.kernel import access, clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.errors import NotAllowed, Refused
from everproof.kernel.files import actions as files
from everproof.kernel.files import names, store
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.models import Person
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization

# A portion of which so little comes is worked on while the person waits.
AT_ONCE_OCTETS = 300_000
AT_ONCE_FILES = 5
LARGEST_ARCHIVE = 400_000_000
KEPT = timedelta(days=1)
# Between two looks at how far it is.
STEP = 5

State = Intake.State


@contextmanager
def _portion(organization_id: int) -> Iterator[None]:
    """A piece of work that is committed at once, so that progress is seen and a break loses little."""
    with organization_scope(organization_id), transaction.atomic():
        yield


def require_intake(actor: Actor) -> None:
    """Raise NotAllowed unless the actor looks after documents: what comes in may stand as in force."""
    if not actor.has(MANAGE):
        raise NotAllowed(_("Only who looks after documents brings in those of another system."))
    access.require(actor, "create", Document)


def start(
    uploads: Sequence[files.Upload], *, by: Actor, since: date | None = None, sheet_map: Mapping[str, str] | None = None
) -> Intake:
    """Lay the uploads aside and check them, at once or in the background. Raises Refused, and then keeps nothing."""
    require_intake(by)
    if not uploads:
        raise Refused(_("Choose files, or a zip of them."))
    staged: list[tuple[str, str]] = []
    size = 0
    try:
        for upload in uploads:
            name = names.clean(upload.name)
            largest = LARGEST_ARCHIVE if names.ending(name) == ".zip" else _largest(by)
            staged.append((name, _staged(name, upload, by, largest)))
            size += upload.size
    except Refused:
        _forget(by.organization_id, staged)
        raise
    first = staged[0][0]
    title = first if len(staged) == 1 else _("%(name)s and %(count)s more") % {"name": first, "count": len(staged) - 1}
    intake = _made(by, title[:200], since, sheet_map, staged)
    is_small = size <= AT_ONCE_OCTETS and len(staged) <= AT_ONCE_FILES and not first.lower().endswith(".zip")
    if is_small:
        _check(intake, by)
    else:
        check_in_background.enqueue(by.organization_id, str(intake.pk))
    return intake


def _largest(by: Actor) -> int:
    return files.largest_file(by.organization_id)


def _staged(name: str, upload: files.Upload, by: Actor, largest: int) -> str:
    try:
        return store.stage(by.organization_id, upload.portions, largest=largest, expected=upload.size)
    except Refused as refusal:
        words = [_("%(name)s: %(reason)s") % {"name": name, "reason": reason} for reason in refusal.reasons]
        raise type(refusal)(*words) from refusal


def _made(
    by: Actor,
    title: str,
    since: date | None,
    sheet_map: Mapping[str, str] | None,
    staged: Sequence[tuple[str, str]] | None,
) -> Intake:
    with transaction.atomic():
        return Intake.objects.create(
            organization=by.organization,
            person_id=by.person_id,
            title=title,
            uploads=staged,
            sheet_map=dict(sheet_map or {}),
            since=since,
            created_at=clock.now(),
        )


def run(intake: Intake, *, by: Actor) -> Intake:
    """Bring in what was checked, without what has a problem. Raises Refused when there is nothing to run."""
    require_intake(by)
    claimed = Intake.objects.filter(organization_id=by.organization_id, pk=intake.pk, state=State.PLANNED).exclude(
        uploads=None
    )
    if not claimed.update(state=State.RUNNING, progress=0):
        raise Refused(_("The files are no longer kept, or somebody else is at it. Upload them again."))
    intake.refresh_from_db()
    if intake.counts.get("read", 0) <= AT_ONCE_FILES:
        _run(intake, by)
    else:
        run_in_background.enqueue(by.organization_id, str(intake.pk))
    return intake


def undo(intake: Intake, *, by: Actor) -> list[tuple[str, str]]:
    """Take an intake back but for what somebody has worked on since; gives (path, reason) of what stays."""
    require_intake(by)
    if intake.state != State.DONE:
        raise Refused(_("Only a finished import can be undone."))
    left = []
    items = intake.items.filter(taken_at__isnull=False, undone_at=None).order_by("-position", "-id")
    for item in items:
        if reason := taking.take_back(item, by):
            left.append((item.path, reason))
    with transaction.atomic():
        taking.void_unused_types(intake, by)
        intake.state, intake.undone_at = State.UNDONE, clock.now()
        intake.save(update_fields=["state", "undone_at"])
        note(by, "undo", intake, left=len(left))
    return left


@task(scoped=False, delays=())
def check_in_background(organization_id: int, intake_id: str) -> None:
    """Read many files, so that nobody waits for it."""
    _in_background(organization_id, intake_id, _check)


@task(scoped=False, delays=())
def run_in_background(organization_id: int, intake_id: str) -> None:
    """Bring in many files."""
    _in_background(organization_id, intake_id, _run)


def _in_background(organization_id: int, intake_id: str, work: Callable[[Intake, Actor], None]) -> None:
    with organization_scope(organization_id):
        intake = Intake.objects.get(organization_id=organization_id, pk=UUID(intake_id))
        by = _person_behind(intake)
    work(intake, by)


@task
def forget_uploads(organization_id: int) -> None:
    """What nobody brought in within a day is forgotten, with what was read of it."""
    old = Intake.objects.filter(organization_id=organization_id, created_at__lt=clock.now() - KEPT, done_at=None)
    old.delete()


def _person_behind(intake: Intake) -> Actor:
    organization = Organization.objects.get(pk=intake.organization_id)
    if intake.person_id is None:
        return Actor.system(organization, "import", source="import")
    person = Person.objects.get(organization_id=intake.organization_id, pk=intake.person_id)
    return actor_for(organization, person, source="import")


# The work itself ------------------------------------------------------------------------------------------------------


@contextmanager
def _opened(intake: Intake) -> Iterator[Sources]:
    """The files of an intake that lie staged. Raises Refused when they are gone."""
    staged = [(name, store.staged_path(intake.organization_id, token)) for name, token in intake.uploads or []]
    if not staged or not all(place.is_file() for _name, place in staged):
        raise Refused(_("The files are no longer kept. Upload them again."))
    with organization_scope(intake.organization_id):
        largest = files.largest_file(intake.organization_id)
    with sources.opened(staged, largest=largest) as found:
        yield found


def _check(intake: Intake, by: Actor) -> None:
    try:
        with _opened(intake) as found:
            with _portion(intake.organization_id):
                Intake.objects.filter(pk=intake.pk).update(total=len(found.files), progress=0)
            plan = _planned(intake, found, by)
            with _portion(intake.organization_id):
                _keep_plan(intake, plan)
    except Refused as refusal:
        with _portion(intake.organization_id):
            intake.state, intake.problem = State.PLANNED, str(refusal)
            intake.counts = {"read": 0}
            # Nothing of it can be brought in, so nothing of it is kept.
            _forget(intake.organization_id, intake.uploads or [])
            intake.uploads = None
            intake.save(update_fields=["state", "problem", "counts", "uploads"])


def _planned(intake: Intake, found: Sources, by: Actor) -> Plan:
    return planning.plan(found, by=by, since=intake.since, sheet_map=intake.sheet_map, progress=_progress(intake))


def _progress(intake: Intake) -> planning.Progress:
    waiting = 0

    def advance(count: int) -> None:
        nonlocal waiting
        waiting += count
        if waiting >= STEP:
            with _portion(intake.organization_id):
                Intake.objects.filter(pk=intake.pk).update(progress=F("progress") + waiting)
            waiting = 0

    return advance


def _keep_plan(intake: Intake, plan: Plan) -> None:
    intake.items.filter(taken_at=None).delete()
    IntakeItem.objects.bulk_create(
        IntakeItem(organization_id=intake.organization_id, intake=intake, path=row.path, **described(row))
        for row in plan.rows
    )
    intake.state, intake.counts = State.PLANNED, plan.counts()
    intake.left_out = [list(one) for one in plan.left_out]
    intake.total, intake.problem = len(plan.rows), ""
    intake.save(update_fields=["state", "counts", "left_out", "total", "problem"])


def _run(intake: Intake, by: Actor) -> None:
    try:
        with _opened(intake) as found:
            plan = _planned(intake, found, by)
            _take(intake, plan, found, by)
    except Refused as refusal:
        with _portion(intake.organization_id):
            intake.state, intake.problem = State.PLANNED, str(refusal)
            intake.save(update_fields=["state", "problem"])


def _take(intake: Intake, plan: Plan, found: Sources, by: Actor) -> None:
    """Write the rows one by one; what was done before a break is known again when it is run anew."""
    with organization_scope(intake.organization_id):
        taker = Taker(intake, found, registers.read(found, intake.sheet_map), by)
    with _portion(intake.organization_id):
        Intake.objects.filter(pk=intake.pk).update(progress=0, total=len(plan.rows))
    advance = _progress(intake)
    for row in plan.rows:
        if not row.is_written or taker.take(row) is None:
            with _portion(intake.organization_id):
                _keep_untaken(intake, row)
        advance(1)
    with _portion(intake.organization_id):
        _finish(intake, plan, by)


def _keep_untaken(intake: Intake, row: Row) -> None:
    IntakeItem.objects.update_or_create(
        organization_id=intake.organization_id,
        intake=intake,
        path=row.path,
        taken_at=None,
        defaults=described(row),
    )


def _finish(intake: Intake, plan: Plan, by: Actor) -> None:
    intake.refresh_from_db()
    _forget(intake.organization_id, intake.uploads or [])
    intake.state, intake.done_at, intake.uploads = State.DONE, clock.now(), None
    intake.counts, intake.left_out = plan.counts(), [list(one) for one in plan.left_out]
    intake.save(update_fields=["state", "done_at", "uploads", "counts", "left_out"])
    note(by, "run", intake, **intake.counts)


def _forget(organization_id: int, staged: Sequence[tuple[str, str]]) -> None:
    for _name, token in staged:
        store.staged_path(organization_id, token).unlink(missing_ok=True)


# The command line -----------------------------------------------------------------------------------------------------


def is_taken(path: Path) -> bool:
    """Whether a path holds documents rather than a table that says things about documents.

    A folder or a zip with anything but tables does, so does a spreadsheet that names files, and any other file.
    """
    with sources.opened([(path.name, path)], largest=LARGEST_ARCHIVE) as found:
        tables = [one for one in found.files if one.ending in registers.ENDINGS]
        others = [one for one in found.files if one.ending not in registers.ENDINGS]
        return bool(others) or any(registers.names_files(one, {}) for one in tables)


def import_at_once(
    path: Path, *, by: Actor, sheet_map: Mapping[str, str] | None = None, dry_run: bool = False
) -> dict[str, Any]:
    """Bring in a folder, a zip or a file: {read, new, changed, unchanged, problems, left_out, lost}.

    `read` is new + changed + unchanged + those with a problem. Raises Refused when nothing of it can be read.
    """
    require_intake(by)
    by = replace(by, source="import")
    with sources.opened(_uploads(path), largest=files.largest_file(by.organization_id)) as found:
        if not found.files:
            raise Refused(_("There are no documents."))
        plan = planning.plan(found, by=by, sheet_map=sheet_map)
        if not dry_run and any(row.is_written for row in plan.rows):
            intake = _made(by, path.name[:200], None, sheet_map, None)
            _take(intake, plan, found, by)
    counts = plan.counts()
    return {
        **{name: counts[name] for name in ("read", "new", "changed", "unchanged")},
        "problems": [
            {"where": row.path, "reason": reason, "cure": cure} for row in plan.rows for reason, cure in row.problems
        ],
        "left_out": [{"where": where, "reason": reason} for where, reason in plan.left_out],
        "lost": [
            {"where": row.path, "reason": reason}
            for row in plan.rows
            if row.read
            for reason in dict.fromkeys(row.read.lost)
        ],
    }


def _uploads(path: Path) -> list[tuple[str, Path]]:
    """A register that comes alone brings the files that lie beside it."""
    if path.is_file() and path.suffix.lower() in registers.ENDINGS:
        return [(path.parent.name, path.parent)]
    return [(path.name, path)]
