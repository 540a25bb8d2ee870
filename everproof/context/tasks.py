"""What this room does by itself: it reminds owners of reviews that come near."""

from __future__ import annotations

from datetime import timedelta

from everproof.context.models.reviewed import ReviewedRecord
from everproof.context.queries import AHEAD, REVIEWED
from everproof.kernel import clock
from everproof.kernel.notifications import Notice, notify_many
from everproof.kernel.tasks.task import task
from everproof.kernel.tenancy.models import Organization


@task
def remind_of_reviews(organization_id: int) -> None:
    """Tell owners of reviews that are due soon, once for each day that was set."""
    today = clock.today(Organization.objects.values_list("zone", flat=True).get(pk=organization_id))
    notices: list[Notice] = []
    for model, status, _why in REVIEWED:
        soon = model.objects.in_force().filter(
            organization_id=organization_id,
            status=status,
            review_due_on__lte=today + timedelta(days=AHEAD),
            owner__isnull=False,
        )
        notices += [_notice(record) for record in soon.select_related("owner")]
    notify_many(notices)


def _notice(record: ReviewedRecord) -> Notice:
    assert record.owner is not None
    key = f"review-due:{record.pk}:{record.review_due_on}"
    return Notice(record.owner, "review-due", record, {"due": record.review_due_on}, key=key)
