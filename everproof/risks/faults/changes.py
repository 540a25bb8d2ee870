"""The violations about changes."""

from __future__ import annotations

from django.db.models import Q

from everproof.context.models import KnowledgeItem, ResourcePlan
from everproof.kernel.checks import Injection
from everproof.kernel.links.models import Link
from everproof.kernel.people.models import Person
from everproof.kernel.work.models import Action
from everproof.risks.models import Change


def fault_5_3_9(company: Injection) -> None:
    """A change of the quality system was approved without a word on how the system stays whole."""
    company.change(_qms(company), integrity_assessment="")


def fault_6_3_1(company: Injection) -> None:
    """A change of the quality system was made a week before it was approved."""
    change = _qms(company)
    company.change(change, implemented_on=company.days_ago(40), approved_on=company.days_ago(33))


def fault_6_3_2(company: Injection) -> None:
    """An approved change has no purpose."""
    company.change(_qms(company), purpose="")


def fault_6_3_3(company: Injection) -> None:
    """An approved change does not say what it may bring about."""
    company.change(_qms(company), consequences="")


def fault_6_3_5(company: Injection) -> None:
    """A change was made while the resource it depends on was still missing."""
    company.change(company.one(ResourcePlan, title="Time of the quality manager"), provided_on=None, status="needed")


def fault_6_3_6(company: Injection) -> None:
    """A change moves duties, but no responsibility was given for it."""
    _unlink(_qms(company, responsibilities__startswith="The"), "responsibility")


def fault_6_3_7(company: Injection) -> None:
    """A change was made, and nobody affected was told before."""
    _unlink(_qms(company), "communication-record")


def fault_6_3_8(company: Injection) -> None:
    """A change was made eight months ago, and whether it worked was never judged."""
    company.change(_qms(company), implemented_on=company.days_ago(240), effectiveness_result="")


def fault_7_1_6_4(company: Injection) -> None:
    """A new technology came half a year ago, and no know-how of its process was looked at since."""
    change = _qms(company)
    company.change(change, implemented_on=company.days_ago(180))
    company.change(company.records(KnowledgeItem), reviewed_on=company.days_ago(200))


def fault_8_1_12(company: Injection) -> None:
    """An emergency change of a material was never looked at."""
    company.change(_unplanned(company), reviewed_on=None, reviewed_by=None, status="implemented")


def fault_8_1_13(company: Injection) -> None:
    """An unplanned change had bad effects, and nothing is done about them."""
    company.remove(company.records(Action).filter(source_type="change", source_id=_unplanned(company).pk))


def fault_8_5_6_1(company: Injection) -> None:
    """A planned change of a machine was reviewed only after it went live."""
    change = _production(company)
    company.change(change, reviewed_on=company.today)


def fault_8_5_6_4(company: Injection) -> None:
    """Somebody without the power approved a change of production."""
    company.change(_production(company), approved_by=company.add(Person, title="Guest", active=True))


def fault_8_5_6_5(company: Injection) -> None:
    """The review asked for a new fixture, and there is no action."""
    change = _production(company)
    company.change(change, action_needed=True)
    for action in company.records(Action).filter(source_type="change", source_id=change.pk):
        company.remove(action)


def _qms(company: Injection, **having: object) -> Change:
    return company.one(Change, kind="qms", status="closed", **having)


def _production(company: Injection) -> Change:
    return company.one(Change, kind="production", status="closed", planned=True)


def _unplanned(company: Injection) -> Change:
    return company.one(Change, planned=False)


def _unlink(change: Change, type_name: str) -> None:
    ends = Q(from_id=change.pk, to_type=type_name) | Q(to_id=change.pk, from_type=type_name)
    Link.objects.filter(ends, organization_id=change.organization_id).delete()
