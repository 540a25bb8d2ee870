"""The procedures of the supporting processes of Kestrel Valves: suppliers, gauges, machines, people."""

from __future__ import annotations

from everproof.demo.stories import kestrel_processes as at
from everproof.demo.stories.kestrel_documents.sheet import Change, Sheet

PURCHASING, METROLOGY, MAINTENANCE, HR = (
    "Head of purchasing",
    "Metrologist",
    "Maintenance lead",
    "Head of human resources",
)

SUPPLIERS = Sheet(
    "suppliers",
    "procedure",
    "Selection and evaluation of suppliers",
    PURCHASING,
    "How we choose suppliers of castings, bars, seals, coating and services, follow them, and part from them.",
    (
        Change(36, "Buyer"),
        Change(
            345,
            "Buyer",
            "Coating and heat treatment are audited on site every year.",
            "Peeled linings; finding of the external audit.",
        ),
    ),
    """
## Classes

| Class | What | How it is approved |
| A | Castings, forgings, coating, heat treatment, testing | Audit, samples, agreement |
| B | Bars, seals, springs, drives, calibration | Certificate, samples |
| C | Other | First delivery |

## Choosing

At least two candidates for class A. {doc:f-supplier} is filled in by the supplier and looked through by us; the audit
looks at what it says. First lots are inspected fully. The head of purchasing and the quality manager approve together.

[2] Coating and heat treatment are processes of ours that others carry out. They are audited on site every year, by
[2] somebody who can do the work.

## Following

Each quarter: deliveries on time, lots without complaint, answers to complaints within ten days. A supplier below 90
points gets a plan, below 75 no new orders until the plan works. One foundry out of four must be replaceable within
half a year.

## Ordering

Orders name drawing with revision, material standard, certificate, tests, who may release, and that changes need our
agreement before. Castings by {doc:s-castings}.
""",
    (at.PURCHASING, at.COATING),
    ("Purchasing lead",),
)

RECEIVING = Sheet(
    "receiving",
    "procedure",
    "Receiving inspection",
    PURCHASING,
    "What is looked at when material comes in, how much of it, and what happens to what does not fit.",
    (Change(43, "Inspector"),),
    """
## Before unloading

Number of packages, damage, delivery note against order. Damage is photographed and written on the driver's note.

## How much

| Class of supplier | Last five lots | Inspect |
| A | all good | 5 of each lot |
| A | one or more bad | 20 of each lot |
| A | new | all |
| B | all good | certificate and 2 parts |
| C | – | identity |

Certificates are read, not filed: melt, values, standard, signature. {doc:f-goods} takes the results.

## Hold

What does not fit, or whose certificate is missing, stands behind the red line. Nothing is taken from there for an
urgent job. The buyer tells the supplier on the same day.
""",
    (at.PURCHASING,),
    ("Inspector", "Purchasing lead"),
)

GAUGES = Sheet(
    "gauges",
    "procedure",
    "Gauges and calibration",
    METROLOGY,
    "Which gauges are calibrated, how often, how their use is decided, and what follows when one is out of limits.",
    (
        Change(34, "Metrologist"),
        Change(
            420,
            "Metrologist",
            "Intervals follow from what calibration found.",
            "Torque wrenches drift faster than expected, plug gauges hardly at all.",
        ),
    ),
    """
## Which gauges

Each gauge that decides about a part has a number, a label with the day until which it is valid, and a place. Without a
label it is for looking, not for deciding.

## Intervals

[-2] All gauges are calibrated once a year.
[2] Intervals begin with a year. Three times well inside the limits: half as long again. Once outside: half.

| Gauge | Interval at the beginning | By |
| Micrometers, calipers | 12 months | Own room, {doc:wi-micrometer} |
| Pressure gauges of the benches | 6 months | Own room, {doc:wi-pressure} |
| Torque wrenches | 6 months | Laboratory |
| Gauge blocks, reference manometer | 24 months | Laboratory, accredited |

## Fit for the task

The uncertainty is at most a fifth of the tolerance that is measured; for special characteristics a study of the
measurement system is made first.

## Out of limits

1. Block the gauge, tell the lead.
2. List what it decided since its last good calibration.
3. Judge with the amount of the error: could a bad part have passed? Engineering and quality sign.
4. What has left the house and may be affected: quality manager decides whether the customer is told.

{doc:f-calibration} holds the values before and after adjusting. A value after adjusting alone proves nothing.
""",
    (at.GAUGES,),
    ("Metrologist", "Inspector"),
)

MAINTENANCE_PROCEDURE = Sheet(
    "maintenance",
    "procedure",
    "Maintenance of machines and test benches",
    MAINTENANCE,
    "Maintenance by plan, repair, spare parts, and the release of a machine after work on it.",
    (Change(50, "Maintenance technician"), Change(540, "Maintenance lead", "Tanks of benches.", "Tank of bench 3.")),
    """
## By plan

Each machine has a plan: what, how often, by whom. Operators clean, oil and look each shift; technicians do the rest. A
task that is more than a week late is told to the site manager.

## Repair

Call, say what you heard and smelt, put the sign on the machine. {snippet:emergency} The technician writes down cause
and parts. Three repairs of one kind within a quarter are a nonconformity.

## After the work

A spindle, guide or pressure sensor was touched: the next part is a first piece, the bench gets a check with the
reference manometer. The machine is released by the lead of the department, not by maintenance.

[2] ## Pressure tanks
[2]
[2] Tanks of the test benches carry the day of their next inspection on the plate. Sixty days before, the maintenance
[2] lead orders the inspector. On the day after it, a bench whose tank was not inspected is locked.
""",
    (at.MAINTENANCE,),
    ("Maintenance lead", "Operator"),
)

COMPETENCE = Sheet(
    "competence",
    "procedure",
    "Competence, training and awareness",
    HR,
    "How we know what somebody has to be able to do, how they learn it, and how we see that they can.",
    (
        Change(55, "Head of human resources"),
        Change(
            700,
            "Head of human resources",
            "Tutors sign after six weeks, not on the first day.",
            "Audit of people and skills: training was judged before anybody had worked.",
            (("Training coordinator", "The list of open judgements comes to you each Monday."),),
            ends="in-review",
        ),
    ),
    """
## What a post asks for

Each role has a list: schooling, approvals, what one has to be able to do alone. The lead writes it, the head of human
resources looks whether it can be tested.

## Gaps and plans

Once a year, and when somebody changes the post, the lead compares list and person. A gap gets a plan: course, work
beside a tutor, or another person for the task until then.

## Learning beside the work

Show, let do, let do alone, ask.

[-2] The tutor signs on the last day of the training; {doc:f-training} takes what was shown.
[2] The tutor signs after six weeks of work, when it shows what has stayed. {doc:f-training} takes both: what was shown
[2] and what was seen six weeks later.

## Awareness

Everybody knows the policy, the objectives of the own team, what the own work does to the valve, and what happens when
the instruction is not kept. Leads talk about it, five minutes before the shift, with a part in the hand.
""",
    (at.PEOPLE,),
    ("Training coordinator", "Machining lead", "Assembly lead"),
)

SUPPORTING = (SUPPLIERS, RECEIVING, GAUGES, MAINTENANCE_PROCEDURE, COMPETENCE)
