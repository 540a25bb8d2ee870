"""Processes, inputs, outputs and steps for tests."""

from everproof.kernel.records import Record
from everproof.kernel.testing.cast import Cast
from everproof.processes.actions import landscape as actions
from everproof.processes.actions import parts
from everproof.processes.models import Process


def _process(cast: Cast, number: int) -> Process:
    return actions.describe_process(
        title=f"Canary process {number}",
        group="core",
        purpose="What the customer ordered reaches the customer.",
        owner=cast.person("member"),
        by=cast.manager,
    )


def _input(cast: Cast, number: int) -> Record:
    return parts.add_input(
        process=_process(cast, number), title=f"Canary order {number}", external_source="Customer", by=cast.manager
    )


def _output(cast: Cast, number: int) -> Record:
    return parts.add_output(
        process=_process(cast, number), title=f"Canary valve {number}", external_receiver="Customer", by=cast.manager
    )


def _step(cast: Cast, number: int) -> Record:
    return parts.add_step(
        process=_process(cast, number), title=f"Canary step {number}", role=cast.role, by=cast.manager
    )


LANDSCAPE_FACTORIES = {
    "process": _process,
    "process-input": _input,
    "process-output": _output,
    "process-step": _step,
}
