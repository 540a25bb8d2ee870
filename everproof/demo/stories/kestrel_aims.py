"""What Kestrel Valves wants to reach: its objectives, from the company to the team. Told by performance.py."""

from __future__ import annotations

from dataclasses import dataclass

from everproof.demo.stories import kestrel_processes as kestrel


@dataclass(frozen=True)
class Aim:
    """An objective: below which, of which KPI, from where to where, by whom, and what became of it.

    `starts` and `ends` count months from the start of the story; `ending` is achieve-or-miss, active or draft.
    """

    title: str
    level: str
    kpi: str
    owner: str
    baseline: str
    target: str
    unit: str
    plan: str
    resources: str
    steps: tuple[str, ...]
    parent: str = ""
    processes: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    relevance: tuple[str, ...] = ("customer-satisfaction",)
    starts: int = 10
    ends: int = 30
    ending: str = "active"
    off_track: bool = False
    progress: str = "On its way; the values follow the plan."


COMMITMENTS = ("We deliver what we promise", "No defect leaves the house", "Everybody can do their work well")
SATISFIED = "Customers rate us 8.8 of 10"
ON_TIME = "97.5 % of orders delivered on time"
COMPLAINTS = "Complaints halved"

AIMS = (
    Aim(
        "All gauges calibrated by their day",
        "process",
        "Gauges calibrated by their day",
        "Metrologist",
        "90",
        "95",
        "%",
        "A list for each week instead of each month.",
        "None needed.",
        ("Weekly list at the counter",),
        processes=(kestrel.GAUGES,),
        relevance=("product-conformity",),
        starts=1,
        ends=12,
        ending="end",
    ),
    Aim(
        "Nine of ten offers within five days",
        "function",
        "Offers answered within five days",
        "Head of sales",
        "85",
        "96",
        "%",
        "Offers for catalogue valves are written by the system.",
        "Twelve days of programming.",
        ("Catalogue prices in the order system",),
        functions=("Sales",),
        starts=1,
        ends=11,
        ending="end",
    ),
    Aim(
        SATISFIED,
        "organisation",
        "Customer satisfaction",
        "Managing director",
        "8.0",
        "8.8",
        "1",
        "Keep days, answer complaints within two days, visit each of the forty customers once a year.",
        "A customer visit a week by sales and engineering.",
        ("Plan of visits", "Answer to each complaint within two days"),
        processes=(kestrel.ORDERS, kestrel.SERVICE),
        starts=9,
    ),
    Aim(
        ON_TIME,
        "process",
        "Orders delivered on time",
        "Site manager",
        "94",
        "97.5",
        "%",
        "Planning board at both sites, orders sequenced a week ahead.",
        "Board and screens, 18,000 EUR; two hours a week of the leads.",
        ("Planning board at Linden", "Planning board at Harbour", "Weekly look at the three latest orders"),
        parent=SATISFIED,
        processes=(kestrel.DISPATCH, kestrel.PLANNING),
        starts=10,
        progress="Above 97 % since the boards are in use.",
    ),
    Aim(
        "Confirmed delivery time of 27 days",
        "function",
        "Confirmed delivery time",
        "Head of engineering",
        "36",
        "27",
        "d",
        "Stock of frequent bodies, second supplier for castings.",
        "Stock of 240,000 EUR.",
        ("Second foundry approved", "Stock of the ten most frequent bodies"),
        parent=ON_TIME,
        processes=(kestrel.PLANNING,),
        functions=("Engineering", "Purchasing"),
        starts=11,
    ),
    Aim(
        "Rejected deliveries below 2.5 %",
        "function",
        "Deliveries rejected at goods in",
        "Head of purchasing",
        "3.3",
        "2.5",
        "%",
        "Examine melts before machining, visit both foundries.",
        "Four visits a year.",
        ("Visit both foundries", "Agree on examined melts"),
        parent=ON_TIME,
        processes=(kestrel.PURCHASING,),
        functions=("Purchasing",),
        relevance=("product-conformity",),
        starts=11,
        progress="One bad month; without it the share is at 2.8 %.",
    ),
    Aim(
        COMPLAINTS,
        "organisation",
        "Complaints for each 1,000 valves",
        "Quality manager",
        "4.6",
        "2.3",
        "1/1000",
        "Leaks and wrong plates make two thirds of all complaints: both go first.",
        "Quality engineer half time.",
        ("Pareto of two years", "Plates printed from the order"),
        processes=(kestrel.SERVICE, kestrel.ASSEMBLY),
        relevance=("customer-satisfaction", "product-conformity"),
        starts=9,
    ),
    Aim(
        "Leaks at the first test below 1.2 %",
        "process",
        "Leaks at the first pressure test",
        "Assembly lead",
        "2.4",
        "1.2",
        "%",
        "Torque recorded, packing compressed in three steps.",
        "Two electronic wrenches, training of both shifts.",
        ("Electronic wrenches on both lines", "Train 24 assemblers", "Hardness of packing rings at goods in"),
        parent=COMPLAINTS,
        processes=(kestrel.ASSEMBLY,),
        relevance=("product-conformity",),
        starts=11,
        progress="Down from 2.4 % to 1.3 % since the torque is recorded.",
    ),
    Aim(
        "98.5 % of parts right the first time",
        "process",
        "Parts right the first time",
        "Machining lead",
        "96.6",
        "98.5",
        "%",
        "Tools are changed by count; first piece signed.",
        "Counters at nine machines, 6,000 EUR.",
        ("Counters at all machines", "First-piece check against the drawing"),
        parent=COMPLAINTS,
        processes=(kestrel.MACHINING,),
        relevance=("product-conformity",),
        starts=12,
    ),
    Aim(
        "Machining centres ready 93 % of the time",
        "process",
        "Availability of machining centres",
        "Maintenance lead",
        "91",
        "93",
        "%",
        "Spindles watched by vibration, spare spindle in stock.",
        "Spare spindle, 31,000 EUR, not yet approved.",
        ("Vibration sensors at two centres", "Offer for a spare spindle"),
        parent=ON_TIME,
        processes=(kestrel.MAINTENANCE,),
        relevance=("customer-satisfaction",),
        starts=12,
        off_track=True,
        progress="Two centres stood for weeks; without a spare spindle it will not be reached.",
    ),
    Aim(
        "Every key skill held by two people",
        "organisation",
        "Key skills held by two people",
        "Head of human resources",
        "61",
        "85",
        "%",
        "Two skills a month are passed on, first those that only one person near retirement holds.",
        "Sixteen hours for each skill.",
        ("List of skills with a single holder", "Plan of handovers by month"),
        processes=(kestrel.PEOPLE,),
        functions=("Human resources", "Machining", "Assembly"),
        relevance=("product-conformity",),
        starts=8,
    ),
    Aim(
        "Ten percent less energy for each valve",
        "organisation",
        "Energy for each valve",
        "Site manager",
        "19.4",
        "17.5",
        "kWh",
        "Compressed air first: leaks, pressure, heat recovery.",
        "",
        ("Measure compressed air at night",),
        processes=(kestrel.PLANNING,),
        starts=23,
        ending="draft",
    ),
)
