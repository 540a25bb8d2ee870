"""What passes between the processes of Kestrel Valves, and by what one sees that it is good. Told by landscape.py."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from everproof.demo.stories.kestrel_processes import (
    ASSEMBLY,
    AUDIT,
    COATING,
    DESIGN,
    DIRECTION,
    DISPATCH,
    GAUGES,
    MACHINING,
    MAINTENANCE,
    ORDERS,
    PEOPLE,
    PLANNING,
    PURCHASING,
    SERVICE,
)


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
