"""Which passwords are taken: long ones of any kind, but none that everybody would guess."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from everproof.kernel.people.models import User


@pytest.mark.parametrize(
    "password",
    [
        "seven quiet boats at dawn",
        "aaa bbb ccc dolphins in the rain",
        "x" * 5 + " lorry fern kettle moss",
        "wrzlbrmft grmpf knorz uhu",
        "静かな七隻の船が夜明けに浮かぶよ",
        "🐟🐠🐡🦈🐙🦑🦐🦞🦀🐚🐳🐋🐬🦭🐊",
        "Only small and LARGE letters here",
        "lantern" * 1 + " gravel trombone " + "quilt " * 8,
    ],
)
def test_long_passwords_of_any_characters_are_taken(password):
    validate_password(password, User(email="mel@ours.example"))


def test_sixty_four_characters_and_far_more_are_taken():
    words = "gravel trombone quilt lantern fjord mustard violin cobble "
    validate_password(words + "harbour")
    validate_password((words + "harbour ") * 10)


@pytest.mark.parametrize(
    "password",
    [
        "fourteen chars",
        "aaaaaaaaaaaaaaaaaaaa",
        "abcabcabcabcabcabc",
        "123456789012345678",
        "qwertyuiopasdfghjkl",
        "passwordpassword",
        "Password1234567890",
        "everproofeverproof",
        "EverproofQuality2026",
        "iloveyouiloveyou",
        "footballbaseball1",
        "member@ours.example",
        "x" * 1001,
    ],
)
def test_passwords_that_are_tried_first_are_refused(password):
    with pytest.raises(ValidationError):
        validate_password(password, User(email="member@ours.example"))


def test_the_names_of_the_own_organisations_are_no_password(everyone):
    from django.db import transaction

    with pytest.raises(ValidationError), transaction.atomic():
        validate_password("Our Company company our", everyone.users["member"])


def test_the_same_letters_from_another_keyboard_are_the_same_password():
    user = User(email="mel@ours.example")

    user.set_password("caf\u00e9 gravel trombone")

    assert user.check_password("cafe\u0301 gravel trombone")


def test_nothing_is_cut_off():
    user = User(email="mel@ours.example")

    user.set_password("gravel trombone quilt " * 20 + "a")

    assert not user.check_password("gravel trombone quilt " * 20 + "b")


def test_spaces_at_the_ends_belong_to_the_password():
    user = User(email="mel@ours.example")

    user.set_password(" gravel trombone ")

    assert not user.check_password("gravel trombone")


def test_passwords_are_hashed_with_argon2(settings):
    settings.PASSWORD_HASHERS = settings.PASSWORD_HASHERS[1:]
    user = User(email="mel@ours.example")

    user.set_password("gravel trombone quilt")

    assert user.password.startswith("argon2$argon2id$")
