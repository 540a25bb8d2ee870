"""What the risks room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.modules import Module

MODULE = Module(name="risks", label=_("Risks"))
