"""People of other companies are witnesses: at each sign-in they are handed the newest checkpoint of our ledger.

What they hold lies in a cookie of their browser, in their mailbox, and as a note with us. When they come back, what the
browser holds is proven to be the beginning of what stands now, or they are told that it is not.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from everproof.kernel import ledger
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger import checkpoints, witnesses
from everproof.kernel.ledger.models import LedgerWitness
from everproof.kernel.ledger.tasks import mail_note
from everproof.kernel.ledger.witnesses import Finding, Held
from everproof.kernel.notifications import notify
from everproof.kernel.notifications.recipients import administrators
from everproof.kernel.people.actors import actor_of
from everproof.kernel.people.models import User
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Membership

COOKIE_AGE = 60 * 60 * 24 * 365


@dataclass(frozen=True)
class Met:
    """What a witness brought along, what comparing it showed, and what they hold from now on."""

    held: Held
    before: Held | None = None
    finding: Finding | None = None


def cookie_name(slug: str) -> str:
    """The cookie in which the browser of a witness keeps what it was handed for an organisation."""
    return f"{settings.SESSION_COOKIE_NAME}-seen-{slug}"


def meet(request: HttpRequest, response: HttpResponse, user: User) -> None:
    """At sign-in: compare and hand out, in each organisation that the login enters as somebody from outside."""
    for membership in Membership.objects.select_related("organization").filter(user=user, ended_at=None):
        organization = membership.organization
        with organization_scope(organization.pk):
            actor = actor_of(membership)
            if actor is None or not is_external(actor):
                continue
            met = _meet(actor, Held.read(request.COOKIES.get(cookie_name(organization.slug), "")))
        if met is None:
            continue
        _say(request, actor, met)
        response.set_cookie(
            cookie_name(organization.slug),
            met.held.text(),
            max_age=COOKIE_AGE,
            httponly=True,
            secure=settings.SESSION_COOKIE_SECURE,
            samesite="Lax",
        )


def is_external(actor: Actor) -> bool:
    """Whether somebody is here for another company."""
    return any(grant.role.external for grant in actor.grants)


def last_held(actor: Actor) -> LedgerWitness | None:
    """What we noted that this person was handed last."""
    own = LedgerWitness.objects.filter(organization_id=actor.organization_id, witness=str(actor.person_id))
    return own.order_by("-at").first()


def _meet(actor: Actor, before: Held | None) -> Met | None:
    newest = checkpoints.newest_checkpoint(actor.organization_id)
    if newest is None or actor.person is None:
        return None
    finding = witnesses.compare(actor.organization_id, before) if before else None
    if before is not None and finding is Finding.BROKEN:
        _alarm(actor, before)
        # What contradicts us stays with the witness: it is the evidence.
        return Met(before, before, finding)
    held = witnesses.remember(newest, str(actor.person_id), witnesses.SIGN_IN)
    if actor.person.email:
        key = f"checkpoint:{actor.person_id}:{newest.epoch}:{newest.size}"
        path = reverse("kernel:ledger_held", args=[actor.organization.slug])
        mail_note(actor.organization, newest, actor.person.email, key=key, path=path)
    return Met(held, before, finding)


def _alarm(actor: Actor, before: Held) -> None:
    """Say in the ledger and to those who look after it that a witness contradicts it."""
    assert actor.person is not None
    facts = {"epoch": before.epoch, "size": before.size, "root": before.root.hex()}
    ledger.note(actor, "kernel.ledger.contradict", type="ledger", record_id=actor.organization.slug[:40], facts=facts)
    notify(
        administrators(actor.organization_id),
        "witness-contradicted",
        facts={"name": actor.person.title, "size": before.size},
        key=f"witness-contradicted:{actor.person_id}:{before.epoch}:{before.size}",
    )


def _say(request: HttpRequest, actor: Actor, met: Met) -> None:
    """Tell the witness, in words, on the next page."""
    sizes = {"name": actor.organization.name, "now": met.held.size}
    if met.before is None:
        words = _("You hold the history of %(name)s as it stands: %(now)s entries. It comes by mail, too; keep it.")
        messages.info(request, words % sizes)
        return
    sizes["then"] = met.before.size
    if met.finding is Finding.HOLDS:
        words = _(
            "The %(then)s entries of %(name)s that you saw last time are still the beginning of the %(now)s of now."
        )
        messages.info(request, words % sizes)
    elif met.finding is Finding.LOST:
        words = _("%(name)s restored its history from a backup: not all of the %(then)s entries you saw are there.")
        messages.warning(request, words % sizes)
    else:
        words = _(
            "The %(then)s entries of %(name)s that you saw last time are not the beginning of what stands here now. "
            "The history was changed. Keep the mail with your checkpoint and ask for an explanation."
        )
        messages.error(request, words % sizes)
