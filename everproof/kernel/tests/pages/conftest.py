"""What the tests of pages share: a nonconformity at hand, and its addresses."""

import pytest

from everproof.improvement import actions
from everproof.kernel.ui import addresses


@pytest.fixture
def report(cast):
    """Makes a nonconformity: `report("Leak", by=cast.member)`."""

    def make(title="Leaking valve", *, by=None, **values):
        return actions.report_nonconformity(title=title, by=by or cast.manager, **values)

    return make


@pytest.fixture
def in_work(cast, report):
    """Makes a nonconformity that was taken up and contained, owned by a member."""

    def make(title="Leaking valve", **values):
        found = report(title, **values)
        found = actions.triage_nonconformity(
            nonconformity=found, by=cast.manager, severity="low", owner=cast.person("member")
        )
        return actions.contain_nonconformity(nonconformity=found, by=cast.manager, correction="Replaced the seal")

    return make


@pytest.fixture
def page_of():
    """The address of a page about a record."""

    def address(record, page="record", **more):
        return addresses.of_record(record, page, **more)

    return address


LIST = "/ours/improvement/nonconformities/"


@pytest.fixture
def list_url():
    return LIST


def asked(statements):
    """What a page asked of the database, without what opens and closes its transaction."""
    round_about = ("BEGIN", "SAVEPOINT", "RELEASE", "select set_config")
    return [one["sql"] for one in statements if not one["sql"].startswith(round_about)]


def typed(form, **changes):
    """Form data as a browser would send it back, with some of it changed."""
    data = {}
    for bound in form:
        value = bound.field.prepare_value(bound.value())
        if value not in (None, False, ""):
            data[bound.name] = value
    return {name: value for name, value in (data | changes).items() if value is not None}
