"""What the processes room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.modules import Module

MODULE = Module(name="processes", label=_("Processes"))
