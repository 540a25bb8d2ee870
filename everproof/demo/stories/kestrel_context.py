"""Where Kestrel Valves stands: direction, issues, parties with needs, obligations. Told by context.py.

Days count from the day on which Everproof began; what was looked at only once is overdue by now, as it happens.
"""

from __future__ import annotations

DIRECTION = (
    "Kestrel Valves builds valves that plants rely on for thirty years, and repairs every one of them.\n\n"
    "Until 2030 we grow with operators who decarbonise: hydrogen-ready ball valves, cryogenic valves for LNG and CO2. "
    "We stay a company in which whoever builds a valve could put a name on it."
)
SCOPE = (
    "Design, development, manufacture, testing, repair and overhaul of industrial valves, and supply of their spare "
    "parts, at Linden works and Harbour works."
)

QM, MD, ENGINEERING, PURCHASING = "Quality manager", "Managing director", "Head of engineering", "Head of purchasing"
SALES, HR, MACHINING, ASSEMBLY = "Head of sales", "Head of human resources", "Machining lead", "Assembly lead"
MAINTENANCE, WAREHOUSE, METROLOGY = "Maintenance lead", "Warehouse lead", "Metrologist"

# Title, kind, effect, topic, what it is, what it affects, why it matters (or not), owner, day.
ISSUES = (
    (
        "Foundries close; castings take 30 weeks instead of 12",
        "external",
        "hinders",
        "supply",
        "Two of our six foundries closed, one stopped steel grades below 50 pieces.",
        "Delivery dates of all bodies above DN 150; price",
        "Delivery on the day confirmed is what our customers value most about us.",
        PURCHASING,
        4,
    ),
    (
        "Climate change: heat in summer, low water on the river",
        "external",
        "hinders",
        "climate-change",
        "Above 33 degrees the measuring room does not hold 20 degrees; low water stops barges with castings.",
        "Measurements of seats, deliveries of castings, work in the assembly hall",
        "It stopped measurements on nine days and deliveries for three weeks in the last two summers.",
        QM,
        4,
    ),
    (
        "Operators decarbonise: hydrogen and LNG need new valves",
        "external",
        "helps",
        "market",
        "Four of our ten largest customers build hydrogen or LNG plants until 2030.",
        "Design and development, cold test bench, certificates",
        "It decides whether we grow, and asks for tests that we cannot do yet.",
        SALES,
        4,
    ),
    (
        "Stricter limits for fugitive emissions",
        "external",
        "hinders",
        "law and regulation",
        "Customers ask for class AH of ISO 15848-1 for all valves in gas service from 2027 on.",
        "Bellows, packings, type tests",
        "Without the class we lose a third of our orders for globe valves.",
        ENGINEERING,
        6,
    ),
    (
        "Competitors from abroad at two thirds of our price",
        "external",
        "hinders",
        "competition",
        "Standard gate valves come in at two thirds of our price, without spare parts.",
        "Orders for gate valves DN 50 to 100",
        "What we offer beyond the price has to be seen: test reports, spare parts, repair.",
        SALES,
        6,
    ),
    (
        "Customers want data with every valve",
        "external",
        "helps",
        "technology",
        "Digital nameplate and test data in machine-readable form are asked for in half of the enquiries.",
        "Test benches, dispatch, after-sales",
        "We have the data already; whoever delivers it first stays in the specification.",
        ENGINEERING,
        40,
    ),
    (
        "Energy prices swing",
        "external",
        "hinders",
        "finance",
        "Heat treatment and coating cost a fifth more or less from one quarter to the next.",
        "Prices of coated valves",
        "It bears on our prices, but not on whether our valves conform or arrive in time.",
        PURCHASING,
        40,
    ),
    (
        "Half of our welders retire until 2030",
        "internal",
        "hinders",
        "people and skills",
        "Three of six welders are older than 60; the market has none.",
        "Welding of bodies and seats, repair",
        "Hard-facing of seats stands and falls with two of them.",
        HR,
        4,
    ),
    (
        "People stay: 14 years on average",
        "internal",
        "helps",
        "people and skills",
        "Whoever comes stays, and most of our leads were apprentices here.",
        "Quality of assembly, training of new people",
        "It is why our rate of rejects is half of what our largest customer sees elsewhere.",
        HR,
        4,
    ),
    (
        "Test benches of 2009 drift",
        "internal",
        "hinders",
        "infrastructure",
        "Benches 1 and 3 have to be set anew every four weeks.",
        "Assembly and test, delivery on time",
        "A test that cannot be trusted is no test; it costs two days a month.",
        MAINTENANCE,
        4,
    ),
    (
        "Two works, one way of working only in part",
        "internal",
        "hinders",
        "organisation and culture",
        "Harbour works plans by board, Linden works by system; hand-over costs a day.",
        "Production planning, packing and dispatch",
        "Most late orders waited between the works.",
        MD,
        30,
    ),
    (
        "Own heat treatment and own machining under one roof",
        "internal",
        "helps",
        "infrastructure",
        "We need nobody for seats and stems from the bar to the finished part.",
        "Lead time of spare parts",
        "It lets us promise spare parts within a week.",
        MACHINING,
        30,
    ),
    (
        "Drawings of before 2001 exist on paper only",
        "internal",
        "hinders",
        "technology",
        "About 1,900 drawings; half of the repairs need one.",
        "Repair and overhaul",
        "A drawing that is lost makes a repair impossible.",
        ENGINEERING,
        200,
    ),
    (
        "Cyber attacks on suppliers of our trade",
        "external",
        "hinders",
        "technology",
        "Two foundries stood still for weeks after an attack.",
        "Supply of castings, exchange of drawings",
        "It would stop us within two weeks, and drawings are our customers' property.",
        ENGINEERING,
        560,
    ),
)
NOT_RELEVANT = ("Energy prices swing",)
# The area of PESTLE from which a topic comes when it comes from outside.
AREAS = {
    "supply": "economic",
    "market": "political",
    "competition": "economic",
    "finance": "economic",
    "climate-change": "environmental",
    "law and regulation": "legal",
    "technology": "technological",
}
FORGOTTEN_ISSUES = ("Competitors from abroad at two thirds of our price", "Two works, one way of working only in part")

# Title, kind, why it matters, how we learn, owner, needs: (what, how it is met, process that deals with it, counts).
PARTIES = (
    (
        "Plant operators",
        "customers",
        "They decide whether our valves stay in the specification for the next thirty years.",
        "Visits, complaints, the yearly survey",
        SALES,
        (
            (
                "Valves that are tight for thirty years",
                "Every valve is tested, every complaint is analysed.",
                "Assembly and test",
                True,
            ),
            ("Spare parts within a week", "Stock of wear parts; own machining.", "After-sales", True),
            ("Test data with every valve, readable by machines", "", "", True),
        ),
    ),
    (
        "Plant engineering companies",
        "customers",
        "They buy two thirds of our new valves and pass on what operators ask for.",
        "Project meetings, the survey",
        SALES,
        (
            (
                "Delivery on the day confirmed",
                "Planned against capacity; confirmed by planning only.",
                "Production planning",
                True,
            ),
            ("Complete documents with the delivery", "Check list at packing.", "Packing and dispatch", True),
        ),
    ),
    (
        "Notified body and market surveillance",
        "regulators",
        "Without their certificate no valve of ours may be sold in Europe.",
        "Yearly surveillance, notices of the authority",
        QM,
        (
            (
                "Conformity assessed before a valve is sold",
                "Module H; declaration with every valve.",
                "Design and development",
                True,
            ),
            (
                "Welders and procedures that are approved",
                "Approvals are renewed every two years.",
                "Machining and welding",
                True,
            ),
        ),
    ),
    (
        "Authority for safety at work",
        "regulators",
        "It may stop a machine, and a stopped machine delivers nothing.",
        "Inspections, the insurer's letters",
        HR,
        (("Machines that are safe and inspected", "Inspection plan of maintenance.", "Maintenance", True),),
    ),
    (
        "Foundries and forges",
        "suppliers",
        "Four of them make everything that holds pressure in our valves.",
        "Supplier talks every half year",
        PURCHASING,
        (
            ("Forecasts that hold for a quarter", "Rolling forecast every month.", "Purchasing", True),
            (
                "Drawings that say what matters",
                "Special characteristics are marked on the drawing.",
                "Design and development",
                True,
            ),
        ),
    ),
    (
        "Coating works",
        "suppliers",
        "What they do cannot be checked afterwards.",
        "Audit every year",
        PURCHASING,
        (("To know how the coating is judged", "Limit samples, the same as ours.", "Surface coating", True),),
    ),
    (
        "People who work here",
        "workers",
        "What they know and see decides what leaves the works.",
        "Talks every year, suggestions, the works council",
        HR,
        (
            ("To know what good work looks like", "Limit samples at each place.", "Assembly and test", True),
            (
                "Training that is worth its time",
                "Plan by role; effect is asked after six weeks.",
                "People and skills",
                True,
            ),
            (
                "To say what goes wrong without harm",
                "Concerns may be raised without a name.",
                "Audit and improvement",
                True,
            ),
        ),
    ),
    (
        "Owners",
        "owners",
        "They decide on the money for machines and benches.",
        "Board meeting every quarter",
        MD,
        (
            (
                "Earnings that pay for what comes next",
                "Reported with the objectives every quarter.",
                "Direction and review",
                True,
            ),
        ),
    ),
    (
        "Neighbours of Linden works",
        "other",
        "Noise at night ended the third shift once already.",
        "The town's meeting every year",
        MAINTENANCE,
        (("Quiet nights", "No forging or blasting after ten.", "", False),),
    ),
)
FORGOTTEN_PARTY = "Coating works"
