"""The procedures of the core processes of Kestrel Valves: from the enquiry to the complaint."""

from __future__ import annotations

from everproof.demo.stories import kestrel_processes as at
from everproof.demo.stories.kestrel_documents.sheet import Change, Sheet

SALES, ENGINEERING, MACHINING = "Head of sales", "Head of engineering", "Machining lead"
ASSEMBLY, WAREHOUSE = "Assembly lead", "Warehouse lead"

ORDERS = Sheet(
    "orders",
    "procedure",
    "Enquiry, offer and order review",
    SALES,
    "How we find out what a customer needs, whether we can do it, and what we confirm.",
    (
        Change(25, "Sales engineer"),
        Change(
            450,
            "Sales engineer",
            "Export control and substances are checked in the order review.",
            "Nickel alloys for a customer outside the Union.",
            (("Customer service lead", "Two more lines on the checklist; without them no confirmation."),),
        ),
    ),
    """
## Enquiry

An enquiry is complete when these are known: medium, pressure, temperature, nominal size, connection, drive, standard,
tests, certificates, quantity, place and day. What is missing is asked for on the same day. What the customer does not
say but the use requires (fire safety, drinking water, oxygen) is added by us and named in the offer.

## Feasibility

Engineering answers within three days whether we can build it: pressure and temperature against the tables, material
against the medium, test against our benches. New medium, new size or new standard: a design review comes first
({doc:design}).

## Offer

The offer says what is **not** included. Prices hold for thirty days, days of delivery follow from the planning board.

## Order review

Before each confirmation the sales engineer compares order and offer line by line with {doc:f-order}. Differences are
settled with the customer in writing. Orders by telephone are confirmed in writing before work begins.

[2] > No confirmation without export check for alloys above 20 % nickel, and without an answer to the question on
[2] > restricted substances.

## Changes

A customer changes an order: the same review, by the same form. Planning, shop floor and purchasing are told on the same
day; what they already made is told to the customer before we accept. The former version of the order stays readable.
""",
    (at.ORDERS,),
    ("Customer service lead", "Head of engineering"),
)

DESIGN = Sheet(
    "design",
    "procedure",
    "Design and development of valves",
    ENGINEERING,
    "Stages, reviews, verification and validation of new valves and of changes to released ones.",
    (
        Change(38, "Design engineer"),
        Change(
            560,
            "Design engineer",
            "Hydrogen and cryogenic duty: proof by type test is mandatory.",
            "Direction until 2030.",
            (("Head of engineering", "No release for hydrogen or below 120 K without a type test of the institute."),),
        ),
    ),
    """
## Stages

| Stage | Ends with | Who decides |
| 1 Task | List of inputs, each with source | Head of engineering |
| 2 Concept | Review of concept, failure mode analysis | Design, machining, assembly, quality |
| 3 Drawing | Calculation checked by a second engineer | Head of engineering |
| 4 Prototype | Tests passed, report | Quality manager |
| 5 Pilot lot | First fifty valves without a deviation | Head of engineering |

No stage begins with open points of the former one, except those written down with owner and day.

## Inputs

Function and performance, laws and standards ({doc:x-12266}, {doc:x-4126}), what former designs taught us, what happens
if the valve fails. Inputs that contradict each other are settled, not averaged.

## Verification

- Shell and lid are calculated for 1.5 times the nominal pressure at the highest temperature.
- Stems for 1.3 times the highest torque of the drive.
- A second engineer calculates by hand what a program calculated, at one point at least.

## Validation

The prototype is tested as in {doc:wi-bench}, with 10,000 strokes for isolating valves. Fire-safe and emission classes
are proved by a type test of an institute.

[2] For **hydrogen** and for temperatures **below 120 K** nothing is released without a type test under the medium or at
[2] the temperature. A calculation is not enough: we have no thirty years of experience there.

## Outputs

Drawing ({doc:d-body} is the pattern), parts list, test plan, data sheet, instruction for use. Each names the special
characteristics. Changes after release go through the same stages, as far as they apply, and name which valves in the
field they concern.
""",
    (at.DESIGN,),
    ("Head of engineering",),
)

PLANNING = Sheet(
    "planning",
    "procedure",
    "Production planning and job cards",
    "Site manager",
    "How confirmed orders become jobs, what a job card holds, and what happens when something is missing.",
    (Change(44, "Site manager"), Change(505, "Site manager", "Trucks at six and two.", "Move of the dispatch hall.")),
    """
## From order to job

On the day of confirmation the planner makes a job for each line and puts it on the board: castings, machining, welding,
coating, assembly, test, packing. Days are set backwards from the day that the customer was promised.

## Job card

Number of job and order, drawing and revision, parts list, work instructions, inspection points, material certificates,
quantity, day. A job card without the revision of the drawing is not released.

## Between the works

[-2] A truck goes from Linden to Harbour each morning at seven.
[2] A truck goes from Linden to Harbour at six and at two. What is not on the two o'clock truck is tested a day later.

## Shortage

The planner asks each morning what is missing for the jobs of the next ten days. A job that will be late is told to
sales on the same day; sales tells the customer, not the other way round.

| Late by | Who decides |
| up to 2 days | Planner, with sales |
| up to 10 days | Site manager |
| more | Managing director |
""",
    (at.PLANNING,),
    ("Site manager", "Logistics lead"),
)

MACHINING_PROCEDURE = Sheet(
    "machining",
    "procedure",
    "Control of machining",
    MACHINING,
    "First piece, self-inspection, control charts and tool changes at lathes and machining centres.",
    (
        Change(35, "Machinist"),
        Change(365, "Machinist", "Control chart for stems.", "Stems drifted within a shift."),
        Change(
            640,
            "Machinist",
            "Seat rings are measured at 20 degrees only.",
            "Heat of the summer: rings measured warm were too small in the morning.",
            (("Operator", "Rings rest for an hour in the measuring corner before you measure them."),),
        ),
    ),
    """
## Before the first part

Drawing and job card have the same revision. Program and tools are those of the setting sheet ({doc:wi-lathe}). Material
number of the bar or casting is on the card.

## First piece

The operator measures **all** characteristics of the first piece and fills in {doc:f-first}. An inspector measures it
again with other gauges. The job goes on after both signed.

## During the job

| Characteristic | How often | With |
| Special, critical | every part | Gauge named in the plan |
| Special, significant | 1 of 5 | Gauge named in the plan |
| Others | 1 of 20 | Caliper, micrometer |

[2] Diameters of stems go to a control chart, five parts each hour. A point outside, or seven on one side: stop, find
[2] the reason, write it on the chart, inspect what was made since the last good point.

[3] Seat rings are measured at 20 degrees. They rest for an hour in the measuring corner; see {doc:wi-rings}.

## Tool change, stop, new shift

After a tool change the next part is a first piece for what the tool cuts. After a stop of more than four hours, too.
The next shift takes over with the last part in hand, not from paper.

## Parts that do not fit

Red tag, hold area, report. Nobody files a seat "until it fits".
""",
    (at.MACHINING,),
    ("Operator", "Machining lead", "Inspector"),
    questions=(
        (
            "A ring comes warm from the lathe. When do you measure it?",
            ("At once, and add 0.01 mm", "After an hour in the measuring corner", "In the next shift"),
            1,
        ),
        (
            "Seven points of the chart lie on one side of the middle. What follows?",
            ("Nothing: they are inside", "Stop and find the reason", "Change the limits"),
            1,
        ),
    ),
)

WELDING = Sheet(
    "welding",
    "procedure",
    "Welding: a special process",
    MACHINING,
    "Approved welders, procedures and parameters, preheating, tests, and what is written down for each seam.",
    (
        Change(40, "Welder"),
        Change(
            430,
            "Welder",
            "Preheating is measured, not judged by hand.",
            "Cracks in two bodies of steel 1.7357.",
            (("Operator", "Use the contact thermometer before each layer and write the value on the card."),),
        ),
    ),
    """
Whether a seam is good cannot be seen afterwards on every seam. Therefore people, procedure and parameters are approved
before, and kept.

## People

Welders hold an approval as in {doc:x-9606} for material, position and thickness. The machining lead confirms it every
six months in the list; an approval that was not confirmed is not valid the next day.

## Procedures

| Procedure | Material | Process | Preheating | Between layers |
| WPS-01 | P265GH, P355 | 141 | none below 20 mm | at most 250 °C |
| WPS-04 | 1.7357 | 141, 111 | 200 °C | 200 to 300 °C |
| WPS-07 | 1.4408 | 141 | none | at most 150 °C |
| WPS-11 | Alloy 6 on 1.4571 | 141 | 300 °C | 300 to 400 °C |

[2] Preheating is measured with the contact thermometer, 50 mm beside the seam, before each layer. The value goes on the
[2] card.

## Tests

- By eye: every seam, by the welder and by an inspector.
- Dye penetrant: all seams that hold pressure, all hard facings.
- Radiography: 10 % of butt welds, all where the order says so.

## Records

For each seam: job, body, welder, procedure, batch of filler, preheating, tests. They are kept with the certificate of
the valve. The process is proved anew every three years and after each change of machine, filler or material.
""",
    (at.MACHINING,),
    ("Operator", "Machining lead"),
)

ASSEMBLY_PROCEDURE = Sheet(
    "assembly",
    "procedure",
    "Assembly and pressure testing",
    ASSEMBLY,
    "How parts become a valve and a valve becomes a tested valve, and who may do what.",
    (
        Change(42, "Assembler"),
        Change(
            295,
            "Assembler",
            "Test benches record pressure by themselves; no more writing by hand.",
            "New bench 1.",
            (("Operator", "You no longer write pressures: scan the job, the bench keeps the curve."),),
        ),
    ),
    """
## Parts

Parts are picked as a set for one job. Each body, bonnet, ball and stem carries its number; the set is complete when all
numbers of the list are scanned. What was left over goes back the same shift.

## Assembly

By {doc:wi-gate} and {doc:wi-ball}. Cleanliness class stands on the job card; class O (oxygen) only in the white room.
Torques are set on the wrench by the table in the instruction, not by memory.

## Pressure test

Every valve: shell, then seat, then function, as in {doc:wi-bench} and {doc:s-pressures}.

[-2] The operator writes pressure at the beginning and at the end on the card.
[2] The bench records pressure and time for each valve and prints nothing: the curve is a record and belongs to the
[2] number of the valve.

A valve that does not pass is opened **once** by assembly. If it fails again it is a nonconformity.

## Who may

| Work | Who |
| Assemble gate, globe and butterfly valves | Assembler with training A |
| Assemble ball valves, class O | Assembler with training B |
| Test to 400 bar | Test bench operator |
| Set and seal safety valves | Two people named by the assembly lead |
""",
    (at.ASSEMBLY,),
    ("Operator", "Assembly lead", "Inspector"),
)

RELEASE = Sheet(
    "release",
    "procedure",
    "Release of products",
    ASSEMBLY,
    "Who releases a valve, on what evidence, and what happens when something is missing.",
    (
        Change(46, "Inspector"),
        Change(580, "Inspector", "Certificate and marking are compared.", "Complaint of spring."),
    ),
    """
A valve leaves the house when somebody with the power to release has seen that **everything** planned was done and
passed. Powers stand with the roles in Everproof.

## What has to be there

1. All operations of the job card signed.
2. Inspection and test records with the number of the valve, all passed.
3. Certificate 3.1 of body and bonnet; 3.2 where the order says so.
4. Nonconformities closed, or a concession of the customer.
[2] 5. Marking on the plate equals the certificate: number, material, DN, PN. Read aloud by two people.

## When something is missing

Nobody releases "with the paper to follow". The only exception is a release agreed by the customer **and** the quality
manager in writing; it is written on the delivery note and lasts until the day named there.

## Record

Who released, when, for which numbers, on what evidence. See {doc:wi-final}.
""",
    (at.ASSEMBLY,),
    ("Inspector", "Assembly lead"),
)

TRACING = Sheet(
    "tracing",
    "procedure",
    "Identification and traceability",
    ASSEMBLY,
    "How each valve can be followed back to the melt of its body and forward to its customer.",
    (Change(52, "Quality engineer"),),
    """
## Numbers

Each pressure-holding part carries a number that leads to its certificate: struck, lasered or on a tag that stays until
it is struck. The number of the valve is on the plate and in the body.

## Status

| Colour of the tag | Means |
| none | In work, as the job card says |
| Green | Inspected and good |
| Yellow | Waits for inspection |
| Red | Hold: does not conform |

## Following back and forward

From the number of a valve we find within an hour: melts of body and bonnet, welder and filler, gauges used, curve of
the test, customer. From a melt: all valves and where they are. This is tried twice a year with a valve drawn by lot.

## Spare parts

Seals carry batch and month. They are given out oldest first and not after eight years.
""",
    (at.MACHINING, at.ASSEMBLY, at.DISPATCH),
    ("Inspector", "Logistics lead"),
)

DISPATCH = Sheet(
    "dispatch",
    "procedure",
    "Packing, preservation and dispatch",
    WAREHOUSE,
    "How valves stay clean, dry and whole until the customer opens the crate.",
    (
        Change(48, "Storekeeper"),
        Change(380, "Storekeeper", "Crates for sea freight get a drying bag.", "Rust in Oman."),
    ),
    """
## Preservation

Machined surfaces are oiled within the shift, ports closed with caps, ball valves stored open, gate valves closed. Seals
are kept dark, below 25 degrees, never hanging.

## Packing

| Way | Packing | Instruction |
| Truck, inland | Pallet, film, edge guards | {doc:wi-pack}, part A |
| Air | Carton on pallet, weight on all sides | {doc:wi-pack}, part B |
| Sea | Crate as in {doc:s-packing}, film sealed | {doc:wi-pack}, part C |

[2] In each crate for sea freight lies a drying bag for each half cubic metre, and an indicator that can be read from
[2] outside.

## Documents

Delivery note, certificates, instruction for use, declaration. An inspector compares them with the order before the
crate is closed ({doc:wi-papers}).

## Handover

Photograph of the load before the doors close. The driver signs for number of packages and that they are whole.
""",
    (at.DISPATCH,),
    ("Logistics lead", "Inspector"),
)

COMPLAINTS = Sheet(
    "complaints",
    "procedure",
    "Complaints, returns and repair",
    SALES,
    "How a complaint is answered, a returned valve examined, and a repair carried out.",
    (
        Change(30, "Sales engineer"),
        Change(
            485,
            "Sales engineer",
            "First answer within one working day; returns are photographed before they are opened.",
            "Northsea Gas: supplier manual, edition 5.",
            (("Customer service lead", "Answer the same day, if only with whom the customer can call."),),
        ),
    ),
    """
## Taking in

Whoever gets the call takes it: who, which valve, what happened, is somebody in danger, what does the customer need
today. Danger: managing director and quality manager are called at once, day and night.

[-2] The customer gets an answer within three working days.
[2] The customer gets a first answer within one working day, with a name and a number to call.

## Returned valve

1. Photograph it as it came, {doc:f-return} is opened.
[2] 2. Do not clean, turn or open it before the examiner has seen it.
3. Decontamination: no valve is opened without the customer's declaration on the medium ({doc:wi-open}).
4. Test as it is; then open; look for the cause in the order of the form.

## Answer

Cause, what we did, what we do elsewhere, when. Eight steps where the customer asks for them. What is not yet known is
called so.

## Repair

A repaired valve is tested like a new one of its kind and gets a report with what was replaced. Parts of other makers
are used with the agreement of the customer only.
""",
    (at.SERVICE,),
    ("Customer service lead", "Inspector"),
)

WORKING = (
    ORDERS,
    DESIGN,
    PLANNING,
    MACHINING_PROCEDURE,
    WELDING,
    ASSEMBLY_PROCEDURE,
    RELEASE,
    TRACING,
    DISPATCH,
    COMPLAINTS,
)
