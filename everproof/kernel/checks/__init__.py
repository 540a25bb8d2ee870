"""Checks: what a room asks of its records for one requirement, and the violations that try each check.

A room keeps its checks in `checks.py`, functions named after their atom (`check_5_3_1` for atom 5.3-1), and beside
them in `faults.py` what must turn each into a failure (`fault_5_3_1`). docs/developing/checks.md shows how.
"""

from everproof.kernel.checks.apart import apart
from everproof.kernel.checks.declarations import (
    Check,
    Cure,
    Evidence,
    Fault,
    Finding,
    Tolerated,
    atom_of,
    checks_in,
    faults_in,
)
from everproof.kernel.checks.injection import Injection
from everproof.kernel.checks.judging import Judged, JudgedFinding, begin, judge, sets_of, settle
from everproof.kernel.checks.lateness import late_steps
from everproof.kernel.checks.situation import DaysAfter, Situation

__all__ = [
    "Check",
    "Cure",
    "DaysAfter",
    "Evidence",
    "Fault",
    "Finding",
    "Injection",
    "Judged",
    "JudgedFinding",
    "Situation",
    "Tolerated",
    "apart",
    "atom_of",
    "begin",
    "checks_in",
    "faults_in",
    "judge",
    "late_steps",
    "sets_of",
    "settle",
]
