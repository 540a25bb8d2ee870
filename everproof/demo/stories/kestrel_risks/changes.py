"""What Kestrel Valves changed in its quality system and on the shop floor."""

from __future__ import annotations

from dataclasses import dataclass

from everproof.demo.stories import kestrel_processes as kestrel


@dataclass(frozen=True)
class Turn:
    """A change: when it was proposed (days from the start), of what, which processes, how far it came."""

    day: int
    title: str
    kind: str
    owner: str
    processes: tuple[str, ...]
    purpose: str
    consequences: str
    until: str = "closed"
    planned: bool = True
    effect: str = "effective"
    bad: str = "none"


TURNS = (
    Turn(
        40,
        "Complaints are kept in one list",
        "qms",
        "Head of sales",
        (kestrel.SERVICE, kestrel.AUDIT),
        "One place for every complaint, so that none waits in somebody’s mailbox.",
        "Three lists end; old cases are copied over by hand.",
    ),
    Turn(
        95,
        "Washing at 60 degrees before lapping",
        "production",
        "Machining lead",
        (kestrel.MACHINING,),
        "Fewer scratched seats: chips are washed out before they reach the lapping plate.",
        "Two hours more for each lot; the washer needs a basket for DN 300.",
    ),
    Turn(
        170,
        "Release at Harbour works by two inspectors",
        "qms",
        "Assembly lead",
        (kestrel.ASSEMBLY,),
        "Orders no longer wait for one person on Saturdays.",
        "Two inspectors get the power to release after their training.",
    ),
    Turn(
        230,
        "Bodies of another foundry for six weeks",
        "production",
        "Head of purchasing",
        (kestrel.PURCHASING, kestrel.MACHINING),
        "Keep assembly going while the foundry’s furnace is rebuilt.",
        "Wall thickness differs by a millimetre; each body is measured.",
        planned=False,
        bad="Four bodies were porous and had to be scrapped.",
    ),
    Turn(
        300,
        "Screens at all machines instead of paper drawings",
        "qms",
        "Head of engineering",
        (kestrel.DESIGN, kestrel.MACHINING),
        "The valid revision is the only one that can be seen at a machine.",
        "Paper is collected; eleven screens are bought.",
    ),
    Turn(
        380,
        "Water test of 60 instead of 30 seconds",
        "production",
        "Assembly lead",
        (kestrel.ASSEMBLY,),
        "Small leaks show that a short test hides; asked for by two customers.",
        "Half a minute more for each valve; the bench is the bottleneck on Fridays.",
    ),
    Turn(
        450,
        "Weekly list of gauges at the counter",
        "qms",
        "Metrologist",
        (kestrel.GAUGES,),
        "Gauges come in before their day, not after it.",
        "The monthly list ends.",
    ),
    Turn(
        520,
        "Lapping plates dressed by the new machine",
        "production",
        "Machining lead",
        (kestrel.MACHINING,),
        "Flatness of plates no longer depends on one person’s hands.",
        "The machine has to be approved; the old way stays possible for a year.",
        effect="not-effective",
        bad="Plates for DN 25 came out hollow and were dressed by hand again.",
    ),
    Turn(
        640,
        "Suppliers are rated each quarter",
        "qms",
        "Head of purchasing",
        (kestrel.PURCHASING,),
        "Problems show within three months instead of a year.",
        "Four ratings a year; two hours each.",
        until="implemented",
    ),
    Turn(
        690,
        "Second shift at test bench 2",
        "production",
        "Assembly lead",
        (kestrel.ASSEMBLY,),
        "Orders no longer queue at the bench; forty valves a week more.",
        "Three people change their shift; the works council has agreed.",
        until="approved",
    ),
    Turn(
        715,
        "One order list for both works",
        "qms",
        "Site manager",
        (kestrel.PLANNING,),
        "Night jobs are no longer held back because two lists differ.",
        "",
        until="proposed",
    ),
)
