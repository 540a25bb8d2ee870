"""What documents alone can satisfy: the readiness of a company that has the starter set and nothing else."""

import pytest

from everproof.conformity.evaluation import evaluate
from everproof.documents.starter.testing import made_by, put_in_force

STANDARD = "iso9001-2015"
WITH_DRAFTS = {"7.5.2-1", "7.5.3.1-2", "7.5.3.2-4"}
"""Identified and described, protected, with a rule for how long each kind of record is kept."""
IN_FORCE = {"7.5.1-2", "7.5.2-2", "7.5.2-3", "7.5.3.2-1", "7.5.3.2-3"}
"""Needed, in a fitting form, reviewed and approved, distributed, changed by revisions. All else asks for records of
what a company does: a scope statement, processes, objectives, people, audits."""


def outcomes(cast):
    results = evaluate(cast.organization, {STANDARD: None}).results[STANDARD]
    return {atom: str(result.outcome) for atom, result in results.items()}


@pytest.mark.parametrize("company", ["manufacturer", "service"])
def test_documents_alone_satisfy_what_is_about_documents_and_nothing_else(cast, company):
    before = outcomes(cast)
    made = made_by(cast, company)
    drafted = outcomes(cast)
    put_in_force(cast, made.documents)
    after = outcomes(cast)

    def newly_met(found):
        return {atom for atom, outcome in found.items() if outcome == "pass" and before[atom] != "pass"}

    assert newly_met(drafted) == WITH_DRAFTS
    assert newly_met(after) == WITH_DRAFTS | IN_FORCE
    assert [atom for atom, outcome in after.items() if outcome in ("fail", "error") and before[atom] != outcome] == []
