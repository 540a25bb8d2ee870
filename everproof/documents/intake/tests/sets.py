"""Where two working quality systems lie, if they do: beside the checkout, or where EXAMPLE_DOCUMENTS says."""

import os
from pathlib import Path

import pytest

BESIDE = Path(__file__).parents[5] / "shared" / "data" / "documents"
SETS = Path(os.environ.get("EXAMPLE_DOCUMENTS", BESIDE))
needs_sets = pytest.mark.skipif(
    not SETS.is_dir(), reason="the two sets of real documents are not here; EXAMPLE_DOCUMENTS names them"
)
