"""8.2 and 5.1.2: orders are reviewed before they are promised, and the review says all that it has to."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from everproof.context.models import CommunicationPlan, LegalRequirement
from everproof.customers.models import ContractOrderReview, CustomerOrder, RequirementReview
from everproof.documents.models import RetentionRule
from everproof.kernel.checks import Cure, DaysAfter, Evidence, Finding, Situation
from everproof.kernel.records.lists import is_named_by, names_one_of
from everproof.processes.checks.performance import stale_kpis
from everproof.processes.models import Kpi
from everproof.products.models import ProductService

Kind, Result = ContractOrderReview.Kind, ContractOrderReview.Result
NONE = "none"
FILL_IN = Cure(_("Fill it in, or write “none”"))


def accepted(at: Situation) -> QuerySet[CustomerOrder]:
    """Orders that were accepted within the order window."""
    return at.records(CustomerOrder).filter(accepted_on__gte=at.days_ago("order_window_days"))


def reviews(at: Situation) -> QuerySet[ContractOrderReview]:
    """Reviews of the event window."""
    return at.records(ContractOrderReview).filter(reviewed_on__gte=at.days_ago("event_window_days"))


def accepting(at: Situation) -> QuerySet[ContractOrderReview]:
    """Those of them that came to the result to accept."""
    return reviews(at).filter(result=Result.ACCEPT)


def _accepting_of_order(at: Situation, **having: Any) -> QuerySet[ContractOrderReview]:
    found = at.records(ContractOrderReview).filter(result=Result.ACCEPT, order=OuterRef("pk"))
    return found.filter(**having)


def check_5_1_2_1(at: Situation) -> Evidence:
    """Orders are accepted after a review, and how far orders are fulfilled is measured."""
    orders = accepted(at)
    reviewed = Exists(_accepting_of_order(at, reviewed_on__lte=OuterRef("accepted_on")))
    kpis = at.records(Kpi).filter(status="active", topic=Kpi.Topic.REQUIREMENT_FULFILMENT)
    findings = [
        Finding(
            _("It was accepted without a review before."),
            Cure(_("Review what is asked before you accept it")),
            orders.exclude(reviewed),
        )
    ]
    if not kpis.exclude(pk__in=stale_kpis(at, kpis).values("pk")).exists():
        words = _("No indicator of fulfilled customer requirements has a value in time.")
        findings.append(Finding(words, Cure(_("Enter the values of such an indicator"), "processes:kpi_list")))
    return Evidence(orders, tuple(findings))


def check_8_2_1_2(at: Situation) -> Evidence:
    """Enquiries are answered, and amendments reviewed, in time."""
    orders = at.records(CustomerOrder).filter(
        at.in_window("received_on", still_open=Q(status__in=("enquiry", "offered", "accepted")))
    )
    days = at["amendment_days"]
    amendment = _accepting_or_not(at, kind=Kind.AMENDMENT, reviewed_on__gte=OuterRef("amended_on"))
    in_time = amendment.filter(reviewed_on__lte=DaysAfter("order__amended_on", days))
    changed = orders.filter(at.before("amended_on", days), amended_on__isnull=False)
    return Evidence(
        orders,
        (
            Finding(
                _("The enquiry has waited too long for an answer."),
                Cure(_("Answer it, or decline it")),
                orders.filter(at.before("received_on", "enquiry_days"), status="enquiry"),
            ),
            Finding(
                _("It was amended, and the amendment was not reviewed in time."),
                Cure(_("Review the amendment")),
                changed.exclude(Exists(in_time)),
            ),
        ),
    )


def _accepting_or_not(at: Situation, **having: Any) -> QuerySet[ContractOrderReview]:
    return at.records(ContractOrderReview).filter(order=OuterRef("pk"), **having)


def check_8_2_1_5(at: Situation) -> Evidence:
    """What is done in an emergency is agreed for each order that needs it: in its review, or in a plan that names whom.

    A review tells of it by the word for an emergency, in English or in the language of the reader.
    """
    orders = at.records(CustomerOrder).filter(status="accepted", contingency_relevant=True)
    told = Q()
    for word in {"emergenc", "contingen", str(_("emergency"))}:
        told |= Q(customer_requirements__icontains=word)
    reviewed = _accepting_of_order(at).filter(told)
    plans = at.records(CommunicationPlan).filter(status="active", direction="external", topic="contingency")
    named = plans.filter(content__icontains=OuterRef("customer__title"))
    return Evidence(
        orders,
        (
            Finding(
                _("Nothing is agreed with the customer for an emergency."),
                Cure(_("Agree on it, and write it into the review")),
                orders.exclude(Q(Exists(reviewed)) | Q(Exists(named))),
            ),
        ),
    )


def check_8_2_2_1(at: Situation) -> Evidence:
    """What the law requires of a product was checked before it was offered."""
    offered = at.records(ProductService).filter(offered_since__isnull=False, status="active")
    checked = at.records(RequirementReview).filter(
        product_service=OuterRef("pk"), legal_checked=True, reviewed_on__lte=OuterRef("offered_since")
    )
    return Evidence(
        offered,
        (
            Finding(
                _("It is on offer, and nobody had checked before what the law requires of it."),
                Cure(_("Review its requirements")),
                offered.exclude(Exists(checked)),
            ),
        ),
    )


def check_8_2_2_2(at: Situation) -> Evidence:
    """What the company itself requires of a product is laid down and was accepted before it was offered."""
    active = at.records(ProductService).filter(status="active")
    let_through = at.records(RequirementReview).filter(
        product_service=OuterRef("pk"), result="accept", reviewed_on__lte=OuterRef("offered_since")
    )
    return Evidence(
        active,
        (
            Finding(
                _("It does not say what the company itself requires of it."),
                Cure(_("Say what you require yourselves")),
                active.filter(internal_requirements=[]),
            ),
            Finding(
                _("It went on offer without a requirement review that accepts it."),
                Cure(_("Review its requirements")),
                active.exclude(Exists(let_through)),
            ),
        ),
    )


def check_8_2_3_1_1(at: Situation) -> Evidence:
    """Nothing is accepted that cannot be done."""
    found = accepting(at)
    reason = _("It accepts what nobody confirmed that we can do.")
    return Evidence(
        found, (Finding(reason, Cure(_("Confirm it, or withdraw")), found.filter(capability_confirmed=False)),)
    )


def check_8_2_3_1_2(at: Situation) -> Evidence:
    """Every order was reviewed before it was accepted, itself or through the reviews of the items."""
    orders = accepted(at)
    own = _accepting_of_order(at, kind=Kind.INITIAL, reviewed_on__lte=OuterRef("accepted_on"))
    by_catalogue = _accepting_of_order(at, kind=Kind.CATALOGUE, reviewed_on__lte=OuterRef("accepted_on"))
    let_through = at.records(RequirementReview).filter(product_service=OuterRef("pk"), result="accept")
    not_reviewed = at.records(ProductService).exclude(Exists(let_through))
    rests = Q(Exists(by_catalogue)) & ~Q(names_one_of("product_services", not_reviewed))
    return Evidence(
        orders,
        (
            Finding(
                _("It was accepted before it was reviewed."),
                Cure(_("Review what is asked before you accept it")),
                orders.exclude(Q(Exists(own)) | rests),
            ),
        ),
    )


def _says(at: Situation, reason: Any, *fields: str) -> Evidence:
    found = accepting(at)
    empty = Q()
    for name in fields:
        empty |= Q(**{name: ""})
    return Evidence(found, (Finding(reason, FILL_IN, found.filter(empty)),))


def check_8_2_3_1_3(at: Situation) -> Evidence:
    """A review says what the customer requires, for delivery and afterwards too."""
    return _says(
        at,
        _("It does not say what the customer requires, or nothing of delivery or of the time after it."),
        "customer_requirements",
        "delivery_requirements",
        "post_delivery_requirements",
    )


def check_8_2_3_1_4(at: Situation) -> Evidence:
    """A review says what the customer did not, though the use needs it."""
    return _says(at, _("It does not say what the use needs beyond what was said."), "unstated_requirements")


def check_8_2_3_1_5(at: Situation) -> Evidence:
    """A review says what the company itself requires."""
    return _says(at, _("It does not say what the company itself requires."), "internal_requirements")


def check_8_2_3_1_6(at: Situation) -> Evidence:
    """A review says what the law requires, and does not say "none" where the register knows better."""
    found = accepting(at)
    law = at.records(LegalRequirement).filter(status="active")
    bound = at.records(ProductService).filter(is_named_by(law, "products"))
    orders = at.records(CustomerOrder).filter(names_one_of("product_services", bound))
    return Evidence(
        found,
        (
            Finding(_("It does not say what the law requires."), FILL_IN, found.filter(legal_requirements="")),
            Finding(
                _("It knows of no law, though the register names one for what is ordered."),
                Cure(_("Name what the law requires of it")),
                found.filter(legal_requirements__iexact=NONE, order__in=orders.values("pk")),
            ),
        ),
    )


def check_8_2_3_1_7(at: Situation) -> Evidence:
    """A review says what differs from what was said before, and that of an amendment names the difference."""
    found = accepting(at)
    return Evidence(
        found,
        (
            Finding(_("It does not say what differs."), FILL_IN, found.filter(differences="")),
            Finding(
                _("It reviews an amendment and names no difference."),
                Cure(_("Say what was changed")),
                found.filter(kind=Kind.AMENDMENT, differences__iexact=NONE),
            ),
        ),
    )


def check_8_2_3_1_8(at: Situation) -> Evidence:
    """What differs was settled before the order was accepted."""
    differing = accepting(at).exclude(differences="").exclude(differences__iexact=NONE)
    first = ~Q(kind=Kind.AMENDMENT) & Q(differences_resolved_on__gt=F("order__accepted_on"))
    return Evidence(
        differing,
        (
            Finding(
                _("What differs was not settled before the order was accepted."),
                Cure(_("Settle it, and say when")),
                differing.filter(Q(differences_resolved_on=None) | first),
            ),
        ),
    )


def check_8_2_3_1_9(at: Situation) -> Evidence:
    """What a customer did not give in writing was confirmed before it was accepted."""
    told = accepted(at).filter(documented_by_customer=False)
    confirmed = _accepting_of_order(at, customer_confirmed_on__lte=OuterRef("accepted_on"))
    return Evidence(
        told,
        (
            Finding(
                _("It was given in no document and accepted without being confirmed."),
                Cure(_("Have it confirmed before you accept it")),
                told.exclude(Exists(confirmed)),
            ),
        ),
    )


def check_8_2_3_2_1(at: Situation) -> Evidence:
    """Every review has a result, a day and a name, and how long it is kept is laid down."""
    found = reviews(at)
    findings = [
        Finding(
            _("It has no result, or nobody stands for it."),
            Cure(_("Say what it came to, and who reviewed it")),
            found.filter(Q(result="") | Q(reviewer=None)),
        )
    ]
    findings += unkept(at, "contract-order-review", _("No rule says how long reviews of orders are kept."))
    return Evidence(found, tuple(findings))


def check_8_2_3_2_2(at: Situation) -> Evidence:
    """Every review says what is new, or that nothing is."""
    found = accepting(at)
    return Evidence(found, (Finding(_("It does not say what is new."), FILL_IN, found.filter(new_requirements="")),))


def unkept(at: Situation, kind: str, words: Any) -> list[Finding]:
    """The finding that no active rule says how long a kind of record is kept; nothing where one does."""
    if at.records(RetentionRule).filter(status="active", record_type=kind).exists():
        return []
    return [Finding(words, Cure(_("Say how long they are kept"), type_name="retention-rule"))]


def something_was_not_in_writing(at: Situation) -> bool:
    """The flag if-undocumented-orders."""
    return accepted(at).filter(documented_by_customer=False).exists()


def emergencies_matter(at: Situation) -> bool:
    """The flag if-contingency."""
    return at.records(CustomerOrder).filter(status="accepted", contingency_relevant=True).exists()
