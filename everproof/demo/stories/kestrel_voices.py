"""Customers beside those who order in kestrel_customers.py, what all are asked, and what they say."""

from typing import Any

CUSTOMERS = (
    ("Tessin Pharma", "Chemistry", "Luca Bernasconi", "Head of maintenance"),
    ("Delta Shipyard", "Marine", "Anneke Visser", "Purchasing"),
    ("Karst Cement", "Industry", "Jonas Reiter", "Plant engineer"),
    ("Rheintal District Heating", "Power", "Petra Wolf", "Head of networks"),
    ("Ostsee LNG Terminal", "Hydrogen", "Henrik Lund", "Project engineer"),
    ("Molino Breweries", "Food", "Chiara Rossi", "Technical buyer"),
)
QUESTIONS: tuple[dict[str, Any], ...] = (
    {
        "title": "How likely is it that you recommend us to others?",
        "kind": "nps",
        "place": 1,
        "required": True,
        "translations": ["de | Wie wahrscheinlich ist es, dass Sie uns weiterempfehlen?"],
    },
    {
        "title": "How satisfied are you with our deliveries?",
        "kind": "csat",
        "aspect": "performance",
        "topic": "Delivery",
        "place": 2,
        "translations": ["de | Wie zufrieden sind Sie mit unseren Lieferungen?"],
    },
    {
        "title": "How much do deliveries on the day matter to you?",
        "kind": "scale",
        "aspect": "importance",
        "topic": "Delivery",
        "place": 3,
        "options": ["not at all", "very much"],
        "translations": ["de | Wie wichtig sind Ihnen pünktliche Lieferungen? | gar nicht | sehr"],
    },
    {
        "title": "How satisfied are you with our service on site?",
        "kind": "csat",
        "aspect": "performance",
        "topic": "Service",
        "place": 4,
        "translations": ["de | Wie zufrieden sind Sie mit unserem Service vor Ort?"],
    },
    {
        "title": "How much does service on site matter to you?",
        "kind": "scale",
        "aspect": "importance",
        "topic": "Service",
        "place": 5,
        "options": ["not at all", "very much"],
        "translations": ["de | Wie wichtig ist Ihnen Service vor Ort? | gar nicht | sehr"],
    },
    {
        "title": "What should we do better?",
        "kind": "text",
        "place": 9,
        "translations": ["de | Was sollten wir besser machen?"],
    },
)
PURPOSE = "How well do customers feel served, and where do we begin?"
WELCOME = "Six questions, three minutes. Every answer is read, and who is not content hears from us."
WELCOME_DE = "de | Sechs Fragen, drei Minuten. Jede Antwort wird gelesen; wer nicht zufrieden ist, hört von uns."
FIRST, AGAIN, SECOND = "Customers, first year", "Customers, first year, asked again", "Customers, second year"
LATE = "Two of three deliveries came a week late, and nobody told us before."
# Recommends 0 to 10, delivery and service 1 to 5, own words.
FIRST_SCORES = {
    "Rheinquell Waterworks": (9, 4, 5, ""),
    "Nordhafen Chemie": (3, 1, 3, LATE),
    "Küstenkraft Power": (8, 3, 4, "Say earlier when a day moves."),
    "Brauhaus Technik": (10, 5, 4, ""),
    "Tessin Pharma": (7, 3, 5, "Certificates with the delivery, not after it."),
    "Delta Shipyard": (9, 4, 4, ""),
    "Karst Cement": (8, 3, 4, ""),
    "Rheintal District Heating": (9, 4, 5, "Your fitters know what they do."),
    "Papierwerk Auental": (5, 2, 4, "The spare parts list does not match the valves."),
}
AGAIN_SCORES = {
    "Nordhafen Chemie": (8, 4, 4, "The day is kept now, and somebody calls."),
    "Papierwerk Auental": (7, 4, 4, ""),
}
SECOND_SCORES = {
    "Rheinquell Waterworks": (10, 5, 5, ""),
    "Nordhafen Chemie": (9, 4, 4, ""),
    "Küstenkraft Power": (9, 4, 4, ""),
    "Brauhaus Technik": (10, 5, 5, "The best of our suppliers of valves."),
    "Alpengas Storage": (8, 4, 3, "More people who know hydrogen, please."),
    "Tessin Pharma": (9, 4, 5, ""),
    "Delta Shipyard": (9, 4, 4, ""),
    "Karst Cement": (8, 4, 4, ""),
    "Rheintal District Heating": (10, 5, 5, ""),
    "Ostsee LNG Terminal": (9, 4, 4, ""),
}
OUTCOME = "Visited. Their orders get a day that the works has confirmed, and a call as soon as it moves."
ANSWER = "We came, listened, and wrote down what changes from now on; the first deliveries were checked together."
CONCLUSIONS = {
    FIRST: "Deliveries matter most and are done worst. Sales confirms only days that the works has seen; two visits.",
    AGAIN: "Both who were unhappy are content again. The call about a moved day becomes a rule for all.",
    SECOND: "Deliveries no longer come first. Service for hydrogen needs two more trained fitters.",
}
SAID = (
    (60, "suggestion", "Rheinquell Waterworks", "Print the torque on the label", "Taken up with the new labels."),
    (
        140,
        "praise",
        "Brauhaus Technik",
        "The new crates are easier to open",
        "Told to the packers; other lines follow.",
    ),
    (250, "question", "Karst Cement", "Which seal for 220 degrees?", "Answered there; the table is on the web now."),
    (345, "praise", "Nordhafen Chemie", "Somebody calls when a day moves", "Told to sales and to the works."),
    (430, "suggestion", "Tessin Pharma", "Certificates by link instead of paper", "Tried with them from autumn on."),
    (520, "praise", "Delta Shipyard", "Fitter found the fault in an hour", "Told to the fitter and to service."),
    (620, "suggestion", "Alpengas Storage", "A hotline for hydrogen", "Two fitters are trained for it."),
    (
        690,
        "praise",
        "Rheintal District Heating",
        "Delivered in the week of the flood",
        "Told to everybody at the meeting.",
    ),
)
SCORECARDS = (
    ("Küstenkraft Power", "Delivery performance", (86, 88, 91, 93, 94, 96, 97)),
    ("Delta Shipyard", "Quality and documents", (94, 95, 93, 96, 95, 97, 96)),
)
