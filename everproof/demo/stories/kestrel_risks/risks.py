"""What Kestrel Valves is afraid of."""

from __future__ import annotations

from dataclasses import dataclass

from everproof.demo.stories import kestrel_processes as kestrel

CONFORMITY, CUSTOMER, SYSTEM = "product-conformity", "customer-satisfaction", "qms-results"


@dataclass(frozen=True)
class Threat:
    """A risk: scores (likelihood, impact) as found, after treatment; `issue` is how its context issue begins."""

    title: str
    why: str
    process: str
    owner: str
    scores: tuple[int, int]
    treatment: str = "reduce"
    residual: tuple[int, int] = (1, 3)
    controls: str = ""
    action: str = ""
    affects: tuple[str, ...] = (CUSTOMER,)
    issue: str = ""
    done: bool = True
    accepted: str = ""
    causes: tuple[tuple[str, tuple[str, ...]], ...] = ()
    consequences: tuple[tuple[str, tuple[str, ...]], ...] = ()


THREATS = (
    Threat(
        "The foundry for bodies above DN 150 closes",
        "Two of six foundries closed in three years. A new one needs nine months until its first body is released.",
        kestrel.PURCHASING,
        "Head of purchasing",
        (4, 5),
        residual=(2, 4),
        controls="Stock for six weeks; monthly call with the foundry.",
        action="Qualify a second foundry for DN 200 and DN 300",
        issue="Foundries close",
        affects=(CONFORMITY, CUSTOMER),
        causes=(
            (
                "The foundry has no successor for its owner",
                ("Monthly call with the foundry", "Their accounts each spring"),
            ),
            ("Energy becomes too dear for small lots", ("Price clause for gas and power",)),
            ("A furnace fails for months", ()),
        ),
        consequences=(
            (
                "No bodies above DN 150 for nine months",
                ("Stock for six weeks", "Second foundry for DN 200 and DN 300 qualified", "Patterns are ours"),
            ),
            ("Penalties for late delivery", ("Delivery clause names force majeure",)),
            ("Customers approve another maker", ()),
        ),
    ),
    Threat(
        "The measuring room is too warm in summer",
        "Above 33 degrees outside the air conditioning does not hold 20 degrees; seats cannot be judged.",
        kestrel.GAUGES,
        "Metrologist",
        (4, 3),
        residual=(2, 2),
        controls="Temperature is logged; measurements stop above 22 degrees.",
        action="Second cooling unit for the measuring room",
        issue="Climate change",
        affects=(CONFORMITY,),
    ),
    Threat(
        "A welder’s approval expires unnoticed",
        "Approvals run for two years and are kept in a list by hand.",
        kestrel.PEOPLE,
        "Head of human resources",
        (3, 5),
        residual=(1, 5),
        controls="List by hand; the inspector asks before the weld.",
        action="Remind welders and their lead eight weeks before an approval ends",
        affects=(CONFORMITY,),
    ),
    Threat(
        "A seat leaks at the customer although it passed the test",
        "A dry test with air can hide what water shows.",
        kestrel.ASSEMBLY,
        "Assembly lead",
        (2, 5),
        residual=(1, 5),
        controls="Water test at 1.1 times nominal pressure for 60 s.",
        action="Test two of a hundred seats for five minutes and compare",
        affects=(CONFORMITY, CUSTOMER),
    ),
    Threat(
        "A drawing of the wrong revision is on the shop floor",
        "Paper drawings stay in the bays after a change.",
        kestrel.DESIGN,
        "Head of engineering",
        (3, 4),
        residual=(1, 4),
        controls="The order names the revision.",
        action="Collect paper drawings each Friday; screens at all machines by spring",
        affects=(CONFORMITY,),
    ),
    Threat(
        "The spindle of milling centre 1 fails again",
        "It failed twice in three years; a spare part takes seven weeks.",
        kestrel.MAINTENANCE,
        "Maintenance lead",
        (3, 4),
        residual=(2, 2),
        controls="Vibration is measured twice a year.",
        action="A spindle in stock",
    ),
    Threat(
        "Orders stand still because nobody may release them at Harbour works on Saturdays",
        "Release lies with one person there.",
        kestrel.ASSEMBLY,
        "Assembly lead",
        (4, 3),
        residual=(1, 3),
        action="Train and authorise two inspectors for release",
    ),
    Threat(
        "Enquiries are promised a day that planning cannot keep",
        "Sales sees the load of last week.",
        kestrel.ORDERS,
        "Head of sales",
        (4, 4),
        residual=(2, 3),
        controls="Weekly meeting of sales and planning.",
        action="Load of the next eight weeks in the offer form",
    ),
    Threat(
        "A supplier of seals changes its compound without telling us",
        "It happened once; the seals swelled in oil.",
        kestrel.PURCHASING,
        "Head of purchasing",
        (2, 4),
        residual=(1, 4),
        controls="Certificate with each lot.",
        action="Agreement on changes with the three suppliers of seals",
        affects=(CONFORMITY, CUSTOMER),
    ),
    Threat(
        "Coating comes off in the field",
        "Surface coating is done outside and cannot be judged afterwards.",
        kestrel.COATING,
        "Head of purchasing",
        (2, 4),
        residual=(1, 4),
        controls="Process approval of the coater each year.",
        action="A test plate with each lot",
        affects=(CONFORMITY,),
    ),
    Threat(
        "The three people who lap seats retire within five years",
        "It takes two years to learn; two apprentices have begun.",
        kestrel.PEOPLE,
        "Head of human resources",
        (5, 4),
        residual=(2, 3),
        action="Film the work, and pair each apprentice with one of the three",
        done=False,
        affects=(CONFORMITY, SYSTEM),
    ),
    Threat(
        "Limits for fugitive emissions become stricter than our packing keeps",
        "The next revision of the rule halves the limit.",
        kestrel.DESIGN,
        "Head of engineering",
        (3, 4),
        residual=(1, 4),
        action="New packing tested by an accredited laboratory",
        issue="Stricter limits",
        done=False,
        affects=(CONFORMITY, CUSTOMER),
    ),
    Threat(
        "An attack on the network stops both works",
        "Machines get their programs over the network.",
        kestrel.DIRECTION,
        "Managing director",
        (2, 5),
        residual=(2, 3),
        controls="Copies every night, kept apart.",
        action="Restore a machine’s programs from the copy, once a year, by the clock",
        affects=(CUSTOMER, SYSTEM),
    ),
    Threat(
        "Low water stops castings on the river for weeks",
        "Three weeks in each of the last two summers.",
        kestrel.PURCHASING,
        "Head of purchasing",
        (3, 3),
        treatment="share",
        residual=(3, 2),
        action="Frame contract with a haulier",
        issue="Climate change",
    ),
    Threat(
        "Valves are damaged on the way to the customer",
        "Flange faces are scratched when straps slip.",
        kestrel.DISPATCH,
        "Warehouse lead",
        (3, 3),
        residual=(1, 3),
        action="Caps on every flange, photo before the truck leaves",
    ),
    Threat(
        "Complaints are answered too late",
        "Three people answer, and each thinks another one did.",
        kestrel.SERVICE,
        "Head of sales",
        (4, 4),
        residual=(2, 3),
        action="One list of complaints with a day for each answer",
    ),
    Threat(
        "Audit findings are closed on paper only",
        "Nobody looks again whether it worked.",
        kestrel.AUDIT,
        "Quality manager",
        (3, 3),
        residual=(1, 3),
        action="Judge the effect of each action after three months",
        affects=(SYSTEM,),
    ),
    Threat(
        "The price of nickel doubles",
        "It did in one year of ten.",
        kestrel.PURCHASING,
        "Head of purchasing",
        (2, 3),
        treatment="accept",
        affects=(SYSTEM,),
        accepted="Offers hold for four weeks, so that the price goes into the next one.",
    ),
    Threat(
        "A competitor opens works twenty kilometres away and hires our machinists",
        "They pay a bonus for signing.",
        kestrel.PEOPLE,
        "Managing director",
        (3, 4),
        treatment="accept",
        affects=(SYSTEM,),
        accepted="Wages were compared in spring; more would not be paid. Looked at again in a year.",
    ),
    Threat(
        "Planning holds a night job back by mistake",
        "Two lists are kept, one for each works.",
        kestrel.PLANNING,
        "Site manager",
        (3, 3),
        residual=(1, 2),
        action="One list for both works",
        done=False,
    ),
    Threat(
        "Chips stay in the body after washing",
        "Deep bores hold chips; they scratch the seat at the first turn.",
        kestrel.MACHINING,
        "Machining lead",
        (4, 4),
        residual=(1, 4),
        controls="Washing at 60 degrees, blown out by hand.",
        action="Endoscope picture of each bore above DN 100",
        affects=(CONFORMITY, CUSTOMER),
    ),
)
