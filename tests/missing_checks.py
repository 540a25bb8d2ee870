"""Which automated requirements have no check or no violation yet, and the page that lists them.

The page, docs/reference/missing-checks.md, only shrinks. `RECORD_MISSING_CHECKS=1 pytest tests/test_requirements.py`
takes off what has its check by now and renews what the others wait for; it adds nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from everproof.conformity import catalogues, fault_injection
from everproof.standards import Atom, available, load

PAGE = Path(__file__).resolve().parents[1] / "docs/reference/missing-checks.md"
STANDARDS = tuple(available())
HEAD = """# Requirements without a check yet

Each automated requirement of the catalogues has a check over the records and a violation that proves the check, or it
stands here with the record types that it waits for. `everproof readiness` reports these requirements as *no evidence*.
The list only shrinks; tests/test_requirements.py holds it.

| requirement | catalogue | waits for | why, if for no record type |
|---|---|---|---|
"""
ROW = re.compile(r"\| (?P<atom>[0-9.]+-[0-9]+) \| (?P<standard>[a-z0-9-]+) \| (?P<waits>[^|]*) \| (?P<reason>[^|]*) \|")


@dataclass(frozen=True)
class Missing:
    """A requirement without a check; `waits_for` are the record types that nobody keeps yet."""

    standard: str
    atom: str
    waits_for: tuple[str, ...]
    reason: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return self.standard, self.atom


def own_atoms(standard: str) -> list[Atom]:
    """The automated atoms whose rule this catalogue does not take from an older one."""
    return [
        atom
        for atom in load(standard).atoms
        if atom.automated and catalogues.rule_of(standard, atom.id) == (atom.id, standard)
    ]


def missing() -> dict[tuple[str, str], Missing]:
    """What has no check or no violation, as the rooms stand. An edition's other rule needs a check that asks for it."""
    found = {}
    for standard in STANDARDS:
        catalogue = load(standard)
        checks, faults = fault_injection.checks_of(catalogue), fault_injection.faults_of(catalogue)
        for atom in own_atoms(standard):
            if atom.id in checks and atom.id in faults:
                continue
            waits = tuple(sorted(kind for kind in atom.evidence if kind not in catalogues.kept_types()))
            found[standard, atom.id] = Missing(standard, atom.id, waits)
    return found


def listed() -> dict[tuple[str, str], Missing]:
    """What the page lists."""
    rows = ROW.finditer(PAGE.read_text(encoding="utf-8")) if PAGE.exists() else ()
    found = [
        Missing(
            row["standard"], row["atom"], tuple(filter(None, row["waits"].strip().split(", "))), row["reason"].strip()
        )
        for row in rows
    ]
    return {one.key: one for one in found}


def record() -> None:
    """Renew the page: what it lists and is still missing; everything where there is no page."""
    now, before = missing(), listed()
    keep = [
        Missing(one.standard, one.atom, one.waits_for, before[key].reason if key in before else "")
        for key, one in now.items()
        if key in before or not PAGE.exists()
    ]
    rows = [f"| {one.atom} | {one.standard} | {', '.join(one.waits_for)} | {one.reason} |" for one in keep]
    PAGE.write_text(HEAD + "\n".join(rows) + "\n", encoding="utf-8")
