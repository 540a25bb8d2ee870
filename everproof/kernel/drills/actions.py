"""Keeps what a trial restore showed as a record."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from everproof.kernel import clock, modules, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.drills.models import BackupTest


def record_backup_test(
    *,
    by: Actor,
    result: str,
    performed_on: date | None = None,
    backup_made_at: datetime | None = None,
    covered_types: Sequence[str] | None = None,
    findings: str = "",
    title: str = "",
    at: datetime | None = None,
    id: UUID | None = None,
    **values: Any,
) -> BackupTest:
    """Record a trial restore. Of a whole installation (`covered_types` None) every kind of record came back."""
    return records.create(
        BackupTest,
        by=by,
        at=at,
        id=id,
        title=title or _("Trial restore of the whole installation"),
        performed_on=performed_on or clock.today(by.organization.zone),
        backup_made_at=backup_made_at,
        result=result,
        covered_types=every_type() if covered_types is None else list(covered_types),
        findings=findings,
        **values,
    )


def every_type() -> list[str]:
    """The words for everything that a backup of the installation holds."""
    return ["audit-trail", *sorted(record_type.name for record_type in modules.all_record_types())]
