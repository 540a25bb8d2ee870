"""Keeps what is printed: asks for it, makes it now or in the background, and says who may open it."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from everproof.kernel import access, clock, modules
from everproof.kernel.access.actor import Actor
from everproof.kernel.errors import Refused
from everproof.kernel.files import names, store
from everproof.kernel.files.models import Attachment, StoredFile
from everproof.kernel.notifications import notify
from everproof.kernel.pdf import binding, child, logos, seals, typesetting
from everproof.kernel.pdf.models import Printout, Seal
from everproof.kernel.people.models import Person
from everproof.kernel.records import Record
from everproof.kernel.tasks.task import task

PDF = "application/pdf"
RECORD, DOCUMENT, REPORT, RELEASED = "record", "document", "report", "released"
DAYS_KEPT = 14
# Above this a print takes more than a moment, so a task makes it.
SHORT = 150_000
WAIT_FOR_A_SLOT = 1.0
LARGEST = typesetting.IN_THE_BACKGROUND.output
READY_NOTICE = "print-ready"
BEHIND = "behind"


@dataclass(frozen=True)
class Order:
    """What is to be printed: a template with its data, a file name, and the record it is about, if one.

    `pictures` are the names that the data calls them by, each with the SHA-256 of a stored file, whose picture is
    printed. `behind` is the SHA-256 of a stored PDF whose pages follow, marked with the data's overlay and `line`.
    """

    kind: str
    name: str
    template: str
    data: Mapping[str, Any]
    record: Record | None = None
    pictures: Mapping[str, str] = field(default_factory=dict)
    behind: str = ""
    line: str = ""
    kept: bool = False


def ask(order: Order, *, by: Actor) -> Printout:
    """Print something: a short one is there when this returns, a long one follows from a task with a notice.

    What cannot be made is said in the printout's note; nothing raises for that.
    """
    printout = _announce(order, by)
    if _is_short(order):
        try:
            return make(printout, limits=typesetting.AT_ONCE, wait=WAIT_FOR_A_SLOT)
        except (child.Busy, typesetting.TooMuch):
            pass  # the task has more time
    print_later.enqueue(by.organization_id, printout.pk)
    return printout


def order_kept(order: Order, *, by: Actor) -> Printout:
    """Announce a PDF that stays with its record; the caller makes it in its own task."""
    return _announce(order, by)


def make(printout: Printout, *, limits: child.Limits, wait: float) -> Printout:
    """Typeset and keep it. Raises what `typesetting.render` raises; then the printout waits as before."""
    data = dict(printout.data or {})
    behind = data.pop(BEHIND, None)
    made = typesetting.render(
        printout.template, data, at=printout.asked_at, pictures=_pictures(printout), limits=limits, wait=wait
    )
    if behind is None:
        return keep(printout, made.content, standards=made.standards, note=made.caution)
    path = store.path_of(printout.organization_id, behind["file"])
    bound = binding.bind(made.content, path, overlay=data["overlay"], line=behind["line"])
    # Without its pages the cover alone is still true, and says where the file is.
    note = made.caution if bound else str(_("The file’s own pages could not be read: this is its cover alone."))
    return keep(printout, bound or made.content, standards=() if bound else made.standards, note=note)


def _pictures(printout: Printout) -> dict[str, bytes]:
    """The pictures that go into a print: those that we made of files, never the files themselves."""
    found = {}
    for name, sha256 in printout.pictures.items():
        try:
            found[name] = store.preview_path(printout.organization_id, sha256, "large").read_bytes()
        except FileNotFoundError:
            raise typesetting.Broken from None
    return found


def keep(printout: Printout, content: bytes, *, standards: tuple[str, ...] = (), note: str = "") -> Printout:
    """Store the bytes, sealed where the printout is kept, and say that it is ready."""
    sealed = seals.seal(content, printout.organization) if printout.kept else None
    kept = store.put(printout.organization_id, [sealed.content if sealed else content], largest=LARGEST)
    with transaction.atomic():
        file, _is_new = StoredFile.objects.get_or_create(
            organization_id=printout.organization_id,
            sha256=kept.sha256,
            defaults={
                "size": kept.size,
                "media_type": PDF,
                "preview": StoredFile.Preview.NONE,
                "created_at": clock.now(),
                "prepared_at": clock.now(),
            },
        )
        printout.state, printout.file = Printout.State.READY, file
        printout.standards, printout.note = list(standards), note[:300]
        printout.data, printout.pictures, printout.made_at = None, {}, clock.now()
        printout.save()
        if sealed:
            seals.note(sealed, printout, kept.sha256)
    return printout


def fail(printout: Printout, reason: str) -> None:
    """Say why there is no PDF."""
    printout.state, printout.note = Printout.State.FAILED, reason[:300]
    printout.data, printout.pictures = None, {}
    printout.save()


@task(delays=(10, 60), seconds=300)
def print_later(organization_id: int, printout_id: str) -> None:
    """Make a print that takes longer, and tell who asked for it."""
    printout = _waiting(organization_id, printout_id)
    if printout is None:
        return
    try:
        make(printout, limits=typesetting.IN_THE_BACKGROUND, wait=60.0)
    except child.Busy:
        raise  # the next attempt may find a place
    except Refused as refusal:
        fail(printout, str(refusal))
    _tell(printout)


def _waiting(organization_id: int, printout_id: str) -> Printout | None:
    return (
        Printout.objects.select_related("organization")
        .filter(organization_id=organization_id, pk=printout_id, state=Printout.State.WAITING)
        .first()
    )


def _tell(printout: Printout) -> None:
    if printout.asked_by_id is None:
        return
    person = Person.objects.filter(organization_id=printout.organization_id, pk=printout.asked_by_id).first()
    if person:
        notify(person, READY_NOTICE, facts={"name": printout.name}, key=f"{READY_NOTICE}:{printout.pk}")


# Who may open it -----------------------------------------------------------------------------------------------------


def find(actor: Actor, key: str) -> Printout | None:
    """The printout of this key, if the actor may open it now; None whether it is not there or not theirs.

    A copy is for who asked: it may tell of linked records and of a history that others do not see.
    """
    found = Printout.objects.select_related("file").filter(organization_id=actor.organization_id, key=key).first()
    if found is None or (not found.kept and found.asked_by_id != actor.person_id):
        return None
    if found.type and record_of(found, actor) is None:
        return None
    found.organization = actor.organization
    return found


def record_of(printout: Printout | Seal, actor: Actor) -> Record | None:
    """The record that a printout is of, if the actor may see it."""
    if not printout.type or printout.record_id is None:
        return None
    model = modules.record_type(printout.type).model
    record = access.visible(actor, model._default_manager.filter(pk=printout.record_id)).first()
    if record is not None:
        record.organization = actor.organization
    return record


def kept_for(record: Record, kind: str = RELEASED) -> Printout | None:
    """The PDF that belongs to a record, whatever its state; None before one was asked for."""
    return (
        Printout.objects.select_related("file")
        .filter(
            organization_id=record.organization_id, type=record.type_name, record_id=record.pk, kept=True, kind=kind
        )
        .first()
    )


# Forgetting ----------------------------------------------------------------------------------------------------------


@task
def sweep(organization_id: int) -> None:
    """Take away the copies that nobody needs any more; each can be printed again."""
    forget(organization_id, older_than_days=DAYS_KEPT)


def forget(organization_id: int, *, older_than_days: int = 0) -> int:
    """Remove copies with their bytes; those that belong to a record stay. Gives how many."""
    before = clock.now() - timedelta(days=older_than_days)
    old = Printout.objects.filter(organization_id=organization_id, kept=False, asked_at__lte=before)
    files = set(old.exclude(file=None).values_list("file_id", flat=True))
    with transaction.atomic():
        count, _by_table = old.delete()
        used = [
            model.objects.filter(organization_id=organization_id, file_id__in=files).values_list("file_id", flat=True)
            for model in (Printout, Attachment)
        ]
        gone = StoredFile.objects.filter(organization_id=organization_id, pk__in=files.difference(*used))
        digests = list(gone.values_list("sha256", flat=True))
        gone.delete()
        for digest in digests:
            transaction.on_commit(partial(store.remove, organization_id, digest))
    return count


def _announce(order: Order, by: Actor) -> Printout:
    record = order.record
    logo = logos.logo_of(by.organization_id, record.site_id if record else None)
    return Printout.objects.create(
        organization=by.organization,
        key=secrets.token_urlsafe(32),
        kind=order.kind,
        type=record.type_name if record else "",
        record_id=record.pk if record else None,
        version=record.version if record else 0,
        status=record.status if record else "",
        name=names.clean(order.name),
        kept=order.kept,
        template=order.template,
        data={
            **order.data,
            **({BEHIND: {"file": order.behind, "line": order.line}} if order.behind else {}),
            **({"logo": logos.NAME} if logo else {}),
        },
        pictures={**order.pictures, **({logos.NAME: logo} if logo else {})},
        asked_by_id=by.person_id,
        asked_at=clock.now(),
    )


def _is_short(order: Order) -> bool:
    return not order.pictures and not order.behind and len(repr(order.data)) <= SHORT
