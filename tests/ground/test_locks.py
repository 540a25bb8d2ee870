"""The locks pin everything by hash, come from no particular server and bring no licence that would bind our users."""

import importlib.metadata
import re

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.ground.conftest import ROOT

LOCKS = ("requirements-uv.txt", "requirements.txt", "requirements-dev.txt")
COPYLEFT = re.compile(r"\b(A?GPL|SSPL|BUSL)|GNU (Affero )?General Public", re.IGNORECASE)


def entries(name: str) -> list[tuple[Requirement, int]]:
    """Each requirement of a lock with the number of its hashes."""
    text = (ROOT / name).read_text().replace("\\\n", " ")
    lines = [line.strip() for line in text.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    return [(Requirement(line.split(" --hash")[0]), line.count("--hash=sha256:")) for line in lines]


def names(requirements: list[Requirement]) -> set[str]:
    return {canonicalize_name(requirement.name) for requirement in requirements}


def asked_for(name: str) -> list[Requirement]:
    """What a .in file asks for."""
    lines = (ROOT / name).read_text().splitlines()
    return [Requirement(line) for line in lines if line and not line.startswith(("#", "-c"))]


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_is_pinned_and_hashed(lock: str):
    for requirement, hashes in entries(lock):
        assert [specifier.operator for specifier in requirement.specifier] == ["=="], requirement
        assert requirement.url is None
        assert hashes > 0, requirement


@pytest.mark.parametrize("lock", LOCKS)
def test_no_server_is_named(lock: str):
    text = (ROOT / lock).read_text()

    assert not re.search(r"://|--index|--extra-index|--find-links|--trusted-host|@ ", text)


@pytest.mark.parametrize("lock", LOCKS)
def test_the_lock_holds_what_was_asked_for(lock: str):
    locked = entries(lock)
    for wanted in asked_for(lock.replace(".txt", ".in")):
        versions = [found for found, _ in locked if canonicalize_name(found.name) == canonicalize_name(wanted.name)]
        assert versions, f"{wanted.name} is missing; run: make lock"
        for found in versions:
            assert wanted.specifier.contains(next(iter(found.specifier)).version), f"{found} is not {wanted}"


def test_developers_run_what_users_run():
    runtime = {str(requirement) for requirement, _ in entries("requirements.txt")}
    shared = names([requirement for requirement, _ in entries("requirements.txt")])

    differing = [
        str(requirement).partition(";")[0].strip()
        for requirement, _ in entries("requirements-dev.txt")
        if canonicalize_name(requirement.name) in shared
        and not any(line.partition(";")[0].strip() == str(requirement).partition(";")[0].strip() for line in runtime)
    ]
    assert differing == []


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_no_licence_would_bind_our_users(lock: str):
    found = {}
    for requirement, _ in entries(lock):
        try:
            metadata = importlib.metadata.metadata(requirement.name)
        except importlib.metadata.PackageNotFoundError:
            continue  # for another platform or Python
        said = [metadata.get("License-Expression"), *(metadata.get_all("Classifier") or [])]
        licences = [text for text in said if text and (text == said[0] or text.startswith("License"))]
        found[canonicalize_name(requirement.name)] = " ".join(licences) or (metadata.get("License") or "")[:200]
    bound = {name for name, licence in found.items() if COPYLEFT.search(re.sub(r"LGPL|Lesser General", "", licence))}

    assert len(found) > 30
    assert bound == set()
