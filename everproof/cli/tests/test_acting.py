"""A command says for which organisation it works and as whom, and refuses what is ambiguous or unknown."""

import argparse

import pytest

from everproof.cli.acting import SYSTEM_NAME, acting, add_acting_options
from everproof.cli.outcome import CannotRun
from everproof.kernel.tenancy import current_organization_id


def read(*arguments: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    add_acting_options(parser)
    return parser.parse_args(arguments)


def test_a_person_acts_with_own_rights(everyone):
    with acting(read("--organization", "ours", "--as", " Manager@Ours.example ")) as actor:
        assert actor.person_id == everyone.manager.person_id
        assert actor.source == "command"
        assert not actor.is_system
        assert current_organization_id() == everyone.organization.pk


def test_without_a_person_the_system_acts_under_a_name(everyone):
    with acting(read("--organization", "ours")) as actor:
        assert actor.ledger_name == f"system:{SYSTEM_NAME}"


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ((), "There are several organisations; name one with --organization: other, ours"),
        (("--organization", "nowhere"), "There is no organisation 'nowhere'; there is: other, ours"),
        (("--organization", "ours", "--as", "ghost@ours.example"), "Nobody in ours signs in as ghost@ours.example."),
        (("--organization", "ours", "--as", "stranger@other.example"), "Nobody in ours signs in as stranger@"),
    ],
)
def test_what_is_ambiguous_or_unknown_is_refused(everyone, options: tuple[str, ...], sentence: str):
    with pytest.raises(CannotRun, match=sentence), acting(read(*options)):
        pass
