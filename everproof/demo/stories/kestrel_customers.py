"""Kestrel's customers, what they order, and what they complain about. Told by customers.py."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Buyer:
    """A customer with somebody there, and what it requires beyond what all do."""

    name: str
    segment: str
    contact: str
    function: str
    mail: str
    requires: tuple[tuple[str, str, str], ...] = ()


BUYERS = (
    Buyer(
        "Nordhafen Chemie",
        "Chemistry",
        "Svea Lindqvist",
        "Head of maintenance",
        "svea.lindqvist@nordhafen.example",
        (
            (
                "Certificate 3.1 for every body",
                "Delivery terms, 4.2",
                "Printed with the packing list; checked at dispatch.",
            ),
        ),
    ),
    Buyer("Rheinquell Waterworks", "Water", "Tomas Brandt", "Purchasing", "brandt@rheinquell.example"),
    Buyer(
        "Alpengas Storage",
        "Gas",
        "Mirjam Kofler",
        "Plant engineer",
        "kofler@alpengas.example",
        (
            (
                "Tightness test witnessed for DN 200 and larger",
                "Contract 2023-18, annex B",
                "Date agreed with the bench.",
            ),
            ("Two contacts on call in an emergency", "Contract 2023-18, 9", "List of calls of the after-sales team."),
        ),
    ),
    Buyer("Küstenkraft Power", "Power", "Jonas Feddersen", "Stores", "feddersen@kuestenkraft.example"),
    Buyer("Papierwerk Auental", "Paper", "Hanne Roth", "Production", "roth@auental.example"),
    Buyer("Brauhaus Technik", "Food", "Piet de Vries", "Project lead", "devries@brauhaus.example"),
)


@dataclass(frozen=True)
class Ordered:
    """An order: how many days before today it came, how many it had, how late it was, what changed on the way."""

    ago: int
    buyer: int
    what: str
    pieces: int
    family: int
    days: int = 45
    late: int = 0
    amended: str = ""
    told: bool = False
    ends: str = "delivered"


ORDERS = (
    Ordered(700, 0, "Gate valves for the cooling loop", 24, 0),
    Ordered(655, 1, "Butterfly valves for the filter hall", 40, 2, late=6),
    Ordered(610, 2, "Globe valves for station 4", 6, 1),
    Ordered(560, 3, "Gate valves for the spare park", 30, 0),
    Ordered(505, 4, "Check valves for the stock line", 12, 3, late=4),
    Ordered(450, 0, "Gate valves for tank farm B", 60, 0, amended="Sixty instead of fifty, all with certificate"),
    Ordered(400, 5, "Butterfly valves for the brewhouse", 18, 2),
    Ordered(345, 1, "Check valves for the well field", 20, 3),
    Ordered(290, 2, "Globe valves for station 5", 8, 1, late=9),
    Ordered(240, 3, "Gate valves for boiler house 2", 16, 0),
    Ordered(190, 4, "Butterfly valves for the pulper", 22, 2, ends="declined"),
    Ordered(160, 0, "Gate valves for the steam line", 36, 0),
    Ordered(120, 5, "Check valves for the cellar", 10, 3, told=True),
    Ordered(95, 1, "Butterfly valves for hall 2", 44, 2, late=3),
    Ordered(60, 3, "Globe valves for the feed pumps", 9, 1, amended="Flanges by the American standard"),
    Ordered(34, 2, "Gate valves for station 6", 14, 0, days=60, ends="accepted"),
    Ordered(16, 0, "Gate valves for the new dosing unit", 20, 0, days=60, ends="accepted"),
    Ordered(4, 4, "Check valves for the white-water tank", 15, 3, days=50, ends="enquiry"),
)


@dataclass(frozen=True)
class Told:
    """A complaint: how many days before today it came, who complained of what, and what came of it."""

    ago: int
    buyer: int
    title: str
    issue: str
    severity: str
    answer: str = ""
    outcome: str = ""
    takes: int = 8
    back: int = 0
    inside: bool = False
    disputed: str = ""
    ends: str = "closed"


COMPLAINTS = (
    Told(
        690, 1, "Two packing lists were mixed up", "Papers missing", "low", "The right ones are enclosed.", "Explained"
    ),
    Told(640, 0, "Handwheels are not mounted", "Not as specified", "medium", "A fitter mounted them.", "Repaired", 12),
    Told(
        585,
        3,
        "Delivery came a week late",
        "Late delivery",
        "low",
        "The casting was late; we now ask weekly.",
        "Apology",
    ),
    Told(
        520,
        2,
        "A stem binds after ten turns",
        "Does not work",
        "high",
        "The thread was cut anew.",
        "Replaced",
        9,
        1,
        True,
    ),
    Told(470, 4, "Flange holes do not fit", "Not as specified", "medium", "You got the right ones.", "Replaced", 14, 4),
    Told(415, 1, "Paint comes off in the store", "Not as specified", "low", "We repaint on your site.", "Repaired", 17),
    Told(355, 5, "Invoice names the wrong order", "Wrong invoice", "low", "A new invoice is enclosed.", "Explained", 3),
    Told(
        300,
        0,
        "Three of forty valves leak at the seat",
        "Does not work",
        "high",
        "The fixture of the lapping machine was worn; all lots of that week were tested again.",
        "Replaced",
        13,
        3,
        True,
        "Two of the new ones leak, too.",
    ),
    Told(
        250,
        2,
        "Certificate shows another heat number",
        "Papers missing",
        "medium",
        "The right one is enclosed.",
        "Explained",
    ),
    Told(
        205, 3, "Crate was broken on arrival", "Damaged in transport", "medium", "The carrier pays.", "Replaced", 11, 2
    ),
    Told(150, 1, "Telephone was not answered for a day", "Service", "low", "There is a second line now.", "Apology", 4),
    Told(
        110,
        4,
        "Spare seals do not fit the older type",
        "Wrong delivery",
        "medium",
        "The right ones came.",
        "Replaced",
        21,
    ),
    Told(
        70,
        0,
        "Drops at the stem after a week",
        "Does not work",
        "medium",
        "The packing was set too loose.",
        "Repaired",
        10,
        2,
    ),
    Told(
        26,
        2,
        "Actuator bracket has sharp edges",
        "Not as specified",
        "high",
        "They are deburred.",
        "Repaired",
        9,
        ends="answered",
    ),
    Told(9, 5, "Two gaskets are missing", "Wrong delivery", "low", ends="open"),
    Told(2, 3, "Valve hums at half stroke", "Does not work", "medium", ends="received"),
)

# What customers leave with us: (days before today, buyer, what it is, mark, where, how it is protected).
PROPERTY = (
    (
        600,
        0,
        "Casting pattern for the special flange",
        "NC-114",
        "Pattern store, shelf 4",
        "Dry, locked, on the insurer’s list",
    ),
    (
        420,
        2,
        "Pressure gauge for witnessed tests",
        "AG-21",
        "Test bench 3, drawer 1",
        "In its case; used by two people only",
    ),
    (180, 5, "Drawing set of the brewhouse", "BT-0077", "Drawing office, server folder", "Read by the project alone"),
)
