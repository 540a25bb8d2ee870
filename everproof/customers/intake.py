"""Complaints without a login: the link behind a public form, what it lets in, and how the complainant follows the case.

A complaint that comes this way is in quarantine until somebody takes it up: only those who may do that see it. A form
lets in so many a day; sent twice, a complaint is one, because the sender's browser keeps its id.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from everproof.customers.actions.complaints import record_complaint
from everproof.customers.models import Complaint, ComplaintForm
from everproof.kernel import clock, parameters, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.errors import Refused
from everproof.kernel.files import actions as files
from everproof.kernel.files.actions import Upload
from everproof.kernel.parameters import Parameter
from everproof.kernel.records.store import AlreadyRecorded
from everproof.kernel.tenancy import access_links
from everproof.kernel.tenancy.models import AccessLink
from everproof.kernel.ui import addresses

COMPLAIN, FOLLOW = "complain", "follow-complaint"
QUOTA = "complaints_by_form_per_day"
DAY = timedelta(days=1)
MOST_FILES = 5
PARAMETER = Parameter(
    QUOTA,
    _("Complaints that one public form lets in a day"),
    "integer",
    60,
    least=1,
    most=5000,
    meaning=_("What comes beyond is refused until the next day, so that nobody floods the list."),
)


def quarantine(actor: Actor) -> Q:
    """What came by a public form is seen by those who may take it up, until it is taken up."""
    if actor.is_system or any(MANAGE in grant.role.powers for grant in actor.grants):
        return Q()
    return Q(form=None) | ~Q(status="received")


def address_of(form: ComplaintForm) -> str:
    """The whole address of a public form in use; the same until its link is renewed."""
    subject = (form.type_name, form.pk, {"renewals": form.renewals})
    (token,) = access_links.lasting(form.organization, COMPLAIN, [subject])
    return addresses.public(token, whole=True)


@transaction.atomic
def renew_link(*, complaint_form: ComplaintForm, by: Actor) -> ComplaintForm:
    """Make the link that was given out worthless and prepare a new one."""
    today = clock.today(by.organization.zone)
    renewals = complaint_form.renewals + 1
    changed = records.update(complaint_form, by=by, verb="renew", renewals=renewals, renewed_on=today)
    for link in _links(complaint_form).filter(revoked_at=None):
        access_links.revoke(link)
    return changed


def _links(form: ComplaintForm) -> Any:
    return AccessLink.objects.filter(organization_id=form.organization_id, kind=COMPLAIN, subject_id=form.pk)


def usable_form(link: AccessLink) -> ComplaintForm | None:
    """The form of a link: in use, not renewed since, its last day not passed; inside the organisation's scope."""
    today = clock.today(link.organization.zone)
    found = ComplaintForm.objects.in_force().filter(
        Q(ends_on=None) | Q(ends_on__gte=today),
        organization_id=link.organization_id,
        pk=link.subject_id,
        active=True,
        renewals=link.data.get("renewals"),
    )
    return found.select_related("organization", "site", "product_service").first()


@transaction.atomic
def complain_here(
    *, form: ComplaintForm, link: AccessLink, id: UUID, title: str, uploads: Sequence[Upload] = (), **values: Any
) -> Complaint:
    """Take a complaint in by a public form, with its files; the same id again gives the first one.

    Raises Refused when the form let in enough for one day, or when a file is none that is taken.
    """
    by = Actor.system(form.organization, "complaint-form", source="kiosk")
    if len(uploads) > MOST_FILES:
        raise Refused(_("At most %(most)s files go with one complaint.") % {"most": MOST_FILES})
    before = Complaint.objects.filter(organization_id=form.organization_id, pk=id).first()
    if before is not None and before.form_id != form.pk:
        raise Refused(_("This was recorded already."))
    received = files.receive(uploads, by=by)
    if before is None:
        _refuse_too_many(form)
        values = {"product_service": form.product_service, "site": form.site, **values}
        try:
            channel = Complaint.Channel.WEB
            before = record_complaint(id=id, title=title, by=by, form=form, channel=channel, **values)
        except AlreadyRecorded as done:
            before = Complaint.objects.get(organization_id=form.organization_id, pk=done.record_id)
        access_links.count_use(link)
    if before.status == "received" and not before.is_voided:
        files.attach(before, received, by=by)
    return before


def _refuse_too_many(form: ComplaintForm) -> None:
    lately = Complaint.objects.filter(
        organization_id=form.organization_id, form=form, recorded_at__gt=clock.now() - DAY
    )
    if lately.count() >= parameters.value(form.organization_id, QUOTA):
        raise Refused(_("Too many complaints came in here today. Write or call us, please."))


def follow_address(complaint: Complaint, *, whole: bool = False) -> str:
    """The address at which the complainant follows the case and reads the answers."""
    (token,) = access_links.lasting(complaint.organization, FOLLOW, [(complaint.type_name, complaint.pk, {})])
    return addresses.public(token, whole=whole)


def followed(link: AccessLink) -> Complaint | None:
    """The complaint behind such a link, unless it was withdrawn; inside the organisation's scope."""
    if link.subject_id is None:
        return None
    found = Complaint.objects.in_force().filter(organization_id=link.organization_id, pk=link.subject_id)
    return found.select_related("organization", "site").first()
