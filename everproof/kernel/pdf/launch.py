"""Sets the limits of a child and then becomes the program that it runs (see child.py).

    python -I launch.py MEMORY SECONDS OUTPUT PROGRAM FOLDER

Memory and output are in octets, seconds are of computing. Whoever asks for more ends.
"""

from __future__ import annotations

import contextlib
import runpy
import sys

MOST_FILES = 128


def limit_yourself(memory: int, seconds: int, output: int) -> None:
    """Take as much as one print may cost. Where a system knows no limits, the time on the wall alone is one."""
    try:
        import resource
    except ImportError:
        return
    bounds = {
        "RLIMIT_AS": memory,
        "RLIMIT_CPU": seconds,
        "RLIMIT_FSIZE": output,
        "RLIMIT_NOFILE": MOST_FILES,
        "RLIMIT_CORE": 0,
    }
    for name, most in bounds.items():
        with contextlib.suppress(ValueError, OSError, AttributeError):
            resource.setrlimit(getattr(resource, name), (most, most))


def main(arguments: list[str]) -> None:
    """Limit this process, then run the program on its folder."""
    *limits, program, folder = arguments
    limit_yourself(*map(int, limits))
    sys.argv = [program, folder]
    runpy.run_path(program, run_name="__main__")


if __name__ == "__main__":
    main(sys.argv[1:])
