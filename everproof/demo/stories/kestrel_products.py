"""What Kestrel Valves offers, family by family, each with what must hold. Told by products.py."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

VALVE, SPARES, SERVICE = "Industrial valves", "Spare parts", "Repair and overhaul"
SALES, DESIGN, PLANNING = "Enquiry and order", "Design and development", "Production planning"
MACHINING, ASSEMBLY, DISPATCH, CARE = (
    "Machining and welding",
    "Assembly and test",
    "Packing and dispatch",
    "After-sales",
)
VALVE_PROCESSES = (SALES, DESIGN, PLANNING, MACHINING, ASSEMBLY, DISPATCH)


@dataclass(frozen=True)
class Must:
    """A characteristic; measured where it has a unit."""

    title: str
    method: str
    nominal: str = ""
    lower: str = ""
    upper: str = ""
    unit: str = ""
    special: str = ""
    criterion: str = ""

    def values(self) -> dict[str, Any]:
        return {
            "title": self.title,
            "method": self.method,
            "kind": "variable" if self.unit else "attribute",
            "nominal": self.nominal or None,
            "lower_limit": self.lower or None,
            "upper_limit": self.upper or None,
            "unit": self.unit,
            "special": self.special,
            "criterion": self.criterion,
        }


@dataclass(frozen=True)
class Family:
    """A family of products as the company describes it."""

    title: str
    what: str
    accepted: str
    failure: str
    must: tuple[Must, ...]
    kind: str = VALVE
    processes: tuple[str, ...] = VALVE_PROCESSES
    lifetime: str = "30 years"
    claims: tuple[tuple[str, str], ...] = ()
    traceable: bool = True


SEAT_LEAK = Must("Leakage of the seat", "EN 12266-1 P12, every valve", upper="0", unit="mL/min", special="critical")
SHELL = Must(
    "Strength of the shell at 1.5 PN",
    "EN 12266-1 P10, every valve",
    special="critical",
    criterion="No leak, no lasting bend",
)
MARKING = Must("Marking", "By eye, every valve", criterion="Readable: maker, DN, PN, material, year, CE")

FAMILIES = (
    Family(
        "Gate valve DN 50 to 300, PN 16 and 40",
        "Flanged wedge gate valve of cast steel for steam and water.",
        "Shell test at 1.5 PN and seat test at 1.1 PN passed, report signed.",
        "Steam escapes; people nearby are burnt; the plant stands still.",
        (
            SHELL,
            SEAT_LEAK,
            Must(
                "Flatness of the seat rings", "Optical flat, every ring", upper="0.01", unit="mm", special="significant"
            ),
            Must("Diameter of the stem", "Micrometer, 5 of 50", "28", "27.979", "28", "mm"),
            Must("Torque of the handwheel", "Torque wrench, 1 of 10", upper="80", unit="N.m"),
            Must(
                "Hardness of the facing",
                "Rockwell, 1 a batch",
                lower="38",
                upper="44",
                unit="HRC",
                special="significant",
            ),
            MARKING,
        ),
        claims=(("Tight for 10,000 strokes", "Endurance test ET-07"), ("Spare parts for 30 years", "Stock agreement")),
    ),
    Family(
        "Globe valve DN 15 to 200, PN 40",
        "Globe valve with bellows for thermal oil.",
        "Shell, seat and bellows tests passed, report signed.",
        "Hot oil escapes and may catch fire.",
        (
            SHELL,
            SEAT_LEAK,
            Must(
                "Leak rate of the bellows", "Helium, every bellows", upper="0.0001", unit="mbar.L/s", special="critical"
            ),
            Must("Stroke", "Height gauge, 1 of 10", "32", "31.5", "32.5", "mm"),
            MARKING,
        ),
        claims=(("Emission class AH", "Type test ISO 15848-1"),),
    ),
    Family(
        "Ball valve DN 15 to 150, PN 40",
        "Two-piece ball valve, fire-safe, with PTFE seats.",
        "Shell and seat tests passed in both directions.",
        "Gas escapes; explosion.",
        (
            SHELL,
            SEAT_LEAK,
            Must("Diameter of the ball DN 50", "Coordinate measuring machine, 1 of 20", "76.2", "76.17", "76.2", "mm"),
            Must("Roughness of the ball", "Profile meter, 1 of 20", upper="0.2", unit="um", special="significant"),
            Must("Torque to open", "Torque wrench, every valve", upper="45", unit="N.m"),
            Must("Antistatic path", "Ohmmeter, 1 of 10", upper="10", unit="Ohm", special="critical"),
            MARKING,
        ),
        claims=(("Fire-safe", "Type test ISO 10497"),),
    ),
    Family(
        "Butterfly valve DN 80 to 600, PN 16",
        "Lined butterfly valve for water works and cooling.",
        "Seat test passed in both directions.",
        "Cooling water is lost; the plant trips.",
        (
            SHELL,
            SEAT_LEAK,
            Must("Thickness of the lining", "Ultrasonic, 4 points, every valve", "6", "5.5", "6.5", "mm"),
            Must("Adhesion of the lining", "Pull test, 1 a batch", lower="8", unit="MPa", special="significant"),
            MARKING,
        ),
    ),
    Family(
        "Swing check valve DN 50 to 250, PN 40",
        "Check valve for feed pumps.",
        "Shell and back-flow tests passed.",
        "Back flow destroys the pump.",
        (SHELL, Must("Leakage backwards", "EN 12266-1 P12, every valve", upper="3", unit="mL/min"), MARKING),
    ),
    Family(
        "Safety valve DN 20 to 100",
        "Spring-loaded safety valve for steam boilers.",
        "Set pressure and capacity proved, sealed.",
        "The boiler bursts.",
        (
            SHELL,
            Must("Set pressure, of the ordered one", "Test bench 2, every valve", "100", "97", "103", "%", "critical"),
            Must("Lift", "Dial gauge, 1 of 10", lower="7.5", unit="mm", special="critical"),
            Must(
                "Seal", "By eye, every valve", special="critical", criterion="Lead seal with the number of the report"
            ),
            MARKING,
        ),
        lifetime="20 years, tested every two",
    ),
    Family(
        "Cryogenic ball valve DN 25 to 80 for LNG",
        "Ball valve with long bonnet for liquefied gas at 111 K.",
        "Cold test at 77 K passed, report signed.",
        "Liquefied gas escapes; people freeze or are burnt.",
        (
            SHELL,
            Must("Leakage of the seat at 77 K", "Helium, every valve", upper="100", unit="mL/min", special="critical"),
            Must("Length of the bonnet", "Steel rule, every valve", "350", "349", "352", "mm"),
        ),
    ),
    Family(
        "Sets of spare parts",
        "Seats, seals, stems and springs for every valve since 1994.",
        "Parts match the number on the valve; list enclosed.",
        "The wrong seal leaks.",
        (Must("Contents of the set", "Counted, every set", criterion="As the list of the valve says"),),
        SPARES,
        (SALES, PLANNING, DISPATCH, CARE),
        "Shelf life of seals: 8 years",
    ),
    Family(
        "Repair and overhaul of valves",
        "Valves of any make, at Linden works or at the customer's.",
        "Tested like a new valve of its kind; report with what was replaced.",
        "As of a new valve.",
        (
            SEAT_LEAK,
            Must("Days until it is back", "Dispatch list", upper="10", unit="d"),
        ),
        SERVICE,
        (SALES, MACHINING, ASSEMBLY, CARE),
        "Until the next overhaul, at most 6 years",
    ),
)
PLANNED = "Cryogenic ball valve DN 25 to 80 for LNG"
GATE, GLOBE, BUTTERFLY, CHECK = (FAMILIES[place].title for place in (0, 1, 3, 4))
LAW = ("Pressure Equipment Directive 2014/68/EU", "Machinery Regulation (EU) 2023/1230")
HOUSE = ("Every valve is tested before it leaves", "Certificate 3.1 for every body and bonnet")
WANTED = ("Nominal pressure and size as ordered", "Test report with every valve", "Delivery on the day confirmed")
