"""What the risks room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.checks import checks_in, faults_in
from everproof.kernel.modules import MenuEntry, Module
from everproof.risks.checks import changes as change_checks
from everproof.risks.checks import register as register_checks
from everproof.risks.declarations import RECORD_TYPES
from everproof.risks.faults import changes as change_faults
from everproof.risks.faults import register as register_faults
from everproof.risks.history import SENTENCES

GROUP = _("Direction")

MODULE = Module(
    name="risks",
    label=_("Risks"),
    record_types=RECORD_TYPES,
    sentences=SENTENCES,
    menu=(
        MenuEntry(GROUP, _("Risks"), "shield-alert", "risks:risk_list"),
        MenuEntry(GROUP, _("Risk matrix"), "grid-3x3", "risks:matrix"),
        MenuEntry(GROUP, _("Opportunities"), "lightbulb", "risks:opportunity_list"),
        MenuEntry(GROUP, _("FMEA"), "table-properties", "risks:fmea_list"),
        MenuEntry(GROUP, _("Changes"), "git-compare", "risks:change_list"),
    ),
    checks=checks_in(register_checks, change_checks),
    faults=faults_in(register_faults, change_faults),
)
