"""What Kestrel Valves is afraid of, what it hopes for, how its seats can fail, and what it changed."""

from everproof.demo.stories.kestrel_risks.chances import CHANCES, Chance
from everproof.demo.stories.kestrel_risks.changes import TURNS, Turn
from everproof.demo.stories.kestrel_risks.failures import LINES
from everproof.demo.stories.kestrel_risks.risks import THREATS, Threat

__all__ = ["CHANCES", "LINES", "THREATS", "TURNS", "Chance", "Threat", "Turn"]
