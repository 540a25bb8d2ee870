"""How a violation gets into a copy of the model company: past the actions, whose guards would refuse most of it.

Only fault injection and tests use it, inside a savepoint that is rolled back; the ledger does not hear of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, TypeVar

from django.db.models import QuerySet

from everproof.kernel import clock, ids
from everproof.kernel.records.models import Record

R = TypeVar("R", bound=Record)


@dataclass(frozen=True)
class Injection:
    """The company that a violation is brought into, on the organisation's day `today`.

    `standard` is the catalogue whose atom is to fail, where its editions mean different things by it.
    """

    organization_id: int
    today: date
    standard: str = ""

    def records(self, model: type[R]) -> QuerySet[R]:
        """The records of a type that count, as for a check."""
        return model.objects.filter(organization_id=self.organization_id, voided_at=None).exclude(number="")

    def one(self, model: type[R], **having: Any) -> R:
        """The oldest record with these values; LookupError, with the question, if the model company has none."""
        found = self.records(model).filter(**having).order_by("id").first()
        if found is None:
            raise LookupError(f"the model company has no {model.type_name} with {having}")
        return found

    def change(self, records: QuerySet[R] | R, **values: Any) -> None:
        """Set fields of one record or of all in a query set."""
        if isinstance(records, Record):
            records = self.records(type(records)).filter(pk=records.pk)
        if not records.update(**values):
            raise LookupError("the model company has no such record to change")

    def add(self, model: type[R], **values: Any) -> R:
        """A record of a type, as if it had always been there; it is numbered unless `number` is given."""
        pk = ids.uuid7()
        now = clock.now()
        filled = {"number": f"X-{pk.hex[-12:]}", "title": "Injected", "recorded_at": now, "updated_at": now, **values}
        return model.objects.create(id=pk, organization_id=self.organization_id, **filled)

    def remove(self, records: QuerySet[R] | R) -> None:
        """Void records: for all checks they are gone."""
        self.change(records, voided_at=clock.now(), voided_reason="Injected")

    def days_ago(self, days: int) -> date:
        return self.today - timedelta(days=days)
