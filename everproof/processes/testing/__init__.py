"""Records of this room for tests of every type."""

from everproof.processes.testing.landscape import LANDSCAPE_FACTORIES
from everproof.processes.testing.performance import PERFORMANCE_FACTORIES

FACTORIES = {**LANDSCAPE_FACTORIES, **PERFORMANCE_FACTORIES}
