"""What the serving processes share."""

import json
import os
import subprocess
import sys
from pathlib import Path

LOOK = """
import gc, json, sys, threading
from everproof.cli.server import load_before_fork
load_before_fork()
from django.db import connections
print(json.dumps({
    "threads": threading.active_count(),
    "connections": [alias for alias in connections if connections[alias].connection is not None],
    "pages": "everproof.improvement.views" in sys.modules,
    "statistics": sorted({"numpy", "scipy"} & sys.modules.keys()),
    "frozen": gc.get_freeze_count() > 100_000,
}))
"""


def test_what_is_loaded_before_the_fork_is_all_pages_and_nothing_that_a_fork_would_break(tmp_path: Path):
    environment = os.environ | {"EVERPROOF_ENV": "test", "EVERPROOF_DATA": str(tmp_path)}

    done = subprocess.run([sys.executable, "-c", LOOK], env=environment, capture_output=True, text=True, check=True)

    assert json.loads(done.stdout) == {
        "threads": 1,
        "connections": [],
        "pages": True,
        "statistics": [],
        "frozen": True,
    }
