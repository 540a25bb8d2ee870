"""The work instructions of dispatch, gauges and returns, and the forms of Kestrel Valves."""

from __future__ import annotations

from everproof.demo.stories import kestrel_processes as at
from everproof.demo.stories.kestrel_documents.sheet import Change, Sheet

WAREHOUSE, METROLOGY, QM = "Warehouse lead", "Metrologist", "Quality manager"

PACK = Sheet(
    "wi-pack",
    "work-instruction",
    "Packing for truck, air and sea",
    WAREHOUSE,
    "How each kind of package is built.",
    (Change(80, "Storekeeper"), Change(382, "Storekeeper", "Drying bags and indicator.", "Rust in Oman.")),
    """
## A: truck

Pallet not broken, valves upright, wedge of wood on both sides, edge guards, film three times around, label outside.

## B: air

Carton of double wall, weight and centre on all four sides, no air in between: fill with paper, not with chips.

## C: sea

1. Crate as in {doc:s-packing}; stamp of heat treatment must be readable.
2. Film, valves, film sealed. Squeeze out the air.
[2] 3. One drying bag for each half cubic metre, indicator at the window, before the film is sealed.
3. Screws of the valve to the floor of the crate. A crate is turned upside down more often than you think.
4. Marks: slings, this way up, centre of weight, order, 1 of 3.

Photograph before the lid goes on. {snippet:weight}
""",
    (at.DISPATCH,),
    ("Logistics lead",),
)

PAPERS = Sheet(
    "wi-papers",
    "work-instruction",
    "Check of shipping documents",
    WAREHOUSE,
    "Which papers go with which valve, and how an inspector compares them with the order.",
    (Change(82, "Inspector"),),
    """
| Paper | Always | Where the order says so |
| Delivery note | yes | |
| Declaration of conformity | above DN 25 | |
| Instruction for use, in the customer's language | yes | |
| Certificate 3.1 | body, bonnet | stem, ball, screws |
| Certificate 3.2 | | yes |
| Curve of the pressure test | | yes |
| Export papers | outside the Union | |

Compare numbers one by one, with a ruler on the line. Somebody else than the one who printed them. A paper that is
missing keeps the crate open.
""",
    (at.DISPATCH,),
    ("Inspector",),
)

PRESSURE = Sheet(
    "wi-pressure",
    "work-instruction",
    "Calibration of pressure gauges",
    METROLOGY,
    "Five points up, five points down against the reference manometer.",
    (Change(86, "Metrologist"),),
    """
1. Gauge and reference for an hour in the room. Write the temperature.
2. Same height; the difference in height counts, 0.1 bar for each metre of water.
3. 0, 25, 50, 75, 100 % up; wait thirty seconds at each; the same down.
4. Values **before** adjusting first. Then adjust, then all points again.
5. Error and hysteresis against class: 0.6 for benches, 1.6 for others.

Write {doc:f-calibration}. Outside: see {doc:gauges}, out of limits.
""",
    (at.GAUGES,),
    ("Metrologist",),
)

MICROMETER = Sheet(
    "wi-micrometer",
    "work-instruction",
    "Calibration of micrometers and calipers",
    METROLOGY,
    "Gauge blocks, points and limits.",
    (Change(88, "Metrologist"),),
    """
1. Clean faces with paper, wring the block, do not hold it in the hand.
2. Micrometer 0 to 25 mm: 0, 2.5, 5.1, 7.7, 10.3, 12.9, 15.0, 17.6, 20.2, 22.8, 25 mm. They reach each turn of the
thimble at another place.
3. Flat and parallel: optical flats, at most two bands.
4. Caliper: 0, 41.3, 131.4, 150 mm, outside and inside, at the tip and at the root of the jaws.

| Gauge | Limit |
| Micrometer 0 to 25 mm | 4 µm |
| Micrometer 25 to 50 mm | 4 µm |
| Caliper 150 mm | 30 µm |
""",
    (at.GAUGES,),
    ("Metrologist",),
)

OPEN = Sheet(
    "wi-open",
    "work-instruction",
    "Opening a returned valve",
    "Head of sales",
    "Decontamination, protection and order of work when a used valve is opened.",
    (Change(160, "Inspector"), Change(495, "Inspector", "Photograph first.", "Traces were wiped away.")),
    """
> No declaration on the medium, no opening. Not even "it was only water".

[2] 1. Photograph: from all sides, plate, ports, gland, position of the stem.
2. Gloves, goggles, hood; valve half open over the tray: liquid waits in the body of a ball valve.
3. Test as it is, if the medium allows it, at 6 bar air, then at full pressure.
4. Take apart in the order of {doc:f-return}; each part on the paper with its number; do not wipe.
5. Look for traces: wire drawing, burnt edges, swelling, salt, foreign bodies. Photograph with a ruler.
6. Keep all parts until the customer has agreed to the report.
""",
    (at.SERVICE,),
    ("Inspector",),
)


def _form(key: str, title: str, owner: str, what: str, process: str, day: int, text: str) -> Sheet:
    return Sheet(key, "form", title, owner, what, (Change(day, "Quality engineer"),), text, (process,))


FORMS = (
    _form(
        "f-first",
        "First piece inspection",
        "Machining lead",
        "What was measured on the first piece, by operator and inspector.",
        at.MACHINING,
        58,
        """
| Characteristic | Must | Operator | Gauge | Inspector | Gauge |
| | | | | | |
| | | | | | |

Job, drawing with revision, machine, tool change yes/no. **Both sign. The job goes on after the second signature.**
""",
    ),
    _form(
        "f-order",
        "Order review checklist",
        "Head of sales",
        "The lines by which order and offer are compared before an order is confirmed.",
        at.ORDERS,
        27,
        """
| Question | Yes | Open with |
| Medium, pressure, temperature as offered? | | |
| Material and certificate possible? | | |
| Test standard and leak rate agreed? | | |
| Day of delivery on the planning board? | | |
| Terms, liability, packing as offered? | | |
| Export check of alloys done? | | |
| Question on restricted substances answered? | | |

Open points are settled in writing before the order is confirmed ({doc:orders}).
""",
    ),
    _form(
        "f-supplier",
        "Questionnaire for suppliers",
        "Head of purchasing",
        "What we ask a supplier of classes A and B before the audit.",
        at.PURCHASING,
        38,
        """
1. Which certificates do you hold, and until when?
2. Who releases what you deliver to us, and on what evidence?
3. How do you find the melt of a part that you delivered two years ago?
4. Which of your processes do you give to others?
5. What went wrong last year, and what did you change?
6. How do you tell us of changes **before** you make them?
""",
    ),
    _form(
        "f-goods",
        "Goods-in inspection",
        "Head of purchasing",
        "Results of the receiving inspection of a lot.",
        at.PURCHASING,
        45,
        """
Supplier, order, lot, quantity, packages whole yes/no.

| Characteristic | Must | Parts measured | Good | Smallest | Largest |
| | | | | | |

Certificate read: melt, values, standard, signature. Result: accept, sort, return, hold.
""",
    ),
    _form(
        "f-calibration",
        "Calibration record",
        METROLOGY,
        "Values before and after adjusting, with the judgement.",
        at.GAUGES,
        84,
        """
Gauge, range, reference with certificate, temperature.

| Point | Before, up | Before, down | After, up | After, down | Limit |
| 0 % | | | | | |
| 25 % | | | | | |
| 50 % | | | | | |
| 75 % | | | | | |
| 100 % | | | | | |

Fit for its task yes/no. If not: what it decided since the last good calibration.
""",
    ),
    _form(
        "f-concession",
        "Request for a concession",
        QM,
        "What deviates, why it may stay, who agrees, for which numbers.",
        at.AUDIT,
        90,
        """
What does not conform, on which parts and numbers? What does it do to strength, tightness, life, assembly?
Why may it stay? Who has to agree: engineering, quality, customer?

Valid for these numbers only. It is no precedent.
""",
    ),
    _form(
        "f-training",
        "Training beside the work",
        "Head of human resources",
        "What was shown, and what a tutor saw six weeks later.",
        at.PEOPLE,
        95,
        """
| Task | Shown on | Done with help | Done alone | Tutor |
| | | | | |

Six weeks later: what has stayed, what has to be shown again?
""",
    ),
    _form(
        "f-return",
        "Examination of a returned valve",
        "Head of sales",
        "From the photograph to the cause, in the order in which traces are lost.",
        at.SERVICE,
        165,
        """
1. As it came: number, position, ports, gland, damage. Photographs 1 to 6.
2. Declaration on the medium: yes/no, from whom.
3. Test as it is: shell, seat A, seat B.
4. Parts: number, trace, photograph.
5. Against the drawing: measured values.
6. Cause: ours, supplier, transport, use, not known. On what evidence?
""",
    ),
)

HANDLING = (PACK, PAPERS, PRESSURE, MICROMETER, OPEN)
