"""The company's processes: map, inputs, outputs, steps, and what changes in them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from everproof.demo.model.company import ModelCompany
from everproof.kernel.work import actions as work
from everproof.processes.actions import landscape, parts
from everproof.processes.models import Process


@dataclass(frozen=True)
class Outline:
    """A process in a few words; `steps` are (step, role, control)."""

    title: str
    group: str
    owner: str
    purpose: str
    steps: tuple[tuple[str, str, str], ...]


OUTLINES = (
    Outline(
        "Leadership",
        "management",
        "Sales manager",
        "Sets direction and objectives, and sees that they are reached.",
        (
            ("Set objectives", "Managing director", "Objectives fit the policy."),
            ("Review results", "Quality manager", "Each result is compared with its target."),
        ),
    ),
    Outline(
        "Sales",
        "core",
        "Sales manager",
        "Turns what a customer asks for into an order that can be kept.",
        (
            ("Review the enquiry", "Sales manager", "Requirements are complete before an offer is made."),
            ("Confirm the order", "Sales manager", "Offer and order are compared line by line."),
        ),
    ),
    Outline(
        "Production",
        "core",
        "Production manager",
        "Makes what was ordered, on time and conforming.",
        (
            ("Plan the order", "Production manager", "Capacity and material are there."),
            ("Make the parts", "Operator", "First piece is inspected."),
            ("Release the goods", "Production manager", "All inspections are passed."),
        ),
    ),
    Outline(
        "Purchasing",
        "support",
        "Production manager",
        "Brings in material that fits its specification when it is needed.",
        (
            ("Order the material", "Production manager", "Supplier is approved."),
            ("Inspect the delivery", "Operator", "Certificate matches the order."),
        ),
    ),
)

# Giver, receiver (a process, or somebody outside), item, criterion, measure.
INTERFACES = (
    ("Leadership", "Sales", "Objectives", "Agreed with the owner.", "Objectives with an owner"),
    (
        "Sales",
        "Leadership",
        "Results of the quarter",
        "Complete two weeks before the review.",
        "Days before the review",
    ),
    ("Customer", "Sales", "Enquiry", "Item, quantity and day are named.", ""),
    ("Sales", "Production", "Confirmed order", "Nothing is open.", "Questions for each order"),
    ("Production", "Purchasing", "Demand for material", "Ten days ahead.", "Days ahead"),
    ("Purchasing", "Production", "Released material", "Certificate is checked.", "Rejected deliveries"),
    ("Supplier", "Purchasing", "Material", "As ordered.", "Rejected deliveries"),
    ("Production", "Customer", "Goods with their documents", "As ordered, on the day agreed.", "Deliveries on time"),
    ("Leadership", "Owners", "Annual report", "Approved.", ""),
)


def add(company: ModelCompany) -> None:
    """Four processes with interfaces and steps; evaluated, reviewed, and each with work of its own."""
    processes: dict[str, Process] = {}
    company.kept["processes"] = processes
    with company.on(395):
        for outline in OUTLINES:
            processes[outline.title] = _describe(company, outline)
        for giver, receiver, item, criterion, measure in INTERFACES:
            _connect(company, giver, receiver, item, {"criterion": criterion, "measure": measure})
    with company.on(45):
        for title, process in processes.items():
            process = landscape.evaluate_process(
                process=process,
                by=company.setup,
                evaluation_result="achieving",
                evaluation_rationale="The indicators keep their targets and the audit found nothing.",
            )
            processes[title] = landscape.review_process(process=process, by=company.setup)
            _improve(company, processes[title])


def _describe(company: ModelCompany, outline: Outline) -> Process:
    owner = company.people[outline.owner]
    process = landscape.describe_process(
        title=outline.title,
        group=outline.group,
        purpose=outline.purpose,
        owner=owner,
        manager_role=company.roles[outline.owner],
        site=company.site,
        applies_to=[company.site.title if company.site else ""],
        criteria="Work is done by the day agreed and nothing comes back.",
        methods="The steps below, each with its control.",
        resources="The people of the department, their machines and Everproof.",
        record_types=["action"],
        by=company.setup,
    )
    day = company.founded + timedelta(days=5)
    landscape.name_responsible(
        process=process, person=owner, by=company.setup, from_on=day, communicated_on=day, acknowledged_on=day
    )
    for title, role, control in outline.steps:
        parts.add_step(
            process=process,
            title=title,
            role=company.roles[role],
            control=control,
            record="Action",
            raci={str(company.roles["Quality manager"].pk): "I"},
            by=company.setup,
        )
    return process


def _connect(company: ModelCompany, giver: str, receiver: str, item: str, contract: dict[str, Any]) -> None:
    """Describe an item on both sides, or on the one that is ours."""
    processes = company.kept["processes"]
    source, target = processes.get(giver), processes.get(receiver)
    if source is None:
        parts.add_input(process=target, title=item, external_source=giver, by=company.setup, **contract)
    elif target is None:
        parts.add_output(process=source, title=item, external_receiver=receiver, by=company.setup, **contract)
    else:
        output = parts.add_output(process=source, title=item, receiver=target, by=company.setup, **contract)
        parts.receive_output(output=output, by=company.setup)


def _improve(company: ModelCompany, process: Process) -> None:
    """The record that the process leaves: something was done."""
    action = work.raise_action(
        title=f"Explain the steps of {process.title} to new people",
        owner=process.owner,  # type: ignore[arg-type]
        due_on=company.days_ago(30),
        source=process,
        by=company.setup,
    )
    with company.on(35):
        work.complete_action(action=action, by=company.setup, evidence="Explained on the spot; list of names is kept.")
