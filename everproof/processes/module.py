"""What the processes room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.modules import Module
from everproof.processes.declaration_landscape import LANDSCAPE_TYPES
from everproof.processes.history_landscape import LANDSCAPE_SENTENCES

MODULE = Module(
    name="processes",
    label=_("Processes"),
    record_types=(*LANDSCAPE_TYPES,),
    sentences={**LANDSCAPE_SENTENCES},
)
