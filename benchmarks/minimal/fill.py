"""Makes the minimal app's table and fills it: `python -m benchmarks.minimal.fill 100000`."""

import os
import sys
from datetime import date, timedelta


def fill(count: int) -> None:
    from django.db import connection

    from benchmarks.minimal.models import Note

    with connection.schema_editor() as editor:
        editor.create_model(Note)
    today = date.today()  # noqa: DTZ011  any day will do
    notes = [
        Note(
            title=f"Valve body {position} leaks at test pressure",
            text=f"{position % 60} of {position} parts of the lot; the rest was inspected again and is good.",
            severity=("low", "medium", "high")[position % 3],
            owner=f"Person {position % 120:03}",
            detected_on=today - timedelta(days=position % 730),
            due_on=today - timedelta(days=position % 730 - 30),
        )
        for position in range(count)
    ]
    Note.objects.bulk_create(notes, batch_size=5000)


if __name__ == "__main__":
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "benchmarks.minimal.settings")
    django.setup()
    fill(int(sys.argv[1]))
