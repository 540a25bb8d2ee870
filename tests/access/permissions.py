"""The table of who may do what: written from the declarations, kept in docs/reference/permissions.md, read by tests.

The page is what people agree on; the product's `access.may` is tried against the page, not against itself.
"""

import re
from pathlib import Path

from everproof.kernel import modules
from everproof.kernel.access.policy import POWER_LABELS, power_for
from everproof.kernel.access.roles import ACCESS_ROLES, AS_UPDATE, CONTRIBUTE, OWN_VERBS, POWERS, REPORT, REPORTER_VERBS

PAGE = Path(__file__).resolve().parents[2] / "docs" / "reference" / "permissions.md"
YES, OWN, OWNER, COMPANY, NO = "yes", "own", "owner", "company", "–"
EVERY_VERB = ("view", "export", "create", "update", "attach", "detach", "link", "void", "reinstate")

HEAD = """# Who may do what

Written from the code by `tests/access/`, and kept true by a test: after a change, `RECORD_PERMISSIONS=1` writes it anew
for review. A person has one access role or several, each at one site or at all, and may do what any of them allows.

- **yes**: on every record of the organisation; with a role given for one site, on those of that site and of none.
- **own**: on records that the person made or owns.
- **owner**: on records that the person owns.
- **company**: on records of the company that the role was given for.

Who may not view a record is told what someone is told who asks for one that does not exist. A token of the API may do
what its person may, and of that only what its scopes name; it never signs.
"""


def verbs_of(record_type):
    """All verbs of a type: those that every record knows, its own, the steps of its life."""
    steps = [step.name for step in record_type.lifecycle.steps] if record_type.lifecycle else []
    return list(dict.fromkeys([*EVERY_VERB, *record_type.powers, *steps]))


def cell(role, record_type, verb):
    """What the table says for a role and a verb."""
    power = power_for(record_type, verb)
    if power in role.powers:
        if not role.needs_party:
            return YES
        if record_type.party:
            return COMPANY
    may_contribute = CONTRIBUTE in role.powers
    if verb in REPORTER_VERBS and REPORT in role.powers:
        return OWN
    said_by_type = {verb, "update"} if verb in AS_UPDATE else {verb}
    if not said_by_type & set(record_type.powers) and may_contribute and (verb in OWN_VERBS or power == CONTRIBUTE):
        return OWN if verb != "create" else NO
    step = record_type.lifecycle.transitions.get(verb) if record_type.lifecycle else None
    if step is not None and step.owner_may and may_contribute and record_type.owner:
        return OWNER
    return NO


def page():
    """The whole page as Markdown."""
    parts = [HEAD, "## Access roles\n", _table("power", [str(POWER_LABELS[power]) for power in POWERS], _power_row)]
    parts += [
        "\n".join(f"- **{role.label}** (`{role.name}`): {role.description}" for role in ACCESS_ROLES.values()),
        "",
    ]
    for record_type in modules.all_record_types():
        parts.append(f"## {record_type.plural}: `{record_type.name}`\n")
        verbs = verbs_of(record_type)
        parts.append(_table("verb", verbs, lambda role, verb, of=record_type: cell(role, of, verb)))
    return "\n".join(parts)


def _power_row(role, label):
    return YES if label in {str(POWER_LABELS[power]) for power in role.powers} else NO


def _table(head, rows, say):
    lines = [f"| {head} | {' | '.join(ACCESS_ROLES)} |", f"|---|{'---|' * len(ACCESS_ROLES)}"]
    lines += [f"| {row} | {' | '.join(say(role, row) for role in ACCESS_ROLES.values())} |" for row in rows]
    return "\n".join(lines) + "\n"


def read():
    """The table as the page has it: {type: {verb: {role: word}}}."""
    found = {}
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[2:]:
        name = re.search(r"`([a-z0-9-]+)`", section.splitlines()[0]).group(1)
        rows = [
            [part.strip() for part in line.strip("|").split("|")] for line in section.splitlines() if line[:1] == "|"
        ]
        roles = rows[0][1:]
        found[name] = {verb: dict(zip(roles, words, strict=True)) for verb, *words in rows[2:]}
    return found
