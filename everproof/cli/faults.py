"""`everproof faults`: tries every check on the model company, in a database that is thrown away."""

from __future__ import annotations

import argparse
import os
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from everproof.cli import environment
from everproof.cli.outcome import CannotRun, Commands, Outcome, add_json_option, print_json, table

if TYPE_CHECKING:
    from everproof.conformity.fault_injection import Trial, Tried
    from everproof.demo.model import ModelCompany
    from everproof.standards import Catalogue

STANDARD = "iso9001-2015"


def register(commands: Commands) -> None:
    """Add the subcommand."""
    faults_command = commands.add_parser(
        "faults",
        help="prove the checks: break the model company on purpose and see what notices",
        description="Builds a model company in which all is in order, in a database that is thrown away; brings in "
        "the violation of each requirement that has a check, and reports whether the check notices. "
        "Touches no installation.",
        allow_abbrev=False,
    )
    faults_command.add_argument("--standard", default=STANDARD, metavar="ID", help=f"the catalogue ({STANDARD})")
    faults_command.add_argument(
        "--atom", action="append", default=[], metavar="ID", help="only this requirement, such as 10.2.1-4; repeatable"
    )
    add_json_option(faults_command)
    faults_command.set_defaults(run=faults)


def faults(arguments: argparse.Namespace) -> int:
    """Try them. Exit code 1 when a violation is missed, has side effects, or the model company is not in order."""
    catalogue = catalogue_with(arguments.standard, arguments.atom)
    with an_installation_of_its_own():
        trial = try_all(catalogue, arguments.atom)
    if arguments.json:
        print_json(as_dict(trial))
    else:
        print(report(trial))
    return Outcome.WELL if trial.is_well else Outcome.NOT_WELL


def catalogue_with(standard: str, atoms: list[str]) -> Catalogue:
    """The catalogue that is asked for. Raises CannotRun where there is none or it does not know an atom."""
    from everproof.standards import CatalogueError, load

    try:
        catalogue = load(standard)
    except (LookupError, CatalogueError) as error:
        raise CannotRun(str(error)) from error
    unknown = [atom for atom in atoms if atom not in catalogue]
    if unknown:
        raise CannotRun(f"{catalogue.edition} has no requirement {', '.join(unknown)}.")
    return catalogue


@contextmanager
def an_installation_of_its_own() -> Iterator[None]:
    """Inside the block everything lives in a temporary folder; the environment's own installation is out of reach."""
    kept = {name: value for name, value in os.environ.items() if name.startswith("EVERPROOF_")}
    with tempfile.TemporaryDirectory(prefix="everproof-faults-") as folder:
        for name in kept:
            del os.environ[name]
        os.environ |= {"EVERPROOF_ENV": "test", "EVERPROOF_DATA": folder, "EVERPROOF_LOG_LEVEL": "CRITICAL"}
        environment.set_up()
        from django.conf import settings
        from django.db import connections

        # Settings are read once a process: were they read before, they name another installation.
        if Path(folder).resolve() != settings.EVERPROOF_DATA:
            raise CannotRun("This process works on an installation already. Run the command by itself.")
        try:
            yield
        finally:
            connections.close_all()
            os.environ.update(kept)


def try_all(catalogue: Catalogue, atoms: list[str]) -> Trial:
    """Build the model company and try the violations. Raises CannotRun for an atom without a check."""
    from everproof.conformity import fault_injection

    without = [atom for atom in atoms if atom not in fault_injection.checks_of(catalogue)]
    if without:
        raise CannotRun(f"No check yet for {', '.join(without)}; docs/reference/missing-checks.md says what it needs.")
    company = a_model_company()
    return fault_injection.try_all(catalogue, organization_id=company.organization.pk, today=company.today, atoms=atoms)


def a_model_company() -> ModelCompany:
    """The model company in a fresh database. Raises CannotRun where it cannot be built."""
    from django.core.management import call_command
    from django.db import connection

    from everproof.demo import model
    from everproof.kernel import clock

    with connection.cursor() as cursor:  # nothing of this database has to outlive a power cut
        cursor.execute("pragma synchronous=off")
    call_command("migrate", interactive=False, verbosity=0)
    try:
        return model.build(anchor=clock.now())
    except Exception as error:  # any room's code builds it, and without it nothing can be said
        where = traceback.extract_tb(error.__traceback__)
        part = next((step for step in where if "/demo/model/" in step.filename and step.name == "add"), where[-1])
        place = f"{Path(part.filename).name}, {type(error).__name__}"
        raise CannotRun(f"The model company cannot be built ({place}): {error}") from error


def as_dict(trial: Trial) -> dict[str, Any]:
    """The contract of `--json`."""
    return {
        "standard": trial.standard,
        "atoms": [tried.as_dict() for tried in trial.atoms],
        "model_company": [
            {"id": unmet.id, "room": unmet.room, "outcome": unmet.outcome, "reasons": list(unmet.reasons)}
            for unmet in trial.unmet
        ],
    }


def report(trial: Trial) -> str:
    """A line per requirement, then what is wrong, then the sums."""
    rows = [("requirement", "room", "outcome", "changed with it")]
    rows += [(tried.id, tried.room, in_a_word(tried), ", ".join(tried.related)) for tried in trial.atoms]
    wrong = [
        f"{unmet.id} ({unmet.room}): the model company is not in order: {unmet.outcome}. {' '.join(unmet.reasons)}"
        for unmet in trial.unmet
    ]
    wrong += [f"{tried.id} ({tried.room}): {in_words(tried)}" for tried in trial.atoms if not tried.is_well]
    found = sum(tried.detected for tried in trial.atoms)
    prevented = sum(tried.prevented for tried in trial.atoms)
    missed = sum(not (tried.detected or tried.prevented) for tried in trial.atoms)
    collateral = sum(bool(tried.collateral) for tried in trial.atoms)
    sums = f"{found} detected, {prevented} prevented, {missed} missed, {collateral} with collateral ({trial.standard})"
    return "\n".join([table(rows), *(["", *wrong] if wrong else []), "", sums])


def in_a_word(tried: Tried) -> str:
    """The outcome of one violation."""
    if tried.collateral:
        return "COLLATERAL"
    return "detected" if tried.detected else "prevented" if tried.prevented else "MISSED"


def in_words(tried: Tried) -> str:
    """What is wrong with one violation or its check."""
    said = []
    if not (tried.detected or tried.prevented):
        said.append(f"the violation was not noticed{f' ({tried.problem})' if tried.problem else ''}.")
    if tried.collateral:
        said.append(f"unrelated requirements changed with it: {', '.join(tried.collateral)}.")
    return " ".join(said)
