"""A verb means the same from wherever it is done: the room's own action stands behind it."""

from inspect import Parameter, signature

import pytest

from everproof.improvement import actions
from everproof.kernel import modules, verbs

WITH_ACTS = [(record_type.name, verb) for record_type in modules.all_record_types() for verb in record_type.acts]


@pytest.fixture
def closed(cast):
    record = actions.report_nonconformity(title="Leak", by=cast.manager)
    steps = [
        ("triage", {"severity": "low", "owner": cast.person("member")}),
        ("contain", {"correction": "Valve shut"}),
        ("close", {"action_needed": False, "need_rationale": "Happened once"}),
    ]
    for step, values in steps:
        record = verbs.perform(record, step, values, by=cast.manager)
    return record


def test_closing_does_what_the_rooms_action_does(closed, cast):
    assert closed.status == "closed"
    assert closed.closed_by_id == cast.manager.person_id
    assert closed.need_evaluated_on is not None


def test_reopening_many_rows_does_too(closed, sign_in):
    page = "/ours/improvement/nonconformities/chosen/reopen/"

    sign_in("manager").post(page, {"chosen": str(closed.pk), "confirmed": "1", "reason": "It drips again"})

    closed.refresh_from_db()
    assert (closed.status, closed.closed_on, closed.closed_by) == ("open", None, None)


@pytest.mark.parametrize(("type_name", "verb"), WITH_ACTS)
def test_an_act_fits_its_verb(type_name, verb):
    """Its action takes the record first, every field it is said to take, and what every verb brings along."""
    record_type = modules.record_type(type_name)
    act = record_type.acts[verb]
    if act.action is None:
        return
    parameters = signature(act.action, eval_str=True).parameters
    takes_all = any(one.kind is Parameter.VAR_KEYWORD for one in parameters.values())
    needed = {"by", "at", *(act.names.get(name, name) for name in verbs.fields_of(record_type, verb))}
    needed |= {"id"} if verb == "create" else {"expected_version"}
    step = record_type.lifecycle.transitions.get(verb) if record_type.lifecycle else None
    if verb == "update" or (step is not None and step.reason_needed):
        needed.add("reason")

    assert takes_all or needed <= set(parameters)
    if verb != "create":
        first = next(iter(parameters.values()))
        assert first.annotation is record_type.model


@pytest.mark.parametrize(("type_name", "verb"), WITH_ACTS)
def test_an_act_is_behind_a_verb_that_there_is(type_name, verb):
    lifecycle = modules.record_type(type_name).lifecycle

    assert verb in {"create", "update", *(lifecycle.transitions if lifecycle else ())}
