"""Both sides of an interface: what fits, what does not, and how it is settled."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from everproof.kernel.errors import NotAllowed, Refused
from everproof.processes.actions import landscape, parts
from everproof.processes.contracts import Gap, disagreement, interfaces
from everproof.processes.models import ProcessInput, ProcessOutput
from everproof.processes.queries.interfaces import interfaces_of, needs_of, outputs_of
from everproof.processes.queries.interfaces import landscape as landscape_of


def side(model=ProcessOutput, criterion="", bound="", limit=None, unit=""):
    return model(criterion=criterion, bound=bound, limit=None if limit is None else Decimal(limit), unit=unit)


@pytest.mark.parametrize(
    ("promised", "needed", "fits"),
    [
        (("Drawing is released.",), ("drawing is  released",), True),
        (("Drawing is released",), ("Drawing is checked",), False),
        (("Answered", "at-most", "3", "days"), ("Answered", "at-most", "5", "days"), True),
        (("Answered", "at-most", "5", "days"), ("Answered", "at-most", "3", "days"), False),
        (("Yield", "at-least", "97", "%"), ("Yield", "at-least", "98", "%"), False),
        (("Yield", "at-least", "98", "%"), ("Other words", "at-least", "97", "%"), True),
        (("Answered", "at-most", "24", "hours"), ("Answered", "at-most", "2", "days"), False),
        (("Answered", "at-least", "2", "days"), ("Answered", "at-most", "2", "days"), False),
        (("Answered",), ("Answered", "at-most", "3", "days"), False),
        ((), ("Answered",), False),
        (("Answered",), (), True),
        ((), (), True),
    ],
)
def test_a_promise_meets_a_need_or_says_why_not(promised, needed, fits):
    difference = disagreement(side(ProcessOutput, *promised), side(ProcessInput, *needed))

    assert (difference == "") is fits


@pytest.fixture
def company(cast, db):
    """Sales gives to Production, which gives to the customer."""

    def make(title, group="core", **values):
        return landscape.describe_process(
            title=title, group=group, purpose="It works.", owner=cast.person("member"), by=cast.manager, **values
        )

    return {title: make(title) for title in ("Sales", "Production", "Purchasing")}


def gaps(cast):
    return [(one.title, one.gap) for one in landscape_of(cast.manager).interfaces]


def test_the_same_name_on_both_sides_is_one_interface(cast, company):
    sales, production = company["Sales"], company["Production"]
    parts.add_output(process=sales, title="Confirmed order", receiver=production, criterion="Complete", by=cast.manager)
    parts.add_input(process=production, title="confirmed  Order", source=sales, by=cast.manager)

    assert gaps(cast) == [("Confirmed order", None)]


def test_what_does_not_fit_is_found(cast, company):
    sales, production, by = company["Sales"], company["Production"], cast.manager
    parts.add_output(process=sales, title="Order", receiver=production, criterion="Complete", by=by)
    parts.add_output(process=sales, title="Forecast", criterion="Each month", by=by)
    parts.add_output(process=sales, title="Offer", external_receiver="Customer", by=by)
    parts.add_input(process=production, title="Drawing", source=company["Purchasing"], by=by)
    parts.add_input(process=production, title="Energy", by=by)
    parts.add_input(process=production, title="Law", external_source="State", by=by)

    assert gaps(cast) == [
        ("Order", Gap.NOT_EXPECTED),
        ("Forecast", Gap.NO_RECEIVER),
        ("Offer", Gap.NO_CRITERION),
        ("Drawing", Gap.NOT_PROMISED),
        ("Energy", Gap.NO_SOURCE),
        ("Law", None),
    ]


def test_a_receiver_that_is_a_draft_is_not_in_force(cast, company):
    draft = landscape.describe_process(title="Plan", draft=True, by=cast.manager)
    parts.add_output(process=company["Sales"], title="Order", receiver=draft, by=cast.manager)

    assert gaps(cast) == [("Order", Gap.RETIRED)]


def test_the_receiver_takes_over_what_is_delivered(cast, company):
    output = parts.add_output(
        process=company["Sales"],
        title="Order",
        receiver=company["Production"],
        criterion="Complete",
        bound="at-most",
        limit=Decimal(5),
        unit="%",
        by=cast.manager,
    )

    need = parts.receive_output(output=output, by=cast.manager)

    assert (need.process, need.source, need.output) == (company["Production"], company["Sales"], output)
    assert (need.criterion, need.bound, need.limit, need.unit) == ("Complete", "at-most", Decimal(5), "%")
    assert gaps(cast) == [("Order", None)]


def test_the_source_takes_over_what_is_needed(cast, company):
    need = parts.add_input(
        process=company["Production"],
        title="Material",
        source=company["Purchasing"],
        criterion="Checked",
        by=cast.manager,
    )

    output = parts.deliver_input(need=need, by=cast.manager)

    assert (output.process, output.receiver, output.criterion) == (
        company["Purchasing"],
        company["Production"],
        "Checked",
    )
    assert gaps(cast) == [("Material", None)]


def test_sides_that_disagree_come_to_terms_either_way(cast, company):
    output = parts.add_output(
        process=company["Sales"], title="Order", receiver=company["Production"], criterion="Signed", by=cast.manager
    )
    need = parts.add_input(
        process=company["Production"],
        title="Order",
        source=company["Sales"],
        output=output,
        criterion="Complete",
        by=cast.manager,
    )
    assert gaps(cast) == [("Order", Gap.DISAGREE)]

    promised = parts.agree_on_need(need=need, output=output, by=cast.manager)

    assert promised.criterion == "Complete"
    assert gaps(cast) == [("Order", None)]
    assert parts.agree_on_promise(need=need, output=output, by=cast.manager).criterion == "Signed"


def test_an_output_meets_only_a_need_of_its_receiver_from_its_giver(cast, company):
    output = parts.add_output(process=company["Sales"], title="Order", receiver=company["Production"], by=cast.manager)

    with pytest.raises(ValidationError, match="another process than the source"):
        parts.add_input(
            process=company["Production"], title="Order", source=company["Purchasing"], output=output, by=cast.manager
        )
    with pytest.raises(ValidationError, match="goes to another process"):
        parts.add_input(
            process=company["Purchasing"], title="Order", source=company["Sales"], output=output, by=cast.manager
        )


def test_another_source_lets_the_output_go(cast, company):
    output = parts.add_output(process=company["Sales"], title="Order", receiver=company["Production"], by=cast.manager)
    need = parts.receive_output(output=output, by=cast.manager)

    assert parts.change_input(need=need, source=company["Purchasing"], by=cast.manager).output is None


def test_an_end_is_a_process_or_somebody_outside_and_never_itself(cast, company):
    sales = company["Sales"]

    with pytest.raises(ValidationError, match="one receiver"):
        parts.add_output(
            process=sales, title="Order", receiver=company["Production"], external_receiver="Customer", by=cast.manager
        )
    with pytest.raises(ValidationError, match="go together"):
        parts.add_output(process=sales, title="Order", receiver=sales, by=cast.manager)
    with pytest.raises(ValidationError):
        parts.add_output(process=sales, title="Order", bound="at-most", by=cast.manager)


def test_nobody_is_there_to_receive_or_to_deliver(cast, company):
    output = parts.add_output(process=company["Sales"], title="Forecast", by=cast.manager)
    need = parts.add_input(process=company["Sales"], title="Energy", by=cast.manager)

    with pytest.raises(Refused, match="names no process"):
        parts.receive_output(output=output, by=cast.manager)
    with pytest.raises(Refused, match="names no process"):
        parts.deliver_input(need=need, by=cast.manager)


def test_the_interfaces_of_one_process_are_those_of_the_whole(cast, company):
    sales, production = company["Sales"], company["Production"]
    output = parts.add_output(process=sales, title="Order", receiver=production, by=cast.manager)
    parts.receive_output(output=output, by=cast.manager)
    parts.add_input(process=company["Purchasing"], title="Demand", source=production, by=cast.manager)
    parts.add_input(process=company["Purchasing"], title="Budget", source=sales, by=cast.manager)

    def told(found):
        return {(one.title, one.gap) for one in found}

    whole = landscape_of(cast.manager).interfaces
    ours = [one for one in whole if production.pk in (one.giver, one.receiver)]
    assert (
        told(interfaces_of(production, outputs_of(cast.manager, production), needs_of(cast.manager, production)))
        == told(ours)
        == {
            ("Order", Gap.NO_CRITERION),
            ("Demand", Gap.NOT_PROMISED),
        }
    )


def test_nothing_passes_where_there_is_nothing():
    assert interfaces([], [], []) == []


def test_the_owner_of_a_process_changes_its_parts_and_no_other_member_does(cast, company):
    step = parts.add_step(process=company["Sales"], title="Ask", by=cast.manager)
    output = parts.add_output(process=company["Sales"], title="Order", by=cast.manager)

    assert parts.change_step(step=step, title="Ask the customer", by=cast.member).title == "Ask the customer"
    assert parts.change_output(output=output, criterion="Complete", by=cast.member).criterion == "Complete"
    with pytest.raises(NotAllowed):
        parts.change_step(step=step, title="Mine", by=cast.teammate)
    with pytest.raises(NotAllowed):
        parts.add_step(process=company["Sales"], title="Mine", by=cast.teammate)
