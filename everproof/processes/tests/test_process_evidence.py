"""A record shows that a process runs only if it belongs to that process."""

from datetime import timedelta

import pytest

from everproof.kernel import clock, links
from everproof.kernel.checks import Situation
from everproof.kernel.work.actions import raise_action
from everproof.processes.actions import landscape, parts
from everproof.processes.evidence import left_records, paths_to_process
from everproof.processes.models import ProcessInput

pytestmark = pytest.mark.django_db


@pytest.fixture
def describe(cast):
    def make(title):
        return landscape.describe_process(
            title=title, purpose="It works.", owner=cast.person("member"), by=cast.manager
        )

    return make


def action(cast, title, **values):
    due_on = clock.today("Europe/Berlin")
    return raise_action(title=title, owner=cast.person("member"), due_on=due_on, by=cast.manager, **values)


def left(cast, *kinds, days=1):
    at = Situation(cast.organization.pk, clock.today("Europe/Berlin"), {})
    return left_records(at, kinds, clock.now() - timedelta(days=days))


def test_an_action_belongs_to_the_process_it_was_raised_from(cast, describe):
    sales, _production = describe("Sales"), describe("Production")
    action(cast, "Ask", source=sales)
    action(cast, "Of nobody")

    assert left(cast, "action") == {"action": {sales.pk}}


def test_a_record_belongs_to_the_process_it_is_linked_with_or_whose_part_it_concerns(cast, describe):
    sales, production, other = describe("Sales"), describe("Production"), describe("Other")
    output = parts.add_output(process=production, title="Goods", by=cast.manager)
    for about in (sales, output):
        problem = action(cast, "Wrong")
        links.link(problem, "concerns", about, by=cast.manager)
    action(cast, "About nothing")

    found = left(cast, "action")["action"]

    assert found == {sales.pk, production.pk}
    assert other.pk not in found


def test_a_link_that_was_removed_no_longer_counts(cast, describe):
    sales = describe("Sales")
    problem = action(cast, "Wrong")
    links.link(problem, "concerns", sales, by=cast.manager)
    links.unlink(problem, "concerns", sales, by=cast.manager)

    assert left(cast, "action") == {"action": set()}


def test_a_record_belongs_to_the_process_that_its_own_field_names(cast, describe):
    sales, production = describe("Sales"), describe("Production")
    parts.add_input(process=production, title="Order", source=sales, by=cast.manager)

    assert left(cast, "process-input")["process-input"] == {sales.pk, production.pk}
    assert "output__process_id" in paths_to_process(ProcessInput)


def test_old_records_and_kinds_that_nobody_keeps_do_not_count(cast, describe):
    sales = describe("Sales")
    action(cast, "Ask", source=sales)

    assert left(cast, "action", "log-book", days=-1) == {"action": set()}
