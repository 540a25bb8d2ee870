"""What the conformity room contributes."""

from django.utils.translation import gettext_lazy as _

from everproof.kernel.modules import Module

MODULE = Module(name="conformity", label=_("Conformity"))
