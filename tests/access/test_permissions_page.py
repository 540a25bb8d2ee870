"""The page that says who may do what is true, and reads the way it is meant."""

import os

import pytest

from everproof.kernel import access, modules
from everproof.kernel.access.actor import Actor, Grant
from everproof.kernel.access.roles import ACCESS_ROLES
from tests.access import permissions

TYPES = [record_type.name for record_type in modules.all_record_types()]


def test_the_page_says_what_the_code_says():
    if os.environ.get("RECORD_PERMISSIONS") == "1":
        permissions.PAGE.write_text(permissions.page(), encoding="utf-8")

    assert permissions.PAGE.read_text(encoding="utf-8") == permissions.page(), (
        "Who may do what has changed. If that is meant, run this test with RECORD_PERMISSIONS=1 and review the page."
    )


@pytest.mark.parametrize("type_name", TYPES)
def test_each_role_may_what_the_page_says_of_a_type(type_name, cast):
    record_type = modules.record_type(type_name)
    said = permissions.read()[type_name]

    for verb in permissions.verbs_of(record_type):
        for role in ACCESS_ROLES.values():
            actor = Actor(cast.organization, cast.person("member"), (Grant(role),))
            allowed = bool(access.may(actor, verb, record_type.model))
            assert allowed == (said[verb][role.name] in (permissions.YES, permissions.COMPANY)), (verb, role.name)


def test_nobody_who_only_looks_after_people_works_on_quality_records():
    said = permissions.read()["nonconformity"]

    changing = [verb for verb in said if verb not in ("view", "export", "create", "attach")]
    assert {said[verb]["administrator"] for verb in changing} == {permissions.NO}
