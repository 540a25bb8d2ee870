"""What Kestrel Valves does: its processes, what passes between them, and the steps inside. Told by landscape.py."""

from __future__ import annotations

from dataclasses import dataclass

from everproof.demo.company import MAIN, SECOND

BOTH = (MAIN, SECOND)


@dataclass(frozen=True)
class Step:
    """A step: who does it, how it is kept under control, its record and document; `others` as "A Quality manager"."""

    title: str
    role: str
    control: str
    record: str = ""
    document: str = ""
    others: tuple[str, ...] = ()


@dataclass(frozen=True)
class Outline:
    """A process as the company describes it. `owner` is a job title, `deputy` one of somebody who stands in."""

    title: str
    group: str
    owner: str
    purpose: str
    criteria: str
    methods: str
    resources: str
    sites: tuple[str, ...] = BOTH
    record_types: tuple[str, ...] = ("action", "nonconformity")
    deputy: str = ""
    role: str = ""
    special: bool = False
    outsourced: bool = False
    steps: tuple[Step, ...] = ()


DIRECTION, AUDIT = "Direction and review", "Audit and improvement"
ORDERS, DESIGN, PLANNING = "Enquiry and order", "Design and development", "Production planning"
MACHINING, ASSEMBLY = "Machining and welding", "Assembly and test"
DISPATCH, SERVICE = "Packing and dispatch", "After-sales"
PURCHASING, COATING, GAUGES = "Purchasing", "Surface coating", "Gauges and calibration"
MAINTENANCE, PEOPLE = "Maintenance", "People and skills"
CASTING, DIGITAL = "Casting", "Digital services"

PROCESSES = (
    Outline(
        DIRECTION,
        "management",
        "Managing director",
        "Says where the company goes, gives it the means, and judges once a quarter whether it gets there.",
        "Objectives are reached or corrected within a quarter; decisions of the review are carried out on time.",
        "Yearly strategy meeting, quarterly review with the inputs of ISO 9001, 9.3.2.",
        "Management team, indicators of all processes, results of audits and of the customer survey.",
        role="Managing director",
        steps=(
            Step(
                "Set policy and objectives",
                "Managing director",
                "Each objective has an owner, a measure and a day.",
                "Objective",
                others=("C Quality manager", "I Site manager"),
            ),
            Step(
                "Review the quality system",
                "Managing director",
                "All inputs of 9.3.2 are on the table.",
                "Minutes of the review",
                others=("A Managing director", "C Quality manager", "C Site manager"),
            ),
            Step(
                "Follow up decisions",
                "Quality manager",
                "Open decisions are read out in the next meeting.",
                "Action",
                others=("A Managing director",),
            ),
        ),
    ),
    Outline(
        AUDIT,
        "management",
        "Quality manager",
        "Finds what does not work before the customer does, and sees that its cause goes away.",
        "Every process is audited once a year; causes are removed within 60 days.",
        "Audit programme by risk, 5-why and 8D for causes, effectiveness judged after three months.",
        "Three internal auditors, Everproof.",
        deputy="Quality engineer",
        role="Quality manager",
        steps=(
            Step(
                "Plan the audits",
                "Quality manager",
                "Processes with problems are audited twice.",
                "Audit programme",
                others=("C Managing director",),
            ),
            Step("Audit", "Internal auditor", "Nobody audits the own work.", "Audit report", "QP-004"),
            Step(
                "Find causes and agree actions",
                "Internal auditor",
                "The cause explains when the problem occurs and when not.",
                "Nonconformity",
                others=("A Quality manager", "C Machining lead", "C Assembly lead"),
            ),
            Step("Judge the effect", "Quality manager", "Numbers before and after.", "Action"),
        ),
    ),
    Outline(
        ORDERS,
        "core",
        "Head of sales",
        "Turns an enquiry into an order that Kestrel can keep and the customer meant.",
        "Quotation within five days; fewer than 5 % of orders changed after confirmation.",
        "Checklist of requirements, feasibility review with engineering for anything outside the catalogue.",
        "Five sales engineers, configurator, price list.",
        (MAIN,),
        role="Customer service lead",
        steps=(
            Step(
                "Take in the enquiry",
                "Customer service lead",
                "Medium, pressure, temperature and standards are known.",
                "Enquiry sheet",
                "QP-006",
            ),
            Step(
                "Review feasibility",
                "Head of engineering",
                "Anything outside the catalogue is calculated.",
                "Feasibility review",
                "QP-007",
                ("A Customer service lead", "C Purchasing lead"),
            ),
            Step("Quote", "Customer service lead", "Price and date follow the rules.", "Quotation"),
            Step(
                "Review and confirm the order",
                "Customer service lead",
                "Quotation and order are compared line by line.",
                "Order confirmation",
                "FO-002",
                ("I Site manager", "I Logistics lead"),
            ),
        ),
    ),
    Outline(
        DESIGN,
        "core",
        "Head of engineering",
        "Turns requirements into drawings, calculations and test specifications that production can use as they are.",
        "Fewer than two open points for each released drawing; no change after release for reasons of our own.",
        "Stage plan with reviews, verification by calculation and prototype, validation on the test bench.",
        "Six design engineers, CAD and FEM licences, test bench two days a week.",
        (MAIN,),
        role="Head of engineering",
        steps=(
            Step("Collect design inputs", "Head of engineering", "Standards and loads are complete.", "Input list"),
            Step(
                "Design and calculate",
                "Head of engineering",
                "Second engineer checks the strength calculation.",
                "Calculation",
                "QP-007",
                ("C Machining lead",),
            ),
            Step(
                "Review and verify",
                "Head of engineering",
                "Open points have an owner and a day.",
                "Design review",
                "QP-007",
                ("A Head of engineering", "C Quality manager", "C Assembly lead"),
            ),
            Step(
                "Release",
                "Head of engineering",
                "Drawing, parts list and test specification carry the same revision.",
                "Released drawing",
                "QP-007",
                ("I Purchasing lead", "I Machining lead"),
            ),
        ),
    ),
    Outline(
        PLANNING,
        "core",
        "Site manager",
        "Puts every order into a plan that machines, people and material can keep.",
        "At least 95 % of work orders start in the planned week.",
        "Weekly rough plan, daily fine plan, shortage list every morning.",
        "Planner at each site, ERP system.",
        role="Site manager",
        steps=(
            Step("Load capacity", "Site manager", "No machine above 95 % for two weeks.", "Plan"),
            Step("Release work orders", "Site manager", "Material and drawing are there.", "Work order"),
            Step(
                "Chase shortages",
                "Logistics lead",
                "Shortage list at seven in the morning.",
                "",
                "",
                ("A Site manager",),
            ),
        ),
    ),
    Outline(
        MACHINING,
        "core",
        "Machining lead",
        "Makes bodies, stems and seats to the drawing; welds where the design asks for it.",
        "First-pass yield of 97 %; every weld traceable to welder and procedure.",
        "Control plans with SPC on sealing faces, qualified welding procedures (ISO 15614), first-piece inspection.",
        "32 machinists and welders, 14 machining centres, two welding bays.",
        (MAIN,),
        deputy="Machinist",
        role="Machining lead",
        special=True,
        steps=(
            Step("Set up", "Operator", "First piece is measured and released.", "First-piece report", "WI-001"),
            Step(
                "Machine",
                "Operator",
                "Control chart on the sealing face.",
                "SPC chart",
                "WI-002",
                ("A Machining lead",),
            ),
            Step(
                "Weld",
                "Operator",
                "Only with a valid certificate and procedure.",
                "Weld log",
                "WI-003",
                ("A Machining lead", "C Inspector"),
            ),
            Step("Inspect", "Inspector", "By control plan.", "Inspection", "FO-001", ("A Quality manager",)),
        ),
    ),
    Outline(
        ASSEMBLY,
        "core",
        "Assembly lead",
        "Puts valves together, tests each of them under pressure and releases only tight ones.",
        "No leak at the customer; test record for every valve.",
        "Assembly to instruction, pressure test by EN 12266-1, release by authorised people.",
        "30 assemblers and operators, six test benches.",
        (SECOND,),
        deputy="Assembler",
        role="Assembly lead",
        steps=(
            Step("Pick and check parts", "Operator", "Part numbers are scanned.", "Picking list"),
            Step("Assemble", "Operator", "Torque is recorded.", "Torque record", "WI-004", ("A Assembly lead",)),
            Step(
                "Pressure test",
                "Operator",
                "Test plan by nominal pressure.",
                "Test record",
                "WI-006",
                ("A Assembly lead",),
            ),
            Step(
                "Release",
                "Inspector",
                "Every inspection is passed.",
                "Release",
                "WI-008",
                ("A Assembly lead", "I Logistics lead"),
            ),
        ),
    ),
    Outline(
        DISPATCH,
        "core",
        "Warehouse lead",
        "Brings the right valve with its documents to the customer, undamaged and on the day agreed.",
        "95 % of deliveries on the day agreed; no transport damage.",
        "Packing instruction by weight and route, four-eyes check of documents.",
        "Six storekeepers, packing line.",
        (SECOND,),
        role="Logistics lead",
        steps=(
            Step("Pack", "Logistics lead", "Sealing faces are capped.", "Packing list", "WI-009"),
            Step("Check the documents", "Inspector", "Certificate matches the serial number.", "", "WI-010"),
            Step("Ship", "Logistics lead", "Carrier signs for pieces and weight.", "Delivery note"),
        ),
    ),
    Outline(
        SERVICE,
        "core",
        "Head of sales",
        "Answers complaints and questions so that the customer comes back, and tells the house what it learns.",
        "First answer within three days, complaint closed within 30.",
        "One file for each complaint, returned valves are examined within a week.",
        "Two sales engineers, examination bench.",
        (MAIN,),
        role="Customer service lead",
        steps=(
            Step(
                "Take in the complaint", "Customer service lead", "Photo and serial number are asked for.", "Complaint"
            ),
            Step(
                "Examine the return",
                "Inspector",
                "Findings are photographed.",
                "Examination report",
                "",
                ("A Customer service lead", "C Head of engineering"),
            ),
            Step("Answer", "Customer service lead", "Cause, cure and goodwill are named.", "Complaint answer"),
        ),
    ),
    Outline(
        PURCHASING,
        "support",
        "Head of purchasing",
        "Brings in material and parts that meet the specification when they are needed, from suppliers who can.",
        "96 % of deliveries on time, fewer than 1 % rejected.",
        "Approved suppliers, framework contracts, yearly evaluation.",
        "Three buyers, supplier portal.",
        (MAIN,),
        deputy="Buyer",
        role="Purchasing lead",
        steps=(
            Step(
                "Choose the supplier",
                "Purchasing lead",
                "Only approved ones.",
                "Supplier",
                others=("C Quality manager",),
            ),
            Step("Order", "Purchasing lead", "Specification and certificate are in the order.", "Order", "QP-016"),
            Step("Receive and inspect", "Inspector", "By inspection plan.", "Incoming inspection", "QP-017"),
        ),
    ),
    Outline(
        COATING,
        "support",
        "Head of purchasing",
        "Bodies are coated outside against corrosion; Kestrel answers for the result.",
        "Thickness between 250 and 350 µm; no blister after the salt spray test.",
        "Framework contract, monthly sample, audit at the coater every second year.",
        "Coater Lindner, thickness gauge.",
        (MAIN,),
        role="Purchasing lead",
        outsourced=True,
        special=True,
        steps=(
            Step("Send bodies", "Logistics lead", "Sealing faces are masked.", "Delivery note"),
            Step("Check the returned lot", "Inspector", "Five bodies of a lot are measured.", "Inspection", "WI-015"),
        ),
    ),
    Outline(
        GAUGES,
        "support",
        "Metrologist",
        "Sees to it that every measurement that decides about a product can be trusted.",
        "No gauge in use past its day; uncertainty below a fifth of the tolerance.",
        "Calibration by plan, gauge studies for control plans.",
        "Two metrologists, laboratory at 20 °C.",
        (MAIN,),
        role="Metrologist",
        steps=(
            Step("Call in gauges", "Metrologist", "List a month ahead.", "Calibration plan"),
            Step("Calibrate", "Metrologist", "Standards are traceable.", "Calibration", "WI-011"),
            Step(
                "Judge the effect of a gauge out of limits",
                "Metrologist",
                "Results since the last calibration are looked at.",
                "Nonconformity",
                "QP-018",
                ("A Quality manager",),
            ),
        ),
    ),
    Outline(
        MAINTENANCE,
        "support",
        "Maintenance lead",
        "Keeps machines and test benches fit, so that nobody waits and nothing drifts.",
        "Availability of 92 % and more.",
        "Yearly plan, condition checks every shift, spare parts for critical machines.",
        "Five technicians, workshop.",
        deputy="Maintenance technician",
        role="Maintenance lead",
        steps=(
            Step("Maintain by plan", "Maintenance lead", "Late work is told on Friday.", "Maintenance", "QP-019"),
            Step(
                "Repair",
                "Maintenance lead",
                "First piece after a repair is inspected.",
                "Maintenance",
                "",
                ("I Inspector",),
            ),
        ),
    ),
    Outline(
        PEOPLE,
        "support",
        "Head of human resources",
        "Has the people with the skills that the work needs, and the proof of it.",
        "No critical skill held by fewer than two people.",
        "Skills matrix for each department, training plan, effect judged after three months.",
        "Training budget, training room.",
        role="Training coordinator",
        steps=(
            Step("Find gaps", "Training coordinator", "Matrix is renewed each January.", "Skills matrix"),
            Step(
                "Train", "Training coordinator", "Whoever trains is qualified.", "Training", "", ("C Machining lead",)
            ),
            Step("Judge the effect", "Training coordinator", "At the workplace, not in the classroom.", "Training"),
        ),
    ),
)
