"""What Kestrel Valves says of products and materials: data sheets, specifications, drawings, standards of others."""

from __future__ import annotations

from everproof.demo.stories import kestrel_processes as at
from everproof.demo.stories import kestrel_products as made
from everproof.demo.stories.kestrel_documents.sheet import Change, Sheet

ENGINEERING, WAREHOUSE, PURCHASING = "Head of engineering", "Warehouse lead", "Head of purchasing"
DESIGNER = "Design engineer"
GATE, GLOBE, BALL, BUTTERFLY, CHECK, SAFETY, LNG, SPARES, REPAIR = (family.title for family in made.FAMILIES)


def _sheet(key: str, title: str, what: str, day: int, text: str, *more: Change) -> Sheet:
    return Sheet(
        key,
        "specification",
        title,
        ENGINEERING,
        what,
        (Change(day, DESIGNER), *more),
        text,
        (at.DESIGN, at.ORDERS),
        approver=ENGINEERING,
        classification="public",
    )


DATA_SHEETS = {
    GATE: _sheet(
        "ds-gate",
        "Data sheet: gate valves",
        "What gate valves DN 50 to 300 can do, for customers.",
        62,
        """
Flanged wedge gate valve of cast steel, outside screw and yoke, for water, steam and oil.

| Property | Value |
| Sizes | DN 50 to 300 |
| Nominal pressure | PN 16, PN 40 |
| Temperature | –10 to 400 °C |
| Body | GP240GH (1.0619), 1.7357 above 400 °C on request |
| Seats | 13 % chromium, hard-faced on request |
| Leak rate | A |
| Proof | Endurance test ET-07: 10,000 strokes |

Not for gas with solids, not for throttling. Spare parts for thirty years.
""",
    ),
    GLOBE: _sheet(
        "ds-globe",
        "Data sheet: globe valves with bellows",
        "What globe valves DN 15 to 200 can do, for customers.",
        63,
        """
Globe valve with metal bellows for thermal oil and toxic media; the bellows seal, the gland is the second barrier.

| Property | Value |
| Sizes | DN 15 to 200 |
| Nominal pressure | PN 40 |
| Temperature | –10 to 350 °C |
| Bellows | 1.4571, 10,000 strokes |
| Emission class | AH, type test ISO 15848-1 |
| Leak rate | A |
""",
    ),
    BALL: _sheet(
        "ds-ball",
        "Data sheet: ball valves",
        "What ball valves DN 15 to 150 can do, for customers.",
        64,
        """
Two-piece ball valve with floating ball, fire-safe, antistatic, for gas and liquids.

| Property | Value |
| Sizes | DN 15 to 150 |
| Nominal pressure | PN 40 |
| Temperature | –20 to 180 °C, by the curve of the seat |
| Seats | PTFE; filled PTFE on request |
| Fire-safe | Type test ISO 10497 |
| Leak rate | A, both directions |

{picture:seat|Pressure that a PTFE seat holds, by temperature}

[2] Hydrogen: seats of the blue type, up to PN 40 and 80 °C, **after** the type test of the institute only. Ask us.
""",
        Change(
            610,
            DESIGNER,
            "What we say, and do not say, about hydrogen.",
            "Enquiries of three customers.",
            (("Customer service lead", "Hydrogen is offered with a reservation until the type test is done."),),
        ),
    ),
    BUTTERFLY: _sheet(
        "ds-butterfly",
        "Data sheet: lined butterfly valves",
        "What butterfly valves DN 80 to 600 can do, for customers.",
        65,
        """
Centric butterfly valve with vulcanised lining for water works and cooling.

| Property | Value |
| Sizes | DN 80 to 600 |
| Nominal pressure | PN 16 |
| Temperature | –10 to 90 °C |
| Lining | EPDM, 6 mm |
| Leak rate | A, both directions |

Drinking water: approval of the new lining is applied for; until then with the former lining on request.
""",
    ),
    SAFETY: _sheet(
        "ds-safety",
        "Data sheet: safety valves",
        "What safety valves DN 20 to 100 can do, for customers.",
        66,
        """
Spring-loaded, full-lift safety valve for steam boilers and pressure vessels.

| Property | Value |
| Sizes | DN 20 to 100 |
| Set pressure | 1 to 40 bar, ±3 % |
| Coefficient of discharge | 0.72 (steam), proved |
| Closing | above 90 % of set |
| Seal | Lead, number of the report |

To be tested every two years. A valve whose seal is broken is not a safety valve any more.
""",
    ),
    SPARES: _sheet(
        "ds-spares",
        "Spare parts: sets and how to order them",
        "Which sets there are and what number to name, for customers.",
        67,
        """
Name the number on the plate. With it we find material, size and year, and the set that fits.

| Set | Holds |
| S | Seats and seals |
| K | S and stem, packing |
| V | K and ball or wedge |

Seals are good for eight years; the month is on the bag. Sets are sent within two days, in need within hours.
""",
    ),
    REPAIR: _sheet(
        "ds-repair",
        "Repair and overhaul: what we do and what we need from you",
        "How customers send a valve and what they get back, for customers.",
        68,
        """
Send the valve clean, with the declaration on the medium. We answer within three days with photographs and a price;
without an answer we do nothing. A repaired valve is tested like a new one and comes with a report.

| Service | Days |
| Test and report | 3 |
| Overhaul | 10 |
| On your site | by agreement |
""",
    ),
}

SPECIFICATIONS = (
    Sheet(
        "s-pressures",
        "specification",
        "Test pressures and times",
        ENGINEERING,
        "The table from which test benches take pressure and time.",
        (
            Change(61, DESIGNER),
            Change(
                355,
                DESIGNER,
                "PN 63 added.",
                "First order of PN 63.",
                (("Operator", "PN 63 is tested at bench 4 only."),),
            ),
        ),
        """
| PN | Shell, water | Seat, water | Seat, air |
| 10 | 15 bar | 11 bar | 6 bar |
| 16 | 24 bar | 17.6 bar | 6 bar |
| 25 | 37.5 bar | 27.5 bar | 6 bar |
| 40 | 60 bar | 44 bar | 6 bar |
[2] | 63 | 94.5 bar | 69.3 bar | 6 bar |

At room temperature. Shell 1.5 PN, seat 1.1 PN, as {doc:x-12266} has it. Higher values only on the card.
""",
        (at.ASSEMBLY,),
        ("Operator", "Inspector"),
        approver=ENGINEERING,
    ),
    Sheet(
        "s-castings",
        "specification",
        "Castings: what we order",
        PURCHASING,
        "Technical terms of delivery for castings that hold pressure.",
        (Change(39, DESIGNER), Change(535, DESIGNER, "Radiography of first castings.", "Shrinkage at the neck.")),
        """
1. Material and heat treatment as on the drawing, certificate 3.1 with chemical analysis, tensile and impact test.
2. Melt number cast or struck where the drawing shows it.
3. Surface by comparison with the agreed samples; no welding without our agreement.
[2] 4. The first five castings of each pattern are radiographed at the neck and the flanges.
5. Repair by welding: procedure and welder approved, place drawn, heat treated again.
6. Changes of pattern, melt shop or heat treatment are told **before**.
""",
        (at.PURCHASING,),
        approver=ENGINEERING,
    ),
    Sheet(
        "s-packing",
        "specification",
        "Crates for sea freight",
        WAREHOUSE,
        "Wood, sizes, loads and marks of crates.",
        (Change(79, "Storekeeper"),),
        """
| Load | Boards | Skids | Screws |
| to 200 kg | 18 mm | 80 × 80 | 5 × 70 |
| to 800 kg | 22 mm | 100 × 100 | 6 × 90 |
| to 2,000 kg | 25 mm | 120 × 120 | 8 × 120 |

Wood heat treated, stamp on two sides. Tested by lifting with 1.5 times the load, one of each new size.
""",
        (at.DISPATCH,),
    ),
)

DRAWINGS = (
    Sheet(
        "d-body",
        "drawing",
        "Body DN 50 PN 40, gate valve",
        ENGINEERING,
        "Machined body of the gate valve, with special characteristics.",
        (Change(57, DESIGNER), Change(515, DESIGNER, "Radius at the neck 6 instead of 4.", "Cracks of castings.")),
        processes=(at.MACHINING, at.DESIGN),
        approver=ENGINEERING,
        classification="confidential",
        drawing="body",
        readers=("Machining lead",),
    ),
    Sheet(
        "d-ball",
        "drawing",
        "Ball DN 50",
        ENGINEERING,
        "Ball of the ball valve with roughness and roundness.",
        (Change(59, DESIGNER),),
        processes=(at.MACHINING, at.DESIGN),
        approver=ENGINEERING,
        classification="confidential",
        drawing="ball",
    ),
    Sheet(
        "d-bench",
        "drawing",
        "Piping of test bench 1",
        "Maintenance lead",
        "Pump, tank, valves and sensors of test bench 1.",
        (Change(298, "Maintenance technician"),),
        processes=(at.MAINTENANCE, at.ASSEMBLY),
        approver=ENGINEERING,
        drawing="bench",
    ),
)


def _external(
    key: str, title: str, owner: str, issuer: str, edition: str, day: int, processes: tuple[str, ...], text: str
) -> Sheet:
    return Sheet(
        key,
        "external",
        title,
        owner,
        f"What {issuer} asks, in our own words. The licensed copy is in the library of engineering.",
        (Change(day, DESIGNER),),
        text,
        processes,
        approver=owner,
        issuer=issuer,
        edition=edition,
        late=key == "x-9606",
    )


EXTERNALS = (
    _external(
        "x-9001",
        "ISO 9001: what it asks of us",
        "Quality manager",
        "ISO",
        "2015",
        16,
        (at.DIRECTION, at.AUDIT),
        """
The standard by which we are certified. Everproof holds each requirement in own words beside the records that prove it.
The next edition is announced for 2026; what changes is compared there, requirement by requirement.
""",
    ),
    _external(
        "x-12266",
        "EN 12266-1: tests of industrial valves",
        ENGINEERING,
        "CEN",
        "2012",
        17,
        (at.ASSEMBLY, at.DESIGN),
        """
Tests of the shell and the seat of valves with liquids and gases: pressures, times, leak rates. We use it for all valves
but safety valves.

- Shell: 1.5 times the nominal pressure with water.
- Seat: 1.1 times with water, or 6 bar air.
- Rates A to G: we promise A for soft seats and gate valves, C for check valves.

Our table {doc:s-pressures} and our times in {doc:wi-bench} are at least what it asks.
""",
    ),
    _external(
        "x-4126",
        "EN ISO 4126-1: safety valves",
        "Assembly lead",
        "CEN",
        "2013 with amendment 2016",
        19,
        (at.ASSEMBLY,),
        """
Set pressure, lift, closing, capacity, marking and sealing of safety valves. The tolerance of the set pressure is 3 %,
at least 0.1 bar. Capacity is proved by the type test of the notified body, valid for the type and its springs.
""",
    ),
    _external(
        "x-9606",
        "EN ISO 9606-1: approval of welders",
        "Machining lead",
        "CEN",
        "2017",
        21,
        (at.MACHINING,),
        """
How welders are tested and what an approval covers: process, shape, filler, thickness, position. It is confirmed every
six months by who leads the welding, and proved again after two years by two seams that were radiographed.
""",
    ),
    _external(
        "x-nsg",
        "Northsea Gas: supplier manual",
        "Head of sales",
        "Northsea Gas",
        "5",
        480,
        (at.ORDERS, at.SERVICE),
        """
What a customer asks on top: first article report for each new number, control plan with special characteristics, first
answer to a complaint within a day, no change of place, process or supplier without agreement, records for thirty years.
Their portal is the only way for deviations.
""",
    ),
)

LINKED = (
    Sheet(
        "l-safety",
        "other",
        "Safety data sheets of oils, pastes and cleaners",
        "Maintenance lead",
        "Where the safety data sheets of all substances in both works are.",
        (Change(92, "Maintenance technician"),),
        processes=(at.MAINTENANCE, at.MACHINING),
        link="https://substances.kestrel.example/",
    ),
    Sheet(
        "l-emergency",
        "plan",
        "Emergency plan of both works",
        "Site manager",
        "Whom to call, where to gather, who goes through the halls.",
        (Change(93, "Site manager"),),
        processes=(at.DIRECTION,),
        link="https://intranet.kestrel.example/emergency/",
        late=True,
        needed="Fire brigade and insurance ask for one place where it is found.",
    ),
)

TECHNICAL = (*DATA_SHEETS.values(), *SPECIFICATIONS, *DRAWINGS, *EXTERNALS, *LINKED)

SNIPPETS = {
    "works": "Linden works and Harbour works",
    "quality-contact": "Quality department, telephone 110, or the button Report in Everproof",
    "hold-areas": "Hold areas: Linden, red cage beside lathe 4; Harbour, red line behind bench 3.",
    "emergency": "In danger: emergency stop, step back, telephone 112 outside and 99 inside.",
    "weight": "Above 25 kg two people or the crane; above 100 kg always the crane.",
}
