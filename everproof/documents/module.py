"""What the documents room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.documents.declarations import RECORD_TYPES
from everproof.documents.history import SENTENCES
from everproof.documents.parameters import PARAMETERS
from everproof.kernel.modules import Module

MODULE = Module(
    name="documents",
    label=_("Documents"),
    record_types=RECORD_TYPES,
    parameters=PARAMETERS,
    sentences=SENTENCES,
)
