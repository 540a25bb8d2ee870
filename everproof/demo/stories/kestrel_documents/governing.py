"""The policy, the manual and the procedures by which Kestrel Valves is led."""

from __future__ import annotations

from everproof.demo.stories import kestrel_processes as at
from everproof.demo.stories.kestrel_documents.sheet import EVERYBODY, Change, Sheet

QM, MD = "Quality manager", "Managing director"

POLICY = Sheet(
    "policy",
    "policy",
    "Quality policy",
    MD,
    "What Kestrel Valves stands for, in one page that hangs at every board and on our web page.",
    (
        Change(6, QM),
        Change(
            372,
            QM,
            "A commitment on working safely for what comes next: hydrogen and cryogenic valves.",
            "Direction until 2030 names new markets.",
            (("Operator", "The third paragraph is new: you may stop work when you doubt, for whatever order."),),
        ),
    ),
    """
Kestrel Valves builds valves that plants rely on for thirty years, and repairs every one of them. A valve of ours
closes when it has to. Everything else follows from that.

## What we commit to

1. **We deliver what we promise.** We say yes only to what we can do, on a day that we can keep. We fulfil what
customers, laws and standards require of our valves, and we find out what that is before we confirm an order.
2. **No defect leaves the house.** Every valve is tested before it goes. Whoever sees a fault stops the work and says
so; nobody is blamed for stopping.
3. **Everybody can do their work well.** Tools, drawings, time and training are there before the work begins. What is
missing is asked for and answered.
[2] 4. **We learn before we sell.** Hydrogen, LNG and carbon dioxide ask more of a valve than steam does. We prove what
we claim by type tests, and say what we do not know yet.

## How we get better

We improve the quality management system all the time: objectives that follow from these commitments, figures that all
of us see every month, causes instead of excuses. Each process has an owner who answers for it. I review policy and
objectives every year with all owners of processes.

The policy holds for {snippet:works}. Questions about it are welcome: {snippet:quality-contact}.

*The managing director of Kestrel Valves*
""",
    (at.DIRECTION,),
    (EVERYBODY,),
    MD,
    classification="public",
    questions=(
        ("You doubt whether a seat is clean, and the truck waits. What do you do?", ("Pack it", "Stop and say so"), 1),
    ),
)

MANUAL = Sheet(
    "manual",
    "manual",
    "Quality manual",
    QM,
    "How the quality management system of Kestrel Valves fits together, and where each part is described.",
    (
        Change(12, "Quality engineer"),
        Change(
            398,
            "Quality engineer",
            "Sequence of processes redrawn; surface coating named as outsourced.",
            "The external audit asked how we control the coater.",
        ),
        Change(
            655,
            "Quality engineer",
            "Scope extended by repair at the customer's site.",
            "Three orders for work on site this year.",
            (("Site manager", "Repair on site belongs to the scope: its orders are planned and reviewed by us."),),
        ),
    ),
    """
## Purpose of this manual

This manual is for two readers: people who are new here and want to know how things hang together, and people from
outside who have to judge whether our system works. It does not repeat procedures. It says which there are, why, and who
answers for them.

## The company

Kestrel Valves was founded in 1994 by two fitters who repaired valves for power stations. Since 2003 we build our own.
Today 120 people work at {snippet:works}. Linden machines and welds bodies, stems, balls and seats; Harbour assembles,
tests, packs and ships. Both works share one quality management system, one set of documents and one order system.

| Works | What is done there | People | Shifts |
| Linden works | Design, purchasing, machining, welding, gauges | 74 | 2, lathes 3 |
| Harbour works | Assembly, pressure test, stores, dispatch | 46 | 2 |

## Scope

Design, development, manufacture, testing, repair and overhaul of industrial valves, and supply of their spare parts, at
Linden works and Harbour works. No requirement of the standard is left out.

[3] Repair at the customer's site is within the scope since this revision. The same test applies there as here; a bench
on wheels goes with the fitters.

## The processes

Management processes set direction and judge results. Core processes turn an enquiry into a valve that stays tight.
Support processes keep people, machines, gauges and suppliers fit for that.

{picture:processes|Sequence of the core processes, from enquiry to after-sales}

| Process | Owner | Described in |
| Direction and review | Managing director | {doc:review} |
| Audit and improvement | Quality manager | {doc:audits}, {doc:nonconformity} |
| Enquiry and order | Head of sales | {doc:orders} |
| Design and development | Head of engineering | {doc:design} |
| Production planning | Site manager | {doc:planning} |
| Machining and welding | Machining lead | {doc:machining}, {doc:welding} |
| Assembly and test | Assembly lead | {doc:assembly}, {doc:release} |
| Packing and dispatch | Warehouse lead | {doc:dispatch} |
| After-sales | Head of sales | {doc:complaints} |
| Purchasing | Head of purchasing | {doc:suppliers}, {doc:receiving} |
[2] | Surface coating | Head of purchasing | {doc:suppliers}, {doc:wi-coating} |
| Gauges and calibration | Metrologist | {doc:gauges} |
| Maintenance | Maintenance lead | {doc:maintenance} |
| People and skills | Head of human resources | {doc:competence} |

[2] Surface coating is done by a supplier, but it is our process: we choose the parameters, release the samples, and
inspect each lot that comes back. Peeling of a lining cannot be seen before it happens, therefore coating is treated
like welding: approved procedure, qualified people, records of each lot.

## Responsibilities

The managing director answers for the system. The quality manager keeps it conforming, reports how it performs and may
stop any delivery. Site managers answer for what their works deliver. Owners of processes keep inputs, resources and
figures of their process in order. Everybody may stop the own work, and is asked to.

- Roles with their duties and powers stand in Everproof, person by person, with the day on which they were accepted.
- Deputies are named for each owner; they have the same powers while the owner is away.
- The quality manager reports to the managing director and to nobody else.

## Documented information

Documents live in Everproof and nowhere else. A print is a snapshot: it carries the day on which it was made and is not
controlled. How documents are written, approved and read is described in {doc:documents}; how long records are kept
follows from the retention rules there.

## How we know that it works

Figures of each process are measured every month and discussed at the board. Internal audits look at each process once a
year ({doc:audits}). The management review draws conclusions twice a year ({doc:review}). Nonconformities are open to
everybody, and so is what became of them ({doc:nonconformity}).

## Terms that we use in our own way

| Word | What we mean by it |
| Valve | Everything that carries a number of ours, with or without actuator |
| Order | What a customer asked for and we confirmed, line by line |
| Job | What the shop floor gets to make one line of an order |
| Hold | Nobody works on it, moves it or ships it until the quality department says so |
""",
    (at.DIRECTION, at.AUDIT),
    ("Managing director", "Quality manager", "Site manager", "Internal auditor"),
    MD,
)

DOCUMENTS = Sheet(
    "documents",
    "procedure",
    "Control of documented information",
    QM,
    "How documents are written, reviewed, approved, published, read, changed and withdrawn, and how long records last.",
    (
        Change(15, "Quality engineer"),
        Change(
            240,
            "Quality engineer",
            "Training window before a new instruction holds; reading is confirmed in Everproof.",
            "Two shifts worked by different revisions in spring.",
            (("Operator", "You are asked to read a new instruction before it holds, and confirm it by two taps."),),
        ),
        Change(
            520,
            "Quality engineer",
            "Drawings of customers are classed as confidential.",
            "Agreement with Alpenstrom.",
            (("Customer service lead", "Drawings that customers send are filed as confidential on the same day."),),
        ),
    ),
    """
## Purpose and scope

Whoever works here has the right document, in the revision that holds, at the place where the work is done. This
procedure holds for all documents of the quality management system and for documents of others that we work by:
standards, drawings and manuals of customers.

## What a document needs

- a **number** that is never used twice, a **title** that says what it is about, and a sentence that describes it;
- an **owner**, who keeps it right;
- the **processes** that work by it, or the reason why it is needed all the same;
- who **reads** it, who **has to confirm** that they read it, and who must not see it;
- a **class**: public, internal, confidential or secret;
- a **day of review**.

## Kinds and approval

| Kind | Written by | Reviewed by | Approved by | Looked at again after |
| Policy | Quality manager | Owners of processes | Managing director | 1 year |
| Manual | Quality engineer | Quality manager | Managing director | 1 year |
| Procedure | Who knows the process | Owner of the process | Quality manager | 2 years |
| Work instruction | Who does the work | Lead of the department | Quality manager | 1 year |
| Form | Who needs the record | – | Quality manager | 2 years |
| Specification, drawing | Design engineer | Second engineer | Head of engineering | 3 years |
| External document | – | Who works by it | Owner | 1 year: is there a new edition? |

Nobody approves what they wrote. Who approves confirms two things with a signature: the text is right, and it can be
done with the means that people have.

## Life of a revision

1. The author takes the valid revision, changes it and says what changed and why.
2. Reviewers compare both revisions side by side. They send it back with a reason, or agree.
3. The approver signs. From here on the text is frozen.
[2] 4. Between approval and the day on which it holds lies the **training window**: fourteen days for instructions,
seven for procedures. Those who are concerned read it and confirm. Questions go to the owner.
5. On its day the revision becomes effective, and the former one is withdrawn in the same moment.

[2] > An instruction that nobody was shown is not in force for those who were not shown it: the lead of the shift sees
[2] > to it that work begins only after reading.

## Changing and withdrawing

Everybody may ask for a change: at the end of each document there is a button for it. The owner answers within ten
working days. A document that is no longer needed is made obsolete with a reason; it stays findable, marked as obsolete.

## Documents from outside

The owner of an external document watches whether there is a new edition, at least once a year, and says what it means
for us. We keep our own words about it in Everproof and the licensed copy in the library of the engineering department.

[3] Drawings and specifications of customers are **confidential**. They are opened by those who work on the order, never
printed for the shop floor without the number of the job, and returned or destroyed when the agreement says so.

## Records

Records are what a filled form, a test or a signature leaves. They are never overwritten. How long each kind is kept:

| Record | Kept for | Then |
| Test reports and certificates | 30 years | Archive |
| Order, review and delivery | 10 years | Delete |
| Calibration and inspection | 10 years | Delete |
| Training | 10 years after leaving | Make anonymous |
| Nonconformities and actions | 10 years | Archive |
| Audits and reviews | 6 years | Delete |

Destroying before its time is forbidden, destroying under a hold is forbidden, and two people destroy together.
""",
    (at.AUDIT,),
    ("Quality manager", "Internal auditor", "Site manager"),
    MD,
    questions=(
        (
            "You hold a print of an instruction. Is it valid?",
            ("Yes, until somebody collects it", "Only if it is the revision that Everproof shows", "Yes, for a year"),
            1,
        ),
    ),
)

REVIEW = Sheet(
    "review",
    "procedure",
    "Objectives, figures and management review",
    MD,
    "How objectives follow from the policy, how figures are followed, and how top management reviews the system.",
    (Change(20, QM), Change(410, QM, "Two reviews a year instead of one.", "Decisions came too late in autumn.")),
    """
## Objectives

Each objective serves one commitment of the {doc:policy} and names it. It has a figure, a start, a target, a day, an
owner, the means that it takes and what will be done. An objective without means is not approved.

1. Owners of processes propose objectives in October.
2. The managing director approves at most eight for the company; each function may add two of its own.
3. Progress is entered every month. Who is off track says what changes, not why it is not their fault.

## Figures

| Figure | Whose | How often | Where it comes from |
| Orders delivered on time | Site manager | Month | Dispatch list |
| Complaints for each 1,000 valves | Head of sales | Month | Everproof |
| First test passed | Assembly lead | Week | Test benches |
| Cost of scrap and rework | Machining lead | Month | Job cards |
| Gauges calibrated by their day | Metrologist | Month | Everproof |
| Answers of customers | Head of sales | Quarter | Visits and survey |

A figure that leaves its limits is analysed within two weeks: what happened, is it a cause or chance, what follows.

## Management review

[-2] The review is held once a year, in November.
[2] The review is held twice a year, in May and November. Between them the managing director and the quality manager
look at open decisions every month.

Inputs are collected by the quality manager two weeks before: decisions of last time, changes around us, satisfied
customers, objectives, processes, nonconformities, audits, suppliers, resources, risks and opportunities, ideas.

Results are **decisions with a name and a day**: what is improved, what is changed in the system, what is bought or whom
we hire. "We keep an eye on it" is not a decision.
""",
    (at.DIRECTION,),
    ("Managing director", "Site manager", "Quality manager"),
    MD,
)

RISKS = Sheet(
    "risks",
    "procedure",
    "Risks, opportunities and planned changes",
    QM,
    "How we find what may go wrong or well, judge it, act on it, and change things on purpose.",
    (
        Change(28, "Quality engineer"),
        Change(
            470, "Quality engineer", "Planned changes need a look at risks first.", "The move of bench 2 in February."
        ),
    ),
    """
## When we ask what may go wrong

- when strategy, scope or interested parties change;
- before a new product, machine, supplier or customer;
- after a nonconformity that surprised us;
- for each process, once a year.

## Judging

Likelihood and impact are judged from 1 to 5 by at least two people who know the work. The product decides:

| Product | What follows |
| 1 to 5 | Accept, look again in a year |
| 6 to 12 | Owner decides: treat or accept with a reason |
| 15 to 25 | Treat. Managing director is told within a day |

Impact 5 (people may be hurt) is treated whatever the likelihood.

## Acting

A treatment has an owner, a day and a way to see whether it worked. After its day the risk is judged again.
Opportunities are judged the same way: benefit and chance of success. At least one each year is pursued, with money.

[2] ## Planned changes
[2]
[2] Machines that move, new programs, new suppliers, people who change their place: each planned change says why, what
may go wrong, what it needs, who is told and how we see that nothing else broke. It begins after approval. Changes that
could not be planned are written down within three days.
""",
    (at.DIRECTION, at.PLANNING),
    ("Site manager", "Managing director"),
    MD,
)

AUDITS = Sheet(
    "audits",
    "procedure",
    "Internal audits",
    QM,
    "Programme, preparation, conduct and follow-up of internal audits; number AA-04 in the old system.",
    (Change(32, "Quality engineer"),),
    """
## Programme

Each process is audited once a year; welding, coating and pressure testing twice. What had findings, complaints or
changes comes earlier. The quality manager writes the programme in December and renews it in June.

## Who audits

Three quality engineers and two leads are trained. Nobody audits the own work or the work of the own department.

## Conduct

1. Read what the process owner answers for: figures, changes, risks, last findings.
2. Tell the owner a week before what you want to see, and for how long.
3. Follow one real order from beginning to end. Look, ask, read records; write down what you saw, with its number.
4. Say at the end what you found. Nothing in the report may be new to the owner.

## Findings

| Finding | Means | Answer |
| Major | A requirement is not met and product or system is affected | Correction at once, cause in 10 days |
| Minor | A single lapse | Cause in 20 days |
| Idea | Could be better | Owner decides |

Each finding names the requirement and the evidence. Its corrective action is followed up as in {doc:nonconformity}, and
the next audit looks whether it lasts.
""",
    (at.AUDIT,),
    ("Internal auditor",),
    MD,
)

NONCONFORMITY = Sheet(
    "nonconformity",
    "procedure",
    "Nonconformities and corrective action",
    QM,
    "What everybody does when something is wrong, how causes are found, and how we know that the cure worked.",
    (
        Change(18, "Quality engineer"),
        Change(
            330,
            "Quality engineer",
            "Look for the same elsewhere; effect judged by somebody else than the owner.",
            "A scratch on seats came back from the second lathe.",
            (("Operator", "You may be asked whether you have seen the same at your machine."),),
        ),
    ),
    """
## Everybody

See it, stop it, mark it, say it. Report it in Everproof by phone: what, where, a photo. It takes a minute. The part
gets a red tag and goes to the hold area of the department. {snippet:hold-areas}

## Lead of the shift

Within the shift: is the rest of the lot affected? Is something already on the way to the customer? Block what may be.

## Owner of the nonconformity

1. Say what was done at once: sorted, reworked, scrapped, customer told.
2. Decide whether a cause has to be found. If not, say why.
3. Ask why until the answer is something that can be changed. "Human error" is where the question begins.
[2] 4. Ask where else the same may happen: sister machines, other shift, other works. Write down what you found.
5. Plan a corrective action that fits the weight of the problem, with owner and day.
6. After some weeks: did it come back? Look at figures, not at promises.

| Weight | Example | Cause by | Who closes |
| Low | Wrong label in stores | – | Lead |
| Medium | Lot out of tolerance, found in house | 20 days | Quality engineer |
| High | Valve at the customer leaks | 5 days | Quality manager |

[2] The effect is judged by somebody who did not carry out the action.

## What may be reworked

Rework needs an instruction and a new inspection. Welding on castings of other makers needs a concession
({doc:f-concession}) and, where the order says so, the agreement of the customer.
""",
    (at.AUDIT, at.SERVICE),
    (EVERYBODY,),
    MD,
)

GOVERNING = (POLICY, MANUAL, DOCUMENTS, REVIEW, RISKS, AUDITS, NONCONFORMITY)
