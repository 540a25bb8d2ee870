"""The tables of the room: the landscape of processes here, their performance beside it."""

from everproof.processes.models.landscape import Process, ProcessInput, ProcessOutput, ProcessStep

__all__ = ["Process", "ProcessInput", "ProcessOutput", "ProcessStep"]
