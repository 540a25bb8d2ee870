"""What Kestrel Valves measures: its indicators, and how their values ran. Told by performance.py."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

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
    title: str, process: str, topic: str, direction: str, target: str, formula: str, source: str, **more: Any
) -> Indicator:
    """A share of a whole, in percent."""
    return Indicator(
        title, process, topic, "%", direction, target, formula, source, chart="proportion", scale=100, **more
    )


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
