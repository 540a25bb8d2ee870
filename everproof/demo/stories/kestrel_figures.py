"""What Kestrel Valves measures and wants to reach: its indicators and objectives. Told by performance.py."""

from __future__ import annotations

from dataclasses import dataclass, field

from everproof.demo.stories import kestrel_processes as kestrel


@dataclass(frozen=True)
class Indicator:
    """A KPI and how its values ran.

    `levels` are (month, level): from that month on the values lie about that level; `drift` is added each month.
    `spikes` are single months with what was added. `said` are comments by month. With `whole` the values are counted
    out of about so many; else they spread about the level by `spread`. `months` is how many months ago it began.
    """

    title: str
    process: str
    topic: str
    unit: str
    direction: str
    target: str
    formula: str
    source: str
    levels: tuple[tuple[int, float], ...]
    spread: float = 0.0
    drift: float = 0.0
    spikes: dict[int, float] = field(default_factory=dict)
    said: dict[int, tuple[str, str]] = field(default_factory=dict)
    whole: int = 0
    numerator: str = ""
    denominator: str = ""
    chart: str = "individuals"
    scale: int = 1
    period: str = "month"
    months: int = 24
    places: int = 1
    lacking: int = 0
    measure: str = ""
    target_to: str = ""


def _share(
    title: str, process: str, topic: str, direction: str, target: str, formula: str, source: str, **more: object
) -> Indicator:
    """A share of a whole, in percent."""
    return Indicator(
        title, process, topic, "%", direction, target, formula, source, chart="proportion", scale=100, **more
    )  # type: ignore[arg-type]


HIGHER, LOWER = "higher-better", "lower-better"

INDICATORS = (
    _share(
        "Orders delivered on time",
        kestrel.DISPATCH,
        "customer-requirement-fulfilment",
        HIGHER,
        "97",
        "Orders that left by the confirmed day, of all orders delivered in the month.",
        "Order system, report L-12",
        levels=((0, 0.945), (14, 0.973)),
        whole=420,
        numerator="Orders on time",
        denominator="Orders delivered",
        said={
            14: ("Planning board at both sites since this month", "Orders are sequenced a week ahead; stays in place."),
        },
    ),
    Indicator(
        "Confirmed delivery time",
        kestrel.PLANNING,
        "process-performance",
        "d",
        LOWER,
        "30",
        "Median of working days from order to confirmed day, over the orders of the month.",
        "Order system, report P-03",
        levels=((0, 31.5), (5, 37.5), (10, 31.0), (19, 28.5)),
        spread=1.1,
        said={
            5: ("Castings come from outside since the foundry closed", "Second supplier is being approved."),
            10: ("Second supplier for castings delivers", ""),
            19: ("Stock of the ten most frequent bodies", "Kept at two weeks of use."),
        },
    ),
    _share(
        "Parts right the first time",
        kestrel.MACHINING,
        "product-conformity",
        HIGHER,
        "98",
        "Parts that pass final inspection without rework, of all parts inspected.",
        "Inspection records, both shifts",
        levels=((0, 0.966), (16, 0.980)),
        whole=2600,
        numerator="Parts right the first time",
        denominator="Parts inspected",
        said={16: ("Tool life is counted at each machine", "Tools are changed by count, not by eye.")},
    ),
    _share(
        "Leaks at the first pressure test",
        kestrel.ASSEMBLY,
        "product-conformity",
        LOWER,
        "1.5",
        "Valves that leak at the first test, of all valves tested.",
        "Test bench records",
        levels=((0, 0.024), (15, 0.013)),
        spikes={10: 0.021},
        whole=1400,
        numerator="Valves that leaked",
        denominator="Valves tested",
        said={
            10: (
                "A lot of packing rings was too hard",
                "Lot blocked, supplier told, hardness now checked at goods in.",
            ),
            15: ("Torque is recorded and packing compressed in three steps", "Instruction changed, 24 people trained."),
        },
    ),
    Indicator(
        "Complaints for each 1,000 valves",
        kestrel.SERVICE,
        "customer-satisfaction",
        "1/1000",
        LOWER,
        "3",
        "Complaints received in the month for each 1,000 valves delivered.",
        "Complaint register",
        levels=((0, 0.0046), (17, 0.0026)),
        whole=1500,
        numerator="Complaints",
        denominator="Valves delivered",
        chart="rate",
        scale=1000,
        said={17: ("Fewer leaks in service", "Follows the change at the pressure test by two months.")},
    ),
    Indicator(
        "Customer satisfaction",
        kestrel.ORDERS,
        "customer-satisfaction",
        "1",
        HIGHER,
        "8.5",
        "Mean answer to “How satisfied are you with us?”, 1 to 10, over the answers of the quarter.",
        "Quarterly survey of 40 customers",
        levels=((0, 8.0), (15, 8.5)),
        spread=0.12,
        period="quarter",
    ),
    _share(
        "Offers answered within five days",
        kestrel.ORDERS,
        "customer-requirement-fulfilment",
        HIGHER,
        "92",
        "Enquiries with an offer or a question within five working days, of all enquiries.",
        "Order system, report S-01",
        levels=((0, 0.87), (12, 0.93)),
        whole=95,
        numerator="Answered in time",
        denominator="Enquiries",
        said={12: ("A sixth sales engineer started", "")},
    ),
    _share(
        "Deliveries rejected at goods in",
        kestrel.PURCHASING,
        "supplier-performance",
        LOWER,
        "3",
        "Deliveries rejected in whole or part, of all deliveries inspected.",
        "Goods-in records",
        levels=((0, 0.030),),
        spikes={18: 0.075},
        whole=165,
        numerator="Deliveries rejected",
        denominator="Deliveries",
        said={18: ("Sand inclusions in four melts of one foundry", "Claim 2214; melts are examined before machining.")},
    ),
    Indicator(
        "Availability of machining centres",
        kestrel.MAINTENANCE,
        "process-performance",
        "%",
        HIGHER,
        "92",
        "Time ready for production, of the time planned for production, over nine machines.",
        "Machine data",
        levels=((0, 91.8), (16, 87.9), (21, 91.0)),
        spread=0.75,
        said={16: ("Spindles of two centres worn out; delivery time 14 weeks", "")},
    ),
    _share(
        "Gauges calibrated by their day",
        kestrel.GAUGES,
        "process-performance",
        HIGHER,
        "95",
        "Gauges calibrated by their due day, of all that were due in the month.",
        "Calibration register",
        levels=((0, 0.975),),
        whole=48,
        numerator="Calibrated in time",
        denominator="Due",
    ),
    _share(
        "Drawings released by the planned day",
        kestrel.DESIGN,
        "process-performance",
        HIGHER,
        "85",
        "Drawings released by the day in the project plan, of all planned for the month.",
        "Project plans",
        levels=((0, 0.82),),
        whole=38,
        numerator="Released in time",
        denominator="Planned",
        lacking=1,
    ),
    Indicator(
        "Key skills held by two people",
        kestrel.PEOPLE,
        "process-performance",
        "%",
        HIGHER,
        "85",
        "Key skills that at least two people hold, of all 140 key skills.",
        "Skill matrix",
        levels=((0, 61.0),),
        spread=0.8,
        drift=0.75,
        said={5: ("The training plan shows", "Two skills a month are passed on.")},
    ),
    _share(
        "Coating in range at the first measurement",
        kestrel.COATING,
        "product-conformity",
        HIGHER,
        "98",
        "Bodies with a coating of 120 to 200 µm at the first measurement, of all measured.",
        "Paint shop records",
        levels=((0, 0.984),),
        whole=310,
        numerator="In range",
        denominator="Bodies measured",
        lacking=2,
    ),
    _share(
        "Actions completed in time",
        kestrel.AUDIT,
        "process-performance",
        HIGHER,
        "80",
        "Actions completed by their due day, of all that were due in the month.",
        "Everproof",
        levels=(),
        numerator="Completed in time",
        denominator="Due",
        measure="actions-in-time",
    ),
    Indicator(
        "Scrap at machining",
        kestrel.MACHINING,
        "process-performance",
        "kEUR",
        LOWER,
        "4.5",
        "Value of parts scrapped in the week, at cost of material and machining.",
        "Scrap cards, weekly",
        levels=((0, 5.2), (16, 4.1)),
        spread=0.7,
        period="week",
        said={16: ("Tools are changed by count", "See parts right the first time.")},
    ),
    Indicator(
        "Energy for each valve",
        kestrel.PLANNING,
        "other",
        "kWh",
        LOWER,
        "18",
        "Electric energy of both sites divided by valves made.",
        "Meters, monthly",
        levels=((0, 19.4),),
        spread=0.5,
        months=9,
    ),
)


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
