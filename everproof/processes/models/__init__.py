"""The tables of the room: the landscape of processes here, their performance beside it."""

from everproof.processes.models.landscape import (
    ContractSide,
    Process,
    ProcessInput,
    ProcessOutput,
    ProcessPart,
    ProcessStep,
)
from everproof.processes.models.performance import Analysis, Kpi, KpiComment, KpiStanding, Objective

__all__ = [
    "Analysis",
    "ContractSide",
    "Kpi",
    "KpiComment",
    "KpiStanding",
    "Objective",
    "Process",
    "ProcessInput",
    "ProcessOutput",
    "ProcessPart",
    "ProcessStep",
]
