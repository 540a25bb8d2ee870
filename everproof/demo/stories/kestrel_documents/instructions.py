"""The work instructions of Kestrel Valves: machining, welding, assembly and test."""

from __future__ import annotations

from everproof.demo.stories import kestrel_processes as at
from everproof.demo.stories.kestrel_documents.sheet import Change, Sheet

MACHINING, ASSEMBLY = "Machining lead", "Assembly lead"
OPERATOR, INSPECTOR = ("Operator",), ("Inspector",)

LATHE = Sheet(
    "wi-lathe",
    "work-instruction",
    "Setting up a lathe for seat rings",
    MACHINING,
    "Tools, program, chuck and first cut for seat rings DN 50 to 150 on lathes 1 to 4.",
    (
        Change(60, "Machinist"),
        Change(333, "Machinist", "Soft jaws are turned in the machine.", "Rings ran out by 0.03."),
    ),
    """
## You need

Job card, drawing, setting sheet of the ring, soft jaws with the number of the ring, inserts as listed, ring gauge.

## Steps

1. Compare revision on card and drawing. Different: stop, ask the planner.
2. Call the program by scanning the card. Number and size on the screen must be those of the card.
[2] 3. Clamp the soft jaws and turn them to the diameter of the setting sheet, under the pressure of clamping.
4. Measure run-out of a turned ring blank: at most **0.01 mm**.
5. Measure tools. New inserts: set wear to zero.
6. First cut with 0.2 mm allowance, measure, correct, finish.
7. Fill in {doc:f-first}, call the inspector.

| Ring | Speed | Feed, finish | Clamping |
| DN 50 | 180 m/min | 0.08 mm | 12 bar |
| DN 80 | 170 m/min | 0.08 mm | 14 bar |
| DN 100 to 150 | 150 m/min | 0.06 mm | 16 bar |

> Never touch the seat face with a file or emery cloth. A burr is a reason to stop.
""",
    (at.MACHINING,),
    OPERATOR,
)

RINGS = Sheet(
    "wi-rings",
    "work-instruction",
    "Measuring seat rings",
    MACHINING,
    "Diameter, height and flatness of seat rings in the measuring corner.",
    (
        Change(64, "Inspector"),
        Change(
            652,
            "Inspector",
            "Rings rest for an hour before they are measured.",
            "Rings measured warm were too small in the morning.",
            (("Operator", "Put the tray on the granite, turn the sand glass, measure when it is empty."),),
        ),
    ),
    """
[2] 1. Put the tray on the granite plate, turn the sand glass. Measure when it is empty: the ring has 20 degrees then.
2. Clean ring and anvil with the lint-free cloth.
3. Diameter with the three-point micrometer at three places, turned by 60 degrees. Write the largest and the smallest.
4. Height with the height gauge at four places.
5. Flatness: optical flat, green light. Count the bands across the face.

| Bands | Flatness | What follows |
| 0 to 3 | up to 0.9 µm | Good |
| 4 to 10 | up to 3 µm | Good for classes B and C, lap for class A |
| more | – | Lap again, {doc:wi-lapping} |

Special characteristic: each ring. What is outside goes to hold with its tray.
""",
    (at.MACHINING,),
    ("Operator", "Inspector"),
)

LAPPING = Sheet(
    "wi-lapping",
    "work-instruction",
    "Lapping of seats",
    MACHINING,
    "Paste, pressure, movement and when to stop, for seats that must be flat within three micrometres.",
    (Change(150, "Machinist"),),
    """
This is the know-how of two people, written down with them. It does not replace a week beside them.

1. Wash the ring, look at it against the light. A scratch that the nail feels: back to the lathe.
2. Plate with cross grooves, paste F 600 the size of a pea, two drops of oil.
3. Weight of the hand only. Figure of eight, thirty strokes, turn the ring by a quarter, thirty strokes.
4. Wash. Look at the grey: it must be even. A shiny place is a hollow.
5. Paste F 1200, the same twice. Do not press to be faster: it makes the edge round.
6. Optical flat. Three bands or fewer: stop. You cannot make it better, only worse.

> A ring that needs more than four rounds has another fault. Ask.
""",
    (at.MACHINING,),
    OPERATOR,
)

TIG = Sheet(
    "wi-tig",
    "work-instruction",
    "TIG welding of bodies and flanges",
    MACHINING,
    "Joint, gas, current and layers for butt welds between body and flange.",
    (Change(70, "Welder"), Change(440, "Welder", "Contact thermometer.", "See the procedure on welding.")),
    """
## Before

- Your approval is in the list at the booth, for this material and position.
- Edges: 30 degrees, land 1 mm, gap 2 mm, bright for 20 mm on both sides.
- Filler: read melt number and write it on the card.

## Parameters

| Layer | Rod | Current | Gas |
| Root | 2.0 mm | 90 to 110 A | 9 L/min, root gas 6 L/min |
| Second | 2.4 mm | 120 to 140 A | 10 L/min |
| Filling, cap | 2.4 mm | 140 to 170 A | 10 L/min |

[2] Before each layer: contact thermometer, 50 mm beside the seam. Write the value on the card.

## After

Root gas runs until the second layer is in. Let it cool in still air, covered. Look at the seam, all around, with the
mirror inside: no notch above 0.5 mm, no pores, no colour beyond straw yellow on stainless steel. Strike your sign.
""",
    (at.MACHINING,),
    OPERATOR,
)

FACING = Sheet(
    "wi-facing",
    "work-instruction",
    "Hard facing with alloy 6",
    MACHINING,
    "Preheating, layers and cooling of hard-faced seats, and what a crack looks like.",
    (Change(460, "Welder"),),
    """
Alloy 6 cracks when it is cold, hurried or too thick. All of this instruction is about that.

1. Turn the groove; radius at the bottom at least 3 mm. Sharp corners crack.
2. Preheat the whole ring in the furnace, 300 degrees, one hour for each 25 mm.
3. First layer as thin as it will flow, 120 A; it mixes with the base.
4. Second and third layer, at 300 to 400 degrees. Never let it fall below 300 before the last layer is on.
5. Back into the furnace at once, 30 minutes at 350 degrees, then in vermiculite until the next day.
6. Turn, then dye penetrant. A crack is a straight red line across; a pore is a dot. Any crack: cut it out, all of it.

| Check | Limit |
| Thickness after turning | 2.0 to 3.0 mm |
| Hardness | 38 to 44 HRC |
| Cracks | none |
| Pores | two of 0.5 mm for each ring |
""",
    (at.MACHINING,),
    OPERATOR,
)

COATING = Sheet(
    "wi-coating",
    "work-instruction",
    "Check of coated lots",
    "Head of purchasing",
    "What is measured when bodies come back from the coater.",
    (Change(300, "Inspector"),),
    """
1. Five bodies of each lot, and all of the first lot of a new order.
2. Thickness: ultrasonic, four points, as marked on the sample. Limits on the job card.
3. Spark test of the whole lining, 3 kV for each millimetre. One spark: the lot is on hold.
4. Adhesion: pull test on the test plate that travelled with the lot, at least 8 MPa.
5. Look under the flange edge with the lamp. Compare with the limit samples on the wall.

Write results on {doc:f-goods}. The record of the coater (batch, oven curve) goes with it; without it the lot waits.
""",
    (at.COATING,),
    INSPECTOR,
    late=True,
)

GATE = Sheet(
    "wi-gate",
    "work-instruction",
    "Assembly of gate valves",
    ASSEMBLY,
    "Order of work, torques and checks for gate valves DN 50 to 300.",
    (
        Change(66, "Assembler"),
        Change(
            390,
            "Assembler",
            "Wedge is fitted with blue, contact at least 80 %.",
            "Two valves leaked at the heel of the wedge.",
            (("Operator", "Show the blue print of the wedge to your tutor for the first five valves."),),
        ),
    ),
    """
1. Scan the set. All numbers green: begin.
2. Wash body and bonnet, blow out the threads. Look into the body with the lamp.
3. Press in the rings, square, to the stop.
[2] 4. Blue on the wedge, close by hand, open. The print is at least 80 % of the face and goes all around.
5. Stem, gland, packing: cut the rings at 45 degrees, cuts turned by 90 degrees each.
6. Bonnet with new gasket. Tighten crosswise in three steps.

| Screw | First step | Second step | Last step |
| M12 | 20 N·m | 50 N·m | 80 N·m |
| M16 | 50 N·m | 120 N·m | 200 N·m |
| M20 | 100 N·m | 240 N·m | 390 N·m |

7. Five strokes by hand. It runs without jerks; if not, open it again.
8. Cap the ports, hang on the test card.
""",
    (at.ASSEMBLY,),
    OPERATOR,
)

BALL = Sheet(
    "wi-ball",
    "work-instruction",
    "Assembly of ball valves",
    ASSEMBLY,
    "White gloves, seats, ball, antistatic path and torque for ball valves DN 15 to 150.",
    (
        Change(68, "Assembler"),
        Change(
            715,
            "Assembler",
            "Seats of the hydrogen type: marked blue, never mixed.",
            "First hydrogen valves of spring.",
            (("Operator", "Blue seats belong to jobs with H2 on the card, and to no others."),),
            ends="training",
        ),
    ),
    """
1. Gloves. Skin leaves fat, and fat in oxygen burns.
2. Look at the ball under the lamp. A scratch that you see is a leak that the customer hears.
3. Seats with the lip to the ball. PTFE is white, filled PTFE is grey.
[2] 4. Hydrogen type: seats are **blue**. The card says H2. No blue seat on another card, no white seat on this one.
5. Stem with spring and ball for the antistatic path. Ohmmeter between stem and body: at most 10 Ω.
6. Ball half open, second half of the body, new gasket, crosswise in two steps.
7. Torque to open, three times; the third counts.

| Size | Torque to open, at most |
| DN 15 to 25 | 8 N·m |
| DN 40, 50 | 45 N·m |
| DN 80 | 90 N·m |
| DN 150 | 260 N·m |
""",
    (at.ASSEMBLY,),
    OPERATOR,
    questions=(
        (
            "The card does not say H2, and only blue seats are in the box. What do you do?",
            ("Use them, they are better", "Stop and ask for the right ones"),
            1,
        ),
    ),
)

BENCH = Sheet(
    "wi-bench",
    "work-instruction",
    "Pressure test at benches 1 to 4",
    ASSEMBLY,
    "Clamping, filling, pressures, times and judging; the same at all benches and on site.",
    (
        Change(72, "Test bench operator"),
        Change(300, "Test bench operator", "Bench 1 records the curve.", "New bench 1."),
        Change(
            545,
            "Test bench operator",
            "Waiting until the pressure is steady before time begins.",
            "Warm water of summer: pressure falls without a leak.",
            (
                ("Operator", "Press start only when the line on the screen is level."),
                ("Inspector", "A curve that begins before it is level is not a record."),
            ),
        ),
    ),
    """
## Safety first

The hood is closed above 10 bar. Nobody looks into the axis of a valve under pressure. {snippet:emergency} Air only
below 6 bar; everything else with water.

## Test

1. Scan the card. The bench shows size, pressure and time from {doc:s-pressures}. Compare with the card.
2. Clamp so that ends are not pressed together: the seat must not be helped.
3. Fill with water from below until no bubbles come. Half open for the shell test.
[3] 4. Raise the pressure, wait until the line on the screen is level for ten seconds, then start the time.
5. Shell: all joints, gland, casting. Wipe dry and look. No drop, no sweat.
6. Seat: close with the torque of the table, not with a bar. Each side of a gate or ball valve.
7. Function: three strokes at full pressure difference, where the card says so.

{picture:curve|A good curve: rise, wait until level, hold, release}

## Times

| Size | Shell | Seat, soft | Seat, metal |
| to DN 50 | 15 s | 15 s | 15 s |
| DN 65 to 150 | 60 s | 15 s | 30 s |
| DN 200 to 300 | 120 s | 15 s | 60 s |
| above | 300 s | 30 s | 60 s |

## Judging

| Seat | Allowed |
| Soft | nothing that can be seen |
| Metal, rate A | nothing that can be seen |
| Metal, rate B | 0.01 mm³/s for each millimetre of DN |
| Check valve, rate C | 0.03 mm³/s for each millimetre of DN |

Not passed: red tag, write where it leaks. You do not tighten anything under pressure.

## At the end of the shift

Empty the tank line, wipe the clamps, look at the hoses. A hose with a blister is cut through, so that nobody uses it.
""",
    (at.ASSEMBLY,),
    ("Operator", "Inspector"),
    questions=(
        (
            "When does the time of the test begin?",
            ("When the pump stops", "When the line has been level for ten seconds", "When the hood is closed"),
            1,
        ),
        ("A gland sweats at 25 bar. What do you do?", ("Tighten it at once", "Release the pressure, red tag"), 1),
    ),
)

SAFETY = Sheet(
    "wi-safety",
    "work-instruction",
    "Setting of safety valves",
    ASSEMBLY,
    "Spring, set pressure, second person and seal; only for the two people who are named.",
    (
        Change(74, "Assembly lead"),
        Change(
            590, "Assembly lead", "Spring number on plate and certificate.", "Complaint: wrong spring in spare part."
        ),
    ),
    """
Two people: one sets, one reads. They change places after each ten valves.

1. Spring by the table of the type. Its number is on the card **before** it is in the valve.
2. Bench 2, reference manometer not older than six months.
3. Raise the pressure slowly from 90 % of set: 0.1 bar each second.
4. It opens at the set pressure, ±3 % (±0.1 bar below 3 bar). Three times, all three count.
5. It closes not below 90 %.
6. Lift with the dial gauge, one of ten.
7. Lock, cap, lead seal with the number of the report. Both sign.
[2] 8. Read aloud: number on spring, on plate, on certificate. All three are one number.

> A broken seal is a new setting, whoever broke it.
""",
    (at.ASSEMBLY,),
    ("Assembly lead", "Inspector"),
)

FINAL = Sheet(
    "wi-final",
    "work-instruction",
    "Final inspection and marking",
    ASSEMBLY,
    "What an inspector looks at before a valve is released.",
    (
        Change(76, "Inspector"),
        Change(585, "Inspector", "Plate is compared with the certificate.", "Two plates mixed up."),
    ),
    """
1. Card complete, curve of the test there, number of the valve the same on body, plate and screen.
2. Ends: threads, sealing faces, bolt holes; lamp and thread gauge.
3. Open and close by hand. Position indicator points the right way.
4. Paint: 160 µm at five points, no runs on the plate.
5. Arrow of flow on check, globe and safety valves.
[2] 6. Read the plate aloud; a second person reads the certificate. {doc:release}
7. Caps, tag green, release in Everproof.
""",
    (at.ASSEMBLY,),
    INSPECTOR,
)

INSTRUCTIONS = (LATHE, RINGS, LAPPING, TIG, FACING, COATING, GATE, BALL, BENCH, SAFETY, FINAL)
