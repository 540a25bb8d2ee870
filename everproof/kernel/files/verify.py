"""Holds the store against the rows: is every content there and unchanged, and does anything lie there unclaimed?"""

from __future__ import annotations

import time
from dataclasses import dataclass, field

from everproof.kernel.files import store
from everproof.kernel.files.models import StoredFile

MISSING, DAMAGED, ORPHAN, LEFTOVER = "missing", "damaged", "orphan", "leftover"


@dataclass(frozen=True)
class Finding:
    """Something wrong: `what` is missing, damaged, orphan or leftover; `path` lies below the organisation's folder."""

    what: str
    path: str
    sha256: str = ""


@dataclass
class Report:
    """`looked_at` contents were read whole. Orphans and leftovers come from a crash; they cost room, nothing else."""

    looked_at: int = 0
    findings: list[Finding] = field(default_factory=list)

    @property
    def is_well(self) -> bool:
        """Whether every content that a row speaks of is there, unchanged."""
        return not any(finding.what in (MISSING, DAMAGED) for finding in self.findings)


def verify(organization_id: int, *, grace_seconds: float = 3600) -> Report:
    """Read and hash every content of an organisation, inside its scope.

    What was erased and lies there all the same is an orphan. A content without a row that is younger than
    `grace_seconds` may belong to a transaction that is still open and is not reported.
    """
    report, claimed = Report(), {}
    stored = StoredFile.objects.filter(organization_id=organization_id, erased_at=None).order_by("id")
    for sha256, size in stored.values_list("sha256", "size").iterator():
        path = store.path_of(organization_id, sha256)
        claimed[path] = sha256
        report.looked_at += 1
        if not path.is_file():
            report.findings.append(Finding(MISSING, _shown(sha256), sha256))
        elif path.stat().st_size != size or store.digest_of(path) != sha256:
            report.findings.append(Finding(DAMAGED, _shown(sha256), sha256))
    youngest = time.time() - grace_seconds
    for path in store.contents(organization_id):
        if path not in claimed and path.stat().st_mtime <= youngest:
            what = LEFTOVER if store.is_incoming(path) else ORPHAN
            report.findings.append(Finding(what, "/".join(path.parts[-3:])))
    return report


def _shown(sha256: str) -> str:
    return f"{sha256[:2]}/{sha256[2:4]}/{sha256}"
