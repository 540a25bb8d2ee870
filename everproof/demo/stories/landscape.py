"""The company's processes: map, inputs, outputs, steps, and what changes in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from django.db.models import Q

from everproof.demo.agenda import Agenda
from everproof.demo.company import MAIN, SECOND, Company
from everproof.demo.stories import kestrel_processes as kestrel
from everproof.demo.stories.kestrel_passings import PASSINGS, Passing
from everproof.demo.stories.kestrel_processes import Outline
from everproof.improvement import actions as improvement
from everproof.kernel import clock, links, records
from everproof.kernel.access.actor import Actor
from everproof.kernel.people.models import Person
from everproof.kernel.work import actions as work
from everproof.processes.actions import landscape, parts
from everproof.processes.models import Process, ProcessInput, ProcessOutput

YEAR = timedelta(days=365)
# Reviewed in the first year and then forgotten; every system has one.
FORGOTTEN = kestrel.GAUGES
STRUGGLING = kestrel.MAINTENANCE


def plan(company: Company, agenda: Agenda, *, start: datetime, anchor: datetime) -> None:
    """Describe the landscape at once, because all that follows stands on it, and plan two years of small changes."""
    with clock.travel(start):
        _found(company)
    for place, outline in enumerate(kestrel.PROCESSES):
        first = start + timedelta(days=50 + 11 * place, hours=3)
        agenda.at(first, _review(company, agenda, outline.title, first))
        if outline.title != FORGOTTEN:
            again = first + YEAR - timedelta(days=20)
            agenda.at(again, _review(company, agenda, outline.title, again))
    for days, act in (
        (60, _tighten_yield),
        (130, _close_the_foundry),
        (210, _hand_over_dispatch),
        (425, _add_the_torque_check),
        (540, _work_on_availability),
    ):
        agenda.at(start + timedelta(days=days, hours=4), partial(act, company))
    agenda.at(anchor - timedelta(days=64), lambda: _draft_digital_services(company))
    agenda.at(anchor - timedelta(days=12), lambda: _blame_an_interface(company))


def quality_manager(company: Company) -> Actor:
    return company.actor(company.one("Quality manager"))


# The landscape -----------------------------------------------------------------------------------------------------


def _found(company: Company) -> None:
    for outline in kestrel.PROCESSES:
        company.processes[outline.title] = _describe(company, outline)
    for passing in PASSINGS:
        _connect(company, passing)
    _describe_the_foundry(company)


def _describe(company: Company, outline: Outline) -> Process:
    by = quality_manager(company)
    owner = _owner(company, outline)
    process = landscape.describe_process(
        title=outline.title,
        group=outline.group,
        purpose=outline.purpose,
        criteria=outline.criteria,
        methods=outline.methods,
        resources=outline.resources,
        applies_to=list(outline.sites),
        record_types=list(outline.record_types),
        outsourced=outline.outsourced,
        special=outline.special,
        owner=owner,
        manager_role=company.roles[outline.role],
        site=company.sites[outline.sites[0]] if len(outline.sites) == 1 else None,
        by=by,
    )
    today = clock.today(company.organization.zone)
    told: dict[str, Any] = {"communicated_on": today, "acknowledged_on": today}
    landscape.name_responsible(process=process, person=owner, by=by, **told)
    if outline.deputy:
        landscape.name_responsible(process=process, person=company.one(outline.deputy), by=by, is_deputy=True, **told)
    for step in outline.steps:
        duties = {str(company.roles[other[2:]].pk): other[0] for other in step.others}
        done_by = company.roles[step.role]
        duties[str(done_by.pk)] = "RA" if "A" not in duties.values() else "R"
        made = parts.add_step(
            process=process,
            title=step.title,
            role=done_by,
            control=step.control,
            record=step.record,
            document=step.document,
            by=by,
        )
        parts.set_duties(process=process, duties={made.pk: duties}, by=by)
    return process


def _owner(company: Company, outline: Outline) -> Person:
    if outline.title == kestrel.DISPATCH:
        return company.people["Site manager"][1]
    return company.one(outline.owner)


def _connect(company: Company, passing: Passing) -> None:
    """Describe an item on both sides, or on the one that knows of it."""
    giver, receiver = company.processes.get(passing.giver), company.processes.get(passing.receiver)
    by = quality_manager(company)
    contract = dict(passing.contract)
    output: ProcessOutput | None = None
    if giver is not None and passing.by != "receiver":
        outside = "" if receiver else passing.receiver.removeprefix("> ")
        output = parts.add_output(
            process=giver, title=passing.item, receiver=receiver, external_receiver=outside, by=by, **contract
        )
    if receiver is None or passing.by == "giver":
        return
    if output is not None and not passing.needed:
        parts.receive_output(output=output, by=by)
        return
    if passing.needed:
        contract["limit"] = Decimal(passing.needed)
    outside = "" if giver else passing.giver.removeprefix("> ")
    parts.add_input(
        process=receiver, title=passing.item, source=giver, external_source=outside, output=output, by=by, **contract
    )


def _describe_the_foundry(company: Company) -> None:
    """Kestrel still casts its own bodies at the beginning."""
    foundry = Outline(
        kestrel.CASTING,
        "core",
        "Site manager",
        "Casts small bodies in grey iron.",
        "Scrap below 6 %.",
        "Green sand, melt analysis for each charge.",
        "Six founders, one furnace.",
        (MAIN,),
        role="Site manager",
    )
    company.processes[foundry.title] = _describe(company, foundry)
    for passing in (
        Passing(kestrel.PLANNING, kestrel.CASTING, "Work order", "Released before the start."),
        Passing(kestrel.CASTING, kestrel.MACHINING, "Cast bodies", "Melt analysis is enclosed."),
    ):
        _connect(company, passing)


# What changes ------------------------------------------------------------------------------------------------------


def _fresh(company: Company, title: str) -> Process:
    """The process as it stands now."""
    found = Process.objects.select_related("organization", "owner", "site").get(pk=company.processes[title].pk)
    company.processes[title] = found
    return found


def _review(company: Company, agenda: Agenda, title: str, at: datetime) -> Callable[[], None]:
    """The owner looks at the process once a year: is it described as it is done, does it reach what it should?"""

    def act() -> None:
        process = _fresh(company, title)
        assert process.owner is not None
        by = company.actor(process.owner)
        achieving = not (title == STRUGGLING and process.evaluated_on)
        words = (
            "Indicators keep their targets over the year; no repeated finding in the audits."
            if achieving
            else "Availability fell to 88 % since spring; two machining centres wait for spindles."
        )
        process = landscape.evaluate_process(
            process=process,
            by=by,
            evaluation_result="achieving" if achieving else "not-achieving",
            evaluation_rationale=words,
        )
        company.processes[title] = landscape.review_process(process=process, by=by)
        if company.choose.random() < 0.5:
            _agree_on_work(company, agenda, company.processes[title], at)

    return act


AGREED = (
    "Bring the description of “{title}” up to date",
    "Show new people the steps of “{title}”",
    "Shorten the way of the papers in “{title}”",
    "Put the criteria of “{title}” on the board",
)


def _agree_on_work(company: Company, agenda: Agenda, process: Process, at: datetime) -> None:
    assert process.owner is not None
    by = company.actor(process.owner)
    due_on = (at + timedelta(days=company.choose.randrange(30, 90))).date()
    title = company.choose.choice(AGREED).format(title=process.title)
    action = work.raise_action(title=title, owner=process.owner, due_on=due_on, source=process, by=by)
    done_at = at + timedelta(days=company.choose.randrange(14, 80))
    agenda.at(
        done_at,
        lambda: work.complete_action(action=action, by=by, evidence="Done and shown to the shift."),
    )


def _tighten_yield(company: Company) -> None:
    """Assembly asks for more than machining promises; nobody has settled it since."""
    need = ProcessInput.objects.select_related("organization", "process", "output").get(
        organization=company.organization, title="Machined parts"
    )
    parts.change_input(need=need, by=quality_manager(company), criterion="Inspected and free of burrs")


def _close_the_foundry(company: Company) -> None:
    by = quality_manager(company)
    foundry = _fresh(company, kestrel.CASTING)
    elsewhere = {ProcessInput: Q(source=foundry), ProcessOutput: Q(receiver=foundry)}
    for model, named in elsewhere.items():
        ours = model.objects.in_force().filter(Q(process=foundry) | named, organization=company.organization)
        for part in ours.select_related("organization", "process"):
            records.void(part, by=by, reason="Nothing is cast any more; bodies are bought.")
    company.processes[kestrel.CASTING] = landscape.retire_process(
        process=foundry, by=by, reason="The foundry is closed; bodies are bought from two suppliers."
    )


def _hand_over_dispatch(company: Company) -> None:
    company.processes[kestrel.DISPATCH] = landscape.hand_over_process(
        process=_fresh(company, kestrel.DISPATCH), owner=company.one("Warehouse lead"), by=quality_manager(company)
    )


def _add_the_torque_check(company: Company) -> None:
    process = _fresh(company, kestrel.ASSEMBLY)
    parts.add_step(
        process=process,
        title="Check the torque wrench",
        role=company.roles["Operator"],
        control="Every Monday on the tester.",
        record="Torque check",
        document="WI-005",
        by=company.actor(company.one("Assembly lead")),
    )


def _work_on_availability(company: Company) -> None:
    process = _fresh(company, STRUGGLING)
    owner = company.one("Maintenance lead")
    for title, days in (("Order two spindles for the stock", 45), ("Measure vibration at all spindles", 150)):
        work.raise_action(
            title=title,
            owner=owner,
            due_on=clock.today(company.organization.zone) + timedelta(days=days),
            source=process,
            by=company.actor(owner),
        )


def _draft_digital_services(company: Company) -> None:
    company.processes[kestrel.DIGITAL] = landscape.describe_process(
        title=kestrel.DIGITAL,
        group="core",
        purpose="Customers see the state of their valves from afar.",
        draft=True,
        site=company.sites[SECOND],
        by=quality_manager(company),
    )


def _blame_an_interface(company: Company) -> None:
    """A lot came back from the coater too thin: what failed is the interface, not a department."""
    report = improvement.report_nonconformity(
        title="Coating too thin on 14 of 60 bodies",
        description="Between 180 and 230 µm at the flange, 250 µm are the least. Protocol was missing.",
        site=company.sites[MAIN],
        source="supplier",
        by=company.actor(company.any("Inspector")),
    )
    coated = ProcessOutput.objects.select_related("organization").get(
        organization=company.organization, title="Coated bodies"
    )
    links.link(report, "concerns", coated, by=quality_manager(company))
