"""A standard small enough to read at a glance, for tests that break it or build on it."""

from __future__ import annotations

from pathlib import Path

TINY = """\
id: tiny
title: A standard of two demands
edition: First
language: en
copyright: Our own words.
amendments:
  - {id: tiny-amd1, title: First amendment, published: 2024-02, effect: Adds 1.2-1.}
kinds:
  process: Do something.
  evaluate: Judge something.
applicability:
  always: Applies to everybody.
  if-boats: At least one boat has boat.kind = ferry.
applicability_evidence:
  if-boats: [boat]
parameters:
  look_days:
    default: 30
    unit: days
    minimum: 1
    maximum: 90
    meaning: How long a look at a boat counts.
  boat_kinds:
    default: [ferry]
    unit: list
    choices_from: boat.kind
    meaning: Kinds that need a look.
common_fields: [id, status]
vocabulary:
  boat:
    definition: Something that floats.
    fields: [name, kind, looked_at_on]
    values:
      kind: ferry | barge
      status: afloat | sunk
  life-boat:
    definition: A boat for emergencies.
    inherits: boat
    fields: []
  manual-assessment:
    definition: A human verdict.
    fields: [verdict]
clauses:
  - number: '1'
    title: Boats
    clauses:
      - number: '1.1'
        title: Looking after boats
        requirements:
          - id: 1.1-1
            text: Look at every boat regularly.
            kind: evaluate
            pdca: check
            applicability: if-boats
            evidence: [boat, life-boat]
            check: Every boat of a kind in {boat_kinds} has boat.looked_at_on within the last {look_days} days.
            empty: no-evidence
            strength: direct
            violation: A ferry was last looked at a year ago.
      - number: '1.2'
        title: Caring for boats
        title_is_label: true
        requirements:
          - id: 1.2-1
            amendment: tiny-amd1
            text: Care for boats.
            kind: process
            pdca: do
            applicability: always
            evidence: [manual-assessment]
            manual: true
            question: Do you care?
            violation: The newest verdict is not met.
"""

TINY_2 = """\
id: tiny-2
title: A standard of two demands
edition: Second
language: en
copyright: Our own words.
based_on: tiny
as_of: '2026-11-22'
how_to_apply: Take the changes in.
status:
  publication: published
  statement: It is out.
  confirmed_means: We read it.
  confirmed:
    - {what: It is out., sources: [S1]}
sources:
  S1: {title: The journal, url: https://example.org/, kind: journal, access: read}
clause_changes:
  - {number: '1.3', title: Naming boats, note: new, sources: [S1]}
vocabulary_additions:
  boat:
    definition: Same as before with more fields.
    fields: [painted_on]
changes:
  - id: 1.3-1
    change: added
    reason: Boats get names.
    confidence: high
    sources: [S1]
    apply_by_default: true
    text: Give every boat a name.
    kind: process
    pdca: do
    applicability: always
    evidence: [boat]
    check: Every boat that is afloat has a boat.name and boat.painted_on.
    empty: fail
    strength: direct
    violation: A boat has no name.
  - id: 1.2-1
    change: removed
    reason: Nobody cares any more, says one source.
    confidence: low
    sources: [S1]
    apply_by_default: false
"""


def edited(text: str, old: str, new: str) -> str:
    """The text with one passage replaced; the passage must stand there once, or the test would test nothing."""
    assert text.count(old) == 1, f"{old!r} stands there {text.count(old)} times"
    return text.replace(old, new)


def write(folder: Path, **texts: str) -> Path:
    """Write catalogues into the folder: `tiny_2="..."` becomes tiny-2.yaml."""
    for name, text in texts.items():
        (folder / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return folder
