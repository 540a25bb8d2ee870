"""One login for one address, however it is spelled."""

import pytest
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction

from everproof.kernel.people.models import User, email_key

FULL_WIDTH = "\uff4d\uff45\uff4d\uff42\uff45\uff52@ours.example"


@pytest.mark.parametrize(
    "spelling",
    [
        "member@ours.example",
        "Member@Ours.Example",
        "member @ours.example",
        " member@ours.example ",
        FULL_WIDTH,
        "mem\u200bber@ours.example",
        "member\u00ad@ours.example",
        "member\u3000@ours.example",
        "member\t@ours.example\n",
    ],
)
def test_another_spelling_is_a_duplicate(everyone, spelling):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user(spelling)


def test_another_address_is_another_login(everyone):
    User.objects.create_user("member@ours.example.org")

    assert email_key("member@ours.example.org") != email_key("member@ours.example")


@pytest.mark.parametrize("address", ["mеmber@ours.example", "member\x00@ours.example", FULL_WIDTH])
def test_look_alikes_are_no_addresses(address):
    with pytest.raises(ValidationError):
        validate_email(address)


def test_a_login_needs_an_address(everyone):
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user(" ")


def test_changing_the_address_changes_what_it_is_found_by(everyone):
    user = User.objects.get(email="member@ours.example")
    user.email = "Mel@New.example"

    user.save(update_fields=["email"])

    user.refresh_from_db()
    assert (user.email, user.email_key) == ("mel@new.example", "mel@new.example")


def test_signing_in_does_not_mind_the_spelling(everyone, client):
    from everproof.kernel.testing.cast import PASSWORD

    answer = client.post("/account/login/", {"login": "  MEMBER@Ours.example ", "password": PASSWORD})

    assert answer.status_code == 302
