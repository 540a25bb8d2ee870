"""Reports and suggestions without a seat: the link behind a code, what it lets in, how one follows what became of it.

A report that comes this way is in quarantine until somebody takes it up: only those who may do that see it. The link
lets in so many reports a day; sent twice, a report is one, because the sender's browser made its id.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from everproof.improvement.actions.improvement import propose_improvement
from everproof.improvement.actions.nonconformity import report_nonconformity
from everproof.improvement.models import Improvement, Nonconformity, ReportingPoint
from everproof.kernel import clock, parameters, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.access.roles import MANAGE
from everproof.kernel.errors import Refused
from everproof.kernel.files import actions as files
from everproof.kernel.files.actions import Upload
from everproof.kernel.parameters import Parameter
from everproof.kernel.records import Record
from everproof.kernel.records.store import AlreadyRecorded
from everproof.kernel.tenancy import access_links
from everproof.kernel.tenancy.models import AccessLink, Organization
from everproof.kernel.ui import addresses

POINT, FOLLOW = AccessLink.Kind.REPORT, "follow-report"
QUOTA = "reports_by_code_per_day"
DAY = timedelta(days=1)
MOST_FILES = 5
PARAMETER = Parameter(
    QUOTA,
    _("Reports that one code lets in a day"),
    "integer",
    40,
    least=1,
    most=1000,
    meaning=_("What comes beyond is refused until the next day, so that nobody floods the queue."),
)


def quarantine(actor: Actor) -> Q:
    """What somebody without a login reported is seen by those who may take it up, until it is taken up."""
    return Q() if _takes_up(actor) else Q(point=None) | ~Q(status="reported")


def unread(actor: Actor) -> Q:
    """The same for suggestions, until they are decided."""
    return Q() if _takes_up(actor) else Q(point=None) | ~Q(status="proposed")


def _takes_up(actor: Actor) -> bool:
    return actor.is_system or any(MANAGE in grant.role.powers for grant in actor.grants)


def address_of(point: ReportingPoint) -> str:
    """The address behind the code of a point that is in use; the same until its code is renewed."""
    return addresses_of([point])[0]


def addresses_of(points: Sequence[ReportingPoint]) -> list[str]:
    """The same for many points of one organisation, in two statements."""
    if not points:
        return []
    organization = points[0].organization
    subjects = [(point.type_name, point.pk, {"renewals": point.renewals}) for point in points]
    tokens = access_links.lasting(organization, POINT, subjects)
    return [addresses.public(token, whole=True) for token in tokens]


@transaction.atomic
def renew_code(*, reporting_point: ReportingPoint, by: Actor) -> ReportingPoint:
    """Make the printed code worthless and prepare a new one."""
    changed = records.update(
        reporting_point,
        by=by,
        verb="renew",
        renewals=reporting_point.renewals + 1,
        renewed_on=clock.today(by.organization.zone),
    )
    revoke_links(reporting_point)
    return changed


def revoke_links(reporting_point: ReportingPoint) -> None:
    """End every link of a point; the next one that is shown is another."""
    links = AccessLink.objects.filter(
        organization_id=reporting_point.organization_id, kind=POINT, subject_id=reporting_point.pk
    )
    for link in links.filter(revoked_at=None):
        access_links.revoke(link)


def usable_point(link: AccessLink) -> ReportingPoint | None:
    """The point of a link, where it is in use and its code was not renewed since; inside the organisation's scope."""
    found = ReportingPoint.objects.in_force().filter(
        organization_id=link.organization_id, pk=link.subject_id, active=True, renewals=link.data.get("renewals")
    )
    return found.select_related("organization", "site", "process").first()


@transaction.atomic
def report_here(
    *, point: ReportingPoint, link: AccessLink, id: UUID, title: str, uploads: Sequence[Upload] = (), **values: Any
) -> Nonconformity:
    """Take a report in from behind a code, with its photos and voice notes; the same id again gives the first one.

    Raises Refused when the code let in enough for one day, or when a file is none that is taken.
    """

    def make(by: Actor) -> Record:
        place: dict[str, Any] = {"place": point.title[:120], "site_id": point.site_id, "process": point.process}
        return report_nonconformity(id=id, title=title, by=by, point=point, **place, **values)

    return _take_in(Nonconformity, "reported", make, point=point, link=link, id=id, uploads=uploads)


@transaction.atomic
def suggest_here(
    *, point: ReportingPoint, link: AccessLink, id: UUID, title: str, uploads: Sequence[Upload] = (), **values: Any
) -> Improvement:
    """Take a suggestion in from behind a code, as `report_here` does a report."""

    def make(by: Actor) -> Record:
        return propose_improvement(id=id, title=title, by=by, point=point, site_id=point.site_id, **values)

    return _take_in(Improvement, "proposed", make, point=point, link=link, id=id, uploads=uploads)


def _take_in(
    model: Any,
    fresh: str,
    make: Callable[[Actor], Record],
    *,
    point: ReportingPoint,
    link: AccessLink,
    id: UUID,
    uploads: Sequence[Upload],
) -> Any:
    """Make what came in, once; to what is still in its state `fresh`, files are added."""
    by = Actor.system(point.organization, "kiosk", source="kiosk")
    if len(uploads) > MOST_FILES:
        raise Refused(_("At most %(most)s files go with one report.") % {"most": MOST_FILES})
    mine = model.objects.filter(organization_id=point.organization_id)
    found = mine.filter(pk=id).first()
    if found is not None and found.point_id != point.pk:
        raise Refused(_("This was recorded already."))
    received = files.receive(uploads, by=by)
    if found is None:
        _refuse_too_many(point)
        try:
            found = make(by)
        except AlreadyRecorded as done:
            found = mine.get(pk=done.record_id)
        access_links.count_use(link)
    if found.status == fresh and not found.is_voided:
        files.attach(found, received, by=by)
    return found


def _refuse_too_many(point: ReportingPoint) -> None:
    lately = {"organization_id": point.organization_id, "point": point, "recorded_at__gt": clock.now() - DAY}
    count = Nonconformity.objects.filter(**lately).count() + Improvement.objects.filter(**lately).count()
    if count >= parameters.value(point.organization_id, QUOTA):
        raise Refused(_("Too much was reported here today. Tell somebody in charge."))


def follow_address(record: Nonconformity | Improvement) -> str:
    """The address at which whoever reported or suggested it without a login follows what becomes of it."""
    organization: Organization = record.organization
    (token,) = access_links.lasting(organization, FOLLOW, [(record.type_name, record.pk, {})])
    return addresses.public(token)
