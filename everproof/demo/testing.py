"""The demo company for tests: built once a run, copied for each who changes it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.test import override_settings

from everproof.demo.build import build
from everproof.demo.company import Company
from everproof.kernel import modules
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.testing import databases

SEED = 7
ANCHOR = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Built:
    """The company in a database and a data folder that no test changes."""

    company: Company
    database: str
    data: Path

    @contextmanager
    def copied_to(self, folder: Path) -> Iterator[Company]:
        """Inside the block the connection and the data folder are copies, to do with as one likes."""
        shutil.copytree(self.data, folder, dirs_exist_ok=True)
        with override_settings(EVERPROOF_DATA=folder, MEDIA_ROOT=folder / "files"), databases.cloned(self.database):
            yield self.company


def built(database: str, folder: Path) -> Built:
    """Build the company into this copy of the prepared database."""
    with override_settings(EVERPROOF_DATA=folder, MEDIA_ROOT=folder / "files"), databases.using(database):
        return Built(build(seed=SEED, anchor=ANCHOR), database, folder)


def story(organization: Organization) -> dict[str, list[int | str]]:
    """What a company lived through, by record type: how many records, and a digest of what each of them tells.

    Ids and commitments differ from one building to the next; numbers, titles, states, owners and days do not.
    """
    told: dict[str, list[int | str]] = {}
    with organization_scope(organization.pk):
        for record_type in modules.all_record_types():
            records = record_type.model._default_manager.filter(organization=organization)
            fields = [
                name
                for name in ("number", "title", "status", "recorded_at", "due_on", "version", "voided_at")
                if any(field.name == name for field in record_type.model._meta.fields)
            ]
            lines = sorted(repr(values) for values in records.values_list(*fields))
            if lines:
                told[record_type.name] = [len(lines), hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]]
    return told
