"""What happens in the demo company, a story for each room. Lower rooms come first: others stand on what they plan.

Each `plan(company, agenda, *, start, anchor)` puts acts on the agenda, which runs all stories in the order of time.
"""

from everproof.demo.stories import (
    context,
    customers,
    documents,
    drills,
    improvement,
    landscape,
    performance,
    problems,
    products,
    readiness,
    risks,
    satisfaction,
)

STORIES = (
    landscape.plan,
    performance.plan,
    products.plan,
    context.plan,
    documents.plan,
    risks.plan,
    problems.plan,
    improvement.plan,
    customers.plan,
    satisfaction.plan,
    drills.plan,
    readiness.plan,
)
