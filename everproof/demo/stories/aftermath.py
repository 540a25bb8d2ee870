"""What the problems of the demo lead to, where people look for the same, and whether the cure worked."""

# What a problem does, by where it showed.
EFFECTS = {
    "product": "{count} valves scrapped or reworked, about {days} hours of work.",
    "process": "{count} parts worked twice; the order waited {days} hours.",
    "supplier": "Material for one order blocked; {days} days until the next delivery.",
    "complaint": "One customer stood still for {days} hours and asked for an answer in writing.",
    "internal-audit": "Nothing reached a customer; the finding stands in the audit report.",
    "external-audit": "Nothing reached a customer; the certification body wants to see the action.",
    "other": "Some hours of work; nothing reached a customer.",
}
# Where people look for the same, and what they usually find.
ELSEWHERE = {
    "machine": ("The sister machines and their fixtures were measured; they are within their limits.", False),
    "method": ("The other lines were asked and watched for a shift; they work in the same way.", True),
    "material": ("The other lots of the supplier in stores were looked through; none is affected.", False),
    "environment": ("Both warehouses were walked through; the second one is dry.", False),
    "measurement": ("All gauges of this kind were called in and checked; they are right.", False),
    "management": ("The lists of the other departments were looked through; two more entries were missing.", True),
    "human-error": ("The same step was looked at on the other lines; it can be left out there too.", True),
    "other": ("The other places where this could happen were walked through; nothing was found.", False),
}
SECOND_ATTEMPTS = (
    "Secure the step so that it cannot be left out",
    "Let the machine stop by itself when the limit is reached",
    "Change the part so that it fits only one way",
)
WORKED = (
    "No case in {lot} orders since; the records of the line were looked through.",
    "Audited on the floor: it is in use on both shifts, and nobody found the fault again.",
    "Measured on {lot} parts in a row; all within the middle half of the tolerance.",
)
DID_NOT_WORK = "The same thing was found {count} times since; people work around it in the late shift."
