"""What Kestrel Valves does: its processes, what passes between them, and the steps inside. Told by landscape.py."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

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


@dataclass(frozen=True)
class Passing:
    """An item that passes from a giver to a receiver: titles of processes, or "> " and a name for somebody outside.

    `needed` is what the receiver asks where that differs; `by` says who describes it: both, the giver or the receiver.
    """

    giver: str
    receiver: str
    item: str
    criterion: str = ""
    measure: str = ""
    bound: str = ""
    limit: str = ""
    unit: str = ""
    needed: str = ""
    by: str = "both"

    @property
    def contract(self) -> dict[str, Any]:
        """What the giver says of it."""
        limit = Decimal(self.limit) if self.limit else None
        return {
            "criterion": self.criterion,
            "measure": self.measure,
            "bound": self.bound,
            "limit": limit,
            "unit": self.unit,
        }


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
            Step("Audit", "Internal auditor", "Nobody audits the own work.", "Audit report", "AA-04"),
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
                "VA-01",
            ),
            Step(
                "Review feasibility",
                "Head of engineering",
                "Anything outside the catalogue is calculated.",
                "Feasibility review",
                "VA-02",
                ("A Customer service lead", "C Purchasing lead"),
            ),
            Step("Quote", "Customer service lead", "Price and date follow the rules.", "Quotation"),
            Step(
                "Review and confirm the order",
                "Customer service lead",
                "Quotation and order are compared line by line.",
                "Order confirmation",
                "VA-03",
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
                "EA-03",
                ("C Machining lead",),
            ),
            Step(
                "Review and verify",
                "Head of engineering",
                "Open points have an owner and a day.",
                "Design review",
                "EA-04",
                ("A Head of engineering", "C Quality manager", "C Assembly lead"),
            ),
            Step(
                "Release",
                "Head of engineering",
                "Drawing, parts list and test specification carry the same revision.",
                "Released drawing",
                "EA-05",
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
            Step("Set up", "Operator", "First piece is measured and released.", "First-piece report", "WI-031"),
            Step(
                "Machine",
                "Operator",
                "Control chart on the sealing face.",
                "SPC chart",
                "WI-032",
                ("A Machining lead",),
            ),
            Step(
                "Weld",
                "Operator",
                "Only with a valid certificate and procedure.",
                "Weld log",
                "WI-040",
                ("A Machining lead", "C Inspector"),
            ),
            Step("Inspect", "Inspector", "By control plan.", "Inspection", "CP-12", ("A Quality manager",)),
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
            Step("Assemble", "Operator", "Torque is recorded.", "Torque record", "WI-060", ("A Assembly lead",)),
            Step(
                "Pressure test",
                "Operator",
                "Test plan by nominal pressure.",
                "Test record",
                "WI-071",
                ("A Assembly lead",),
            ),
            Step(
                "Release",
                "Inspector",
                "Every inspection is passed.",
                "Release",
                "WI-080",
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
            Step("Pack", "Logistics lead", "Sealing faces are capped.", "Packing list", "WI-090"),
            Step("Check the documents", "Inspector", "Certificate matches the serial number.", "", "WI-091"),
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
            Step("Order", "Purchasing lead", "Specification and certificate are in the order.", "Order", "PA-02"),
            Step("Receive and inspect", "Inspector", "By inspection plan.", "Incoming inspection", "PA-05"),
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
            Step("Check the returned lot", "Inspector", "Five bodies of a lot are measured.", "Inspection", "WI-055"),
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
            Step("Calibrate", "Metrologist", "Standards are traceable.", "Calibration", "MA-02"),
            Step(
                "Judge the effect of a gauge out of limits",
                "Metrologist",
                "Results since the last calibration are looked at.",
                "Nonconformity",
                "MA-04",
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
            Step("Maintain by plan", "Maintenance lead", "Late work is told on Friday.", "Maintenance", "IA-01"),
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

CUSTOMER, SUPPLIER, BODY = "> Customer", "> Supplier", "> Certification body"

PASSINGS = (
    Passing(DIRECTION, ORDERS, "Prices and markets", "Renewed each January."),
    Passing(DIRECTION, PLANNING, "Decision on capacity", "Decided", "Days after the request", "at-most", "10", "days"),
    Passing(DIRECTION, AUDIT, "Policy and objectives", "Approved and made known."),
    Passing(DIRECTION, PEOPLE, "Budget for training", "Released before the year begins."),
    Passing(AUDIT, DIRECTION, "Inputs of the review", "Complete", "Days before the review", "at-least", "14", "days"),
    Passing(AUDIT, MACHINING, "Agreed corrective actions", "Owner and day are named."),
    Passing(AUDIT, ASSEMBLY, "Agreed corrective actions", "Owner and day are named."),
    Passing(AUDIT, BODY, "Records for the surveillance audit", "Complete two weeks before."),
    Passing(CUSTOMER, ORDERS, "Enquiry"),
    Passing(ORDERS, CUSTOMER, "Quotation", "Complete", "Days to the quotation", "at-most", "5", "days"),
    Passing(
        ORDERS,
        DESIGN,
        "Technical requirements",
        "Medium, pressure, temperature and standards are complete.",
        "Returned with questions",
        "at-most",
        "10",
        "%",
    ),
    Passing(
        ORDERS,
        PLANNING,
        "Confirmed order",
        "Item, quantity and day are confirmed in writing.",
        "Changed after confirmation",
        "at-most",
        "5",
        "%",
    ),
    Passing(
        DESIGN,
        PLANNING,
        "Released drawing and parts list",
        "Same revision on all of them.",
        "Open points for each drawing",
        "at-most",
        "2",
        "",
    ),
    Passing(DESIGN, PURCHASING, "Material specification", "Material, certificate and test are named for each part."),
    Passing(DESIGN, MACHINING, "Drawing with tolerances", "Every sealing face carries a tolerance."),
    Passing(DESIGN, ASSEMBLY, "Test specification", "Pressure, medium and time are named."),
    Passing(DESIGN, SERVICE, "Technical answer", "Answered", "Days to the answer", "at-most", "5", "days", needed="3"),
    Passing(PLANNING, ORDERS, "Delivery day", "Confirmed", "Days to the confirmation", "at-most", "2", "days"),
    Passing(PLANNING, MACHINING, "Work order", "Released before the start", "Days ahead", "at-least", "5", "days"),
    Passing(PLANNING, ASSEMBLY, "Work order", "Released before the start", "Days ahead", "at-least", "5", "days"),
    Passing(PLANNING, PURCHASING, "Demand for material", "Ahead of the need", "Days ahead", "at-least", "20", "days"),
    Passing(SUPPLIER, PURCHASING, "Material and parts", "As ordered, with certificate."),
    Passing(
        PURCHASING,
        SUPPLIER,
        "Order with specification",
        "Confirmed",
        "Days to the confirmation",
        "at-most",
        "3",
        "days",
    ),
    Passing(
        PURCHASING,
        MACHINING,
        "Released material",
        "Certificate EN 10204 3.1 is checked.",
        "Rejected at the machine",
        "at-most",
        "1",
        "%",
    ),
    Passing(
        PURCHASING,
        ASSEMBLY,
        "Released bought-in parts",
        "Inspected and labelled.",
        "Missing at the start",
        "at-most",
        "2",
        "%",
    ),
    Passing(PURCHASING, COATING, "Order for coating", "Specification KV-17 is enclosed."),
    Passing(PURCHASING, AUDIT, "Evaluation of suppliers", "Once a year, complete."),
    Passing(MACHINING, COATING, "Cleaned bodies", "Free of oil, sealing faces masked."),
    Passing(MACHINING, ASSEMBLY, "Machined parts", "Inspected", "First-pass yield", "at-least", "97", "%", needed="98"),
    Passing(MACHINING, GAUGES, "Gauges that are due", "Cleaned, by the day of the list."),
    Passing(MACHINING, MAINTENANCE, "Report of a fault", "Machine and symptom are named."),
    Passing(
        COATING,
        ASSEMBLY,
        "Coated bodies",
        "Thickness 250 to 350 µm, protocol enclosed.",
        "Lots rejected",
        "at-most",
        "2",
        "%",
    ),
    Passing(ASSEMBLY, DISPATCH, "Tested valve with test record", "Released, serial number on valve and record."),
    Passing(ASSEMBLY, MAINTENANCE, "Report of a fault", "Bench and symptom are named."),
    Passing(ASSEMBLY, AUDIT, "Results of the pressure tests", "Every Monday."),
    Passing(
        DISPATCH,
        CUSTOMER,
        "Valve with its documents",
        "Undamaged",
        "Deliveries on the day agreed",
        "at-least",
        "95",
        "%",
    ),
    Passing(DISPATCH, ORDERS, "Notice of dispatch", "On the same day."),
    Passing(CUSTOMER, SERVICE, "Complaint or question"),
    Passing(
        SERVICE, CUSTOMER, "Answer", "Cause and cure are named", "Days to the first answer", "at-most", "3", "days"
    ),
    Passing(SERVICE, AUDIT, "Evaluated complaints", "Cause and cost are named."),
    # The company does not know yet that these four do not fit; the system finds them.
    Passing(SERVICE, DESIGN, "Experience from the field", "Summed up each quarter.", by="giver"),
    Passing(DESIGN, GAUGES, "Need for new gauges", "Named with the first drawing.", by="receiver"),
    Passing(MAINTENANCE, "", "List of worn parts", "Each month.", by="giver"),
    Passing("", PEOPLE, "Skills needed", "Named for each order type.", by="receiver"),
    Passing(GAUGES, MACHINING, "Calibrated gauges", "Label is valid", "Gauges past their day", "at-most", "0", ""),
    Passing(
        GAUGES, ASSEMBLY, "Calibrated pressure gauges", "Label is valid", "Gauges past their day", "at-most", "0", ""
    ),
    Passing(MAINTENANCE, MACHINING, "Machines fit for work", "Released", "Availability", "at-least", "92", "%"),
    Passing(MAINTENANCE, ASSEMBLY, "Test benches fit for work", "Released", "Availability", "at-least", "92", "%"),
    Passing(PEOPLE, MACHINING, "Qualified welders and machinists", "Certificates are valid."),
    Passing(PEOPLE, ASSEMBLY, "Qualified assemblers", "Skills matrix is filled."),
    Passing(PEOPLE, DIRECTION, "Skills that are held by one person", "Each quarter."),
)
