"""The people of the model company and the duties they hold."""

from __future__ import annotations

from everproof.demo.model.company import ModelCompany
from everproof.kernel.drills.actions import record_backup_test
from everproof.kernel.people import actions

# Job title and role, access, authorities, duties in the quality system, top management.
POSTS = (
    (
        "Managing director",
        "top-management",
        ("change-approval", "plan-approval"),
        ("accountability", "customer-focus"),
        True,
    ),
    (
        "Quality manager",
        "quality-manager",
        ("release", "release-exception", "disposition", "concession", "change-approval"),
        ("system-conformity", "performance-reporting", "improvement-reporting", "change-integrity"),
        False,
    ),
    ("Production manager", "process-owner", ("release", "disposition"), ("process-outputs",), False),
    ("Sales manager", "process-owner", ("change-approval",), ("process-outputs", "customer-focus"), False),
    ("Internal auditor", "internal-auditor", ("plan-approval",), ("process-outputs",), False),
    ("Operator", "member", ("disposition",), ("process-outputs",), False),
)


def add(company: ModelCompany) -> None:
    """One site, six people, one role each, and the proof that their records can be had again."""
    with company.on(399) as day:
        company.site = actions.add_site(
            name="Main site", by=company.setup, zone="Europe/Berlin", address="1 Main Street"
        )
        for title, access, authorities, duties, top in POSTS:
            company.roles[title] = actions.add_role(
                name=title,
                by=company.setup,
                responsibilities=f"Does what a {title.lower()} of this company does.",
                authorities=list(authorities),
                qms_duties=list(duties),
                top_management=top,
                required_headcount=1,
            )
            company.people[title] = person = actions.add_person(
                name=f"Model {title.lower()}",
                by=company.setup,
                site=company.site,
                email=f"{title.lower().replace(' ', '.')}@model.example",
                job_title=title,
                department=title,
                supervisor=company.people.get("Managing director"),
                started_on=day,
            )
            actions.give_access(access_role=access, person=person, by=company.setup)
            actions.give_responsibility(
                person=person,
                role=company.roles[title],
                by=company.setup,
                from_on=day,
                communicated_on=day,
                acknowledged_on=day,
            )
    with company.on(30):
        record_backup_test(by=company.setup, result="pass", findings="Every ledger entry verified.")
