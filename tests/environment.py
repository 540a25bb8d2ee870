"""Gives the tests an installation of their own, before Django reads its settings; a pytest plugin (see pyproject.toml).

Whatever installation the developer's shell names, a test never touches it.
"""

import atexit
import os
import shutil
import tempfile
from collections.abc import Mapping

KEPT = ("EVERPROOF_TEST_", "EVERPROOF_CHROMIUM")


def isolated(environment: Mapping[str, str], data: str) -> dict[str, str]:
    """The environment without any real installation, and with a test one in the folder `data`."""
    rest = {
        key: value for key, value in environment.items() if not key.startswith("EVERPROOF_") or key.startswith(KEPT)
    }
    return rest | {"EVERPROOF_ENV": "test", "EVERPROOF_DATA": data}


if os.environ.get("EVERPROOF_ENV") != "test":  # pytest was called by hand
    _folder = tempfile.mkdtemp(prefix="everproof-test-")
    atexit.register(shutil.rmtree, _folder, ignore_errors=True)
    _environment = isolated(os.environ, _folder)
    os.environ.clear()
    os.environ.update(_environment)
