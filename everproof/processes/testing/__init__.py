"""Records of this room for tests of every type."""

from everproof.processes.testing.landscape import LANDSCAPE_FACTORIES

FACTORIES = {**LANDSCAPE_FACTORIES}
