"""Lets `python -m everproof.cli` do what `everproof` does."""

import sys

from everproof.cli import main

sys.exit(main())
