"""Records of this room for tests of every type."""

from everproof.conformity import actions
from everproof.kernel.records import Record
from everproof.kernel.testing.cast import Cast


def _assessment(cast: Cast, number: int) -> Record:
    return actions.assess_requirement(
        requirement="5.1.1-4",
        verdict="met",
        evidence_note=f"Canary interview {number} with the production manager.",
        by=cast.manager,
        site=cast.main_site,
    )


FACTORIES = {"manual-assessment": _assessment}
