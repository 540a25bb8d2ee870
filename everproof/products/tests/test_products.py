"""Products: what must hold, versions, the way on and off the offer."""

from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from everproof.kernel.errors import NotAllowed, Refused
from everproof.products import actions, queries
from everproof.products.models import ProductCharacteristic, ProductService, ProductVersion, as_entered
from everproof.products.testing import active_product, product

pytestmark = pytest.mark.django_db


@pytest.fixture
def valve(cast):
    return product(cast)


def stored(valve):
    return ProductService.objects.get(pk=valve.pk)


def add(valve, cast, **values):
    values = {"title": "Seat diameter", "nominal": "50", "lower_limit": "49.9", "upper_limit": "50.1", **values}
    values.setdefault("unit", "mm")
    return actions.add_characteristic(product=valve, by=cast.manager, **values)


def test_limits_stand_in_order_and_carry_a_unit(cast, valve):
    for wrong, field in (
        ({"lower_limit": "51"}, "upper_limit"),
        ({"nominal": "49"}, "nominal"),
        ({"nominal": "50.2"}, "nominal"),
        ({"unit": ""}, "unit"),
        ({"kind": "attribute"}, "kind"),
    ):
        values = {"upper_limit": "50.1", **wrong}
        with pytest.raises(ValidationError) as refused:
            add(valve, cast, **values)
        assert list(refused.value.message_dict) == [field]


def test_new_characteristics_come_last(cast, valve):
    add(valve, cast)
    add(valve, cast, title="No scratch", kind="attribute", nominal=None, lower_limit=None, upper_limit=None, unit="")

    assert [one.title for one in queries.characteristics_of(valve)] == ["Seat diameter", "No scratch"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "50 mm (49.9 to 50.1)"),
        ({"nominal": None}, "49.9 to 50.1 mm"),
        ({"nominal": None, "lower_limit": None}, "at most 50.1 mm"),
        ({"nominal": None, "upper_limit": None, "unit": "1"}, "at least 49.9"),
        ({"lower_limit": None, "upper_limit": None}, "50 mm"),
    ],
)
def test_a_demand_reads_in_one_line(cast, valve, values, words):
    assert queries.demand(add(valve, cast, **values).content()) == words


def test_a_version_keeps_what_it_was_and_the_next_supersedes_it(cast, valve):
    seat = add(valve, cast)
    first = actions.release_version(product=valve, what_changed="First release", by=cast.manager)
    actions.change_characteristic(characteristic=seat, by=cast.manager, upper_limit="50.05")

    second = actions.release_version(product=stored(valve), what_changed="Tighter seat", by=cast.manager)

    first.refresh_from_db()
    assert (first.edition, first.status, second.edition, second.status) == (1, "superseded", 2, "in-force")
    assert [(one.what, one.before, one.after) for one in queries.differences(first.content, second.content)] == [
        ("Seat diameter", "50 mm (49.9 to 50.1)", "50 mm (49.9 to 50.05)")
    ]


def test_nothing_new_is_no_version(cast, valve):
    add(valve, cast)
    actions.release_version(product=valve, what_changed="First release", by=cast.manager)

    with pytest.raises(Refused, match="Nothing changed since version 1"):
        actions.release_version(product=stored(valve), what_changed="Again", by=cast.manager)


def test_equal_figures_written_otherwise_are_no_change(cast, valve):
    seat = add(valve, cast)
    actions.release_version(product=valve, what_changed="First release", by=cast.manager)
    ProductCharacteristic.objects.get(pk=seat.pk)
    actions.change_characteristic(
        characteristic=ProductCharacteristic.objects.get(pk=seat.pk), by=cast.manager, upper_limit=Decimal("50.100")
    )

    with pytest.raises(Refused, match="Nothing changed"):
        actions.release_version(product=stored(valve), what_changed="Again", by=cast.manager)


def test_putting_on_offer_says_all_that_is_missing(cast):
    bare = actions.add_product(title="Bare", type="Service", by=cast.manager)

    with pytest.raises(Refused) as refused:
        actions.activate_product(product=bare, by=cast.manager)

    assert [str(reason) for reason in refused.value.reasons] == [
        "Nobody has said which processes make it.",
        "Nobody has said when it is good.",
        "No version of it is released yet.",
    ]


def test_on_offer_withdrawn_and_offered_again(cast):
    valve = active_product(cast)
    assert valve.status == "active"
    assert valve.offered_since is not None

    valve = actions.withdraw_product(product=valve, by=cast.manager, reason="No orders for two years")
    with pytest.raises(Refused, match="locked"):
        add(valve, cast)

    assert actions.reactivate_product(product=valve, by=cast.manager, reason="Asked for again").status == "active"


def test_processes_of_another_company_are_not_there(cast, valve):
    with pytest.raises(ValidationError, match="There is no such record"):
        actions.activate_product(product=valve, by=cast.manager, processes=["0190a000-0000-7000-8000-000000000000"])


def test_a_member_changes_no_characteristic(cast, valve):
    seat = add(valve, cast)

    with pytest.raises(NotAllowed):
        actions.change_characteristic(characteristic=seat, by=cast.member, upper_limit="51")
    with pytest.raises(NotAllowed):
        actions.add_characteristic(product=valve, title="Bore", by=cast.member)


def test_from_the_page_of_a_product_to_a_released_version(sign_in, cast, valve):
    browser = sign_in("manager")
    page = browser.get(f"/ours/products/products/{valve.number}/")
    assert "Nothing is said yet about what must hold" in page.content.decode()

    form = f"/ours/products/characteristics/new/?product={valve.pk}"
    typed = {"product": str(valve.pk), "title": "Bore", "kind": "variable", "upper_limit": "80", "unit": "mm"}
    assert browser.post(form, typed)["Location"] == f"/ours/products/products/{valve.number}/"
    form = f"/ours/products/versions/new/?product={valve.pk}"
    browser.post(form, {"product": str(valve.pk), "what_changed": "First", "in_force_from": "2026-01-01"})

    page = browser.get(f"/ours/products/products/{valve.number}/").content.decode()
    assert "at most 80 mm" in page
    assert ProductVersion.objects.get().status == "in-force"
    assert "Release a version" not in page


def test_what_changed_since_the_version_is_said(sign_in, cast, valve):
    seat = add(valve, cast)
    version = actions.release_version(product=valve, what_changed="First release", by=cast.manager)
    actions.change_characteristic(characteristic=seat, by=cast.manager, upper_limit="50.05")

    page = sign_in("member").get(f"/ours/products/products/{valve.number}/").content.decode()
    assert "Changed since version 1, and not released yet:" in page
    assert "50 mm (49.9 to 50.05)" in page
    page = sign_in("member").get(f"/ours/products/versions/{version.number}/").content.decode()
    assert "50 mm (49.9 to 50.1)" in page


def test_kinds_in_use_are_proposed(sign_in, cast, valve):
    page = sign_in("manager").get("/ours/products/products/new/").content.decode()

    assert "<option>Industrial valve</option>" in page


def test_figures_are_shown_with_the_decimals_with_which_they_were_entered(cast, valve, sign_in):
    made = add(valve, cast, nominal="10.0", lower_limit="9.95", upper_limit="10.10")

    stored = ProductCharacteristic.objects.get(pk=made.pk)
    assert [str(getattr(stored, name)) for name in ("nominal", "lower_limit", "upper_limit")] == [
        "10.0",
        "9.95",
        "10.10",
    ]
    assert queries.demand(stored.content()) == "10.0 mm (9.95 to 10.10)"
    browser = sign_in("manager")
    page = f"/ours/products/characteristics/{stored.number}/"
    assert "10.000000" not in browser.get(page).content.decode()
    assert 'value="10.0"' in browser.get(f"{page}edit/").content.decode()
    assert "10.10" in browser.get("/ours/products/characteristics/").content.decode()


def test_another_number_of_decimals_is_a_change_and_an_emptied_figure_forgets_them(cast, valve):
    made = add(valve, cast, nominal="10", lower_limit="9.9", upper_limit=None)
    finer = actions.change_characteristic(characteristic=made, by=cast.manager, nominal=Decimal("10.00"))
    assert (finer.version, str(ProductCharacteristic.objects.get().nominal)) == (2, "10.00")

    actions.change_characteristic(characteristic=finer, by=cast.manager, lower_limit=None)
    assert ProductCharacteristic.objects.get().decimals == {"nominal": 2}


@pytest.mark.parametrize(
    ("value", "places", "shown"),
    [("10.000000", 1, "10.0"), ("10.000000", None, "10"), ("0.050000", 2, "0.05"), ("0.050000", 1, "0.05")],
)
def test_no_digit_is_lost_where_the_decimals_are_not_known(value, places, shown):
    assert str(as_entered(Decimal(value), places)) == shown
