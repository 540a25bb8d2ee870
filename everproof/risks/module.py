"""What the risks room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.modules import Module
from everproof.risks.declarations import RECORD_TYPES
from everproof.risks.history import SENTENCES

MODULE = Module(name="risks", label=_("Risks"), record_types=RECORD_TYPES, sentences=SENTENCES)
