"""Issues numbers without gaps: {PREFIX}-{year}-{0000+}."""

from django.db import connection

from everproof.kernel import clock
from everproof.kernel.records.models import NumberCounter
from everproof.kernel.tenancy.models import Organization


def issue(organization: Organization, prefix: str, count: int = 1) -> list[str]:
    """The next `count` numbers of this prefix in the organisation's current year.

    The counter's row stays locked until the transaction ends, so this is the last thing before the rows are written;
    a transaction that fails gives its numbers back, which leaves no gaps.
    """
    year = clock.today(organization.zone).year
    table = connection.ops.quote_name(NumberCounter._meta.db_table)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {table} (organization_id, prefix, year, last) values (%s, %s, %s, %s) "  # noqa: S608
            f"on conflict (organization_id, prefix, year) do update set last = {table}.last + excluded.last "
            "returning last",
            [organization.pk, prefix, year, count],
        )
        last = cursor.fetchone()[0]
    return [f"{prefix}-{year}-{number:04d}" for number in range(last - count + 1, last + 1)]
