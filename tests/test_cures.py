"""Whatever is found leads to the place where it is put right: an address that opens for the quality manager."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.urls import NoReverseMatch, reverse

from everproof.conformity import catalogues, fault_injection, queries, runs
from everproof.conformity.findings import found_by, from_row
from everproof.conformity.models import Verdict
from everproof.conformity.outcomes import BLOCKING, Outcome
from everproof.demo import model
from everproof.kernel import clock
from everproof.kernel.access.actor import Actor
from everproof.kernel.checks import judge
from everproof.kernel.people import actions as people
from everproof.kernel.people.actors import actor_for
from everproof.kernel.people.models import User
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tenancy.models import Organization
from everproof.kernel.testing import databases
from everproof.kernel.testing.guard import only_the_kernel_writes_records
from everproof.standards import load
from tests.missing_checks import STANDARDS

ROOT = Path(__file__).resolve().parents[1] / "everproof"
PLACES = sorted(
    path for path in ROOT.glob("*/**/*.py") if re.search(r"/checks(\.py|/)", str(path)) and "tests" not in path.parts
)
ADDRESS = re.compile(r"[a-z_]+:[a-z_]+")


# As the checks are written -------------------------------------------------------------------------------------------


def calls(tree: ast.AST, name: str) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == name)


def has_a_place(cure: ast.expr, named: dict[str, ast.expr]) -> bool:
    """Whether a cure says where, by an address or by a type; a name stands for what it was given in the same file."""
    if isinstance(cure, ast.Name):
        return cure.id not in named or has_a_place(named[cure.id], named)
    if not isinstance(cure, ast.Call):
        return True
    where = [*cure.args[1:], *(word.value for word in cure.keywords)]
    return any(not (isinstance(one, ast.Constant) and not one.value) for one in where)


def test_what_is_missing_as_a_whole_has_a_place_to_be_made():
    """A finding about records is cured on the record's page; one without any has to say where."""
    nowhere = []
    for path in PLACES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        assigned = [node for node in ast.walk(tree) if isinstance(node, ast.Assign)]
        named = {target.id: node.value for node in assigned for target in node.targets if isinstance(target, ast.Name)}
        for finding in calls(tree, "Finding"):
            words = {word.arg for word in finding.keywords}
            if len(finding.args) == 2 and "records" not in words and not has_a_place(finding.args[1], named):
                nowhere.append(f"{path.relative_to(ROOT)}:{finding.lineno}")

    assert len(PLACES) > 10
    assert nowhere == []


def test_every_address_that_a_check_names_exists():
    names = {
        node.value
        for path in PLACES
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and ADDRESS.fullmatch(node.value)
    }

    def is_missing(name):
        try:
            return not reverse(name, args=["ours"])
        except NoReverseMatch:
            return True

    assert len(names) > 10
    assert sorted(filter(is_missing, names)) == []


# As they are met -----------------------------------------------------------------------------------------------------


@dataclass
class Managed:
    """A company with its quality manager, signed in."""

    organization: Organization
    actor: Actor
    client: Client

    def problem_with(self, found):
        """What is wrong with the place of a finding's cure; empty where it opens."""
        (shown,) = queries.show(self.actor, [found])
        if not shown.url:
            return f"“{shown.cure}” has no address"
        # The page opens its own transaction; what a violation wrote is seen by it all the same.
        status = self.client.get(shown.url).status_code
        return "" if status == 200 else f"“{shown.cure}”: {shown.url} answers {status}"


def managed(organization, person, setup):
    user = User.objects.create_user(person.email, "turn the valve slowly")
    people.join(user=user, person=person, by=setup)
    client = Client()
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return Managed(organization, actor_for(organization, person), client)


# A company in which all is in order, broken in every way that has a check -----------------------------------------


@pytest.fixture(scope="module")
def model_company(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), databases.cloned():
        cache.clear()
        company = model.build(anchor=clock.now())
        with organization_scope(company.organization.pk):
            manager = managed(company.organization, company.people["Quality manager"], company.setup)
        yield company, manager


@pytest.mark.slow
@pytest.mark.parametrize("standard", STANDARDS)
def test_every_finding_of_a_violation_leads_to_its_cure(model_company, standard):
    company, manager = model_company
    connection.execute_wrappers.remove(only_the_kernel_writes_records)  # violations write past the actions
    tried = fault_injection.Company(company.organization.pk, company.today, load(standard))
    checks, faults = fault_injection.checks_of(tried.catalogue), fault_injection.faults_of(tried.catalogue)
    own = [atom for atom in checks if catalogues.rule_of(standard, atom) == (atom, standard)]

    problems, seen = {}, 0
    with organization_scope(company.organization.pk):
        for atom in own:
            findings = found_after(tried, atom, checks[atom], faults[atom], manager)
            seen += len(findings)
            problems |= {f"{atom}: {problem}": True for problem in findings if problem}

    assert list(problems) == []
    assert seen >= len(own) / 2


def found_after(tried, atom, check, fault, manager):
    """For each kind of finding that a violation brings about, what is wrong with the place of its cure."""
    try:
        with transaction.atomic():
            fault.inject(tried.injection)
            judged = judge(check, tried.situation(atom), shown=1)
            problems = [manager.problem_with(one) for one in found_by(judged.findings)]
            transaction.set_rollback(True)
    except DatabaseError:  # the database refuses the state, so nobody has to cure it
        return []
    return problems


# A company that has nothing yet ------------------------------------------------------------------------


@pytest.fixture
def empty_company(own_database):
    organization = people.found_organization(slug="begins", name="New Company", origin="test/begins")
    setup = Actor.system(organization, "setup")
    with organization_scope(organization.pk):
        person = people.add_person(name="First Person", by=setup, email="first@new.example")
        people.give_access(access_role="quality-manager", person=person, by=setup)
        yield managed(organization, person, setup)


@pytest.mark.slow
@pytest.mark.parametrize("standard", STANDARDS)
def test_whatever_an_empty_company_lacks_leads_to_where_it_begins(empty_company, standard):
    """What is not checked yet has no place in the product, and says so; what people assess has its form."""
    runs.run_full(empty_company.organization.pk)
    checked = fault_injection.checks_of(load(standard))
    blocking = Verdict.objects.filter(organization=empty_company.organization, standard=standard, outcome__in=BLOCKING)

    problems = {
        f"{verdict.atom}: {problem}"
        for verdict in blocking
        if verdict.atom in checked and verdict.outcome != Outcome.MANUAL_DUE
        for row in verdict.findings
        if (problem := empty_company.problem_with(from_row(row)))
    }

    assert sorted(problems) == []
    assert not Verdict.objects.filter(organization=empty_company.organization, outcome=Outcome.ERROR).exists()
