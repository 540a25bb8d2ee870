"""A signer who is erased: the signature goes on naming them (21 CFR 11.50, 11.70), and whoever erases is told."""

import json

from everproof.cli import main
from everproof.kernel import records
from everproof.kernel.access.actor import Actor
from everproof.kernel.ledger import verification
from everproof.kernel.people.models import Person
from everproof.kernel.signatures.models import Signature
from everproof.kernel.tenancy import organization_scope
from everproof.kernel.tests.ledger.forger import sign as sign_the_ledger

WHERE = ("--organization", "ours", "--basis", "request of 3 March")


def erase(company, capsys, *options):
    """What the command says after erasing the manager, who signed."""
    setup = Actor.system(company.organization, "setup")
    with organization_scope(company.organization.pk):
        person = records.update(company.person("manager"), by=setup, active=False)
    assert main(["erase", person.number, *WHERE, *options]) == 0
    return capsys.readouterr().out


def test_the_name_stays_under_the_signature_and_the_proof_holds(company, capsys):
    name = company.person("manager").title

    erase(company, capsys)
    sign_the_ledger(company.organization.pk)

    with organization_scope(company.organization.pk):
        assert Signature.objects.get().signer_name == name
        assert Person.objects.get(pk=company.manager.person_id).title == "Erased person"
    assert verification.verify(company.organization.pk)["findings"] == []


def test_whoever_erases_is_told_under_which_signatures(company, capsys):
    said = erase(company, capsys)

    assert "The name stays under these signatures, for as long as the signed records are kept:" in said
    assert f"{company.record.number}  review  " in said


def test_a_program_is_told_too(company, capsys):
    (signed,) = json.loads(erase(company, capsys, "--json"))["signatures"]

    assert (signed["record"], signed["meaning"]) == (company.record.number, "review")
