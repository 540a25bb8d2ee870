"""What Kestrel Valves hopes for."""

from __future__ import annotations

from dataclasses import dataclass

from everproof.demo.stories import kestrel_processes as kestrel


@dataclass(frozen=True)
class Chance:
    """An opportunity: feasibility and benefit, what was decided and why, the first step."""

    title: str
    benefit: str
    process: str
    owner: str
    scores: tuple[int, int]
    decision: str
    rationale: str
    action: str = ""
    done: bool = False
    issue: str = ""


CHANCES = (
    Chance(
        "Valves for hydrogen",
        "Four of our ten largest customers build hydrogen plants until 2030; few makers have the certificate.",
        kestrel.DESIGN,
        "Head of engineering",
        (3, 5),
        "pursue",
        "It decides whether we grow, and the tests can be bought at first.",
        "Certificate for DN 25 to DN 100 by an accredited laboratory",
        issue="Operators decarbonise",
    ),
    Chance(
        "Spare parts within 48 hours",
        "Operators pay a third more for a part that comes tomorrow.",
        kestrel.SERVICE,
        "Head of sales",
        (4, 4),
        "pursue",
        "The parts are there; only the list of them is not.",
        "A stock of the forty parts asked for most",
        done=True,
    ),
    Chance(
        "Measure seats on the machine instead of in the measuring room",
        "Four hours less for each lot, and a fault is seen while the part is still clamped.",
        kestrel.MACHINING,
        "Machining lead",
        (3, 4),
        "pursue",
        "It serves the yield of the first pass; a probe is rented for three months.",
        "Compare 200 seats measured both ways",
        done=True,
    ),
    Chance(
        "A service contract with yearly inspection",
        "Steady work in the weak months of the year.",
        kestrel.SERVICE,
        "Head of sales",
        (3, 3),
        "defer",
        "After the spare parts run well; looked at again next spring.",
    ),
    Chance(
        "Make our own castings",
        "Independence from foundries.",
        kestrel.DIRECTION,
        "Managing director",
        (1, 4),
        "decline",
        "It needs people and permits that we do not have, and eight million.",
    ),
    Chance(
        "Digital twin of each valve for its operator",
        "Drawings, certificates and torque behind a code on the valve.",
        kestrel.DESIGN,
        "Head of engineering",
        (4, 3),
        "pursue",
        "Customers ask for it in every second audit.",
        "A code on all valves of one order, and ask what the operator does with it",
    ),
    Chance(
        "Train welders for other companies",
        "Fees, and first choice among those who do well.",
        kestrel.PEOPLE,
        "Head of human resources",
        (2, 2),
        "",
        "",
    ),
)
