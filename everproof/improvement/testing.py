"""Records of this room for tests of every type."""

from everproof.improvement import actions
from everproof.kernel.records import Record
from everproof.kernel.testing.cast import Cast


def _nonconformity(cast: Cast, number: int) -> Record:
    return actions.report_nonconformity(
        title=f"Canary leak {number}", description="A drop a minute.", by=cast.manager, site=cast.main_site
    )


FACTORIES = {"nonconformity": _nonconformity}
