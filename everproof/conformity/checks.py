"""What a standard asks of how it is applied itself."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from everproof.conformity import catalogues
from everproof.conformity.applicability import Applicability
from everproof.kernel.checks import Cure, Evidence, Finding, Situation
from everproof.standards import ALWAYS, Catalogue


def check_4_3_5(at: Situation) -> Evidence:
    """Nothing is left out although the records show that it applies.

    A requirement is switched off by a flag that the records make false or by the approved scope statement, there is no
    other way. So what is left to ask is whether an exclusion contradicts the records.
    """
    applies = Applicability(at)
    if applies.exclusions is None:
        return Evidence(0)
    catalogue = catalogues.catalogue_of(at.standard)
    findings = tuple(
        Finding(
            _("The scope statement leaves out %(clause)s, but the records show that it applies: %(condition)s")
            % {"clause": name, "condition": catalogue.flags[flag].meaning},
            Cure(gettext_lazy("Take the exclusion out of the scope, or correct the records")),
        )
        for name in applies.exclusions
        for flag in sorted(_conditions(catalogue, name))
        if applies.flag(catalogue, flag).holds
    )
    return Evidence(len(catalogue.atoms), findings)


def _conditions(catalogue: Catalogue, excluded: str) -> set[str]:
    """The flags of the requirements that an excluded atom or clause stands for."""
    atoms = [
        atom for atom in catalogue.atoms if excluded in (atom.id, atom.clause) or atom.clause.startswith(f"{excluded}.")
    ]
    return {atom.applicability for atom in atoms} - {ALWAYS}
